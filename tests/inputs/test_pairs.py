import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yellowsound.inputs.cells import check_readable
from yellowsound.inputs.pairs import Pair, read_pairs
from yellowsound.run.errors import UserError

HEADER = "pair\tsong\tartwork"


@pytest.fixture
def table(tmp_path):
    """Return a function that writes a pairs table, from lines or bytes, and returns its path."""

    def write(*lines: str, raw: bytes | None = None) -> Path:
        path = tmp_path / "pairs.tsv"
        path.write_bytes("\n".join(lines).encode() if raw is None else raw)
        return path

    return write


def problems_of(path, genres=None) -> list[str]:
    with pytest.raises(UserError) as refusal:
        read_pairs(path, genres)
    return str(refusal.value).splitlines()


# What is served


def test_a_row_of_three_cells_leaves_the_rest_to_the_configuration(table, tmp_path):
    assert read_pairs(table(HEADER, "jazz\tsongs/a.mp3\tart/b.png")) == [
        Pair(
            name="jazz",
            row=2,
            song=tmp_path / "songs/a.mp3",
            artworks=(tmp_path / "art/b.png",),
            weights=(1.0,),
            start_s=None,
            duration_s=None,
            genre=None,
        )
    ]


def test_columns_may_stand_in_any_order_and_cells_be_empty(table, tmp_path):
    path = table(
        "genre\tartwork\tduration\tsong\tstart\tpair",
        "blues\tb.png\t20\ta.mp3\t1.5\tone",
        "\tb.png\t\ta.mp3\t\ttwo",
    )
    one, two = read_pairs(path)
    assert (one.genre, one.duration_s, one.start_s) == ("blues", 20.0, 1.5)
    assert (two.genre, two.duration_s, two.start_s) == (None, None, None)


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_any_line_end_and_a_byte_order_mark_are_read(table, line_end, mark):
    text = line_end.join([HEADER, "jazz\ta.mp3\tb.png", ""])
    (pair,) = read_pairs(table(raw=mark + text.encode()))
    assert (pair.name, pair.artworks[0].name) == ("jazz", "b.png")


def test_blank_lines_are_skipped_but_counted(table):
    path = table("", HEADER, "", " \t\t", "jazz\ta.mp3\tb.png", "", "rock\ta.mp3\tb.png")
    assert [(pair.name, pair.row) for pair in read_pairs(path)] == [("jazz", 5), ("rock", 7)]


def test_cells_are_stripped(table, tmp_path):
    (pair,) = read_pairs(table(" pair \tsong\t artwork", " jazz \t a b.mp3 \tb.png "))
    assert (pair.name, pair.song) == ("jazz", tmp_path / "a b.mp3")


@pytest.mark.parametrize("cell", ["{}", '"{}"'])
@pytest.mark.parametrize("name", [" a.mp3", "a.mp3 ", "  a.mp3\u00a0", " in/a.mp3 "])
def test_whitespace_around_a_name_is_of_the_name_where_there_is_such_a_file(
    table, tmp_path, name, cell
):
    for folder in (tmp_path, tmp_path / " in"):
        folder.mkdir(exist_ok=True)
        (folder / "a.mp3").write_text("another")
    (tmp_path / name).write_text("this one")
    (pair,) = read_pairs(table(HEADER, f"jazz\t{cell.format(name)}\tb.png|{name}|a.mp3"))
    assert pair.song == tmp_path / name
    assert pair.artworks[1:] == (tmp_path / name, tmp_path / "a.mp3")


def test_cells_that_a_spreadsheet_leaves_empty_beyond_the_header_are_ignored(table):
    assert len(read_pairs(table(HEADER + "\t\t", "jazz\ta.mp3\tb.png\t\t"))) == 1


def test_absolute_paths_are_kept_and_home_is_expanded(table, monkeypatch):
    monkeypatch.setenv("HOME", "/home/ada")
    (pair,) = read_pairs(table(HEADER, "jazz\t/music/a.mp3\t~/b.png|~c.png"))
    assert pair.song == Path("/music/a.mp3")
    assert pair.artworks[0] == Path("/home/ada/b.png")
    assert pair.artworks[1].name == "~c.png"


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ('say "hi".mp3', 'say "hi".mp3'),
        ('"hi" she said.mp3', '"hi" she said.mp3'),
        ("it's.mp3", "it's.mp3"),
        ('"say ""hi"".mp3"', 'say "hi".mp3'),
        ("-loud: 100%.mp3", "-loud: 100%.mp3"),
        ("a|b.mp3", "a|b.mp3"),
    ],
)
def test_song_names_are_taken_literally_unless_a_spreadsheet_quoted_them(table, cell, name):
    assert read_pairs(table(HEADER, f"jazz\t{cell}\tb.png"))[0].song.name == name


