"""How the change of the picture and the novelty move together."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from yellowsound.run.plug_in import PlugIn
from yellowsound.synchrony.kinds import Metric, OfEnvelopes
from yellowsound.synchrony.null import TIE
from yellowsound.synchrony.validation import is_constant, validated_envelopes

NEARLY = 0.02
"""Correlations closer than this do not tell which of two lags is meant."""


def flux_onset_r(flux: np.ndarray, onset: np.ndarray) -> float:
    """Correlate the change of the picture with the novelty, frame by frame.

    Parameters
    ----------
    flux
        Visual flux at the frame times, shape (n_frames,).
    onset
        Novelty at the same times, shape (n_frames,).

    Returns
    -------
    float
        Pearson's r at lag 0, in [-1, 1]; 0 where either is constant.

    Raises
    ------
    ValueError
        If they do not belong to the same frames; see `validation.validate_envelopes`.
    """
    flux, onset = validated_envelopes(flux, onset)
    if is_constant(flux) or is_constant(onset):
        return 0.0
    x, y = _standardised(flux), _standardised(onset)
    return float(np.clip(x @ y, -1.0, 1.0))


def circular_flux_onset_r(flux: np.ndarray, onset: np.ndarray) -> np.ndarray:
    """Return `flux_onset_r` for every circular shift of the flux, by one Fourier transform.

    Parameters
    ----------
    flux, onset
        As for `flux_onset_r`.

    Returns
    -------
    np.ndarray
        Element s is the r of `np.roll(flux, s)` and `onset`, shape (n_frames,).

    Raises
    ------
    ValueError
        If they do not belong to the same frames; see `validation.validate_envelopes`.
    """
    flux, onset = validated_envelopes(flux, onset)
    if is_constant(flux) or is_constant(onset):
        return np.zeros(flux.size)
    x, y = np.fft.rfft(_standardised(flux)), np.fft.rfft(_standardised(onset))
    return np.clip(np.fft.irfft(np.conj(x) * y, n=flux.size), -1.0, 1.0)


def flux_onset_lag_ms(
    flux: np.ndarray, onset: np.ndarray, fps: float, max_lag_ms: float = 500.0
) -> float | None:
    """Find by how much the picture is late: the lag of the largest correlation.

    Parameters
    ----------
    flux, onset
        As for `flux_onset_r`.
    fps
        Frames per second, above 0; the lag is a whole number of frames.
    max_lag_ms
        The largest lag tried, in milliseconds. Lags beyond half the length
        are not tried: too few frames would be left to correlate.

    Returns
    -------
    float or None
        The lag in milliseconds, in [-max_lag_ms, max_lag_ms], positive where
        the picture follows the sound. On a steady tempo a beat more or less
        fits nearly as well: of peaks within `NEARLY` of the highest the one
        nearest to 0 is meant. None where no lag has a defined correlation.

    Raises
    ------
    ValueError
        If they do not belong to the same frames; see `validation.validate_envelopes`.
    """
    flux, onset = validated_envelopes(flux, onset)
    n = flux.size
    # The small excess keeps 500 ms at 30 fps at 15 frames, whatever rounding does.
    furthest = min(int(max_lag_ms / 1000.0 * fps + 1e-9), n // 2)
    lags = np.arange(-furthest, furthest + 1)
    r = np.full(lags.size, -np.inf)
    for place, lag in enumerate(lags):
        late, early = max(lag, 0), max(-lag, 0)
        x, y = flux[late : n - early], onset[early : n - late]
        if is_constant(x) or is_constant(y):
            continue
        r[place] = _standardised(x) @ _standardised(y)
    if np.isneginf(r).all():
        return None
    around = np.pad(r, 1, constant_values=-np.inf)
    peak = (r >= around[:-2] - TIE) & (r >= around[2:] - TIE)
    meant = lags[peak & (r >= r.max() - NEARLY)]
    return float(meant[np.abs(meant).argmin()] / fps * 1000.0)


def _standardised(values: np.ndarray) -> np.ndarray:
    """Return `values` without their mean, at unit Euclidean length."""
    centred = values - values.mean()
    return centred / np.linalg.norm(centred)


def metric(settings: Mapping[str, Any]) -> Metric:
    """Return the metric; it has no settings."""
    return OfEnvelopes(
        flux_onset_r,
        circular=circular_flux_onset_r,
        further={"flux_onset_lag_ms": flux_onset_lag_ms},
    )


PLUG_IN = PlugIn(
    "metric",
    "flux_onset_r",
    metric,
    "correlation of the change of the picture with the novelty, frame by frame",
)
