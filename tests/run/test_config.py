"""A configuration is a preset and what is set over it; what does not fit is named."""

from pathlib import Path

import pytest
import yaml

from yellowsound.hearing.energy import Separation
from yellowsound.run.config import presets, read_config
from yellowsound.run.errors import UserError
from yellowsound.run.keys import KEYS
from yellowsound.run.plug_ins import ours

FOLDER = Path(__file__).parents[2] / "config"


def configured(**given):
    return read_config(given, FOLDER)


def refusal(**given):
    with pytest.raises(UserError) as caught:
        configured(**given)
    message = str(caught.value)
    assert "\n" not in message
    return message


# --- presets and defaults --------------------------------------------------------------


@pytest.mark.parametrize("preset", presets(FOLDER))
def test_each_preset_sets_every_key_and_the_settings_of_what_it_chooses(preset):
    config = configured(preset=preset)
    assert list(config)[: len(KEYS)] == list(KEYS)
    for kind in ("captioner", "painter", "walker"):
        plug_in = ours([kind])[config[kind]]
        assert config.get(plug_in.name, {}).keys() == plug_in.settings.keys()


@pytest.mark.parametrize("preset", presets(FOLDER))
def test_a_preset_lists_only_what_differs_from_the_defaults(preset):
    held = yaml.safe_load((FOLDER / "presets" / f"{preset}.yaml").read_text()) or {}
    for key, value in held.items():
        if key in KEYS:
            assert value != KEYS[key].default, key
        else:
            defaults = ours()[key].defaults
            assert all(value[name] != defaults[name] for name in value), key


def test_the_default_preset_needs_neither_hub_nor_gpu():
    config = configured()
    assert config["preset"] == "embedded"
    plug_ins = ours()
    assert not any(plug_ins[config[kind]].gpu for kind in ("captioner", "painter", "walker"))


def test_painters_and_walkers_of_a_preset_have_the_figures_of_their_own_authors():
    """Stable Diffusion Image Variations was trained at 512 pixels, its guidance is 3."""
    variations = configured(preset="paper", painter="sd-image-variations")
    assert (variations["width"], variations["height"]) == (512, 512)
    assert variations["sd-image-variations"]["guidance"] == 3.0
    paper = configured(preset="paper")
    assert (paper["width"], paper["height"]) == (768, 768)
    assert paper["kandinsky-2.2"]["guidance"] == 5.0


def test_what_is_given_stands_over_the_preset():
    assert configured(fps=24)["fps"] == 24


def test_a_setting_given_stands_over_the_preset_and_leaves_the_others():
    settings = configured(**{"preset": "paper", "kandinsky-2.2": {"steps": 30}})["kandinsky-2.2"]
    assert (settings["steps"], settings["guidance"]) == (30, 5.0)


def test_the_settings_of_what_is_not_chosen_are_checked_and_left_out():
    assert "kandinsky-2.2" not in configured(**{"kandinsky-2.2": {"steps": 30}})
    assert "steps does not fit" in refusal(**{"kandinsky-2.2": {"steps": 0}})


@pytest.mark.parametrize(
    ("painter", "guidance", "side"),
    [
        ("kandinsky-2.2", 5.0, 768),
        ("sd-image-variations", 3.0, 512),
        ("stable-diffusion", 7.5, 512),
    ],
)
def test_each_painter_starts_from_its_own_authors_figures(painter, guidance, side):
    config = configured(preset="paper", painter=painter)
    assert config[painter]["guidance"] == guidance
    assert (config["width"], config["height"]) == (side, side)


def test_a_frame_that_is_given_is_kept_whatever_the_painter():
    config = configured(preset="paper", width=256)
    assert (config["width"], config["height"]) == (256, 768)


@pytest.mark.parametrize("preset", presets(FOLDER))
def test_a_draft_has_half_of_each_side_and_of_the_frames_whatever_the_preset(preset):
    whole, draft = configured(preset=preset), configured(preset=preset, draft="true")
    assert draft["draft"] is True
    for key in ("width", "height", "fps"):
        assert draft[key] == whole[key] // 2
        assert configured(preset=preset, **{key: draft[key]})[key] == draft[key]


def test_a_draft_is_painted_on_the_canvas_of_the_whole_frame():
    draft = configured(draft=True, width=768, height=512)
    assert draft["style-vectors"]["canvas"] == 512
    assert configured()["style-vectors"]["canvas"] == 0
    own = configured(draft=True, **{"style-vectors": {"canvas": 384}})
    assert own["style-vectors"]["canvas"] == 384


