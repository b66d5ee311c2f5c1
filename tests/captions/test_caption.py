"""Captions say in words and numbers what a section sounds like."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from yellowsound.captions.brief import Measures, SectionCaption, SongCaptions, read_section, to_mono
from yellowsound.captions.caption import caption_sections, in_one_octave, loudness_dbfs, tempo_bpm
from yellowsound.captions.captioners.musicnn import sentence
from yellowsound.captions.genres import NO_GENRE, read_genres
from yellowsound.models.musicnn_tags import TAG_SETS
from yellowsound.run.errors import UserError
from yellowsound.run.plug_in import PlugIn
from yellowsound.run.plug_ins import load
from yellowsound.run.sections import Section, split_sections

ROOT = Path(__file__).parents[2]
BEATS_S = np.arange(0.1, 60, 0.5)
GENRES = read_genres(ROOT / "config" / "genres.tsv")


def clicks(tempo, duration_s, sample_rate_hz):
    """Decaying noise bursts, `tempo` to the minute."""
    audio = np.zeros(int(duration_s * sample_rate_hz), dtype=np.float32)
    burst = np.random.default_rng(0).normal(0, 0.3, 400) * np.exp(-np.arange(400) / 80)
    for time_s in np.arange(0.1, duration_s - 0.1, 60 / tempo):
        start = int(time_s * sample_rate_hz)
        audio[start : start + 400] += burst.astype(np.float32)
    return audio


def write_wav(path, audio, sample_rate_hz=44100):
    soundfile.write(path, audio, sample_rate_hz, subtype="FLOAT")
    return path


# --- sound and its measures ------------------------------------------------------------


def test_a_section_is_read_to_the_sample(tmp_path):
    audio = np.random.default_rng(0).uniform(-1, 1, (48000 * 3, 2)).astype(np.float32)
    path = write_wav(tmp_path / "song.wav", audio, 48000)
    read, sample_rate_hz = read_section(path, Section(2, 1.25, 2.5))
    assert sample_rate_hz == 48000
    np.testing.assert_array_equal(read, audio[60000:120000])


def test_a_section_beyond_the_end_is_an_error(tmp_path):
    path = write_wav(tmp_path / "song.wav", np.zeros(44100))
    with pytest.raises(ValueError, match="ends before section 2"):
        read_section(path, Section(2, 1.0, 2.0))


def test_mono_is_the_mean_of_the_channels():
    audio = np.tile(np.array([[0.6, 0.2]], dtype=np.float32), (4410, 1))
    mono = to_mono(audio, 44100, 22050)
    assert mono.shape == (2205,)
    np.testing.assert_allclose(mono[500:-500], 0.4, atol=1e-3)


@pytest.mark.parametrize("tempo", [80, 100, 120, 128, 140, 150])
def test_the_tempo_is_that_of_the_beats_of_the_section(tempo):
    beats_s = np.concatenate([np.arange(0.1, 10, 0.71), np.arange(10.1, 20, 60 / tempo)])
    assert tempo_bpm(beats_s, Section(2, 10.0, 20.0)) == pytest.approx(tempo)


def test_without_beats_there_is_no_tempo():
    section = Section(1, 0.0, 10.0)
    assert tempo_bpm(np.zeros(0), section) is None
    assert tempo_bpm(np.array([3.0, 12.0]), section) is None


def test_halved_and_doubled_tempi_join_the_median():
    assert in_one_octave([120.0, 61.0, None, 236.0, 90.0]) == [120.0, 122.0, None, 118.0, 90.0]
    assert in_one_octave([None, None]) == [None, None]


@pytest.mark.parametrize("tempos", [[90.0, 90.0, 130.0], [120.0, 120.0, 84.0], [100.0, 150.0]])
def test_another_tempo_that_is_no_octave_away_stays(tempos):
    assert in_one_octave(tempos) == tempos


def test_a_break_between_beats_is_no_slow_beat():
    beats_s = np.concatenate((np.arange(0, 3, 0.5), np.arange(7.5, 10, 0.5)))
    assert tempo_bpm(beats_s, Section(1, 0.0, 10.0)) == pytest.approx(120.0)


def test_loudness_is_root_mean_square_relative_to_one():
    sine = np.sin(2 * np.pi * np.arange(44100) / 100)
    assert loudness_dbfs(sine[:, None]) == pytest.approx(-3.01, abs=0.01)
    assert loudness_dbfs(0.1 * np.ones((1000, 2))) == pytest.approx(-20)
    assert loudness_dbfs(np.zeros((1000, 1))) is None


# --- sentences -------------------------------------------------------------------------


def say(genre="rock", tempo_bpm=None, loudness_dbfs=-18.0, **known):
    """The sentence of tags named as MTT_tag or MSD_tag, with _ for a space within a tag."""
    tags = {name: dict.fromkeys(tags, 0.0) for name, tags in TAG_SETS.items()}
    for key, probability in known.items():
        tag_set, tag = key.split("_", 1)
        tag = tag.replace("_", " ")
        assert tag in tags[tag_set]
        tags[tag_set][tag] = probability
    return sentence(tags, Measures(tempo_bpm, loudness_dbfs), genre)


def test_a_full_sentence_reads_like_english():
    said = say(
        tempo_bpm=127.6,
        loudness_dbfs=-9.0,
        MTT_fast=0.6,
        MTT_drums=0.5,
        MTT_guitar=0.6,
        MSD_male_vocalists=0.4,
    )
    assert said == (
        "A fast, loud rock track with guitar, drums and a male voice, at about 128 BPM and -9 dBFS."
    )


@pytest.mark.parametrize(
    ("heard", "said"),
    [
        ({}, "A rock track."),
        ({"genre": None}, "A piece of music."),
        ({"genre": None, "MTT_slow": 0.5, "MTT_piano": 0.5}, "A slow piece of music with piano."),
        ({"genre": "classical", "MTT_violin": 0.4}, "A classical piece with violin."),
        (
            {"genre": "electronic", "tempo_bpm": 120.2},
            "An electronic track, at about 120 BPM and -18 dBFS.",
        ),
        ({"genre": "R&B"}, "An R&B track."),
        ({"MSD_80s": 0.5}, "An 80s-style rock track."),
        ({"MSD_80s": 0.3, "MSD_00s": 0.5}, "A 2000s-style rock track."),
        ({"MSD_sad": 0.3, "MSD_happy": 0.4}, "A happy rock track."),
        ({"MTT_fast": 0.3, "MTT_slow": 0.4}, "A slow rock track."),
        ({"MTT_slow": 0.4, "tempo_bpm": 150.0}, "A rock track, at about 150 BPM and -18 dBFS."),
        ({"MTT_fast": 0.4, "tempo_bpm": 60.0}, "A rock track, at about 60 BPM and -18 dBFS."),
        ({"MTT_guitar": 0.3, "MSD_guitar": 0.5}, "A rock track with guitar."),
        ({"MTT_vocals": 0.3, "MTT_no_vocals": 0.4}, "An instrumental rock track."),
        ({"MTT_vocals": 0.4, "MTT_no_vocals": 0.3}, "A rock track with vocals."),
        ({"MTT_female": 0.3, "MTT_no_vocal": 0.4}, "An instrumental rock track."),
        ({"MTT_man": 0.3, "MTT_woman": 0.4}, "A rock track with a female voice."),
        ({"MTT_singing": 0.5, "MTT_choir": 0.3}, "A rock track with a choir."),
        ({"MTT_loud": 0.9, "loudness_dbfs": -30.0}, "A quiet rock track."),
        ({"MTT_soft": 0.9, "loudness_dbfs": -9.0}, "A loud rock track."),
        ({"MTT_soft": 0.9, "loudness_dbfs": -30.0}, "A quiet, gentle rock track."),
        ({"MSD_sexy": 0.9, "MSD_catchy": 0.9}, "A rock track."),
        ({"MTT_guitar": 0.19}, "A rock track."),
        ({"loudness_dbfs": None, "MTT_guitar": 0.9}, "Silence."),
        ({"loudness_dbfs": -71.0, "tempo_bpm": 100.0}, "Silence."),
    ],
)
def test_what_is_said(heard, said):
    # Every sentence but those on the tempo ends alike.
    loudness = f", at {heard.get('loudness_dbfs', -18.0)} dBFS.".replace(".0 ", " ")
    assert say(**heard).replace(loudness, ".") == said


def test_the_loudness_ends_the_sentence_where_there_is_no_tempo():
    assert say(loudness_dbfs=-17.6) == "A rock track, at -18 dBFS."


def test_at_most_three_instruments_are_named_the_most_probable_first():
    said = say(MTT_piano=0.3, MTT_cello=0.5, MTT_harp=0.4, MTT_flute=0.2)
    assert said == "A rock track with cello, harp and piano, at -18 dBFS."


# --- the stage -------------------------------------------------------------------------


@pytest.fixture
def text():
    """A captioner of text alone, and the briefs given to it."""
    given = []

    def caption(brief):
        given.append(brief)
        texts = [f"Section {section.number}." for section in brief.sections]
        match = brief.given or NO_GENRE
        return SongCaptions(match, [SectionCaption(text, match) for text in texts])

    return PlugIn("captioner", "text", caption, "text alone"), given


@pytest.fixture(scope="module")
def song(tmp_path_factory):
    path = tmp_path_factory.mktemp("song") / "song.wav"
    return write_wav(path, clicks(120, 12, 44100))


def test_a_captioner_of_text_alone_fits_in(text, song):
    captioner, briefs = text
    sections = split_sections(12.0)
    folders = {"text": Path("models/text")}
    options = {"beams": 5}
    written = caption_sections(
        captioner, "a", song, sections, GENRES, folders, BEATS_S, threads=3, options=options
    )
    (brief,) = briefs
    assert (brief.pair, brief.excerpt, brief.threads) == ("a", song, 3)
    assert (brief.models, brief.options) == (folders, options)
    assert written["captioner"] == "text"
    assert (written["genre"], written["style"]) == (None, "")
    first, second = written["sections"]
    assert (first["section"], first["start_s"], first["end_s"]) == (1, 0.0, 10.0)
    assert (second["text"], second["tags"]) == ("Section 2.", {})
    assert (second["genre"], second["matched"], second["style"]) == (None, "none", "")
    assert first["tempo_bpm"] == pytest.approx(120, abs=1)


def test_a_given_genre_is_honoured_by_its_alias(text, song):
    sections = split_sections(12.0)
    written = caption_sections(
        text[0], "a", song, sections, GENRES, {}, BEATS_S, given_genre="Soul"
    )
    given = {"name": "R&B", "probability": None, "matched": "given in the pairs table"}
    assert written["genre"] == given
    assert written["style"].startswith("Neo-Soul")
    assert {section["genre"] for section in written["sections"]} == {"R&B"}


def test_an_unknown_given_genre_is_refused_before_anything_is_heard(text, tmp_path):
    with pytest.raises(UserError, match="polka"):
        caption_sections(
            text[0], "a", tmp_path / "no.wav", [], GENRES, {}, BEATS_S, given_genre="polka"
        )


def test_importing_the_stage_loads_no_framework():
    heavy = "{'torch', 'librosa', 'soundfile', 'scipy', 'safetensors'}"
    code = f"import sys, yellowsound.captions.caption; print({heavy} & set(sys.modules))"
    environment = {"PYTHONPATH": str(ROOT / "scripts")}
    command = [sys.executable, "-c", code]
    loaded = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert loaded.stdout == "set()\n"


# --- the captioner musicnn -------------------------------------------------------------


def caption_real(path, weights, beats_s=BEATS_S, **options):
    info = soundfile.info(path)
    sections = split_sections(info.frames / info.samplerate)
    return caption_sections(
        load("captioner", "musicnn"),
        "a",
        path,
        sections,
        GENRES,
        {"musicnn": weights},
        beats_s,
        **options,
    )


@pytest.mark.parametrize(
    ("name", "genres"),
    [
        ("orchestra.ogg", {"classical"}),
        ("electronic.mp3", {"electronic", "techno"}),
        ("war_of_freedom.flac", {"rock", "metal"}),
        ("armygeddon.ogg", {"metal"}),
        ("machine_wars.m4a", {"electronic", "techno", "rock"}),
        ("nebula.opus", {"electronic", "techno"}),
    ],
)
def test_a_real_song_gets_its_genre(name, genres, song_wav, musicnn_weights):
    written = caption_real(song_wav(name), musicnn_weights)
    assert written["genre"]["name"] in genres
    assert written["genre"]["matched"] == "musicnn tags"
    for section in written["sections"]:
        assert written["genre"]["name"] in section["text"]


def test_every_tag_is_written_with_four_decimals(song, musicnn_weights):
    for section in caption_real(song, musicnn_weights)["sections"]:
        for tag_set, tags in TAG_SETS.items():
            assert tuple(section["tags"][tag_set]) == tags
            assert all(p == round(p, 4) and 0 <= p <= 1 for p in section["tags"][tag_set].values())


def test_the_same_song_gives_the_same_json(song, musicnn_weights):
    first, second = (json.dumps(caption_real(song, musicnn_weights)) for _ in range(2))
    assert first == second


def test_a_given_genre_is_the_one_in_the_sentence(song, musicnn_weights):
    written = caption_real(song, musicnn_weights, given_genre="gospel")
    assert all("gospel track" in section["text"] for section in written["sections"])


def test_silence_is_called_silence_and_has_no_genre(tmp_path, musicnn_weights):
    path = write_wav(tmp_path / "silence.wav", np.zeros((44100 * 3, 2)))
    written = caption_real(path, musicnn_weights, beats_s=np.zeros(0))
    (section,) = written["sections"]
    assert section["text"] == "Silence."
    assert section["tempo_bpm"] is section["loudness_dbfs"] is None
    assert written["genre"] is None
    json.dumps(written, allow_nan=False)


def test_silent_sections_do_not_count_in_the_songs_genre(tmp_path, song_wav, musicnn_weights):
    audio, sample_rate_hz = soundfile.read(song_wav("orchestra.ogg"), frames=220500)
    alone = write_wav(tmp_path / "alone.wav", audio, sample_rate_hz)
    padded = np.concatenate([audio, np.zeros(10 * sample_rate_hz)])
    with_silence = write_wav(tmp_path / "padded.wav", padded, sample_rate_hz)
    expected = caption_real(alone, musicnn_weights)["genre"]
    assert caption_real(with_silence, musicnn_weights)["genre"] == expected


def test_near_silence_is_no_evidence_of_a_genre(tmp_path, musicnn_weights):
    hiss = np.random.default_rng(0).normal(0, 0.001, 16000 * 10)
    path = write_wav(tmp_path / "hiss.wav", hiss, 16000)
    assert caption_real(path, musicnn_weights)["genre"] is None
