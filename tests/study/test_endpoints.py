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


def scores(notes=("", "", "")):
    return pd.DataFrame(
        {
            "beat_f": [0.7, 0.0, NAN],
            "beat_f_null_mean": [0.4, 0.0, NAN],
            "beat_f_z": [3.0, 0.0, NAN],
            "notes": notes,
        }
    )


def test_an_endpoint_is_what_stands_above_the_null_or_z():
    assert endpoint_columns("beat_f") == ["beat_f", "beat_f_null_mean", "beat_f_z"]
    expected = {"calibrated": [0.3, 0.0, NAN], "z": [3.0, 0.0, NAN]}
    for endpoint in ENDPOINTS:
        values = endpoint_values(scores(), "beat_f", endpoint)
        np.testing.assert_allclose(values, expected[endpoint])


def test_a_null_without_spread_leaves_z_alone_undefined():
    noted = scores(("", "beat_f_z: every shift of the picture scores the same", ""))
    assert list(endpoint_values(noted, "beat_f", "calibrated").isna()) == [False, False, True]
    assert list(endpoint_values(noted, "beat_f", "z").isna()) == [False, True, True]


def test_notes_of_other_columns_and_none_at_all_are_no_matter():
    noted = scores(("avs: no events", "beat_f_lag_ms: undefined", ""))
    for table in (noted, noted.drop(columns="notes")):
        assert endpoint_values(table, "beat_f", "z").isna().sum() == 1


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
