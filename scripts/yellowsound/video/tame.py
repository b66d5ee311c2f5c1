"""Taming: moves are limited until the pictures do not flash too often."""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping

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


class FlashingError(Exception):
    """Frames flash too often."""


def write_tamed(
    frames: Callable[[], Iterable[np.ndarray]],
    channels: Mapping[str, np.ndarray],
    fps: float,
    write: Callable[[Iterable[np.ndarray], str], None],
) -> None:
    """Write moved frames, with their moves limited where they flash too often.

    Flashes are counted on the way to the encoder: most moves do no harm, and need not be made
    twice.

    Parameters
    ----------
    frames, channels, fps
        As of `tamed`.
    write
        Writes the frames that it is given, and what was limited; what it has written is whole or
        absent where the frames end with an error.
    """
    counter = FlashCounter()
    try:
        write(_refused(moved(frames(), channels), fps, counter), "")
        return
    except FlashingError:
        pass
    # Outside of the handler: an error of the second try does not follow from the first.
    limited, told = tamed(frames, channels, fps, counter.found)
    logger.warning("the moves are tamed, lest the video flash: %s", told)
    write(moved(frames(), limited), told)


def _refused(
    frames: Iterable[np.ndarray], fps: float, counter: FlashCounter
) -> Iterator[np.ndarray]:
    """Pass frames on; raise a `FlashingError` behind the last one where they flash too often."""
    yield from _counted(frames, fps, counter)
    if not counter.found.passes:
        raise FlashingError


def tamed(
    frames: Callable[[], Iterable[np.ndarray]],
    channels: Mapping[str, np.ndarray],
    fps: float,
    found: Flashes | None = None,
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
    found
        How often they flash as all channels tell; None to count.

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
        if found is None:
            found = flashes_of(moved(frames(), limited), fps)
        if found.passes:
            break
        logger.info("%s: %s", told or "as the moves tell", found.worst)
        found = None
    return limited, told


def flashes_of(frames: Iterable[np.ndarray], fps: float) -> Flashes:
    """Return how often frames flash; see `flashes.FlashCounter`."""
    counter = FlashCounter()
    for _ in _counted(frames, fps, counter):
        pass
    return counter.found


def _counted(
    frames: Iterable[np.ndarray], fps: float, counter: FlashCounter
) -> Iterator[np.ndarray]:
    """Pass frames on, and count their flashes."""
    before = None
    for number, frame in enumerate(frames):
        if before is None or not np.array_equal(frame, before):
            counter.add(frame, number / fps)
        before = frame
        yield frame
