"""What a plug-in needs follows from the configuration."""

from pathlib import Path

import pytest

from yellowsound.config import merge_preset
from yellowsound.plug_ins import EXECUTION, PLUG_INS, execution_of, models_of, settings_of

FOLDER = Path(__file__).parents[1] / "config"
PAPER = merge_preset({"preset": "paper"}, FOLDER)


def test_the_embedded_preset_needs_no_model_of_the_hub():
    assert models_of(merge_preset({}, FOLDER)) == ["musicnn"]


def test_a_model_that_two_plug_ins_need_is_named_once():
    config = {**PAPER, "painter": "sd-image-variations"}
    assert models_of(config) == [
        *("lp-music-caps", "bart-base", "sd-image-variations", "sd-image-variations-vae"),
    ]


@pytest.mark.parametrize("stage", ["captioner", "painter", "walker"])
def test_a_plug_in_gets_its_own_precision_by_one_name(stage):
    config = {**PAPER, f"{stage}_precision": "bf16"}
    assert settings_of(stage, config)["precision"] == "bf16"


def test_how_a_model_runs_is_none_of_the_settings_that_results_depend_on():
    for plug_in in PLUG_INS.values():
        assert not set(EXECUTION) & set(plug_in.settings)
    assert execution_of(PAPER) == {key: PAPER[key] for key in EXECUTION}
