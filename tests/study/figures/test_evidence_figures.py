"""The figures of evidence and trust are legible, whatever a study has."""

from itertools import product

import matplotlib
import numpy as np
import pandas as pd
import pytest
from figure_checks import SCHEDULES, WIDTHS_MM, flaws, said, width_mm

from yellowsound.run.plots import save_printed
from yellowsound.study.dose_response import doses_ms
from yellowsound.study.figures.evidence import evidence_figure
from yellowsound.study.figures.specifications import dose_figure, specification_figure
from yellowsound.study.trust_columns import DOSE_COLUMNS, SPECIFICATION_COLUMNS

METRICS = ("flux_onset_r", "felt", "beat_f")
NAN = float("nan")


def pairing(schedules=("energy", "onset", "linear"), p=0.008):
    rows = [
        {"metric": metric, "schedule": schedule, "auc": 0.5 + 0.1 * (number % 6), "p": p}
        for metric in METRICS
        for number, schedule in enumerate(schedules)
    ]
    return pd.DataFrame(rows, columns=["metric", "schedule", "auc", "p"])


def comparisons(schedules=("energy", "onset"), baseline="linear", gain=2.0):
    rows = [
        {"metric": metric, "endpoint": endpoint, "schedule": schedule, "baseline": baseline}
        | {"median_difference": NAN if metric == "beat_f" else gain, "ci_low": gain - 1}
        | {"ci_high": gain + 1, "placebo_difference": 0.1}
        for metric in METRICS
        for endpoint in ("calibrated", "z")
        for schedule in schedules
    ]
    columns = ["metric", "endpoint", "schedule", "baseline", "median_difference"]
    return pd.DataFrame(rows, columns=[*columns, "ci_low", "ci_high", "placebo_difference"])


def specified(estimate=1.0, shared=""):
    rows = []
    for metric, detectors, trackers, windows in (
        ("flux_onset_r", ("complex-domain", "flux", "beatnet-activation"), ("",), (None,)),
        ("beat_f", ("",), ("beatnet", "librosa"), (0.05, 0.07, 0.1)),
    ):
        made = product(detectors, trackers, ("CIELAB", "luma"), windows)
        for number, (detector, tracker, flux, window_s) in enumerate(made):
            height = NAN if metric == "beat_f" else estimate + 0.2 * number
            rows.append(
                {"metric": metric, "detector": detector, "tracker": tracker, "flux": flux}
                | {"window_s": window_s, "chosen": "yes" if number == 1 else "", "shared": shared}
                | {"contrast": "onset-percussive - linear", "n": 5, "estimate": height}
                | {"ci_low": height - 1, "ci_high": height + 1, "p": 0.1, "auc": 0.8}
            )
    return pd.DataFrame(rows, columns=list(SPECIFICATION_COLUMNS))


def dosed(metrics=METRICS, mean=0.1):
    rows = [
        {"metric": metric, "schedule": "onset-percussive", "shift_ms": dose, "n": 5}
        | {"mean": mean, "ci_low": mean - 0.01, "ci_high": mean + 0.01}
        for metric in metrics
        for dose in doses_ms()
    ]
    return pd.DataFrame(rows, columns=list(DOSE_COLUMNS))


