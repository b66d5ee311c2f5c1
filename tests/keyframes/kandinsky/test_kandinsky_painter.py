"""Kandinsky paints each section from its caption, its style and the artworks, as upstream would."""

import json
import logging

import numpy as np
import pytest
import torch
from diffusers import KandinskyV22Pipeline, KandinskyV22PriorPipeline
from PIL import Image
from tiny_kandinsky import SECTIONS

from yellowsound.keyframes.painters.kandinsky_2_2 import paint
from yellowsound.models.clip_tokens import cut_off
from yellowsound.run.errors import UserError
from yellowsound.run.seeds import derive_seed


def upstream(prior, brief, conditions, weights, seeds):
    """Let the pipeline itself interpolate, with the seed of each text for its generator."""

    class Seeded(KandinskyV22PriorPipeline):
        def __call__(self, prompt, **options):
            options["generator"] = torch.Generator().manual_seed(seeds[prompt])
            return super().__call__(prompt, **options)

    return Seeded(**prior.components).interpolate(
        conditions,
        weights,
        num_inference_steps=3,
        negative_prompt=brief.options["negative_prompt"],
    )


@pytest.mark.parametrize("negative_prompt", ["text, bad", ""])
def test_a_section_is_embedded_as_the_pipeline_s_own_interpolation(
    prior, embedded, brief, negative_prompt
):
    made = brief(negative_prompt=negative_prompt)
    embeddings, negative = embedded(made)
    seeds = {
        "a slow song": derive_seed(0, "song", 1, "caption"),
        "abstract": derive_seed(0, "song", 1, "style"),
        "a loud song. ": derive_seed(0, "song", 2, "caption"),
        negative_prompt: derive_seed(0, "song", "negative prompt"),
    }
    first, second = map(Image.fromarray, made.artworks)
    with_genre = upstream(
        prior,
        made,
        ["a slow song", first, second, "abstract"],
        [0.2, 0.5 * 0.75, 0.5 * 0.25, 0.3],
        seeds,
    )
    without = upstream(
        prior, made, ["a loud song. ", first, second], [0.3, 0.7 * 0.75, 0.7 * 0.25], seeds
    )
    near = {"rtol": 1e-4, "atol": 1e-5}
    torch.testing.assert_close(embeddings[0], with_genre.image_embeds[0], **near)
    torch.testing.assert_close(embeddings[1], without.image_embeds[0], **near)
    torch.testing.assert_close(negative, with_genre.negative_image_embeds, **near)


def test_a_picture_is_what_the_decoder_paints_of_the_embedding(brief, embedded, decoder):
    made = brief()
    embeddings, negative = embedded(made)
    painting = paint(made)
    for number, embedding in enumerate(embeddings, start=1):
        seed = derive_seed(0, "song", number, "decoder")
        (expected,) = decoder(
            embedding[None],
            negative,
            height=64,
            width=64,
            num_inference_steps=2,
            guidance_scale=5.0,
            generator=torch.Generator().manual_seed(seed),
        ).images
        difference = painting.images[number].astype(int) - np.asarray(expected)
        assert np.abs(difference).max() <= 1


def test_all_texts_go_through_the_prior_in_one_batch(brief, embedded, prior_calls):
    embedded(brief())
    (prompts,) = prior_calls
    assert sorted(prompts) == sorted(
        ["a slow song", "abstract", "a loud song. ", "a slow song", "abstract", "text"]
    )


def test_a_text_of_weight_0_is_not_computed(brief, embedded, prior_calls):
    embedded(brief(prior_weights=[0.0, 0.7, 0.3], prior_weights_no_genre=[0.0, 1.0]))
    assert prior_calls == [["abstract", "abstract", "text"]]


def test_each_artwork_is_encoded_once_and_one_of_weight_0_never(
    monkeypatch, prior, brief, embedded
):
    encoded = []
    process = prior.image_processor.preprocess

    def spy(image, **options):
        encoded.append(np.asarray(image))
        return process(image, **options)

    monkeypatch.setattr(prior.image_processor, "preprocess", spy)
    made = brief(artworks=3, weights=[0.5, 0.0, 0.5])
    embedded(made)
    assert len(encoded) == 2
    np.testing.assert_array_equal(encoded, [made.artworks[0], made.artworks[2]])


