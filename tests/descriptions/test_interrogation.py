"""The search of CLIP Interrogator equals a slow and plain one, its quirks included."""

import hashlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from plain_interrogation import Plain, plain_fit, plain_rank

from yellowsound.descriptions.interrogation import (
    CHUNK,
    LIMIT,
    Sight,
    Table,
    best,
    chain,
    classic,
    fast,
    fit,
    merged,
    negative,
    rank,
)

NAMES = ("artists", "flavors", "mediums", "movements", "trendings")
DIMENSIONS = 4

# Small whole numbers: their products are exact, so that equals are equals for both.
directions = arrays(np.float32, DIMENSIONS, elements=st.integers(-3, 3).map(float))


def tables_of_rows(sizes):
    rows = [
        arrays(np.float16, (size, DIMENSIONS), elements=st.integers(-3, 3).map(float))
        for size in sizes
    ]
    return st.tuples(*rows)


def tokens(text):
    """Start, end, and as many as there are letters and commas."""
    return 2 + len(text.replace(" ", ""))


def embedded(text):
    """A direction that depends on every letter of a text, of whole numbers."""
    return np.frombuffer(hashlib.sha256(text.encode()).digest()[:DIMENSIONS], np.int8) // 32


def embed_all(texts):
    return np.array([embedded(text) for text in texts], dtype=np.float32)


def label(table, number):
    """Labels of one to ten letters; some stand twice."""
    return f"{table[:2]}{number % 11}"[: 2 + number % 9] + "x" * (number % 5)


@st.composite
def pictures(draw):
    """Tables, a direction, a chunk and a caption."""
    sizes = [draw(st.integers(1, 30)) for _ in NAMES]
    rows = draw(tables_of_rows(sizes))
    tables = {
        name: ([label(name, number) for number in range(len(held))], held)
        for name, held in zip(NAMES, rows, strict=True)
    }
    return tables, draw(directions), draw(st.integers(12, 200)), draw(st.sampled_from(CAPTIONS))


CAPTIONS = ("a sea", "me a house of many words that has a long name", "mex and a tree")


def both(drawn):
    tables, direction, chunk, caption = drawn
    plain = Plain(tables, direction, embedded, tokens, chunk)
    ours = {name: Table(*held) for name, held in tables.items()}
    return caption, plain, ours, Sight(direction, embed_all, tokens, chunk)


# --- ranking ----------------------------------------------------------------------------------


@given(
    st.integers(0, 40).flatmap(lambda size: tables_of_rows([size])),
    directions,
    st.integers(1, 50),
    st.integers(1, 12),
    st.booleans(),
)
def test_ranking_equals_the_plain_one(rows, direction, count, chunk, least):
    (rows,) = rows
    assert rank(rows, direction, count, chunk, least) == plain_rank(
        rows, direction, count, chunk, -1 if least else 1
    )


def test_of_one_more_than_a_chunk_each_of_two_runs_gives_half_of_it():
    rows = np.arange(2049, dtype=np.float32)[:, None]
    found = rank(rows, np.ones(1, dtype=np.float32), 2048)
    assert len(found) == 1024 + 1
    assert found[:2] == [2048, 2047]
    assert found[-1] == 1024


def test_the_top_2048_of_the_merged_table_are_2035():
    rows = np.random.default_rng(0).standard_normal((111867, 2)).astype(np.float16)
    assert len(rank(rows, np.ones(2, dtype=np.float32), CHUNK)) == 2035


def test_equal_directions_keep_their_order_wherever_they_stand():
    rows = np.tile(np.random.default_rng(0).standard_normal(768).astype(np.float16), (4099, 1))
    found = rank(rows, rows[0].astype(np.float32), 5)
    assert found == [0, 1, 2, 3, 4]


# --- fitting ----------------------------------------------------------------------------------


@given(st.lists(st.text("ab ", max_size=30), min_size=1, max_size=12).map(", ".join))
def test_fitting_equals_the_plain_one(text):
    assert fit(text, tokens) == plain_fit(text, tokens)


def test_a_part_that_makes_76_tokens_fits_and_one_that_makes_77_ends_it():
    # Counted without the comma: 'aa...bb...' has 2 + 37 + 37 = 76 tokens.
    assert fit("a" * 37 + ", " + "b" * 37 + ", c", tokens) == "a" * 37 + ", " + "b" * 37
    assert fit("a" * 37 + ", " + "b" * 38 + ", c", tokens) == "a" * 37
    assert tokens("a" * 37 + "b" * 38) == LIMIT


def test_a_first_part_is_kept_however_long_it_is():
    assert fit("a" * 100 + ", b", tokens) == "a" * 100


# --- modes ------------------------------------------------------------------------------------


@settings(max_examples=30)
@given(pictures())
def test_fast_equals_the_plain_one(drawn):
    caption, plain, tables, sight = both(drawn)
    assert fast(caption, tables, sight) == plain.fast(caption)


