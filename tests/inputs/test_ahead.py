"""Pairs with pictures that lend a style need a painter that takes them."""

from pathlib import Path

import pytest

from yellowsound.inputs.ahead import check_styles
from yellowsound.inputs.pairs import Pair
from yellowsound.run.errors import UserError
from yellowsound.run.plug_ins import ours

PAINTERS = ours(("painter",))
TAKERS = [name for name, painter in PAINTERS.items() if painter.takes_styles]


def pair(row, *styles):
    paths = tuple(map(Path, styles))
    return Pair(f"p{row}", row, Path("a"), (Path("b"),), (1.0,), None, None, None, paths)


def check(painter, *pairs):
    check_styles({"painter": painter, "pairs": "pairs.tsv"}, pairs)


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
