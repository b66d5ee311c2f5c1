"""AVS by the best warping path."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np

from yellowsound.run.plug_in import PlugIn
from yellowsound.synchrony.kinds import Metric, OfTimes
from yellowsound.synchrony.metrics.avs import avs, events_between, warped


def avs_exact(beats_s: np.ndarray, events_s: np.ndarray) -> float:
    """Score AVS by the best warping path, which FastDTW may miss.

    Parameters
    ----------
    beats_s, events_s
        As for `avs`.

    Returns
    -------
    float
        In [0, 1]. A path of less distance may have fewer steps: the score is
        not always above that of `avs`.

    Raises
    ------
    ValueError
        If either is not a list of times; see `validation.validate_times`.
    """
    from yellowsound.synchrony.dtw import exact_dtw

    return avs(beats_s, events_s, warp=exact_dtw)


def metric(settings: Mapping[str, Any]) -> Metric:
    """Return the metric; it has no settings."""
    from yellowsound.synchrony.dtw import exact_dtw

    return OfTimes(
        avs_exact,
        heard="strong_beats_s",
        seen="events_s",
        quick=partial(warped, warp=exact_dtw),
        found_anew=events_between,
    )


PLUG_IN = PlugIn(
    "metric", "avs_exact", metric, "AVS by the best warping path, which FastDTW may miss"
)
