"""What is seen: the events and onsets of a picture, and whether what changes can be seen."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

import numpy as np

from yellowsound.synchrony.curves import CLOCK_HZ
from yellowsound.video.flashes import Flashes

CHANGED_SHARE = 225_000 / (768 * 768 * 3)
"""A frame is an event for AVS above this share of changed channel values (a count at 768x768)."""

REFRACTORY_S = 1.0
"""An event for AVS comes more than this after the last one, in seconds."""

STILL_PER_S = 0.75
"""Mean change per second, in units of CIELAB, below which a picture is still.

A lossy codec refreshes even a still picture: x264, at CRF 18 to 35 and its
usual key frame every 250 frames, changes photographs and paintings, ten
seconds of each, by 0.1 to 0.6 a second. A cross-fade over ten seconds
changes one by several; the slowest videos of the demo change by 4.
"""

HELD_S = 0.08
"""A change is held this long, in seconds: not quite as long as a picture is shown at 12 a second,
so that between two pictures of a film whose frames are repeated its movement does not stop."""

AROUND_S = 1.0
"""A visual onset stands out from what is usual in so many seconds around it."""

STANDS_OUT = 0.35
"""A rise of the change is a visual onset where it, and what the picture then changes beyond the
usual, is this share of the usual change ..."""

STANDS_OUT_STRONGEST = 0.1
"""... and this share of the strong changes of the video."""

STRONG_QUANTILE = 0.99
"""What counts as a strong change: this quantile, so that one hard cut hides no other ..."""

STRONG_SHARE = 0.05
"""... but at least this share of the largest: in a film of three cuts the quantile is what an
encoder makes still pictures waver."""

ONSETS_APART_S = 0.1
"""Visual onsets are at least this far apart, in seconds; of closer peaks the highest counts."""

VISIBLE = 2.3
"""A change that people just see, in units of CIELAB (CIE76).

