"""What is said before a run begins: how much there is to make, and whether the disk holds it."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from yellowsound.run.errors import UserError
from yellowsound.study.costs import section_bytes, video_bytes

GB = 1e9


@dataclass(frozen=True)
class Forecast:
    """What a run has to make.

    Attributes
    ----------
    videos
        How many videos it makes.
    frames
        How many frames these have together.
    mpixels
        Million pixels of a frame.
    keeps_sections, keeps_stills
        Whether the sections stay beside the videos, and each frame as a picture.
    """

    videos: int
    frames: int
    mpixels: float
    keeps_sections: bool = False
    keeps_stills: bool = False

    @property
    def disk_bytes(self) -> float:
        """About how many bytes the run takes at once: its videos, and one video's sections or all.

        More sections may wait to be joined; how many depends on the machine. Stills are sections
        again, picture by picture.
        """
        there = self.frames if self.keeps_sections else self.frames // max(self.videos, 1)
        there += self.frames if self.keeps_stills else 0
        return video_bytes(self.mpixels, self.frames) + section_bytes(self.mpixels, there)

    def told(self, free_bytes: float) -> str:
        """Return the forecast in a sentence."""
        what = "1 video of" if self.videos == 1 else f"{self.videos} videos, together of"
        takes, free = (_gb(size) for size in (self.disk_bytes, free_bytes))
        return f"{what} {self.frames} frames, for about {takes} of the {free} that are free"


def _gb(size: float) -> str:
    return f"{size / GB:.1f} GB" if size >= 0.95 * GB else f"{size / 1e6:.0f} MB"


def check_disk(forecast: Forecast, results: str | Path, ignore: bool = False) -> str:
    """Make sure that the disk holds what a run makes.

    Parameters
    ----------
    forecast
        What it makes.
    results
        Its folder, which is there.
    ignore
        Whether it may begin although the disk would not.

    Returns
    -------
    str
        The forecast in a sentence.

    Raises
    ------
    UserError
        If it would not.
    """
    free = shutil.disk_usage(results).free
    if forecast.disk_bytes > free and not ignore:
        raise UserError(
            f"{results}: {forecast.told(free)}: make room, or set ignore_disk=true if you know "
            "better"
        )
    return forecast.told(free)
