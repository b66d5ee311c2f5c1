"""Each frame between two keyframes is sampled from a mixture of their conditions and noise."""

import logging

import diffusers
import numpy as np
import pytest
import tiny_image_variations
import tiny_stable_diffusion
import torch
from PIL import Image
from tiny_image_variations import IMAGE_SIZE, PIPELINE_FOLDER, VAE_FOLDER
from tiny_stable_diffusion import FOLDER, SECTIONS

from yellowsound.frames.brief import WalkBrief
from yellowsound.keyframes.brief import Brief, read_keyframes
from yellowsound.keyframes.keyframes import paint_keyframes
from yellowsound.models.folders import write_record
from yellowsound.models.networks import stable_diffusion as networks
from yellowsound.models.networks.stable_diffusion import to_encoder_input
from yellowsound.run.errors import UserError
from yellowsound.run.files import read_json, write_json
from yellowsound.run.plug_ins import load
from yellowsound.run.seeds import derive_seed

OPTIONS = {
    "device": "cpu",
    "condition": "text",
    "steps": 0,
    "guidance": 0.0,
    "hold": 0.0,
    "walk_fps": 0,
    "precision": "fp32",
    "safety_checker": False,
    "offload": "none",
    "batch": 4,
    "seed": 1887,
}
PAINTER = {**tiny_stable_diffusion.OPTIONS, "negative_prompt": "ugly"}


def save_models(folder, **options):
    tiny_stable_diffusion.save_tiny_models(folder, **options)
    tiny_image_variations.save_tiny_models(folder, **options)
    for name in (PIPELINE_FOLDER, VAE_FOLDER):
        write_record(folder / name, {"repository": "lab/variations", "commit": "decade"})
    variations = {name: folder / name for name in (PIPELINE_FOLDER, VAE_FOLDER)}
    return {**tiny_stable_diffusion.write_record(folder), **variations}


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    return save_models(tmp_path_factory.mktemp("models"))


@pytest.fixture(scope="module")
def painted(models, tmp_path_factory):
    """Return a function from an opening to a folder of keyframes that the painter painted."""
    folder = tmp_path_factory.mktemp("keyframes")

    def paint(opening):
        if not (folder / opening).exists():
            artwork = np.random.default_rng(0).integers(0, 256, (64, 96, 3), dtype=np.uint8)
            brief = Brief(
                *("song", [artwork], [1.0], {"sections": SECTIONS}, opening, 1887),
                models=models,
                options=PAINTER,
            )
            paint_keyframes(load("painter", "stable-diffusion"), brief, folder / opening)
        return folder / opening

    return paint


@pytest.fixture
def brief(models, painted):
    # Painted before anything counts what is sampled, whichever test comes first.
    first = painted("first")

    def make(t, section=2, keyframes=None, models=models, fps=8, **options):
        folder = keyframes or first
        t = np.asarray(t, dtype=float)
        return WalkBrief(folder, section, t, models, 1, {**OPTIONS, **options}, fps)

    return make


@pytest.fixture
def sampled(monkeypatch):
    """Return a list that grows by the settings of each call of the library's pipeline."""
    calls = []
    call = diffusers.StableDiffusionPipeline.__call__

    def spy(self, **settings):
        calls.append(settings)
        return call(self, **settings)

    monkeypatch.setattr(diffusers.StableDiffusionPipeline, "__call__", spy)
    return calls


def counts(sampled):
    return [len(settings["latents"]) for settings in sampled]


def walk(brief):
    return np.stack(list(load("walker", "diffusion-walk").make(brief))).astype(int)


def keyframe(folder, number):
    with Image.open(folder / f"{number:02d}.png") as image:
        return np.array(image).astype(int)


def noise_of(number, seed=1887):
    generator = torch.Generator().manual_seed(derive_seed(seed, "song", number))
    return torch.randn((1, 4, 8, 12), generator=generator)


def on_the_arc(start, end, t):
    """The formula for the noise in NumPy and double precision."""
    a, b = (noise.numpy().astype(float).ravel() for noise in (start, end))
    angle = np.arccos(a @ b / (np.linalg.norm(a) * np.linalg.norm(b)))
    mixed = (np.sin((1 - t) * angle) * a + np.sin(t * angle) * b) / np.sin(angle)
    return torch.from_numpy(mixed.reshape(start.shape)).float()


# Between texts


@pytest.mark.parametrize("section", [1, 2])
def test_a_section_begins_and_ends_with_the_painter_s_own_pictures(brief, painted, section):
    start, end = walk(brief([0.0, 1.0], section=section))
    assert np.abs(start - keyframe(painted("first"), section - 1)).max() <= 1
    assert np.abs(end - keyframe(painted("first"), section)).max() <= 1
    assert np.abs(start - end).mean() > 2