def saved(folder, *pictures):
    """Write pictures as files, and return these."""
    files = [folder / f"{number}.png" for number in range(len(pictures))]
    for file, picture in zip(files, pictures, strict=True):
        Image.fromarray(picture).save(file)
    return files


def test_artworks_are_looked_at_as_their_files_have_them(prior, brief, embedded, tmp_path):
    """Each by itself, of its own size, by what the pipeline itself makes of its file."""
    random = np.random.default_rng(1)
    wide, high = (random.integers(0, 256, (*size, 3), np.uint8) for size in ((64, 200), (150, 90)))
    files = saved(tmp_path, wide, high)
    made = brief([SECTIONS[1]], files=files, prior_weights_no_genre=[0.0, 1.0])
    embeddings, _ = embedded(made)
    looked_at = [*map(Image.open, files)]
    expected = prior.interpolate(looked_at, made.weights, num_inference_steps=3).image_embeds
    torch.testing.assert_close(embeddings, expected, rtol=1e-4, atol=1e-5)
    cropped, _ = embedded(brief([SECTIONS[1]], prior_weights_no_genre=[0.0, 1.0]))
    assert (embeddings - cropped).abs().mean() > 0.01


def test_the_opening_artwork_is_the_cropped_one(brief, reuse, tmp_path):
    files = saved(tmp_path, *(np.zeros((70, 200, 3), np.uint8) for _ in range(2)))
    made = brief([SECTIONS[0]], opening="artwork", files=files)
    np.testing.assert_array_equal(paint(made).images[0], made.artwork)


@pytest.mark.parametrize(
    ("caption", "prompt"),
    [
        ("A calm piece.It is slow.", "A calm piece. It is slow. "),
        ("  A calm piece . It is slow", "A calm piece. It is slow. "),
        ("a loud song", "a loud song. "),
        ("Wait... for it.", "Wait. for it. "),
    ],
)
def test_without_a_genre_a_caption_is_written_in_sentences(
    brief, embedded, prior_calls, caption, prompt
):
    section = dict(SECTIONS[1], text=caption)
    embedded(brief([section], negative_prompt=""))
    assert prior_calls == [[prompt]]


def test_weights_that_are_all_0_are_refused(brief, reuse):
    with pytest.raises(UserError, match="prior_weights_no_genre are all 0"):
        paint(brief(prior_weights_no_genre=[0.0, 0.0]))


@pytest.mark.parametrize("batch", [1, 2])
def test_a_picture_depends_neither_on_the_other_sections_nor_on_the_batch(brief, reuse, batch):
    together = paint(brief(batch=3)).images
    apart = paint(brief(batch=batch)).images
    alone = paint(brief([SECTIONS[2]])).images
    for one, other in [*zip(together, apart, strict=True), (together[3], alone[1])]:
        assert np.abs(one.astype(int) - other).max() <= 1


def test_sections_with_the_same_words_are_painted_differently(brief, embedded, reuse):
    embeddings, _ = embedded(brief())
    assert (embeddings[0] - embeddings[2]).abs().mean() > 0.001  # rounding: 1e-6
    _, one, _, three = paint(brief()).images
    assert np.abs(one.astype(int) - three).mean() > 2


@pytest.mark.parametrize("change", [{"seed": 1}, {"pair": "other"}])
def test_another_seed_or_pair_paints_other_pictures_and_the_same_the_same_bytes(
    brief, reuse, change
):
    one, again, other = (paint(brief(**changes)).images for changes in ({}, {}, change))
    np.testing.assert_array_equal(one, again)
    assert np.abs(one[1].astype(int) - other[1]).mean() > 2


