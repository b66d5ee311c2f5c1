"""A run's folder is a Workflow Run Crate: what it holds, what made it, and from what."""

import json
import os

import pytest
from rocrate.rocrate import ROCrate
from study import ROOT

from yellowsound.run.files import sha256_of, write_json
from yellowsound.study.crate import describe_crate, keep_workflow

NEWEST_S = 1_800_000_000
SONG, ARTWORK, OTHER, STYLE, WALL = (letter * 64 for letter in "abcf0")
PROVENANCE = {
    "workflow": {"version": "0.1.0", "commit": "d" * 40},
    "configuration": {"run": "study", "fps": 12, "keep_frames": False, "schedules": ["onset"]},
    "inputs": {
        "one": {
            "song": "songs/tea|time.ogg",
            "song_sha256": SONG,
            "artworks": "art/sea.png|art/fog.png",
            "artwork_sha256": f"{ARTWORK}|{OTHER}",
            "styles": "",
            "style_sha256": "",
            "corpus": "art/wall.png",
            "corpus_sha256": WALL,
        },
        "two": {
            "song": "songs/tea|time.ogg",
            "song_sha256": SONG,
            "artworks": "art/sea.png",
            "artwork_sha256": ARTWORK,
            "styles": "art/wave.png",
            "style_sha256": STYLE,
            "corpus": "",
            "corpus_sha256": "",
        },
    },
    "models": {
        "musicnn": {"package": "musicnn-0.1.0.whl", "licence": "ISC"},
        "bart-base": {"repository": "facebook/bart-base", "commit": "e" * 40},
    },
    "software": {"python": "3.11.7", "snakemake": "9.27.1", "ffmpeg": "n9.0", "torch": None},
}


@pytest.fixture
def folder(tmp_path):
    """A run's folder, the workflow's copy in it."""
    folder = tmp_path / "run"
    made = {
        "tables/a b.tsv": "x\ty\n",
        "keyframes/one/00.png": "picture",
        "keyframes/one/.snakemake_timestamp": "",
        "keyframes/.part-host-1-two/00.png": "half a picture",
    }
    for number, (name, text) in enumerate(made.items()):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
        os.utime(folder / name, (0, NEWEST_S - 10 * number))
    (folder / "workflow" / "rules").mkdir(parents=True)
    (folder / "workflow" / "Snakefile").write_text("rule all:\n")
    (folder / "workflow" / "rules" / "video.smk").write_text("rule video:\n")
    return folder


@pytest.fixture
def described(folder):
    return describe_crate(folder, [folder / "tables" / "a b.tsv", folder / "keyframes"], PROVENANCE)


@pytest.fixture
def crate(folder, described):
    """The crate as the library reads it back from the folder."""
    write_json(folder / "ro-crate-metadata.json", described)
    return ROCrate(folder)


def test_the_folder_is_read_as_a_workflow_run_crate(crate):
    profiles = {profile.id for profile in crate.root_dataset["conformsTo"]}
    assert "https://w3id.org/ro/wfrun/workflow/0.5" in profiles
    assert crate.metadata["conformsTo"][0] == "https://w3id.org/ro/crate/1.1"


def test_everything_that_is_referred_to_is_described(described):
    def referred(value):
        if isinstance(value, dict) and value.keys() == {"@id"}:
            yield value["@id"]
        elif isinstance(value, dict | list):
            for part in value.values() if isinstance(value, dict) else value:
                yield from referred(part)

    known = {entity["@id"] for entity in described["@graph"]}
    assert len(known) == len(described["@graph"])
    missing = set(referred(described["@graph"])) - known
    assert [identifier for identifier in missing if not identifier.startswith("https://")] == []


def test_files_are_told_by_place_size_and_hash(crate, folder):
    table = crate.get("tables/a%20b.tsv")
    path = folder / "tables" / "a b.tsv"
    assert table["contentSize"] == str(path.stat().st_size)
    assert table["sha256"] == sha256_of(path)
    assert table["encodingFormat"] == "text/tab-separated-values"


