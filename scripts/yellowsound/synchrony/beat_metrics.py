"""Metrics of what is heard and what is seen as times: beats or onsets against visual onsets.

Pure functions, as in `metrics`: arrays in, a number out, defined for every
valid input. None leaves out the opening of a song, as some evaluations of
beat trackers do with its first 5 s: no listener has to find the tempo here, a
short excerpt would lose much, and the shifts of a null would carry onsets
into the part that is left out.
"""

import mir_eval
import numpy as np

from yellowsound.synchrony.matching import beat_error_information, count_matches
from yellowsound.synchrony.metrics import validate_times

BEAT_F_WINDOW_S = 0.07
"""An onset this near to a beat finds it (`beat_f`), in seconds."""

ALIGNMENT_SIGMA_S = 0.05
"""Width of the Gaussian of `beat_alignment`, in seconds: 3 frames at 60 frames per second."""

HIT_WINDOW_S = 0.1
"""A beat with a visual onset this near is hit (`beats_hit`), in seconds."""

ALIGN_REACH_FRAMES = 1
"""A window of three frames, for `av_align`: the frame itself and this many to either side."""

ROUNDING = 1e-9
"""Two times this close are one, and a window reaches this much further: times are rounded."""


def beat_f(beats_s: np.ndarray, onsets_s: np.ndarray) -> float:
    """Score visual onsets as if they were a beat tracker's beats: the F-measure.

    Beats and onsets at most 70 ms apart are matched, each once at most, as
    many as possible.

    Parameters
    ----------
    beats_s
        Times of the song's beats in seconds, ascending, shape (n_beats,).
    onsets_s
        Times of the picture's onsets in seconds, ascending, shape (n_onsets,).

    Returns
    -------
    float
        Harmonic mean of the matched shares of beats and onsets, in [0, 1]; 0
        where one list is empty.

    Raises
    ------
    ValueError
        If either is not a list of times; see `metrics.validate_times`.

    References
    ----------
    Davies, Degara and Plumbley, "Evaluation Methods for Musical Audio Beat
    Tracking Algorithms", 2009, as implemented in mir_eval.
    """
    beats_s, onsets_s = _times(beats_s, onsets_s)
    if beats_s.size == 0 or onsets_s.size == 0:
        return 0.0
    return float(mir_eval.beat.f_measure(beats_s, onsets_s, BEAT_F_WINDOW_S))


def quick_beat_f(beats_s: np.ndarray, onsets_s: np.ndarray) -> float:
    """Return `beat_f`, compiled, for the thousand draws of a null."""
    beats_s, onsets_s = _times(beats_s, onsets_s)
    matches = count_matches(beats_s, onsets_s, BEAT_F_WINDOW_S)
    return 2.0 * matches / (beats_s.size + onsets_s.size) if matches else 0.0


def beat_information_gain(beats_s: np.ndarray, onsets_s: np.ndarray) -> float:
    """Measure how far visual onsets keep to one place within the beat, whichever it is.

    The distance of each onset from its nearest beat, as a share of the
    interval between beats, goes into a histogram of 41 bins; its relative
    entropy against an even one, over the largest possible, is the gain. The
    same is done with the roles exchanged, and the smaller gain returned.

    A picture that is late throughout keeps to its place: this metric does not
    fall with a constant delay, nor with one of half a beat, and a click and a
    flash that are told to one hop and one frame fill a few bins: 1 is out of
    reach of a real video.

    Parameters
    ----------
    beats_s, onsets_s
        As for `beat_f`. Equal times count once.

    Returns
    -------
    float
        In [0, 1]; 0 where a list has fewer than two times, which have no interval.

    Raises
    ------
    ValueError
        If either is not a list of times; see `metrics.validate_times`.

    References
    ----------
    Davies, Degara and Plumbley 2009, as implemented in mir_eval, which
    measures an onset before the first beat against the length of the song.
    """
    beats_s, onsets_s = (_distinct(times_s) for times_s in _times(beats_s, onsets_s))
    if beats_s.size < 2 or onsets_s.size < 2:
        return 0.0
    return float(mir_eval.beat.information_gain(beats_s, onsets_s))


def quick_beat_information_gain(beats_s: np.ndarray, onsets_s: np.ndarray) -> float:
    """Return `beat_information_gain`, compiled, for the thousand draws of a null."""
    beats_s, onsets_s = (_distinct(times_s) for times_s in _times(beats_s, onsets_s))
    if beats_s.size < 2 or onsets_s.size < 2:
        return 0.0
    return min(beat_error_information(beats_s, onsets_s), beat_error_information(onsets_s, beats_s))


