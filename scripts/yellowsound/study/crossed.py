"""Which picture is scored against which song, for the evidence of a study.

A picture that follows its song must follow it better than it follows other
songs: so every picture is heard with them, too.
"""

from collections.abc import Mapping

import numpy as np

from yellowsound.run.seeds import derive_seed

ALL_UP_TO = 40
"""Up to so many pictures of a schedule each is heard with every song: 1600 crossings."""

DERANGEMENTS = 30
"""Of more pictures each is heard with its own song and with so many others."""


def crossings(songs: Mapping[str, str], seed: int) -> list[tuple[str, str]]:
    """Return which pictures of a schedule are heard with which songs.

    Of more than `ALL_UP_TO` pictures each hears its own song and
    `DERANGEMENTS` others. A derangement gives every picture a song that is
    not its own, and every song to as many pictures as it has of its own. The
    songs stand around a circle in a random order; a derangement moves all of
    them by one random number of places, another one each time, so that no
    picture hears a song twice. Seen from any song the circle looks the same:
    where pictures do not follow their songs, the own one is as good as any
    of the others that were drawn.

    Parameters
    ----------
    songs
        Name of each picture's own song. Several pictures may have one song.
    seed
        The configured seed.

    Returns
    -------
    list of tuple
        Picture and song, picture by picture in the order of `songs`; each
        picture's songs by their names. The draw depends on the songs' names
        and the seed, not on the order of `songs`.
    """
    names = sorted(set(songs.values()))
    if len(songs) <= ALL_UP_TO or len(names) <= DERANGEMENTS + 1:
        return [(picture, song) for picture in songs for song in names]
    random = np.random.default_rng(derive_seed(seed, "crossings"))
    circle = [names[place] for place in random.permutation(len(names))]
    place_of = {song: place for place, song in enumerate(circle)}
    moves = random.choice(np.arange(1, len(names)), DERANGEMENTS, replace=False)
    return [
        (picture, song)
        for picture, own in songs.items()
        for song in sorted(circle[(place_of[own] + move) % len(names)] for move in (0, *moves))
    ]
