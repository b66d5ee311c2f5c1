"""Schedules are compared on what stands above chance, and on nothing where that is undefined."""

import numpy as np
import pandas as pd
import pytest

from yellowsound.study.endpoints import (
    ENDPOINTS,
    endpoint_columns,
    endpoint_values,
    placebo_values,
)

NAN = np.nan


def test_an_endpoint_is_what_stands_above_the_null_or_z():
    assert endpoint_columns("beat_f") == ["beat_f", "beat_f_null_mean", "beat_f_z"]
    # The second null has no spread; the third video gives nothing to measure.
    values = {"beat_f": [0.7, 0.2, NAN], "beat_f_null_mean": [0.4, 0.2, NAN]}
    scores = pd.DataFrame({**values, "beat_f_z": [3.0, NAN, NAN]})
    expected = {"calibrated": [0.3, 0.0, NAN], "z": [3.0, NAN, NAN]}
    for endpoint in ENDPOINTS:
        found = endpoint_values(scores, "beat_f", endpoint)
        np.testing.assert_allclose(found, expected[endpoint])


@pytest.mark.parametrize(("endpoint", "expected"), [("z", 2.0), ("calibrated", 0.2)])
def test_the_placebo_is_the_mean_over_other_songs_of_the_mean_over_seeds(endpoint, expected):
    # Own songs; x with y 1 and 3 (two seeds), with w 2; the undefined one is left out.
    rows = [
        ("x", "x", "x", 9.0),
        ("x", "x", "y", 1.0),
        ("x", "x~seed1", "y", 3.0),
        ("x", "x", "w", 2.0),
        ("x", "x~seed1", "w", NAN),
        ("y", "y", "y", 9.0),
        ("y", "y", "x", NAN),
    ]
    crossed = pd.DataFrame(rows, columns=["pair", "picture", "heard", "z"])
    crossed = crossed.assign(metric="beat_f", schedule="onset", song=crossed["pair"], null_mean=0.3)
    crossed["score"] = crossed["null_mean"] + crossed["z"] / 10
    found = placebo_values(crossed, "beat_f", "onset", endpoint)
    assert found.to_dict() == {"x": pytest.approx(expected)}
    assert placebo_values(crossed, "beat_f", "linear", endpoint).empty
    assert placebo_values(crossed, "avs", "onset", endpoint).empty
