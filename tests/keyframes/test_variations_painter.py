"""Keyframes are variations of the artwork, each from noise of its own."""

import json
import logging
import subprocess
import sys

import diffusers
import numpy as np
import pytest
import torch
from PIL import Image
from tiny_image_variations import (
    IMAGE_SIZE,
    PIPELINE_FOLDER,
    VAE_FOLDER,
    save_tiny_models,
)

from yellowsound.keyframes.brief import Brief
from yellowsound.keyframes.painters import sd_image_variations as variations_painter
from yellowsound.models.folders import write_record
from yellowsound.models.networks.stable_diffusion import place, to_encoder_input
from yellowsound.run.errors import UserError
from yellowsound.run.plug_ins import load
from yellowsound.run.seeds import derive_seed

Pipeline = diffusers.StableDiffusionImageVariationPipeline

OPTIONS = {
    "device": "cpu",
    "precision": "auto",
    "offload": "none",
    "steps": 3,
    "guidance": 3.0,
    "batch": 2,
    "safety_checker": True,
}


def save_models(folder, **options):
    save_tiny_models(folder, **options)
    for name in (PIPELINE_FOLDER, VAE_FOLDER):
        write_record(folder / name, {"repository": f"lab/{name}", "commit": f"commit of {name}"})
    return {name: folder / name for name in (PIPELINE_FOLDER, VAE_FOLDER)}


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    return save_models(tmp_path_factory.mktemp("models"))


@pytest.fixture(scope="module")
def objecting(tmp_path_factory):
    return save_models(tmp_path_factory.mktemp("objecting"), flags_everything=True)


def picture(seed=0):
    coarse = np.random.default_rng(seed).integers(0, 256, (8, 12, 3), dtype=np.uint8)
    return np.array(Image.fromarray(coarse).resize((96, 64), Image.Resampling.BICUBIC))


@pytest.fixture
def brief(models):
    def make(opening="black", sections=2, seed=1887, artworks=None, models=models, **options):
        artworks = artworks or [picture()]
        weights = [1 / len(artworks)] * len(artworks)
        captions = {"sections": [{"section": k} for k in range(1, sections + 1)]}
        return Brief(
            *("song", artworks, weights, captions, opening, seed),
            models=models,
            options={**OPTIONS, **options},
        )

    return make


@pytest.fixture
def calls(monkeypatch):
    """Return a list that grows by the settings of each call of the pipeline."""
    seen = []
    call = Pipeline.__call__

    def spy(self, image, **settings):
        seen.append({"image": image, **settings})
        return call(self, image, **settings)

    monkeypatch.setattr(Pipeline, "__call__", spy)
    return seen


def paint(brief):
    return load("painter", "sd-image-variations").make(brief)


def test_each_section_has_a_variation_of_its_own_in_the_size_of_the_frame(brief):
    images = paint(brief(sections=3)).images
    assert len(images) == 4
    for image in images:
        assert image.shape == (64, 96, 3)
        assert image.dtype == np.uint8
    for number, image in enumerate(images[1:], start=1):
        assert image.std() > 5
        assert all((image != other).any() for other in images[:number])


def test_a_keyframe_is_what_the_library_paints_from_the_section_s_seed(brief, models):
    pipeline = Pipeline.from_pretrained(
        models[PIPELINE_FOLDER],
        vae=diffusers.AutoencoderKL.from_pretrained(models[VAE_FOLDER], subfolder="vae"),
    )
    expected = pipeline(
        to_encoder_input(picture(), IMAGE_SIZE),
        height=64,
        width=96,
        num_inference_steps=3,
        guidance_scale=3.0,
        generator=torch.Generator().manual_seed(derive_seed(1887, "song", 2)),
        output_type="np",
    ).images[0]
    np.testing.assert_allclose(paint(brief()).images[2], 255 * expected, atol=0.51)


