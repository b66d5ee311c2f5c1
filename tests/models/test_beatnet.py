"""BeatNet: its weights come from the published wheel alone; the port equals PyTorch's layers."""

import io
import zipfile

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file

from yellowsound.models import beatnet_weights as weights
from yellowsound.models.networks.beatnet import HOP_SAMPLES, SAMPLE_RATE_HZ, BeatNet, features
from yellowsound.run.errors import UserError

SOUND = np.random.default_rng(0).normal(scale=0.1, size=3 * SAMPLE_RATE_HZ).astype(np.float32)


def by_pytorch(state, rows):
    """The same network of PyTorch's own layers."""
    state = {name: torch.from_numpy(tensor) for name, tensor in state.items()}
    lstm = torch.nn.LSTM(150, 150, 2, batch_first=True)
    lstm.load_state_dict({n[5:]: t for n, t in state.items() if n.startswith("lstm.")})
    with torch.no_grad():
        x = torch.from_numpy(rows)[:, None]
        x = torch.relu(torch.conv1d(x, state["conv1.weight"], state["conv1.bias"]))
        x = torch.max_pool1d(x, 2).reshape(len(rows), -1)
        x = x @ state["linear0.weight"].T + state["linear0.bias"]
        hidden, _ = lstm(x[None])
        scores = hidden[0] @ state["linear.weight"].T + state["linear.bias"]
        return torch.softmax(scores, dim=1).numpy()


def test_the_port_equals_pytorchs_layers(beatnet_weights):
    rows = features(SOUND)
    expected = by_pytorch(load_file(beatnet_weights / weights.FILE), rows)
    np.testing.assert_allclose(BeatNet(beatnet_weights).probabilities(rows), expected, atol=1e-5)


def test_probabilities_of_a_frame_sum_to_1(beatnet_weights):
    found = BeatNet(beatnet_weights).probabilities(features(SOUND))
    assert found.shape == (-(-SOUND.size // HOP_SAMPLES), 3)
    np.testing.assert_allclose(found.sum(axis=1), 1, atol=1e-5)


def test_features_are_levels_and_their_rises():
    rows = features(SOUND)
    assert rows.shape[1] == 272
    levels, rises = rows[:, :136], rows[:, 136:]
    assert (levels >= 0).all()
    np.testing.assert_allclose(rises[1:], np.maximum(np.diff(levels, axis=0), 0), atol=1e-6)


def test_a_frame_is_centred_at_its_time():
    click = np.zeros(SAMPLE_RATE_HZ, np.float32)
    click[50 * HOP_SAMPLES // 2] = 1.0
    assert features(click)[:, :136].sum(axis=1).argmax() == 25


def test_a_folder_without_weights_is_told(tmp_path):
    with pytest.raises(UserError, match="holds no model"):
        BeatNet(tmp_path)


def test_another_file_than_the_published_weights_is_refused(tmp_path):
    held = io.BytesIO()
    torch.save({"conv1.weight": torch.zeros(2, 1, 10)}, held)
    with zipfile.ZipFile(tmp_path / "a.whl", "w") as archive:
        archive.writestr(weights.WEIGHTS, held.getvalue())
    with pytest.raises(UserError, match=r"does not hold BeatNet's weights .*SHA-256"):
        weights.convert(tmp_path / "a.whl", tmp_path / "beatnet")
    assert not (tmp_path / "beatnet").exists()


def test_a_file_that_is_no_wheel_is_refused(tmp_path):
    (tmp_path / "a.whl").write_bytes(b"not a zip archive")
    with pytest.raises(UserError, match=r"a\.whl does not hold"):
        weights.convert(tmp_path / "a.whl", tmp_path / "beatnet")