FIGURES = {
    "evidence": lambda **size: evidence_figure(pairing(), comparisons(), METRICS, **size),
    "seven schedules": lambda **size: evidence_figure(
        pairing(SCHEDULES),
        comparisons([name for name in SCHEDULES if name != "linear"]),
        METRICS,
        **size,
    ),
    "a long label": lambda **size: evidence_figure(
        pairing(["a published video of a long name"]), comparisons(()), METRICS[:1], **size
    ),
    "no p": lambda **size: evidence_figure(pairing(p=NAN), comparisons(), METRICS, **size),
    "tiny p": lambda **size: evidence_figure(pairing(p=1e-5), comparisons(), METRICS, **size),
    "two baselines": lambda **size: evidence_figure(
        pairing(), pd.concat([comparisons(), comparisons(["onset"], "energy")]), METRICS, **size
    ),
    "no pairing": lambda **size: evidence_figure(pairing(()), comparisons(()), METRICS[:1], **size),
    "specifications": lambda **size: specification_figure(specified(), **size),
    "below 0": lambda **size: specification_figure(specified(-3.0), **size),
    "all shared": lambda **size: specification_figure(specified(shared="flux"), **size),
    "one metric": lambda **size: specification_figure(
        specified().query("metric == 'flux_onset_r'"), **size
    ),
    "none defined": lambda **size: specification_figure(
        specified().query("metric == 'beat_f'"), **size
    ),
    "one specification": lambda **size: specification_figure(specified().head(1), **size),
    "no specification": lambda **size: specification_figure(specified().head(0), **size),
    "doses": lambda **size: dose_figure(dosed(), **size),
    "one dosed": lambda **size: dose_figure(dosed(METRICS[:1]), **size),
    "four dosed": lambda **size: dose_figure(dosed(["beat_information_gain", *METRICS]), **size),
    "undefined doses": lambda **size: dose_figure(dosed(mean=NAN), **size),
    "no doses": lambda **size: dose_figure(dosed(()), **size),
}


@pytest.mark.parametrize("wide_mm", WIDTHS_MM)
@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_fills_one_or_two_columns_without_overlapping_text(name, wide_mm):
    figure = FIGURES[name](width_mm=wide_mm)
    assert width_mm(figure) == pytest.approx(wide_mm)
    assert flaws(figure) == []
    sizes = [text.get_fontsize() for text in figure.findobj(matplotlib.text.Text)]
    assert min(sizes) >= 7


@pytest.mark.parametrize("name", ["evidence", "specifications", "doses"])
@pytest.mark.parametrize("suffix", ["png", "pdf"])
def test_the_same_tables_give_the_same_bytes(name, suffix, tmp_path):
    files = [tmp_path / f"{number}.{suffix}" for number in range(2)]
    for file in files:
        save_printed(FIGURES[name](), [file])
    assert files[0].read_bytes() == files[1].read_bytes()


def test_what_is_undefined_is_said_and_not_drawn_at_zero():
    figure = FIGURES["evidence"]()
    assert said(figure).count("undefined against linear") == 2
    right = figure.axes[5]
    assert all(line.get_linestyle() == "--" or not line.get_marker() for line in right.lines[1:])


def test_a_placebo_is_open_and_stands_beside_its_difference():
    axes = FIGURES["evidence"]().axes[1]
    faces = {
        float(line.get_xdata()[0]): line.get_markerfacecolor()
        for line in axes.lines
        if line.get_marker() not in ("None", "", None)
    }
    assert faces[0.1] == "white"
    assert faces[2.0] != "white"


def test_a_curve_ascends_and_marks_the_study_s_own_choice():
    upper, *_ = specification_figure(specified()).axes
    heights = {}
    for line in upper.lines:
        if line.get_marker() in ("o", "s"):
            heights |= dict(zip(line.get_xdata(), line.get_ydata(), strict=True))
    drawn = [heights[place] for place in sorted(heights) if np.isfinite(heights[place])]
    assert drawn == sorted(drawn)
    assert len(drawn) == 6
    assert any(line.get_marker() == "s" for line in upper.lines)


def test_axes_have_units_and_choices_their_names():
    words = {*said(specification_figure(specified()))}
    assert {"detector", "tracker", "flux", "window", "70 ms", "flux-onset r"} <= words
    assert "onset-percussive: picture shown later by (ms)" in said(dose_figure(dosed()))
    assert "median difference from linear\n(z, sd of the null)" in said(FIGURES["evidence"]())


def test_kinds_that_a_curve_has_not_are_not_in_its_legend():
    assert "another, shared with the schedule" not in said(specification_figure(specified()))
    assert "another, shared with the schedule" in said(FIGURES["all shared"]())
