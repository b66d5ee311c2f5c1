"""Packages that jobs need and do not find are told before any of them starts."""

import pytest

from yellowsound.run.errors import UserError
from yellowsound.run.packages import check_packages, listed

LISTED = "dependencies:\n  - python =3.11\n  - pip\n  - pip:\n"


@pytest.fixture
def home(tmp_path):
    """A workflow's folder whose models need the package no-such-model."""
    lock = "# Exact versions.\n-c requirements.lock\nNo.Such_model==2.0\n"
    (tmp_path / "requirements-models.lock").write_text(lock)
    return tmp_path


def environment(home, name, *pins):
    """Write an environment's file."""
    file = home / f"{name}.yaml"
    file.write_text(LISTED + "".join(f"      - {pin}\n" for pin in pins))
    return file


def test_installed_packages_are_found_by_any_spelling_and_in_any_version(home):
    check_packages({"frames": environment(home, "a", "NumPy==0.1", "ffmpeg_python>=0.1")}, home)


def test_what_a_model_of_the_workflow_lacks_is_told_with_its_rule_and_the_step_that_adds_it(home):
    files = {
        "caption": environment(home, "a", "numpy==1"),
        "frames": environment(home, "b", "numpy==1", "no-such-model==2.0"),
    }
    said = rf"^no-such-model is not installed.*\(frames\): call `make setup-models` in {home}"
    with pytest.raises(UserError, match=said):
        check_packages(files, home)


def test_all_that_lacks_is_told_at_once_each_once(home):
    files = {
        "frames": environment(home, "a", "no-such-model==2.0", "no-such-thing==1"),
        "keyframes": environment(home, "b", "no-such-model==2.0"),
    }
    said = r"^no-such-model, no-such-thing are not installed.*\(frames, keyframes\)"
    with pytest.raises(UserError, match=said):
        check_packages(files, home)


def test_what_no_lock_of_the_workflow_holds_is_installed_by_pip(home):
    file = environment(home, "a", "no-such-thing==1")
    with pytest.raises(UserError, match="call `pip install no-such-thing`"):
        check_packages({"frames": file}, home)


def test_packages_of_conda_itself_are_not_looked_for(home):
    assert listed(environment(home, "a", "av==1.2", "mine[extra]>=3")) == ["av", "mine"]
