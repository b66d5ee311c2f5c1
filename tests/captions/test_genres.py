"""The genre table is checked cell by cell, and names a song's genre by its tags."""

import itertools
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yellowsound.captions.genres import (
    MINIMUM_PROBABILITY,
    NO_GENRE,
    find_genre,
    genre_from_tags,
    read_genres,
)
from yellowsound.models.musicnn_tags import TAG_SETS
from yellowsound.run.errors import UserError

TABLE = Path(__file__).parents[2] / "config" / "genres.tsv"
HEADER = "genre\taliases\ttags\tstyle\tmixture"
JAZZ = "jazz\tbebop, big band\tMSD:jazz\tAbstract Art\t3:1,7:3"


@pytest.fixture(scope="module")
def genres():
    return read_genres(TABLE)


@pytest.fixture
def write_table(tmp_path):
    def write(*rows, header=HEADER, newline="\n", encoding="utf-8"):
        path = tmp_path / "genres.tsv"
        path.write_bytes(newline.join([header, *rows, ""]).encode(encoding))
        return path

    return write


def tags(**known):
    """Probabilities of all tags, 0 but for those named as MTT_tag or MSD_tag."""
    probabilities = {name: dict.fromkeys(tags, 0.0) for name, tags in TAG_SETS.items()}
    for key, probability in known.items():
        tag_set, tag = key.split("_", 1)
        assert tag in probabilities[tag_set]
        probabilities[tag_set][tag] = probability
    return probabilities


# --- the table that comes with the project ---------------------------------------------


def test_the_genres_stand_in_the_published_order(genres):
    published = (
        "pop, rock, punk, jazz, blues, indie, classical, country, folk, electronic, techno, "
        "electro, house, gospel, latin, metal, rap, hip hop, reggae, reggaeton, funk, disco, R&B"
    )
    assert [genre.name for genre in genres] == published.split(", ")


@pytest.mark.parametrize(
    ("genre", "movement"),
    [
        *{"pop": "Pop Art", "rock": "Grunge", "punk": "Expressionism", "jazz": "Abstract"}.items(),
        *{"blues": "sepia", "classical": "Impressionism", "country": "Americana"}.items(),
        *{"techno": "Futurism", "gospel": "Renaissance", "latin": "Muralism"}.items(),
        *{"metal": "Gothic", "rap": "Street", "hip hop": "Graffiti", "reggae": "Rasta"}.items(),
        *{"reggaeton": "Urban", "disco": "Psychedelic", "R&B": "Neo-Soul"}.items(),
    ],
)
def test_a_style_names_the_genres_art_movement(genres, genre, movement):
    assert movement in find_genre(genre, genres).style


def test_each_mixture_blends_two_to_four_styles(genres):
    for genre in genres:
        assert 2 <= sum(weight > 0 for weight in genre.mixture) <= 4
        assert math.fsum(genre.mixture) == pytest.approx(1)


def test_the_demos_genres_share_no_style(genres):
    names = ("classical", "country", "electronic", "jazz", "rock")
    demo = [find_genre(name, genres) for name in names]
    for one, other in itertools.combinations(demo, 2):
        assert sum(map(min, one.mixture, other.mixture)) == 0, (one.name, other.name)


def test_no_two_genres_share_a_tag(genres):
    meant = [tag for genre in genres for tag in genre.tags]
    assert len(meant) == len(set(meant))


# --- reading a table -------------------------------------------------------------------


@pytest.mark.parametrize("options", [{}, {"newline": "\r\n"}, {"encoding": "utf-8-sig"}])
def test_a_row_is_read(write_table, options):
    (jazz,) = read_genres(write_table(JAZZ, **options))
    assert (jazz.name, jazz.style) == ("jazz", "Abstract Art")
    assert jazz.aliases == ("bebop", "big band")
    assert jazz.tags == (("MSD", "jazz"),)
    assert (jazz.mixture[3], jazz.mixture[7], sum(jazz.mixture)) == (0.25, 0.75, 1)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("\t\t\tstyle\t1:1", "row 3, column genre: it is empty"),
        ("pop\t\t\t \t1:1", "row 3, column style: it is empty"),
        ("pop\t\tMTT:jazz\tstyle\t1:1", "row 3, column tags: 'MTT:jazz' is not a tag"),
        ("pop\t\tpop\tstyle\t1:1", "row 3, column tags: 'pop' is not a tag"),
        ("pop\t\t\tstyle\t", "row 3, column mixture: no style has a weight"),
        ("pop\t\t\tstyle\t1:0", "row 3, column mixture: no style has a weight"),
        ("pop\t\t\tstyle\t26:1", "row 3, column mixture: there is no style 26"),
        ("pop\t\t\tstyle\t-1:1", "row 3, column mixture: there is no style -1"),
        ("pop\t\t\tstyle\t1:-0.5,2:1", "row 3, column mixture: the weight of style 1"),
        ("pop\t\t\tstyle\t1:nan", "row 3, column mixture: the weight of style 1"),
        ("pop\t\t\tstyle\t1:inf", "row 3, column mixture: the weight of style 1"),
        ("pop\t\t\tstyle\t1:1e308, 2:1e308", "row 3, column mixture: the weight of style 1"),
        ("pop\t\t\tstyle\t1", "row 3, column mixture: '1' is not style:weight"),
        ("pop\t\t\tstyle\t1:0.5,1:0.5", "row 3, column mixture: style 1 stands twice"),
        ("Jazz\t\t\tstyle\t1:1", "row 3, column genre: 'Jazz' stands for jazz already"),
        ("pop\tBig-Band\t\tstyle\t1:1", "row 3, column aliases: 'Big-Band' stands for jazz"),
        ("pop\t\tstyle\t1:1", "row 3: it has not as many cells as the header"),
        ("pop\t\t\tstyle\t1:1\tmore", "row 3: it has not as many cells as the header"),
    ],
)
def test_a_mistake_is_told_with_file_row_and_column(write_table, row, message):
    with pytest.raises(UserError, match=f"genres.tsv: {message}"):
        read_genres(write_table(JAZZ, row))


