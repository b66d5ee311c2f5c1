"""A study of several seeds and weights, with a video from elsewhere, from end to end."""

import hashlib
import re
import zipfile

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from study import Study

from yellowsound.run.files import read_json
from yellowsound.synchrony.null import shifts_s

DESIGN = {
    "seed": "[0,7]",
    "schedules": "[energy,linear]",
    "energy": "{harmonic_weight: [0, 0.5], percussive_weight: 1}",
    "external": "study/external.tsv",
    "primary_metric": "flux_onset_r",
    "primary_contrast": "energy - energy~h0.5~p1",
    "equivalence_margin": "0.5",
}
VARIANTS = ("energy", "energy~h0.5~p1", "linear")

# One worker runs what looks at this study, so that it is made once.
pytestmark = pytest.mark.xdist_group("study")


@pytest.fixture(scope="module")
def done(tmp_path_factory, musicnn_weights, run_ffmpeg):
    """A study of one pair that has been run; tests may only look."""
    study = Study(tmp_path_factory.mktemp("study"), musicnn_weights)
    study.write_one_pair(8.0)
    picture = ("-f", "lavfi", "-i", "testsrc2=size=64x48:rate=10")
    sound = ("-f", "lavfi", "-i", "sine=frequency=300:beep_factor=4")
    run_ffmpeg(*picture, *sound, "-t", "6", study.folder / "study" / "elsewhere.mp4")
    rows = [
        "pair\tsong\tlabel\tvideo",
        "one\t\tpublished\telsewhere.mp4",
        "\t\tpublished\telsewhere.mp4",
    ]
    (study.folder / "study" / "external.tsv").write_text("\n".join(rows) + "\n")
    ended = study.run(**DESIGN)
    assert ended.returncode == 0, ended.stdout
    return study


@pytest.fixture(scope="module")
def table(done):
    return pd.read_csv(done.results / "tables" / "synchrony.tsv", sep="\t")


def test_every_seed_is_made_in_every_variant_and_videos_from_elsewhere_follow(table):
    rows = table[["pair", "schedule", "seed"]].fillna(-1).to_numpy().tolist()
    assert rows == [
        *(["one", variant, 0] for variant in VARIANTS),
        ["one", "published", -1],
        *(["one", variant, 7] for variant in VARIANTS),
        ["elsewhere", "published", -1],
    ]


def test_the_table_tells_the_weights_of_the_energy(table):
    weights = table[["harmonic_weight", "percussive_weight"]].head(3)
    assert weights.fillna(-1).to_numpy().tolist() == [[0, 1], [0.5, 1], [-1, -1]]


def test_a_video_from_elsewhere_is_scored_by_the_same_metrics(table):
    ours, published = table.iloc[0], table.iloc[3]
    assert published["video"].endswith("elsewhere.mp4")
    assert (published["fps"], published["n_frames"]) == (10, 60)
    assert published.filter(like="_p").notna().tolist() == ours.filter(like="_p").notna().tolist()


def test_a_video_from_elsewhere_that_moved_is_not_scored_again(done):
    folder = done.folder / "study"
    video, table = folder / "elsewhere.mp4", folder / "external.tsv"
    told = table.read_text()
    moved = video.rename(done.folder / "elsewhere.mp4")
    table.write_text(told.replace("elsewhere.mp4", "../elsewhere.mp4"))
    try:
        jobs = done.planned(**DESIGN)
    finally:
        moved.rename(video)
        table.write_text(told)
    assert "table" in jobs
    assert not {"synchrony", "video", "frames", "check_inputs"} & jobs.keys()


def test_another_seed_paints_other_keyframes_of_the_same_artwork(done):
    def picture(take, name):
        with Image.open(done.results / "keyframes" / take / name) as image:
            return np.asarray(image)

    assert (picture("one", "artwork.png") == picture("one~seed7", "artwork.png")).all()
    assert (picture("one", "01.png") != picture("one~seed7", "01.png")).any()


def test_another_weight_sets_another_pace_and_linear_none(done):
    def path(variant):
        schedule = done.results / "schedules" / "one" / f"{variant}.tsv"
        return pd.read_csv(schedule, sep="\t")

    energy, other, linear = (path(variant) for variant in VARIANTS)
    assert (energy["t"] != other["t"]).any()
    # The first weights are 0 and 1; what knows no weights tells the suggested ones.
    assert (energy["energy"] == energy["percussive"]).all()
    suggested = 0.2 * linear["harmonic"] + 0.8 * linear["percussive"]
    assert linear["energy"].to_numpy() == pytest.approx(suggested.to_numpy(), abs=2e-6)


