"""Sections are cut by rule, and counted in frames so that nothing drifts."""

import logging

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yellowsound.run.sections import (
    SHORTEST_SECTION_S,
    as_told,
    frame_at,
    from_told,
    in_parts,
    numbers_of,
    on_downbeats,
    read_sections,
    split_sections,
    write_sections,
)


def ends(duration_s, section_s=10.0):
    return [section.end_s for section in split_sections(duration_s, section_s)]


def test_a_whole_number_of_sections_is_cut_evenly():
    assert ends(30.0) == [10.0, 20.0, 30.0]


def test_a_remainder_of_two_seconds_is_a_section_of_its_own():
    assert ends(22.0) == [10.0, 20.0, 22.0]


def test_a_shorter_remainder_joins_its_neighbour():
    assert ends(21.9) == [10.0, 21.9]


def test_an_excerpt_shorter_than_a_section_is_one_section():
    assert ends(4.5) == [4.5]


def test_a_duration_of_zero_is_refused():
    with pytest.raises(ValueError, match="above 0"):
        split_sections(0.0)


@given(
    duration_s=st.floats(3.0, 3600.0),
    section_s=st.floats(2.0, 60.0),
    fps=st.integers(1, 120),
)
def test_sections_cover_every_frame_once_and_none_is_too_short(duration_s, section_s, fps):
    sections = split_sections(duration_s, section_s)
    frames = [frame for section in sections for frame in section.frame_range(fps)]
    assert frames == list(range(frame_at(duration_s, fps)))
    assert [section.number for section in sections] == list(range(1, len(sections) + 1))
    if len(sections) > 1:
        lengths = [section.end_s - section.start_s for section in sections]
        assert min(lengths) >= SHORTEST_SECTION_S - 1e-6


def test_frames_of_a_fractional_section_length_do_not_drift():
    last = split_sections(600.0, 9.99)[-2]
    assert last.frame_range(30).start == frame_at(last.start_s, 30)
    assert abs(last.frame_range(30).start / 30 - last.start_s) <= 0.5 / 30


def test_sections_are_read_back_as_they_were_written(tmp_path):
    sections = split_sections(25.1)
    write_sections(tmp_path / "song.json", sections)
    assert read_sections(tmp_path / "song.json") == sections


def test_sections_that_are_told_are_the_same_ones():
    sections = split_sections(25.1)
    assert from_told(as_told(sections)) == sections


# --- sections that begin with bars -------------------------------------------------------


def starts(downbeats_s, duration_s=30.0, section_s=10.0):
    moved = on_downbeats(split_sections(duration_s, section_s), downbeats_s)
    assert (moved[0].start_s, moved[-1].end_s) == (0.0, duration_s)
    return [section.start_s for section in moved[1:]]


def test_each_inner_boundary_moves_to_the_nearest_downbeat():
    assert starts([0.5, 7.9, 9.8, 11.7, 18.1, 20.9, 29.0]) == [9.8, 20.9]


def test_bars_of_an_even_tempo_begin_every_section():
    downbeats_s = [round(0.31 + 1.9 * bar, 6) for bar in range(31)]
    assert set(starts(downbeats_s, 60.0)) <= set(downbeats_s)


def test_without_downbeats_every_boundary_keeps_its_second(caplog):
    with caplog.at_level(logging.INFO):
        assert starts([]) == [10.0, 20.0]
    assert "0 of 2 inner boundaries stand at downbeats" in caplog.text


def test_a_boundary_does_not_leave_its_second_for_a_downbeat_nearer_to_another():
    assert starts([4.9, 15.2]) == [10.0, 15.2]


def test_two_boundaries_do_not_meet_at_one_downbeat():
    assert starts([15.0]) == [15.0, 20.0]


def test_a_boundary_keeps_its_second_rather_than_make_a_section_too_short():
    assert starts([10.5, 22.5], 24.0) == [10.5, 20.0]
    assert starts([2.9, 4.2], 12.0, 4.0) == [4.2, 8.0]


def test_an_excerpt_of_one_section_has_no_boundary_to_move():
    assert starts([1.0, 3.0], 5.0) == []


@given(
    duration_s=st.floats(3.0, 600.0),
    section_s=st.floats(2.0, 60.0),
    downbeats_s=st.lists(st.floats(0, 600.0), max_size=200, unique=True).map(sorted),
    fps=st.integers(1, 120),
)
def test_on_any_downbeats_sections_stay_as_many_and_none_is_too_short(
    duration_s, section_s, downbeats_s, fps
):
    planned = split_sections(duration_s, section_s)
    moved = on_downbeats(planned, downbeats_s)
    frames = [frame for section in moved for frame in section.frame_range(fps)]
    assert frames == list(range(frame_at(duration_s, fps)))
    assert [section.number for section in moved] == [section.number for section in planned]
    for section, plan in zip(moved[1:], planned[1:], strict=True):
        assert section.start_s in (plan.start_s, *downbeats_s)
        assert abs(section.start_s - plan.start_s) <= section_s / 2
    if len(moved) > 1:
        assert min(np.diff([s.start_s for s in moved], append=duration_s)) >= (
            SHORTEST_SECTION_S - 1e-6
        )


def test_sections_in_parts_are_named_by_their_first_and_last():
    assert in_parts([1, 2, 3, 4], 3) == ["1-3", "4"]
    assert in_parts([1, 2], 1) == ["1", "2"]


@given(st.integers(1, 40), st.integers(1, 12))
def test_parts_hold_each_section_once_in_order(count, size):
    numbers = list(range(1, count + 1))
    parts = [list(numbers_of(name)) for name in in_parts(numbers, size)]
    assert [number for part in parts for number in part] == numbers
    assert max(map(len, parts)) <= size
