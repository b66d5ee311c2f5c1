"""A configuration is a preset and what is set over it; what does not fit is named."""

from pathlib import Path

import pytest
import yaml
from snakemake.exceptions import WorkflowError
from snakemake.utils import validate

from yellowsound.captions import CAPTIONERS
from yellowsound.config import check_combination, explain_violation, merge_preset, schema_file
from yellowsound.energy import Separation
from yellowsound.errors import UserError
from yellowsound.frames import WALKERS
from yellowsound.keyframes import PAINTERS
from yellowsound.plug_ins import EXECUTION, PLUG_INS
from yellowsound.schedule import SCHEDULES
from yellowsound.synchrony.registry import METRICS

FOLDER = Path(__file__).parents[1] / "config"
SCHEMA = yaml.safe_load(schema_file(FOLDER).read_text())
KEYS = SCHEMA["properties"]


def violation(**given):
    with pytest.raises(WorkflowError) as caught:
        validate(merge_preset(given, FOLDER), str(schema_file(FOLDER)), set_default=False)
    return explain_violation(caught.value.__context__)


@pytest.mark.parametrize("preset", ["embedded", "paper"])
def test_each_preset_sets_every_key_and_fits_the_schema(preset):
    config = merge_preset({"preset": preset}, FOLDER)
    assert list(config) == list(KEYS)
    validate(config, str(schema_file(FOLDER)), set_default=False)


def test_the_default_preset_needs_neither_hub_nor_gpu():
    config = merge_preset({}, FOLDER)
    assert config["preset"] == "embedded"
    check_combination(config)


def test_what_is_given_stands_over_the_preset():
    assert merge_preset({"fps": 24}, FOLDER)["fps"] == 24


@pytest.mark.parametrize("text", ["true", "True", "TRUE"])
def test_a_truth_value_may_come_from_the_command_line_as_text(text):
    assert merge_preset({"keep_frames": text}, FOLDER)["keep_frames"] is True


@pytest.mark.parametrize("key", ["seed", "harmonic_weight", "prior_weights"])
def test_numbers_in_a_list_may_come_from_the_command_line_as_text(key):
    assert merge_preset({key: ["0", "7"]}, FOLDER)[key] == [0, 7]


def test_a_path_may_start_at_the_home_folder(monkeypatch):
    monkeypatch.setenv("HOME", "/home/ada")
    assert merge_preset({"pairs": "~/study/pairs.tsv"}, FOLDER)["pairs"] == (
        "/home/ada/study/pairs.tsv"
    )


def test_a_misspelt_key_is_named_with_the_right_one():
    with pytest.raises(UserError, match="unknown key shedules; did you mean schedules"):
        merge_preset({"shedules": ["energy"]}, FOLDER)


def test_an_unknown_preset_is_named_with_the_choices():
    with pytest.raises(UserError, match="'papper'; choose one of embedded, paper"):
        merge_preset({"preset": "papper"}, FOLDER)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"fps": "fast"}, "fps does not fit"),
        ({"fps": 0}, "fps does not fit"),
        ({"width": 100}, "width does not fit: 100 is not a multiple of 8"),
        ({"schedules": ["onset", "waltz"]}, "schedules does not fit: 'waltz'"),
        ({"schedules": []}, "schedules does not fit"),
        ({"schedules": "energy"}, "schedules does not fit"),
        ({"run": "../x"}, "run does not fit"),
        ({"seed": -1}, "seed does not fit"),
        ({"seed": [0, 0]}, "seed does not fit"),
        ({"harmonic_weight": []}, "harmonic_weight does not fit"),
        ({"opening": "fade"}, "opening does not fit"),
        ({"keep_frames": "yes please"}, "keep_frames does not fit"),
        ({"device": "gpu"}, "device does not fit"),
        ({"offload": "disk"}, "offload does not fit"),
        ({"prior_weights": [0.5, 0.5]}, "prior_weights does not fit"),
        ({"prior_weights": [0, 1, -1]}, "prior_weights does not fit"),
    ],
)
def test_a_value_that_does_not_fit_is_told_in_one_sentence(given, said):
    message = violation(**given)
    assert said in message
    assert "\n" not in message


def test_a_walker_and_a_painter_that_do_not_fit_are_named():
    with pytest.raises(UserError, match=r"style-path walks .* not of kandinsky-2\.2; set walker="):
        check_combination(merge_preset({"preset": "paper", "walker": "style-path"}, FOLDER))


def test_weights_of_nothing_are_refused():
    with pytest.raises(UserError, match="prior_weights are all 0"):
        check_combination(merge_preset({"preset": "paper", "prior_weights": [0, 0, 0]}, FOLDER))


def test_an_energy_that_no_weights_make_is_refused():
    weightless = {"harmonic_weight": [0, 0.0], "percussive_weight": 0}
    with pytest.raises(UserError, match="harmonic_weight and percussive_weight are both 0"):
        check_combination(merge_preset(weightless, FOLDER))
    check_combination(merge_preset({**weightless, "schedules": ["linear"]}, FOLDER))


def test_the_paper_preset_holds_the_published_figures():
    config = merge_preset({"preset": "paper"}, FOLDER)
    published = {
        "excerpt_duration_s": 30,
        "section_s": 10,
        "hpss_margin": 5,
        "mel_bands": 512,
        "harmonic_weight": 0,
        "percussive_weight": 1,
        "fps": 30,
        "width": 768,
        "height": 768,
        "opening": "black",
        "audio_rate_hz": 22050,
        "audio_channels": 1,
    }
    assert published.items() <= config.items()
    assert Separation() == Separation(config["hpss_margin"], config["mel_bands"])


@pytest.mark.parametrize(
    ("key", "plug_ins"),
    [
        ("schedules", SCHEDULES),
        ("captioner", CAPTIONERS),
        ("painter", PAINTERS),
        ("walker", WALKERS),
        ("metrics", METRICS),
    ],
)
def test_every_plug_in_can_be_configured(key, plug_ins):
    choices = KEYS[key].get("enum") or KEYS[key]["items"]["enum"]
    assert set(plug_ins) == set(choices)


def test_every_captioner_painter_and_walker_says_what_it_needs():
    assert PLUG_INS.keys() == CAPTIONERS.keys() | PAINTERS.keys() | WALKERS.keys()
    for plug_in in PLUG_INS.values():
        assert set(plug_in.settings) <= KEYS.keys()
    assert set(EXECUTION) <= KEYS.keys()


def test_every_key_is_explained_in_the_readme():
    text = (FOLDER / "README.md").read_text()
    assert [key for key in KEYS if f"| `{key}` |" not in text] == []


def test_every_key_is_described_in_the_schema():
    assert [key for key, entry in KEYS.items() if not entry.get("description")] == []
