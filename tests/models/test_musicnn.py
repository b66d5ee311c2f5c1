"""MusiCNN in PyTorch computes what the published graph computes."""

import librosa
import numpy as np
import pytest
import soundfile
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors.torch import load_file, save_file
from torch import nn

from yellowsound.models.musicnn_tags import TAG_SETS
from yellowsound.models.networks import musicnn
from yellowsound.models.networks.musicnn import MusiCNN, Tagger, log_mel, patches
from yellowsound.run.errors import UserError


def noise(seconds, seed=0):
    return np.random.default_rng(seed).normal(0, 0.1, int(seconds * 16000)).astype(np.float32)


@pytest.fixture(scope="module")
def untrained(tmp_path_factory):
    """A folder of weights of the right names and shapes, drawn at random."""
    folder = tmp_path_factory.mktemp("untrained")
    torch.manual_seed(0)
    save_file(MusiCNN().state_dict(), folder / "MTT.safetensors")
    return folder


# --- front end -------------------------------------------------------------------------


def slaney_mel(frequency_hz):
    """Slaney's mel scale: linear below 1 kHz, then 27 steps for a factor of 6.4."""
    frequency_hz = np.asarray(frequency_hz, dtype=float)
    logarithmic = 15 + 27 * np.log(np.maximum(frequency_hz, 1000) / 1000) / np.log(6.4)
    return np.where(frequency_hz < 1000, 3 * frequency_hz / 200, logarithmic)


def mel_triangles():
    """96 triangles over 257 frequencies from 0 to 8 kHz, each of area 1 (in Hz)."""
    frequencies = np.linspace(0, 8000, 257)
    grid = np.linspace(0, 8000, 400001)
    edges = np.interp(np.linspace(0, slaney_mel(8000), 98), slaney_mel(grid), grid)
    low, middle, high = (edges[start : start + 96, None] for start in range(3))
    rise = (frequencies - low) / (middle - low)
    fall = (high - frequencies) / (high - middle)
    return np.maximum(0, np.minimum(rise, fall)) * 2 / (high - low)


def test_the_spectrogram_follows_its_formula():
    audio = noise(0.5)
    padded = np.pad(audio.astype(float), 256)
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(512) / 512)
    frames = np.stack([padded[at : at + 512] for at in range(0, len(padded) - 511, 256)])
    power = np.abs(np.fft.rfft(frames * window, axis=1)) ** 2
    expected = np.log10(10000 * power @ mel_triangles().T + 1)
    np.testing.assert_allclose(log_mel(audio), expected, atol=1e-4)