def test_several_artworks_have_weights_of_sum_1(table):
    path = table(HEADER + "\tweights", "a\ta.mp3\tb.png | c.png\t3|1", "b\ta.mp3\tb.png|c.png\t")
    first, second = read_pairs(path)
    assert [artwork.name for artwork in first.artworks] == ["b.png", "c.png"]
    assert first.weights == (0.75, 0.25)
    assert second.weights == (0.5, 0.5)


def test_pictures_that_lend_their_style_are_named_as_artworks_are(table, tmp_path):
    path = table(HEADER + "\tstyles", "a\ta.mp3\tb.png\tc.png | in/d.jpg", "b\ta.mp3\tb.png\t")
    lent, plain = read_pairs(path)
    assert lent.styles == (tmp_path / "c.png", tmp_path / "in/d.jpg")
    assert lent.pictures == (tmp_path / "b.png", *lent.styles)
    assert plain.styles == ()
    assert plain.pictures == plain.artworks


def test_a_corpus_is_the_pictures_of_a_folder_or_each_by_its_name(table, tmp_path):
    (tmp_path / "wall" / "below").mkdir(parents=True)
    for name in ("b.PNG", "a.jpg", "credits.txt", ".hidden.png", "below/c.png"):
        (tmp_path / "wall" / name).touch()
    path = table(
        HEADER + "\tcorpus", "a\ta.mp3\tb.png\twall", "b\ta.mp3\tb.png\tc.png | wall", "c\ta\tb"
    )
    folder, both, none = read_pairs(path)
    wall = (tmp_path / "wall" / "a.jpg", tmp_path / "wall" / "b.PNG")
    assert folder.corpus == wall
    assert both.corpus == (tmp_path / "c.png", *wall)
    assert both.pictures == (*both.artworks, *both.corpus)
    assert none.corpus == ()


def test_prompts_are_separated_by_bars_with_blanks_around_them(table):
    rows = ["a sea", " a sea | a |b|, c |d | e", ""]
    cells = [f"{name}\ta.mp3\tb.png\t{row}" for name, row in zip("xyz", rows, strict=True)]
    one, several, none = read_pairs(table(HEADER + "\tprompts", *cells))
    assert one.prompts == ("a sea",)
    assert several.prompts == ("a sea", "a |b|, c |d", "e")
    assert none.prompts == ()


def test_a_folder_without_pictures_is_no_corpus(table, tmp_path):
    (tmp_path / "wall").mkdir()
    (tmp_path / "wall" / "credits.txt").touch()
    path = table(HEADER + "\tcorpus", "x\ta.mp3\tb.png\twall")
    (problem,) = problems_of(path)
    assert problem.startswith(
        f"{path} row 2 (x): corpus '{tmp_path / 'wall'}' is a folder without pictures: put"
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("a|b.png", "and '|' separates: rename it"),
        ("a\tb.png", "control character"),
        (os.fsdecode(b"caf\xe9.png"), "is no text in UTF-8: rename it"),
    ],
    ids=["a bar", "a tab", "Latin-1"],
)
def test_a_picture_of_a_corpus_needs_a_name_that_tables_can_hold(table, tmp_path, name, said):
    (tmp_path / "wall").mkdir()
    (tmp_path / "wall" / name).touch()
    (problem,) = problems_of(table(HEADER + "\tcorpus", "x\ta.mp3\tb.png\twall"))
    assert said in problem


def test_a_name_that_no_file_can_have_is_one_of_a_corpus_until_files_are_opened(table):
    name = ", ".join(f"the painting with number {number}.jpg" for number in range(12))
    (pair,) = read_pairs(table(HEADER + "\tcorpus", f"x\ta.mp3\tb.png\t{name}"))
    with pytest.raises(UserError, match="File name too long"):
        check_readable(pair.corpus[0])


def test_a_genre_is_matched_in_any_case_and_spelt_as_accepted(table):
    path = table(HEADER + "\tgenre", "a\ta.mp3\tb.png\tr&b", "b\ta.mp3\tb.png\tHip Hop")
    assert [pair.genre for pair in read_pairs(path, ["R&B", "hip hop"])] == ["R&B", "hip hop"]


@pytest.mark.parametrize("name", ["jazz", "7", "été", "कखग-हिन्दी", "a_b-c.d", "x" * 100, "音楽"])
def test_pair_names_of_letters_digits_and_three_marks_are_accepted(table, name):
    assert read_pairs(table(HEADER, f"{name}\ta.mp3\tb.png"))[0].name == name


