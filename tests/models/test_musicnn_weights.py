"""MusiCNN's weights come from the published wheel alone, whole or not at all."""

import struct
import zipfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import load_file

from yellowsound.models.musicnn_weights import convert, to_state_dict
from yellowsound.models.networks.musicnn import SHAPES
from yellowsound.models.tensor_bundle import masked_crc32c, read_tensor_bundle
from yellowsound.run.errors import UserError

DT_INT32 = 3


def varint(number):
    encoded = b""
    while number >= 0x80:
        encoded += bytes([number & 0x7F | 0x80])
        number >>= 7
    return encoded + bytes([number])


def field(number, value):
    """One field of a protocol buffer: bytes, or a number."""
    if isinstance(value, bytes):
        return varint(number << 3 | 2) + varint(len(value)) + value
    return varint(number << 3) + varint(value)


def table_block(entries, restart_interval=16, compression=0):
    """A block of a LevelDB table, with its trailer."""
    block = b""
    restarts = []
    previous = b""
    for count, (key, value) in enumerate(entries):
        shared = 0
        if count % restart_interval == 0:
            restarts.append(len(block))
        else:
            while shared < min(len(key), len(previous)) and key[shared] == previous[shared]:
                shared += 1
        block += varint(shared) + varint(len(key) - shared) + varint(len(value))
        block += key[shared:] + value
        previous = key
    restarts = restarts or [0]
    block += struct.pack(f"<{len(restarts)}I", *restarts) + struct.pack("<I", len(restarts))
    trailer = bytes([compression])
    return block + trailer + struct.pack("<I", masked_crc32c(block + trailer))


def table(entries, per_block=1000, compression=0):
    """A LevelDB table of sorted entries."""
    written = b""
    handles = []
    for start in range(0, len(entries), per_block):
        chosen = entries[start : start + per_block]
        block = table_block(chosen, compression=compression)
        handles.append((chosen[-1][0], varint(len(written)) + varint(len(block) - 5)))
        written += block
    footer = b""
    for block in (table_block([]), table_block(handles, restart_interval=1)):
        footer += varint(len(written)) + varint(len(block) - 5)
        written += block
    return written + footer.ljust(40, b"\0") + struct.pack("<Q", 0xDB4775248B80FB57)


def bundle(tensors, dtype=1, endianness=0, shift=0, **options):
    """The index and the data of a tensor bundle; `shift` displaces all offsets."""
    header = field(1, 1) + (field(2, endianness) if endianness else b"")
    entries = [(b"", header)]
    data = b""
    for name in sorted(tensors, key=str.encode):
        stored = tensors[name].astype("<f4").tobytes()
        shape = b"".join(field(2, field(1, size)) for size in tensors[name].shape)
        entry = field(1, dtype) + field(2, shape) + field(4, len(data) + shift)
        entry += field(5, len(stored)) + varint(6 << 3 | 5)
        entries.append((name.encode(), entry + struct.pack("<I", masked_crc32c(stored))))
        data += stored
    return table(entries, **options), data


def graph_variables(kernel=(2, 3, 1, 4)):
    """All variables of the graph, of small shapes, with what an optimiser leaves beside them."""
    random = np.random.default_rng(0)
    shapes = {}
    for number in range(8):
        layer = f"conv2d_{number}" if number else "conv2d"
        shapes |= {f"{layer}/kernel": kernel, f"{layer}/bias": (4,)}
    for layer in ("dense", "dense_1"):
        shapes |= {f"{layer}/kernel": (5, 2), f"{layer}/bias": (2,)}
    for number in range(11):
        layer = f"batch_normalization_{number}" if number else "batch_normalization"
        for part in ("gamma", "beta", "moving_mean", "moving_variance"):
            shapes[f"{layer}/{part}"] = (3,)
    slots = {f"{name}/Adam": shape for name, shape in shapes.items() if "moving" not in name}
    return {
        name: random.standard_normal(shape).astype(np.float32)
        for name, shape in (shapes | slots | {"beta1_power": ()}).items()
    }


def write_wheel(path, variables):
    index, data = bundle(variables)
    with zipfile.ZipFile(path, "w") as archive:
        for tag_set in ("MTT", "MSD"):
            archive.writestr(f"musicnn/{tag_set}_musicnn/.index", index)
            archive.writestr(f"musicnn/{tag_set}_musicnn/.data-00000-of-00001", data)
    return path


# --- the tensor bundle -----------------------------------------------------------------


def test_the_checksum_is_the_castagnoli_crc_masked():
    rotated = 0xE3069283 >> 15 | 0xE3069283 << 17  # the published check value of '123456789'
    assert masked_crc32c(b"123456789") == (rotated + 0xA282EAD8) & 0xFFFFFFFF


