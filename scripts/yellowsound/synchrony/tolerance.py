"""How far apart sound and picture may be and still be felt as one, and how well they agree so.

Everything is in seconds and on a grid of its own: neither the frame rate nor
repeated frames matter.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

DETECTED_S = (0.045, 0.125)
"""Sound this far ahead of the picture, or behind it, is detected: ITU-R BT.1359-1."""

ACCEPTED_S = (0.090, 0.185)
"""Sound this far ahead of the picture, or behind it, is just accepted: ITU-R BT.1359-1."""

ACCEPTED_LOSS = 0.05
"""What agreement loses at the limit of acceptance. The recommendation gives the limits alone:
this share and the exponential fall were chosen, like `TOGETHER_S`, among a few with
benchmarks/perception.py and the demo's songs in sight; a Gaussian fall orders less well."""

REACH_S = 0.5
"""The furthest from each other that sound and picture are compared, in seconds: a compromise
that the songs of the demo and benchmarks/perception.py suggested, as `STOPPED_S` is."""

STEP_S = 0.02
"""Step of the grid, in seconds."""

SMOOTHED_S = DETECTED_S[0]
"""Deviation of the Gaussian that smooths both, in seconds: what nobody detects is one moment."""

TOGETHER_S = 0.2
"""Deviation of the moment over which sound and picture are compared, in seconds: about the
length of the window in which people bind the two (van Wassenhove, Grant
and Poeppel, "Temporal window of integration in auditory-visual speech perception",
Neuropsychologia 45, 2007)."""

TREND_S = 4.0
"""Swells slower than this, in seconds, are removed: two fade-ins are no synchrony."""

LEAD_S = 0.2
"""The first event begins, and the last ends, so far from where it stands out, in seconds."""

LEVEL_S = 1.0
"""Deviation of the moment whose swings count as usual, in seconds: by them the curve is divided,
so that soft passages count as loud ones do."""

LEAST_LEVEL = 0.05
"""Of the mean swing, as much is added to the usual one: what is fainter stays faint."""

BLOCK_STEPS = 5
"""From moment to moment, in steps of the grid: 0.1 s."""

FAINT = 0.05
"""A moment in which less stirs than this share of the mean agrees with nothing."""

STOPPED_S = 2.0
"""Where nothing stirs for longer than this, in seconds, the sound or the picture has stopped."""

RUN = 128
"""Shifts that are compared at once: it bounds the memory of a long video."""


def tolerated(late_s: np.ndarray) -> np.ndarray:
    """Return what agreement is worth where the sound is late.

    Nothing is lost as far as nobody detects it; from there on it falls
    exponentially, so that `ACCEPTED_LOSS` is lost at the limit of acceptance.

    Parameters
    ----------
    late_s
        How far the sound is behind the picture, in seconds; below 0 it is ahead.

    Returns
    -------
    np.ndarray
        In (0, 1], of the same shape.
    """
    late_s = np.asarray(late_s, dtype=float)
    ahead, behind = (
        np.log1p(-ACCEPTED_LOSS) / (accepted_s - detected_s)
        for detected_s, accepted_s in zip(DETECTED_S, ACCEPTED_S, strict=True)
    )
    beyond_s = np.where(late_s < 0, -late_s - DETECTED_S[0], late_s - DETECTED_S[1])
    return np.exp(np.where(late_s < 0, ahead, behind) * np.maximum(beyond_s, 0.0))