@pytest.mark.parametrize("canvas", [63, -1, 5000, 100.5])
def test_a_canvas_is_none_or_of_a_size_that_shows_something(canvas):
    with pytest.raises(UserError, match="canvas"):
        configured(**{"style-vectors": {"canvas": canvas}})


@pytest.mark.parametrize(
    ("given", "halved"),
    [({"width": 328}, 160), ({"width": 64}, 64), ({"fps": 25}, 12), ({"fps": 1}, 1)],
)
def test_a_draft_keeps_to_what_the_keys_take(given, halved):
    (key,) = given
    assert configured(draft=True, **given)[key] == halved


# --- what the command line gives as text -----------------------------------------------


@pytest.mark.parametrize("text", ["true", "True", "TRUE"])
def test_a_truth_value_may_come_from_the_command_line_as_text(text):
    assert configured(keep_frames=text)["keep_frames"] is True
    assert configured(walker="vae-slerp", **{"vae-slerp": {"compile": text}})["vae-slerp"][
        "compile"
    ]


def test_numbers_in_a_list_may_come_from_the_command_line_as_text():
    assert configured(seed=["0", "7"])["seed"] == [0, 7]
    weights = configured(energy={"harmonic_weight": ["0", "0.5"]})["energy"]["harmonic_weight"]
    assert weights == [0, 0.5]


def test_numbers_among_settings_come_from_the_command_line_as_text():
    given = {"steps": "30", "prior_weights": ["0.2", "0.5", "0.3"], "negative_prompt": "12"}
    settings = configured(**{"preset": "paper", "kandinsky-2.2": given})["kandinsky-2.2"]
    assert settings["steps"] == 30
    assert settings["prior_weights"] == [0.2, 0.5, 0.3]
    assert settings["negative_prompt"] == "12"


@pytest.mark.parametrize(("text", "margin"), [("0.5", 0.5), ("null", None), (None, None), (2, 2)])
def test_a_number_that_may_be_unset_may_come_from_the_command_line_as_text(text, margin):
    assert configured(equivalence_margin=text)["equivalence_margin"] == margin


@pytest.mark.parametrize("wrong", ["0", -1, "much", True])
def test_a_margin_is_a_number_above_0(wrong):
    with pytest.raises(UserError, match="equivalence_margin does not fit"):
        configured(equivalence_margin=wrong)


def test_a_dot_in_a_name_may_stand_as_a_hyphen_since_the_command_line_takes_none():
    config = configured(**{"preset": "paper", "kandinsky-2-2": {"steps": "30"}})
    assert config["kandinsky-2.2"]["steps"] == 30


def test_a_path_may_start_at_the_home_folder(monkeypatch):
    monkeypatch.setenv("HOME", "/home/ada")
    assert configured(pairs="~/study/pairs.tsv")["pairs"] == "/home/ada/study/pairs.tsv"


@pytest.mark.parametrize("key", ["external", "responses", "primary_metric", "experiment_post"])
def test_a_key_that_may_be_empty_is_emptied_on_the_command_line(key):
    # Snakemake makes None of `external=`.
    assert configured(**{key: None})[key] == ""
    assert configured(figure_pairs=None)["figure_pairs"] == []


# --- what is refused -------------------------------------------------------------------


def test_a_plug_in_of_a_configuration_file_whose_name_is_too_long_is_told(tmp_path):
    file = tmp_path / "long.yaml"
    name = f"{'a' * 300}.py"
    file.write_text(f"schedules: [linear, {name}]\n")
    with pytest.raises(UserError, match="does not exist: there is no such file; check the path"):
        read_config({"schedules": ["linear", name]}, FOLDER, [file])


def test_a_misspelt_key_is_named_with_the_right_one():
    assert "unknown key shedules; did you mean schedules" in refusal(shedules=["energy"])


def test_a_misspelt_setting_is_named_with_its_owner_and_the_right_one():
    said = refusal(**{"preset": "paper", "kandinsky-2.2": {"step": 30}})
    assert "kandinsky-2.2 has no setting step; did you mean steps?" in said


def test_settings_that_are_no_mapping_are_told_how_to_be_written():
    assert "write kandinsky-2.2: {precision: auto}" in refusal(**{"kandinsky-2.2": 30})


