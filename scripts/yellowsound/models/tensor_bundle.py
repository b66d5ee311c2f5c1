"""A reader of TensorFlow's tensor bundles that needs no TensorFlow.

The formats are those of TensorFlow's `tensor_bundle.proto` and LevelDB's
`table_format.md`.
"""

import math
import struct
from collections.abc import Iterator

import numpy as np

from yellowsound.models.protobuf import read_message, read_varint

TABLE_MAGIC = 0xDB4775248B80FB57
FOOTER_SIZE = 48
BLOCK_TRAILER_SIZE = 5
DT_FLOAT = 1


def read_tensor_bundle(index: bytes, data: bytes) -> dict[str, np.ndarray]:
    """Read a TensorFlow tensor bundle of one shard.

    Parameters
    ----------
    index
        The `.index` file: a LevelDB table without compression, from tensor
        names to `BundleEntryProto`; the empty name holds the header.
    data
        The `.data-00000-of-00001` file: the tensors, little-endian.

    Returns
    -------
    dict
        Each tensor by its name, float32.

    Raises
    ------
    ValueError
        If either file is damaged, or holds something else than whole
        float32 tensors in one little-endian shard.
    """
    entries = dict(_read_table(index))
    try:
        header = read_message(entries.pop(b""))
    except KeyError:
        raise ValueError("the bundle has no header") from None
    if header.get(1, [1]) != [1] or header.get(2, [0]) != [0]:
        raise ValueError("the bundle is not one little-endian shard")
    return {
        name.decode("utf-8"): _read_tensor(name.decode("utf-8"), entry, data)
        for name, entry in entries.items()
    }


def _read_tensor(name: str, entry: bytes, data: bytes) -> np.ndarray:
    """Return the tensor that a `BundleEntryProto` describes."""
    fields = read_message(entry)
    (dtype,), (offset,), (size,), (checksum,) = (fields.get(number, [0]) for number in (1, 4, 5, 6))
    # TensorShapeProto: field 2 repeats the dimensions, whose field 1 is the size.
    dimensions = [
        read_message(dimension).get(1, [0])[0]
        for dimension in read_message(fields.get(2, [b""])[0]).get(2, [])
    ]
    if dtype != DT_FLOAT:
        raise ValueError(f"tensor {name} is of data type {dtype}, not float32")
    if size != 4 * math.prod(dimensions) or offset + size > len(data):
        raise ValueError(f"tensor {name} of {size} bytes does not fit its shape or the data file")
    stored = data[offset : offset + size]
    if masked_crc32c(stored) != checksum:
        raise ValueError(f"the checksum of tensor {name} is wrong")
    return np.frombuffer(stored, dtype="<f4").reshape(dimensions)


def _read_table(table: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield keys and values of an uncompressed LevelDB table."""
    if len(table) < FOOTER_SIZE or struct.unpack("<Q", table[-8:])[0] != TABLE_MAGIC:
        raise ValueError("the index is cut short or is not a LevelDB table")
    footer = table[-FOOTER_SIZE:]
    position = 0
    handle = []
    for _ in range(4):  # offset and size of the metaindex, then of the index
        number, position = read_varint(footer, position)
        handle.append(number)
    for _, block_handle in _read_block(table, *handle[2:]):
        offset, position = read_varint(block_handle, 0)
        size, _ = read_varint(block_handle, position)
        yield from _read_block(table, offset, size)


def _read_block(table: bytes, offset: int, size: int) -> Iterator[tuple[bytes, bytes]]:
    """Yield keys and values of one block; a key stores what differs from the one before."""
    end = offset + size
    if end + BLOCK_TRAILER_SIZE > len(table) or size < 4:
        raise ValueError("a block of the index lies outside the file")
    compression, checksum = struct.unpack_from("<BI", table, end)
    if compression != 0:
        raise ValueError("the index is compressed")
    if masked_crc32c(table[offset : end + 1]) != checksum:
        raise ValueError("the checksum of a block of the index is wrong")
    block = table[offset:end]
    restarts = struct.unpack_from("<I", block, size - 4)[0]
    entries = block[: max(0, size - 4 * (restarts + 1))]
    position = 0
    key = b""
    while position < len(entries):
        shared, position = read_varint(entries, position)
        unshared, position = read_varint(entries, position)
        length, position = read_varint(entries, position)
        middle = position + unshared
        if shared > len(key) or middle + length > len(entries):
            raise ValueError("an entry of the index is damaged")
        key = key[:shared] + entries[position:middle]
        position = middle + length
        yield key, entries[middle:position]


def _crc32c_table() -> list[int]:
    """Return the CRC of each byte, for the Castagnoli polynomial (reflected)."""
    table = list(range(256))
    for _ in range(8):
        table = [(crc >> 1) ^ (0x82F63B78 if crc & 1 else 0) for crc in table]
    return table


_CRC32C = _crc32c_table()


def masked_crc32c(data: bytes) -> int:
    """Return the CRC-32C of `data`, masked as LevelDB stores it (rotated, plus a constant)."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc = _CRC32C[(crc ^ byte) & 0xFF] ^ (crc >> 8)
    crc ^= 0xFFFFFFFF
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF
