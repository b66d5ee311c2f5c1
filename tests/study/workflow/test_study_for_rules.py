"""What rules are told follows from the configuration and its tables alone, without Snakemake."""

import os
import re
from fnmatch import fnmatch
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
import soundfile
from PIL import Image

from yellowsound.run.config import read_config, without_tables
from yellowsound.run.errors import UserError
from yellowsound.run.files import write_json
from yellowsound.run.locks import LOCK
from yellowsound.run.second_pass import DESCRIPTION, DUE
from yellowsound.study.workflow.asked import Places
from yellowsound.study.workflow.study import read_study

ROOT = Path(__file__).parents[3]
SMALL = {
    "run": "mine",
    "pairs": "pairs.tsv",
    "schedules": ["onset", "linear"],
    "excerpt_duration_s": 8,
    "section_s": 4,
    "fps": 10,
    "width": 64,
    "height": 64,
}


@pytest.fixture
def read(tmp_path, monkeypatch):
    """Return a function that reads a study of two pairs of one song, with some keys set."""
    monkeypatch.chdir(tmp_path)
    soundfile.write("song.wav", [0.0] * 80_000, 8000)
    for name in ("one", "two"):
        Image.new("RGB", (64, 64), (10, 20, len(name))).save(f"{name}.png")
    write_table("one\tsong.wav\tone.png", "two\tsong.wav\ttwo.png")

    def read(second_pass=False, **given):
        config = read_config({**SMALL, **given}, ROOT / "config")
        return read_study(config, ROOT, Places("results/mine", "results/mine/logs"), second_pass)

    return read


def write_table(*rows, name="pairs.tsv", header="pair\tsong\tartwork"):
    Path(name).write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")


class Wildcards(SimpleNamespace):
    """As Snakemake's: attributes, and items."""

    def items(self):
        return vars(self).items()


ONE_ONSET = Wildcards(take="one", schedule="onset")


def score(take, schedule):
    """Write the files that a scored video has, empty."""
    for name in ("synchrony/{}/{}.json", "synchrony/{}/{}.tsv", "synchrony/{}/{}.judged.json"):
        path = Path("results/mine", name.format(take, schedule))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    nulls = Path(f"results/mine/nulls/{take}/{schedule}.tsv")
    nulls.parent.mkdir(parents=True, exist_ok=True)
    nulls.touch()


