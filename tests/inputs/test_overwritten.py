"""Before a run overwrites an earlier one of its name, it says what and why."""

from pathlib import Path

import pytest
from study import ROOT

from yellowsound.inputs.kept import keep_what_was_asked
from yellowsound.inputs.overwritten import differences, tell_overwritten
from yellowsound.inputs.pairs import read_pairs
from yellowsound.run.config import read_config

RUN = "results/mine"
HEADER = "pair\tsong\tartwork\tgenre\tweights\tstart"
ROWS = ("night\tnight.wav\ta.png|b.png\tjazz", "day\tday.wav\ta.png\tpop")
VIDEO = f"{RUN}/videos/night/onset.mp4"
CONTENTS = {f"study/{name}": name for name in ("night.wav", "day.wav", "a.png", "b.png")}


@pytest.fixture
def made(tmp_path, monkeypatch):
    """A run of two pairs that has one video; the workflow is run beside its folder."""
    monkeypatch.chdir(tmp_path)
    Path("study").mkdir()
    write(*ROWS)
    keep_what_was_asked(asked(), f"{RUN}/config")
    Path(VIDEO).parent.mkdir(parents=True)
    Path(VIDEO).touch()
    Path(RUN, "checked").mkdir()
    Path(RUN, "checked", "pairs.tsv").write_text(
        "pair\tsong_sha256\tartwork_sha256\tstyle_sha256\n"
        "night\tnight.wav\ta.png|b.png\t\nday\tday.wav\ta.png\t\n"
    )


def write(*rows):
    Path("study", "pairs.tsv").write_text("\n".join([HEADER, *rows, ""]))


def asked(**given):
    return read_config({"run": "mine", "pairs": "study/pairs.tsv", **given}, ROOT / "config")


def found(contents=CONTENTS, **given):
    pairs = {pair.name: pair for pair in read_pairs("study/pairs.tsv")}
    return differences(RUN, asked(**given), pairs, contents)


def told(*due, **given):
    pairs = {pair.name: pair for pair in read_pairs("study/pairs.tsv")}
    return tell_overwritten(RUN, asked(**given), pairs, CONTENTS, due or [("video", VIDEO)])


def test_one_sentence_tells_what_is_made_again_why_and_how_to_keep_both(made):
    assert told(fps=24) == (
        f"{RUN}: 1 video is made again and overwritten, since what is asked for has changed: "
        "fps 30 -> 24. To keep both, give this run another name (--config run=NAME)."
    )


def test_of_many_differences_the_first_are_told_and_the_rest_counted(made):
    said = told(fps=24, crf=20, smooth=0.5, contrast=2, section_s=5)
    assert ": section_s 10 -> 5, contrast 1 -> 2, smooth 0 -> 0.5 and 2 more. " in said


def test_where_no_video_is_due_scores_are_counted(made):
    scores = [Path(RUN, f"{name}.json") for name in ("a", "b", "gone")]
    for score in scores[:2]:
        score.touch()
    said = told(*(("synchrony", str(score)) for score in scores), metrics=["felt"])
    assert f"{RUN}: 2 scores are made again" in said


@pytest.mark.parametrize("due", [("video", f"{RUN}/videos/day/onset.mp4"), ("report", VIDEO)])
def test_what_is_not_there_or_only_sums_up_is_not_told_of(made, due):
    assert told(due, fps=24) is None


def test_nothing_is_told_where_no_setting_is_the_reason(made):
    assert told() is None


def test_nothing_is_told_of_a_run_that_has_kept_nothing(made):
    Path(RUN, "config", "config.yaml").unlink()
    assert told(fps=24) is None


def test_the_same_configuration_has_no_differences(made):
    assert found() == []


@pytest.mark.parametrize(
    ("given", "difference"),
    [
        ({"style-vectors": {"own": 0.2}}, "style-vectors: own 0.5 -> 0.2"),
        ({"hearing": {"tracker": "librosa"}}, "hearing: tracker beatnet -> librosa"),
        ({"moves": ["none", "gentle"]}, "moves lively -> [none, gentle]"),
        ({"painter": "style-network", "walker": "style-path"}, None),
    ],
)
def test_a_setting_is_told_by_its_owner_with_the_old_and_the_new_value(made, given, difference):
    expected = ["painter style-vectors -> style-network", "walker vector-path -> style-path"]
    assert found(**given) == ([difference] if difference else expected)


@pytest.mark.parametrize(
    "given",
    [
        {"device": "cpu"},
        {"schedules": ["onset"]},
        {"primary_metric": "felt"},
        {"figure_pairs": ["day"]},
    ],
    ids=str,
)
def test_what_makes_no_video_anew_is_no_difference(made, given):
    assert found(**given) == []


def test_a_changed_row_is_told_by_its_pair_and_column(made):
    write(ROWS[0] + "\t3|1\t1:30", ROWS[1].replace("pop", "rock"))
    assert found() == [
        "start of night none -> 90",
        "weights of night 0.5|0.5 -> 0.75|0.25",
        "genre of day pop -> rock",
    ]


def test_a_row_that_joins_or_leaves_is_no_difference(made):
    write(ROWS[0], "new\tnew.wav\ta.png\tpop")
    assert found({**CONTENTS, "study/new.wav": "new.wav"}) == []


def test_another_picture_and_another_song_under_the_same_name_are_told(made):
    write(ROWS[0].replace("b.png", "c.png"), ROWS[1])
    contents = {**CONTENTS, "study/c.png": "c.png", "study/day.wav": "other"}
    assert found(contents) == [
        "artworks of night a.png|b.png -> a.png|c.png",
        "song of day day.wav (same name, other content)",
    ]


def test_files_that_only_moved_are_no_difference(made):
    write(ROWS[0].replace("a.png", "moved/a.png"), ROWS[1])
    assert found({**CONTENTS, "study/moved/a.png": "a.png"}) == []


def test_a_table_with_other_line_ends_is_told(made):
    table = (ROOT / "config" / "genres.tsv").read_bytes().replace(b"\n", b"\r\n")
    Path("genres.tsv").write_bytes(table)
    (difference,) = found(genres="genres.tsv")
    assert difference.startswith("genres: written otherwise")


def test_rows_in_another_order_are_told(made):
    table = (ROOT / "config" / "genres.tsv").read_text(encoding="utf-8").splitlines()
    table[1:3] = reversed(table[1:3])
    Path("genres.tsv").write_text("\n".join([*table, ""]), encoding="utf-8")
    assert found(genres="genres.tsv") == ["genres: its rows stand in another order"]


def test_rows_of_the_tables_of_genres_and_styles_count(made):
    table = (ROOT / "config" / "genres.tsv").read_text(encoding="utf-8").splitlines()
    header, first, *rows = table
    name = first.split("\t")[0]
    cells = rows[0].split("\t")
    cells[header.split("\t").index("mixture")] = "12:1"
    changed = "\t".join(cells)
    Path("genres.tsv").write_text("\n".join([header, changed, *rows[1:], ""]), encoding="utf-8")
    removed, mixture = found(genres="genres.tsv")
    assert removed == f"genres: {name} removed"
    assert mixture.startswith(f"genres: mixture of {cells[0]} ")
    assert mixture.endswith(" -> 12:1")
