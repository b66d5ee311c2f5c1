"""Williams' prompt: words of the corpus and tags of the music, drawn without replacement."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yellowsound.keyframes.prompts import descriptors, probable_tags, williams_prompt

CORPUS = [", ".join(f"p{picture}d{n}" for n in range(8)) for picture in range(3)]
MTT = {f"mtt{n:02d}": 1 / (n + 1) for n in range(50)}
MSD = {f"msd{n:02d}": 1 / (n + 1) for n in range(50)}

words = st.text("abc", min_size=1, max_size=3)
corpora = st.lists(st.lists(words, max_size=6).map(", ".join), max_size=5)
tag_sets = st.dictionaries(
    st.sampled_from(["MTT", "MSD"]),
    st.dictionaries(words, st.floats(0, 1), max_size=15),
    max_size=2,
)


def parts_of(prompt):
    assert prompt == "" or prompt.endswith(". ")
    return prompt.split(". ")[:-1]


def test_a_prompt_is_twelve_descriptors_then_five_tags_each_followed_by_a_stop():
    parts = parts_of(williams_prompt(CORPUS, {"MTT": MTT}, seed=7))
    assert len(parts) == 17
    assert all(part.startswith("p") for part in parts[:12])
    assert all(part.startswith("mtt") for part in parts[12:])
    assert len(set(parts)) == 17


def test_tags_are_of_the_ten_most_probable_or_of_five_of_each_of_two_sets():
    assert probable_tags({"MTT": MTT}) == [f"mtt{n:02d}" for n in range(10)]
    both = probable_tags({"MTT": MTT, "MSD": MSD})
    assert both == [f"{name}{n:02d}" for name in ("mtt", "msd") for n in range(5)]


def test_the_order_of_a_tag_set_does_not_matter_but_for_equals():
    assert probable_tags({"MTT": dict(reversed(MTT.items()))}) == probable_tags({"MTT": MTT})
    assert probable_tags({"MTT": {"b": 0.5, "a": 0.5, "c": 0.7}}) == ["c", "b", "a"]


def test_a_tag_of_both_sets_counts_once():
    assert probable_tags({"MTT": {"rock": 0.9, "loud": 0.1}, "MSD": {"rock": 0.8}}) == [
        "rock",
        "loud",
    ]


def test_descriptors_keep_their_order_and_those_that_stand_twice():
    assert descriptors(["a cat, oil on canvas", "a dog, oil on canvas", ""]) == [
        "a cat",
        "oil on canvas",
        "a dog",
        "oil on canvas",
    ]


def test_a_comma_within_a_number_or_name_parts_nothing():
    assert descriptors(["1,000 birds, flying"]) == ["1,000 birds", "flying"]


@pytest.mark.parametrize("corpus", [[], [""], ["a"], ["a, b, c"]])
def test_of_fewer_descriptors_all_are_taken(corpus):
    parts = parts_of(williams_prompt(corpus, {}, seed=1))
    assert sorted(parts) == sorted(descriptors(corpus))


@given(corpora, tag_sets, st.integers(0, 2**63 - 1))
def test_no_place_is_drawn_twice_and_nothing_is_invented(corpus, tags, seed):
    parts = parts_of(williams_prompt(corpus, tags, seed))
    known, probable = descriptors(corpus), probable_tags(tags)
    count = min(12, len(known))
    assert len(parts) == count + min(5, len(probable))
    assert not Counter(parts[:count]) - Counter(known)
    assert not Counter(parts[count:]) - Counter(probable)


def test_equal_seeds_draw_equal_prompts_and_others_do_not():
    drawn = [williams_prompt(CORPUS, {"MTT": MTT}, seed) for seed in (1, 1, 2)]
    assert drawn[0] == drawn[1] != drawn[2]


def test_every_descriptor_and_tag_is_drawn_about_as_often():
    drawn = Counter()
    for seed in range(400):
        drawn.update(parts_of(williams_prompt(CORPUS, {"MTT": MTT}, seed)))
    # 12 of 24 descriptors, 5 of 10 tags: each in half of the prompts, within 5 deviations.
    assert len(drawn) == 34
    assert all(150 <= count <= 250 for count in drawn.values())