def test_an_unknown_preset_is_named_with_the_choices():
    said = refusal(preset="papper")
    assert f"'papper'; choose one of {', '.join(presets(FOLDER))}" in said
    assert {"embedded", "paper", "prompt-walk"} <= {*presets(FOLDER)}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"fps": "fast"}, "fps does not fit"),
        ({"fps": 0}, "fps does not fit"),
        ({"fps": True}, "fps does not fit"),
        ({"fps": "'30"}, "fps does not fit"),
        ({"seed": "[1,2"}, "seed does not fit"),
        ({"seed": "2024-02-30"}, "seed does not fit"),
        ({"width": "{96"}, "width does not fit"),
        ({"excerpt_start_s": "@5"}, "excerpt_start_s does not fit"),
        ({"width": 100}, "width does not fit: 100 is not a multiple of 8"),
        ({"width": "wide"}, "width does not fit"),
        ({"schedules": ["onset", "waltz"]}, "the schedule waltz does not exist; choose among"),
        ({"schedules": []}, "schedules does not fit"),
        ({"schedules": 3}, "schedules does not fit"),
        ({"painter": f"{'m' * 300}.py"}, "does not exist: there is no such file; check the path"),
        ({"painter": "monet"}, "the painter monet does not exist; choose among style-network"),
        ({"run": "../x"}, "run does not fit"),
        ({"run": None}, "run does not fit"),
        ({"captioner": None}, "captioner does not fit"),
        ({"fps": "!!timestamp x"}, "fps does not fit"),
        ({"curve": "{file: a}"}, "write curve: {file: 'curves/{pair}.tsv'}"),
        ({"seed": -1}, "seed does not fit"),
        ({"seed": [0, 0]}, "seed does not fit"),
        ({"energy": {"harmonic_weight": []}}, "energy: harmonic_weight does not fit"),
        ({"opening": "fade"}, "opening does not fit"),
        ({"keep_frames": "yes please"}, "keep_frames does not fit"),
        ({"device": "gpu"}, "device does not fit"),
        ({"kandinsky-2.2": {"offload": "disk"}}, "kandinsky-2.2: offload does not fit"),
        ({"kandinsky-2.2": {"prior_weights": [0.5, 0.5]}}, "prior_weights does not fit"),
        ({"kandinsky-2.2": {"prior_weights": [0, 1, -1]}}, "prior_weights does not fit"),
    ],
)
def test_a_value_that_does_not_fit_is_told_in_one_sentence(given, said):
    assert said in refusal(**given)


def test_a_walker_and_a_painter_that_do_not_fit_are_named():
    said = refusal(preset="paper", walker="style-path")
    assert "style-path walks between paintings of painter style-network, not of kandinsky" in said
    assert "set walker=vae-slerp or taesd, or painter=style-network" in said


def test_weights_of_nothing_are_refused():
    assert "prior_weights are all 0" in refusal(**{"kandinsky-2.2": {"prior_weights": [0, 0, 0]}})


def test_an_energy_that_no_weights_make_is_refused():
    weightless = {"harmonic_weight": [0, 0.0001], "percussive_weight": 0}
    assert configured(energy=weightless)["energy"]["percussive_weight"] == 0
    said = refusal(energy={"harmonic_weight": 0, "percussive_weight": [0]})
    assert "harmonic_weight and percussive_weight are both 0" in said


def test_a_default_outside_of_its_own_range_is_told(tmp_path):
    (tmp_path / "mine.py").write_text(
        "from yellowsound.run.plug_in import PlugIn\n"
        "from yellowsound.run.settings import whole\n"
        "def make(rows, settings):\n"
        "    return rows\n"
        "size = whole(0, 'size', least=1)\n"
        "PLUG_IN = PlugIn('schedule', 'mine', make, 'mine', settings={'size': size})\n"
    )
    said = refusal(schedules=[str(tmp_path / "mine.py")])
    assert "the schedule mine declares a default of size that does not fit: 0 is less" in said


# --- keys of the flat form, from before settings had owners ------------------------------

FLAT = sorted(
    {setting.formerly for plug_in in ours().values() for setting in plug_in.settings.values()}
)


@pytest.mark.parametrize("key", [key for key in FLAT if key])
def test_a_flat_key_is_refused_with_its_owner(key):
    said = refusal(**{key: 3})
    assert f"{key} belongs to " in said
    assert "write " in said
    assert "{" in said


