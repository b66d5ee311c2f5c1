"""The captioner `lp-musiccaps` writes what LP-MusicCaps hears, and the genres that it names."""

import dataclasses
import json
import logging
import math
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile
import tiny_lp_musiccaps
import torch
from tiny_lp_musiccaps import copied, edit, noise, sounds
from transformers import BartForConditionalGeneration

from yellowsound.captions.brief import CaptionBrief, Measures
from yellowsound.captions.caption import caption_sections
from yellowsound.captions.captioners.lp_musiccaps import WEIGHTS, caption, hear
from yellowsound.captions.genres import GenreMatch, find_genre, read_genres
from yellowsound.models.networks.lp_musiccaps import Captioner
from yellowsound.run.errors import UserError
from yellowsound.run.plug_ins import load
from yellowsound.run.sections import Section, split_sections

GENRES = read_genres(Path(__file__).parents[2] / "config" / "genres.tsv")

OPTIONS = {
    "device": "cpu",
    "weights": "transfer",
    "precision": "auto",
    "beams": 5,
    "max_tokens": 16,
    "genre_matching": "words",
}

SEARCH = {
    "num_beams": 5,
    "max_length": 128,
    "min_length": 2,
    "repetition_penalty": 1.0,
    "do_sample": False,
    "num_return_sequences": 1,
    "length_penalty": 1.0,
    "early_stopping": True,
    "no_repeat_ngram_size": 3,
    "forced_bos_token_id": 0,
    "forced_eos_token_id": 2,
    "decoder_start_token_id": 2,
    "bos_token_id": 0,
    "pad_token_id": 1,
    "eos_token_id": 2,
}
"""How it looks for a caption."""


@pytest.fixture(scope="module", autouse=True)
def one_thread():
    """What is this small is slower with more."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    return tiny_lp_musiccaps.fetched_models(tmp_path_factory.mktemp("models"))


def make(models, dtype=torch.float32):
    weights = models["lp-music-caps"] / "transfer.pth"
    return Captioner(weights, models["bart-base"], torch.device("cpu"), dtype)


@pytest.fixture(scope="module")
def captioner(models):
    return make(models)


@pytest.fixture
def generate(captioner, monkeypatch):
    """A function that captions and returns the tokens."""
    made = []
    original = BartForConditionalGeneration.generate

    def spy(self, *args, **settings):
        made.append(original(self, *args, **settings))
        return made[-1]

    monkeypatch.setattr(BartForConditionalGeneration, "generate", spy)

    def generate(audio, beams, max_tokens, captioner=captioner):
        captioner.caption(audio, beams, max_tokens)
        return [row.tolist() for row in made[-1]]

    return generate


# --- models ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "file"),
    [("lp-music-caps", "transfer.pth"), ("bart-base", "config.json"), ("bart-base", "vocab.json")],
)
def test_a_damaged_file_is_told_in_one_line(models, tmp_path, model, file):
    folders = copied(models, tmp_path)
    path = folders[model] / file
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2] + bytes(len(content) - len(content) // 2))
    with pytest.raises(UserError, match=f"{model} cannot be loaded .*: {file} changed") as told:
        make(folders)
    assert "\n" not in str(told.value)


def test_weights_of_another_model_are_told_in_one_line(models, tmp_path):
    folders = copied(models, tmp_path, lambda bart: edit(bart / "config.json", d_model=32))
    with pytest.raises(UserError, match=r"lp-music-caps cannot be loaded \(weights do not fit"):
        make(folders)


@pytest.mark.parametrize("model", ["lp-music-caps", "bart-base"])
def test_a_missing_model_is_told(models, tmp_path, model):
    folders = copied(models, tmp_path)
    shutil.rmtree(folders[model])
    with pytest.raises(UserError, match=f"{model} holds no model"):
        make(folders)


# --- captions --------------------------------------------------------------------------


def test_captions_are_words_without_special_tokens(captioner):
    for text in captioner.caption(sounds(), 5, 16):
        assert set(text.split()) <= set(tiny_lp_musiccaps.WORDS)
        assert tiny_lp_musiccaps.SAID in text


def test_captions_depend_on_the_sound(captioner):
    assert len(set(captioner.caption(sounds(), 5, 16))) > 2


def test_the_same_sound_has_the_same_caption_in_any_company(captioner):
    together = captioner.caption(sounds(), 5, 16)
    assert captioner.caption(sounds()[::-1].copy(), 5, 16) == together[::-1]
    for sound, text in zip(sounds(), together, strict=True):
        assert captioner.caption(sound[None], 5, 16) == [text]


def test_a_caption_is_not_longer_than_asked_for(generate):
    for tokens in generate(sounds(), 5, 12):
        assert len(tokens) <= 12
        assert tokens[:2] == [2, 0]  # the decoder's start token, then the text's
        assert 2 in tokens[2:]


def test_the_search_is_the_published_one(captioner, monkeypatch):
    """Its settings are those of the code, then those on the top level of BART's config.json."""

    effective = []
    original = BartForConditionalGeneration._prepare_generation_config

    def spy(self, *args, **settings):
        effective.append(original(self, *args, **settings))
        return effective[-1]

    monkeypatch.setattr(BartForConditionalGeneration, "_prepare_generation_config", spy)
    captioner.caption(noise()[None], 5, 128)
    found = effective[0][0].to_dict()
    assert {key: found[key] for key in SEARCH} == SEARCH


