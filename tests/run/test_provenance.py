"""Provenance tells what a run was made from."""

import json
import subprocess

from yellowsound.run.made_by import git_commit
from yellowsound.run.provenance import describe_run, package_version, pinned_versions


def test_a_run_is_described_so_that_it_can_be_made_again(tmp_path):
    config, inputs = {"fps": 24}, {"jazz": {"song": "jazz.ogg", "song_sha256": "0" * 64}}
    described = describe_run(config, inputs, {"musicnn": {"package": "a.whl"}}, tmp_path)
    assert described["configuration"] == config
    assert described["inputs"] == inputs
    assert described["models"] == {"musicnn": {"package": "a.whl"}}
    assert all(described["software"].values())
    json.dumps(described, allow_nan=False)


def test_the_primary_comparison_stands_in_the_description(tmp_path):
    primary = {"metric": "beat_f", "contrast": "onset - linear", "sha256": "0" * 64}
    described = describe_run({}, {}, {}, tmp_path, primary=primary)
    assert described["primary"] == primary
    assert describe_run({}, {}, {}, tmp_path)["primary"] is None


def test_the_commit_tells_whether_files_differ_from_it(tmp_path):
    def git(*arguments):
        settings = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
        subprocess.run(
            ["git", "-C", tmp_path, *settings, *arguments], check=True, capture_output=True
        )

    assert git_commit(tmp_path) is None
    git("init")
    (tmp_path / "file").write_text("one")
    git("add", "file")
    git("commit", "-m", "one")
    clean = git_commit(tmp_path)
    assert len(clean) == 40
    (tmp_path / "file").write_text("two")
    assert git_commit(tmp_path) == f"{clean}-dirty"


def test_a_missing_package_has_no_version():
    assert package_version("no-such-package") is None


def test_versions_that_are_given_are_told_in_place_of_those_found_here(tmp_path):
    described = describe_run({}, {}, {}, tmp_path, {"torch": "0.0.1"})
    assert described["software"]["torch"] == "0.0.1"
    assert described["software"]["numpy"] == package_version("numpy")


def test_the_versions_that_environments_pin_are_read_from_their_files(tmp_path):
    (tmp_path / "a.yaml").write_text("dependencies:\n  - python =3.11\n  - pip:\n      - av==1.2\n")
    (tmp_path / "b.yaml").write_text("dependencies:\n  - pip:\n      - Pillow==3\n")
    assert pinned_versions(tmp_path) == {"Pillow": "3", "av": "1.2"}