def test_hidden_files_are_no_part_of_the_crate(described):
    text = json.dumps(described)
    assert ".snakemake" not in text
    assert ".part" not in text


def test_the_main_entity_is_the_workflow_that_lies_in_the_crate(crate, folder):
    workflow = crate.mainEntity
    assert (folder / workflow.id).read_text() == "rule all:\n"
    assert set(workflow.type) == {"File", "SoftwareSourceCode", "ComputationalWorkflow"}
    assert workflow["programmingLanguage"]["name"] == "Snakemake"
    assert workflow["license"].id == "https://spdx.org/licenses/MIT"
    assert workflow["version"] == f"0.1.0, commit {'d' * 40}"


def test_the_workflow_tells_the_versions_of_its_software(crate):
    software = crate.mainEntity["softwareRequirements"]
    assert {entity["name"]: entity["softwareVersion"] for entity in software} == {
        "python": "3.11.7",
        "snakemake": "9.27.1",
        "ffmpeg": "n9.0",
    }


def test_the_run_ended_when_its_newest_file_was_made(crate):
    assert crate.get("#run")["endTime"] == "2027-01-15T08:00:00+00:00"
    assert crate.root_dataset["datePublished"] == "2027-01-15T08:00:00+00:00"


def test_the_run_made_the_results_and_not_the_workflow(crate):
    made = {file.id for file in crate.get("#run")["result"]}
    assert made == {"tables/a%20b.tsv", "keyframes/one/00.png"}


def test_the_run_was_made_from_songs_and_pictures_told_by_hash(crate):
    objects = crate.get("#run")["object"]
    hashes = {entity["name"]: entity["sha256"] for entity in objects if entity.get("sha256")}
    assert hashes == {
        "tea|time.ogg": SONG,
        "sea.png": ARTWORK,
        "fog.png": OTHER,
        "wave.png": STYLE,
        "wall.png": WALL,
    }
    (style,) = (entity for entity in objects if entity["name"] == "wave.png")
    assert style["exampleOfWork"].id == "#parameter/style"
    (wall,) = (entity for entity in objects if entity["name"] == "wall.png")
    assert wall["exampleOfWork"].id == "#parameter/corpus"


def test_a_song_of_two_pairs_is_told_once(crate):
    assert [entity.id for entity in crate.get("#run")["object"]].count(f"#song/{SONG}") == 1


def test_the_run_was_made_with_every_setting_of_the_configuration(crate):
    settings = {
        entity["name"]: entity["value"]
        for entity in crate.get("#run")["object"]
        if entity.type == "PropertyValue"
    }
    assert settings == {"run": "study", "fps": 12, "keep_frames": False, "schedules": '["onset"]'}


def test_a_setting_is_an_example_of_an_input_of_the_workflow(crate):
    parameter = crate.get("#setting/fps")["exampleOfWork"]
    assert parameter in crate.mainEntity["input"]
    assert parameter["additionalType"] == "Integer"


def test_the_run_was_made_with_models_told_by_commit_or_package(crate):
    assert crate.get("#model/bart-base")["version"] == "e" * 40
    assert crate.get("#model/musicnn")["version"] == "musicnn-0.1.0.whl"
    assert crate.get("#model/musicnn")["license"] == "ISC"


def test_the_same_run_is_described_by_the_same_bytes(folder, described):
    again = describe_crate(
        folder, [folder / "keyframes" / "one", folder / "tables" / "a b.tsv"], PROVENANCE
    )
    assert json.dumps(again) == json.dumps(described)


def test_the_workflow_is_kept_as_it_is_without_compiled_code(tmp_path):
    keep_workflow(ROOT, tmp_path / "workflow")
    for name in ("Snakefile", "LICENSE", "rules/crate.smk", "envs/crate.yaml", "scripts/crate.py"):
        assert (tmp_path / "workflow" / name).read_bytes() == (ROOT / name).read_bytes()
    assert list(tmp_path.rglob("__pycache__")) == []
