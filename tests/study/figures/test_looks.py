"""A schedule looks the same in every figure, and unlike any other."""

from itertools import combinations

from yellowsound.run.plots import SCHEDULE_LOOKS, looks_of
from yellowsound.run.registry import REGISTRY


def test_every_schedule_has_a_look():
    assert set(SCHEDULE_LOOKS) <= set(REGISTRY["schedule"])


def test_no_two_schedules_share_a_colour_or_a_marker():
    for one, other in combinations(SCHEDULE_LOOKS.values(), 2):
        assert one.colour != other.colour
        assert one.marker != other.marker


def test_a_look_does_not_depend_on_the_other_schedules():
    assert looks_of(["onset", "linear"])["onset"] == looks_of(["onset"])["onset"]
    assert list(looks_of(["onset", "linear"])) == list(looks_of(["linear", "onset"]))


def test_videos_from_elsewhere_come_last_and_look_unlike_each_other():
    looks = looks_of(["published b", "onset", "published a"])
    assert list(looks) == ["onset", "published a", "published b"]
    assert len({(look.colour, look.marker) for look in looks.values()}) == 3


def test_more_videos_from_elsewhere_than_looks_can_be_drawn():
    assert len(looks_of(map(str, range(40)))) == 40
