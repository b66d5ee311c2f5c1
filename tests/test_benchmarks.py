"""Every benchmark tells its figures to people and, as one JSON object, to programs."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

FOLDER = Path(__file__).parents[1] / "benchmarks"


def told(script, *options):
    """Return what a benchmark prints as JSON."""
    command = [sys.executable, FOLDER / script, *options, "--json"]
    return json.loads(subprocess.run(command, capture_output=True, check=True).stdout)


def test_the_frame_rate_is_printed_as_one_json_object():
    result = told("frames_rate.py", "--size", "64", "--frames", "4", "--rounds", "1")
    assert result["ratio"] == pytest.approx(result["stage_fps"] / result["bare_fps"], rel=0.01)


def test_the_evidence_of_a_study_raises_few_false_alarms_and_finds_what_is_there():
    figures = told("evidence.py", "--trials", "30")
    # So few studies tell no single rate: the three kinds without synchrony count together.
    alarms = [figures[case]["significant"] for case in ("tempo", "other", "tempi")]
    assert sum(alarms) / 3 <= 0.07
    assert figures["placebo"]["significant"] <= 0.08
    assert figures["synchrony"]["significant"] >= 0.9
    assert figures["synchrony"]["auc"] > 0.9


def null_figures(trials, cases, metrics):
    """Return what the benchmark of the null prints."""
    named = ["--trials", str(trials), "--cases", *cases, "--metrics", *metrics]
    # So few pairs tell no single rate: all forms, lengths and metrics count together.
    shares = {case: [] for case in cases}
    for row in told("null.py", *named)["figures"]:
        shares[row["case"]] += row["significant"].values()
    return {case: sum(found) / len(found) for case, found in shares.items()}


def test_the_null_of_one_video_raises_few_false_alarms_and_finds_what_is_there():
    metrics = ["flux_onset_r", "beat_f", "beat_alignment_seen"]
    found = null_figures(10, ["tempo", "levels", "following"], metrics)
    assert (found["tempo"] + found["levels"]) / 2 <= 0.07
    assert found["following"] >= 0.9


def test_two_unrelated_fades_are_not_felt_to_go_together():
    assert null_figures(20, ["fades"], ["felt"])["fades"] <= 0.07


def left_of(*pictures):
    """Return what painters leave of pictures, and what they change, by picture and painter."""
    chosen = ("--pictures", *pictures) if pictures else ()
    figures = told("painters.py", "--size", "128", *chosen)["figures"]
    return {(row["picture"], row["painter"]): row for row in figures}


@pytest.mark.parametrize(
    "pictures",
    [("coffee", "neon"), pytest.param((), marks=pytest.mark.slow, id="all")],
)
def test_under_style_vectors_an_artwork_keeps_its_colours_and_lines_and_sections_differ(pictures):
    found = left_of(*pictures)
    for picture in {picture for picture, _ in found}:
        network, vectors = (found[picture, name] for name in ("style-network", "style-vectors"))
        assert vectors["colour_distance"] <= 0.5 * network["colour_distance"], picture
        assert vectors["edge_correlation"] >= network["edge_correlation"], picture
        assert vectors["section_difference"] >= 0.3 * network["section_difference"], picture


def test_a_sheet_shows_the_artwork_and_each_painter_s_keyframes(tmp_path):
    sheet = tmp_path / "sheet.png"
    command = [sys.executable, FOLDER / "painters.py", "--size", "64", "--pictures", "night"]
    done = subprocess.run([*command, "--sheet", sheet], capture_output=True, text=True, check=True)
    assert "colour_distance" in done.stdout
    with Image.open(sheet) as shown:
        assert shown.size == (64 * (1 + 2 * 5), 64)


def test_on_a_canvas_strokes_are_as_fine_on_every_frame():
    figures = told("canvas.py", "--sizes", "64", "128", "--canvas", "128")["figures"]
    gradient = {(row["canvas"], row["size"]): row["gradient"] for row in figures}
    assert gradient[128, 64] == pytest.approx(gradient[128, 128], rel=0.1)
    assert gradient[0, 128] > 1.2 * gradient[0, 64]


def test_a_pass_through_a_part_of_a_model_is_timed():
    small = ("--device", "cpu", "--precisions", "fp32", "--sides", "64", "--rounds", "1")
    rows = told("gpu.py", *small, "--parts", "vae", "style-vectors")
    assert {(row["part"], row["kind"]) for row in rows} == {
        ("vae", "cpu"),
        ("style-vectors", "cpu"),
    }
    assert all(row["seconds"] > 0 for row in rows)


def test_a_part_that_no_model_has_is_refused_in_a_sentence():
    command = [sys.executable, FOLDER / "gpu.py", "--parts", "decoder"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 2
    assert "no part is called decoder: choose among" in done.stderr


def test_onsets_are_held_against_attacks_whose_times_are_known():
    onsets = told("hearing.py", "--seeds", "1")["onsets"]
    assert all(stroke["found"] >= 0.9 for stroke in onsets["flux"].values())


def test_what_moves_cost_is_told_beside_painting():
    (cost,) = told("moves.py", "cost", "--size", "64")["figures"]
    assert min(cost["paint"], cost["blend"], cost["move"]) > 0


@pytest.mark.slow
def test_each_way_of_choosing_jobs_finishes_them():
    ways = told("scheduler.py", "--jobs", "4", "--seconds", "60")
    assert [way["finished"] for way in ways.values()] == [4] * 4


def planned(*pairs):
    """Return what the benchmark of planning prints for studies of these sizes."""
    return told("scale.py", "--pairs", *map(str, pairs))


def test_every_pair_adds_the_same_number_of_jobs():
    small, large = (size["jobs"] for size in planned(1, 4)["sizes"])
    # Of each pair: excerpt, captions, hearing, keyframes; of each of its four videos a
    # schedule, its three sections in one part, the video and its scores. One page of the
    # contact sheet shows four pairs.
    assert large - small == 3 * (4 + 4 * 4)


@pytest.mark.slow
def test_a_large_study_is_planned_in_a_few_times_what_snakemake_itself_takes():
    found = planned(300)
    (size,) = found["sizes"]
    # Of one machine and one hour: how fast it is does not count.
    assert found["times_plain_snakemake"] < 4
    assert size["peak_mb"] < 1024


def test_the_share_of_frames_that_are_decoded_falls_with_the_hold():
    song = ["--song", "rock", "--songs", "rock", "--seconds", "5", "--fps", "30"]
    holds = ["--schedules", "energy-published", "linear", "--holds", "0", "0.001", "0.1"]
    shares = told("hold.py", *song, *holds, "--shares")["shares"]
    assert shares["linear"]["0.0"] == shares["linear"]["0.001"] == 1.0
    assert shares["linear"]["0.1"] == pytest.approx(11 / 150, abs=0.02)
    energy = list(shares["energy-published"].values())
    assert energy == sorted(energy, reverse=True)
    assert energy[0] > energy[1] > energy[2]