Mahy, Van Eycken and Oosterlinck, "Evaluation of uniform color spaces
developed after the adoption of CIELAB and CIELUV", Color Research and
Application 19 (1994): the just noticeable difference of uniform patches. Here
it is asked of the mean over the whole picture, which is strict: what changes
much in a small part is seen, too.
"""

BEAT_REACH_S = 0.1
"""How near to a beat, or how soon after an onset, a change answers it, in seconds."""

FIRST_OF_EQUALS = 0.9
"""An onset stands at the first change of at least this share of the largest within the peak: a
flash that goes out as it came is seen when it comes."""


@dataclass(frozen=True)
class Picture:
    """What changes from frame to frame of a video.

    Attributes
    ----------
    fps
        Frames per second; frame k stands at k / fps.
    start_s
        Time stamp of frame 0 in the file, in seconds: where the audio's time 0 lies.
    flux
        Mean difference of colour (CIE76, in units of CIELAB) between a frame
        and the one before it, both reduced to `colour.REDUCED_PIXELS`, shape
        (n_frames,), at least 0. Frame 0 has no predecessor: its 0 is a
        placeholder, which no metric reads.
    luma_flux
        Mean absolute difference of luma, shape (n_frames,), in [0, 255]; it
        is blind to colours that change at one brightness.
    changed_share
        Share of the red, green and blue values of all pixels that differ from
        the frame before, shape (n_frames,), in [0, 1]; 0 at frame 0.
    flashes
        How often it flashes; None where nobody counted.
    """

    fps: float
    start_s: float
    flux: np.ndarray
    luma_flux: np.ndarray
    changed_share: np.ndarray
    flashes: Flashes | None = None


def is_still(flux: np.ndarray, fps: float) -> bool:
    """Return whether the flux is that of a still picture; see `STILL_PER_S`."""
    return bool(flux[1:].mean() * fps < STILL_PER_S)


def visual_events(changed_share: np.ndarray, fps: float) -> np.ndarray:
    """Find the events that AVS counts: frames of which many values changed, seldom enough.

    Parameters
    ----------
    changed_share
        Share of changed channel values, shape (n_frames,), in [0, 1].
    fps
        Frames per second.

    Returns
    -------
    np.ndarray
        Times in seconds, ascending: frames above `CHANGED_SHARE` that stand
        more than `REFRACTORY_S` after the event before (the first: after time 0).

    References
    ----------
    Pina and Li, "Combining Genre Classification and Harmonic-Percussive
    Features with Diffusion Models for Music-Video Generation", 2024.
    """
    return events_among(changed_frames(changed_share), 0, changed_share.size, fps)


def changed_frames(changed_share: np.ndarray) -> list[int]:
    """Return the frames above `CHANGED_SHARE`, ascending; parameters as for `visual_events`."""
    return np.flatnonzero(changed_share > CHANGED_SHARE).tolist()


def events_among(changed: list[int], first: int, last: int, fps: float) -> np.ndarray:
    """Return the events of a stretch of the picture, as if it began there.

    Parameters
    ----------
    changed
        From `changed_frames`.
    first, last
        The stretch: from frame `first` up to `last`.
    fps
        Frames per second.

    Returns
    -------
    np.ndarray
        Times in seconds from frame `first` on; see `visual_events`.
    """
    # Counted in frames: a difference of two rounded times may exceed 1 s by rounding alone.
    apart, end = REFRACTORY_S * fps, bisect_left(changed, last)
    events: list[int] = []
    following = bisect_right(changed, first + apart)
    while following < end:
        events.append(changed[following] - first)
        following = bisect_right(changed, changed[following] + apart)
    return np.array(events, dtype=float) / fps


def visual_onsets(flux: np.ndarray, fps: float) -> np.ndarray:
    """Find the onsets of a picture: where its change rises, and stands out.

    A rise is how much more the picture changes than a tenth of a second
    before. It is an onset where it is large against the median change of the
    second around it: a steady movement hides nothing, and what an encoder
    makes the flux waver is no onset. A flash that fades, or goes out at once,
    is one onset. That asks for no unit, a flux times a constant has the same
    onsets, and repeated frames change nothing.

    Parameters
    ----------
    flux
        Visual flux, shape (n_frames,), at least 0; frame 0 has none and is left out.
    fps
        Frames per second.

    Returns
    -------
    np.ndarray
        Times of pictures in seconds, ascending, at least `ONSETS_APART_S`
        apart, shape (n_onsets,).
    """
    from scipy.ndimage import median_filter
    from scipy.signal import find_peaks

    if flux.size < 3:
        return np.zeros(0)
    # The small excess keeps 0.1 s at 30 fps at 3 frames, whatever rounding does.
    apart = max(int(np.ceil(ONSETS_APART_S * fps - 1e-9)), 1)
    change = _as_at_first(held(flux, fps), apart)
    before = np.concatenate((change[:apart], change))[: change.size]
    rise = np.maximum(flux - before, 0.0)
    rise[0] = 0.0
    usual = median_filter(change, size=2 * round(AROUND_S / 2 * fps) + 1, mode="nearest")
    strongest = max(np.quantile(change, STRONG_QUANTILE), STRONG_SHARE * change.max())
    bar = np.maximum(STANDS_OUT * usual, STANDS_OUT_STRONGEST * strongest)
    # The last picture may be an onset, too: nothing follows it.
    peaks, _ = find_peaks(np.append(rise, 0.0), distance=apart)
    onsets: list[int] = []
    height = np.minimum(rise, flux - usual)
    for peak in peaks[(height[peaks] >= bar[peaks]) & (rise[peaks] > 0)]:
        near = rise[max(peak - apart, 0) : peak + 1]
        first = peak + 1 - near.size + int(np.argmax(near >= FIRST_OF_EQUALS * rise[peak]))
        if not onsets or first - onsets[-1] >= apart:
            onsets.append(first)
    return np.array(onsets, dtype=float) / fps


def held(flux: np.ndarray, fps: float) -> np.ndarray:
    """Return the largest change within `HELD_S` up to each frame, shape (n_frames,); 0 at frame 0.

    Parameters
    ----------
    flux
        Visual flux, shape (n_frames,), at least 0; frame 0 has none and is left out.
    fps
        Frames per second.
    """
    changes = flux.copy()
    changes[0] = 0.0
    found = changes.copy()
    for earlier in range(1, int(HELD_S * fps + 1e-9) + 1):
        np.maximum(found[earlier:], changes[:-earlier], out=found[earlier:])
    return found


def rising(flux: np.ndarray, fps: float) -> np.ndarray:
    """Return by how much each change exceeds those held before it, shape (n_frames,), at least 0.

    What fades, or goes out as it came, counts where it comes.
    """
    before = _as_at_first(held(flux, fps), int(HELD_S * fps) + 1)
    rises = np.maximum(flux - np.concatenate((before[:1], before[:-1])), 0.0)
    rises[0] = 0.0
    return rises


def _as_at_first(change: np.ndarray, count: int) -> np.ndarray:
    """Take a picture to have moved, before it was there to be seen, as it does at first."""
    change[:count] = change[min(count, change.size - 1)]
    return change


def visible(flux: np.ndarray, fps: float, beats_s: np.ndarray) -> float:
    """Return the share of beats at which the picture changes by an amount people can see.

    Parameters
    ----------
    flux
        Mean CIELAB difference from the frame before, shape (n_frames,).
    fps
        Frames per second.
    beats_s
        Times of the song's strong beats in seconds, at least one.

    Returns
    -------
    float
        Share of beats around which, from `BEAT_REACH_S` before to
        `BEAT_REACH_S` after, the picture changes by `VISIBLE` or more, in [0, 1].
    """
    total = np.concatenate(([0.0], np.cumsum(np.where(np.arange(flux.size) > 0, flux, 0.0))))
    first, last = (
        np.clip(np.ceil((beats_s + side) * fps - 1e-6).astype(int), 0, flux.size)
        for side in (-BEAT_REACH_S, BEAT_REACH_S)
    )
    return float((total[last] - total[first] >= VISIBLE).mean())


def response(seen: np.ndarray, onsets_s: np.ndarray) -> float | None:
    """Return how much more the picture changes after strong onsets than elsewhere.

    Parameters
    ----------
    seen
        Change per second on the clock, shape (n_bins,); see `curves.seen_per_s`.
    onsets_s
        Times of the song's strong onsets in seconds, at least one.

    Returns
    -------
    float or None
        Median change within `BEAT_REACH_S` after an onset over the median
        elsewhere: 1 where the picture does not answer. None where there is no
        elsewhere, or the picture stands still there.
    """
    first = np.rint(onsets_s * CLOCK_HZ).astype(int)
    after = np.zeros(seen.size + 1, dtype=int)
    for edge, step in ((first, 1), (first + round(BEAT_REACH_S * CLOCK_HZ) + 1, -1)):
        np.add.at(after, np.clip(edge, 0, seen.size), step)
    is_after = np.cumsum(after)[:-1] > 0
    if is_after.all() or not is_after.any():
        return None
    elsewhere = float(np.median(seen[~is_after]))
    # Less than a thousandth is the tail of the smoothing.
    if elsewhere <= 1e-3 * float(seen.max()):
        return None
    return float(np.median(seen[is_after])) / elsewhere
