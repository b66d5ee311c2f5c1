"""Keyframes are what Stable Diffusion paints from a text, each from noise of its own."""

import json
import logging

import diffusers
import numpy as np
import pytest
import tiny_stable_diffusion
import torch
from tiny_stable_diffusion import FOLDER, OPTIONS, SECTIONS

from yellowsound.keyframes.brief import Brief
from yellowsound.keyframes.prompts import williams_prompt
from yellowsound.keyframes.section_prompts import section_prompts
from yellowsound.models.networks import stable_diffusion as networks
from yellowsound.run.errors import UserError
from yellowsound.run.plug_ins import load
from yellowsound.run.seeds import derive_seed

CORPUS = ["a cat, oil on canvas", "a harbour, evening, by nobody"]


def save_models(folder, **options):
    tiny_stable_diffusion.save_tiny_models(folder, **options)
    return tiny_stable_diffusion.write_record(folder)


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    return save_models(tmp_path_factory.mktemp("models"))


@pytest.fixture(scope="module")
def objecting(tmp_path_factory):
    return save_models(tmp_path_factory.mktemp("objecting"), flags_everything=True)


@pytest.fixture
def brief(models):
    def make(
        opening="black",
        sections=SECTIONS,
        models=models,
        prompts=(),
        corpus=(),
        seed=1887,
        **options,
    ):
        artwork = np.random.default_rng(0).integers(0, 256, (64, 96, 3), dtype=np.uint8)
        return Brief(
            *("song", [artwork], [1.0], {"sections": sections}, opening, seed),
            models=models,
            options={**OPTIONS, **options},
            prompts=prompts,
            corpus=corpus,
        )

    return make


def paint(brief):
    return load("painter", "stable-diffusion").make(brief)


@pytest.fixture(scope="module")
def pipeline(models):
    """The library's own pipeline, of the same files."""
    return diffusers.StableDiffusionPipeline.from_pretrained(models[FOLDER])


def upstream(pipeline, prompt, number, **options):
    """Paint a section's picture by the pipeline alone; (height, width, 3), from 0 to 255."""
    settings = {"num_inference_steps": 3, "guidance_scale": 7.5, "negative_prompt": "", **options}
    generator = torch.Generator().manual_seed(derive_seed(1887, "song", number))
    painted = pipeline(
        prompt, height=64, width=96, generator=generator, output_type="np", **settings
    )
    return 255 * painted.images[0]


# What is painted


def test_a_keyframe_is_what_the_library_paints_from_the_prompt_and_the_section_s_seed(
    brief, pipeline
):
    images = paint(brief()).images
    for number, section in enumerate(SECTIONS, start=1):
        expected = upstream(pipeline, section["text"], number)
        np.testing.assert_allclose(images[number], expected, atol=0.51)
        assert images[number].std() > 5


def test_the_negative_prompt_steps_and_guidance_are_those_of_the_configuration(brief, pipeline):
    options = {"negative_prompt": "ugly", "guidance": 15.0, "steps": 2}
    painted = paint(brief(sections=SECTIONS[:1], **options)).images[1]
    expected = upstream(
        *(pipeline, SECTIONS[0]["text"], 1),
        negative_prompt="ugly",
        guidance_scale=15.0,
        num_inference_steps=2,
    )
    np.testing.assert_allclose(painted, expected, atol=0.51)
    for plain in ({"negative_prompt": ""}, {"guidance": 7.5}):
        other = paint(brief(sections=SECTIONS[:1], **{**options, **plain})).images[1]
        assert np.abs(other.astype(int) - painted).max() > 1


def test_the_text_decides_the_picture(brief):
    one, other = (
        paint(brief(sections=SECTIONS[:1], prompts=[prompt])).images[1]
        for prompt in ("a cat", "the sea at night")
    )
    assert np.abs(one.astype(int) - other).max() > 1


def test_a_picture_does_not_depend_on_what_is_painted_beside_it(brief):
    together = paint(brief("first", batch=3)).images
    alone = paint(brief("first", batch=1)).images
    np.testing.assert_allclose(np.array(together, int), alone, atol=1)


# Openings


def test_the_opening_is_black_the_artwork_or_a_painting_of_the_first_section_s_prompt(
    brief, pipeline
):
    openings = {name: paint(brief(name)).images[0] for name in ("black", "artwork", "first")}
    assert not openings["black"].any()
    np.testing.assert_array_equal(openings["artwork"], brief().artwork)
    expected = upstream(pipeline, SECTIONS[0]["text"], 0)
    np.testing.assert_allclose(openings["first"], expected, atol=0.51)


# Prompts


def test_a_prompt_may_be_the_caption_or_the_caption_and_the_style_of_the_genre(brief):
    assert section_prompts(brief(), "caption") == ["a slow song.", "a loud song."]
    assert section_prompts(brief(), "caption-style") == ["a slow song. abstract", "a loud song."]


def test_a_prompt_may_be_drawn_from_words_of_the_corpus_and_tags_of_the_section(brief):
    drawn = section_prompts(brief(corpus=CORPUS), "williams")
    expected = [
        williams_prompt(CORPUS, section["tags"], derive_seed(1887, "song", "prompt", number))
        for number, section in enumerate(SECTIONS, start=1)
    ]
    assert drawn == expected
    assert "oil on canvas" in drawn[0]
    assert "drums" in drawn[1]


