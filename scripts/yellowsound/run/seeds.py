"""Seeds that depend on what is made, never on the order in which it is made."""

import hashlib


def derive_seed(seed: int, *names: str | int) -> int:
    """Derive a seed from the configured one and the names of what it is for.

    Parameters
    ----------
    seed
        The configured seed.
    names
        What is made, from the outside in, e.g. the pair and the section.

    Returns
    -------
    int
        In [0, 2**63), the same on every machine and in every Python.
    """
    text = "\x1f".join(str(part) for part in (seed, *names))
    return int.from_bytes(hashlib.sha256(text.encode("utf-8")).digest()[:8], "big") >> 1
