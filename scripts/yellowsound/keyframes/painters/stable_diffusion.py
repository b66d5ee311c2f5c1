"""The painter `stable-diffusion`: each section from a text, by Stable Diffusion 1.4."""

import logging
from typing import TYPE_CHECKING, Any

import numpy as np

from yellowsound.keyframes.brief import Brief, Painting, name_of
from yellowsound.keyframes.diffusion import checking, placement, sampled, sampling
from yellowsound.keyframes.section_prompts import KINDS, section_prompts
from yellowsound.models.clip_tokens import count_tokens, warn_of_cut
from yellowsound.models.devices import choose_device, choose_dtype, in_batches
from yellowsound.run.plug_in import PlugIn
from yellowsound.run.seeds import derive_seed
from yellowsound.run.settings import choice, text

if TYPE_CHECKING:
    from diffusers import StableDiffusionPipeline

logger = logging.getLogger(__name__)

NAME = "stable-diffusion"
MODEL = "stable-diffusion-v1-4"


def paint(brief: Brief) -> Painting:
    """Paint the opening and a keyframe for each section, whatever the artworks look like.

    Parameters
    ----------
    brief
        What is asked for. Prompts of the brief stand over the option
        `prompt` (`section_prompts`). Options: `device`; `precision`;
        `offload`, `cpu` to keep on the device only the model at work, `none`
        and `sequence` all; `steps`; `guidance`; `negative_prompt`; `batch`,
        pictures painted at once; `safety_checker`, whether Stable
        Diffusion's looks at them.

    Returns
    -------
    Painting
        Of the frame's size. Each image's details tell its prompt and how
        many tokens that has, of which CLIP reads 77, start and end included;
        `negative_prompt`, seed, steps and guidance. The opening `first` is
        painted from the first section's prompt and a seed of its own.

    Raises
    ------
    UserError
        As `section_prompts`; if the model's folder is not whole, the device
        is not there, its memory or precision does not do for one picture, or
        the safety checker objects to one.
    """
    import torch

    from yellowsound.models.networks.stable_diffusion import (
        ADVICE,
        draw_noise,
        embed_texts,
        load_from_text,
        place,
        sample,
    )

    torch.set_num_threads(brief.threads)
    options = brief.options
    prompts = dict(enumerate(section_prompts(brief, options["prompt"]), start=1))
    if brief.opening == "first":
        prompts = {0: prompts[1], **prompts}
    device = choose_device(options["device"])
    dtype = choose_dtype(options["precision"], device)
    pipeline, found = load_from_text(brief.models[MODEL], dtype, options["safety_checker"])
    logger.info("%s at %s on %s in %s", found["repository"], found["commit"], device, dtype)
    _tell_what_is_cut(pipeline, brief, prompts)
    place(pipeline, device, options["offload"])

    height, width, _ = brief.artwork.shape
    numbers = list(prompts)
    seeds = [derive_seed(brief.seed, brief.pair, number) for number in numbers]
    *conditions, negative = embed_texts(
        pipeline, [*prompts.values(), options["negative_prompt"]], device
    )

    def paint_batch(batch: range) -> np.ndarray:
        return sample(
            pipeline,
            torch.stack([conditions[i] for i in batch]),
            negative[None],
            draw_noise(pipeline, [seeds[i] for i in batch], (width, height)),
            options["steps"],
            options["guidance"],
            [name_of(brief.pair, numbers[i]) for i in batch],
        )

    batches = in_batches(len(numbers), options["batch"], paint_batch, device, ADVICE)
    images = [picture for batch in batches for picture in batch]
    details: list[dict[str, Any]] = [
        {
            "prompt": prompt,
            "tokens": count_tokens(pipeline.tokenizer, prompt),
            "negative_prompt": options["negative_prompt"],
            "seed": seed,
            "steps": options["steps"],
            "guidance": options["guidance"],
        }
        for prompt, seed in zip(prompts.values(), seeds, strict=True)
    ]
    if brief.opening == "first":
        details[0]["opening"] = "first"
    else:
        images.insert(0, brief.unpainted_opening)
        details.insert(0, {"opening": brief.opening})
    model = {
        "name": NAME,
        **found,
        "device": device.type,
        "precision": str(dtype).removeprefix("torch."),
        "safety_checker": options["safety_checker"],
    }
    return Painting(images=images, details=details, model=model)


def _tell_what_is_cut(
    pipeline: "StableDiffusionPipeline", brief: Brief, prompts: dict[int, str]
) -> None:
    for number, prompt in prompts.items():
        if number:  # the opening has the prompt of the first section
            warn_of_cut(pipeline.tokenizer, prompt, f"section {number}: the prompt")
    negative_prompt = brief.options["negative_prompt"]
    warn_of_cut(pipeline.tokenizer, negative_prompt, "configuration: the negative_prompt")


PLUG_IN = PlugIn(
    "painter",
    NAME,
    paint,
    "Stable Diffusion 1.4, each section from a text alone: its caption, words of artworks and "
    "tags, or a prompt of one's own",
    environment="diffusion",
    models=(MODEL,),
    settings={
        **sampling(steps=50, guidance=7.5),
        "prompt": choice(
            "caption",
            "what a section is painted from, where its pair has no `prompts`: its caption; the "
            "caption and the style of its genre; or, as Williams, Lattner and Barthet did, 12 "
            "descriptors of the artworks that the describer tells in words and 5 of its tags",
            KINDS,
        ),
        "negative_prompt": text("", "what keyframes shall not look like; empty for nothing"),
        **checking(),
        **placement("`cpu` only the model that is computing, else all"),
    },
    work=lambda settings: sampled(MODEL, "text_encoder", MODEL, settings, settings["steps"]),
    gpu=True,
    threads=2,
    mem_mb=12000,
    cpu_mem_mb=12000,
    mem_mb_per_mpixel=2000,
    runtime_min=20,
    s_per_unit=90,
    cpu_s_per_unit=3600,
    takes_words=True,
    takes_prompts=True,
)
