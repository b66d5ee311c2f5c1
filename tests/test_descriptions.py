"""Each distinct picture is described once; words reach the report, and painters that read them."""

import json

import pytest
from study import Study

from yellowsound.run.files import read_json, sha256_of

# One worker runs what looks at these studies, so that they are made once.
pytestmark = pytest.mark.xdist_group("descriptions")

CHOICE = {"schedules": "[linear]", "moves": "none", "excerpt_duration_s": 4, "section_s": 2}

READER = '''
import numpy as np

from yellowsound.keyframes.brief import Painting
from yellowsound.run.plug_in import PlugIn


def paint(brief):
    """Paint nothing, and write down what it was told."""
    told = {name: list(getattr(brief, name)) for name in ("descriptions", "corpus", "prompts")}
    count = len(brief.captions["sections"]) + 1
    return Painting([np.zeros_like(brief.artwork)] * count, [told] * count, {"name": "reader"})


PLUG_IN = PlugIn(
    "painter",
    "reader",
    paint,
    "what it was told",
    environment="style",
    takes_words=True,
    takes_prompts=True,
)
'''


@pytest.fixture(scope="module")
def done(tmp_path_factory, musicnn_weights):
    """Two pairs of three artworks, of which two hold the same."""
    study = Study(tmp_path_factory.mktemp("descriptions"), musicnn_weights)
    song = study.write_song("song.wav", 4.0, 0)
    for name, seed in (("sea.png", 1), ("same as sea.png", 1), ("fog.png", 2), ("wall.png", 3)):
        study.write_artwork(name, seed)
    study.write_pairs(
        f"one\t{song}\tsea.png",
        f"two\t{song}\tsame as sea.png|fog.png",
    )
    ended = study.run(**CHOICE)
    assert ended.returncode == 0, ended.stdout
    return study


@pytest.fixture(scope="module")
def names(done):
    """The name of each picture's description."""
    files = {name: done.folder / "study" / f"{name}.png" for name in ("sea", "fog", "wall")}
    return {name: f"{name}-{sha256_of(path)[:12]}" for name, path in files.items()}


def texts(study, names, run="study"):
    folder = study.folder / "results" / run / "descriptions"
    return {name: read_json(folder / f"{named}.json")["text"] for name, named in names.items()}


def test_equal_pictures_are_described_once_by_the_name_of_the_first(done, names):
    found = sorted(path.stem for path in (done.results / "descriptions").iterdir())
    assert found == sorted([names["sea"], names["fog"]])
    described = read_json(done.results / "descriptions" / f"{names['sea']}.json")
    assert (described["file"], described["describer"]) == ("sea.png", "palette-words")
    assert described["text"].endswith("broad format")


def test_the_report_shows_the_words_of_each_pair_s_artworks(done, names):
    page = (done.results / "report" / "index.html").read_text()
    told = texts(done, {name: names[name] for name in ("sea", "fog")})
    assert page.count(f"sea.png: {told['sea']}") == 2
    assert page.count(f"fog.png: {told['fog']}") == 1
    assert "palette-words" in page


def test_the_crate_holds_the_descriptions(done, names):
    crate = json.loads((done.results / "ro-crate-metadata.json").read_text())
    held = {entity["@id"] for entity in crate["@graph"]}
    assert {f"descriptions/{names[name]}.json" for name in ("sea", "fog")} <= held


def test_once_made_they_are_not_made_again(done):
    assert done.planned(**CHOICE) == {}


def test_none_describes_nothing_and_a_painter_that_reads_no_words_paints_nothing_anew(done):
    jobs = done.planned(**CHOICE, describer="none")
    assert "describe" not in jobs
    assert not {"keyframes", "frames", "video", "synchrony"} & jobs.keys()
    assert "report" in jobs
    assert "describe" not in done.planned(**CHOICE, describer="none", run="other")


@pytest.fixture(scope="module")
def read(done):
    """The same, painted by a painter that reads words and prompts."""
    (done.folder / "reader.py").write_text(READER)
    (done.folder / "study" / "wall").mkdir()
    for name in ("sea.png", "wall.png"):
        target = done.folder / "study" / "wall" / name
        target.write_bytes((done.folder / "study" / name).read_bytes())
    done.write_pairs(
        "one\tsong.wav\tsea.png\twall\ta sea | a land",
        "two\tsong.wav\tsame as sea.png|fog.png\t\ta wood",
        header="pair\tsong\tartwork\tcorpus\tprompts",
    )
    config = {**CHOICE, "run": "read", "painter": "reader.py", "walker": "vae-slerp"}
    ended = done.run("--until", "keyframes", **config)
    assert ended.returncode == 0, ended.stdout
    return config


def told(study, pair):
    path = study.folder / "results" / "read" / "keyframes" / pair / "keyframes.json"
    return read_json(path)["images"][0]


def test_a_painter_that_reads_words_is_told_those_of_artworks_and_corpus(done, names, read):
    words = texts(done, names, "read")
    assert told(done, "one")["descriptions"] == [words["sea"]]
    assert told(done, "one")["corpus"] == [words["sea"], words["wall"]]
    assert told(done, "two")["descriptions"] == [words["sea"], words["fog"]]
    assert told(done, "two")["corpus"] == [words["sea"], words["fog"]]


def test_a_painter_that_takes_prompts_is_told_those_of_the_row(done, read):
    assert told(done, "one")["prompts"] == ["a sea", "a land"]
    assert told(done, "two")["prompts"] == ["a wood"]


def test_another_prompt_is_painted_anew_for_its_pair_alone(done, read):
    table = done.folder / "study" / "pairs.tsv"
    kept = table.read_text()
    try:
        table.write_text(kept.replace("a wood", "a meadow"))
        assert done.planned("--until", "keyframes", **read) == {"keyframes": 1}
    finally:
        table.write_text(kept)


def test_without_a_describer_a_painter_that_reads_words_is_told_none(done, read):
    table = done.folder / "study" / "pairs.tsv"
    kept = table.read_text()
    done.write_pairs("one\tsong.wav\tsea.png")
    try:
        ended = done.run("--until", "keyframes", **{**read, "describer": "none"})
    finally:
        table.write_text(kept)
    assert ended.returncode == 0, ended.stdout
    (silence,) = {str(told(done, "one")[name]) for name in ("descriptions", "corpus", "prompts")}
    assert silence == "[]"


def test_a_wrong_number_of_prompts_is_told_with_its_row_before_anything_is_heard(done, read):
    table = done.folder / "study" / "pairs.tsv"
    kept = table.read_text()
    try:
        table.write_text(kept.replace("a sea | a land", "a | b | c"))
        ended = done.run("--until", "keyframes", **read)
    finally:
        table.write_text(kept)
    assert ended.returncode != 0
    assert "row 2 (one): has 3 prompts for 2 sections: give one for all" in ended.stdout


def test_a_corpus_is_refused_a_painter_that_reads_no_words(done, read):
    ended = done.run("--dry-run", **{**CHOICE, "run": "refused"})
    assert ended.returncode != 0
    assert "row 2 (one) has a corpus, which the painter style-vectors does not take" in ended.stdout
