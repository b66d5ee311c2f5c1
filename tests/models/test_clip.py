"""CLIP and BLIP read pictures and texts as published, from folders in the hub's layout."""

import json
import logging

import numpy as np
import pytest
import tiny_clip
import torch
from PIL import Image
from tiny_clip import BLIP, CAPTIONED_PX, CLIP, DEVIATION, IMAGE_PX, MEAN
from transformers import BlipForConditionalGeneration, CLIPModel

from yellowsound.models.folders import write_record
from yellowsound.models.networks import clip as clip_module
from yellowsound.models.networks.blip import MOST_TOKENS, Blip
from yellowsound.models.networks.clip import LIMIT, Clip, cleaned
from yellowsound.run.errors import UserError

CPU = torch.device("cpu")
PICTURE = np.random.default_rng(3).integers(0, 256, (50, 90, 3), dtype=np.uint8)


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    return tiny_clip.fetched_models(tmp_path_factory.mktemp("models"))


@pytest.fixture(scope="module")
def clip(models):
    return Clip(models[CLIP], CPU, torch.float32)


@pytest.fixture(scope="module")
def blip(models):
    return Blip(models[BLIP], CPU, torch.float32)


def normalised(picture):
    """A picture as both models take it, shape (1, 3, height, width)."""
    shares = (np.asarray(picture) / 255 - MEAN) / DEVIATION
    return torch.tensor(shares, dtype=torch.float32).permute(2, 0, 1)[None]


# --- CLIP -------------------------------------------------------------------------------------


def test_a_text_has_the_direction_of_what_the_model_makes_of_its_end(clip, models):
    vocabulary = json.loads((models[CLIP] / "vocab.json").read_text())
    tokens = ["<|startoftext|>", "s", "e", "a</w>", "<|endoftext|>"]
    model = CLIPModel.from_pretrained(models[CLIP]).eval()
    with torch.inference_mode():
        states = model.text_model(torch.tensor([[vocabulary[token] for token in tokens]]))
        expected = model.text_projection(states.last_hidden_state[0, -1])
    expected = (expected / expected.norm()).numpy()
    np.testing.assert_allclose(clip.embed_texts(["Sea"])[0], expected, atol=1e-5)


def test_neither_batches_nor_what_pads_a_text_change_it(clip, monkeypatch):
    texts = ["sea", "a red house by the sea", "", "trees" * 3]
    alone = np.concatenate([clip.embed_texts([text]) for text in texts])
    monkeypatch.setattr(clip_module, "BATCH_TEXTS", 3)
    np.testing.assert_allclose(clip.embed_texts(texts), alone, atol=1e-5)


def test_directions_have_length_one(clip):
    np.testing.assert_allclose(
        np.linalg.norm(clip.embed_texts(["sea", "", "x" * 300]), axis=1), 1.0, atol=1e-5
    )
    assert clip.embed_texts([]).shape == (0, tiny_clip.WIDTH)


def test_tokens_are_counted_with_start_and_end_and_beyond_77(clip):
    assert clip.count_tokens("sea") == 5
    assert clip.count_tokens("sea, sea") == 2 + 3 + 1 + 3
    assert clip.count_tokens("x" * 75) == 77
    assert clip.count_tokens("x" * 200) == 202


def test_of_a_long_text_77_tokens_are_read(clip):
    longer = clip.embed_texts(["x" * 75 + "y" * 20, "x" * 75 + "z" * 90])
    np.testing.assert_array_equal(longer[0], longer[1])
    assert LIMIT == 77


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("  A \t Red\n Sea ", "a red sea"),
        ("\u201ccurly\u201d \u2018quotes\u2019", "\"curly\" 'quotes'"),
        ("caf\u00c3\u00a9", "caf\u00e9"),
        ("b&amp;amp;w", "b&w"),
    ],
)
def test_texts_are_repaired_and_read_in_small_letters_on_one_line(text, read):
    assert cleaned(text) == read


def test_of_a_picture_the_middle_square_is_seen(clip, models):
    """Short side to size by a bicubic filter, the middle cut out, normalised."""
    small = Image.fromarray(PICTURE).resize((int(90 / 50 * IMAGE_PX), IMAGE_PX), Image.BICUBIC)
    left = (small.width - IMAGE_PX) // 2
    square = small.crop((left, 0, left + IMAGE_PX, IMAGE_PX))
    model = CLIPModel.from_pretrained(models[CLIP]).eval()
    with torch.inference_mode():
        states = model.vision_model(normalised(square)).pooler_output
        expected = model.visual_projection(states)[0]
    expected = (expected / expected.norm()).numpy()
    assert expected @ clip.embed_picture(PICTURE) > 0.999


def test_the_borders_beyond_the_middle_square_are_not_seen(clip):
    painted = PICTURE.copy()
    painted[:, :10] = painted[:, -10:] = 0
    np.testing.assert_allclose(clip.embed_picture(painted), clip.embed_picture(PICTURE), atol=1e-5)


# --- BLIP -------------------------------------------------------------------------------------


def test_a_caption_is_what_the_model_finds_most_likely_word_by_word(blip, models):
    """The whole picture squashed to a square, normalised; then the greedy choice each time."""
    square = Image.fromarray(PICTURE).resize((CAPTIONED_PX, CAPTIONED_PX), Image.BICUBIC)
    model = BlipForConditionalGeneration.from_pretrained(models[BLIP]).eval()
    words = (models[BLIP] / "vocab.txt").read_text().split()
    said = [model.config.text_config.bos_token_id]
    with torch.inference_mode():
        seen = model.vision_model(normalised(square)).last_hidden_state
        while len(said) <= MOST_TOKENS:
            logits = model.text_decoder(
                input_ids=torch.tensor([said]), encoder_hidden_states=seen
            ).logits
            said.append(int(logits[0, -1].argmax()))
            if words[said[-1]] == "[SEP]":
                break
    expected = [words[token] for token in said[1:] if words[token] != "[SEP]"]
    assert blip.caption(PICTURE) == " ".join(expected)


def test_captions_depend_on_the_whole_picture(blip):
    shifted = [np.roll(PICTURE, shift, axis=0) for shift in range(0, 50, 7)]
    assert len({blip.caption(picture) for picture in shifted}) > 1


# --- loading ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "cls"), [(CLIP, Clip), (BLIP, Blip)])
def test_a_model_tells_where_it_is_from(models, name, cls):
    source = cls(models[name], CPU, torch.float32).source
    assert source == {"name": name, "repository": f"tiny/{name}", "commit": "c" * 40}


@pytest.mark.parametrize(("name", "cls"), [(CLIP, Clip), (BLIP, Blip)])
def test_weights_that_are_missing_are_told_not_made_up(tmp_path, name, cls, caplog):
    from safetensors.torch import load_file, save_file

    tiny_clip.save_tiny_models(tmp_path)
    weights = load_file(tmp_path / name / "model.safetensors")
    gone = next(key for key in weights if key.endswith("patch_embedding.weight"))
    del weights[gone]
    save_file(weights, tmp_path / name / "model.safetensors", metadata={"format": "pt"})
    write_record(tmp_path / name, {"name": name})
    with caplog.at_level(logging.INFO), pytest.raises(UserError, match="1 missing"):
        cls(tmp_path / name, CPU, torch.float32)


@pytest.mark.parametrize(("name", "cls"), [(CLIP, Clip), (BLIP, Blip)])
def test_a_folder_that_is_no_model_is_told(tmp_path, name, cls):
    with pytest.raises(UserError, match="holds no model"):
        cls(tmp_path / name, CPU, torch.float32)