def test_the_same_brief_gives_the_same_pictures_and_another_seed_others(brief):
    first, again, other = (paint(brief(seed=seed)).images for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert (first[1] != other[1]).any()


def test_a_picture_does_not_depend_on_what_is_painted_beside_it(brief, calls):
    alone = paint(brief(sections=1, batch=1)).images[1]
    together = paint(brief(sections=3, batch=3)).images[1]
    assert [call["num_images_per_prompt"] for call in calls] == [1, 3]
    np.testing.assert_allclose(alone, together.astype(float), atol=1)


def test_the_artwork_decides_the_picture(brief):
    images = [paint(brief(artworks=[picture(seed)])).images[1] for seed in (0, 1)]
    assert (images[0] != images[1]).any()


def test_several_artworks_are_laid_over_each_other(brief):
    two = brief(artworks=[picture(0), picture(1)])
    np.testing.assert_array_equal(
        paint(two).images[1], paint(brief(artworks=[two.artwork])).images[1]
    )


def test_steps_and_guidance_are_those_of_the_configuration(brief, calls):
    paint(brief(steps=2, guidance=1.5))
    assert [(call["num_inference_steps"], call["guidance_scale"]) for call in calls] == [(2, 1.5)]


# Openings


def test_the_opening_is_black_the_artwork_or_one_more_variation(brief):
    openings = {name: paint(brief(name)).images[0] for name in ("black", "artwork", "first")}
    assert not openings["black"].any()
    np.testing.assert_array_equal(openings["artwork"], picture())
    assert openings["first"].std() > 5
    assert (openings["first"] != paint(brief("first")).images[1]).any()


def test_keyframes_do_not_depend_on_the_opening(brief):
    black, first = (paint(brief(name, batch=1)).images for name in ("black", "first"))
    np.testing.assert_array_equal(black[1:], first[1:])


# Preparation of the artwork


def test_the_artwork_is_stretched_to_a_square_without_a_filter_and_normalised():
    stripes = np.zeros((256, 128, 3), np.uint8)
    stripes[3::8] = 255
    square = to_encoder_input(stripes, 32)
    assert square.shape == (1, 3, 32, 32)
    # Filtered, stripes of one line in eight would melt into an eighth of grey.
    assert float(square.std(dim=(2, 3)).max()) < 1e-6
    mean = np.array([0.48145466, 0.4578275, 0.40821073])
    deviation = np.array([0.26862954, 0.26130258, 0.27577711])
    grey = square[0, :, 0, 0].numpy() * deviation + mean
    assert (np.abs(grey - 1 / 8) > 0.2).all()


def test_a_flat_colour_stays_what_it_is():
    colour = np.broadcast_to(np.uint8([255, 0, 51]), (64, 96, 3))
    mean = np.array([0.48145466, 0.4578275, 0.40821073])
    deviation = np.array([0.26862954, 0.26130258, 0.27577711])
    expected = (np.array([1, 0, 0.2]) - mean) / deviation
    np.testing.assert_allclose(
        to_encoder_input(colour, 16).mean(dim=(0, 2, 3)), expected, rtol=1e-5
    )


# Safety checker


def test_a_picture_that_the_safety_checker_objects_to_is_an_error(brief, objecting):
    with pytest.raises(UserError, match=r"section 1: .*seed.*its safety_checker to false"):
        paint(brief(models=objecting))
    with pytest.raises(UserError, match="pair song, the opening"):
        paint(brief("first", models=objecting))


def test_without_the_safety_checker_it_is_not_loaded_and_nothing_is_refused(brief, objecting):
    painted = paint(brief(models=objecting, safety_checker=False))
    np.testing.assert_array_equal(painted.images, paint(brief()).images)
    assert painted.model["safety_checker"] is False


# Precision, devices, memory


def test_half_precision_paints_from_the_same_noise(brief, calls):
    full, half = (paint(brief(precision=precision)).images[1] for precision in ("fp32", "bf16"))
    noises = [call["latents"] for call in calls]
    assert [noise.dtype for noise in noises] == [torch.float32, torch.bfloat16]
    torch.testing.assert_close(noises[0].bfloat16(), noises[1])
    assert np.abs(full.astype(float) - half).mean() < 8


def test_a_picture_beyond_the_precision_is_an_error_and_not_a_black_keyframe(brief, monkeypatch):
    load = variations_painter._load

    def overflowing(*arguments):
        pipeline, model = load(*arguments)
        pipeline.vae.decoder.conv_out.bias.data.fill_(float("nan"))
        return pipeline, model

    monkeypatch.setattr(variations_painter, "_load", overflowing)
    with pytest.raises(UserError, match=r"section 1: .*precision"):
        paint(brief())


def test_a_batch_that_does_not_fit_is_halved(brief, calls, monkeypatch, caplog):
    expected = paint(brief(sections=3, batch=2)).images
    call = Pipeline.__call__

    def scarce(self, image, **settings):
        if settings["num_images_per_prompt"] > 2:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return call(self, image, **settings)

    monkeypatch.setattr(Pipeline, "__call__", scarce)
    with caplog.at_level(logging.WARNING):
        images = paint(brief(sections=3, batch=4)).images
    assert "Out of memory" in caplog.text
    np.testing.assert_allclose(np.array(images, int), expected, atol=1)


@pytest.mark.parametrize(
    ("device", "offload", "placed"),
    [
        ("cuda", "none", [("to", "cuda")]),
        ("cuda", "sequence", [("to", "cuda")]),
        ("cuda", "cpu", [("offload", "cuda")]),
        ("cpu", "none", [("to", "cpu")]),
        ("cpu", "cpu", [("to", "cpu")]),
    ],
)
def test_models_wait_on_the_cpu_where_offload_says_so(device, offload, placed):
    class Spy:
        def __init__(self):
            self.calls = []

        def to(self, device):
            self.calls.append(("to", device.type))

        def enable_model_cpu_offload(self, device):
            self.calls.append(("offload", device.type))

    pipeline = Spy()
    place(pipeline, torch.device(device), offload)
    assert pipeline.calls == placed


# What is told


def test_the_description_tells_what_painted_the_keyframes(brief):
    painted = paint(brief("first"))
    json.dumps([painted.details, painted.model])
    opening, first, _ = painted.details
    assert opening["opening"] == "first"
    assert opening["seed"] == derive_seed(1887, "song", 0)
    assert first == {
        "condition": "artwork",
        "seed": derive_seed(1887, "song", 1),
        "steps": 3,
        "guidance": 3.0,
    }
    assert painted.model == {
        "name": "sd-image-variations",
        "repository": f"lab/{PIPELINE_FOLDER}",
        "commit": f"commit of {PIPELINE_FOLDER}",
        "vae": {"repository": f"lab/{VAE_FOLDER}", "commit": f"commit of {VAE_FOLDER}"},
        "device": "cpu",
        "precision": "float32",
        "safety_checker": True,
    }
    assert paint(brief("black")).details[0] == {"opening": "black"}


@pytest.mark.parametrize("name", [PIPELINE_FOLDER, VAE_FOLDER])
def test_a_model_that_is_not_there_is_an_error_that_names_its_folder(brief, models, tmp_path, name):
    with pytest.raises(UserError, match=str(tmp_path / name)):
        paint(brief(models={**models, name: tmp_path / name}))


def test_the_table_of_painters_imports_no_framework():
    code = "import sys, yellowsound.keyframes.keyframes; sys.exit('torch' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONPATH": "scripts"})
