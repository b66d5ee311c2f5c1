"""A quantised graph becomes one in float that says the same, but for the rounding."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from yellowsound.models.float_graph import (
    GRAPH,
    INITIALIZER,
    NODE,
    NODE_INPUT,
    NODE_OUTPUT,
    OPERATOR,
    OUTPUT,
    VALUE_NAME,
    float_graph,
)
from yellowsound.models.networks.painting import open_session, packaged
from yellowsound.models.networks.style_vectors import style_vector
from yellowsound.models.protobuf import read_message, write_message

ROOT = Path(__file__).parents[2]
MODELS = ("arbitrary_transform.onnx", "arbitrary_predict.onnx")


def parts(model):
    graph = read_message(read_message(model)[GRAPH][0])
    return graph, [read_message(node) for node in graph[NODE]]


@pytest.fixture(scope="module", params=MODELS)
def model(request):
    return packaged(request.param)


def test_nothing_is_rounded_any_more(model):
    _, nodes = parts(float_graph(model))
    assert not {b"QuantizeLinear", b"DequantizeLinear"} & {node[OPERATOR][0] for node in nodes}


def test_every_other_node_stays_and_finds_its_inputs(model):
    _, before = parts(model)
    graph, after = parts(float_graph(model))
    kept = [n for n in before if n[OPERATOR][0] not in (b"QuantizeLinear", b"DequantizeLinear")]
    assert [node[NODE_OUTPUT] for node in after] == [node[NODE_OUTPUT] for node in kept]
    there = {name for node in after for name in node[NODE_OUTPUT]}
    there |= {read_message(tensor)[8][0] for tensor in graph[INITIALIZER]}
    there |= {read_message(value)[VALUE_NAME][0] for value in graph[11]}
    wanted = {name for node in after for name in node[NODE_INPUT]}
    wanted |= {read_message(value)[VALUE_NAME][0] for value in graph[OUTPUT]}
    assert wanted <= there


def test_what_it_says_is_near_what_the_quantised_graph_says(model):
    sessions = [open_session(m, 1) for m in (model, float_graph(model))]
    picture, *vector = sessions[0].get_inputs()
    with Image.open(ROOT / "demo" / "artworks" / "coffee.jpg") as artwork:
        rgb = np.asarray(artwork.resize(picture.shape[1:3]))
    feed = {picture.name: rgb[None].astype(np.float32) / 255}
    feed |= {v.name: style_vector(rgb).reshape(v.shape) for v in vector}
    rounded, exact = (session.run(None, feed)[0].ravel() for session in sessions)
    assert np.corrcoef(rounded, exact)[0, 1] > 0.95


def test_weights_are_the_floats_that_they_stand_for():
    def tensor(name, kind, dims, raw):
        return write_message({1: dims, 2: [kind], 8: [name], 9: [raw]})

    def node(kind, inputs, output, *attributes):
        return write_message({1: inputs, 2: [output], 4: [kind], 5: list(attributes)})

    def value(name):
        dims = [write_message({1: [2]}), write_message({1: [3]})]
        shape = write_message({1: dims})
        kind = write_message({1: [write_message({1: [1], 2: [shape]})]})
        return write_message({1: [name], 2: [kind]})

    weights = np.array([[-128, 0, 127], [1, 2, 3]], dtype=np.int8)
    scales, zeros = np.array([0.5, 2.0], dtype="<f4"), np.array([0, 1], dtype=np.int8)
    axis = write_message({1: [b"axis"], 3: [0], 20: [2]})
    step = np.array(0.25, dtype="<f4").tobytes()
    graph = {
        1: [
            node(b"DequantizeLinear", [b"w", b"s", b"z"], b"wf", axis),
            node(b"QuantizeLinear", [b"x", b"t"], b"xq"),
            node(b"DequantizeLinear", [b"xq", b"t"], b"xf"),
            node(b"Add", [b"xf", b"wf"], b"sum"),
            node(b"QuantizeLinear", [b"sum", b"t"], b"sumq"),
            node(b"DequantizeLinear", [b"sumq", b"t"], b"y"),
        ],
        2: [b"g"],
        5: [
            tensor(b"w", 3, [2, 3], weights.tobytes()),
            tensor(b"s", 1, [2], scales.tobytes()),
            tensor(b"z", 3, [2], zeros.tobytes()),
            tensor(b"t", 1, [], step),
        ],
        11: [value(b"x")],
        12: [value(b"y")],
    }
    opset = write_message({1: [b""], 2: [15]})
    model = write_message({1: [8], 7: [write_message(graph)], 8: [opset]})
    session = open_session(float_graph(model), 1)
    x = np.array([[0.1, 0.2, 0.3], [0.01, 0.02, 0.03]], dtype=np.float32)
    floats = [[-64, 0, 63.5], [0, 2, 4]]
    np.testing.assert_array_equal(session.run(None, {"x": x})[0], x + np.float32(floats))


def test_a_tensor_that_is_not_stored_as_known_is_named():
    graph = {
        1: [write_message({1: [b"w", b"s"], 2: [b"wf"], 4: [b"DequantizeLinear"]})],
        5: [
            write_message({1: [1], 2: [10], 8: [b"w"], 9: [b"\0\0"]}),
            write_message({1: [], 2: [1], 8: [b"s"], 9: [bytes(4)]}),
        ],
        12: [],
    }
    with pytest.raises(ValueError, match="tensor w of data type 10"):
        float_graph(write_message({7: [write_message(graph)]}))
