"""A schedule can be a table of one's own: time and t, on straight lines between its rows."""

import numpy as np
import pandas as pd
import pytest
from error_texts import says_what_to_do
from hypothesis import given
from hypothesis import strategies as st

from yellowsound.inputs.ahead import check_files_of_pairs
from yellowsound.run.errors import UserError
from yellowsound.run.files import write_tsv
from yellowsound.run.plug_ins import load
from yellowsound.run.sections import split_sections
from yellowsound.schedule.curves import read_curve
from yellowsound.schedule.schedule import make_schedule

FPS = 10
CURVE = load("schedule", "curve")
LINEAR = load("schedule", "linear")


def heard(duration_s=8.0, section_s=4.0, fps=FPS):
    """Return what was heard of an excerpt, without anything in it, as its table tells it."""
    sections = split_sections(duration_s, section_s)
    numbers = np.concatenate([[s.number] * len(s.frame_range(fps)) for s in sections])
    frames = np.arange(numbers.size)
    zeros = dict.fromkeys(("harmonic", "percussive", "onset"), 0.0)
    time_s = (frames / fps).round(6)
    return pd.DataFrame({"frame": frames, "time_s": time_s, "section": numbers, **zeros})


@pytest.fixture
def table(tmp_path):
    """Return a function that writes a table of the given rows, and returns its path."""

    def write(*rows, columns="time\tt", name="one.tsv"):
        path = tmp_path / name
        path.write_text("\n".join([columns, *rows]) + "\n", encoding="utf-8")
        return path

    return write


def walked(path, rows=None, contrast=1.0):
    """Return t by section of an excerpt that goes along a table."""
    made = make_schedule(heard() if rows is None else rows, CURVE, {"file": str(path)}, contrast)
    return [part["t"].to_numpy() for _, part in made.groupby("section")]


# --- what a table tells ----------------------------------------------------------------


def test_t_lies_on_straight_lines_between_the_rows_of_a_section(table):
    path = table("0\t0", "2\t0.5", "3.9\t1", "4\t0", "6\t0.2", "7.9\t1")
    first, second = walked(path)
    assert first[[10, 20, 39]] == pytest.approx([0.25, 0.5, 1])
    assert second[[0, 10, 20]] == pytest.approx([0, 0.1, 0.2])


def test_before_the_first_row_of_a_section_and_after_its_last_t_is_held(table):
    first, second = walked(table("1\t0.3", "2\t0.6", "6\t0.5"))
    assert first[[0, 5, 30, 39]] == pytest.approx([0.3, 0.3, 0.6, 0.6])
    assert (second == 0.5).all()


def test_two_rows_at_one_time_end_a_section_and_start_the_next(table):
    first, second = walked(table("0\t0", "4\t1", "4\t0", "8\t1"))
    assert first == pytest.approx(np.arange(40) / 40)
    assert second == pytest.approx(np.arange(40) / 40)


def test_the_last_row_of_all_may_stand_at_the_end_of_the_excerpt(table):
    _, second = walked(table("0\t0", "4\t0", "4\t0", "8\t1"))
    assert second == pytest.approx(np.arange(40) / 40)


def test_a_row_just_before_the_end_of_a_section_belongs_to_it(table):
    first, second = walked(table("0\t0", "3.999\t1", "4\t0", "8\t1"))
    assert first[39] == pytest.approx(3.9 / 3.999)
    assert second[0] == 0


@pytest.mark.parametrize(
    ("rows", "first_ends", "second_begins"),
    [
        (("0\t0", "3.96\t1", "6\t1", "8\t1"), 1, 1),
        (("0\t0", "3.96\t0.3", "8\t1"), 0.3, 0.3),
        (("0\t0", "3.96\t0.5", "4.04\t0.6", "8\t1"), 0.5, 0.55),
        (("0\t0", "3.96\t1", "4.06\t0", "8\t1"), 1, 0),
        (("0\t0", "3.96\t1", "4\t0", "8\t0.9", "8.01\t1"), 1, 0),
        # All rows of the second section lie within a frame of its start.
        (("0\t0", "4\t1", "4\t0", "4.05\t1"), 0.975, 0),
        (("0\t0", "4\t1", "4.02\t0.2", "4.05\t0.2"), 0.97, 0.2),
    ],
)
def test_a_row_within_half_a_frame_before_a_section_ends_the_one_before(
    table, rows, first_ends, second_begins
):
    path = table(*rows)
    assert CURVE.check_pair({"file": str(path)}, split_sections(8.0, 4.0), FPS) is None
    first, second = walked(path)
    assert first[-1] == pytest.approx(first_ends, abs=0.02)
    assert second[0] == pytest.approx(second_begins, abs=0.02)
    assert (np.diff(first) >= 0).all()
    assert (np.diff(second) >= 0).all()


