"""With --keep-going a study is summed up without what failed, and says what is missing and why."""

import pandas as pd
import pytest
from study import Study

pytestmark = pytest.mark.xdist_group("keep-going")

ROWS = ("good\tgood.wav\tone.png", "bad\tbad.wav\tone.png")
STUDY = {"schedules": "[linear]", "external": "study/external.tsv", "excerpt_duration_s": 4}


@pytest.fixture(scope="module")
def failed(tmp_path_factory, musicnn_weights):
    """A study with a song that is none and a video that is none, run with --keep-going."""
    study = Study(tmp_path_factory.mktemp("study"), musicnn_weights)
    study.write_song("good.wav", 4.0, 0)
    (study.folder / "study" / "bad.wav").write_text("no song")
    (study.folder / "study" / "text.mp4").write_text("no video")
    study.write_artwork("one.png", 0)
    study.write_pairs(*ROWS)
    rows = "pair\tsong\tlabel\tvideo\ngood\t\tpublished\ttext.mp4\n"
    (study.folder / "study" / "external.tsv").write_text(rows)
    return study, study.run("--keep-going", **STUDY)


def read(study, table):
    return pd.read_csv(study.results / "tables" / table, sep="\t", keep_default_na=False)


def test_the_run_ends_with_an_error(failed):
    _, ended = failed
    assert ended.returncode == 1


def test_the_table_holds_the_videos_that_could_be_scored(failed):
    study, _ = failed
    table = read(study, "synchrony.tsv")
    assert table[["pair", "schedule"]].to_numpy().tolist() == [["good", "linear"]]


def test_what_is_missing_is_listed_with_the_rule_that_failed_and_its_reason(failed):
    study, _ = failed
    missing = read(study, "missing.tsv").set_index(["take", "schedule"])
    assert len(missing) == 2
    assert missing.loc[("bad", "linear"), "rule"] == "excerpt"
    assert "pairs.tsv row 3 (bad): song" in missing.loc[("bad", "linear"), "reason"]
    assert missing.loc[("good", "published"), "rule"] == "synchrony"
    assert "text.mp4 cannot be decoded" in missing.loc[("good", "published"), "reason"]


def test_the_report_shows_the_rest_and_what_is_missing(failed):
    study, _ = failed
    page = (study.results / "report" / "index.html").read_text()
    assert "could not be" in page
    assert "text.mp4 cannot be decoded" in page
    assert "videos/good/linear.mp4" in page


def test_the_crate_holds_what_was_made(failed):
    study, ended = failed
    assert "Traceback" not in ended.stdout
    held = (study.results / "ro-crate-metadata.json").read_text()
    assert "videos/good/linear.mp4" in held


def test_no_model_hears_the_song_that_is_none(failed):
    study, _ = failed
    assert not (study.results / "logs" / "caption" / "bad.log").exists()
    assert (study.results / "logs" / "caption" / "good.log").exists()


def test_once_mended_the_same_command_completes_the_study(failed):
    study, _ = failed
    study.write_song("bad.wav", 4.0, 1)
    (study.folder / "study" / "external.tsv").write_text("pair\tsong\tlabel\tvideo\n")
    ended = study.run("--keep-going", **STUDY)
    assert ended.returncode == 0, ended.stdout
    assert "Caption good" not in ended.stdout
    assert read(study, "synchrony.tsv")["pair"].tolist() == ["good", "bad"]
    assert len(read(study, "missing.tsv")) == 0
    assert "could not be" not in (study.results / "report" / "index.html").read_text()


def test_what_an_earlier_run_scored_by_other_settings_is_missing(failed):
    """Its files are still there; the tables are of what this run has made."""
    study, _ = failed
    before = (study.results / "synchrony/bad/linear.json").read_bytes()
    (study.folder / "study" / "bad.wav").write_text("no song any more")
    ended = study.run("--keep-going", **STUDY, fps=6)
    assert ended.returncode == 1
    assert (study.results / "synchrony/bad/linear.json").read_bytes() == before
    assert read(study, "synchrony.tsv")["pair"].tolist() == ["good"]
    missing = read(study, "missing.tsv")
    assert missing["take"].tolist() == ["bad"]
    assert "pairs.tsv row 3 (bad): song" in missing["reason"][0]
    assert not (study.results / ".due.json").exists()


def test_a_pair_of_which_only_a_video_from_elsewhere_is_there_is_summed_up_by_that(
    tmp_path, musicnn_weights
):
    study = Study(tmp_path, musicnn_weights)
    study.write_song("good.wav", 4.0, 0)
    study.write_artwork("one.png", 0)
    study.write_pairs("bad\tgood.wav\tone.png")
    (study.folder / "study" / "any.mp4").write_text("a video")
    rows = "pair\tsong\tlabel\tvideo\nbad\t\tpublished\tany.mp4\n"
    (study.folder / "study" / "external.tsv").write_text(rows)
    scored = ("synchrony/bad/published.json", "synchrony/bad/published.tsv")
    for name in (*scored, "nulls/bad/published.tsv"):
        (study.results / name).parent.mkdir(parents=True, exist_ok=True)
        (study.results / name).write_text("{}")
    second_pass = {"YELLOWSOUND_SECOND_PASS": "results/study"}
    planned = study.run("--dry-run", "table", environment=second_pass, **STUDY)
    assert planned.returncode == 0, planned.stdout
    assert "rule table:" in planned.stdout
    assert "rule caption:" not in planned.stdout
