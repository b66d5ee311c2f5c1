"""What was meant by a name that is none: the nearest one, or those among which to choose."""

import difflib
from collections.abc import Collection, Iterable

LISTED = 8
"""How many names a sentence lists at most."""


def hint_at(name: str, known: Collection[str], others: Collection[str] = ()) -> str:
    """Return what to do about a name that is none of those known, to end a sentence with.

    What others are called is told only where one comes near and none of those known does.
    """
    for names in (known, others):
        if near := difflib.get_close_matches(name, names, n=1):
            return f"did you mean {near[0]}?"
    more = f" and {len(known) - LISTED} more" if len(known) > LISTED else ""
    return f"choose among {', '.join(sorted(known)[:LISTED])}{more}"


def path_problem(path: str, known: Iterable[str]) -> str:
    """Say where a path leaves those that are known, and what to do about it.

    Parameters
    ----------
    path
        A path that is none of those known, its parts separated by `/`.
    known
        Paths, written alike.

    Returns
    -------
    str
        The first part that is not there, and the path that comes nearest, or else the names that
        stand in its place.
    """
    known, parts = list(known), path.split("/")
    nearest = _nearest(parts, known)
    for depth, part in enumerate(parts):
        before, beside = "/".join(parts[:depth]), _names_in(parts[:depth], known)
        if not beside:
            return f"{before} is made as a whole: ask for that"
        if part not in beside:
            where = f" in {before}" if before else ""
            hint = f"did you mean {nearest}?" if nearest else hint_at(part, beside)
            return f"there is no {part}{where}: {hint}"
    one = next(name for name in known if name.startswith(f"{path}/"))
    return f"it is a folder of several files: ask for them one by one, as {one}"


def _nearest(parts: list[str], known: list[str]) -> str:
    """Return the known path that comes nearest, part by part; '' if none does."""
    found: list[str] = []
    for part in parts:
        beside = _names_in(found, known)
        near = [part] if part in beside else difflib.get_close_matches(part, beside, n=1)
        if not near:
            return ""
        found.append(near[0])
    path = "/".join(found)
    return path if path in known else ""


def _names_in(folder: list[str], known: list[str]) -> set[str]:
    """Return the names that stand in a folder of known paths, which is given by its parts."""
    start = "".join(f"{part}/" for part in folder)
    return {path[len(start) :].split("/", 1)[0] for path in known if path.startswith(start)}