@settings(max_examples=30)
@given(pictures(), st.sampled_from([3, 32]))
def test_classic_equals_the_plain_one(drawn, flavors):
    caption, plain, tables, sight = both(drawn)
    assert classic(caption, tables, sight, flavors) == plain.classic(caption, flavors)


@settings(max_examples=30)
@given(pictures())
def test_best_equals_the_plain_one(drawn):
    caption, plain, tables, sight = both(drawn)
    texts = list(best(caption, tables, sight).values())
    answer = texts[int(np.argmax(sight.similarities(texts)))]
    assert answer == plain.best(caption)


@settings(max_examples=30)
@given(pictures(), st.lists(st.text("ab", min_size=1, max_size=4), max_size=4))
def test_negative_equals_the_plain_one(drawn, listed):
    _, plain, tables, sight = both(drawn)
    assert negative(tables["flavors"], listed, sight) == plain.negative(listed)


def test_the_medium_is_left_out_where_the_caption_begins_with_it():
    tables = {name: Table([name], np.ones((1, 1), np.float16)) for name in NAMES}
    sight = Sight(np.ones(1, np.float32), lambda texts: np.ones((len(texts), 1)), tokens)
    rest = "artists, trendings, movements, flavors"
    assert classic("a sea", tables, sight) == f"a sea, mediums {rest}"
    assert classic("mediums of a sea", tables, sight) == f"mediums of a sea {rest}"


def test_without_artists_their_place_stays_empty():
    tables = {name: Table([name], np.ones((1, 1), np.float16)) for name in NAMES[1:]}
    sight = Sight(np.ones(1, np.float32), lambda texts: np.ones((len(texts), 1)), tokens)
    assert classic("a sea", tables, sight) == "a sea, mediums, trendings, movements, flavors"
    assert "artists" not in merged(tables).labels


# --- a CLIP in which an order is planted ------------------------------------------------------


def planted(worth, caption, limit_tokens=lambda text: 2):
    """A picture to which a text is the nearer, the more its parts are worth together."""

    def embed(texts):
        worths = [sum(worth.get(part, 0.0) for part in text.split(", ")[1:]) for text in texts]
        angles = np.pi / 2 * (1 - np.clip(0.2 + np.array(worths), -1, 1))
        return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)

    labels = list(worth)
    rows = embed([f"{caption}, {one}" for one in labels]).astype(np.float16)
    fillers = {name: Table([name], np.array([[0.0, 1.0]], np.float16)) for name in NAMES}
    tables = {**fillers, "flavors": Table(labels, rows)}
    return tables, Sight(np.array([1.0, 0.0], np.float32), embed, limit_tokens)


WORTH = {"mist": 0.03, "gold": 0.2, "mud": -0.3, "sea": 0.1, "blue": 0.05, "rust": -0.2}


def test_the_planted_order_wins():
    tables, sight = planted(WORTH, "a picture")
    texts = best("a picture", tables, sight)
    assert texts["best"] == "a picture, gold, sea, blue, mist"
    assert int(np.argmax(sight.similarities(list(texts.values())))) == 3


def test_the_first_eight_links_are_tried_whatever_they_do_and_the_nearest_text_is_kept():
    worth = {f"w{number}": -0.01 for number in range(12)} | {"gold": 0.2}
    tables, sight = planted(worth, "a picture")
    seen = []
    counted = Sight(sight.direction, sight.embed, lambda text: seen.append(text) or 2)
    assert chain(counted, tables["flavors"].labels, "a picture") == "a picture, gold"
    assert len(seen) == 8  # gold, then seven that make it worse


def test_a_chain_goes_on_while_it_comes_nearer_up_to_32_links():
    worth = {f"w{number:02d}": 0.001 * (60 - number) / 60 for number in range(60)}
    tables, sight = planted(worth, "a picture")
    found = chain(sight, tables["flavors"].labels, "a picture")
    assert found.split(", ")[1:] == list(worth)[:32]


def test_a_text_of_77_tokens_ends_a_chain():
    tables, sight = planted(WORTH, "a picture", lambda text: 75 + text.count(","))
    assert chain(sight, tables["flavors"].labels, "a picture") == "a picture, gold, sea"


def test_a_chain_without_a_start_begins_with_what_is_nearest_alone():
    sight = Sight(
        np.array([1.0, 0.0], np.float32),
        lambda texts: np.array(
            [[float("gold" in text) - 0.1 * text.count(","), 0] for text in texts]
        ),
        tokens,
    )
    assert chain(sight, ["sea", "gold"]) == "gold"


def test_negative_says_what_is_least_near():
    tables, sight = planted({**WORTH, "blur": 0.0}, "a picture")
    assert negative(tables["flavors"], ["blur"], sight) == "mud, rust"


@pytest.mark.parametrize("phrases", [["a"], ["a", "a"]])
def test_phrases_that_run_out_end_a_chain(phrases):
    _, sight = planted({"a": 0.1}, "a picture")
    assert chain(sight, phrases, "a picture") == "a picture, a"
