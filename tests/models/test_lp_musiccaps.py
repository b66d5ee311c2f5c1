"""LP-MusicCaps: its front end, its weights and its captions are those that were published."""

import json
import math
import pickle
import tempfile
from pathlib import Path

import numpy as np
import pytest
import tiny_lp_musiccaps
import torch
from tiny_lp_musiccaps import FULL_SIZE, noise, sounds
from transformers import BartConfig

from yellowsound.models.networks.lp_musiccaps import (
    SAMPLES,
    AudioEncoder,
    LPMusicCaps,
    MelEncoder,
    load_model,
    mel_filters,
    sinusoids,
)


def htk_filters():
    """Triangles between 130 points that are evenly spaced in mel, 2595 lg(1 + f / 700)."""
    highest = 2595 * math.log10(1 + 8000 / 700)
    points = [700 * (10 ** (highest * i / 129 / 2595) - 1) for i in range(130)]
    filters = np.zeros((513, 128))
    for k in range(513):
        f = k * 8000 / 512
        for band in range(128):
            low, middle, high = points[band : band + 3]
            rise, fall = (f - low) / (middle - low), (high - f) / (high - middle)
            filters[k, band] = max(0.0, min(rise, fall))
    return filters


def spectrogram(audio):
    """The front end in NumPy, shape (128, 1001)."""
    padded = np.pad(audio.astype(np.float64), 512, mode="reflect")
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(1024) / 1024)
    frames = np.stack([padded[160 * i : 160 * i + 1024] * window for i in range(1001)])
    power = np.fft.rfft(frames).real ** 2
    return 10 * np.log10(np.maximum(power @ htk_filters(), 1e-10)).T


def hear(encoder, audio):
    with torch.inference_mode():
        return encoder(torch.from_numpy(audio)).numpy()


# --- the front end ---------------------------------------------------------------------


def test_filters_are_triangles_of_height_one_on_the_htk_scale():
    np.testing.assert_allclose(mel_filters(), htk_filters(), atol=1e-5)


def test_the_spectrogram_is_that_of_the_squared_real_part():
    audio = np.stack([noise(1), noise(2, 0.5)])
    heard = hear(MelEncoder(), audio)
    assert heard.shape == (2, 128, 1001)
    for mine, sound in zip(heard, audio, strict=True):
        error = np.abs(mine - spectrogram(sound))
        assert np.median(error) < 1e-4
        assert error.max() < 0.1  # where a real part is zero but for rounding


def test_silence_is_minus_100_decibels():
    assert (hear(MelEncoder(), np.zeros((1, SAMPLES), dtype=np.float32)) == -100).all()


def test_no_band_is_cut_off_below_the_loudest():
    """A top_db of 80 would leave nothing below the loudest band by more."""
    heard = hear(MelEncoder(), sounds()[2:3])
    assert heard.max() - heard.min() > 100


def test_window_and_filters_are_those_of_the_weights():
    encoder = MelEncoder()
    plain = hear(encoder, noise()[None])
    weights = {name: weight.clone() for name, weight in encoder.state_dict().items()}
    assert set(weights) == {"spec_fn.window", "mel_scale.fb"}
    encoder.load_state_dict({**weights, "mel_scale.fb": 10 * weights["mel_scale.fb"]})
    np.testing.assert_allclose(hear(encoder, noise()[None]), plain + 10, atol=1e-2)
    encoder.load_state_dict({**weights, "spec_fn.window": 10 * weights["spec_fn.window"]})
    np.testing.assert_allclose(hear(encoder, noise()[None]), plain + 20, atol=1e-2)


def test_positions_are_sines_then_cosines_of_scales_up_to_10000():
    positions = sinusoids(32, 768)
    for time in (0, 1, 17, 31):
        for channel in (0, 1, 200, 383):
            angle = time / 10000 ** (channel / 383)
            assert positions[time, channel] == pytest.approx(math.sin(angle), abs=1e-6)
            assert positions[time, 384 + channel] == pytest.approx(math.cos(angle), abs=1e-6)


def test_ten_seconds_become_32_positions():
    torch.manual_seed(0)
    assert hear(AudioEncoder(24), np.stack([noise(), noise(1)])).shape == (2, 32, 24)


def test_positions_are_added_to_the_last_convolution_after_its_gelu():
    encoder = AudioEncoder(16)
    for convolution in (encoder.conv1, *encoder.conv_stack):
        torch.nn.init.zeros_(convolution.weight)
        torch.nn.init.ones_(convolution.bias)
    expected = sinusoids(32, 16) + 0.5 * (1 + math.erf(1 / math.sqrt(2)))
    np.testing.assert_allclose(hear(encoder, noise()[None])[0], expected, atol=1e-6)


