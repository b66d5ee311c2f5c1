"""What an experiment consists of: videos, trials, and the places of these in lists."""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True)
class Video:
    """A video as participants see it.

    Attributes
    ----------
    id
        Its name in the experiment, which does not tell its condition.
    take
        What it was rendered from; only videos of one take are compared.
    condition
        Label of its variant, or of a video from elsewhere.
    song
        Name of its song.
    file
        Where it lies, from the page's folder; its name does not tell what it is.
    duration_s
        Its length in seconds, above 0.
    flashes_per_s
        The most flashes in any second, of light or of saturated red, whichever are more.
    sha256
        Hash of the file; empty as long as it is not made.
    """

    id: str
    take: str
    condition: str
    song: str
    file: str
    duration_s: float
    flashes_per_s: float = 0.0
    sha256: str = ""


@dataclass(frozen=True)
class Trial:
    """Two videos of one song that a participant compares.

    Attributes
    ----------
    id
        `t001` and so on.
    kind
        `pair`: two conditions. `repeat`: those of the trial `of` again, sides exchanged.
        `catch`: one video twice, one of them with its picture out of step.
    song
        Name of the song.
    a, b
        The videos' ids.
    of
        The trial that is repeated.
    right
        Which of a catch trial is in step: `a` or `b`.
    """

    id: str
    kind: str
    song: str
    a: str
    b: str
    of: str | None = None
    right: str | None = None


@dataclass(frozen=True)
class Shown:
    """A trial's place in a list: its id, and which video stands left or comes first."""

    trial: str
    left: str


def file_of(name: str, seed: int) -> str:
    """Return where a video lies, from the page's folder, told by its name in the experiment.

    That name tells which videos are out of step, and the order of the study's; this one does
    not.
    """
    digits = hashlib.sha256(f"{seed}/{name}".encode()).hexdigest()
    return f"videos/{digits[:12]}.mp4"
