"""The study's figures tell schedules apart, and say what chance does."""

import matplotlib
import numpy as np
import pytest
from figure_checks import SCHEDULES, WIDTHS_MM, flaws, said, study, width_mm
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex
from PIL import Image

from yellowsound.run.plots import looks_of, save_printed
from yellowsound.study.figures.study import calibrated_figure, genre_figure
from yellowsound.study.tables import METRIC_TITLES

FIGURES = [genre_figure, calibrated_figure]
LONG = ("experimental electronic dance music", "unknown", "hip hop", "jazz", "folk", "pop", "rock")


def undefined(table):
    """Return a study whose first pair has no value at all, and whose second has no null."""
    table = table.copy()
    numbers = table.columns.difference(["pair", "schedule", "genre", "notes"])
    table.loc[table["pair"] == "pair 0", numbers] = np.nan
    nulls = [name for name in numbers if name.endswith(("_null_mean", "_z", "_p"))]
    table.loc[table["pair"] == "pair 1", nulls] = np.nan
    return table


STUDIES = {
    "one video": study(1, ("energy",)),
    "five pairs": study(),
    "all schedules": study(8, SCHEDULES, LONG[:4]),
    "videos from elsewhere": study(3, ("linear", "a published video", r"no formula: $\frac{1$")),
    "many videos from elsewhere": study(2, [f"video {n}" for n in range(20)]),
    "eleven schedules": study(100, [*SCHEDULES, "a", "b", "c", "d"], ("jazz",)),
    "many genres": study(60, SCHEDULES, LONG),
    "undefined values": undefined(study()),
    "nothing defined": undefined(study(1)),
    "nothing with a null": undefined(study()).query("pair == 'pair 1'"),
    "all metrics": study(3, SCHEDULES[:4], metrics=tuple(METRIC_TITLES)),
    "one metric": study(2, metrics=("avs",)),
}


@pytest.mark.parametrize("wide_mm", WIDTHS_MM)
@pytest.mark.parametrize("draw", FIGURES)
@pytest.mark.parametrize("name", STUDIES)
def test_a_study_is_drawn_over_one_or_two_columns_without_overlapping_text(draw, name, wide_mm):
    figure = draw(STUDIES[name], width_mm=wide_mm)
    assert width_mm(figure) == pytest.approx(wide_mm)
    assert flaws(figure) == []


@pytest.mark.parametrize("draw", FIGURES)
@pytest.mark.parametrize("suffix", ["png", "pdf"])
def test_the_same_scores_give_the_same_bytes(draw, suffix, tmp_path):
    files = [tmp_path / f"{name}.{suffix}" for name in ("one", "two")]
    for file in files:
        save_printed(draw(study()), [file])
    assert files[0].read_bytes() == files[1].read_bytes()
    assert b"CreationDate" not in files[0].read_bytes()


def test_a_png_has_300_pixels_an_inch(tmp_path):
    save_printed(genre_figure(study()), [tmp_path / "a.png"])
    with Image.open(tmp_path / "a.png") as picture:
        assert picture.width == 2125


@pytest.mark.parametrize("draw", FIGURES)
def test_settings_outside_neither_matter_nor_change(draw, tmp_path):
    save_printed(draw(study()), [tmp_path / "one.png"])
    with matplotlib.rc_context({"font.size": 20.0, "lines.linewidth": 9}):
        before = dict(matplotlib.rcParams)
        save_printed(draw(study()), [tmp_path / "two.png"])
        assert dict(matplotlib.rcParams) == before
    assert (tmp_path / "one.png").read_bytes() == (tmp_path / "two.png").read_bytes()


def test_axes_have_units():
    assert {"AVS (0 to 1)", "genre (number of pairs)"} <= set(said(genre_figure(study())))
    assert {"z (sd of the null)", "videos with p < 0.05, of all, by schedule"} <= set(
        said(calibrated_figure(study()))
    )


