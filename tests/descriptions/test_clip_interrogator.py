"""`clip-interrogator` with tiny models, through the code that loads the published ones."""

import numpy as np
import pytest
import tiny_clip
import torch
from plain_interrogation import Plain
from tiny_clip import BLIP, CLIP
from words import LISTS, write_words

from yellowsound.descriptions.brief import DescriptionBrief
from yellowsound.descriptions.describers.clip_interrogator import PLUG_IN, describe
from yellowsound.models.networks.blip import Blip
from yellowsound.models.networks.clip import Clip
from yellowsound.models.word_embeddings import EMBEDDINGS, embed_labels
from yellowsound.models.word_lists import RANKED, WORDS, labels_of

CPU = torch.device("cpu")
PICTURE = np.random.default_rng(5).integers(0, 256, (50, 90, 3), dtype=np.uint8)
MODES = ("best", "fast", "classic", "negative")


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    folder = tmp_path_factory.mktemp("models")
    found = tiny_clip.fetched_models(folder)
    words = write_words(folder / WORDS)
    embed_labels(Clip(found[CLIP], CPU, torch.float32), words, folder / EMBEDDINGS)
    return {**found, WORDS: words, EMBEDDINGS: folder / EMBEDDINGS}


@pytest.fixture(scope="module")
def told(models):
    """Return a function from settings to a description, made once for each."""
    made = {}

    def tell(**settings):
        key = tuple(settings.items())
        if key not in made:
            options = {**PLUG_IN.defaults, "device": "cpu", **settings}
            needed = {name: models[name] for name in PLUG_IN.models_for(options)}
            made[key] = describe(DescriptionBrief(PICTURE, needed, 1, options))
        return made[key]

    return tell


@pytest.fixture(scope="module")
def plain(models):
    """The plain search with the same models and labels."""
    clip = Clip(models[CLIP], CPU, torch.float32)
    labels = labels_of(models[WORDS])
    tables = {
        name: (labels[name], clip.embed_texts(labels[name]).astype(np.float16)) for name in RANKED
    }
    known = {}

    def embed(text):
        if text not in known:
            known[text] = clip.embed_texts([text])[0]
        return known[text]

    return Plain(tables, clip.embed_picture(PICTURE), embed, clip.count_tokens, 2048)


@pytest.fixture(scope="module")
def caption(models):
    return Blip(models[BLIP], CPU, torch.float32).caption(PICTURE)


def test_best_equals_the_plain_search(told, plain, caption):
    assert told(mode="best").text == plain.best(caption)


def test_fast_equals_the_plain_search(told, plain, caption):
    assert told(mode="fast").text == plain.fast(caption)


def test_classic_equals_the_plain_search(told, plain, caption):
    assert told(mode="classic").text == plain.classic(caption, 3)


def test_negative_equals_the_plain_search(told, plain):
    assert told(mode="negative").text == plain.negative(LISTS["negative"])


def test_best_is_the_default():
    assert PLUG_IN.defaults["mode"] == "best"


def test_negative_needs_no_caption_and_not_its_model(told):
    assert PLUG_IN.models_for({"mode": "negative"}) == (CLIP, WORDS, EMBEDDINGS)
    assert PLUG_IN.models_for({"mode": "best"}) == (CLIP, BLIP, WORDS, EMBEDDINGS)
    assert told(mode="negative").details["caption"] is None


@pytest.mark.parametrize("mode", MODES)
def test_details_tell_how_near_each_text_and_part_is(told, plain, mode):
    description = told(mode=mode)
    compared = description.details["compared"]
    made_by = ["caption", "classic", "fast", "best"] if mode == "best" else [mode]
    assert [text["made_by"] for text in compared] == made_by
    assert description.text in [text["text"] for text in compared]
    assert ", ".join(part["text"] for part in description.details["parts"]) == description.text
    for said in (*compared, *description.details["parts"]):
        assert said["similarity"] == pytest.approx(plain.near(said["text"]), abs=1e-3)
    nearest = max(compared, key=lambda text: text["similarity"])
    assert nearest["text"] == description.text


@pytest.mark.parametrize("mode", MODES)
def test_without_artists_no_artist_is_named(told, mode):
    description = told(mode=mode, artists=False)
    for text in description.details["compared"]:
        said = text["text"].lower()
        assert not any(
            name in said for name in ("ada blue", "ada-blue", "zo\u00eb", "ivan", "inspired by")
        )


def test_with_artists_classic_names_one(told):
    assert any(f" by {artist}," in told(mode="classic").text for artist in LISTS["artists"])


@pytest.mark.parametrize("mode", ["fast", "classic"])
def test_what_is_fitted_has_fewer_than_77_tokens(told, plain, mode):
    """The caption alone may be longer: letters are tokens here."""
    text, caption = told(mode=mode).text, told(mode=mode).details["caption"]
    assert text == caption or plain.count_tokens(text.replace(", ", "")) < 77


def test_a_description_tells_its_models_by_commit_and_its_words_by_package(told):
    model = told(mode="best").model
    assert model["clip"]["commit"] == model["blip"]["commit"] == "c" * 40
    assert model["words"].startswith("clip_interrogator-0.6.0")
