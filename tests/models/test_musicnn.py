"""MusiCNN computes what the published graph computes."""

import librosa
import musicnn_in_torch
import numpy as np
import pytest
import soundfile
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import load_file, save_file
from safetensors.torch import load_file as load_torch

from yellowsound.models.musicnn_tags import TAG_SETS
from yellowsound.models.networks.musicnn import SHAPES, MusiCNN, Tagger, log_mel, patches
from yellowsound.run.errors import UserError


def noise(seconds, seed=0):
    return np.random.default_rng(seed).normal(0, 0.1, int(seconds * 16000)).astype(np.float32)


@pytest.fixture(scope="module")
def untrained(tmp_path_factory):
    """A folder of weights of the right names and shapes, drawn at random."""
    random = np.random.default_rng(0)
    state = {}
    for name, shape in SHAPES.items():
        if name.endswith("running_var"):
            state[name] = random.uniform(0.5, 2, shape)
        else:
            # Of a layer's many inputs each counts little.
            state[name] = random.normal(0, np.prod(shape[1:], dtype=float) ** -0.5, shape)
    folder = tmp_path_factory.mktemp("untrained")
    save_file({n: t.astype(np.float32) for n, t in state.items()}, folder / "MTT.safetensors")
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
    # convolutions, dense layers, and four numbers for each channel of each batch norm
    front = 204 * (7 * 38 + 7 * 67 + 2) + 51 * (128 + 64 + 32 + 3)
    middle = 64 * (7 * 561 + 1) + 2 * 64 * (7 * 64 + 1)
    back = (1506 + 1) * 200 + (200 + 1) * 50
    norms = 4 * (1 + 561 + 3 * 64 + 1506 + 200)
    assert sum(map(np.prod, SHAPES.values())) == front + middle + back + norms


def test_it_computes_what_pytorchs_layers_do(untrained):
    network = musicnn_in_torch.MusiCNN()
    network.load_state_dict(load_torch(untrained / "MTT.safetensors"))
    heard = np.random.default_rng(1).uniform(0, 4, (3, 187, 96)).astype(np.float32)
    with torch.inference_mode():
        expected = network.eval()(torch.from_numpy(heard)).numpy()
    found = MusiCNN(load_file(untrained / "MTT.safetensors"))(heard)
    assert found.shape == (3, 50)
    np.testing.assert_allclose(found, expected, atol=1e-5)
    assert expected.std() > 0.01


def test_maximum_and_mean_over_time_alternate_channel_by_channel(untrained):
    network = MusiCNN(load_file(untrained / "MTT.safetensors"))
    random = np.random.default_rng(2)
    steady = np.broadcast_to(random.uniform(0, 1, 96).astype(np.float32), (187, 96))
    for heard, share in ((steady, 0.0), (random.uniform(0, 1, (187, 96)), 0.3)):
        pooled = network.pooled(heard.astype(np.float32))
        assert pooled.shape == (1506,)
        assert (pooled[::2] >= pooled[1::2] - 1e-5).all()
        assert (pooled[::2] > pooled[1::2] + 1e-3).mean() >= share


# --- the tagger ------------------------------------------------------------------------


def test_each_tag_set_has_fifty_different_tags():
    for tags in TAG_SETS.values():
        assert len(set(tags)) == 50


def test_audio_is_tagged_patch_by_patch(untrained):
    tagged = Tagger(untrained, "MTT").tag(noise(10))
    assert tagged.shape == (3, 50)
    assert tagged.dtype == np.float32


def test_tagging_twice_gives_the_same_bytes(untrained):
    first, second = (Tagger(untrained, "MTT").tag(noise(7)).tobytes() for _ in range(2))
    assert first == second


def lose_a_tensor(state):
    del state["output.bias"]


def add_a_tensor(state):
    state["another.bias"] = np.zeros(1, np.float32)


def bend_a_tensor(state):
    state["output.bias"] = np.zeros(51, np.float32)


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
