"""Every picture is heard with every song, or of many with some that are drawn fairly."""

from collections import Counter

import pytest

from yellowsound.study.crossed import ALL_UP_TO, DERANGEMENTS, crossings


def pictures(count):
    return {f"picture {number}": f"song {number}" for number in range(count)}


def test_up_to_forty_pictures_hear_every_song():
    songs = pictures(ALL_UP_TO)
    found = crossings(songs, seed=0)
    assert len(found) == len(set(found)) == ALL_UP_TO**2
    assert found == crossings(songs, seed=1)


def test_pictures_of_one_song_hear_it_once():
    songs = {"a": "x", "a~seed1": "x", "b": "y"}
    assert crossings(songs, 0) == [(picture, song) for picture in songs for song in ("x", "y")]


@pytest.mark.parametrize("count", [ALL_UP_TO + 1, 100])
def test_more_pictures_hear_their_own_song_and_thirty_others(count):
    songs = pictures(count)
    found = crossings(songs, seed=0)
    heard = Counter(picture for picture, _ in found)
    assert set(heard.values()) == {1 + DERANGEMENTS}
    assert len(set(found)) == len(found)
    assert {(picture, song) for picture, song in songs.items()} <= set(found)
    # A derangement gives each song to one picture: all are heard equally often.
    assert set(Counter(song for _, song in found).values()) == {1 + DERANGEMENTS}


def test_pictures_of_one_song_hear_the_same_others():
    songs = pictures(50) | {"another": "song 7"}
    found = crossings(songs, seed=0)
    by_picture = {name: {song for picture, song in found if picture == name} for name in songs}
    assert by_picture["another"] == by_picture["picture 7"]


def test_many_pictures_of_few_songs_hear_all_of_them():
    songs = {f"picture {number}": f"song {number % 20}" for number in range(60)}
    assert len(crossings(songs, seed=0)) == 60 * 20


def test_the_draw_depends_on_the_seed_and_on_no_order():
    songs = pictures(60)
    first = crossings(songs, seed=0)
    turned = crossings(dict(reversed(songs.items())), seed=0)
    assert set(first) == set(turned)
    assert set(first) != set(crossings(songs, seed=1))
