"""Times as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yellowsound.run.clock import clock_s


@given(st.integers(0, 9), st.integers(0, 59), st.integers(0, 59))
def test_hours_minutes_and_seconds_are_read(hours, minutes, seconds):
    told = f"{hours}:{minutes:02d}:{seconds:02d}"
    assert clock_s(told) == 3600 * hours + 60 * minutes + seconds


@pytest.mark.parametrize(("text", "seconds"), [("1:30", 90), ("0:07.5", 7.5), (" 75:00 ", 4500)])
def test_minutes_and_seconds_are_read(text, seconds):
    assert clock_s(text) == seconds


@pytest.mark.parametrize("text", ["90", "1:60", "1:5", "1:61:00", "-1:30", "1:30:", "a:30", ""])
def test_what_is_no_time_is_left_to_others(text):
    assert clock_s(text) is None
