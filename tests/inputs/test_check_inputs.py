import csv
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PIL import Image

from yellowsound.inputs import artwork, songs
from yellowsound.inputs.check_inputs import check_inputs, songs_of
from yellowsound.inputs.checked import (
    CheckedSong,
    read_songs,
    refuse_problems,
    stamp_pair,
    stamp_song,
)
from yellowsound.inputs.pairs import read_pairs
from yellowsound.run import ffmpeg_tools
from yellowsound.run.content import contents_of
from yellowsound.run.errors import UserError
from yellowsound.run.files import write_tsv


@pytest.fixture
def study(tmp_path, make_song):
    """Return a folder with a song, two artworks and room for a pairs table."""
    shutil.copy(make_song("a.mp3"), tmp_path / "song.mp3")
    Image.new("RGB", (80, 64), "gold").save(tmp_path / "gold.png")
    Image.new("RGB", (64, 64), "navy").save(tmp_path / "navy.jpg")
    return tmp_path


def write_table(
    folder, *rows, columns="pair song artwork start duration genre weights styles corpus prompts"
) -> Path:
    """Write a pairs table; missing cells at the end of a row stay empty."""
    lines = [columns.split(), *rows]
    (folder / "pairs.tsv").write_text("\n".join("\t".join(line) for line in lines) + "\n")
    return folder / "pairs.tsv"


def check(table, workers=2, keep_going=False, **options):
    return check_inputs(
        read_pairs(table),
        table,
        default_start_s=0.0,
        default_duration_s=30.0,
        section_s=2.0,
        workers=workers,
        keep_going=keep_going,
        **options,
    )


def problems_of(table, workers=2, **options) -> list[str]:
    with pytest.raises(UserError) as refusal:
        check(table, workers, **options)
    return str(refusal.value).removeprefix(f"{table} ").split(f"\n{table} ")


