"""Protocol buffers without their schemas: a message is its fields, by number.

The format is that of https://protobuf.dev/programming-guides/encoding/.
"""

from collections.abc import Mapping, Sequence

VARINT, BYTES, FOUR_BYTES = 0, 2, 5
"""Wire types."""


class Fixed32(int):
    """A field of four bytes, as a number; a float's are its bits."""


def read_message(message: bytes) -> dict[int, list]:
    """Read one message.

    Returns
    -------
    dict
        The values of each field by its number: whole numbers (a `Fixed32` where four
        bytes hold it), or bytes, which may be texts, packed numbers or messages.

    Raises
    ------
    ValueError
        If the message is cut short, or has fields of eight bytes or groups.
    """
    fields: dict[int, list] = {}
    position = 0
    while position < len(message):
        tag, position = read_varint(message, position)
        number, wire_type = tag >> 3, tag & 7
        value: int | bytes
        if wire_type == VARINT:
            value, position = read_varint(message, position)
        elif wire_type in (BYTES, FOUR_BYTES):
            length = 4
            if wire_type == BYTES:
                length, position = read_varint(message, position)
            if position + length > len(message):
                raise ValueError("a message is cut short")
            value = message[position : position + length]
            position += length
            if wire_type == FOUR_BYTES:
                value = Fixed32.from_bytes(value, "little")
        else:
            raise ValueError(f"a message has the unknown wire type {wire_type}")
        fields.setdefault(number, []).append(value)
    return fields


def write_message(fields: Mapping[int, Sequence[int | bytes]]) -> bytes:
    """Write a message of such fields as `read_message` returns, in the order of their numbers."""
    parts = []
    for number in sorted(fields):
        for value in fields[number]:
            if isinstance(value, bytes):
                parts += [_varint(number << 3 | BYTES), _varint(len(value)), value]
            elif isinstance(value, Fixed32):
                parts += [_varint(number << 3 | FOUR_BYTES), value.to_bytes(4, "little")]
            else:
                parts += [_varint(number << 3 | VARINT), _varint(value)]
    return b"".join(parts)


def read_varint(buffer: bytes, position: int) -> tuple[int, int]:
    """Return a variable-length integer and the position behind it.

    Raises
    ------
    ValueError
        If the buffer ends within it.
    """
    value = 0
    for shift in range(0, 70, 7):
        if position >= len(buffer):
            break
        byte = buffer[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position
    raise ValueError("a number is cut short")


def _varint(value: int) -> bytes:
    """Return a whole number, at least 0, as a variable-length integer."""
    groups = []
    while value > 0x7F:
        groups.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*groups, value])