def test_what_clip_cannot_read_is_told_in_the_log(brief, embedded, caplog):
    words = " ".join("abcdefg" for _ in range(10))  # 70 tokens of one letter each
    long = [dict(SECTIONS[0], text=f"{words} fghij klm", style=f"{words} stylish paint")]
    embedded(brief(long, negative_prompt=f"{words} ugly picture"))
    said = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    expected = [("section 1: the caption", "klm"), ("section 1: the style", "sh paint")]
    expected += [("the negative_prompt", "icture")]
    told = [message for message in said if "cut off" in message]
    assert len(told) == 3
    for message, (what, words_cut) in zip(told, expected, strict=True):
        assert what in message
        assert message.endswith(f"cut off: {words_cut}")


def test_a_text_of_just_77_tokens_is_read_whole(prior):
    assert cut_off(prior.tokenizer, "a" * 75) == ""
    assert cut_off(prior.tokenizer, "A" * 75 + " Bc") == "Bc"


def test_a_caption_that_does_not_count_is_not_called_cut(brief, embedded, caplog):
    long = [dict(SECTIONS[0], text="a" * 100)]
    embedded(brief(long, prior_weights=[0.0, 0.7, 0.3]))
    assert "cut off" not in caplog.text


@pytest.mark.parametrize(
    ("size", "whole", "part"),
    [
        ((72, 64), (64, 128, 3), np.s_[:, 28:100]),
        ((72, 72), (128, 128, 3), np.s_[28:100, 28:100]),
    ],
)
def test_what_is_painted_beyond_the_frame_is_cut_off_around_the_centre(
    monkeypatch, brief, reuse, decoder, size, whole, part
):
    painted = []
    original = KandinskyV22Pipeline.__call__

    def spy(self, **options):
        result = original(self, **options)
        painted.append(result.images[0])
        return result

    monkeypatch.setattr(KandinskyV22Pipeline, "__call__", spy)
    image = paint(brief([SECTIONS[0]], size=size)).images[1]
    assert painted[0].shape == whole
    np.testing.assert_array_equal(image, np.rint(painted[0][part] * 255))


@pytest.mark.parametrize("opening", ["black", "artwork"])
def test_an_opening_that_nothing_paints(brief, reuse, opening):
    made = brief(opening=opening)
    painting = paint(made)
    expected = made.artwork if opening == "artwork" else np.zeros_like(made.artwork)
    np.testing.assert_array_equal(painting.images[0], expected)
    assert painting.details[0] == {"opening": opening}
    assert len(painting.images) == len(painting.details) == 4


def test_an_opening_like_the_first_section_is_another_picture_of_its_conditions(brief, reuse):
    painting = paint(brief(opening="first"))
    opening, first = painting.details[:2]
    assert len(painting.images) == len(painting.details) == 4
    assert opening["opening"] == "first"
    for one, other in zip(opening["conditions"], first["conditions"], strict=True):
        assert one.get("text") == other.get("text")
        assert one["weight"] == other["weight"]
    assert opening["seed"] == derive_seed(0, "song", 0, "decoder")
    assert np.abs(painting.images[0].astype(int) - painting.images[1]).mean() > 2
    np.testing.assert_array_equal(painting.images[1:], paint(brief()).images[1:])


def test_the_details_tell_all_that_a_picture_was_painted_by(brief, reuse):
    painting = paint(brief())
    _, first, second, _ = painting.details
    assert json.loads(json.dumps(painting.details)) == painting.details
    assert first == {
        "conditions": [
            {
                "kind": "caption",
                "weight": 0.2,
                "text": "a slow song",
                "seed": derive_seed(0, "song", 1, "caption"),
            },
            {"kind": "artwork", "weight": 0.375, "artwork": 1},
            {"kind": "artwork", "weight": 0.125, "artwork": 2},
            {
                "kind": "style",
                "weight": 0.3,
                "text": "abstract",
                "seed": derive_seed(0, "song", 1, "style"),
            },
        ],
        "negative_prompt": "text",
        "negative_seed": derive_seed(0, "song", "negative prompt"),
        "prior_steps": 3,
        "prior_guidance": 4.0,
        "seed": derive_seed(0, "song", 1, "decoder"),
        "steps": 2,
        "guidance": 5.0,
    }
    assert [one["kind"] for one in second["conditions"]] == ["caption", "artwork", "artwork"]