def stirring(
    amounts: np.ndarray, times_s: np.ndarray, duration_s: float
) -> tuple[np.ndarray, np.ndarray]:
    """Put what happens on the grid: smoothed, without slow swells, at one level.

    Each amount stands at its own time, whatever lies between two times: an
    amount of 0, as of a repeated frame, changes nothing.

    Parameters
    ----------
    amounts, times_s
        What happens and when, in seconds, shape (n,).
    duration_s
        Length of the video in seconds; what lies outside does not count.

    Returns
    -------
    curve : np.ndarray
        Whole blocks of `BLOCK_STEPS` that cover the length, of unit deviation over what goes
        on; zeros where nothing varies.
    going : np.ndarray
        0 in passages longer than `STOPPED_S` in which nothing happens, before the
        first event and after the last, else 1.
    """
    from scipy.ndimage import gaussian_filter1d

    size = BLOCK_STEPS * int(np.ceil(duration_s / (STEP_S * BLOCK_STEPS) - 1e-9))
    inside = (times_s >= 0) & (times_s < duration_s)
    amounts, places = amounts[inside], times_s[inside] / STEP_S
    first = places.astype(int)
    # Shared between the two steps around it, an amount keeps its time to less than a step.
    share = places - first
    grid = np.zeros(size + 1)
    np.add.at(grid, first, amounts * (1 - share))
    np.add.at(grid, first + 1, amounts * share)
    smooth = gaussian_filter1d(grid[:size], SMOOTHED_S / STEP_S, mode="constant")
    # x minus its Gaussian mean keeps half the power at a period of four deviations. What has
    # stopped has no part in the mean: else its end would look like an event.
    going = _goes_on(smooth)
    curve = going * (smooth - _around_each(smooth, going, TREND_S / 4))
    power = np.mean(curve[going > 0] ** 2) if going.any() else 0.0
    if np.sqrt(power) <= 1e-9 * np.abs(grid).max():
        return np.zeros(size), going
    # In a fade the swings grow with the level: two that fade in would stir at the same moments.
    around = _around_each(curve**2, going, LEVEL_S) + (LEAST_LEVEL**2) * power
    curve /= np.sqrt(around)
    curve /= np.sqrt(np.mean(curve[going > 0] ** 2))
    return curve, going * _has_begun(curve)


def _around_each(values: np.ndarray, going: np.ndarray, deviation_s: float) -> np.ndarray:
    """Return the Gaussian mean around each step, of what goes on."""
    from scipy.ndimage import gaussian_filter1d

    weight, total = (
        gaussian_filter1d(each, deviation_s / STEP_S, mode="reflect")
        for each in (going, values * going)
    )
    return total / np.maximum(weight, 1e-9)


