"""How the change of the picture and the novelty move together."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from yellowsound.run.plug_in import PlugIn
from yellowsound.synchrony.curves import CLOCK_HZ, without_trend
from yellowsound.synchrony.kinds import Further, Metric, OfEnvelopes, overlapping
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
        `MAX_LAG_MS` either way; None where no lag has a defined correlation.
    """
    seen, heard = without_trend(signals.rising_per_s), signals.heard_curve
    furthest = min(int(MAX_LAG_MS / 1000.0 * CLOCK_HZ + 1e-9), seen.size // 2)
    lags = np.arange(-furthest, furthest + 1)
    # A picture that is late is shifted earlier, by as much.
    r = np.array([flux_onset_r(*overlapping(seen, heard, -lag)) for lag in lags])
    if not r.any():
        return Further(None, "no lag has a defined correlation")
    around = np.pad(r, 1, constant_values=-np.inf)
    peak = (r >= around[:-2] - TIE) & (r >= around[2:] - TIE)
    meant_ms = lags[peak & (r >= r.max() - NEARLY)] * 1000.0 / CLOCK_HZ
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
    return OfEnvelopes(flux_onset_r, further={"flux_onset_lag_ms": flux_onset_lag_ms})


PLUG_IN = PlugIn(
    "metric",
    "flux_onset_r",
    metric,
    "correlation of the change of the picture with the novelty, both without slow trends",
)
