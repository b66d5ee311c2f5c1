"""A run to be sent: a ZIP of the report, its figures and small videos, which opens from disk."""

import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from yellowsound.run.errors import UserError
from yellowsound.run.files import whole_file
from yellowsound.study.report.links import link

MOST_BYTES = 100_000_000
"""The ZIP is smaller than this: what mail services and portals take."""

PAGE_BYTES = 30_000_000
"""Of these the page and its figures are allowed so many."""

SOUND_BPS = 80_000
"""The sound of a small video and what holds it together, a second."""

SIZES = ((400_000, 480), (200_000, 360), (60_000, 240))
"""Bits a second of pictures, the most first, and how many lines they serve."""

BEGIN = """<!doctype html>
<meta charset="utf-8">
<meta http-equiv="refresh" content="0; url=report/index.html">
<title>{run}</title>
<p><a href="report/index.html">The report of {run}</a></p>
"""

TIME = (1980, 1, 1, 0, 0, 0)
"""Time of every file: the first that a ZIP can tell, so that equal files make an equal ZIP."""


def size_for(seconds: float) -> dict[str, int]:
    """Return how small videos are made so that all together leave room for the page.

    Parameters
    ----------
    seconds
        Length of all videos together.

    Returns
    -------
    dict
        `lines` and `video_kbps` of `video.small.Small`.

    Raises
    ------
    UserError
        If they are too long for that.
    """
    budget_bps = 8 * (MOST_BYTES - PAGE_BYTES) / max(seconds, 1.0) - SOUND_BPS
    for least_bps, lines in SIZES:
        if budget_bps >= least_bps:
            return {"lines": lines, "video_kbps": int(min(budget_bps, 2_000_000) / 1000)}
    raise UserError(
        f"the run has {seconds / 60:.0f} minutes of videos, too many for one ZIP of "
        f"{MOST_BYTES / 1e6:.0f} MB: make a run of fewer pairs or schedules"
    )


def share(
    run: str,
    report: Path,
    figures: Iterable[Path],
    videos: Mapping[Path, tuple[str, Path]],
    target: Path,
) -> None:
    """Pack a report with its figures and small videos.

    Parameters
    ----------
    run
        Name of the run, and of the folder in the ZIP.
    report
        The report's folder; others are told from where it lies.
    figures
        Pictures that the page shows.
    videos
        For each video that the page links to its place in the run's folder, and the small
        file that stands there. One from elsewhere is linked to that place instead.
    target
        The ZIP, whole or absent; the same files give the same bytes.

    Raises
    ------
    UserError
        If it is not smaller than `MOST_BYTES`.
    """
    moved = {
        link(path, report): link(report.parent / place, report)
        for path, (place, _) in videos.items()
    }
    moved = {old: new for old, new in moved.items() if old != new}
    files: dict[str, bytes | Path] = {"index.html": BEGIN.format(run=run).encode()}
    for path in sorted(report.rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            told = _relinked(path, moved) if path.suffix in (".html", ".js") and moved else path
            files[f"{report.name}/{path.relative_to(report).as_posix()}"] = told
    for path in figures:
        files[path.relative_to(report.parent).as_posix()] = path
    files |= dict(videos.values())
    with whole_file(target) as partial:
        with zipfile.ZipFile(partial, "w") as packed:
            for name in sorted(files):
                _add(packed, f"{run}/{name}", files[name])
        if (size := partial.stat().st_size) >= MOST_BYTES:
            raise UserError(
                f"{target} would have {size / 1e6:.0f} MB, and is to be smaller than "
                f"{MOST_BYTES / 1e6:.0f} MB: make a run of fewer pairs or schedules"
            )


def _relinked(path: Path, moved: Mapping[str, str]) -> bytes:
    """Return a file of the page with the links to videos from elsewhere set anew."""
    text = path.read_text(encoding="utf-8")
    for old, new in moved.items():
        text = text.replace(f'"{old}"', f'"{new}"')
    return text.encode("utf-8")


def _add(packed: zipfile.ZipFile, name: str, what: bytes | Path) -> None:
    """Add a file, of the same time and rights as all; a picture or video is not deflated again."""
    entry = zipfile.ZipInfo(name, TIME)
    entry.external_attr = 0o644 << 16
    entry.create_system = 3
    small = Path(name).suffix in (".mp4", ".png", ".jpg")
    entry.compress_type = zipfile.ZIP_STORED if small else zipfile.ZIP_DEFLATED
    packed.writestr(entry, what if isinstance(what, bytes) else what.read_bytes())
