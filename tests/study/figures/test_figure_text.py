"""Text is broken into lines as wide as their column."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yellowsound.study.figures.text import width_of, wrap_to

WORDS = st.text(st.sampled_from("aiWm.- é"), max_size=80)


@given(text=WORDS, width_mm=st.floats(8, 60))
def test_no_line_is_wider_than_the_column_and_nothing_is_lost(text, width_mm):
    lines = wrap_to(text, width_mm, 6.5, 1000)
    assert all(width_of(line, 6.5) <= width_mm for line in lines)
    assert "".join(lines).replace(" ", "") == "".join(text.split())


@given(text=WORDS)
def test_a_text_too_long_ends_in_an_ellipsis_within_the_column(text):
    whole, cut = wrap_to(text, 10, 6.5, 1000), wrap_to(text, 10, 6.5, 2)
    assert len(cut) <= 2
    assert all(width_of(line, 6.5) <= 10 for line in cut)
    assert (cut == whole) if len(whole) <= 2 else cut[-1].endswith("…")


def test_words_stay_whole_where_they_fit():
    assert wrap_to("one two three", 100, 7, 9) == ["one two three"]
    assert wrap_to("music music music", 1.1 * width_of("music music", 7), 7, 9) == [
        "music music",
        "music",
    ]


def test_a_width_is_in_millimetres_and_grows_with_the_letters():
    # An em of DejaVu Sans' dash is as wide as the font is high: 10 pt are 3.53 mm.
    assert width_of("—", 10) == pytest.approx(3.53, abs=0.02)
    assert width_of("—", 20) == pytest.approx(7.06, abs=0.02)
