"""The demo's songs and artworks are what the demo needs, and their provenance is stated."""

import csv
import re
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PIL import Image

from yellowsound.captions.caption import caption_sections
from yellowsound.captions.genres import MINIMUM_PROBABILITY, genre_from_tags, read_genres
from yellowsound.run.plug_ins import load
from yellowsound.run.sections import split_sections

ROOT = Path(__file__).parents[1]
DEMO = ROOT / "demo"
NAMES = ["classical", "country", "electronic", "jazz", "rock"]
CLEAR_MARGIN = 0.1

each_song = pytest.mark.parametrize("name", NAMES)


def song(name):
    return DEMO / "songs" / f"{name}.ogg"


def table():
    with (DEMO / "pairs.tsv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t"))


def level_dbfs(samples):
    return 20 * np.log10(np.sqrt(np.mean(np.square(samples))))


def test_each_genre_has_one_pair_and_each_file_is_in_one():
    rows = table()
    assert [row["pair"] for row in rows] == NAMES
    for column, folder in (("song", "songs"), ("artwork", "artworks")):
        listed = [DEMO / row[column] for row in rows]
        assert sorted(listed) == sorted((DEMO / folder).iterdir())


def test_the_provenance_of_each_file_is_stated():
    rows = re.findall(
        r"^\| `(\S+)` \| (.+) \| (.+) \| (.+) \|$", (DEMO / "README.md").read_text(), re.M
    )
    named = {path for path, *cells in rows if all(cell.strip() for cell in cells)}
    files = [*(DEMO / "songs").iterdir(), *(DEMO / "artworks").iterdir()]
    assert named == {path.relative_to(DEMO).as_posix() for path in files}


@each_song
def test_a_song_is_30_s_of_44100_hz_stereo_vorbis(name):
    info = soundfile.info(song(name))
    assert (info.format, info.subtype) == ("OGG", "VORBIS")
    assert (info.samplerate, info.channels) == (44100, 2)
    assert info.duration == pytest.approx(30.0, abs=0.01)
    assert song(name).stat().st_size <= 400_000


@each_song
def test_a_song_is_loud_and_does_not_clip(name):
    samples, _ = soundfile.read(song(name))
    assert -2.0 <= 20 * np.log10(np.abs(samples).max()) <= -0.4


@each_song
def test_a_song_begins_at_once_and_is_never_silent_for_a_second(name):
    samples, rate_hz = soundfile.read(song(name))
    assert level_dbfs(samples[: rate_hz // 5]) > -30
    seconds = samples[: 29 * rate_hz].reshape(29, rate_hz, 2)
    assert min(level_dbfs(second) for second in seconds) > -30


@pytest.mark.parametrize("name", sorted(path.name for path in (DEMO / "artworks").iterdir()))
def test_an_artwork_opens_in_colour_and_is_small(name):
    path = DEMO / "artworks" / name
    with Image.open(path) as image:
        image.load()
        assert image.mode == "RGB"
        assert 600 <= max(image.size) <= 1024
        assert min(image.size) >= 400
    assert path.stat().st_size <= 250_000


@pytest.mark.parametrize("duration_s", [15, 20, 30])
@each_song
def test_a_songs_genre_is_heard_with_a_clear_margin(name, duration_s, musicnn_weights, tmp_path):
    samples, rate_hz = soundfile.read(song(name), frames=duration_s * 44100)
    excerpt = tmp_path / "excerpt.wav"
    soundfile.write(excerpt, samples, rate_hz, subtype="FLOAT")
    genres = read_genres(ROOT / "config" / "genres.tsv")
    sections = split_sections(duration_s, section_s=duration_s)
    captions = caption_sections(
        load("captioner", "musicnn"),
        name,
        excerpt,
        sections,
        genres,
        {"musicnn": musicnn_weights},
        np.zeros(0),
    )
    assert captions["genre"]["name"] == name
    (section,) = captions["sections"]
    rival = genre_from_tags(section["tags"], [genre for genre in genres if genre.name != name])
    margin = captions["genre"]["probability"] - (rival.probability or MINIMUM_PROBABILITY)
    assert margin >= CLEAR_MARGIN
