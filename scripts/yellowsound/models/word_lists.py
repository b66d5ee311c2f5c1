"""The word lists of CLIP Interrogator: of the published wheel, and the labels that they make."""

import re
import zipfile
from collections.abc import Sequence
from pathlib import Path

from yellowsound.models.folders import write_record
from yellowsound.models.wheels import Wheel
from yellowsound.run.errors import UserError
from yellowsound.run.files import whole_folder

WHEEL = Wheel(
    title="CLIP Interrogator",
    name="clip_interrogator-0.6.0-py3-none-any.whl",
    sha256="cd7c6bf9db170f005b4179e943fc1658aa0f8eebcc75ab3428b0a992aaeabd1c",
    licence="MIT",
)

WORDS = "clip-interrogator-words"
"""The folder of the lists, in resources/models/."""

LISTS = ("artists", "flavors", "mediums", "movements", "negative")

SITES = (
    *("Artstation", "behance", "cg society", "cgsociety", "deviantart", "dribble", "flickr"),
    *("instagram", "pexels", "pinterest", "pixabay", "pixiv", "polycount", "reddit"),
    *("shutterstock", "tumblr", "unsplash", "zbrush central"),
)
"""Where pictures are shown that are looked at."""

RANKED = ("artists", "flavors", "mediums", "movements", "trendings")
"""Tables of labels that pictures are ranked by, in the order in which they are merged."""


def convert(wheel: str | Path, folder: str | Path) -> None:
    """Write the word lists, and nothing else of the wheel, into a folder.

    Parameters
    ----------
    wheel
        The published wheel; see `wheels.fetch_wheel`.
    folder
        The lists' folder, whole or absent; what it holds is recorded in it.

    Raises
    ------
    UserError
        If the wheel is not a whole one of CLIP Interrogator.
    """
    with whole_folder(folder) as partial:
        try:
            with zipfile.ZipFile(wheel) as archive:
                for name in LISTS:
                    held = archive.read(f"clip_interrogator/data/{name}.txt")
                    (partial / f"{name}.txt").write_bytes(held)
        except (zipfile.BadZipFile, KeyError) as error:
            raise UserError(
                f"{wheel} does not hold the word lists of CLIP Interrogator ({error}): delete it "
                "and run again"
            ) from error
        write_record(partial, {"name": WORDS, **WHEEL.source})


def read_list(path: str | Path) -> list[str]:
    """Return the labels of a list, one a line; a line may be blank."""
    lines = Path(path).read_bytes().decode("utf-8", errors="replace").split("\n")
    if not lines[-1]:
        lines.pop()
    return [line.strip() for line in lines]


def labels_of(folder: str | Path) -> dict[str, list[str]]:
    """Return the tables of labels, `RANKED` and `negative`, from the folder of the lists.

    An artist is a label twice: all as 'by X', then all as 'inspired by X'. A site is four: its
    name, 'trending on', 'featured on' it, and its 'contest winner', each for all sites.
    """
    lists = {name: read_list(Path(folder) / f"{name}.txt") for name in LISTS}
    artists = lists.pop("artists")
    return {
        "artists": [f"{how} {artist}" for how in ("by", "inspired by") for artist in artists],
        **lists,
        "trendings": [
            *SITES,
            *(f"{how} {site}" for how in ("trending on", "featured on") for site in SITES),
            *(f"{site} contest winner" for site in SITES),
        ],
    }


def nameless(labels: Sequence[str], artists: Sequence[str]) -> list[bool]:
    """Tell which labels hold no artist's name.

    Parameters
    ----------
    labels
        Any labels.
    artists
        The artists' table of `labels_of`, or their names.

    Returns
    -------
    list of bool
        False for a label that has a whole name in it, in any case, whatever stands between its
        words. Some names are words as well: 'artist', 'constant'.
    """
    names = {_words(artist.removeprefix("inspired ").removeprefix("by ")) for artist in artists}
    names.discard(())
    longest = max(map(len, names), default=0)
    free = []
    for label in labels:
        words = _words(label)
        runs = (
            words[start : start + length]
            for start in range(len(words))
            for length in range(1, longest + 1)
        )
        free.append(names.isdisjoint(runs))
    return free


def _words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+", text.casefold()))
