"""Captions name genres: by the published rule, or by whole words."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yellowsound.captions.genre_words import RULES, match_caption, match_captions
from yellowsound.captions.genres import NO_GENRE, genre_words, read_genres

GENRES = read_genres(Path(__file__).parents[2] / "config" / "genres.tsv")
NAMES = [genre.name for genre in GENRES]


def first_listed(text):
    return match_caption(text, GENRES, "first-listed").name


def words(text):
    return match_caption(text, GENRES, "words").name


# --- where the two rules part ----------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "published", "by_words"),
    [
        ("Music for sleep and therapy.", "rap", None),
        ("Techno Pop/EDM with a loud kick.", "pop", "techno"),
        ("A trap beat with deep bass.", "rap", "rap"),
        ("An instrumental, no vocals.", None, None),
        ("A hip-hop beat.", None, "hip hop"),
        ("A disco song with pop vocals, a disco beat.", "pop", "disco"),
        ("A synth pop song.", "pop", "pop"),
        ("Pop punk from the suburbs.", "pop", "punk"),
        ("Drum and bass at 170 BPM.", None, "electronic"),
        ("A classically trained voice.", "classical", None),
        ("Reggaeton for the club.", "reggae", "reggaeton"),
        ("Electronic music.", "electronic", "electronic"),
        ("This is not a rock song.", "rock", None),
        ("A poppy tune, rocking drums, housed in an old hall.", "pop", None),
        ("A slow piece.", None, None),
        ("", None, None),
    ],
)
def test_a_caption_names_a_genre_by_either_rule(text, published, by_words):
    assert first_listed(text) == published
    assert words(text) == by_words


# --- first listed ----------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_first_listed_is_the_first_name_within_the_caption(name):
    """For some names that is another's: 'reggaeton' holds 'reggae', 'electronic' comes first."""
    first = next(other for other in NAMES if other.lower() in name.lower())
    assert first_listed(f"Some {name.upper()} here.") == first


def test_first_listed_goes_by_the_order_of_the_table():
    assert first_listed("techno, jazz, rock") == "rock"
    assert match_caption("techno, jazz, rock", GENRES[::-1], "first-listed").name == "techno"


def test_first_listed_knows_no_aliases():
    assert first_listed("An orchestral symphony, bebop, soul, hip-hop and EDM.") is None


# --- whole words -----------------------------------------------------------------------


AROUND = ("{}", "Some {} here.", "({})", "\u201c{}\u201d,", "voice/{}/bass", "a {}!", "_{}_")


@pytest.mark.parametrize("word", genre_words(GENRES))
def test_every_name_and_alias_is_a_mention_of_its_genre(word):
    owner = next(genre for genre in GENRES if word in (genre.name, *genre.aliases))
    for spelt in (word, word.upper(), word.title(), word.replace(" ", "-"), word.replace("-", " ")):
        for around in AROUND:
            assert words(around.format(spelt)) == owner.name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("hiphop", "hip hop"),
        ("hip\nhop", "hip hop"),
        ("Hip\u2011Hop", "hip hop"),  # a hyphen that does not break
        ("r & b", "R&B"),
        ("R and B", "R&B"),
        ("rhythm & blues", "R&B"),
        ("drum & bass", "electronic"),
        ("rock'n'roll", "rock"),
        ("rock \u2019n\u2019 roll", "rock"),
        ("rock & roll", "rock"),
        ("reggaetón", "reggaeton"),
        ("reggaeto\u0301n", "reggaeton"),
        ("\uff2a\uff21\uff3a\uff3a", "jazz"),  # in full width
        ("Jazz's finest", "jazz"),
        ("_jazz_", "jazz"),
    ],
)
def test_spellings_of_one_word_are_the_same(text, name):
    assert words(text) == name


@pytest.mark.parametrize(
    "text",
    [
        *("poppy", "rocking", "rocker", "classically", "housed", "metallic", "jazzy", "funky"),
        *("therapy", "countryside", "popular", "bluesy", "metals", "houses", "folks"),
        *("hip. Hop", "hip/hop", "R B", "R, B", "drum, bass"),
    ],
)
def test_other_words_are_no_mentions(text):
    assert words(text) is None


def test_the_most_frequent_genre_wins():
    assert words("Jazz piano, a rock beat, jazz drums.") == "jazz"
    assert words("Rock, bebop, big band and swing.") == "jazz"


def test_among_equals_the_genre_named_first_wins():
    assert words("electronic/techno") == "electronic"
    assert words("techno/electronic") == "techno"
    assert words("jazz, rock, rock, jazz") == "jazz"


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("indie rock, rock", "caption, words: 'indie rock' once"),
        ("hip hop and hip-hop", "caption, words: 'hip hop' once, 'hip-hop' once"),
        ("Techno, techno; TECHNO", "caption, words: 'techno' 3 times"),
        ("pop, punk rock and roll, pop", "caption, words: 'pop' twice"),
        ("punk rock and roll", "caption, words: 'punk' once"),
        ("synth pop punk", "caption, words: 'synth pop' once"),
        ("heavy metal", "caption, words: 'heavy metal' once"),
        ("hardcore techno", "caption, words: 'hardcore techno' once"),
        ("symphonic metal", "caption, words: 'symphonic metal' once"),
        ("a slow piece", "none"),
    ],
)
def test_it_is_told_what_words_named_the_genre(text, how):
    match = match_caption(text, GENRES, "words")
    assert match.how == how
    assert match.probability is None