def test_the_new_form_of_a_flat_key_is_that_of_the_chosen_plug_in_and_works():
    said = refusal(preset="paper", painter_steps=30)
    assert (
        "write kandinsky-2.2: {steps: 30} (on the command line 'kandinsky-2-2={steps: 30}')" in said
    )
    assert "sd-image-variations: {steps: 30}" in refusal(
        preset="paper", painter="sd-image-variations", painter_steps=30
    )


@pytest.mark.parametrize(
    ("given", "written"),
    [
        (
            {"preset": "prompt-walk", "negative_prompt": "x"},
            "stable-diffusion: {negative_prompt: x}",
        ),
        ({"preset": "prompt-walk", "precision": "fp32"}, "diffusion-walk: {precision: fp32}"),
        ({"canvas": 512}, "style-vectors: {canvas: 512}"),
        ({"artworks": "in-turn"}, "style-vectors: {artworks: in-turn}"),
        ({"prior_steps": 30}, "a plug-in that is not chosen: write kandinsky-2.2: {prior"),
    ],
)
def test_a_setting_that_stands_as_a_key_is_told_with_what_it_is_of(given, written):
    said = refusal(**given)
    assert "belongs to " in said
    assert written in said


def test_a_preset_beside_a_kept_configuration_is_refused_since_it_would_change_nothing(tmp_path):
    kept = {**configured(), "run": "one"}
    file = tmp_path / "config.yaml"
    file.write_text(yaml.safe_dump(kept))
    assert read_config({**kept, "run": "two", "fps": 24}, FOLDER, [file])["fps"] == 24
    with pytest.raises(UserError, match=r"preset=paper would change nothing, since .* every key"):
        read_config({**kept, "preset": "paper"}, FOLDER, [file])
    file.write_text("fps: 12\npreset: paper\n")
    assert read_config({"fps": 12, "preset": "embedded"}, FOLDER, [file])["painter"] == (
        "style-vectors"
    )


def test_where_no_owner_is_chosen_all_of_them_are_named():
    said = refusal(painter_guidance=4)
    assert "kandinsky-2.2: {guidance: 4} or sd-image-variations: {guidance: 4}" in said


@pytest.mark.parametrize("duration_s", [0, 3, 240.5])
def test_an_excerpt_is_the_whole_song_or_has_three_seconds(duration_s):
    assert configured(excerpt_duration_s=duration_s)["excerpt_duration_s"] == duration_s


@pytest.mark.parametrize("duration_s", [-1, 0.5, 2.9])
def test_a_shorter_excerpt_is_refused_and_told_of_the_whole_song(duration_s):
    said = refusal(excerpt_duration_s=duration_s)
    assert "excerpt_duration_s does not fit" in said
    assert "`whole` (or 0) is the whole song" in said


# --- the published figures -------------------------------------------------------------


def test_the_paper_preset_holds_the_published_figures():
    config = configured(preset="paper")
    published = {
        "excerpt_duration_s": 30,
        "section_s": 10,
        "hpss_margin": 5,
        "mel_bands": 512,
        "hpss_context_s": 0,
        "energy": {"harmonic_weight": 0, "percussive_weight": 1},
        "fps": 30,
        "width": 768,
        "height": 768,
        "opening": "black",
        "audio_rate_hz": 22050,
        "audio_channels": 1,
    }
    assert published.items() <= config.items()
    assert Separation(context_s=0) == Separation(
        config["hpss_margin"], config["mel_bands"], config["hpss_context_s"]
    )


def test_by_default_a_section_is_separated_with_its_context():
    assert Separation().context_s == configured()["hpss_context_s"] > 0


def test_a_walk_between_texts_is_refused_where_the_painter_has_none_and_one_between_pictures_not():
    said = refusal(painter="kandinsky-2.2", walker="diffusion-walk")
    assert "not of kandinsky-2.2" in said
    assert "painter=stable-diffusion" in said
    by_picture = {"diffusion-walk": {"condition": "image"}}
    for painter in ("kandinsky-2.2", "stable-diffusion", "style-vectors"):
        configured(painter=painter, walker="diffusion-walk", moves="none", **by_picture)


def test_a_guidance_that_would_be_none_is_refused():
    given = {"painter": "stable-diffusion", "walker": "diffusion-walk", "moves": "none"}
    assert "set 1 for none" in refusal(**given, **{"diffusion-walk": {"guidance": 0.5}})
    assert configured(**given, **{"diffusion-walk": {"guidance": 1}})["walker"] == "diffusion-walk"