def sha256(path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


# What is served


@pytest.mark.parametrize(("start", "due_s"), [("", 5.0), ("1.5", 3.5)])
def test_a_duration_of_0_is_the_whole_song_from_the_start_on(study, start, due_s):
    table = write_table(study, ("a", "song.mp3", "gold.png", start, "0"))
    checked = check_inputs(read_pairs(table), table, 0.0, 3.0, 2.0, 1)
    assert checked["duration_s"].tolist() == [due_s]


def test_whole_songs_are_the_default_of_a_duration_of_0_but_a_row_may_say_otherwise(study):
    rows = [("a", "song.mp3", "gold.png"), ("b", "song.mp3", "gold.png", "0", "3")]
    table = write_table(study, *rows)
    checked = check_inputs(read_pairs(table), table, 0.0, 0.0, 2.0, 1)
    assert checked["duration_s"].tolist() == [5.0, 3.0]


def test_one_row_a_pair_tells_what_its_files_are(study):
    table = write_table(
        study,
        (
            *("late", "song.mp3", "gold.png|navy.jpg", "1", "4", "jazz", "3|1", "navy.jpg"),
            *("navy.jpg|gold.png", "a | b"),
        ),
        ("whole", "song.mp3", "navy.jpg"),
    )
    checked = check(table)
    late, whole = checked.to_dict("records")
    assert late == {
        "pair": "late",
        "song": str(study / "song.mp3"),
        "artworks": f"{study / 'gold.png'}|{study / 'navy.jpg'}",
        "weights": "0.75|0.25",
        "styles": str(study / "navy.jpg"),
        "corpus": f"{study / 'navy.jpg'}|{study / 'gold.png'}",
        "prompts": "a | b",
        "start_s": 1.0,
        "duration_s": 4.0,
        "sections": 2,
        "genre": "jazz",
        "codec": "mp3",
        "sample_rate_hz": 44100,
        "channels": 2,
        "song_duration_s": 5.0,
        "song_sha256": sha256(study / "song.mp3"),
        "artwork_sha256": f"{sha256(study / 'gold.png')}|{sha256(study / 'navy.jpg')}",
        "style_sha256": sha256(study / "navy.jpg"),
        "corpus_sha256": f"{sha256(study / 'navy.jpg')}|{sha256(study / 'gold.png')}",
        "mended": "",
        "problem": "",
        "song_problem": "",
    }
    assert (whole["start_s"], whole["duration_s"], whole["sections"]) == (0.0, 5.0, 2)
    assert (whole["genre"], whole["styles"], whole["style_sha256"]) == ("", "", "")
    assert (whole["corpus"], whole["corpus_sha256"], whole["prompts"]) == ("", "", "")


CORPUS_AND_PROMPTS = "pair song artwork duration corpus prompts"


def test_pictures_of_a_corpus_are_opened_like_artworks(study):
    (study / "wall").mkdir()
    shutil.copy(study / "gold.png", study / "wall" / "a.png")
    (study / "wall" / "b.PNG").write_text("no picture")
    table = write_table(
        study, ("x", "song.mp3", "navy.jpg", "", "wall"), columns=CORPUS_AND_PROMPTS
    )
    (problem,) = problems_of(table)
    assert problem.startswith(f"row 2 (x): corpus {study / 'wall' / 'b.PNG'} is not a picture")


@pytest.mark.parametrize("prompts", ["", "a sea", "sea | land"])
def test_no_prompt_one_or_one_for_each_section_will_do(study, prompts):
    table = write_table(
        study, ("x", "song.mp3", "navy.jpg", "4", "", prompts), columns=CORPUS_AND_PROMPTS
    )
    assert check(table)["sections"].tolist() == [2]


def test_another_number_of_prompts_is_refused_unless_only_the_hearing_tells_the_sections(study):
    rows = [("x", "song.mp3", "navy.jpg", "4", "", "a | b | c")]
    table = write_table(study, *rows, columns=CORPUS_AND_PROMPTS)
    assert problems_of(table) == [
        "row 2 (x): has 3 prompts for 2 sections: give one for all, or one for each"
    ]
    assert check(table, counted=False)["prompts"].tolist() == ["a | b | c"]
    (told,) = check(table, keep_going=True)["problem"]
    assert "has 3 prompts for 2 sections" in told


def test_what_was_found_of_songs_reads_back_as_written(study):
    table = write_table(
        study,
        ("one", "song.mp3", "gold.png|navy.jpg", "0.12345678", "3.3333333"),
        ("two", "song.mp3", "navy.jpg", "", "", "blues"),
    )
    write_tsv(study / "checked.tsv", songs_of(check(table)))
    read = read_songs(study / "checked.tsv")
    assert list(read) == ["one", "two"]
    assert read["one"] == CheckedSong(
        pair="one",
        start_s=0.123447,
        duration_s=3.333333,
        sections=1,
        codec="mp3",
        sample_rate_hz=44100,
        channels=2,
        song_duration_s=5.0,
        song_sha256=sha256(study / "song.mp3"),
        mended="",
    )


def test_six_decimals_keep_the_sample_at_the_highest_rate(study, make_song):
    shutil.copy(make_song("a.wav", sample_rate_hz=192000), study / "high.wav")
    table = write_table(study, ("high", "high.wav", "navy.jpg", "1.2345678", "3.0000123"))
    checked = check(table)
    write_tsv(study / "checked.tsv", checked)
    high = read_songs(study / "checked.tsv")["high"]
    for column in ("start_s", "duration_s"):
        exact = checked[column][0] * 192000
        assert exact == pytest.approx(round(exact), abs=1e-6)
        assert songs.sample_at(getattr(high, column), 192000) == round(exact)


@pytest.mark.parametrize(
    "name", ['say "hi"', '"hi" she said', "it's", "-d", "100%d: a|b", "音楽 é"]
)
def test_odd_names_survive_the_tables(study, name):
    (study / "song.mp3").rename(study / f"{name}.mp3")
    picture = f"{name}.png".replace("|", "_")
    (study / "gold.png").rename(study / picture)
    write_tsv(study / "checked.tsv", check(write_table(study, ("x", f"{name}.mp3", picture))))
    with (study / "checked.tsv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file, delimiter="\t")
    assert Path(row["song"]).name == f"{name}.mp3"
    assert Path(row["artworks"]).name == picture


def test_the_result_does_not_depend_on_the_workers(study):
    rows = [(f"p{number}", "song.mp3", "gold.png", str(number / 10)) for number in range(6)]
    table = write_table(study, *rows)
    assert check(table, workers=1).equals(check(table, workers=6))


def test_a_file_in_several_rows_is_opened_once(study, monkeypatch):
    opened = []

    def recording(function):
        def call(path, *arguments):
            opened.append(path.name)
            return function(path, *arguments)

        return call

    monkeypatch.setattr(songs, "check_song", recording(songs.check_song))
    monkeypatch.setattr(artwork, "check_artwork", recording(artwork.check_artwork))
    check(write_table(study, *((f"p{n}", "song.mp3", "gold.png|gold.png") for n in range(4))))
    assert sorted(opened) == ["gold.png", "song.mp3"]


# What is refused


def bad_files(folder: Path, make_song, run_ffmpeg) -> dict[str, str]:
    """Make one file of each bad kind; return what the refusal of each must say."""
    whole = make_song("a.mp3").read_bytes()
    (folder / "empty.mp3").touch()
    (folder / "text.mp3").write_text("This is a text.\n" * 100)
    (folder / "truncated.mp3").write_bytes(whole[: len(whole) // 2])
    run_ffmpeg("-f", "lavfi", "-i", "testsrc=s=64x64:d=4", folder / "mute.mp4")
    soundfile.write(folder / "silence.wav", np.zeros(40000), 8000)
    shutil.copy(make_song("a.wav", duration_s=0.4), folder / "short.wav")
    soundfile.write(folder / "nan.wav", np.full(40000, np.nan), 8000, subtype="FLOAT")
    Image.new("RGB", (1, 1)).save(folder / "dot.png")
    Image.new("1", (20000, 20000)).save(folder / "huge.png")
    frames = [Image.new("RGB", (64, 64), colour) for colour in ("red", "blue")]
    frames[0].save(folder / "moving.gif", save_all=True, append_images=frames[1:])
    Image.effect_noise((99, 99), 90).save(folder / "cut.jpg")
    (folder / "cut.jpg").write_bytes((folder / "cut.jpg").read_bytes()[:2000])
    (folder / "drawing.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    return {
        "missing.mp3": "does not exist",
        "empty.mp3": "is empty",
        "text.mp3": "is not audio",
        "truncated.mp3": "is truncated",
        "mute.mp4": "holds pictures but no sound",
        "silence.wav": "is silent",
        "short.wav": "gives an excerpt of 0.40 s",
        "nan.wav": "not finite numbers",
        "missing.png": "does not exist",
        "dot.png": "is 1x1 pixels",
        "huge.png": "more than 178 megapixels",
        "moving.gif": "in the format GIF",
        "cut.jpg": "is truncated or damaged",
        "drawing.svg": "is an SVG",
    }


def test_all_bad_files_of_all_rows_come_in_one_error(study, make_song, run_ffmpeg):
    reasons = bad_files(study, make_song, run_ffmpeg)
    pictures = {name for name in reasons if name.endswith((".png", ".gif", ".jpg", ".svg"))}
    rows = [
        (f"p{number}", "song.mp3", name) if name in pictures else (f"p{number}", name, "gold.png")
        for number, name in enumerate(reasons)
    ]
    problems = problems_of(write_table(study, ("good", "song.mp3", "gold.png"), *rows))
    assert len(problems) == len(reasons)
    for number, (problem, (name, reason)) in enumerate(zip(problems, reasons.items(), strict=True)):
        kind = "artwork" if name in pictures else "song"
        assert problem.startswith(f"row {number + 3} (p{number}): {kind} {study / name} ")
        assert reason in problem


def test_a_row_with_a_bad_song_and_bad_artworks_tells_them_all(study):
    problems = problems_of(write_table(study, ("x", "no.mp3", "no.png|gold.png|nor.png")))
    assert problems == [
        f"row 2 (x): song {study / 'no.mp3'} does not exist: check the path",
        f"row 2 (x): artwork {study / 'no.png'} does not exist: check the path",
        f"row 2 (x): artwork {study / 'nor.png'} does not exist: check the path",
    ]


def test_pictures_that_lend_a_style_are_opened_like_artworks_and_told_with_them(study):
    (study / "text.png").write_text("no picture")
    row = ("x", "song.mp3", "no.png", "", "", "", "", "gold.png|text.png|nor.png")
    artwork, damaged, missing = problems_of(write_table(study, row))
    assert artwork == f"row 2 (x): artwork {study / 'no.png'} does not exist: check the path"
    assert damaged.startswith(f"row 2 (x): style {study / 'text.png'} is not a picture")
    assert missing == f"row 2 (x): style {study / 'nor.png'} does not exist: check the path"


def test_pictures_of_genres_are_told_in_the_same_message(study):
    table = write_table(study, ("x", "song.mp3", "no.png"))
    pictures = {"genres.tsv (jazz): picture": [study / "gold.png", study / "nor.png"]}
    with pytest.raises(UserError) as refusal:
        check(table, genre_pictures=pictures)
    artwork, picture = str(refusal.value).splitlines()
    assert artwork.startswith(f"{table} row 2 (x): artwork {study / 'no.png'} does not exist")
    assert picture.startswith(f"genres.tsv (jazz): picture {study / 'nor.png'} does not exist")


def test_a_run_that_keeps_going_leaves_pictures_of_genres_to_the_jobs_that_need_them(study):
    table = write_table(study, ("x", "song.mp3", "gold.png"))
    checked = check(table, keep_going=True, genre_pictures={"jazz": [study / "no.png"]})
    assert checked["problem"].tolist() == [""]


def test_a_bad_file_in_two_rows_is_told_for_both(study):
    table = write_table(study, ("x", "no.mp3", "gold.png"), ("y", "no.mp3", "gold.png"))
    assert [problem.split(":")[0] for problem in problems_of(table)] == ["row 2 (x)", "row 3 (y)"]


@pytest.mark.parametrize(
    ("start", "duration", "reason"),
    [
        ("60", "", "before the excerpt's start at 60.00 s"),
        ("", "60", "before the excerpt's end at 60.00 s"),
        ("3", "", "gives an excerpt of 2.00 s"),
    ],
)
def test_an_excerpt_beyond_the_end_is_refused(study, start, duration, reason):
    (problem,) = problems_of(write_table(study, ("x", "song.mp3", "gold.png", start, duration)))
    assert problem.startswith("row 2 (x): song ")
    assert reason in problem


def test_the_error_is_the_same_for_any_number_of_workers(study, make_song, run_ffmpeg):
    names = [name for name in bad_files(study, make_song, run_ffmpeg) if name != "huge.png"]
    table = write_table(study, *((f"p{n}", name, name) for n, name in enumerate(names)))
    assert problems_of(table, workers=1) == problems_of(table, workers=6)


def test_a_refused_study_writes_nothing(study, make_song, run_ffmpeg):
    names = [name for name in bad_files(study, make_song, run_ffmpeg) if name != "huge.png"]
    table = write_table(study, *((f"p{n}", name, "gold.png") for n, name in enumerate(names)))
    before = {path: path.stat().st_mtime_ns for path in study.rglob("*")}
    problems_of(table)
    assert {path: path.stat().st_mtime_ns for path in study.rglob("*")} == before


@pytest.mark.parametrize("keep_going", [False, True])
def test_an_ffmpeg_that_does_not_serve_is_told_once_and_not_as_a_bad_song(
    study, monkeypatch, keep_going
):
    def refuse():
        raise UserError("there is no ffmpeg on the PATH")

    monkeypatch.setattr(ffmpeg_tools, "binary", refuse)
    table = write_table(study, ("x", "song.mp3", "gold.png"), ("y", "song.mp3", "navy.jpg"))
    with pytest.raises(UserError, match=r"^there is no ffmpeg on the PATH$"):
        check(table, keep_going=keep_going)


def test_a_bug_is_not_told_as_a_bad_file(study, monkeypatch):
    def broken(path):
        raise ZeroDivisionError

    monkeypatch.setattr(artwork, "check_artwork", broken)
    with pytest.raises(ZeroDivisionError):
        check(write_table(study, ("x", "no.mp3", "gold.png")))


def test_reading_what_was_checked_loads_nothing_heavy():
    heavy = "{'numpy', 'pandas', 'av', 'PIL', 'librosa', 'torch'}"
    code = f"import sys, yellowsound.inputs.checked; print(sorted({heavy} & set(sys.modules)))"
    scripts = Path(__file__).parents[2] / "scripts"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=scripts, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


# What a check rests on


def stamp(study, *row, by=stamp_pair, **settings):
    (pair,) = read_pairs(write_table(study, ("x", *row)))
    contents = contents_of([pair.song, *pair.pictures], study / "contents.json")
    return by(pair, contents, {"fps": 30, **settings})


def test_a_stamp_stays_while_row_files_and_settings_stay(study):
    assert stamp(study, "song.mp3", "gold.png") == stamp(study, "song.mp3", "gold.png")


def test_a_stamp_changes_with_the_row_the_settings_and_the_files(study):
    before = stamp(study, "song.mp3", "gold.png")
    assert stamp(study, "song.mp3", "navy.jpg") != before
    assert stamp(study, "song.mp3", "gold.png", "1") != before
    assert stamp(study, "song.mp3", "gold.png", fps=24) != before
    assert stamp(study, "song.mp3", "gold.png", "", "", "", "", "gold.png") != before
    (study / "song.mp3").write_bytes(b"other")
    changed = stamp(study, "song.mp3", "gold.png")
    (study / "song.mp3").unlink()
    assert len({before, changed, stamp(study, "song.mp3", "gold.png")}) == 3


def test_the_stamp_of_a_song_changes_with_its_row_and_file_and_stays_with_other_pictures(study):
    def of_song(*row):
        return stamp(study, *row, by=stamp_song)

    before = of_song("song.mp3", "gold.png")
    assert of_song("song.mp3", "navy.jpg", "", "", "", "", "gold.png") == before
    assert of_song("song.mp3", "gold.png", "1") != before
    (study / "song.mp3").write_bytes(b"other")
    assert of_song("song.mp3", "gold.png") != before


def test_a_stamp_stays_where_files_only_move(study):
    before = stamp(study, "song.mp3", "gold.png")
    (study / "moved").mkdir()
    (study / "song.mp3").rename(study / "moved" / "same song.mp3")
    assert stamp(study, "moved/same song.mp3", "gold.png") == before


def test_a_stamp_stays_whatever_genre_and_weights_are_asked_for(study):
    before = stamp(study, "song.mp3", "gold.png|navy.jpg")
    assert stamp(study, "song.mp3", "gold.png|navy.jpg", "", "", "jazz", "3|1") == before


def test_a_run_that_keeps_going_knows_which_pairs_do_not_serve(study):
    (study / "text.wav").write_text("no song")
    table = write_table(study, ("good", "song.mp3", "navy.jpg"), ("bad", "text.wav", "gone.png"))
    checked = check(table, keep_going=True)
    assert checked["pair"].tolist() == ["good", "bad"]
    good, bad = checked["problem"]
    assert good == ""
    assert "row 3 (bad): song" in bad
    assert "row 3 (bad): artwork" in bad
    write_tsv(study / "bad.tsv", checked.iloc[[1]])
    with pytest.raises(UserError, match=r"row 3 \(bad\)"):
        refuse_problems(study / "bad.tsv")
    write_tsv(study / "good.tsv", checked.iloc[[0]])
    assert [row["pair"] for row in refuse_problems(study / "good.tsv")] == ["good"]


def test_a_song_serves_whatever_the_pictures_of_its_pair_are(study):
    table = write_table(study, ("bad", "song.mp3", "gone.png"))
    checked = check(table, keep_going=True)
    assert "gone.png" in checked["problem"][0]
    write_tsv(study / "songs.tsv", songs_of(checked))
    assert read_songs(study / "songs.tsv")["bad"].duration_s == 5.0


def test_a_song_that_does_not_serve_is_refused_as_its_pair_is(study):
    (study / "text.wav").write_text("no song")
    checked = check(write_table(study, ("bad", "text.wav", "gone.png")), keep_going=True)
    write_tsv(study / "songs.tsv", songs_of(checked))
    with pytest.raises(UserError, match=r"row 2 \(bad\): song") as error:
        read_songs(study / "songs.tsv")
    # Once the picture is mended, it stands there still.
    assert "gone.png" not in str(error.value)