@dataclass(frozen=True)
class Agreements:
    """How well two curves agree within the tolerance, for shifts of the picture.

    At each moment the curves are correlated over about `TOGETHER_S`, the sound
    up to `REACH_S` ahead or behind; the best of these correlations counts, each
    worth what `tolerated` says. Moments in which neither stirs do not count;
    where one stirs alone, they disagree. Only what overlaps is compared.

    Attributes
    ----------
    seen, heard
        From `stirring`, for one length.
    """

    seen: tuple[np.ndarray, np.ndarray]
    heard: tuple[np.ndarray, np.ndarray]

    @property
    def n_steps(self) -> int:
        """Length of both, in steps of the grid."""
        return self.seen[0].size

    @property
    def vary(self) -> bool:
        """Whether both curves vary."""
        return bool(self.seen[0].any() and self.heard[0].any())

    def at(self, shifts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return how well they agree at some shifts.

        Parameters
        ----------
        shifts
            How much later the picture is made, in steps of the grid, whole
            numbers, shape (n_shifts,).

        Returns
        -------
        agreement : np.ndarray
            Mean over the moments, in [0, 1], shape (n_shifts,).
        while_present : np.ndarray
            The same without the passages in which one of the two has stopped.
        """
        results = np.zeros((2, shifts.size))
        runs = shifts // RUN
        for number in np.unique(runs):
            here = runs == number
            results[:, here] = self._run(int(number))[:, shifts[here] - number * RUN]
        return results[0], results[1]

    def _run(self, number: int) -> np.ndarray:
        """Return both for a run of neighbouring shifts, which share most of their correlations."""
        if number not in self._runs:
            first = number * RUN
            self._runs[number] = _agreements_of_run(self.seen, self.heard, first, first + RUN - 1)
        return self._runs[number]

    @cached_property
    def _runs(self) -> dict[int, np.ndarray]:
        """The runs that were asked for, by their numbers."""
        return {}


def _agreements_of_run(
    seen_going: tuple[np.ndarray, np.ndarray],
    heard_going: tuple[np.ndarray, np.ndarray],
    low: int,
    high: int,
) -> np.ndarray:
    """Return both agreements for all shifts from `low` to `high`, shape (2, n)."""
    from scipy.ndimage import gaussian_filter1d

    # Single precision is a thousand times finer than any score is told.
    (seen, picture_goes), (heard, sound_goes) = (
        [values.astype(np.float32) for values in curves] for curves in (seen_going, heard_going)
    )
    reach, size = round(REACH_S / STEP_S), seen.size
    blocks = (size // BLOCK_STEPS, BLOCK_STEPS)
    count = high - low + 1
    # Row i of a view is what is heard low - reach + i steps later than it is seen.
    before, after = max(reach - low, 0), max(high + reach, 0)
    first = low - reach + before

    def over(values: np.ndarray, length_s: float) -> np.ndarray:
        sigma = length_s / (STEP_S * BLOCK_STEPS)
        return np.maximum(gaussian_filter1d(values, sigma, axis=-1, mode="constant"), 0.0)

    def later(values: np.ndarray) -> np.ndarray:
        padded = np.pad(values, (before, after))
        view = np.lib.stride_tricks.sliding_window_view(padded, size)
        return view[first : first + count + 2 * reach].reshape(-1, *blocks)

    def meant_later(values: np.ndarray) -> np.ndarray:
        """Return the means of the blocks of `later`: neighbouring rows share their sums."""
        padded = np.pad(values, (before, after))
        means = np.convolve(padded, np.full(BLOCK_STEPS, 1 / BLOCK_STEPS, np.float32), "valid")
        view = np.lib.stride_tricks.sliding_window_view(means, size - BLOCK_STEPS + 1)
        return view[first : first + count + 2 * reach, ::BLOCK_STEPS]

    product = over(np.einsum("lbk,bk->lb", later(heard), seen.reshape(blocks)), TOGETHER_S)
    power_seen = np.mean(seen.reshape(blocks) ** 2, axis=1)
    power_heard = meant_later(heard**2)
    seen_now, heard_now = over(power_seen, TOGETHER_S), over(power_heard, TOGETHER_S)
    scale = BLOCK_STEPS * np.sqrt(seen_now * heard_now + FAINT**2)
    correlation = product / scale
    best = np.zeros((count, blocks[0]), np.float32)
    worths = tolerated(np.arange(-reach, reach + 1) * STEP_S).astype(np.float32)
    for row, worth in enumerate(worths):
        np.maximum(best, worth * correlation[row : row + count], out=best)

    at_shift = slice(reach, reach + count)
    # What dips below its trend between two events does not stir.
    seen_rises = over(np.mean(np.maximum(seen, 0.0).reshape(blocks) ** 2, axis=1), TOGETHER_S)
    heard_rises = over(meant_later(np.maximum(heard, 0.0) ** 2)[at_shift], TOGETHER_S)
    either = np.maximum(_stirs((seen_rises + heard_rises) / 2), best)
    going = np.einsum("lbk,bk->lb", later(sound_goes)[at_shift], picture_goes.reshape(blocks))
    present = going / BLOCK_STEPS
    places = (np.arange(blocks[0]) + 0.5) * BLOCK_STEPS + np.arange(low, high + 1)[:, None]
    overlap = ((places >= 0) & (places < size)).astype(float)
    return np.stack(
        [
            (best * weight).sum(axis=1) / np.maximum((either * weight).sum(axis=1), 1e-9)
            for weight in (overlap, overlap * present)
        ]
    )


def _stirs(power: np.ndarray) -> np.ndarray:
    """Return how far a moment of some power stirs: about 0 where it is faint, else about 1."""
    return power / np.sqrt(power**2 + FAINT**2)


def _has_begun(curve: np.ndarray) -> np.ndarray:
    """Return 1 from `LEAD_S` before the first event to as long after the last, else 0."""
    (events,) = np.nonzero(curve > 1.0)
    begun = np.zeros(curve.size)
    if events.size:
        lead = round(LEAD_S / STEP_S)
        begun[max(events[0] - lead, 0) : events[-1] + lead] = 1.0
    return begun


def _goes_on(smooth: np.ndarray) -> np.ndarray:
    """Return 0 for the steps of passages of more than `STOPPED_S` in which nothing is, else 1."""
    places = np.arange(smooth.size)
    something = smooth > FAINT * smooth.mean()
    last = np.maximum.accumulate(np.where(something, places, -1))
    following = np.minimum.accumulate(np.where(something, places, smooth.size)[::-1])[::-1]
    return (following - last <= STOPPED_S / STEP_S).astype(float)