@given(samples=st.integers(512, 20000))
def test_the_spectrogram_has_a_frame_at_each_hop_from_0(samples):
    spectrogram = log_mel(np.zeros(samples))
    assert spectrogram.shape == (1 + samples // 256, 96)
    assert not spectrogram.any()


def test_patches_adjoin_and_drop_the_remainder():
    spectrogram = np.arange(400 * 96, dtype=np.float32).reshape(400, 96)
    cut = patches(spectrogram)
    assert cut.shape == (2, 187, 96)
    np.testing.assert_array_equal(cut.reshape(-1, 96), spectrogram[:374])


@given(length=st.integers(1, 186))
def test_a_short_spectrogram_is_repeated_up_to_one_patch(length):
    spectrogram = np.arange(length * 96, dtype=np.float32).reshape(length, 96)
    (patch,) = patches(spectrogram)
    np.testing.assert_array_equal(patch, spectrogram[np.arange(187) % length])


# --- the network -----------------------------------------------------------------------


def test_the_network_has_the_published_size():
    # convolutions, dense layers, and two numbers for each channel of each batch norm
    front = 204 * (7 * 38 + 7 * 67 + 2) + 51 * (128 + 64 + 32 + 3)
    middle = 64 * (7 * 561 + 1) + 2 * 64 * (7 * 64 + 1)
    back = (1506 + 1) * 200 + (200 + 1) * 50
    norms = 2 * (1 + 561 + 3 * 64 + 1506 + 200)
    size = sum(parameter.numel() for parameter in MusiCNN().parameters())
    assert size == front + middle + back + norms


def test_patches_become_probabilities():
    probabilities = MusiCNN().eval()(torch.rand(3, 187, 96))
    assert probabilities.shape == (3, 50)
    assert ((probabilities > 0) & (probabilities < 1)).all()


def test_every_batch_norm_has_tensorflows_epsilon():
    norms = [m for m in MusiCNN().modules() if isinstance(m, nn.BatchNorm1d | nn.BatchNorm2d)]
    assert [norm.eps for norm in norms] == [1e-3] * 11


@pytest.mark.parametrize(("length", "before"), [(128, 63), (64, 31), (32, 15), (7, 3)])
def test_an_even_kernel_looks_one_frame_further_ahead_than_back(length, before):
    layer = musicnn._SpectralLayer(1, length, 1).eval()
    nn.init.zeros_(layer.convolution.bias)
    nn.init.ones_(layer.convolution.weight)
    impulse = torch.zeros(1, 1, 300, 96)
    impulse[0, 0, 150] = 1
    (reached,) = torch.nonzero(layer(impulse)[0, 0], as_tuple=True)
    assert (reached.min(), reached.max()) == (150 - (length - 1 - before), 150 + before)


def test_maximum_and_mean_over_time_alternate_channel_by_channel():
    network = MusiCNN().eval()
    pooled = []
    network.pool_norm.register_forward_pre_hook(lambda _, inputs: pooled.append(inputs[0]))
    steady = torch.rand(1, 1, 96).expand(1, 187, 96)
    network(torch.cat([steady, torch.rand(1, 187, 96)]))
    (pooled,) = pooled
    assert pooled.shape == (2, 1506)
    assert (pooled[:, ::2] >= pooled[:, 1::2] - 1e-6).all()
    assert (pooled[1, ::2] > pooled[1, 1::2] + 1e-3).float().mean() > 0.3


# --- the tagger ------------------------------------------------------------------------


def test_each_tag_set_has_fifty_different_tags():
    for tags in TAG_SETS.values():
        assert len(set(tags)) == 50


def test_audio_is_tagged_patch_by_patch(untrained):
    tagged = Tagger(untrained, "MTT").tag(noise(10))
    assert tagged.shape == (3, 50)
    assert tagged.dtype == np.float32


def test_no_pass_holds_more_patches_than_a_batch(untrained, monkeypatch):
    tagger = Tagger(untrained, "MTT")
    whole = tagger.tag(noise(16))
    sizes = []
    tagger._network.register_forward_hook(lambda _, inputs, __: sizes.append(len(inputs[0])))
    monkeypatch.setattr(musicnn, "BATCH_PATCHES", 2)
    np.testing.assert_allclose(tagger.tag(noise(16)), whole, atol=1e-6)
    assert sizes == [2, 2, 1]


def test_tagging_twice_gives_the_same_bytes(untrained):
    first, second = (Tagger(untrained, "MTT").tag(noise(7)).tobytes() for _ in range(2))
    assert first == second


def lose_a_tensor(state):
    del state["output.bias"]


def add_a_tensor(state):
    state["another.bias"] = torch.zeros(1)


def bend_a_tensor(state):
    state["output.bias"] = torch.zeros(51)


@pytest.mark.parametrize("change", [lose_a_tensor, add_a_tensor, bend_a_tensor])
def test_weights_of_another_network_are_refused(untrained, tmp_path, change):
    state = load_file(untrained / "MTT.safetensors")
    change(state)
    save_file(state, tmp_path / "MTT.safetensors")
    with pytest.raises(UserError, match=r"MTT\.safetensors does not hold MusiCNN's weights"):
        Tagger(tmp_path, "MTT")


@pytest.mark.parametrize("size", [None, 0, 1000])
def test_missing_and_damaged_weights_are_refused(untrained, tmp_path, size):
    if size is not None:
        whole = (untrained / "MTT.safetensors").read_bytes()
        (tmp_path / "MTT.safetensors").write_bytes(whole[:size])
    with pytest.raises(UserError, match=r"MTT\.safetensors does not hold") as told:
        Tagger(tmp_path, "MTT")
    assert "\n" not in str(told.value)


# An independent port's figures, on whole songs, patches without overlap.
FIGURES = {
    "orchestra.ogg": {"MTT": {"classical": 0.69, "violin": 0.42, "strings": 0.42}},
    "electronic.mp3": {
        "MTT": {"techno": 0.55, "electronic": 0.38, "beat": 0.37},
        "MSD": {"electronic": 0.45},
    },
    "war_of_freedom.flac": {"MTT": {"rock": 0.70}, "MSD": {"metal": 0.36}},
    "armygeddon.ogg": {"MTT": {"rock": 0.58}, "MSD": {"metal": 0.72}},
}


@pytest.mark.parametrize("song", FIGURES)
def test_the_trained_network_agrees_with_an_independent_port(song, song_wav, musicnn_weights):
    audio, sample_rate_hz = soundfile.read(song_wav(song), dtype="float32", always_2d=True)
    audio = librosa.resample(audio.mean(axis=1), orig_sr=sample_rate_hz, target_sr=16000)
    for tag_set, figures in FIGURES[song].items():
        mean = Tagger(musicnn_weights, tag_set).tag(audio).mean(axis=0)
        found = {tag: mean[TAG_SETS[tag_set].index(tag)] for tag in figures}
        assert found == pytest.approx(figures, abs=0.02)
