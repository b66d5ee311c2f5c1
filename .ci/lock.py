#!/usr/bin/env python3
"""Write the locks anew: exact versions of what each requirements*.in names, and of its needs.

All versions are resolved together, so that every set of packages fits the next larger one; a
package then stands in the lock of the smallest set that needs it, and nowhere else.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SETS = ("requirements", "requirements-models", "requirements-dev")
NOT_LOCKED = ("pip", "setuptools", "wheel")


def resolved(sets: tuple[str, ...], constraints: str | Path) -> set[str]:
    """Return `name==version` of all that some sets need; nothing is installed."""
    options = ["--quiet", "--dry-run", "--ignore-installed", "--report", "-", "-c", constraints]
    named = [part for name in sets for part in ("-r", ROOT / f"{name}.in")]
    told = subprocess.run(
        [sys.executable, "-m", "pip", "install", *options, *named],
        stdout=subprocess.PIPE,
        check=True,
    ).stdout
    found = [package["metadata"] for package in json.loads(told)["install"]]
    # A build of PyTorch's own index has a suffix that no other index knows.
    pins = {(m["name"], m["version"].removesuffix("+cpu")) for m in found}
    return {f"{name}=={version}" for name, version in pins if name not in NOT_LOCKED}


def main() -> None:
    """Resolve everything, then each smaller set in the versions found."""
    with tempfile.TemporaryDirectory() as folder:
        constraints = Path(folder) / "all.txt"
        constraints.touch()
        everything = resolved(SETS, constraints)
        constraints.write_text("\n".join(everything))
        written: set[str] = set()
        for count, name in enumerate(SETS, 1):
            needed = resolved(SETS[:count], constraints) if count < len(SETS) else everything
            first = f"# Exact versions, written by 'make lock' from {name}.in"
            lines = [f"{first}, of what no other lock holds:" if written else f"{first}."]
            lines += [f"-c {SETS[count - 2]}.lock"] if written else []
            lines += sorted(needed - written, key=str.lower)
            (ROOT / f"{name}.lock").write_text("\n".join(lines) + "\n")
            written |= needed


if __name__ == "__main__":
    main()