def test_a_study_without_its_tables_has_no_pairs_and_no_videos(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    given = {**SMALL, "figure_pairs": ["one"], "genres": "gone.tsv", "external": "gone.tsv"}
    config = without_tables(read_config(given, ROOT / "config"), ROOT / "config")
    study = read_study(config, ROOT, Places("results/mine", "results/mine/logs"))
    assert (study.asked.pairs, study.videos.all, study.files.captions()) == ({}, [], [])


# --- videos ----------------------------------------------------------------------------


def test_every_take_is_a_video_in_every_variant(read):
    videos = read(seed=[1, 2]).videos
    takes = ["one", "one~seed2", "two", "two~seed2"]
    assert videos.all == [(take, name) for take in takes for name in ("onset", "linear")]
    assert videos.scored == videos.made == videos.all
    assert videos.missing == []


@pytest.mark.parametrize("moves", [{"onset": "lively"}, {"onset": ["gentle", "lively"]}])
def test_schedules_whose_moves_are_not_named_only_walk(read, moves):
    variants = read(moves=moves).videos.variants
    assert variants["linear"].moves == "none"
    assert {v.moves for v in variants.values() if v.schedule == "onset"} <= {"gentle", "lively"}


def test_a_take_has_its_pair_and_its_seed(read):
    videos = read(seed=[1, 2]).videos
    wildcards = Wildcards(take="two~seed2", schedule="onset")
    assert videos.pair_of(wildcards).name == "two"
    assert videos.seed_of(wildcards) == 2
    assert videos.of_pair("{pair}/{take}/{schedule}")(wildcards) == "two/two~seed2/onset"


def test_equal_excerpts_are_one_song(read):
    videos = read().videos
    assert videos.song_of("two") == "one"
    assert videos.songs_scored() == ["one"]
    assert videos.judged_song("one") == "<results>/synchrony/one/onset.judged.json"


@pytest.mark.parametrize(("start_s", "is_one"), [("0", True), ("1", False)])
def test_an_excerpt_that_is_written_out_is_the_usual_one(read, start_s, is_one):
    rows = ("one\tsong.wav\tone.png\t\t", f"two\tsong.wav\ttwo.png\t{start_s}\t8")
    write_table(*rows, header="pair\tsong\tartwork\tstart\tduration")
    assert (read().videos.song_of("two") == "one") is is_one


def test_a_second_pass_sums_up_what_is_scored_and_tells_the_rest(read):
    score("one", "onset")
    videos = read(second_pass=True).videos
    assert videos.scored == [("one", "onset")]
    assert videos.missing == [("one", "linear"), ("two", "linear"), ("two", "onset")]
    assert videos.shown_pairs == videos.sheet_pairs == ["one"]
    assert [row["take"] for row in videos.missing_rows()] == ["one", "two", "two"]


def test_a_score_that_lacks_a_file_is_none(read):
    score("one", "onset")
    Path("results/mine/nulls/one/onset.tsv").unlink()
    assert read(second_pass=True).videos.scored == []


def test_a_video_from_elsewhere_is_scored_and_not_made(read):
    Path("other.mp4").write_bytes(b"a video")
    write_table("one\t\tother\tother.mp4", name="external.tsv", header="pair\tsong\tlabel\tvideo")
    videos = read(external="external.tsv").videos
    elsewhere = Wildcards(take="one", schedule="other")
    assert ("one", "other") in videos.scored
    assert ("one", "other") not in videos.made
    assert videos.video_of(elsewhere) == []
    assert videos.external_of(elsewhere)["video"].endswith("other.mp4")
    assert videos.facts_of(elsewhere)["seed"] is None
    assert list(videos.external_hold(elsewhere)) == list(videos.external_of(elsewhere))


def test_variants_that_differ_by_moves_of_the_video_walk_once(read):
    videos = read(schedules=["onset"], moves=["none", "lively"]).videos
    assert list(videos.variants) == ["onset", "onset~lively"]
    assert set(videos.walks.values()) <= {"onset", "onset~lively"}
    assert videos.parts_of(ONE_ONSET) == ["<results>/frames/one/onset/1-2.mkv"]


# --- files -----------------------------------------------------------------------------


def test_a_study_asks_for_each_file_once(read):
    files = read().files.of_study()
    assert len(files) == len(set(files))


def test_the_page_of_results_names_everything_that_a_study_makes(read):
    rows = re.findall(r"^\| (`.+?) \|", (ROOT / "docs" / "results.md").read_text(), re.MULTILINE)
    patterns = []
    for name in re.findall(r"`([^`]+)`", "\n".join(rows)):
        # An ending alone is another one of the file before it.
        whole = patterns[-1].partition(".")[0] + name if name.startswith(".") else name
        patterns.append(re.sub(r"\{\w+\}", "*", whole) + "*" * whole.endswith("/"))
    study = read(keep_frames=True, keep_sections=True)
    for path in study.files.of_study():
        file = path.removeprefix("<results>/")
        assert any(fnmatch(name, of) for of in patterns for name in (file, f"{file}/")), file


def test_a_crate_tells_of_nothing_that_a_study_does_not_ask_for(read):
    files = read().files
    assert set(files.of_crate()) < set(files.of_study())


def test_of_a_study_that_is_not_begun_no_file_of_a_single_pair_is_asked_for(read):
    """All are made on the way to what is asked for, and a large study is planned sooner."""
    files = read().files
    asked = files.asked_for()
    assert {"<results>/report", "<results>/tables/synchrony.tsv"} < set(asked)
    assert not [path for path in asked if "/videos/" in path or "/excerpts/" in path]


@pytest.mark.parametrize("kept", ["excerpts/one.wav", "tables/synchrony.tsv"])
def test_of_a_study_that_is_begun_what_is_not_there_is_asked_for(read, tmp_path, kept):
    files = read().files
    file = tmp_path / "results" / "mine" / kept
    file.parent.mkdir(parents=True)
    file.touch()
    asked = files.asked_for()
    assert {f"<results>/{kept}", *asked} == set(files.of_study())
    assert len(asked) == len(set(asked))


def test_stills_are_asked_for_where_frames_are_kept(read):
    still = "<results>/stills/one/onset"
    assert still not in read().files.of_study()
    assert still in read(keep_frames=True).files.of_study()


def test_sections_are_asked_for_where_they_are_kept(read):
    section = "<results>/frames/one/onset/1-2.mkv"
    assert section not in read().files.of_study()
    assert section in read(keep_sections=True).files.of_study()


def test_a_second_pass_asks_for_no_description_that_is_not_there(read):
    assert read().files.descriptions(["one"])
    assert read(second_pass=True).files.descriptions(["one"]) == []


def test_a_description_that_was_to_be_made_anew_and_was_not_is_left_out(read):
    (path,) = read().files.descriptions(["one"])
    file = Path(path.replace("<results>", "results/mine"))
    file.parent.mkdir(parents=True)
    file.touch()
    os.utime(file, ns=(1, 1))
    Path("results/mine", LOCK).touch()
    assert read(second_pass=True).files.descriptions(["one"]) == [path]
    write_json(Path("results/mine", DUE), [[DESCRIPTION, file.stem]])
    assert read(second_pass=True).files.descriptions(["one"]) == []


def test_a_song_is_heard_in_the_excerpt_of_a_pair_that_was_made(read):
    """Of the first pair that has it no video could be scored."""
    for schedule in ("onset", "linear"):
        score("two", schedule)
    judges = read(second_pass=True).judges
    assert judges.songs == ["one"]
    assert judges.excerpts == ["two"]


def test_a_video_from_elsewhere_is_told_from_where_the_workflow_runs(read, tmp_path):
    Path("other.mp4").write_bytes(b"a video")
    row = f"one\t\tother\t{tmp_path / 'other.mp4'}"
    write_table(row, name="external.tsv", header="pair\tsong\tlabel\tvideo")
    paths = read(external=str(tmp_path / "external.tsv")).videos.external_paths()
    assert [path for path in paths if path] == ["other.mp4"]


# --- what jobs are told -----------------------------------------------------------------


def test_a_job_asks_for_twice_as_much_at_each_attempt(read):
    needed = read().needs.at_least(100, per_s=10)
    assert [needed(ONE_ONSET, attempt) for attempt in (1, 2, 3)] == [180, 360, 720]


def test_what_is_of_no_pair_gets_the_longest_excerpt(read):
    assert read().needs.excerpt_s(Wildcards(picture="abc")) == 8


def test_no_gpu_is_asked_for_on_the_cpu(read):
    assert read(preset="paper", device="cpu").needs.gpus("painter") == 0
    assert read(preset="paper", device="cuda").needs.gpus("painter") == 1


def test_a_model_of_another_revision_is_another_version(read):
    table = pd.read_csv(ROOT / "config/models.tsv", sep="\t", dtype=str)
    versions = []
    for changed in (table, table.assign(revision="a" * 40)):
        changed.to_csv("models.tsv", sep="\t", index=False)
        study = read(preset="paper", models="models.tsv")
        versions.append([study.versions.of("keyframes", "painter"), study.versions.of("excerpt")])
    (painted, decoded), (painted_then, decoded_then) = versions
    assert painted != painted_then
    assert decoded == decoded_then


def test_models_are_named_by_their_records(read):
    models = read().models
    assert models.of_stage("captioner") == ["<models>/musicnn/model.json"]
    assert models.fetched() == list(models.of_run().values())


def test_the_workflow_s_own_tables_are_told_by_their_names(read):
    asked = read().asked
    assert asked.config["genres"] == str(ROOT / "config/genres.tsv")
    assert asked.told()["genres"] == "config/genres.tsv"
    assert asked.told()["pairs"] == "pairs.tsv"


def test_a_pair_is_checked_once_for_what_it_rests_on(read):
    before = read().checks
    Image.new("RGB", (64, 64), "red").save("two.png")
    after = read().checks
    assert before.pairs["one"] == after.pairs["one"]
    assert before.pairs["two"] != after.pairs["two"]
    assert before.songs == after.songs


def test_whether_prompts_are_counted_is_of_the_pair_and_not_of_its_song(read):
    before, after = read().checks, read(section_grid="bars").checks
    assert before.pairs["one"] != after.pairs["one"]
    assert before.songs == after.songs


def test_what_is_checked_is_asked_again_for_neither_song_nor_pair(read):
    checks = read().checks
    assert checks.pairs_due == 2
    for path in (*checks.songs.values(), checks.pairs["one"]):
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text("what was found")
    later = read().checks
    assert later.due == {"pairs": {"two": checks.pairs["two"]}, "songs": {}}
    assert later.files_due == [checks.pairs["two"]]
    assert later.pairs_due == 1


def test_a_part_has_its_share_of_a_video_s_frames(read):
    # Two sections of 40 frames each, in one part.
    assert read().telling.frames_of_part() == 80


def test_costs_count_what_the_whole_run_has_to_do(read):
    costs = read(seed=[1, 2]).telling.costs("models")
    units = {stage["kind"]: stage["units"] for stage in costs["stages"]}
    assert units["captioner"] == 4
    assert units["walker"] == 4 * 80 * 2
    assert costs["frames"] == 4 * 80 * 2
    assert costs["folders"]["musicnn"] == "models/musicnn"


def test_costs_are_those_of_the_canvas_of_the_painter(read):
    def mpixels(**settings):
        stages = read(**settings).telling.costs("models")["stages"]
        return {stage["kind"]: stage["mpixels"] for stage in stages}

    frame, canvas = mpixels(), mpixels(**{"style-vectors": {"canvas": 128}})
    assert frame["painter"] == frame["captioner"] == 64 * 64 / 1e6
    assert canvas["painter"] == canvas["walker"] == 128 * 128 / 1e6
    assert canvas["captioner"] == frame["captioner"]
    style = {"painter": "style-network", "style-network": {"canvas": 128}}
    decoded = mpixels(**style, walker="vae-slerp")
    assert decoded["painter"] == 128 * 128 / 1e6
    assert decoded["walker"] == frame["walker"]


def test_costs_of_a_walk_between_texts_are_those_of_the_frames_that_are_sampled(read):
    def told(**settings):
        given = {"preset": "prompt-walk", "device": "cpu", **settings}
        stages = read(**given).telling.costs("models")["stages"]
        (walker,) = (stage for stage in stages if stage["kind"] == "walker")
        return walker["units"], walker["settings"]["steps"], walker["settings"]["guidance"]

    frames, steps, guidance = told()
    assert (steps, guidance) == (50, 15.0)  # of the preset
    assert told(**{"stable-diffusion": {"steps": 20, "guidance": 1}}) == (frames, 20, 1)
    assert told(**{"diffusion-walk": {"steps": 30, "walk_fps": 5}}) == (frames / 2, 30, guidance)


def test_a_walk_that_blends_nothing_renders_every_frame(read):
    def passes(**settings):
        (walker,) = (s for s in read(**settings).telling.costly_stages() if s.kind == "walker")
        ((work,),) = walker.work()
        return work.passes

    assert passes() == 0.1
    assert passes(**{"vector-path": {"tolerance": 0}}) == 1


def test_the_sheet_has_room_for_all_artworks_that_are_painted_in_turn(read):
    write_table("one\tsong.wav\tone.png|two.png", "two\tsong.wav\ttwo.png")
    # Opening and two keyframes, and what they are painted from.
    assert read().videos.sheet_pictures == 4
    assert read(**{"style-vectors": {"artworks": "in-turn"}}).videos.sheet_pictures == 5


def test_a_forecast_counts_the_frames_of_the_videos_that_are_due(read):
    forecast = read().telling.forecast(["one", "two"])
    assert (forecast.videos, forecast.frames) == (2, 160)
    kept = read(keep_sections=True).telling.forecast(["one", "two"])
    assert kept.disk_bytes > forecast.disk_bytes


def test_the_judges_hear_the_headline_s_two_schedules(read):
    judges = read(primary_contrast="onset - linear", primary_metric="felt").judges
    assert judges.compared == [(t, s) for t in ("one", "two") for s in ("onset", "linear")]
    assert judges.params()["contrast"] == ["onset", "linear"]
    assert set(judges.named) == {"detector", "tracker"}


def test_a_wrong_table_is_told_before_anything_is_laid_out(read):
    write_table("one\tgone.wav\tone.png\textra")
    with pytest.raises(UserError, match=r"pairs\.tsv"):
        read()