def test_a_pair_name_is_composed_to_nfc(table):
    assert read_pairs(table(HEADER, "e\u0301te\ta.mp3\tb.png"))[0].name == "\u00e9te"


# What is refused: the table


def test_a_missing_table_is_refused(tmp_path):
    assert problems_of(tmp_path / "no.tsv") == [
        f"{tmp_path / 'no.tsv'} does not exist: check the path"
    ]


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "is empty"),
        (b"\n \t\n", "is blank"),
        (b"pair\tsong\tartwork\r\n", "no rows"),
        ((HEADER + "\na\tb\tc").encode("utf-16"), "not UTF-8"),
        ((HEADER + "\na\tb\tc").encode("utf-16-le"), "perhaps UTF-16"),
        ((HEADER + "\nx\ta.mp3\tb.png\ny\té.mp3\tb.png").encode("latin-1"), "row 3 is not UTF-8"),
        (b"pair,song,artwork\na,b,c\n", "by commas: separate them by tabs"),
        (b"pair;song;artwork\na;b;c\n", "by semicolons: separate them by tabs"),
        (b"pair\tsong\nx\ta.mp3\n", "required and missing: artwork"),
        (b"pair\nx\n", "required and missing: song, artwork"),
        (b"pair\tsong\tartwork\tsong\nx\ta\tb\tc\n", "column 'song' is there 2 times"),
        (b"pair\tsong\tartwork\tstrat\nx\ta\tb\t1\n", "'strat' is unknown: did you mean 'start'?"),
        (b"Pair\tsong\tartwork\nx\ta\tb\n", "'Pair' is unknown: did you mean 'pair'?"),
        (b"pair\tsong\tartwork\tqqq\nx\ta\tb\t1\n", "'qqq' is unknown: known are pair, song"),
        (b"pair\tsong\tartwork\nx\t" + b"a" * 200000, "row 2 is not a row"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused(table, raw, reason):
    path = table(raw=raw)
    problems = problems_of(path)
    assert any(reason in problem for problem in problems)
    assert all(problem.startswith(str(path)) for problem in problems)


# What is refused: rows


@pytest.mark.parametrize(
    "name",
    ["../x", "..", ".x", "a/b", "a\\b", "a b", "-x", "_x", "a:b", "a*", "a\u200bb", "é|e", "😀"],
)
def test_pair_names_that_are_not_safe_as_file_names_are_refused(table, name):
    (problem,) = problems_of(table(HEADER, f"{name}\ta.mp3\tb.png"))
    assert f"row 2 ({name}): pair '{name}'" in problem


@pytest.mark.parametrize(("name", "bytes_"), [("x" * 101, 101), ("音" * 67, 201)])
def test_pair_names_too_long_for_file_systems_are_refused(table, name, bytes_):
    path = table(HEADER, f"{name}\ta.mp3\tb.png")
    (problem,) = problems_of(path)
    assert problem.startswith(f"{path} row 2 ({name}): pair name is {len(name)} characters long, ")
    assert f"{bytes_} bytes: shorten it to at most 100 characters and 200 bytes" in problem


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        ("jazz", "jazz", "'jazz' is already the name of row 2"),
        ("Jazz", "jazz", "'jazz' and 'Jazz' (row 2) clash on file systems that ignore case"),
        ("\u00e9te", "E\u0301te", "clash on file systems that ignore case"),
        ("strasse", "straße", "clash on file systems that ignore case"),
    ],
)
def test_pair_names_that_would_share_a_file_are_refused(table, first, second, reason):
    path = table(HEADER, f"{first}\ta.mp3\tb.png", f"{second}\ta.mp3\tb.png")
    (problem,) = problems_of(path)
    assert problem.startswith(f"{path} row 3 ({second}): pair ")
    assert reason in problem