@pytest.mark.parametrize("kind", ["caption", "caption-style", "williams"])
def test_given_prompts_stand_over_all_others(brief, kind):
    assert section_prompts(brief(prompts=["a cat"]), kind) == ["a cat", "a cat"]
    assert section_prompts(brief(prompts=["a cat", "a dog"]), kind) == ["a cat", "a dog"]


def test_prompts_of_another_number_are_an_error_that_names_the_pair(brief):
    with pytest.raises(UserError, match=r"pair song: .* 3 prompts.*sections: 2; give"):
        section_prompts(brief(prompts=["a", "b", "c"]), "caption")


@pytest.mark.parametrize("corpus", [(), ("", " ")])
def test_words_of_artworks_that_nobody_describes_are_an_error(brief, corpus):
    with pytest.raises(UserError, match=r"pair song: .*choose a describer"):
        section_prompts(brief(corpus=corpus), "williams")


def test_what_clip_does_not_read_of_a_prompt_is_told_and_its_tokens_are_counted(brief, caplog):
    with caplog.at_level(logging.WARNING, logger="yellowsound"):
        painted = paint(brief("first", sections=SECTIONS[:1], prompts=["a" * 75 + " the rest"]))
    told = [record.getMessage() for record in caplog.records if "cut off" in record.getMessage()]
    assert told == ["section 1: the prompt is longer than the 77 tokens read; cut off: the rest"]
    assert [detail["tokens"] for detail in painted.details] == [84, 84]


def test_a_negative_prompt_that_is_too_long_is_told_as_well(brief, caplog):
    with caplog.at_level(logging.WARNING, logger="yellowsound"):
        paint(brief(sections=SECTIONS[:1], negative_prompt="b" * 80))
    assert "the negative_prompt is longer" in caplog.text


# Safety checker, precision, memory


def test_a_picture_that_the_safety_checker_objects_to_is_an_error(brief, objecting):
    with pytest.raises(UserError, match=r"pair song, section 1: .*seed.*its safety_checker to"):
        paint(brief(models=objecting))
    with pytest.raises(UserError, match="pair song, the opening"):
        paint(brief("first", models=objecting))


def test_without_the_safety_checker_nothing_is_refused(brief, objecting):
    painted = paint(brief(models=objecting, safety_checker=False))
    np.testing.assert_array_equal(painted.images, paint(brief()).images)
    assert painted.model["safety_checker"] is False


def test_half_precision_paints_from_the_same_noise(brief):
    full, half = (paint(brief(precision=precision)).images[1] for precision in ("fp32", "bf16"))
    assert 0 < np.abs(full.astype(float) - half).mean() < 8


def test_noise_depends_on_the_seed_alone(pipeline):
    noise = networks.draw_noise(pipeline, [5, 6], (96, 64))
    assert noise.dtype == torch.float32
    assert noise.shape == (2, 4, 8, 12)
    expected = torch.randn((1, 4, 8, 12), generator=torch.Generator().manual_seed(6))
    torch.testing.assert_close(noise[1:], expected, rtol=0, atol=0)


def test_a_picture_beyond_the_precision_is_an_error_and_not_a_black_keyframe(brief, monkeypatch):
    load_from_text = networks.load_from_text

    def overflowing(*arguments):
        pipeline, source = load_from_text(*arguments)
        pipeline.vae.decoder.conv_out.bias.data.fill_(float("nan"))
        return pipeline, source

    monkeypatch.setattr(networks, "load_from_text", overflowing)
    with pytest.raises(UserError, match=r"section 1: .*set its precision to fp32"):
        paint(brief())


def test_weights_that_do_not_fit_on_the_device_are_an_error_that_says_what_to_do():
    class Full:
        def to(self, device):
            raise torch.OutOfMemoryError("CUDA out of memory")

    with pytest.raises(UserError, match="set offload to cpu"):
        networks.place(Full(), torch.device("cuda"), "none")


# What is told


def test_the_description_tells_what_painted_the_keyframes(brief):
    painted = paint(brief("first", negative_prompt="ugly"))
    json.dumps([painted.details, painted.model])
    first = {
        "prompt": "a slow song.",
        "tokens": 12,
        "negative_prompt": "ugly",
        "steps": 3,
        "guidance": 7.5,
    }
    assert painted.details[0] == {
        **first,
        "seed": derive_seed(1887, "song", 0),
        "opening": "first",
    }
    assert painted.details[1] == {**first, "seed": derive_seed(1887, "song", 1)}
    assert painted.model == {
        "name": "stable-diffusion",
        "repository": "lab/stable-diffusion",
        "commit": "c0ffee",
        "device": "cpu",
        "precision": "float32",
        "safety_checker": True,
    }
    assert paint(brief("black")).details[0] == {"opening": "black"}


def test_a_model_that_is_not_there_is_an_error_that_names_its_folder(brief, tmp_path):
    with pytest.raises(UserError, match=str(tmp_path / FOLDER)):
        paint(brief(models={FOLDER: tmp_path / FOLDER}))
