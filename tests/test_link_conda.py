"""The conda of links hides what an environment does not list, and sees what a job uses."""

import json
import subprocess
import sys
from types import SimpleNamespace

import pytest
from job_python import PREAMBLE_END
from link_conda import create, install

HOST = [folder for folder in sys.path if folder.endswith("site-packages")]


@pytest.fixture
def make(tmp_path):
    """Return a function that makes an environment of conda packages and pins."""
    install(tmp_path / "conda")

    def make(*packages, pip=()):
        listed = "".join(f"\n  - {package}" for package in packages)
        pins = "".join(f"\n      - {pin}" for pin in pip)
        file = tmp_path / "environment.yaml"
        file.write_text(f"dependencies:{listed}\n  - pip:{pins or ' []'}\n")
        create(file, tmp_path / "environment", tmp_path / "conda")
        return tmp_path / "environment"

    return make


def python(environment, *arguments):
    return subprocess.run(
        [environment / "bin" / "python", *arguments], capture_output=True, text=True, check=False
    )


def run_job(environment, script):
    """Run a script with the line that Snakemake puts before it; return the process and record."""
    preamble = (
        f"import sys; sys.path.extend({HOST!r}); import psutil, types; "
        "snakemake = types.SimpleNamespace(rule='energy', params=['onset', 3]); "
        "__real_file__ = __file__"
    )
    file = environment.parent / "job.py"
    file.write_text(f"# start\n{preamble}\n{PREAMBLE_END}{script}\n")
    ended = python(environment, file)
    (record,) = environment.glob("records/*.json")
    return ended, SimpleNamespace(**json.loads(record.read_text()))


def test_what_is_listed_can_be_imported(make):
    assert python(make("python", pip=["tqdm"]), "-c", "import tqdm").returncode == 0


def test_what_the_listed_needs_can_be_imported(make):
    environment = make("python", pip=["mir_eval"])
    assert python(environment, "-c", "import mir_eval, numpy, scipy").returncode == 0


def test_what_is_not_listed_cannot_be_imported(make):
    ended = python(make("python", pip=["tqdm"]), "-c", "import psutil")
    assert "No module named 'psutil'" in ended.stderr


def test_metadata_of_what_is_not_listed_cannot_be_read(make):
    ended = python(
        make("python", pip=["tqdm"]), "-c", "import importlib.metadata as m; m.version('psutil')"
    )
    assert "PackageNotFoundError" in ended.stderr


def test_a_package_that_is_not_installed_is_named(make):
    with pytest.raises(LookupError, match="no-such-package"):
        make("python", pip=["no_such_package"])


def test_only_a_listed_program_is_in_the_environment(make):
    assert not (make("python") / "bin" / "ffmpeg").exists()


def test_a_listed_program_runs(make):
    ffmpeg = make("python", "ffmpeg >=5.1") / "bin" / "ffmpeg"
    assert subprocess.run([ffmpeg, "-version"], capture_output=True, check=False).returncode == 0


def test_a_program_of_the_machine_is_hidden(tmp_path):
    ended = subprocess.run([install(tmp_path / "conda") / "ffmpeg", "-version"], check=False)
    assert ended.returncode == 127


def test_what_snakemake_has_imported_is_hidden_from_the_script(make):
    ended, record = run_job(make("python", pip=["tqdm"]), "import psutil")
    assert "No module named 'psutil'" in ended.stderr
    assert not record.succeeded


def test_an_error_names_the_line_of_the_file_that_was_run(make):
    ended, _ = run_job(make("python"), "\n1 / 0")
    assert 'job.py", line 5' in ended.stderr


def test_a_job_tells_its_rule_and_its_choices(make):
    _, record = run_job(make("python"), "")
    assert (record.rule, record.choices, record.succeeded) == ("energy", ["onset"], True)


def test_a_job_tells_what_its_script_imports_from_what_others_import(make):
    _, record = run_job(make("python", pip=["mir_eval"]), "import mir_eval")
    assert "mir_eval" in record.own
    assert "scipy" not in record.own
    assert {"mir_eval", "scipy"} <= set(record.modules)


def test_a_listed_package_that_snakemake_alone_imports_is_not_told(make):
    _, record = run_job(make("python", pip=["psutil"]), "")
    assert "psutil" not in record.modules


def test_a_job_tells_the_programs_that_it_runs(make):
    _, record = run_job(make("python"), "import subprocess; subprocess.run(['true', '-x'])")
    assert record.commands == ["true"]


def test_a_module_that_is_run_as_a_program_counts_as_imported(make):
    script = "import subprocess, sys; subprocess.run([sys.executable, '-m', 'pip', '--version'])"
    _, record = run_job(make("python", "pip"), script)
    assert "pip" in record.own
