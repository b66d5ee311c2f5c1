"""An int8 ONNX model as a model in float, for pictures of any size.

The weights of a quantised model are stored as whole numbers with a scale, and
its activations are rounded to 256 steps between its layers. Rounded so, what
changes smoothly at the input jumps at the output. Here the weights become the
floats that they stand for and the rounding of activations is left out. The
fields are those of ONNX's `onnx.proto`.
"""

import numpy as np

from yellowsound.models.protobuf import read_message, write_message

GRAPH = 7
"""Field of a model."""
NODE, INITIALIZER, INPUT, OUTPUT = 1, 5, 11, 12
"""Fields of a graph."""
NODE_INPUT, NODE_OUTPUT, OPERATOR, ATTRIBUTE = 1, 2, 4, 5
"""Fields of a node."""
ATTRIBUTE_NAME, ATTRIBUTE_INT = 1, 3
"""Fields of an attribute."""
DIMENSIONS, DATA_TYPE, TENSOR_NAME, RAW = 1, 2, 8, 9
"""Fields of a tensor."""
VALUE_NAME, VALUE_TYPE, TENSOR_TYPE, SHAPE, DIMENSION, SIZE_NAME = 1, 2, 1, 2, 1, 2
"""Fields of an input or output, and of the messages in it down to one dimension."""

DTYPES = {1: np.dtype("<f4"), 2: np.dtype("u1"), 3: np.dtype("i1"), 6: np.dtype("<i4")}
"""ONNX's data types that scales, zero points and quantised weights have."""
FLOAT = 1

QUANTISE, DEQUANTISE = b"QuantizeLinear", b"DequantizeLinear"


def float_graph(model: bytes, free: tuple[str, ...] = ()) -> bytes:
    """Return a quantised model in float.

    Parameters
    ----------
    model
        An ONNX model whose quantisation is told by QuantizeLinear and DequantizeLinear nodes.
    free
        Names for the second and third dimension of the first input and of the output, which
        may then be of any size (NHWC: height and width); empty: as the model declares them.

    Returns
    -------
    bytes
        An ONNX model without these nodes, its inputs of the same names, its
        initialisers those that it still needs.

    Raises
    ------
    ValueError
        If the model is damaged, or a quantised tensor of a type not known.
    """
    whole = read_message(model)
    graph = read_message(whole[GRAPH][0])
    tensors = {_name(fields): fields for fields in map(read_message, graph[INITIALIZER])}
    nodes = [read_message(node) for node in graph[NODE]]
    # A rounded tensor is known by the name of what it was rounded from.
    renamed: dict[bytes, bytes] = {}
    kept = []
    for node in nodes:
        if node[OPERATOR][0] not in (QUANTISE, DEQUANTISE):
            kept.append(node)
            continue
        source, scale, *zero_point = node[NODE_INPUT]
        (target,) = node[NODE_OUTPUT]
        if source in tensors:
            zero = tensors[zero_point[0]] if zero_point else None
            weights = _dequantised(tensors[source], tensors[scale], zero, _axis(node))
            tensors[target] = _float_tensor(target, weights)
        else:
            renamed[target] = renamed.get(source, source)
    for node in kept:
        node[NODE_INPUT] = [renamed.get(name, name) for name in node[NODE_INPUT]]
    outputs = [read_message(value) for value in graph[OUTPUT]]
    for value in outputs:
        value[VALUE_NAME] = [renamed.get(name, name) for name in value[VALUE_NAME]]
    needed = {name for node in kept for name in node[NODE_INPUT]}
    if free:
        first, *others = graph[INPUT]
        graph[INPUT] = [_with_free_size(first, free), *others]
        outputs = [read_message(_with_free_size(write_message(v), free)) for v in outputs]
    graph[NODE] = [write_message(node) for node in kept]
    graph[OUTPUT] = [write_message(value) for value in outputs]
    graph[INITIALIZER] = [write_message(t) for name, t in tensors.items() if name in needed]
    return write_message({**whole, GRAPH: [write_message(graph)]})


def _name(tensor: dict[int, list]) -> bytes:
    return tensor[TENSOR_NAME][0]


def _axis(node: dict[int, list]) -> int:
    """Return the axis along which a node's scales stand, 1 where it does not say."""
    attributes = map(read_message, node.get(ATTRIBUTE, []))
    return next((a[ATTRIBUTE_INT][0] for a in attributes if a[ATTRIBUTE_NAME] == [b"axis"]), 1)


def _values(tensor: dict[int, list]) -> np.ndarray:
    """Return a tensor's values, which the models at hand store as raw bytes."""
    name, (kind,) = _name(tensor).decode(), tensor[DATA_TYPE]
    if kind not in DTYPES or RAW not in tensor:
        raise ValueError(f"the tensor {name} of data type {kind} is not stored as known")
    return np.frombuffer(tensor[RAW][0], DTYPES[kind]).reshape(tensor.get(DIMENSIONS, []))


def _dequantised(
    tensor: dict[int, list],
    scale: dict[int, list],
    zero_point: dict[int, list] | None,
    axis: int,
) -> np.ndarray:
    """Return the floats that a quantised tensor stands for, float32."""
    values, scales = _values(tensor).astype(np.float32), _values(scale)
    zeros = np.float32(0) if zero_point is None else _values(zero_point).astype(np.float32)
    if scales.ndim:
        along = [-1 if number == axis else 1 for number in range(values.ndim)]
        scales = scales.reshape(along)
        zeros = np.broadcast_to(zeros, scales.size).reshape(along)
    return (values - zeros) * scales


def _float_tensor(name: bytes, values: np.ndarray) -> dict[int, list]:
    return {
        DIMENSIONS: list(values.shape),
        DATA_TYPE: [FLOAT],
        TENSOR_NAME: [name],
        RAW: [values.astype("<f4").tobytes()],
    }


def _with_free_size(value: bytes, names: tuple[str, ...]) -> bytes:
    """Return an input or output whose second and further dimensions have names, not sizes."""

    def edited(message: bytes, path: tuple[int, ...]) -> bytes:
        fields = read_message(message)
        if path:
            fields[path[0]] = [edited(fields[path[0]][0], path[1:])]
        else:
            for place, name in enumerate(names, start=1):
                fields[DIMENSION][place] = write_message({SIZE_NAME: [name.encode()]})
        return write_message(fields)

    return edited(value, (VALUE_TYPE, TENSOR_TYPE, SHAPE))