def test_a_frame_between_is_what_the_library_paints_from_the_mixtures(brief, models):
    pipeline = diffusers.StableDiffusionPipeline.from_pretrained(
        models[FOLDER], safety_checker=None
    )
    texts = (SECTIONS[0]["text"], SECTIONS[1]["text"], "ugly")
    start, end, negative = (pipeline.encode_prompt(text, "cpu", 1, False)[0] for text in texts)
    for t, frame in zip((0.3, 0.5), walk(brief([0.3, 0.5])), strict=True):
        expected = pipeline(
            prompt_embeds=(1 - t) * start + t * end,
            negative_prompt_embeds=negative,
            latents=on_the_arc(noise_of(1), noise_of(2), t),
            num_inference_steps=3,
            guidance_scale=7.5,
            height=64,
            width=96,
            output_type="np",
        ).images[0]
        assert np.abs(frame - 255 * expected).max() <= 1


def test_noise_keeps_its_norm_halfway(brief, sampled):
    walk(brief([0.5]))
    (settings,) = sampled
    norms = [float(noise.norm()) for noise in (settings["latents"], noise_of(1), noise_of(2))]
    assert norms[0] == pytest.approx(np.mean(norms[1:]), rel=0.1)


def test_steps_guidance_and_the_negative_prompt_are_those_of_the_keyframes(brief, sampled, models):
    walk(brief([0.5]))
    walk(brief([0.5], steps=2, guidance=15.0))
    told = [(one["num_inference_steps"], one["guidance_scale"]) for one in sampled]
    assert told == [(3, 7.5), (2, 15.0)]
    pipeline = diffusers.StableDiffusionPipeline.from_pretrained(
        models[FOLDER], safety_checker=None
    )
    expected = pipeline.encode_prompt("ugly", "cpu", 1, False)[0]
    torch.testing.assert_close(sampled[0]["negative_prompt_embeds"], expected)


def test_a_walk_from_a_black_opening_begins_at_the_empty_prompt_and_noise_of_its_own(
    brief, painted, models
):
    (start,) = walk(brief([0.0], section=1, keyframes=painted("black")))
    pipeline = diffusers.StableDiffusionPipeline.from_pretrained(
        models[FOLDER], safety_checker=None
    )
    expected = pipeline(
        "",
        negative_prompt="ugly",
        latents=noise_of(0),
        num_inference_steps=3,
        height=64,
        width=96,
        output_type="np",
    ).images[0]
    assert np.abs(start - 255 * expected).max() <= 1
    assert start.std() > 5


def test_keyframes_without_prompts_are_an_error_that_says_what_to_set(brief, painted, tmp_path):
    description = read_json(painted("first") / "keyframes.json")
    for image in description["images"]:
        del image["prompt"]
    write_json(tmp_path / "keyframes.json", description)
    with pytest.raises(UserError, match=r"keyframes\.json: section 2 has no prompt.*condition"):
        walk(brief([0.0], keyframes=tmp_path))


# Between pictures


def variations_of(models, folder, number, steps, guidance):
    """Paint the variation of a keyframe by the library's pipeline for variations."""
    pipeline = diffusers.StableDiffusionImageVariationPipeline.from_pretrained(
        models[PIPELINE_FOLDER],
        vae=diffusers.AutoencoderKL.from_pretrained(models[VAE_FOLDER], subfolder="vae"),
        safety_checker=None,
    )
    painted = pipeline(
        to_encoder_input(keyframe(folder, number).astype(np.uint8), IMAGE_SIZE),
        latents=noise_of(number),
        num_inference_steps=steps,
        guidance_scale=guidance,
        height=64,
        width=96,
        output_type="np",
    )
    return 255 * painted.images[0]


def test_a_section_begins_and_ends_with_variations_of_the_keyframes(brief, models, painted):
    frames = walk(brief([0.0, 1.0], condition="image", steps=3))
    for frame, number in zip(frames, (1, 2), strict=True):
        expected = variations_of(models, painted("first"), number, 3, 3.0)
        assert np.abs(frame - expected).max() <= 1
        assert np.abs(frame - keyframe(painted("first"), number)).mean() > 2


def test_pictures_are_sampled_as_the_authors_of_the_model_do(brief, sampled):
    walk(brief([0.5], condition="image"))
    (settings,) = sampled
    assert (settings["num_inference_steps"], settings["guidance_scale"]) == (50, 3.0)
    assert settings["prompt_embeds"].shape[:2] == (1, 1)
    assert not settings["negative_prompt_embeds"].any()


def test_embeddings_of_pictures_are_mixed_in_a_straight_line(brief, sampled):
    walk(brief([0.0, 0.25, 1.0], condition="image", steps=1))
    start, between, end = sampled[0]["prompt_embeds"]
    torch.testing.assert_close(between, 0.75 * start + 0.25 * end)
    assert (start != end).any()


