"""What the command line asks for is refused where the study makes no such, with a way on."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from yellowsound.run.errors import UserError
from yellowsound.study.workflow.targets import Targets

OUTPUTS = {
    "all": [],
    "table": ["results/mine/tables/synchrony.tsv"],
    "hearing": ["results/mine/hearing/{pair}.tsv"],
    "export": ["results/mine/exports/{pair}/{schedule}/parseq.json"],
    "exports": [],
    "frames": ["results/mine/frames/{take}/{schedule}/{part}.mkv"],
    "video": ["results/mine/videos/{take}/{schedule}.mp4"],
    "synchrony": ["results/mine/synchrony/{take}/{schedule}.json"],
    "null_figure": ["results/mine/figures/nulls/{pair}.pdf"],
    "compare_runs": ["results/{runs}/tables/keys.tsv"],
}
PAIRS = ("jazz", "rock")
TAKES = (*PAIRS, "jazz~seed2")


@pytest.fixture
def targets(tmp_path, monkeypatch):
    """Targets of a study of two pairs, one of them with two takes, and a video from elsewhere."""
    monkeypatch.chdir(tmp_path)
    variants = ("onset", "linear")
    made = [(take, name) for take in TAKES for name in variants]
    asked = SimpleNamespace(
        config={"run": "mine"},
        results="results/mine",
        pairs=dict.fromkeys(PAIRS),
        picture_names={},
        hub_models={},
        parts=lambda pair: ["1-2", "3"],
    )
    takes = {take: SimpleNamespace(pair=take.partition("~")[0]) for take in TAKES}
    all_videos = [*made, ("jazz", "published"), ("alone", "published")]
    videos = SimpleNamespace(takes=takes, variants=variants, all=all_videos, sheets=["1"])
    return Targets(asked, videos)


def check(targets, *names, **makers):
    targets.check(names, OUTPUTS, {name: [made] for name, made in makers.items()})


def refused(targets, name, *makers):
    with pytest.raises(UserError) as error:
        targets.check([name], OUTPUTS, {name: makers})
    return str(error.value)


def video(take, schedule):
    return {"take": take, "schedule": schedule}


def test_rules_of_single_files_can_be_asked_for(targets):
    targets.check(["all", "table", "exports"], OUTPUTS, {})


def test_every_file_of_the_study_can_be_asked_for(targets):
    for rule, values in (
        ("hearing", {"pair": "rock"}),
        ("video", video("jazz~seed2", "linear")),
        ("synchrony", video("alone", "published")),
        ("frames", {**video("jazz", "onset"), "part": "1-2"}),
        ("null_figure", {"pair": "alone"}),
    ):
        path = OUTPUTS[rule][0].format(**values)
        assert path in targets.files(OUTPUTS)
        targets.check([path], OUTPUTS, {path: [(rule, values)]})


def test_what_wildcards_of_no_study_may_be_is_left_to_their_rule(targets):
    path = "results/one~two/tables/keys.tsv"
    targets.check([path], OUTPUTS, {path: [("compare_runs", {"runs": "one~two"})]})


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("notes.txt", "is no rule and no file of this study"),
        ("study/one.wav", "there is no study"),
        ("results/yours/tables/synchrony.tsv", "--config run=yours"),
        ("results/mine/tables", "a folder of several files"),
    ],
)
def test_what_lies_there_and_no_rule_makes_is_refused_all_the_same(targets, name, said):
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).touch()
    assert said in refused(targets, name)


def test_a_file_of_an_earlier_study_cannot_though_it_is_there(targets):
    path = Path("results/mine/videos/blues/onset.mp4")
    path.parent.mkdir(parents=True)
    path.touch()
    told = refused(targets, str(path), ("video", video("blues", "onset")))
    assert "there is no blues in results/mine/videos: choose among jazz, jazz~seed2, rock" in told


def test_a_video_from_elsewhere_is_scored_and_not_made(targets):
    path = "results/mine/videos/jazz/published.mp4"
    told = refused(targets, path, ("video", video("jazz", "published")))
    assert "there is no published.mp4" in told


def test_every_target_that_is_wrong_has_a_line(targets):
    with pytest.raises(UserError) as error:
        targets.check(["tabel", "al", "all"], OUTPUTS, {})
    assert [line.split()[1] for line in str(error.value).splitlines()] == ["al", "tabel"]


def test_a_rule_for_one_file_of_many_is_told_with_one_of_them_and_the_rule_for_all(targets):
    told = refused(targets, "export")
    assert "as results/mine/exports/jazz/onset/parseq.json, or for all by exports" in told
    assert "for all by" not in refused(targets, "video")


def test_a_file_of_another_run_is_told_with_how_to_name_it(targets):
    told = refused(targets, "results/yours/tables/synchrony.tsv")
    assert "--config run=yours, or ask for results/mine/tables/synchrony.tsv" in told


def test_where_folders_are_moved_no_other_run_is_guessed(targets):
    targets.asked.results = "elsewhere"
    told = refused(targets, "results/yours/tables/synchrony.tsv")
    assert "--config" not in told


def test_a_file_that_is_written_otherwise_is_told_as_snakemake_wants_it(targets):
    path = "results/mine/tables/synchrony.tsv"
    told = refused(targets, str(Path(path).absolute()))
    assert told.endswith(f"write it as {path}")
