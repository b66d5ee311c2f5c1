"""Where the frames of a sound track stand: gaps, overlaps and clocks that run off, mended.

A sound track is a row of frames with a time stamp each. Mostly a frame begins
where the one before ends. Where packets were lost, files were joined, or the
clock of the recorder ran off, it does not, and samples that are counted are
not where they are heard. Here every frame is put at its stamp.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

TOLERANCE_S = 0.02
"""Stamps and samples may differ by this much: containers round stamps, and some to a frame."""

STEP_S = 0.015
"""A difference that changes by more than this from one frame to the next has a gap or an overlap
behind it, by less the clock."""

RESTART_S = 1.0
"""Stamps that step back by more than this start anew, as where files were joined byte by byte:
what follows stands at the end of what was before."""

LONGEST_GAP_S = 600.0
"""Stamps that leap by more than this start anew likewise: no song pauses so long."""

WINDOW_FRAMES = 7
"""Single stamps that are off are outvoted by those around them: the median of so many counts."""

STRETCH = 0.02
"""A frame whose place is longer or shorter by at most this share of it is stretched into it."""


@dataclass(frozen=True)
class Mending:
    """Where the frames of a track shall stand.

    Attributes
    ----------
    starts
        The sample at which each frame begins, from the first frame's start,
        then where the last one ends, shape (n_frames + 1,).
    notes
        What is mended, one sentence a fault; empty where the frames adjoin.
    """

    starts: np.ndarray
    notes: tuple[str, ...]


def mend(
    stamps_s: np.ndarray,
    samples: np.ndarray,
    sample_rate_hz: int,
    tolerance_s: float = TOLERANCE_S,
) -> Mending:
    """Find where frames shall stand.

    Parameters
    ----------
    stamps_s
        Time stamp of each frame in seconds, NaN where it has none, shape (n_frames,).
    samples
        Number of samples of each frame, shape (n_frames,).
    sample_rate_hz
        Their rate.
    tolerance_s
        Frames adjoin where stamps and samples agree within it, in seconds.

    Returns
    -------
    Mending
        The places, and what is mended.
    """
    lengths_s = samples / sample_rate_hz
    counted = np.concatenate(([0], np.cumsum(samples)))
    away_s = voted(differences(stamps_s, lengths_s))
    if away_s.size == 0 or np.abs(away_s).max() <= tolerance_s:
        return Mending(counted, ())
    edges = np.flatnonzero(np.abs(np.diff(away_s)) > STEP_S) + 1
    notes, shift_s, before_s = [], np.zeros(away_s.size), 0.0
    for first, last in zip([0, *edges], [*edges, away_s.size], strict=True):
        place = counted[first:last] / sample_rate_hz
        shift_s[first:last] = _line(place, away_s[first:last])
        step_s = shift_s[first] - before_s
        if first and abs(step_s) > STEP_S:
            kind = "are missing" if step_s > 0 else "stand twice"
            at_s = place[0] + before_s
            notes.append(f"{abs(step_s):.2f} s of sound {kind} at {at_s:.2f} s")
        before_s = shift_s[last - 1]
        if abs(before_s - shift_s[first]) > TOLERANCE_S:
            share = (before_s - shift_s[first]) / max(place[-1] - place[0], 1e-9)
            notes.append(f"its clock runs off by {100 * share:+.2f} % from {place[0]:.2f} s on")
    shift_s -= shift_s[0]  # the song begins with its first frame
    starts = counted[:-1] + np.rint(shift_s * sample_rate_hz).astype(int)
    end = starts[-1] + samples[-1]
    return Mending(np.maximum.accumulate(np.append(starts, end)), tuple(notes))


def differences(stamps_s: np.ndarray, lengths_s: np.ndarray) -> np.ndarray:
    """Return how much later each stamp is than the frames before it are long, in seconds.

    Where stamps start anew, the difference goes on as it was.
    """
    expected_s = np.concatenate(([0.0], np.cumsum(lengths_s)[:-1]))
    away_s = stamps_s - expected_s
    known = np.flatnonzero(np.isfinite(away_s))
    if known.size == 0:
        return np.zeros(stamps_s.size)
    away_s = np.interp(np.arange(away_s.size), known, away_s[known])
    steps_s = np.diff(away_s, prepend=away_s[0])
    steps_s[(steps_s < -RESTART_S) | (steps_s > LONGEST_GAP_S)] = 0.0
    return np.cumsum(steps_s)


def voted(values: np.ndarray) -> np.ndarray:
    """Return the running median over `WINDOW_FRAMES`; ends repeat their outermost value."""
    if values.size < WINDOW_FRAMES:
        return values
    half = WINDOW_FRAMES // 2
    windows = sliding_window_view(values, WINDOW_FRAMES)
    middle = np.median(windows, axis=1)
    return np.concatenate((np.repeat(middle[0], half), middle, np.repeat(middle[-1], half)))


def _line(place_s: np.ndarray, away_s: np.ndarray) -> np.ndarray:
    """Return a smooth course of differences: a straight line, or a level where it hardly rises."""
    if place_s.size < 2 or np.ptp(place_s) == 0:
        return away_s
    slope, level = np.polyfit(place_s, away_s, 1)
    if abs(slope) * np.ptp(place_s) <= TOLERANCE_S / 4:
        return np.full(away_s.size, np.median(away_s))
    return slope * place_s + level


def put(frames: Iterable[np.ndarray], mending: Mending) -> Iterator[np.ndarray]:
    """Put frames where a mending says.

    Parameters
    ----------
    frames
        Samples of each frame, shape (n, channels).
    mending
        Their places.

    Yields
    ------
    np.ndarray
        The frames cut, stretched or followed by silence, so that they adjoin.
    """
    slots = np.diff(mending.starts)
    for samples, slot in zip(frames, slots, strict=False):
        count, channels = samples.shape
        if slot == count:
            yield samples
        elif abs(slot - count) <= STRETCH * count:
            at = np.linspace(0, count - 1, slot)
            columns = [np.interp(at, np.arange(count), samples[:, c]) for c in range(channels)]
            yield np.stack(columns, axis=1).astype(samples.dtype)
        elif slot > count:
            yield samples
            yield np.zeros((slot - count, channels), samples.dtype)
        else:
            yield samples[:slot]
