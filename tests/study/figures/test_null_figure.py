"""Scores stand beside the distribution that chance alone gives."""

import numpy as np
import pandas as pd
import pytest
from figure_checks import METRICS, SCHEDULES, WIDTHS_MM, flaws, said, study, width_mm
from matplotlib.collections import PathCollection

from yellowsound.run.plots import save_printed
from yellowsound.study.figures.nulls import null_figure


def nulls_of(table, metrics=METRICS, sd=0.02):
    random = np.random.default_rng(0)
    return {
        schedule: pd.DataFrame({metric: random.normal(0.5, sd, 300) for metric in metrics})
        for schedule in table["schedule"]
    }


@pytest.mark.parametrize("wide_mm", WIDTHS_MM)
@pytest.mark.parametrize("schedules", [("linear",), ("linear", "onset"), SCHEDULES])
def test_a_pair_is_drawn_over_one_or_two_columns_without_overlapping_text(schedules, wide_mm):
    table = study(1, schedules)
    figure = null_figure(table, nulls_of(table), wide_mm)
    assert width_mm(figure) == pytest.approx(wide_mm)
    assert flaws(figure) == []


def test_axes_have_units():
    table = study(1)
    words = said(null_figure(table, nulls_of(table)))
    for label in (
        "AVS (0 to 1)",
        "flux-onset r (-1 to 1)",
        "beats covered (visual onsets per beat)",
    ):
        assert label in words


def test_the_distribution_spans_the_draws_and_the_marker_is_the_score():
    table = study(1, ("onset",))
    nulls = nulls_of(table)
    axes = null_figure(table, nulls).axes[1]
    (violin,) = [each for each in axes.collections if not isinstance(each, PathCollection)]
    spanned = violin.get_paths()[0].vertices[:, 0]
    draws = nulls["onset"]["flux_onset_r"]
    assert (spanned.min(), spanned.max()) == pytest.approx((draws.min(), draws.max()))
    (marker,) = [each for each in axes.collections if isinstance(each, PathCollection)]
    assert list(marker.get_offsets()[0]) == pytest.approx([table["flux_onset_r"].item(), 0])


def test_each_line_says_its_p_or_why_there_is_none():
    table = study(1, ("linear", "onset"), metrics=("beat_f",))
    table.loc[0, ["beat_f", "beat_f_p"]] = None
    words = said(null_figure(table, {}))
    assert "undefined" in words
    assert "p = 0.001" in words
    table[["beat_f_z", "beat_f_p", "beat_f_null_mean"]] = None
    assert "no p" in said(null_figure(table.drop(index=0), {}))


def test_a_null_without_spread_is_a_line():
    table = study(1, ("linear",), metrics=("beats_covered",))
    (axes,) = null_figure(table, nulls_of(table, sd=0.0)).axes
    (line,) = axes.lines
    assert list(line.get_xdata()) == pytest.approx([0.5, 0.5])


def test_a_metric_or_schedule_without_a_null_is_drawn():
    table = study(1, ("linear", "onset"))
    nulls = {"onset": nulls_of(table)["onset"][["avs"]]}
    assert flaws(null_figure(table, nulls)) == []


@pytest.mark.parametrize("suffix", ["png", "pdf"])
def test_the_same_nulls_give_the_same_bytes(suffix, tmp_path):
    table = study(1)
    files = [tmp_path / f"{name}.{suffix}" for name in ("one", "two")]
    for file in files:
        save_printed(null_figure(table, nulls_of(table)), [file])
    assert files[0].read_bytes() == files[1].read_bytes()
