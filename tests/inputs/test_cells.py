"""A name made of any text is a safe file name."""

from hypothesis import given
from hypothesis import strategies as st

from yellowsound.inputs.cells import MAX_NAME_BYTES, file_name_from, file_name_of


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


@given(st.text())
def test_a_name_made_of_any_text_is_one_that_a_table_may_hold(text):
    name = file_name_from(text)
    assert not name or file_name_of(name) == name
