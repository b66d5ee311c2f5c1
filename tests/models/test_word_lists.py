"""Word lists come from the published wheel alone; labels and their directions from them."""

import zipfile
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock
from words import LISTS, write_words

from yellowsound.models.folders import read_record
from yellowsound.models.table import HubModel
from yellowsound.models.wheels import fetch_wheel
from yellowsound.models.word_embeddings import embed_labels, read_embeddings, stamp
from yellowsound.models.word_lists import (
    RANKED,
    WHEEL,
    WORDS,
    convert,
    labels_of,
    nameless,
    read_list,
)
from yellowsound.run.errors import UserError

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """The folder of the published lists, fetched where that has not been done yet."""
    folder = ROOT / "resources" / "models" / WORDS
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.parent / ".tests.lock"):
        if not folder.exists():
            convert(fetch_wheel(WHEEL, tmp_path_factory.mktemp("wheel")), folder)
    return folder


@pytest.fixture(scope="module")
def words(tmp_path_factory):
    return write_words(tmp_path_factory.mktemp("models") / WORDS)


# --- the published lists ----------------------------------------------------------------------


def test_the_published_lists_have_as_many_labels_as_is_told_of_them(published):
    counts = {name: len(read_list(published / f"{name}.txt")) for name in LISTS}
    assert counts == {
        "artists": 5265,
        "flavors": 100970,
        "mediums": 95,
        "movements": 200,
        "negative": 41,
    }


def test_the_merged_table_has_111867_labels_one_of_them_blank(published):
    labels = labels_of(published)
    merged = [label for name in RANKED for label in labels[name]]
    assert len(merged) == 111867
    assert merged.count("") == 1


def test_344_lines_have_curly_quotes_which_are_repaired_before_they_are_read(published):
    lines = [line for name in LISTS for line in read_list(published / f"{name}.txt")]
    quotes = "\u2018\u2019\u201c\u201d"
    assert sum(any(quote in line for quote in quotes) for line in lines) == 344


def test_nothing_but_the_lists_and_their_record_is_kept_of_the_wheel(published):
    assert {path.name for path in published.iterdir()} == {
        "model.json",
        *(f"{name}.txt" for name in LISTS),
    }
    record = read_record(published)
    assert (record["package"], record["licence"]) == (WHEEL.name, "MIT")


def test_without_artists_two_in_a_hundred_flavors_are_left_out(published):
    labels = labels_of(published)
    free = nameless(labels["flavors"], labels["artists"])
    assert 0.97 < np.mean(free) < 0.99
    left = [label for label, is_free in zip(labels["flavors"], free, strict=True) if is_free]
    for name in ("greg rutkowski", "van gogh", "james jean", "wlop"):
        assert not any(f" {name} " in f" {label} " for label in left)


def test_a_wheel_without_them_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.whl", "w") as archive:
        archive.writestr("clip_interrogator/data/artists.txt", "x\n")
    with pytest.raises(UserError, match="does not hold the word lists of CLIP Interrogator"):
        convert(tmp_path / "x.whl", tmp_path / "words")
    assert not (tmp_path / "words").exists()


# --- labels -----------------------------------------------------------------------------------


def test_all_artists_are_labels_by_them_then_inspired_by_them(words):
    assert labels_of(words)["artists"] == [
        *("by Ada Blue", "by Zoë", "by Ivan Sea"),
        *("inspired by Ada Blue", "inspired by Zoë", "inspired by Ivan Sea"),
    ]


def test_eighteen_sites_are_seventy_two_labels(words):
    trendings = labels_of(words)["trendings"]
    assert len(trendings) == 72
    assert [trendings[place] for place in (0, 17, 18, 36, 54, 71)] == [
        "Artstation",
        "zbrush central",
        "trending on Artstation",
        "featured on Artstation",
        "Artstation contest winner",
        "zbrush central contest winner",
    ]


def test_the_other_lists_are_as_they_are_blank_lines_and_all(words):
    labels = labels_of(words)
    for name in ("flavors", "mediums", "movements", "negative"):
        assert labels[name] == LISTS[name]


def test_lines_are_stripped_and_bytes_that_are_no_text_replaced(tmp_path):
    (tmp_path / "list.txt").write_bytes(b" a b \r\n\n\xffc\nd")
    assert read_list(tmp_path / "list.txt") == ["a b", "", "\ufffdc", "d"]


@pytest.mark.parametrize(
    ("label", "is_free"),
    [
        ("a red sea", True),
        ("in the style of ADA-blue!", False),
        ("ada. blue", False),
        ("canada blue", True),
        ("zoë", False),
        ("zoës", True),
        ("", True),
    ],
)
def test_a_name_counts_as_whole_words_whatever_stands_between_them(words, label, is_free):
    assert nameless([label], labels_of(words)["artists"]) == [is_free]


# --- their directions -------------------------------------------------------------------------


class Letters:
    """Stands for CLIP: the direction of a text is that of its number of letters."""

    def __init__(self):
        self.source = {"name": "letters", "commit": "c" * 40}

    def embedded_in_batches(self, texts):
        for start in range(0, len(texts), 4):
            angles = np.array([len(text) / 100 for text in texts[start : start + 4]])
            yield np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


def test_directions_are_kept_in_half_precision_table_by_table(words, tmp_path):
    embed_labels(Letters(), words, tmp_path / "embeddings")
    labels = labels_of(words)
    tables = read_embeddings(tmp_path / "embeddings", labels)
    assert tuple(tables) == RANKED
    for name, table in tables.items():
        angles = np.array([len(label) / 100 for label in labels[name]])
        assert table.dtype == np.float16
        np.testing.assert_allclose(table[:, 1], np.sin(angles), atol=1e-3)
    record = read_record(tmp_path / "embeddings")
    assert (record["clip"]["commit"], record["package"]) == ("c" * 40, WHEEL.name)


def test_directions_of_other_labels_are_refused(words, tmp_path):
    embed_labels(Letters(), words, tmp_path / "embeddings")
    labels = labels_of(words)
    with pytest.raises(UserError, match="has 3 embeddings of movements for 4 labels: delete it"):
        read_embeddings(tmp_path / "embeddings", {**labels, "movements": ["x"] * 4})


def test_another_model_or_revision_has_another_stamp():
    model = HubModel("clip", "a/b", "c" * 40, ("*.json",), "MIT")
    other = HubModel("clip", "a/b", "d" * 40, ("*.json",), "MIT")
    assert stamp(model) == stamp(model) != stamp(other)
    assert len({stamp(model), stamp(other), stamp(None)}) == 3