@pytest.mark.parametrize(
    ("columns", "cells", "reason"),
    [
        ("start", "-1", "start '-1' is out of range: give a number at least 0"),
        ("start", "1:75", "start '1:75' is not a number"),
        ("start", "12,5", "start '12,5' is not a number: write it as 12.5"),
        ("start", "1_0", "start '1_0' is not a number"),
        ("duration", "-3", "duration '-3' is out of range: give a number at least 0"),
        ("duration", "inf", "duration 'inf' is not a number"),
        ("duration", "nan", "duration 'nan' is not a number"),
        ("weights", "1|1", "weights '1|1' are 2 for 1 artworks"),
        ("weights", "0", "weights '0' is out of range: give a number above 0"),
        ("weights", "1|", "weights '1|' has an empty part"),
        ("weights", "0.5,0.5", "weights '0.5,0.5' has a comma: separate weights"),
        ("styles", "c.png||d.png", "styles 'c.png||d.png' has an empty part"),
        ("corpus", "c.png|", "corpus 'c.png|' has an empty part"),
        ("prompts", "a | | b", "prompts 'a | | b' has an empty part"),
        ("prompts", "a |", "prompts 'a |' has an empty part"),
        ("prompts", "a\x07b", "prompts 'a\\x07b' holds a control character"),
        ("styles", "c\x07.png", "styles 'c\\x07.png' holds a control character"),
        ("genre", "jaz", "genre 'jaz' is unknown (did you mean 'jazz'?): choose among jazz, rock"),
        ("genre", "\x07", "genre '\\x07' holds a control character"),
        ("start", "1\t2", "has 5 cells, but the header names 4"),
    ],
)
def test_a_cell_out_of_its_range_is_refused(table, columns, cells, reason):
    path = table(f"{HEADER}\t{columns}", f"x\ta.mp3\tb.png\t{cells}")
    (problem,) = problems_of(path, ["jazz", "rock"])
    assert problem.startswith(f"{path} row 2 (x): {reason}")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("\ta.mp3\tb.png", "row 2: pair is empty"),
        ("x\t\tb.png", "row 2 (x): song is empty"),
        ("x\ta.mp3", "row 2 (x): artwork is empty"),
        ("x\ta.mp3\tb.png|", "row 2 (x): artwork 'b.png|' has an empty part"),
    ],
)
def test_a_required_cell_left_empty_is_refused(table, row, reason):
    (problem,) = problems_of(table(HEADER, row))
    assert reason in problem


def test_all_problems_of_all_rows_come_in_one_error(table):
    path = table(
        HEADER + "\tstart\tduration",
        "../x\ta.mp3\tb.png\t-1\t-2",
        "good\ta.mp3\tb.png\t0\t30",
        "",
        "GOOD\t\tb.png\t0\t30",
    )
    assert [problem.split(": ")[0].removeprefix(f"{path} ") for problem in problems_of(path)] == [
        "row 2 (../x)",
        "row 2 (../x)",
        "row 2 (../x)",
        "row 5 (GOOD)",
        "row 5 (GOOD)",
    ]


def test_a_folder_whose_name_holds_the_separator_is_refused_for_pictures(tmp_path):
    (tmp_path / "a|b").mkdir()
    path = tmp_path / "a|b" / "pairs.tsv"
    path.write_text(f"{HEADER}\tstyles\nx\ta.mp3\tb.png\tc.png\n")
    artwork, styles = problems_of(path)
    assert artwork.startswith(f"{path} row 2 (x): artwork is in {path.parent}, and '|'")
    assert styles.startswith(f"{path} row 2 (x): styles is in {path.parent}, and '|'")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("results").resolve()


@given(name=st.text(st.sampled_from("aZé0٣._-/\\~ \x00|:.."), max_size=8) | st.text(max_size=120))
def test_whatever_name_is_accepted_is_a_file_in_its_folder(folder, name):
    table = folder / "pairs.tsv"
    table.write_bytes(f"{HEADER}\n{name}\ta.mp3\tb.png\n".encode("utf-8", "surrogatepass"))
    try:
        pairs = read_pairs(table)
    except UserError:
        return
    for pair in pairs:
        target = folder / pair.name
        assert target.resolve().parent == folder
        assert len(pair.name.encode()) <= 200


def test_the_module_is_light_enough_for_a_snakefile():
    heavy = "{'numpy', 'pandas', 'av', 'PIL', 'librosa', 'torch'}"
    code = f"import sys, yellowsound.inputs.pairs; print(sorted({heavy} & set(sys.modules)))"
    scripts = Path(__file__).parents[2] / "scripts"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=scripts, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(("written", "seconds"), [("whole", 0), ("Whole", 0), ("1:30", 90)])
def test_a_duration_may_be_written_as_people_write_it(table, written, seconds):
    (pair,) = read_pairs(table(f"{HEADER}\tduration", f"x\ta.mp3\tb.png\t{written}"))
    assert pair.duration_s == seconds


def test_a_table_with_spaces_for_tabs_is_told_so(table):
    path = table("pair song artwork", "x a.mp3 b.png")
    assert problems_of(path) == [f"{path} separates its columns by spaces: separate them by tabs"]
