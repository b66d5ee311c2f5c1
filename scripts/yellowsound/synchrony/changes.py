"""How much the picture changes from frame to frame, and how often it flashes on the way."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import Interpolation, VideoReformatter

from yellowsound.inputs.track import stamp_s
from yellowsound.video.colour import cielab, distance, reduced
from yellowsound.video.flashes import FlashCounter


class Look(NamedTuple):
    """What is compared of a frame.

    Attributes
    ----------
    luma
        Its luma, 0 to 255, uint8, shape (height, width).
    rgb
        Its pixels in sRGB, uint8, shape (height, width, 3).
    small
        The same, reduced to the size of `colour.reduced`.
    shown_s
        When it is shown, in seconds, never before the one before.
    """

    luma: np.ndarray
    rgb: np.ndarray
    small: np.ndarray
    shown_s: float


def looks(frames: Iterable[VideoFrame], fps: float) -> Iterator[Look]:
    """Yield what is compared of each frame; `fps` is the rate of those without a time stamp."""
    to_luma, to_rgb, to_small = VideoReformatter(), VideoReformatter(), VideoReformatter()
    size: dict[str, int] = {}
    shown_s = -1 / fps
    for frame in frames:
        # A picture that changes its size on the way is compared at the size of the first.
        size = size or {"width": frame.width, "height": frame.height}
        luma = to_luma.reformat(frame, format="gray", **size).to_ndarray()
        rgb = to_rgb.reformat(frame, format="rgb24", **size).to_ndarray()
        small = to_small.reformat(
            frame, format="rgb24", interpolation=Interpolation.AREA, **reduced(**size)
        ).to_ndarray()
        shown_s = _shown_s(frame, shown_s, fps)
        yield Look(luma, rgb, small, shown_s)


def frame_changes(
    seen: Iterable[Look], flashes: FlashCounter | None = None
) -> Iterator[tuple[float, float, float]]:
    """Yield each frame's flux, luma flux and changed share; see `visual.Picture`.

    Few frames are held at a time, however long the video is. On the way `flashes` counts theirs.
    """
    before: tuple[np.ndarray, np.ndarray, np.ndarray] | None = None
    for luma, rgb, small, shown_s in seen:
        changed = rgb.size if before is None else np.count_nonzero(rgb != before[1])
        if flashes and changed:
            flashes.add(small, shown_s)
        if before is None:
            lab = cielab(small)
            yield 0.0, 0.0, 0.0
        else:
            old_luma, _, old_lab = before
            lab = cielab(small) if changed else old_lab
            # |a - b| of unsigned bytes, without widening them.
            difference = np.maximum(luma, old_luma) - np.minimum(luma, old_luma)
            yield (
                distance(lab, old_lab) if changed else 0.0,
                float(difference.mean(dtype=np.float64)),
                changed / rgb.size,
            )
        before = luma, rgb, lab


def _shown_s(frame: VideoFrame, before_s: float, fps: float) -> float:
    """Return when a frame is shown, in seconds, never before the one before.

    Without a stamp it follows at the frame rate; stamps in the order of coding
    are out of order by few frames.
    """
    time_s = stamp_s(frame)
    return before_s + 1 / fps if np.isnan(time_s) else max(time_s, before_s)