def test_each_convolution_sees_the_one_before_through_a_gelu():
    torch.manual_seed(0)
    encoder = AudioEncoder(16)
    x = torch.from_numpy(spectrogram(noise())).float()
    gelu = torch.nn.GELU()
    with torch.inference_mode():
        x = gelu(torch.nn.functional.conv1d(x, *encoder.conv1.parameters(), padding=1))
        for layer in encoder.conv_stack:
            x = gelu(torch.nn.functional.conv1d(x, *layer.parameters(), stride=2, padding=1))
    expected = x.T + sinusoids(32, 16)
    np.testing.assert_allclose(hear(encoder, noise()[None])[0], expected, atol=1e-3)


# --- the published size ----------------------------------------------------------------


def published_shapes():
    """Names and shapes of transfer.pth's state_dict, its front end first."""
    shapes = {
        "audio_encoder.positional_embedding": (32, 768),
        "audio_encoder.mel_encoder.spec_fn.window": (1024,),
        "audio_encoder.mel_encoder.mel_scale.fb": (513, 128),
        "audio_encoder.conv1.weight": (768, 128, 3),
        "audio_encoder.conv1.bias": (768,),
        "bart.final_logits_bias": (1, 50265),
        "bart.model.shared.weight": (50265, 768),
        "bart.lm_head.weight": (50265, 768),
    }
    for layer in range(5):
        shapes[f"audio_encoder.conv_stack.{layer}.weight"] = (768, 768, 3)
        shapes[f"audio_encoder.conv_stack.{layer}.bias"] = (768,)
    for part in ("encoder", "decoder"):
        prefix = f"bart.model.{part}"
        shapes[f"{prefix}.embed_tokens.weight"] = (50265, 768)
        shapes[f"{prefix}.embed_positions.weight"] = (1026, 768)
        norms = [f"{prefix}.layernorm_embedding"]
        for layer in (f"{prefix}.layers.{number}" for number in range(6)):
            attentions = ["self_attn"] if part == "encoder" else ["self_attn", "encoder_attn"]
            for attention in attentions:
                for projection in ("q_proj", "k_proj", "v_proj", "out_proj"):
                    shapes[f"{layer}.{attention}.{projection}.weight"] = (768, 768)
                    shapes[f"{layer}.{attention}.{projection}.bias"] = (768,)
                norms.append(f"{layer}.{attention}_layer_norm")
            shapes |= {f"{layer}.fc1.weight": (3072, 768), f"{layer}.fc1.bias": (3072,)}
            shapes |= {f"{layer}.fc2.weight": (768, 3072), f"{layer}.fc2.bias": (768,)}
            norms.append(f"{layer}.final_layer_norm")
        shapes |= {f"{norm}.{kind}": (768,) for norm in norms for kind in ("weight", "bias")}
    return shapes


def test_the_published_size_has_the_published_names_and_shapes(tmp_path):
    (tmp_path / "config.json").write_text(json.dumps(FULL_SIZE))
    with torch.device("meta"):
        model = LPMusicCaps(BartConfig.from_pretrained(tmp_path))
    assert sum(weight.numel() for weight in model.bart.parameters()) == 139420416
    shapes = {name: tuple(weight.shape) for name, weight in model.state_dict().items()}
    assert shapes == published_shapes()


# --- weights ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    return tiny_lp_musiccaps.fetched_models(tmp_path_factory.mktemp("models"))


@pytest.fixture
def checkpoint(models):
    return torch.load(models["lp-music-caps"] / "transfer.pth", weights_only=True)


@pytest.fixture
def load(models, tmp_path):
    """A function that loads a model from what a checkpoint holds."""

    def load(content, **options):
        # A folder of its own: a loaded file stays mapped.
        path = Path(tempfile.mkdtemp(dir=tmp_path)) / "transfer.pth"
        torch.save(content, path, **options)
        return load_model(BartConfig.from_pretrained(models["bart-base"]), path)

    return load


def same(one, other):
    """Whether two models have the same weights."""
    others = other.state_dict()
    return all(torch.equal(weight, others[name]) for name, weight in one.state_dict().items())


def test_all_weights_are_those_of_the_file(load, checkpoint):
    weights = load(checkpoint).state_dict()
    assert weights.keys() == checkpoint["state_dict"].keys()
    for name, weight in checkpoint["state_dict"].items():
        assert torch.equal(weights[name], weight), name


