"""A name made of any text is a safe file name; a file that is not there is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yellowsound.inputs.cells import MAX_NAME_BYTES, check_readable, file_name_from
from yellowsound.run.errors import UserError


def test_what_is_not_safe_becomes_an_underscore():
    assert file_name_from("My Video (take 2)") == "My_Video_take_2"


def test_nothing_safe_is_nothing():
    assert file_name_from("...///") == ""


@given(st.text())
def test_a_name_never_leaves_its_folder_nor_the_limits_of_file_systems(text):
    name = file_name_from(text)
    assert "/" not in name
    assert not name.startswith(".")
    assert len(name.encode()) <= MAX_NAME_BYTES


@pytest.mark.parametrize("name", [" song.wav", "song.wav ", "\tsong.wav"])
def test_a_name_with_white_space_around_it_is_told(tmp_path, name):
    (tmp_path / name).write_text("sound")
    with pytest.raises(UserError, match="has white space around that name"):
        check_readable(tmp_path / "song.wav")