@pytest.mark.parametrize("wide_mm", WIDTHS_MM)
def test_letters_are_seven_points_or_larger(wide_mm):
    for draw in FIGURES:
        figure = draw(STUDIES["all schedules"], width_mm=wide_mm)
        sizes = [text.get_fontsize() for text in figure.findobj(matplotlib.text.Text)]
        assert min(sizes) >= 7


def markers(axes):
    """Return the videos' markers in a panel: heights, edge colours and face colours."""
    found = []
    for points in axes.collections:
        if isinstance(points, PathCollection):
            edges = np.broadcast_to(points.get_edgecolor(), (len(points.get_offsets()), 4))
            faces = np.broadcast_to(points.get_facecolor(), (len(points.get_offsets()), 4))
            heights = points.get_offsets()[:, 1]
            found += zip(heights, map(to_hex, edges), map(to_hex, faces), strict=True)
    return found


def test_each_video_is_a_marker_in_its_schedules_colour():
    table = study()
    (axes,) = genre_figure(table).axes
    looks = looks_of(table["schedule"])
    drawn = sorted((round(float(height), 6), colour) for height, colour, _ in markers(axes))
    assert drawn == sorted(
        (round(score, 6), looks[schedule].colour.lower())
        for score, schedule in zip(table["avs"], table["schedule"], strict=True)
    )


def test_markers_are_filled_where_chance_does_not_explain_the_score():
    table = study()
    figure = calibrated_figure(table)
    for axes, metric in zip(figure.axes, ("avs", "flux_onset_r"), strict=False):
        for z, edge, face in markers(axes):
            (p,) = table.loc[np.isclose(table[f"{metric}_z"], z), f"{metric}_p"]
            assert face == (edge if p < 0.05 else "#ffffff")


def test_panels_share_one_scale_so_that_metrics_can_be_compared():
    limits = {axes.get_ylim() for axes in calibrated_figure(study()).axes}
    assert len(limits) == 1


def test_under_each_schedule_stands_how_many_of_its_videos_are_significant():
    figure = calibrated_figure(study())
    counts = [[label.get_text() for label in axes.get_xticklabels()] for axes in figure.axes]
    assert counts[0] == ["0 of 5", "0 of 5"]
    assert counts[1] == ["0 of 5", "5 of 5"]


def test_videos_without_a_p_are_not_counted():
    figure = calibrated_figure(undefined(study()))
    assert [label.get_text() for label in figure.axes[1].get_xticklabels()] == ["0 of 3", "3 of 3"]


def test_the_band_is_the_nulls_mean_and_deviation():
    table = study(4, ("onset",), ("jazz",))
    (axes,) = genre_figure(table).axes
    bands = [each for each in axes.collections if not isinstance(each, PathCollection)]
    assert len(bands) == 1
    heights = bands[0].get_paths()[0].vertices[:, 1]
    # Made with a null of mean 0.5 and standard deviation 0.02.
    assert (heights.min(), heights.max()) == pytest.approx((0.48, 0.52))


def test_a_null_without_spread_is_marked_by_a_cross():
    table = study()
    table.loc[table["schedule"] == "linear", "beat_f_z"] = None
    axes = calibrated_figure(table).axes[2]
    crosses = [line for line in axes.lines if line.get_marker() == "x" and len(line.get_xdata())]
    assert [list(line.get_ydata()) for line in crosses] == [[0.0] * 5]
    assert len(markers(axes)) == 5


def test_no_two_videos_of_a_group_stand_at_one_place():
    table = study(12, ("linear",), ("jazz",))
    table["avs"] = 0.5
    (axes,) = genre_figure(table).axes
    places = np.vstack(
        [each.get_offsets() for each in axes.collections if isinstance(each, PathCollection)]
    )
    assert len(np.unique(np.round(places[:, 0], 4))) == 12
    assert np.ptp(places[:, 0]) < 1