@given(st.sampled_from([12, 24, 25, 30]), st.integers(1, 200), st.floats(0.0, 0.02))
def test_every_row_around_a_boundary_belongs_to_a_section(tmp_path_factory, fps, frame, away_s):
    path = tmp_path_factory.mktemp("own") / "one.tsv"
    at_s = frame / fps
    rows = [(0, 0), (max(at_s - away_s, 0.01), 0.4), (at_s + away_s + 1e-4, 0.5), (20, 1)]
    path.write_text("\n".join(["time\tt", *(f"{time:.6f}\t{t}" for time, t in rows)]) + "\n")
    curve = read_curve(path)
    parts = [(1, 0.0, at_s, 1 / fps), (2, at_s, 20.0, 1 / fps)]
    assert np.any([curve._belongs(*part) for part in parts], axis=0).all()


@pytest.mark.parametrize("row", ["7.5\t0", "7.5\t0\n7.5\t0", "7.52\t0"])
def test_a_boundary_between_two_frames_is_that_of_its_sections(table, row):
    # 25 frames a second: the second section begins at frame 188, at 7.52 s.
    path = table("0\t0", row, "10\t1", "15\t1")
    first, second = walked(path, heard(15.0, 7.5, 25))
    assert (first == 0).all()
    assert second[[0, 62]] == pytest.approx([0, 1], abs=0.02)
    assert CURVE.check_pair({"file": str(path)}, split_sections(15.0, 7.5), 25) is None


def test_of_many_rows_around_a_boundary_it_is_where_t_falls(table):
    times_s = np.arange(0, 5, 0.01)
    path = table(*(f"{time:.2f}\t{(time % 2.5) / 2.5:.4f}" for time in times_s))
    first, second = walked(path, heard(5.0, 2.5, 25))
    assert (np.diff(first) > 0).all()
    assert (np.diff(second) > 0).all()


def test_a_section_that_a_spreadsheet_has_written_is_read(table):
    rows = ("0\t1.0\t0", "4.2\t1.0\t1", "4.3\t2.0\t0.5")
    _, second = walked(table(*rows, columns="time_s\tsection\tt"))
    assert second[0] == 0.5


def test_a_column_of_sections_decides_where_a_row_belongs(table):
    rows = ("0\t1\t0", "4.2\t1\t1", "4.3\t2\t0.5", "7\t2\t0.8")
    first, second = walked(table(*rows, columns="time_s\tsection\tt"))
    assert first[39] == pytest.approx(3.9 / 4.2)
    assert second[0] == 0.5


def test_a_column_of_sections_goes_with_two_rows_at_one_time(table):
    path = table("0\t0\t1", "4\t1\t1", "4\t0\t2", "8\t1\t2", columns="time\tt\tsection")
    assert CURVE.check_pair({"file": str(path)}, split_sections(8.0, 4.0), FPS) is None
    first, second = walked(path)
    assert first[39] == pytest.approx(3.9 / 4)
    assert second[[0, 20]] == pytest.approx([0, 0.5])


def test_columns_stand_in_any_order_and_others_are_passed_over(table):
    first, _ = walked(table("0\tx\t0", "1\ty\t2", "0\tz\t4", columns="t\tnote\ttime_s"))
    assert first[[0, 10]] == pytest.approx([0, 0.5])


@given(st.integers(0, 2**32 - 1), st.sampled_from([7, 24, 30]))
def test_the_table_of_a_schedule_read_back_gives_the_same_t(tmp_path_factory, seed, fps):
    rows = heard(9.3, 3.1, fps)
    made = make_schedule(rows, LINEAR)
    draw = np.random.default_rng(seed).random(len(rows))
    made["t"] = pd.Series(draw).groupby(made["section"]).transform(lambda part: np.sort(part))
    path = tmp_path_factory.mktemp("own") / "linear.tsv"
    write_tsv(path, made)
    told = pd.read_csv(path, sep="\t")["t"].tolist()
    assert np.concatenate(walked(path, rows)).tolist() == told


def test_contrast_raises_the_steps_of_a_curve(table):
    path = table("0\t0", "2\t0.2", "4\t1", "4\t0")
    even, _ = walked(path)
    sharp, _ = walked(path, contrast=2)
    assert sharp[-1] == pytest.approx(even[-1])
    # Squared, a frame of the second half, four times as fast, counts sixteen times.
    ratio = np.diff(sharp)[30] / np.diff(sharp)[5]
    assert ratio == pytest.approx(16)


# --- what is refused before anything runs ----------------------------------------------


