"""Paths that Snakemake would not take literally.

In every path that Snakemake is given it fills in wildcards, which stand in
braces, and variables, <which> stand in angle brackets; neither can be escaped.
A user's file is therefore no input of a rule (`run.content`): it may have any
name. The workflow's own folder may not.
"""

import re
from collections.abc import Iterable
from pathlib import Path

MARKS = re.compile(r"[{}]|<[a-z][a-z0-9_]*>")


def misread(paths: Iterable[str | Path]) -> list[str]:
    """Return those paths that mean something else to Snakemake, in their order."""
    return [str(path) for path in paths if MARKS.search(str(path))]
