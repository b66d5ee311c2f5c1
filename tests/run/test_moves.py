"""Sets of moves in a configuration: chosen by name, one's own, and refused in one sentence."""

from pathlib import Path

import pytest
import yaml

from yellowsound.inputs.kept import keep_what_was_asked
from yellowsound.run.config import read_config
from yellowsound.run.errors import UserError
from yellowsound.run.move_sets import SETS, sets_of
from yellowsound.run.moves import moves_of
from yellowsound.run.plug_ins import names_of

FOLDER = Path(__file__).parents[2] / "config"
VECTORS = {"painter": "style-vectors", "walker": "vector-path"}


def read(**given):
    return read_config(given, FOLDER)


def moves(name, **given):
    return {plug_in.name: own for _, plug_in, own in moves_of(name, read(moves=name, **given))}


def test_the_embedded_preset_is_lively_and_a_published_method_does_not_move():
    assert read()["moves"] == "lively"
    assert read(preset="paper")["moves"] == "none"


@pytest.mark.parametrize("name", SETS)
def test_every_set_of_the_workflow_fits(name):
    assert [*moves(name, **VECTORS)] == [
        given if isinstance(given, str) else next(iter(given)) for given in SETS[name]
    ]


def test_a_gentle_move_goes_less_far_than_a_lively_one():
    gentle, lively = moves("gentle", **VECTORS), moves("lively", **VECTORS)
    for name in gentle.keys() & lively.keys():
        assert gentle[name]["amount"] < lively[name]["amount"]


def test_where_no_style_is_painted_lively_has_no_accent():
    slerp = {"preset": "paper", "moves": "lively"}
    config = read_config(slerp, FOLDER)
    assert "accent" not in {plug_in.name for _, plug_in, _ in moves_of("lively", config)}
    assert "accent" in moves("lively", **VECTORS)


def test_where_the_tracker_knows_no_downbeats_lively_follows_none():
    config = read(hearing={"tracker": "librosa"})
    assert "downbeats" not in {own["follows"] for _, _, own in moves_of("lively", config)}


def test_a_set_of_ones_own_names_moves_with_or_without_settings():
    mine = ["zoom", {"tilt": {"follows": "onsets", "amount": 0.2}}, {"hue": None}]
    found = moves("mine", move_sets={"mine": mine})
    assert [*found] == ["zoom", "tilt", "hue"]
    assert (found["tilt"]["follows"], found["tilt"]["amount"]) == ("onsets", 0.2)


def test_a_move_may_stand_twice_in_a_set():
    mine = [{"zoom": {"follows": "beats"}}, {"zoom": {"follows": "bass"}}]
    found = moves_of("mine", read(moves="mine", move_sets={"mine": mine}))
    assert [own["follows"] for _, _, own in found] == ["beats", "bass"]


def test_settings_of_a_move_hold_in_every_set_that_does_not_set_them():
    assert moves("lively", zoom={"amount": 0.1})["zoom"]["amount"] == 0.1
    mine = {"mine": [{"zoom": {"amount": 0.2}}]}
    assert moves("mine", zoom={"amount": 0.1}, move_sets=mine)["zoom"]["amount"] == 0.2


def test_each_schedule_may_have_sets_of_its_own_and_the_rest_has_none():
    config = read(schedules=["onset", "linear"], moves={"onset": ["none", "gentle"]})
    assert sets_of("onset", config) == ["none", "gentle"]
    assert sets_of("linear", config) == ["none"]
    assert names_of("move", config) == ["zoom", "sway", "saturation"]


def test_a_move_from_a_file_lies_beside_the_configuration_that_names_it(tmp_path):
    (tmp_path / "shake.py").write_text(
        "from yellowsound.run.plug_in import PlugIn\n"
        "from yellowsound.run.settings import number\n"
        "from yellowsound.schedule.moving import move_settings\n"
        "def shake(level, swing, settings):\n"
        "    return {'right': settings['amount'] * level}\n"
        "OWN = move_settings(follows='beats', amount=number(1, 'far'), attack_s=0, decay_s=0.1)\n"
        "PLUG_IN = PlugIn('move', 'shake', shake, 'shakes', channels=('right',), settings=OWN)\n"
    )
    file = tmp_path / "config.yaml"
    file.write_text("moves: mine\nmove_sets: {mine: [{shake.py: {amount: 0.3}}]}\n")
    given = {"moves": "mine", "move_sets": {"mine": [{"shake.py": {"amount": 0.3}}]}}
    config = read_config(given, FOLDER, [file])
    ((named, plug_in, own),) = moves_of("mine", config)
    assert (Path(named).name, plug_in.name, own["amount"]) == ("shake.py", "shake", 0.3)


def test_a_configuration_that_a_run_has_kept_finds_the_move_where_it_was(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine").mkdir()
    shake = tmp_path / "mine" / "shake.py"
    shake.write_text(
        "from yellowsound.schedule.moves.zoom import PLUG_IN as ZOOM\n"
        "from dataclasses import replace\n"
        "PLUG_IN = replace(ZOOM, name='shake')\n"
    )
    pairs = tmp_path / "pairs.tsv"
    pairs.write_text("pair\tsong\tartwork\nnight\tnight.wav\tmoon.png\n")
    own = {"mine": ["mine/shake.py"]}
    config = read(moves="mine", move_sets=own, pairs=str(pairs))
    keep_what_was_asked(config, "results/mine/config")
    file = tmp_path / "results" / "mine" / "config" / "config.yaml"
    again = read_config(yaml.safe_load(file.read_text()), FOLDER, [file])
    assert again["move_sets"] == config["move_sets"] == {"mine": [{"mine/shake.py": {}}]}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"moves": {"onset:lively": ""}}, "moves names no set; write one for each schedule"),
        ({"moves": "lively,none"}, "moves has no set lively,none; write several in brackets: "),
        ({"moves": "livly"}, "moves has no set livly; did you mean lively"),
        ({"moves": ["none", "none"]}, "moves does not fit"),
        ({"moves": {"onst": "none"}}, "names the schedule onst, which is not among schedules"),
        ({"move_sets": {"lively": ["zoom"]}}, "which is a set of the workflow already"),
        ({"move_sets": {"a/b": ["zoom"]}}, "becomes part of file names"),
        ({"move_sets": {"mine": []}}, "move_sets does not fit"),
        ({"moves": "m", "move_sets": {"m": ["zom"]}}, "the move zom does not exist"),
        ({"moves": "m", "move_sets": {"m": [{"zoom": {"amont": 1}}]}}, "did you mean amount"),
        (
            {"moves": "m", "move_sets": {"m": [{"zoom": {"amount": 9}}]}},
            "amount does not fit",
        ),
        ({"preset": "paper", "moves": "m", "move_sets": {"m": ["accent"]}}, "painted in a style"),
        (
            {"hearing": {"tracker": "librosa"}, "moves": "m", "move_sets": {"m": ["turn"]}},
            "the move turn follows downbeats",
        ),
    ],
)
def test_what_does_not_fit_is_refused_in_one_sentence(given, said):
    with pytest.raises(UserError, match=said) as raised:
        read(**given)
    assert "\n" not in str(raised.value)
