"""Sections are cut by rule, and counted in frames so that nothing drifts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yellowsound.run.sections import (
    SHORTEST_SECTION_S,
    frame_at,
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