@settings(max_examples=30, deadline=None)
@given(
    shapes=st.dictionaries(
        st.text("ab/_é", min_size=1), st.lists(st.integers(1, 4), max_size=3), max_size=25
    ),
    per_block=st.integers(1, 30),
)
def test_every_tensor_is_read_back(shapes, per_block):
    random = np.random.default_rng(0)
    tensors = {n: random.standard_normal(s).astype(np.float32) for n, s in shapes.items()}
    read = read_tensor_bundle(*bundle(tensors, per_block=per_block))
    assert read.keys() == tensors.keys()
    for name, tensor in tensors.items():
        np.testing.assert_array_equal(read[name], tensor, strict=True)


INDEX, DATA = bundle({"a": np.ones((2, 3)), "ab": np.zeros(2)})


@pytest.mark.parametrize("size", range(0, len(INDEX), 7))
def test_a_truncated_index_is_refused(size):
    with pytest.raises(ValueError, match="cut short or is not a LevelDB table"):
        read_tensor_bundle(INDEX[:size], DATA)


@pytest.mark.parametrize("size", range(0, len(DATA), 7))
def test_truncated_data_is_refused(size):
    with pytest.raises(ValueError, match="does not fit"):
        read_tensor_bundle(INDEX, DATA[:size])


@given(position=st.integers(0, len(INDEX) - 49), bit=st.integers(0, 7))
def test_one_wrong_bit_in_the_index_never_changes_a_tensor(position, bit):
    damaged = bytearray(INDEX)
    damaged[position] ^= 1 << bit
    try:
        read = read_tensor_bundle(bytes(damaged), DATA)
    except ValueError:
        return
    np.testing.assert_array_equal(read["a"], np.ones((2, 3)))


@given(position=st.integers(0, len(DATA) - 1), bit=st.integers(0, 7))
def test_one_wrong_bit_in_the_data_is_refused(position, bit):
    damaged = bytearray(DATA)
    damaged[position] ^= 1 << bit
    with pytest.raises(ValueError, match="checksum of tensor"):
        read_tensor_bundle(INDEX, bytes(damaged))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"dtype": DT_INT32}, "tensor a is of data type 3"),
        ({"endianness": 1}, "little-endian"),
        ({"compression": 1}, "compressed"),
        ({"shift": 4}, "does not fit"),
    ],
)
def test_other_bundles_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        read_tensor_bundle(*bundle({"a": np.ones(3)}, **options))


def test_a_table_that_is_no_bundle_is_refused():
    with pytest.raises(ValueError, match="no header"):
        read_tensor_bundle(table([(b"a", b"")]), b"")


# --- the conversion --------------------------------------------------------------------


def test_kernels_are_laid_out_for_the_network():
    variables = graph_variables()
    state = to_state_dict(variables)
    kernel = variables["conv2d_1/kernel"]
    np.testing.assert_array_equal(state["timbral.1.convolution.weight"][3, 0], kernel[:, :, 0, 3])
    np.testing.assert_array_equal(state["hidden.weight"], variables["dense/kernel"].T)
    over_time = variables["conv2d_5/kernel"]
    np.testing.assert_array_equal(
        state["middle.0.convolution.weight"], np.moveaxis(over_time[:, :, 0], -1, 0).swapaxes(1, 2)
    )


def test_converted_names_are_those_of_the_network():
    assert to_state_dict(graph_variables()).keys() == SHAPES.keys()


def test_a_wheel_becomes_one_file_for_each_tag_set(tmp_path):
    variables = graph_variables()
    files = convert(write_wheel(tmp_path / "a.whl", variables), tmp_path / "models")
    assert [file.name for file in files] == ["MTT.safetensors", "MSD.safetensors"]
    for file in files:
        stored = load_file(file)
        assert stored.keys() == to_state_dict(variables).keys()
        np.testing.assert_array_equal(
            stored["hidden_norm.running_var"], variables["batch_normalization_10/moving_variance"]
        )


def test_converting_twice_writes_the_same_bytes(tmp_path):
    wheel = write_wheel(tmp_path / "a.whl", graph_variables())
    first = [file.read_bytes() for file in convert(wheel, tmp_path / "one")]
    assert first == [file.read_bytes() for file in convert(wheel, tmp_path / "two")]


def test_a_wheel_without_a_layer_is_refused_and_nothing_is_written(tmp_path):
    variables = graph_variables()
    del variables["dense_1/kernel"]
    with pytest.raises(UserError, match=r"a\.whl does not hold .* delete it"):
        convert(write_wheel(tmp_path / "a.whl", variables), tmp_path / "models")
    assert not list(tmp_path.rglob("*safetensors*"))


def test_a_file_that_is_no_wheel_is_refused(tmp_path):
    (tmp_path / "a.whl").write_bytes(b"not a zip archive")
    with pytest.raises(UserError, match=r"a\.whl does not hold"):
        convert(tmp_path / "a.whl", tmp_path / "models")