def test_pictures_of_any_painter_are_walked_between_and_a_black_one_too(brief, painted, tmp_path):
    description = read_keyframes(painted("black"))
    plain = [{"file": image["file"]} for image in description["images"]]
    write_json(tmp_path / "keyframes.json", {**description, "images": plain})
    for file in painted("black").glob("*.png"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    frames = walk(brief([0.0, 1.0], 1, tmp_path, condition="image", steps=2))
    assert np.isfinite(frames).all()
    assert frames.std() > 5


# Seams, batches


@pytest.mark.parametrize("condition", ["text", "image"])
def test_a_section_ends_where_the_next_one_starts(brief, condition):
    (end,) = walk(brief([1.0], section=1, condition=condition, steps=3))
    (start,) = walk(brief([0.0], section=2, condition=condition, steps=3))
    np.testing.assert_array_equal(end, start)


@pytest.mark.parametrize("batch", [1, 3, 8])
def test_frames_do_not_depend_on_the_batch(brief, sampled, batch):
    t = np.linspace(0, 1, 5)
    frames = walk(brief(t, batch=batch))
    assert counts(sampled) == {1: [1] * 5, 3: [3, 2], 8: [5]}[batch]
    assert np.abs(frames - walk(brief(t, batch=2))).max() <= 1


def test_a_batch_that_does_not_fit_is_halved_and_no_frame_is_lost(brief, monkeypatch, caplog):
    t = np.linspace(0, 1, 5)
    expected = walk(brief(t, batch=2))
    sample = networks.sample

    def scarce(pipeline, conditions, *others):
        if len(conditions) > 2:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return sample(pipeline, conditions, *others)

    monkeypatch.setattr(networks, "sample", scarce)
    with caplog.at_level(logging.WARNING):
        frames = walk(brief(t, batch=4))
    assert np.abs(frames - expected).max() <= 1
    assert "Out of memory" in caplog.text


def test_no_more_is_sampled_than_a_batch_before_a_frame_is_given(brief, sampled):
    frames = load("walker", "diffusion-walk").make(brief(np.linspace(0, 1, 100), batch=2))
    frame = next(frames)
    assert (frame.dtype, frame.shape) == (np.uint8, (64, 96, 3))
    assert counts(sampled) == [2]
    frames.close()


# What is not sampled


def test_equal_neighbours_are_sampled_once(brief, sampled):
    frames = walk(brief([0.0, 0.0, 0.0, 0.4, 1.0, 1.0]))
    assert counts(sampled) == [3]
    assert (frames[0] == frames[2]).all()
    assert (frames[4] == frames[5]).all()
    assert (frames[2] != frames[3]).any()


def test_a_frame_is_held_until_t_has_moved_by_the_hold(brief, sampled):
    t = [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.95, 1.0]
    frames = walk(brief(t, hold=0.25))
    assert counts(sampled) == [4]
    every = walk(brief(t))
    for frame, stands_at in zip(frames, [0, 0, 0, 3, 3, 3, 6, 7], strict=True):
        assert np.abs(frame - every[stands_at]).max() <= 1


def test_fewer_frames_a_second_may_be_sampled_than_are_shown(brief, sampled):
    t = np.linspace(0, 1, 9)
    frames = walk(brief(t, fps=8, walk_fps=2))
    assert counts(sampled) == [3]
    every = walk(brief(t))
    for frame, stands_at in zip(frames, [0, 0, 0, 0, 4, 4, 4, 4, 8], strict=True):
        assert np.abs(frame - every[stands_at]).max() <= 1


# Safety checker, what is told


def test_the_safety_checker_looks_at_frames_where_it_shall(brief, tmp_path):
    objecting = save_models(tmp_path, flags_everything=True)
    assert len(walk(brief([0.5], models=objecting))) == 1
    for condition in ("text", "image"):
        options = {"condition": condition, "steps": 1, "safety_checker": True}
        with pytest.raises(UserError, match=r"pair song, section 2, t = 0\.5.*its safety_checker"):
            walk(brief([0.5], models=objecting, **options))


def test_the_log_tells_what_samples_where_and_how_much(brief, caplog):
    with caplog.at_level(logging.INFO):
        walk(brief([0.0, 0.0, 1.0]))
    assert "lab/stable-diffusion at c0ffee on cpu in torch.float32" in caplog.text
    assert "3 frames, 2 of them sampled, 4 at once, 3 steps, guidance 7.5" in caplog.text


@pytest.mark.parametrize(
    ("condition", "needed"),
    [("text", (FOLDER,)), ("image", (PIPELINE_FOLDER, VAE_FOLDER))],
)
def test_only_the_models_of_the_condition_are_needed(condition, needed, brief, models):
    walker = load("walker", "diffusion-walk")
    assert walker.models_for({**walker.defaults, "condition": condition}) == needed
    few = {name: models[name] for name in needed}
    assert len(walk(brief([0.5], models=few, condition=condition, steps=1))) == 1
