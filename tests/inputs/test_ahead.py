"""Pairs with styles, a corpus or prompts need a painter that takes them."""

import dataclasses
import re
from pathlib import Path

import pytest
import yaml
from study import ROOT

from yellowsound.inputs.ahead import check_taken
from yellowsound.inputs.pairs import Pair
from yellowsound.run.config import read_config
from yellowsound.run.errors import UserError
from yellowsound.run.plug_ins import ours

PAINTERS = ours(("painter",))
TAKERS = [name for name, painter in PAINTERS.items() if painter.takes_styles]


def pair(row, *styles):
    paths = tuple(map(Path, styles))
    return Pair(f"p{row}", row, Path("a"), (Path("b"),), (1.0,), None, None, None, paths)


def check(painter, *pairs):
    check_taken({"painter": painter, "walker": "vae-slerp", "pairs": "pairs.tsv"}, pairs)


@pytest.mark.parametrize("painter", PAINTERS)
def test_pairs_without_styles_are_for_every_painter(painter):
    check(painter, pair(2), pair(3))


def test_the_painter_under_style_vectors_takes_styles():
    assert TAKERS == ["style-vectors"]
    check("style-vectors", pair(2, "c.png"))


@pytest.mark.parametrize("painter", [name for name in PAINTERS if name not in TAKERS])
def test_others_are_refused_them_with_the_first_row_that_has_some(painter):
    with pytest.raises(UserError) as refused:
        check(painter, pair(2), pair(3, "c.png"), pair(4, "c.png"))
    assert str(refused.value) == (
        f"pairs.tsv row 3 (p3) has styles, which the painter {painter} does not take: set "
        "painter=style-vectors, or leave the cells of that column empty"
    )


def with_words(row, corpus=(), prompts=()):
    return dataclasses.replace(pair(row), corpus=tuple(map(Path, corpus)), prompts=prompts)


@pytest.fixture
def reader(tmp_path):
    """A painter from elsewhere that takes words and prompts."""
    file = tmp_path / "reader.py"
    file.write_text(
        "from yellowsound.run.plug_in import PlugIn\n"
        "def paint(brief): ...\n"
        "PLUG_IN = PlugIn('painter', 'reader', paint, 'x', takes_words=True, takes_prompts=True)\n"
    )
    return str(file)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (with_words(3, corpus=["c.png"]), "row 3 (p3) has a corpus, which the painter"),
        (with_words(3, prompts=("a sea",)), "row 3 (p3) has prompts, which the painter"),
    ],
    ids=["corpus", "prompts"],
)
def test_a_corpus_and_prompts_are_refused_painters_that_do_not_take_them(row, said):
    with pytest.raises(UserError) as refused:
        check("style-vectors", pair(2), row)
    assert said in str(refused.value)
    assert "style-vectors does not take" in str(refused.value)
    assert "leave the cells of that column empty" in str(refused.value)


@pytest.mark.parametrize(
    ("given", "row"),
    [
        ({}, with_words(2, prompts=("a sea",))),
        ({}, with_words(2, corpus=["c.png"])),
        ({"painter": "style-network", "walker": "style-path"}, pair(2, "c.png")),
        ({"preset": "prompt-walk"}, pair(2, "c.png")),
        ({"preset": "prompt-walk"}, with_words(2, corpus=["c.png"])),
        ({"preset": "sound-and-image", "describer": "none"}, pair(2)),
        ({"preset": "prompt-walk", "stable-diffusion": {"prompt": "williams"}}, pair(2)),
    ],
)
def test_what_is_advised_is_taken(given, row):
    for _ in range(4):
        config = read_config(given, ROOT / "config")
        try:
            check_taken(config, [row])
            break
        except UserError as error:
            advice = str(error).split(": set ")[1].split(", or ")[0]
        given = {**given, **advised(advice)}
    else:
        pytest.fail("what is advised is refused in its turn")


def advised(advice):
    """Return the configuration that an advice asks for; of several choices the last."""
    keys = re.findall(r"(?:^|[ ])([a-z-]+)(?:=|: )(\{.*?\}|[^ ]+)", advice.split(" or ")[-1])
    return {key: yaml.safe_load(value) for key, value in keys} or {
        advice.split("=")[0]: advice.split(" or ")[-1]
    }


def test_prompts_of_ones_own_need_nobody_who_describes():
    config = read_config({"preset": "sound-and-image", "describer": "none"}, ROOT / "config")
    check_taken(config, [with_words(2, prompts=("a sea",))])
    with pytest.raises(UserError, match=r"row 3 \(p3\) has no prompts, which stable-diffusion"):
        check_taken(config, [with_words(2, prompts=("a sea",)), pair(3)])


def test_a_corpus_that_no_prompt_is_drawn_from_is_refused():
    given = {"preset": "prompt-walk", "describer": "palette-words"}
    with pytest.raises(UserError, match="has a corpus, which stable-diffusion does not read"):
        check_taken(read_config(given, ROOT / "config"), [with_words(2, corpus=["c.png"])])


def test_a_painter_that_declares_it_takes_both(reader):
    config = {
        "painter": reader,
        "walker": "taesd",
        "pairs": "pairs.tsv",
        "describer": "palette-words",
    }
    check_taken(config, [with_words(2, ["c.png"], ("a sea",))])


def test_a_corpus_that_nobody_describes_is_refused(reader):
    config = {"painter": reader, "walker": "taesd", "pairs": "pairs.tsv", "describer": "none"}
    check_taken(config, [with_words(2, prompts=("a sea",))])
    with pytest.raises(UserError, match=r"row 2 \(p2\) has a corpus, which nobody describes: set"):
        check_taken(config, [with_words(2, ["c.png"])])


def test_weights_of_artworks_that_are_painted_in_turn_are_refused():
    weighted = dataclasses.replace(pair(3), artworks=(Path("b"), Path("c")), weights=(0.75, 0.25))
    config = {"painter": "style-vectors", "walker": "vector-path", "pairs": "pairs.tsv"}
    check_taken({**config, "style-vectors": {"artworks": "blend"}}, [weighted])
    with pytest.raises(UserError, match=r"pairs\.tsv row 3 \(p3\) has weights, but"):
        check_taken({**config, "style-vectors": {"artworks": "in-turn"}}, [pair(2), weighted])
