"""Videos from elsewhere, which are scored and shown beside those of the study."""

import filecmp
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from yellowsound.inputs.cells import (
    alike,
    check_printable,
    check_readable,
    file_name_from,
    file_name_of,
    located,
)
from yellowsound.run.errors import UserError
from yellowsound.run.tsv import read_rows

COLUMNS = ("pair", "song", "label", "video")


@dataclass(frozen=True)
class ExternalVideo:
    """One row of the table of videos from elsewhere.

    Attributes
    ----------
    take
        The pair beside which it is shown, or a name of its own.
    label
        What stands in the place of a schedule.
    video
        Path of the file.
    song
        Path of the song that it is scored against; None for the video's own sound.
    """

    take: str
    label: str
    video: Path
    song: Path | None


def read_external(
    path: str | Path, songs: Mapping[str, Path], variants: Collection[str]
) -> dict[tuple[str, str], ExternalVideo]:
    """Read the table of videos from elsewhere.

    Its columns are `COLUMNS`; paths are relative to its folder. A video
    stands beside the pair that the row names, else beside the first pair of
    the song that it names, else by itself, under the name of its song or else
    of its file; such a name stands for one file.

    Parameters
    ----------
    path
        The table; it may have no rows.
    songs
        Pair to its song, for all pairs of the study.
    variants
        Names that no label may have, since videos of the study have them.

    Returns
    -------
    dict
        (take, label) to video, in the order of the table.

    Raises
    ------
    UserError
        One line for each problem of the table.
    """
    path = Path(path)
    found: dict[tuple[str, str], ExternalVideo] = {}
    taken: set[tuple[str, str]] = set()
    heard: dict[str, tuple[int, Path, str]] = {}
    problems = []
    what, paths = "the table of videos from elsewhere", ("song", "video")
    for row, cells in read_rows(path, COLUMNS, what, exact=paths):
        try:
            if cells is None:
                raise ValueError(f"has not {len(COLUMNS)} cells: mend its tabs")
            external = _external(cells, path.parent, songs, variants)
            if (like := (alike(external.take), alike(external.label))) in taken:
                raise ValueError(
                    f"label '{external.label}' is there twice for {external.take}: rename one"
                )
            taken.add(like)
            if external.take not in songs:
                sound = external.song or external.video
                here = row, sound, external.take
                first, other, take = heard.setdefault(alike(external.take), here)
                if sound != other and not filecmp.cmp(sound, other, shallow=False):
                    raise ValueError(
                        f"would be named '{external.take}' as the video of row {first} is, but "
                        "may have another sound: rename the file, or name the song in both rows"
                    )
                # The same song, though its name has other capitals here.
                external = replace(external, take=take)
            found[external.take, external.label] = external
        except (ValueError, UserError) as error:
            problems.append(f"{path} row {row}: {error}")
    if problems:
        raise UserError("\n".join(problems))
    return found


def _external(
    cells: Mapping[str, str], folder: Path, songs: Mapping[str, Path], variants: Collection[str]
) -> ExternalVideo:
    """Return the video of one row."""
    for column in COLUMNS:
        if column in ("label", "video") and not cells[column]:
            raise ValueError(f"{column} is empty: fill it in")
        check_printable(cells[column].strip())
    label = file_name_of(cells["label"])
    if alike(label) in map(alike, variants):
        raise ValueError(f"label '{label}' is a schedule of the study: choose another")
    video = located(cells["video"], folder)
    check_readable(video)
    song = located(cells["song"], folder) if cells["song"] else None
    if song is not None:
        check_readable(song)
    pair = unicodedata.normalize("NFC", cells["pair"])
    if pair and pair not in songs:
        raise ValueError(
            f"pair '{pair}' is not in the pairs table: correct it, or leave the cell empty for a "
            "video that belongs to no pair"
        )
    if not pair and song is not None:
        same = (name for name, other in songs.items() if _same(song, other))
        pair = next(same, "")
    take = pair or file_name_from((song or video).stem) or "video"
    if not pair and alike(take) in map(alike, songs):
        raise ValueError(
            f"would be named as the pair '{take}' is: name that pair in the row, or rename the file"
        )
    return ExternalVideo(take, label, video, song)


def _same(one: Path, other: Path) -> bool:
    """Tell whether two paths lead to one file."""
    try:
        return one.samefile(other)
    except OSError:
        return False
