"""The version of a job's code changes when the code does something else, and only then."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from yellowsound.run.code import closure, code_version
from yellowsound.run.plug_ins import file_of

SCRIPTS = Path(__file__).parents[2] / "scripts"


def names(*files):
    found = closure([Path(file) for file in files])
    return {
        file.relative_to(SCRIPTS / "yellowsound").as_posix()
        for file in found
        if file.is_relative_to(SCRIPTS / "yellowsound")
    }


# --- what a result rests on ------------------------------------------------------------


def test_a_stage_rests_on_its_own_room_and_what_it_imports_not_on_later_ones():
    found = names(SCRIPTS / "hearing.py")
    assert {"hearing/frames.py", "hearing/energy.py", "inputs/excerpt.py"} <= found
    assert not any(name.startswith(("synchrony", "study", "frames")) for name in found)


def test_an_import_within_a_function_counts():
    assert "models/networks/vae.py" in names(file_of("walker", "vae-slerp"))


def test_a_stage_does_not_rest_on_plug_ins_that_are_not_chosen():
    found = names(SCRIPTS / "keyframes.py", file_of("painter", "style-network"))
    assert "keyframes/painters/style_network.py" in found
    assert "keyframes/painters/kandinsky_2_2.py" not in found


def test_what_tells_and_chooses_changes_no_result():
    found = names(SCRIPTS / "keyframes.py")
    assert not found & {"run/logs.py", "run/errors.py", "run/registry.py", "run/plug_ins.py"}


def test_templates_and_scripts_of_a_page_belong_to_the_report():
    found = names(SCRIPTS / "report.py")
    assert {"study/report/templates/report.html.j2", "study/report/assets/player.js"} <= found


# --- what changes a version ------------------------------------------------------------


@pytest.fixture
def version(tmp_path):
    """Return a function that gives the version of a script's code in a copy of the library."""
    shutil.copytree(SCRIPTS, tmp_path / "scripts", ignore=shutil.ignore_patterns("__pycache__"))

    def of(*files):
        code = "import sys; from yellowsound.run.code import code_version; "
        code += "print(code_version(*sys.argv[1:]))"
        command = [sys.executable, "-c", code, *files]
        folder = tmp_path / "scripts"
        return subprocess.run(
            command, cwd=folder, capture_output=True, text=True, check=True
        ).stdout.strip()

    def edit(name, old, new):
        file = tmp_path / "scripts" / name
        text = file.read_text()
        assert old in text
        file.write_text(text.replace(old, new, 1))

    of.edit = edit
    return of


HEARING = "yellowsound/hearing/frames.py"


def test_a_copy_of_the_library_has_the_same_version(version):
    assert version("hearing.py") == str(code_version(SCRIPTS / "hearing.py"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("BEAT_DECAY_S = 0.15", "# A comment.\n\n\nBEAT_DECAY_S = 0.15  # s"),
        ('"""What a song does at each', '"""What songs do at each'),
        ('"""Tell an excerpt', '"""Tell a song'),
        ("return np.zeros(n_frames)", "return np.zeros(\n            n_frames\n        )"),
    ],
    ids=["comment", "docstring of the module", "docstring", "layout"],
)
def test_a_comment_a_docstring_and_the_layout_change_nothing(version, old, new):
    before = version("hearing.py")
    version.edit(HEARING, old, new)
    assert version("hearing.py") == before


def test_another_number_changes_the_stage_and_those_that_import_it_alone(version):
    before = [version(name) for name in ("hearing.py", "schedule.py", "video.py")]
    version.edit(HEARING, "BEAT_DECAY_S = 0.15", "BEAT_DECAY_S = 0.2")
    hearing, schedule, video = (version(name) for name in ("hearing.py", "schedule.py", "video.py"))
    assert hearing != before[0]
    assert [schedule, video] == before[1:]


def test_what_a_plug_in_of_ours_asks_for_changes_nothing_but_what_it_does_does(version):
    painter = "yellowsound/keyframes/painters/style_network.py"
    before = version("keyframes.py", painter)
    version.edit(painter, "cpu_s_per_unit=20", "cpu_s_per_unit=40")
    assert version("keyframes.py", painter) == before
    version.edit(painter, "[brief.artwork]", "[brief.artwork[::-1]]")
    assert version("keyframes.py", painter) != before


def test_a_plug_in_from_elsewhere_counts_with_all_that_it_does(version, tmp_path):
    plug_in = tmp_path / "mine.py"
    plug_in.write_text("from yellowsound.schedule.path import cumulate\nX = 1\n")
    before = version("schedule.py", plug_in)
    plug_in.write_text("from yellowsound.schedule.path import cumulate\nX = 2\n")
    assert version("schedule.py", plug_in) != before