def test_what_else_the_file_holds_does_not_matter(load, checkpoint):
    alone = {"state_dict": checkpoint["state_dict"]}
    assert same(load(alone), load({**checkpoint, "arch": "transformer"}))


def test_half_weights_are_computed_with_in_float32(load, checkpoint):
    halved = {name: weight.half() for name, weight in checkpoint["state_dict"].items()}
    model = load({"state_dict": halved})
    assert {weight.dtype for weight in model.state_dict().values()} == {torch.float32}


def test_a_file_of_an_older_torch_is_read(load, checkpoint):
    older = load(checkpoint, _use_new_zipfile_serialization=False)
    assert same(older, load(checkpoint))


@pytest.mark.parametrize(
    "left",
    [
        ["bart.model.shared.weight"],
        ["bart.lm_head.weight"],
        ["bart.model.encoder.embed_tokens.weight", "bart.model.decoder.embed_tokens.weight"],
    ],
)
def test_any_copies_of_the_embedding_will_do(load, checkpoint, left):
    weights = checkpoint["state_dict"]
    copies = [name for name in published_shapes() if "embed_tokens" in name]
    for name in {*copies, "bart.model.shared.weight", "bart.lm_head.weight"} - set(left):
        weights = {key: weight for key, weight in weights.items() if key != name}
    assert len(weights) == len(checkpoint["state_dict"]) - 4 + len(left)
    model = load({"state_dict": weights})
    assert same(model, load(checkpoint))
    shared = model.bart.model.shared.weight
    assert model.bart.lm_head.weight is shared
    assert model.bart.model.encoder.embed_tokens.weight is shared
    assert model.bart.model.decoder.embed_tokens.weight is shared


def test_copies_of_the_embedding_that_differ_are_refused(load, checkpoint):
    other = checkpoint["state_dict"]["bart.lm_head.weight"] + 1
    checkpoint["state_dict"]["bart.lm_head.weight"] = other
    with pytest.raises(ValueError, match=r"bart\.lm_head\.weight differs from bart\.model\.shared"):
        load(checkpoint)


@pytest.mark.parametrize(
    "name",
    [
        "audio_encoder.mel_encoder.mel_scale.fb",
        "audio_encoder.positional_embedding",
        "audio_encoder.conv_stack.4.bias",
        "bart.final_logits_bias",
        "bart.model.decoder.layers.0.fc1.weight",
    ],
)
def test_a_missing_weight_is_told_by_name(load, checkpoint, name):
    del checkpoint["state_dict"][name]
    with pytest.raises(ValueError, match=f"do not fit LP-MusicCaps, 1 missing: {name}$"):
        load(checkpoint)


def test_all_that_does_not_fit_is_told_in_one_line(load, checkpoint):
    weights = checkpoint["state_dict"]
    weights["audio_encoder.proj.weight"] = torch.zeros(16, 16)
    weights["audio_encoder.conv1.weight"] = torch.zeros(16, 64, 3)
    for layer in range(4):
        del weights[f"audio_encoder.conv_stack.{layer}.bias"]
    with pytest.raises(ValueError, match="do not fit") as told:
        load(checkpoint)
    assert str(told.value) == (
        "weights do not fit LP-MusicCaps, 4 missing: audio_encoder.conv_stack.0.bias, "
        "audio_encoder.conv_stack.1.bias, audio_encoder.conv_stack.2.bias, ...; "
        "1 unexpected: audio_encoder.proj.weight; "
        "1 of another shape: audio_encoder.conv1.weight"
    )


def test_the_weights_of_another_size_are_refused(load, checkpoint, models):
    wider = json.loads((models["bart-base"] / "config.json").read_text())
    with torch.device("meta"):
        other = LPMusicCaps(BartConfig(**{**wider, "d_model": 32}))
    weights = {name: torch.zeros(weight.shape) for name, weight in other.state_dict().items()}
    with pytest.raises(ValueError, match="of another shape"):
        load({"state_dict": weights})


@pytest.mark.parametrize("content", [{"model": {}}, [1, 2], {"state_dict": [1]}])
def test_a_file_without_a_state_dict_is_refused(load, content):
    with pytest.raises(ValueError, match=r"transfer\.pth has no state_dict"):
        load(content)


class Trap:
    """Unpickled, it would make a file."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return (open, (str(self.path), "w"))


def test_code_in_the_file_is_not_run(load, checkpoint, tmp_path):
    with pytest.raises(pickle.UnpicklingError, match="Weights only"):
        load({**checkpoint, "optimizer": Trap(tmp_path / "sprung")})
    assert not (tmp_path / "sprung").exists()
