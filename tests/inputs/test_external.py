"""Videos from elsewhere stand beside a pair, beside its song, or by themselves."""

import pytest

from yellowsound.inputs.external import ExternalVideo, read_external
from yellowsound.run.errors import UserError


@pytest.fixture
def folder(tmp_path):
    for name in ("video.mp4", "other.mp4", "my video (1).mp4", "song.wav", "other.wav"):
        (tmp_path / name).write_bytes(b"x")
    return tmp_path


def read(folder, *rows):
    table = folder / "external.tsv"
    table.write_text("\n".join(["pair\tsong\tlabel\tvideo", *rows]) + "\n", encoding="utf-8")
    songs = {"jazz": folder / "song.wav", "rock": folder / "gone.wav"}
    return read_external(table, songs, ["energy", "linear"])


def problem(folder, *rows):
    with pytest.raises(UserError) as caught:
        read(folder, *rows)
    return str(caught.value)


def test_a_table_without_rows_holds_no_video(folder):
    assert read(folder) == {}


def test_a_video_stands_beside_the_pair_that_its_row_names(folder):
    video = folder / "video.mp4"
    assert read(folder, "jazz\t\tpublished\tvideo.mp4") == {
        ("jazz", "published"): ExternalVideo("jazz", "published", video, None)
    }


def test_a_video_stands_beside_the_pair_of_its_song_and_is_scored_against_it(folder):
    (external,) = read(folder, "\tsong.wav\tpublished\tvideo.mp4").values()
    assert (external.take, external.song) == ("jazz", folder / "song.wav")


def test_a_video_of_no_pair_is_named_by_its_song_or_by_its_file(folder):
    found = read(folder, "\tother.wav\tours\tvideo.mp4", "\t\tours\tmy video (1).mp4")
    assert list(found) == [("other", "ours"), ("my_video_1", "ours")]


def test_whitespace_around_a_name_is_of_the_name_where_there_is_such_a_file(folder):
    (folder / " video.mp4 ").write_bytes(b"x")
    (external,) = read(folder, "jazz\t song.wav\ta\t video.mp4 ").values()
    assert (external.video, external.song) == (folder / " video.mp4 ", folder / "song.wav")


def test_one_pair_may_have_several_labels(folder):
    found = read(folder, "jazz\t\ta\tvideo.mp4", "jazz\t\tb\tother.mp4")
    assert list(found) == [("jazz", "a"), ("jazz", "b")]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("jaz\t\ta\tvideo.mp4", "pair 'jaz' is not in the pairs table"),
        ("jazz\t\t\tvideo.mp4", "label is empty"),
        ("jazz\t\ta\t", "video is empty"),
        ("jazz\t\tlinear\tvideo.mp4", "label 'linear' is a schedule of the study"),
        ("jazz\t\tLinear\tvideo.mp4", "label 'Linear' is a schedule of the study"),
        ("jazz\t\ta/b\tvideo.mp4", "'a/b' holds '/'"),
        ("jazz\t\ta\tgone.mp4", "gone.mp4 does not exist"),
        ("jazz\tgone.wav\ta\tvideo.mp4", "gone.wav does not exist"),
        ("jazz\ta\tvideo.mp4", "has not 4 cells"),
    ],
)
def test_what_is_wrong_with_a_row_is_told_with_its_number(folder, row, said):
    text = problem(folder, row)
    assert "external.tsv row 2" in text
    assert said in text


@pytest.mark.parametrize("label", ["a", "A"])
def test_a_label_twice_for_one_pair_is_refused(folder, label):
    rows = ("jazz\t\ta\tvideo.mp4", f"jazz\t\t{label}\tother.mp4")
    assert f"row 3: label '{label}' is there twice for jazz" in problem(folder, *rows)


@pytest.mark.parametrize(
    "rows",
    [
        ("\t\ta\tvideo.mp4", "\t\tb\tdeep/Video.mp4"),
        ("\tother.wav\ta\tvideo.mp4", "\tdeep/other.wav\tb\tother.mp4"),
        ("\tother.wav\ta\tvideo.mp4", "\t\tb\tother.mp4"),
    ],
    ids=["videos", "songs", "a song and a video"],
)
def test_sounds_of_one_name_are_not_taken_for_one(folder, rows):
    (folder / "deep").mkdir()
    (folder / "other.wav").write_bytes(b"a song")
    for name in ("Video.mp4", "other.wav"):
        (folder / "deep" / name).write_bytes(b"another")
    assert "row 3: would be named" in problem(folder, *rows)


def test_videos_of_one_song_stand_side_by_side(folder):
    (folder / "copy").mkdir()
    (folder / "copy" / "other.wav").write_bytes((folder / "other.wav").read_bytes())
    for same in ("./other.wav", "copy/other.wav"):
        found = read(folder, "\tother.wav\ta\tvideo.mp4", f"\t{same}\tb\tother.mp4")
        assert list(found) == [("other", "a"), ("other", "b")]


def test_one_sound_in_two_spellings_is_one_song(folder):
    (folder / "Other.wav").write_bytes((folder / "other.wav").read_bytes())
    found = read(folder, "\tother.wav\ta\tvideo.mp4", "\tOther.wav\tb\tother.mp4")
    assert list(found) == [("other", "a"), ("other", "b")]
    assert [video.take for video in found.values()] == ["other", "other"]


@pytest.mark.parametrize("name", ["jazz", "Jazz"])
def test_a_video_of_no_pair_may_not_be_taken_for_one(folder, name):
    (folder / f"{name}.mp4").write_bytes(b"x")
    assert f"would be named as the pair '{name}' is" in problem(folder, f"\t\ta\t{name}.mp4")


def test_all_problems_are_told_at_once(folder):
    assert len(problem(folder, "jaz\t\ta\tvideo.mp4", "jazz\t\ta\tgone.mp4").splitlines()) == 2