def beat_alignment(beats_s: np.ndarray, onsets_s: np.ndarray) -> float:
    """Measure how near visual onsets are to beats: the beat alignment score of dance.

    The mean over visual onsets of exp(-d^2 / (2 sigma^2)), d the time to the
    nearest beat, sigma = 50 ms. Beats without an onset cost nothing.

    Parameters
    ----------
    beats_s, onsets_s
        As for `beat_f`.

    Returns
    -------
    float
        In [0, 1]; 0 where one list is empty.

    Raises
    ------
    ValueError
        If either is not a list of times; see `metrics.validate_times`.

    References
    ----------
    Li, Yang, Ross and Kanazawa, "AI Choreographer: Music Conditioned 3D Dance
    Generation with AIST++", 2021; visual onsets in place of kinematic beats.
    """
    beats_s, onsets_s = _times(beats_s, onsets_s)
    if beats_s.size == 0 or onsets_s.size == 0:
        return 0.0
    away_s = _to_nearest(onsets_s, beats_s)
    return float(np.exp(-(away_s**2) / (2.0 * ALIGNMENT_SIGMA_S**2)).mean())


def beats_covered(beats_s: np.ndarray, onsets_s: np.ndarray) -> float:
    """Count visual onsets per beat.

    A rate, not a measure of synchrony: a shift of the picture does not change
    it, so that its null has no spread and its p is 1. It tells whether a high
    `beats_hit` was bought by onsets everywhere.

    Parameters
    ----------
    beats_s, onsets_s
        As for `beat_f`.

    Returns
    -------
    float
        At least 0, and above 1 where onsets outnumber beats; 0 where one list is empty.

    Raises
    ------
    ValueError
        If either is not a list of times; see `metrics.validate_times`.

    References
    ----------
    "Beats coverage" of Zhu et al., "Quantized GAN for Complex Music
    Generation from Dance Videos", 2022.
    """
    beats_s, onsets_s = _times(beats_s, onsets_s)
    return onsets_s.size / beats_s.size if beats_s.size else 0.0


def beats_hit(beats_s: np.ndarray, onsets_s: np.ndarray) -> float:
    """Return the share of beats with a visual onset within 100 ms.

    Parameters
    ----------
    beats_s, onsets_s
        As for `beat_f`. One onset may hit two beats.

    Returns
    -------
    float
        In [0, 1]; 0 where one list is empty.

    Raises
    ------
    ValueError
        If either is not a list of times; see `metrics.validate_times`.

    References
    ----------
    "Beats hit" of Zhu et al. 2022, who count by the second; here by 100 ms.
    """
    beats_s, onsets_s = _times(beats_s, onsets_s)
    if beats_s.size == 0 or onsets_s.size == 0:
        return 0.0
    return float((_to_nearest(beats_s, onsets_s) <= HIT_WINDOW_S + ROUNDING).mean())


def av_align(audio_onsets_s: np.ndarray, onsets_s: np.ndarray, fps: float) -> float:
    """Measure the overlap of audio and visual onsets: intersection over union.

    An onset heard belongs to the frame nearest to it. It matches a visual
    onset in that frame or in one of the two beside it: one window of three
    frames. Each is matched once at most, as many as possible, so that the
    union is one and the score cannot exceed 1, as it can where several
    onsets may share a match (the authors' program).

    Parameters
    ----------
    audio_onsets_s
        Times of the song's onsets in seconds, ascending, shape (n_audio,).
    onsets_s
        Times of the picture's onsets in seconds, ascending, shape (n_onsets,).
    fps
        Frames per second, above 0.

    Returns
    -------
    float
        Matches / (n_audio + n_onsets - matches), in [0, 1]; 0 where both are empty.

    Raises
    ------
    ValueError
        If either is not a list of times; see `metrics.validate_times`.

    References
    ----------
    Yariv et al., "Diverse and Aligned Audio-to-Video Generation via
    Text-to-Video Model Adaptation", 2024 (AV-Align), with the peaks of the
    flux in place of those of the optical flow.
    """
    heard, seen = (np.rint(times_s * fps) for times_s in _times(audio_onsets_s, onsets_s))
    matches = count_matches(heard, seen, ALIGN_REACH_FRAMES)
    either = heard.size + seen.size - matches
    return matches / either if either else 0.0


def _times(heard_s: np.ndarray, seen_s: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return both lists as arrays, once they are known to be times."""
    heard_s, seen_s = np.asarray(heard_s, dtype=float), np.asarray(seen_s, dtype=float)
    validate_times(heard_s, "times heard")
    validate_times(seen_s, "times seen")
    return heard_s, seen_s


def _distinct(times_s: np.ndarray) -> np.ndarray:
    """Leave out times that equal the one before: between them is no interval to divide by."""
    return times_s[np.diff(times_s, prepend=-np.inf) > ROUNDING]


def _to_nearest(times_s: np.ndarray, others_s: np.ndarray) -> np.ndarray:
    """Return the distance of each time to the nearest of `others_s`, which are not empty."""
    after = np.searchsorted(others_s, times_s)
    return np.minimum(
        np.abs(times_s - others_s[np.maximum(after - 1, 0)]),
        np.abs(times_s - others_s[np.minimum(after, others_s.size - 1)]),
    )
