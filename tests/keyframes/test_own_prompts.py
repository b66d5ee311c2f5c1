"""A pair has no prompt of its own, one for all sections, or one for each."""

import numpy as np
import pytest

from yellowsound.inputs.prompts import wrong_count
from yellowsound.keyframes.brief import Brief, Painting, read_keyframes
from yellowsound.keyframes.keyframes import paint_keyframes
from yellowsound.run.errors import UserError
from yellowsound.run.plug_in import PlugIn


def paint(brief):
    count = len(brief.captions["sections"]) + 1
    told = {"prompts": list(brief.prompts)}
    return Painting([brief.artworks[0]] * count, [told] * count, {"name": "mine"})


PAINTER = PlugIn("painter", "mine", paint, "mine", takes_prompts=True)


def brief(sections, *prompts):
    captions = {"sections": [{"section": n, "genre": None} for n in range(1, sections + 1)]}
    picture = np.zeros((8, 8, 3), dtype=np.uint8)
    return Brief("one", [picture], [1.0], captions, "first", 0, prompts=prompts)


@pytest.mark.parametrize("prompts", [(), ("a sea",), ("a sea", "a land")])
def test_none_one_or_one_for_each_section_are_painted_by(tmp_path, prompts):
    paint_keyframes(PAINTER, brief(2, *prompts), tmp_path / "one")
    assert read_keyframes(tmp_path / "one")["images"][1]["prompts"] == list(prompts)


def test_another_number_is_refused_before_anything_is_painted(tmp_path):
    with pytest.raises(UserError) as refused:
        paint_keyframes(PAINTER, brief(2, "a", "b", "c"), tmp_path / "one")
    assert str(refused.value) == (
        "the row of one in the pairs table has 3 prompts for 2 sections: give one for all, or "
        "one for each"
    )
    assert not (tmp_path / "one").exists()


@pytest.mark.parametrize(
    ("prompts", "sections", "is_wrong"),
    [(0, 3, False), (1, 3, False), (3, 3, False), (2, 3, True), (4, 3, True), (2, 1, True)],
)
def test_only_none_one_and_as_many_as_sections_fit(prompts, sections, is_wrong):
    assert (wrong_count(prompts, sections) is not None) == is_wrong


def test_a_single_section_is_told_as_one():
    assert "2 prompts for 1 section:" in wrong_count(2, 1)
