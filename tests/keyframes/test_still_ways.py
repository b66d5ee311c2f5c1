"""Where nothing would change from one keyframe to the next, it is said."""

import logging

import numpy as np
import pytest

from yellowsound.keyframes.brief import Brief, Painting
from yellowsound.keyframes.keyframes import paint_keyframes, still_ways
from yellowsound.run.plug_in import PlugIn


def grey(level):
    return np.full((8, 8, 3), level, dtype=np.uint8)


@pytest.fixture
def paint(tmp_path, caplog):
    """Return a function from the levels of grey keyframes to what is warned of."""

    def painted(*levels):
        images = [grey(level) for level in levels]
        mine = Painting(images, [{}] * len(images), {"name": "mine"})
        captions = {"sections": [{"section": n, "genre": None} for n in range(1, len(levels))]}
        brief = Brief("one", [grey(0)], [1.0], captions, "first", 0)
        with caplog.at_level(logging.WARNING):
            paint_keyframes(
                PlugIn("painter", "mine", lambda _: mine, "mine"), brief, tmp_path / "k"
            )
        return caplog.text

    return painted


@pytest.mark.parametrize(
    ("levels", "still"), [((1, 2, 3), []), ((1, 1, 1), [1, 2]), ((1, 2, 2, 1), [2]), ((1,), [])]
)
def test_the_sections_are_those_that_end_as_they_start(levels, still):
    assert still_ways([grey(level) for level in levels]) == still


def test_who_asks_for_no_variation_is_told_what_follows(paint):
    said = paint(1, 1, 1)
    assert "one: the keyframe of section 1, 2 is the picture before it" in said
    assert "let the painter mine vary more" in said


def test_keyframes_that_differ_are_not_remarked_on(paint):
    assert paint(1, 2, 3) == ""