def triples(tokens):
    end = tokens.index(2, 1) if 2 in tokens[1:] else len(tokens)
    return [tuple(tokens[i : i + 3]) for i in range(1, end - 2)]


def test_three_words_repeat_only_where_the_configuration_lets_them(models, tmp_path, generate):
    def repeating(bart):
        edit(bart / "config.json", no_repeat_ngram_size=None)

    for tokens in generate(sounds(), 5, 24):
        assert len(triples(tokens)) == len(set(triples(tokens)))
    free = make(copied(models, tmp_path, repeating))
    repeated = generate(sounds(), 5, 24, captioner=free)
    assert any(len(triples(tokens)) > len(set(triples(tokens))) for tokens in repeated)


def test_one_beam_writes_the_likeliest_word_each_time(captioner, generate):
    """Step by step, without a cache: the encoder once, the decoder on all words so far."""
    model = captioner._model
    with torch.inference_mode():
        embedded = model.audio_encoder(torch.from_numpy(sounds()[1:2]))
        encoded = model.bart.model.encoder(inputs_embeds=embedded)
        tokens = [2, 0]
        while tokens[-1] != 2 and len(tokens) < 29:
            logits = model.bart(
                encoder_outputs=encoded, decoder_input_ids=torch.tensor([tokens])
            ).logits[0, -1]
            pair = tuple(tokens[-2:])
            for i in range(len(tokens) - 2):
                if tuple(tokens[i : i + 2]) == pair:
                    logits[tokens[i + 2]] = -math.inf
            tokens.append(int(logits.argmax()))
    if tokens[-1] != 2:
        tokens.append(2)
    assert generate(sounds()[1:2], 1, 30) == [tokens]


def test_more_beams_find_likelier_captions(captioner, generate):
    """On average over the sounds, by the length-normalised score that the search goes by."""

    def score(sound, tokens):
        model = captioner._model
        with torch.inference_mode():
            logits = model.bart(
                inputs_embeds=model.audio_encoder(torch.from_numpy(sound[None])),
                decoder_input_ids=torch.tensor([tokens[:-1]]),
            ).logits[0]
        chosen = torch.tensor(tokens[1:])[:, None]
        return float(logits.log_softmax(-1).gather(1, chosen)[1:].mean())

    def mean_score(beams):
        found = []
        for sound in sounds():
            (tokens,) = generate(sound[None], beams, 30)
            found.append(score(sound, tokens))
        return np.mean(found)

    assert mean_score(5) > mean_score(1)


def test_text_is_cleaned_as_the_published_code_does(captioner, monkeypatch):
    tokens = captioner._tokenizer(" a techno track , it is loud .", return_tensors="pt")
    monkeypatch.setattr(
        BartForConditionalGeneration, "generate", lambda self, **settings: tokens["input_ids"]
    )
    assert captioner.caption(noise()[None], 5, 20) == ["a techno track, it is loud."]


def test_the_tokenizer_may_come_as_tokenizer_json(models, tmp_path, captioner):
    def as_one_file(bart):
        captioner._tokenizer.backend_tokenizer.save(str(bart / "tokenizer.json"))
        (bart / "vocab.json").unlink()
        (bart / "merges.txt").unlink()

    other = make(copied(models, tmp_path, as_one_file))
    assert other.caption(sounds(), 5, 20) == captioner.caption(sounds(), 5, 20)