@pytest.mark.parametrize(
    "text",
    [
        *("no rock", "not rock", "non-rock", "non rock", "without rock", "never rock", "No  Rock"),
        *(
            "not a rock song",
            "without any rock",
            "not really rock",
            "isn't rock",
            "isn\u2019t rock",
        ),
        *("doesn't sound like rock", "not your typical rock", "not at all rock", "nor is it rock"),
        *("no rock or pop", "no rock, pop or any jazz", "neither rock nor pop", "no rock/pop"),
        *(
            "without rock and jazz",
            "not hip-hop",
            "no rock and roll",
            "not the typical kind of pop",
        ),
    ],
)
def test_a_genre_that_is_denied_is_no_mention(text):
    assert words(text) is None
    assert words(f"Techno. {text}, they say") == "techno"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("not rock but pop", "pop"),
        ("no rock. Pop it is", "pop"),
        ("no vocals, rock", "rock"),
        ("no drums on this jazz record", "jazz"),
        ("not only rock", "rock"),
        ("piano rock", "rock"),  # 'no' is a word of its own
        ("a note, rock", "rock"),
        ("rock, no pop", "rock"),
        ("no pop, the song is jazz", "jazz"),
        ("no, rock", "rock"),
    ],
)
def test_what_is_denied_elsewhere_counts(text, name):
    assert words(text) == name


# --- properties ------------------------------------------------------------------------

mentions = st.lists(st.sampled_from([*genre_words(GENRES), "no", "not a", "drums", ",", "or", "."]))


@settings(deadline=None)
@given(mentions)
def test_neither_rule_minds_case(parts):
    text = " ".join(parts)
    for matching in RULES:
        assert (
            match_caption(text.upper(), GENRES, matching).name
            == match_caption(text.lower(), GENRES, matching).name
        )


@settings(deadline=None)
@given(mentions, st.text('!?…"()*[]{}: ', max_size=4), st.text('!?…"()*[]{}: ', max_size=4))
def test_words_do_not_mind_punctuation_around_the_caption(parts, before, after):
    text = " ".join(parts)
    assert match_caption(before + text + after, GENRES, "words") == match_caption(
        text, GENRES, "words"
    )


def test_a_name_of_signs_alone_is_in_no_caption():
    signs = [replace(GENRES[0], name="+/-", aliases=("!!!", "&", "__", "\N{BEAMED EIGHTH NOTES}"))]
    assert (
        match_caption("A calm piece, with strings and a flute. No drums!!! __", signs, "words")
        == NO_GENRE
    )


# Letters that no name of the table is made of alone.
@settings(deadline=None)
@given(st.text("qxyzvjw éñ-'.,&/", max_size=40))
def test_a_caption_without_a_word_of_the_table_names_none(text):
    for matching in RULES:
        assert match_caption(text, GENRES, matching) == NO_GENRE


@settings(deadline=None)
@given(st.text(max_size=60), st.sampled_from(NAMES))
def test_any_text_is_taken(text, name):
    for matching in RULES:
        assert match_caption(f"{text} {name}", GENRES, matching).how
    assert match_caption(f"{text}. {name}", GENRES, "first-listed").genre is not None


@settings(deadline=None)
@given(st.sampled_from(NAMES), st.sampled_from("abcxyz"))
def test_a_letter_at_its_end_makes_another_word(name, letter):
    longer = name + letter
    known = {re.sub(r"\W", "", word).casefold() for word in genre_words(GENRES)}
    if re.sub(r"\W", "", longer).casefold() not in known and " " not in name and "&" not in name:
        assert words(f"some {longer} here") is None
        assert words(f"some {letter}{name} here") is None


# --- a song ----------------------------------------------------------------------------


def song(texts, matching):
    match, sections = match_captions(texts, GENRES, matching)
    return match, [section.name for section in sections]


def test_first_listed_the_song_has_the_genre_of_most_sections():
    texts = ["techno", "jazz pop", "pop", "techno", "techno", "slow"]
    match, sections = song(texts, "first-listed")
    assert sections == ["techno", "pop", "pop", "techno", "techno", None]
    assert (match.name, match.how) == ("techno", "captions, first listed in 3 of 6 sections")


def test_first_listed_among_equals_the_song_has_the_genre_of_the_earliest_section():
    assert song(["slow", "techno", "pop", "pop", "techno"], "first-listed")[0].name == "techno"
    assert song(["slow", "pop", "techno", "techno", "pop"], "first-listed")[0].name == "pop"


def test_by_words_the_song_has_the_most_frequent_genre_of_all_captions():
    texts = ["jazz, jazz, jazz", "techno", "techno, rock"]
    match, sections = song(texts, "words")
    assert sections == ["jazz", "techno", "techno"]
    assert (match.name, match.how) == ("jazz", "captions, words: 'jazz' 3 times")


def test_by_words_a_section_whose_caption_names_none_takes_the_songs():
    match, sections = match_captions(
        ["slow", "house, techno", "no jazz", "techno"], GENRES, "words"
    )
    assert [section.name for section in sections] == ["techno", "house", "techno", "techno"]
    assert sections[0] == sections[2] == match


def test_by_words_what_one_caption_denies_another_may_name():
    assert song(["no jazz", "or pop"], "words")[0].name == "pop"


@pytest.mark.parametrize("matching", RULES)
def test_a_song_whose_captions_name_no_genre_has_none(matching):
    assert match_captions(["slow", "no vocals"], GENRES, matching) == (NO_GENRE, [NO_GENRE] * 2)


@pytest.mark.parametrize("matching", RULES)
def test_a_genre_brings_its_style(matching):
    match = match_caption("techno", GENRES, matching)
    assert match.style == next(genre.style for genre in GENRES if genre.name == "techno")
