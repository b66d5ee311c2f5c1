"""How the change of the picture and the novelty move together."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from yellowsound.run.plug_in import PlugIn
from yellowsound.synchrony.curves import CLOCK_HZ, without_trend
from yellowsound.synchrony.kinds import Further, Metric, OfEnvelopes
from yellowsound.synchrony.null import TIE
from yellowsound.synchrony.signals import Signals
from yellowsound.synchrony.validation import is_constant, validated_envelopes

NEARLY = 0.1
"""Correlations closer than this do not tell which of two lags is meant."""


MAX_LAG_MS = 500.0
"""The lag is sought this far to either side, in milliseconds."""

SAME_PEAK_MS = 100.0
"""Lags nearer than this are one peak, in milliseconds."""


def flux_onset_r(seen: np.ndarray, heard: np.ndarray) -> float:
    """Correlate the change of the picture with the novelty.

    Parameters
    ----------
    seen
        Change of the picture on the clock, without its slow trend, shape (n_bins,).
    heard
        The novelty at the same times, without its slow trend, shape (n_bins,).

    Returns
    -------
    float
        Pearson's r at lag 0, in [-1, 1]; 0 where either is constant.

    Raises
    ------
    ValueError
        If they do not belong to the same times; see `validation.validate_envelopes`.
    """
    seen, heard = validated_envelopes(seen, heard)
    if is_constant(seen) or is_constant(heard):
        return 0.0
    x, y = _standardised(seen), _standardised(heard)
    return float(np.clip(x @ y, -1.0, 1.0))


def shifted_flux_onset_r(seen: np.ndarray, heard: np.ndarray, later: np.ndarray) -> np.ndarray:
    """Return `flux_onset_r` of what overlaps, for many shifts at once.

    Parameters
    ----------
    seen, heard
        As for `flux_onset_r`.
    later
        By how many bins the curve seen comes later, whole numbers, shape
        (n_shifts,), each smaller than the curves are long.

    Returns
    -------
    np.ndarray
        Shape (n_shifts,); 0 where either is constant in the overlap.

    Raises
    ------
    ValueError
        If the curves do not belong to the same times; see `validation.validate_envelopes`.
    """
    from scipy.signal import correlate

    seen, heard = validated_envelopes(seen, heard)
    n, counts = seen.size, seen.size - np.abs(later)
    # Sums of squares lose less of what they tell without the means.
    seen, heard = seen - seen.mean(), heard - heard.mean()
    products = correlate(heard, seen, method="fft")[n - 1 + later]
    firsts = np.maximum(-later, 0), np.maximum(later, 0)
    (x, xx), (y, yy) = (
        [_sums(values, first, counts) for values in (curve, np.square(curve))]
        for curve, first in zip((seen, heard), firsts, strict=True)
    )
    spreads = (xx - x * x / counts) * (yy - y * y / counts)
    # What varies by rounding alone is constant.
    varies = spreads > (TIE * np.square(seen).sum()) * (TIE * np.square(heard).sum())
    r = (products - x * y / counts) / np.sqrt(np.where(varies, spreads, 1.0))
    return np.clip(np.where(varies, r, 0.0), -1.0, 1.0)


def _sums(values: np.ndarray, first: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Return the sum of each stretch that begins at `first` and is `counts` long."""
    total = np.concatenate(([0.0], np.cumsum(values)))
    return total[first + counts] - total[first]


def flux_onset_lag_ms(signals: Signals) -> Further:
    """Find by how much the picture is late: the lag of the largest correlation.

    Of the change only its rises count: what fades is as late as where it
    came. On a steady tempo a picture that is late by a beat looks like one on time:
    of peaks within `NEARLY` of the largest the one nearest 0 is meant, and the
    note names the others.

    Parameters
    ----------
    signals
        What is seen and heard.

    Returns
    -------
    Further
        Milliseconds by which the picture is behind the song, at most
        `MAX_LAG_MS` either way; None where no lag has a defined correlation, or the largest
        one stands at the bound.
    """
    seen, heard = without_trend(signals.rising_per_s), signals.heard_curve
    furthest = min(int(MAX_LAG_MS / 1000.0 * CLOCK_HZ + 1e-9), seen.size // 2)
    lags = np.arange(-furthest, furthest + 1)
    # A picture that is late is shifted earlier, by as much.
    r = shifted_flux_onset_r(seen, heard, -lags)
    if not r.any():
        return Further(None, "no lag has a defined correlation")
    around = np.pad(r, 1, constant_values=np.inf)  # what rises up to a bound has no peak there
    peak = (r >= around[:-2] - TIE) & (r >= around[2:] - TIE)
    meant_ms = lags[peak & (r >= r.max() - NEARLY)] * 1000.0 / CLOCK_HZ
    if meant_ms.size == 0:
        return Further(None, f"no lag within {MAX_LAG_MS:g} ms stands out")
    order = np.argsort(np.abs(meant_ms), kind="stable")
    lag_ms, *others_ms = meant_ms[order]
    far_ms = [other_ms for other_ms in others_ms if abs(other_ms - lag_ms) > SAME_PEAK_MS]
    if not far_ms:
        return Further(float(lag_ms))
    told = ", ".join(f"{other_ms:z.0f}" for other_ms in far_ms)
    return Further(float(lag_ms), f"ambiguous: the picture agrees as well at a lag of {told} ms")


def _standardised(values: np.ndarray) -> np.ndarray:
    """Return `values` without their mean, at unit Euclidean length."""
    centred = values - values.mean()
    return centred / np.linalg.norm(centred)


def metric(settings: Mapping[str, Any]) -> Metric:
    """Return the metric; it has no settings."""
    return OfEnvelopes(
        flux_onset_r,
        shifted=shifted_flux_onset_r,
        further={"flux_onset_lag_ms": flux_onset_lag_ms},
    )


PLUG_IN = PlugIn(
    "metric",
    "flux_onset_r",
    metric,
    "correlation of the change of the picture with the novelty, both without slow trends",
)