def test_all_mistakes_are_told_at_once(write_table):
    with pytest.raises(UserError) as told:
        read_genres(write_table("pop\t\t\t\t1:1", JAZZ, "rock\t\t\tstyle\t"))
    assert [line.split(": ")[1] for line in str(told.value).splitlines()] == [
        "row 2, column style",
        "row 4, column mixture",
    ]


def test_pictures_may_stand_beside_a_mixture_by_paths_from_the_table(write_table, tmp_path):
    header, rows = f"{HEADER}\tpictures", (f"{JAZZ}\ta, b.jpg | in/c.png", "pop\t\t\tstyle\t1:1")
    jazz, pop = read_genres(write_table(*rows, header=header))
    assert jazz.pictures == (tmp_path / "a, b.jpg", tmp_path / "in" / "c.png")
    assert (jazz.mixture[7], pop.pictures) == (0.75, ())


@pytest.mark.parametrize(
    ("cell", "message"),
    [("a.jpg|", "'a.jpg|' has an empty part"), ("a\x07.jpg", "holds a control character")],
)
def test_a_mistake_in_the_cell_of_pictures_is_told(write_table, cell, message):
    with pytest.raises(UserError) as told:
        read_genres(write_table(f"{JAZZ}\t{cell}", header=f"{HEADER}\tpictures"))
    assert "genres.tsv: row 2, column pictures: " in str(told.value)
    assert message in str(told.value)


@pytest.mark.parametrize("header", ["genre\tstyle", HEADER.replace("tags", "tag"), ""])
def test_other_columns_are_refused(write_table, header):
    with pytest.raises(UserError, match="columns must be genre, aliases, tags, style, mixture"):
        read_genres(write_table(JAZZ, header=header))


def test_a_table_without_rows_is_refused(write_table):
    with pytest.raises(UserError, match="there is no row"):
        read_genres(write_table())


def test_a_missing_table_is_refused(tmp_path):
    with pytest.raises(UserError, match="cannot be read"):
        read_genres(tmp_path / "genres.tsv")


def test_a_table_in_another_encoding_is_refused(write_table):
    with pytest.raises(UserError, match="cannot be read"):
        read_genres(write_table(JAZZ.replace("Art", "é"), encoding="latin-1"))


# --- the genre of a song ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("heard", "name", "probability"),
    [
        ({"MSD_jazz": 0.98, "MTT_classical": 0.4}, "jazz", 0.98),
        ({"MSD_blues": 0.36, "MSD_rock": 0.30}, "blues", 0.36),
        ({"MTT_rock": 0.58, "MSD_metal": 0.72}, "metal", 0.72),
        ({"MTT_country": 0.3, "MSD_country": 0.5}, "country", 0.5),
        ({"MSD_Hip-Hop": 0.6}, "hip hop", 0.6),
    ],
)
def test_the_most_probable_tag_of_either_set_names_the_genre(genres, heard, name, probability):
    match = genre_from_tags(tags(**heard), genres)
    assert (match.name, match.probability, match.how) == (name, probability, "musicnn tags")
    assert match.style == find_genre(name, genres).style


def test_among_equals_the_first_in_the_table_wins(genres):
    match = genre_from_tags(tags(MSD_jazz=0.5, MSD_rock=0.5, MTT_techno=0.5), genres)
    assert match.name == "rock"


def test_a_tag_that_means_no_genre_names_none(genres):
    assert genre_from_tags(tags(MTT_guitar=0.9, MSD_sexy=0.9), genres) == NO_GENRE


@given(probability=st.floats(0, 1))
def test_a_genre_needs_the_minimum_probability(probability):
    match = genre_from_tags(tags(MSD_funk=probability), read_genres(TABLE))
    assert match.name == ("funk" if probability >= MINIMUM_PROBABILITY else None)
    assert match.how == ("musicnn tags" if match.name else "none")
    assert bool(match.style) == bool(match.name)


def test_a_table_without_tags_names_no_genre(write_table):
    untagged = read_genres(write_table(JAZZ.replace("MSD:jazz", "")))
    assert genre_from_tags(tags(MSD_jazz=1.0), untagged) == NO_GENRE


@pytest.mark.parametrize(
    ("word", "name"),
    [
        *{"jazz": "jazz", "Hip-Hop": "hip hop", "HIPHOP": "hip hop", " r&b ": "R&B"}.items(),
        *{"soul": "R&B", "Heavy Metal": "metal", "orchestral": "classical"}.items(),
    ],
)
def test_a_user_may_name_a_genre_in_any_spelling(genres, word, name):
    assert find_genre(word, genres).name == name


def test_an_unknown_genre_is_refused_with_those_known(genres):
    with pytest.raises(UserError, match=r"no genre 'polka' .* use one of pop, rock, "):
        find_genre("polka", genres)