def test_half_precision_leaves_the_audio_encoder_in_float32(models):
    half = make(models, torch.bfloat16)
    assert {weight.dtype for weight in half._model.audio_encoder.state_dict().values()} == {
        torch.float32
    }
    assert {weight.dtype for weight in half._model.bart.parameters()} == {torch.bfloat16}
    for text in half.caption(sounds(), 5, 20):
        assert tiny_lp_musiccaps.SAID in text


def test_dropout_is_off(captioner):
    assert not any(module.training for module in captioner._model.modules())


# --- a song ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def excerpt(tmp_path_factory):
    """The sounds but for silence, one after the other, 44 s in stereo at 22050 Hz."""
    audio = np.concatenate([*np.repeat(sounds()[1:], 1, axis=0), noise(3)[: 4 * 16000]])
    import librosa

    audio = librosa.resample(audio, orig_sr=16000, target_sr=22050)
    path = tmp_path_factory.mktemp("song") / "song.wav"
    soundfile.write(path, np.stack([audio, audio], axis=1), 22050, subtype="FLOAT")
    return path


@pytest.fixture
def brief(models, excerpt):
    """A function that makes a brief; it takes other options."""

    def brief(sections=None, given=None, **options):
        sections = sections or split_sections(44.0)
        return CaptionBrief(
            excerpt=excerpt,
            sections=sections,
            measures=[Measures(None, None)] * len(sections),
            genres=GENRES,
            given=given,
            models=models,
            pair="one",
            options={**OPTIONS, **options},
        )

    return brief


def texts(song):
    return [section.text for section in song.sections]


def test_a_section_is_heard_in_mono_at_16_khz(brief):
    """Resampled there and back, noise loses only what is near its upper limit."""
    tone = hear(brief(), Section(2, 10.0, 20.0))
    assert (tone.shape, tone.dtype) == ((160000,), np.float32)
    np.testing.assert_allclose(tone[1000:-1000], sounds()[2, 1000:-1000], atol=1e-2)


def test_a_short_section_is_followed_by_silence(brief):
    heard = hear(brief(), Section(5, 40.0, 44.0))
    assert heard.shape == (160000,)
    assert np.abs(heard[:64000]).mean() > 0.05
    assert not heard[64000:].any()


def test_a_long_section_is_captioned_by_its_first_ten_seconds(brief, caplog):
    with caplog.at_level(logging.INFO):
        long = caption(brief([Section(1, 10.0, 21.5)]))
    assert "one, section 1 lasts 11.5 s: captioned by its first 10 s" in caplog.text
    assert texts(long) == texts(caption(brief([Section(1, 10.0, 20.0)])))


def test_each_section_has_the_caption_of_its_sound(brief, captioner):
    song = caption(brief())
    heard = [hear(brief(), section) for section in brief().sections]
    assert len(heard) == 5
    assert texts(song) == [captioner.caption(sound[None], 5, 16)[0] for sound in heard]
    assert len(set(texts(song))) > 2


def test_a_song_is_captioned_alike_a_second_time(brief):
    assert caption(brief()) == caption(brief())


@pytest.mark.parametrize(
    ("weights", "model"),
    [
        ("transfer", "lp-music-caps"),
        ("supervised", "lp-music-caps-supervised"),
        ("pretrain", "lp-music-caps-pretrain"),
    ],
)
def test_a_set_of_weights_is_chosen_by_name_and_told(brief, models, weights, model):
    """Each set has other weights, and only its own model is needed."""
    plug_in = load("captioner", "lp-musiccaps")
    needed = plug_in.models_for({**plug_in.defaults, "weights": weights})
    assert needed == (model, "bart-base")
    asked = dataclasses.replace(
        brief(weights=weights), models={name: models[name] for name in needed}
    )
    song = caption(asked)
    file = models[model] / f"{weights}.pth"
    captioner = Captioner(file, models["bart-base"], torch.device("cpu"), torch.float32)
    heard = np.stack([hear(asked, section) for section in asked.sections])
    assert texts(song) == captioner.caption(heard, 5, 16)
    assert song.model == {
        "name": model,
        "weights": weights,
        "repository": f"lab/{model}",
        "commit": "c0ffee",
    }