def test_every_shift_of_a_null_is_kept(done, table):
    shifts = pd.read_csv(done.results / "nulls" / "one" / "energy.tsv", sep="\t")
    score = table.iloc[0]
    assert shifts["shift_s"].tolist() == pytest.approx(shifts_s(score["duration_s"]), abs=1e-5)
    assert shifts["flux_onset_r"].mean() == pytest.approx(score["flux_onset_r_null_mean"], abs=1e-5)
    as_good = (shifts["flux_onset_r"] >= score["flux_onset_r"] - 1e-6).sum()
    assert score["flux_onset_r_p"] == pytest.approx((1 + as_good) / (1 + len(shifts)), abs=1e-5)


def test_statistics_figures_and_numbers_are_made(done):
    expected = [
        "tables/pairing.tsv",
        "tables/comparisons.tsv",
        "tables/comparisons_by_genre.tsv",
        "tables/shares.tsv",
        "tables/shares_by_genre.tsv",
        "tables/columns.tsv",
        "tables/scores.tex",
        "tables/comparisons.tex",
        "tables/scores_all.tex",
        "tables/comparisons_all.tex",
        "example.tex",
        "tables/numbers.tex",
        "figures/calibrated.pdf",
        "figures/genres.pdf",
        "figures/song/one.pdf",
        "figures/signals/one/energy.pdf",
        "figures/nulls/one.pdf",
        "figures/contact_sheet/1.pdf",
    ]
    expected += [name.replace(".pdf", ".png") for name in expected if name.endswith(".pdf")]
    assert [name for name in expected if not (done.results / name).is_file()] == []


def test_a_pair_counts_once_however_many_seeds_it_has(done):
    comparisons = pd.read_csv(done.results / "tables" / "comparisons.tsv", sep="\t")
    # The video that belongs to no pair has nothing to be compared with.
    ours = comparisons[comparisons["schedule"].isin(VARIANTS)]
    assert len(ours)
    # A pair that gives one of the two schedules nothing to measure is left out, and told.
    assert (ours["n_pairs"] + ours["n_left_out"] == 1).all()
    assert (ours["n_pairs"] == 1).any()
    assert ours["warning"].notna().all()


def test_the_comparison_that_was_named_before_is_marked_and_frozen(done):
    comparisons = pd.read_csv(done.results / "tables" / "comparisons.tsv", sep="\t")
    (primary,) = comparisons[comparisons["primary"] == "yes"].to_dict("records")
    assert (primary["metric"], primary["endpoint"]) == ("flux_onset_r", "z")
    assert (primary["schedule"], primary["baseline"]) == ("energy", "energy~h0.5~p1")
    frozen = read_json(done.results / "provenance.json")["primary"]
    line = (
        '{"contrast":"energy - energy~h0.5~p1","endpoint":"z","margin":0.5,"metric":"flux_onset_r"}'
    )
    assert frozen["sha256"] == hashlib.sha256(line.encode()).hexdigest()


def test_the_numbers_are_those_of_the_table(done, table):
    numbers = read_json(done.results / "tables" / "numbers.json")
    assert numbers["count.videos"]["value"] == len(table) == 8
    median = table.loc[table["schedule"] == "linear", "avs"].median()
    assert numbers["median.avs.linear"]["value"] == pytest.approx(median)


def test_the_report_links_every_video(done):
    page = (done.results / "report" / "index.html").read_text()
    linked = {
        (done.results / "report" / link.replace("%7E", "~")).resolve()
        for link in re.findall(r'href="([^"]+\.mp4)"', page)
    }
    assert linked == {
        *(path.resolve() for path in done.results.glob("videos/*/*.mp4")),
        done.folder.resolve() / "study" / "elsewhere.mp4",
    }


def test_the_report_shows_a_player_for_each_seed_and_for_the_video_of_no_pair(done):
    page = (done.results / "report" / "index.html").read_text()
    assert re.findall(r'data-take="([^"]+)"', page) == ["one", "one~seed7", "elsewhere"]


def test_snakemakes_own_report_has_categories_labels_and_captions(done):
    target = done.folder / "report.zip"
    ended = done.run("--report", str(target), **DESIGN)
    assert ended.returncode == 0, ended.stdout
    with zipfile.ZipFile(target) as archive:
        names = archive.namelist()
        text = archive.read("report/report.html").decode()
    assert sum(name.endswith(".mp4") for name in names) == 6
    for said in (
        *('"Tables"', '"Figures"', '"Videos"'),
        *("scores of all videos", "All metrics against chance"),
        "The scores of all videos, a row for each",
    ):
        assert said in text, said
    assert "energy~h0.5~p1" in text