def refused(path, sections=None):
    """Return the lines by which a table is refused that is read for an excerpt of 8 s."""
    sections = split_sections(8.0, 4.0) if sections is None else sections
    with pytest.raises(UserError) as error:
        check_files_of_pairs([(CURVE, {"file": str(path)})], {"one": sections}, FPS)
    return str(error.value).splitlines()


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (("0\t0", "2\t0.5", "3\t0.4", "4\t0"), "row 4: t falls from 0.5 to 0.4 within section 1"),
        (("0\t0", "1\t1.2", "4\t0"), "row 3: t is '1.2': give the share"),
        (("0\t-0.1", "4\t0"), "row 2: t is '-0.1'"),
        (("0\t0", "1\thalf", "4\t0"), "row 3: t is 'half'"),
        (("0\t0", "1\tnan", "4\t0"), "row 3: t is 'nan'"),
        (("0\t0", "1\t0,5", "4\t0"), "row 3: t is '0,5'"),
        (("0\t0", "soon\t1", "4\t0"), "row 3: time is 'soon'"),
        (("-1\t0", "4\t0"), "row 2: time is '-1'"),
        (("0\t0", "2\t0.5", "1\t0.6", "4\t0"), "row 4: time 1 comes after 2"),
        (("0\t0", "2\t0.5", "2\t0.6", "4\t0"), "row 4: its time is that of the row before"),
        (("0\t0", "2", "4\t0"), "row 3 has not as many cells"),
        (("0\t0", "1\t1"), "there is no row in section 2 (4 to 8 s)"),
        (("0\t0", "4\t1"), "there is no row in section 2 (4 to 8 s)"),
        (("0\t0", "4\t0", "9\t1"), "row 4: 9 s is in none of the excerpt's 2 sections"),
        (("0\t0", "4\t0", "7\t1", "7.96\t0"), "row 5: 7.96 s is in none of the excerpt's 2"),
        ((), "no rows"),
    ],
)
def test_a_table_that_does_not_fit_is_refused_in_one_sentence_naming_file_and_row(
    table, rows, said
):
    path = table(*rows)
    (line,) = refused(path)
    assert line.startswith(str(path))
    assert said in line
    assert says_what_to_do(line)


@pytest.mark.parametrize(
    ("columns", "rows", "said"),
    [
        ("time\tvalue", ("0\t0",), "there is no column t, only time, value"),
        ("frame\tt", ("0\t0",), "there is no column time"),
        ("time\ttime_s\tt", ("0\t0\t0",), "two columns of times"),
        ("time\tt\tt", ("0\t0\t0",), "the column t is there twice"),
        ("time\tsection\tt", ("0\tone\t0",), "row 2: section is 'one'"),
        (
            "time\tsection\tt",
            ("0\t1\t0", "4\t1\t1", "4\t1\t1", "4\t2\t0"),
            "row 4: its time is that of the row before",
        ),
        (
            "time\tsection\tt",
            ("0\t1\t0", "4\t2\t0", "5\t1\t0"),
            "row 4: section 1 comes after 2",
        ),
        ("time\tsection\tt", ("0\t1\t0", "4\t2\t0", "5\t3\t0"), "row 4: 5 s is in none"),
    ],
)
def test_a_header_or_a_section_that_does_not_fit_is_refused(table, columns, rows, said):
    (line,) = refused(table(*rows, columns=columns))
    assert said in line
    assert says_what_to_do(line)


def test_further_rows_that_do_not_fit_are_counted(table):
    (line,) = refused(table("0\t0,1", "1\t0,2", "2\t0,3"))
    assert line.endswith("(2 more rows do not fit)")


def test_every_pair_without_a_fitting_table_has_a_line_in_one_message(table, tmp_path):
    table("0\t0", "4\t2", name="two.tsv")
    table("0\t0", "5\t0", name="three.tsv")
    settings = {"file": str(tmp_path / "{pair}.tsv")}
    pairs = dict.fromkeys(("one", "two", "three"), split_sections(8.0, 4.0))
    with pytest.raises(UserError) as error:
        check_files_of_pairs([(CURVE, settings), (LINEAR, {})], pairs, FPS)
    first, second = str(error.value).splitlines()
    assert "one.tsv: the curve cannot be read" in first
    assert "two.tsv row 3" in second


def test_where_only_the_hearing_tells_the_sections_a_fall_is_refused_by_the_job(table):
    path = table("0\t0", "2\t0.5", "3\t0.4", "4\t0")
    check_files_of_pairs([(CURVE, {"file": str(path)})], {"one": None}, FPS)
    with pytest.raises(UserError, match="row 4: t falls"):
        walked(path)


def test_a_table_is_named_by_its_pair_wherever_the_name_stands():
    files = CURVE.files_of({"file": "{pair}/curve of {pair}.tsv"}, "one")
    assert files == {"file": "one/curve of one.tsv"}