def test_sets_of_weights_write_other_captions(brief):
    written = [texts(caption(brief(weights=name))) for name in WEIGHTS]
    assert len({*map(tuple, written)}) == 3


def test_settings_reach_the_search(brief, monkeypatch):
    seen = []

    def spy(self, audio, beams, max_tokens):
        seen.append((audio.shape, beams, max_tokens))
        return [""] * len(audio)

    monkeypatch.setattr(Captioner, "caption", spy)
    caption(brief(beams=3, max_tokens=77))
    assert seen == [((5, 160000), 3, 77)]


def test_fewer_sections_are_captioned_at_once_where_memory_runs_out(brief, monkeypatch):
    whole = caption(brief())
    original, sizes = Captioner.caption, []

    def tight(self, audio, beams, max_tokens):
        sizes.append(len(audio))
        if len(audio) > 2:
            raise torch.OutOfMemoryError
        return original(self, audio, beams, max_tokens)

    monkeypatch.setattr(Captioner, "caption", tight)
    assert caption(brief()) == whole
    assert sizes == [5, 2, 2, 1]


def test_a_section_that_does_not_fit_into_memory_is_told(brief, monkeypatch):
    def full(self, *arguments):
        raise torch.OutOfMemoryError

    monkeypatch.setattr(Captioner, "caption", full)
    with pytest.raises(UserError, match="batch of 1: set device=cpu or lower beams"):
        caption(brief())


def test_silence_is_captioned_too(brief, tmp_path, captioner):
    soundfile.write(tmp_path / "song.wav", np.zeros(160000), 16000)
    silent = brief([Section(1, 0.0, 10.0)])
    silent = type(silent)(**{**vars(silent), "excerpt": tmp_path / "song.wav"})
    assert texts(caption(silent)) == captioner.caption(sounds()[:1], 5, 16)


# --- its genres ------------------------------------------------------------------------

SAID = ("A calm piece.", "Techno Pop/EDM.", "therapy", "techno, no vocals", "a rock song")


@pytest.fixture
def saying(monkeypatch):
    """A function that puts words into the captioner's mouth."""

    def say(*captions):
        monkeypatch.setattr(Captioner, "caption", lambda self, audio, *settings: list(captions))

    return say


@pytest.mark.parametrize(
    ("matching", "song", "sections"),
    [
        ("first-listed", "pop", [None, "pop", "rap", "techno", "rock"]),
        ("words", "techno", ["techno", "techno", "techno", "techno", "rock"]),
    ],
)
def test_genres_are_found_by_the_configured_rule(brief, saying, matching, song, sections):
    saying(*SAID)
    found = caption(brief(genre_matching=matching))
    assert found.match.name == song
    assert [section.match.name for section in found.sections] == sections
    assert texts(found) == list(SAID)


def test_a_given_genre_is_that_of_all_sections(brief, saying):
    saying(*SAID)
    given = GenreMatch(find_genre("jazz", GENRES), None, "given in the pairs table")
    song = caption(brief(given=given))
    assert {song.match, *(section.match for section in song.sections)} == {given}


@pytest.mark.parametrize("matching", ["first-listed", "words"])
def test_the_stage_writes_captions_and_their_genres(models, excerpt, matching):
    options = {**OPTIONS, "genre_matching": matching}
    sections = split_sections(44.0)
    written = caption_sections(
        load("captioner", "lp-musiccaps"),
        "one",
        excerpt,
        sections,
        GENRES,
        models,
        np.zeros(0),
        options=options,
    )
    assert written["model"]["weights"] == "transfer"
    assert written["genre"]["name"] == "techno"
    assert written["genre"]["matched"].startswith("captions, ")
    assert written["style"] == find_genre("techno", GENRES).style
    for section in written["sections"]:
        assert "techno" in section["text"]
        assert (section["genre"], section["style"]) == ("techno", written["style"])
        assert section["tags"] == {}
    assert json.loads(json.dumps(written)) == written


def test_the_stage_loads_no_framework_before_it_captions():
    code = "import sys, yellowsound.captions.captioners.lp_musiccaps; "
    code += "assert not {'torch', 'transformers'} & {*sys.modules}"
    scripts = Path(__file__).parents[2] / "scripts"
    subprocess.run([sys.executable, "-c", code], cwd=scripts, check=True)
    assert load("captioner", "lp-musiccaps").make is caption
