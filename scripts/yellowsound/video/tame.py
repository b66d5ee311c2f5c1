"""Taming: moves are limited until the pictures do not flash too often."""

import logging
from collections.abc import Callable, Iterable, Mapping

import numpy as np

from yellowsound.frames.moved import moved, scaled
from yellowsound.video.flashes import FlashCounter, Flashes

logger = logging.getLogger(__name__)

LIGHT = ("light",)

STEPS: tuple[tuple[tuple[str, ...] | None, float], ...] = (
    *((LIGHT, share) for share in (1.0, 0.5, 0.25, 0.0)),
    *((None, share) for share in (0.5, 0.25, 0.0)),
)
"""Which channels (None: all) are limited to which share, one step after the other: first the
brightness, by halves, then without any all that moves."""


def tamed(
    frames: Callable[[], Iterable[np.ndarray]], channels: Mapping[str, np.ndarray], fps: float
) -> tuple[dict[str, np.ndarray], str]:
    """Limit moves until the moved frames pass WCAG 2.3.1 (`flashes`).

    Parameters
    ----------
    frames
        Gives the frames of a video anew each time: RGB, uint8.
    channels
        What moves make of them, by name, each of shape (n_frames,).
    fps
        Frames per second.

    Returns
    -------
    channels : dict
        Those of the first of `STEPS` that passes; neutral ones where none does, for then the
        frames themselves flash.
    told : str
        What was limited, in a few words; '' where nothing had to be.
    """
    limited, told = dict(channels), ""
    for names, share in STEPS:
        # The steps that limit everything have no brightness left.
        limited = scaled(channels, share if names else 0.0, LIGHT)
        limited = limited if names else scaled(limited, share)
        if names and share < 1 and "light" not in channels:
            continue
        told = "" if share == 1 else f"{'brightness' if names else 'all moves'} at {share:.0%}"
        found = flashes_of(moved(frames(), limited), fps)
        if found.passes:
            break
        logger.info("%s: %s", told or "as the moves tell", found.worst)
    if told:
        logger.warning("the moves are tamed, lest the video flash: %s", told)
    return limited, told


def flashes_of(frames: Iterable[np.ndarray], fps: float) -> Flashes:
    """Return how often frames flash; see `flashes.FlashCounter`."""
    counter, before = FlashCounter(), None
    for number, frame in enumerate(frames):
        if before is None or not np.array_equal(frame, before):
            counter.add(frame, number / fps)
        before = frame
    return counter.found
