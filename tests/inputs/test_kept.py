"""A run keeps what it was asked for: from its folder alone it can be run again."""

from pathlib import Path

import pytest
import yaml
from study import ROOT

from yellowsound.captions.genres import read_genres
from yellowsound.inputs.kept import keep_what_was_asked, relocated
from yellowsound.inputs.one_song import pairs_given
from yellowsound.inputs.pairs import read_pairs
from yellowsound.run.config import read_config

HEADER = "pair\tsong\tartwork\tstyles\tgenre"


@pytest.fixture
def study(tmp_path, monkeypatch):
    """Return a folder with a table of pairs; the workflow is run in its parent."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "study"
    folder.mkdir()
    (folder / "pairs.tsv").write_text(
        f"{HEADER}\nnight\tsongs/night.wav\ta.png|b c.png\t\tjazz\n"
        f"day\t{tmp_path}/day.wav\ta.png\tlook.png\t\n"
    )
    return folder


def configured(**given):
    return read_config({"run": "mine", **given}, ROOT / "config")


def kept(config, folder="results/mine/config"):
    keep_what_was_asked(config, folder)
    return yaml.safe_load(Path(folder, "config.yaml").read_text(encoding="utf-8"))


def normal(paths):
    return [Path(path).resolve() for path in paths]


def test_the_kept_table_names_the_same_files(study):
    config = configured(pairs="study/pairs.tsv")
    again = read_pairs(kept(config)["pairs"])
    for one, other in zip(read_pairs("study/pairs.tsv"), again, strict=True):
        assert normal([one.song, *one.pictures]) == normal([other.song, *other.pictures])
        assert (one.name, one.genre, one.weights) == (other.name, other.genre, other.weights)


def test_what_is_kept_is_a_configuration_that_says_the_same(study):
    config = configured(pairs="study/pairs.tsv", fps=12, energy={"harmonic_weight": 0.3})
    again = read_config(kept(config), ROOT / "config")
    tables = {"pairs", "genres", "models", "styles", "external", "experiment_texts"}
    assert {k: v for k, v in again.items() if k not in tables} == {
        k: v for k, v in config.items() if k not in tables
    }


def test_a_draft_is_not_halved_again(study):
    config = configured(pairs="study/pairs.tsv", draft=True)
    again = read_config(kept(config), ROOT / "config")
    assert (again["width"], again["fps"]) == (config["width"], config["fps"])


def test_a_table_without_paths_is_kept_byte_by_byte(study):
    """What rests on its hash is not made again."""
    config = configured(pairs="study/pairs.tsv")
    table = kept(config)["genres"]
    assert Path(table).read_bytes() == Path(config["genres"]).read_bytes()


def test_what_participants_read_is_kept_too(study):
    config = configured(pairs="study/pairs.tsv")
    texts = kept(config)["experiment_texts"]
    assert Path(texts).parent == Path("results/mine/config")
    assert Path(texts).read_bytes() == Path(config["experiment_texts"]).read_bytes()


def test_pictures_of_genres_are_found_from_the_new_place(study):
    genres = "genre\taliases\ttags\tstyle\tmixture\tpictures\n"
    genres += "jazz\t\tMSD:jazz\tblue\t12:1\tlook.png\n"
    (study / "genres.tsv").write_text(genres)
    (old,) = read_genres("study/genres.tsv")
    config = configured(pairs="study/pairs.tsv", genres="study/genres.tsv")
    (new,) = read_genres(kept(config)["genres"])
    assert normal(old.pictures) == normal(new.pictures)


def test_a_song_given_by_itself_becomes_a_table(study):
    config = configured(song="study/It's night.wav", artwork="study/a.png")
    given = kept(config)
    assert given["song"] == given["artwork"] == ""
    (again,) = read_pairs(given["pairs"])
    (pair,) = pairs_given(config)
    assert again.name == pair.name
    assert normal([again.song, *again.artworks]) == normal([pair.song, *pair.artworks])


def test_kept_twice_it_stays_as_it_is(study):
    first = kept(configured(pairs="study/pairs.tsv"))
    table = Path(first["pairs"]).read_text(encoding="utf-8")
    again = kept(read_config(first, ROOT / "config"))
    assert again == first
    assert Path(first["pairs"]).read_text(encoding="utf-8") == table


def test_cells_that_a_spreadsheet_quoted_are_moved_too(tmp_path):
    (tmp_path / "t.tsv").write_text('pair\tsong\nx\t"a ""b"".wav"\n')
    text = relocated(tmp_path / "t.tsv", tmp_path / "below", ("song",)).decode()
    assert text == 'pair\tsong\nx\t../a "b".wav\n'
