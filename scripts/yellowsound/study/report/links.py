"""Links of the report: from its folder to other files of the run, so that they move together."""

import os
from pathlib import Path
from urllib.parse import quote


def link(path: str | Path, folder: Path) -> str:
    """Return the URL of a file relative to the report's folder."""
    relative = os.path.relpath(Path(path).absolute(), Path(folder).absolute())
    return quote(Path(relative).as_posix())
