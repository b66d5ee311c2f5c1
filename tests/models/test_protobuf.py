"""Messages are read and written by the numbers of their fields."""

import pytest

from yellowsound.models.protobuf import Fixed32, read_message, write_message


def test_a_message_is_read_by_field_and_written_as_it_was():
    # Field 1: the number 150; field 2: a text, twice; field 3: four bytes, the float 1.
    message = bytes.fromhex("0896011202686912001d0000803f")
    fields = read_message(message)
    assert fields == {1: [150], 2: [b"hi", b""], 3: [0x3F800000]}
    assert isinstance(fields[3][0], Fixed32)
    assert write_message(fields) == message


@pytest.mark.parametrize("number", [0, 1, 127, 128, 300, 2**32, 2**64 - 1])
def test_whole_numbers_of_any_length_come_back(number):
    assert read_message(write_message({17: [number]})) == {17: [number]}


def test_a_message_within_a_message_is_bytes():
    inner = write_message({1: [5]})
    assert read_message(read_message(write_message({7: [inner]}))[7][0]) == {1: [5]}


@pytest.mark.parametrize(
    ("damaged", "said"),
    [
        ("0896", "a number is cut short"),
        ("12056869", "a message is cut short"),
        ("1d00", "a message is cut short"),
        ("0900", "unknown wire type 1"),
    ],
)
def test_a_damaged_message_is_refused(damaged, said):
    with pytest.raises(ValueError, match=said):
        read_message(bytes.fromhex(damaged))
