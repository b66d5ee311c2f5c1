"""The painter `sd-image-variations`: each keyframe a variation of the artwork."""

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from yellowsound.keyframes.brief import Brief, Painting, name_of
from yellowsound.keyframes.diffusion import checking, placement, sampled, sampling
from yellowsound.models.devices import choose_device, choose_dtype, in_batches
from yellowsound.run.plug_in import PlugIn
from yellowsound.run.seeds import derive_seed

if TYPE_CHECKING:
    import torch
    from diffusers import StableDiffusionImageVariationPipeline

logger = logging.getLogger(__name__)

NAME = "sd-image-variations"
MODEL = "sd-image-variations"
VAE = "sd-image-variations-vae"


def paint(brief: Brief) -> Painting:
    """Paint the opening and a keyframe for each section, whatever the captions say.

    All are variations of one picture, the artworks laid over each other by
    their weights, each from noise of its own.

    Parameters
    ----------
    brief
        What is asked for. Options: `device`; `precision`; `offload`, `cpu` to
        keep on the device only the model at work, `none` and `sequence` all;
        `steps`; `guidance`; `batch`, pictures painted at once;
        `safety_checker`, whether Stable Diffusion's looks at them.

    Returns
    -------
    Painting
        Of the frame's size; each image's details tell its seed, steps and guidance.

    Raises
    ------
    UserError
        If a model's folder is not whole, the device is not there, its memory
        or precision does not do for one picture, or the safety checker
        objects to one.
    """
    import torch

    from yellowsound.models.networks.stable_diffusion import ADVICE, place, to_encoder_input

    torch.set_num_threads(brief.threads)
    options = brief.options
    device = choose_device(options["device"])
    dtype = choose_dtype(options["precision"], device)
    pipeline, model = _load(brief.models, dtype, options["safety_checker"])
    place(pipeline, device, options["offload"])

    # The opening, if it is one more variation, has the number 0.
    first = 0 if brief.opening == "first" else 1
    sections = range(first, len(brief.captions["sections"]) + 1)
    seeds = [derive_seed(brief.seed, brief.pair, section) for section in sections]
    image = to_encoder_input(brief.artwork, pipeline.image_encoder.config.image_size)
    settings = {
        "num_inference_steps": options["steps"],
        "guidance_scale": float(options["guidance"]),
    }

    def paint_batch(numbers: range) -> np.ndarray:
        names = [name_of(brief.pair, sections[i]) for i in numbers]
        chosen = [seeds[i] for i in numbers]
        return _paint_batch(pipeline, image, brief, names, chosen, settings)

    batches = in_batches(len(sections), options["batch"], paint_batch, device, ADVICE)
    images = [picture for batch in batches for picture in batch]
    details: list[dict[str, Any]] = [
        {
            "condition": "artwork",
            "seed": seed,
            "steps": options["steps"],
            "guidance": options["guidance"],
        }
        for seed in seeds
    ]
    if brief.opening == "first":
        details[0]["opening"] = "first"
    else:
        images.insert(0, brief.unpainted_opening)
        details.insert(0, {"opening": brief.opening})
    model |= {
        "device": device.type,
        "precision": str(dtype).removeprefix("torch."),
        "safety_checker": options["safety_checker"],
    }
    return Painting(images=images, details=details, model=model)


def _load(
    models: Mapping[str, Path], dtype: "torch.dtype", safety_checker: bool
) -> tuple["StableDiffusionImageVariationPipeline", dict[str, Any]]:
    """Load the pipeline from its two folders; return it and where they are from (JSON-ready)."""
    from yellowsound.models.networks.stable_diffusion import load_variations

    pipeline, found = load_variations(models[MODEL], models[VAE], dtype, safety_checker)
    model = {"name": NAME, **found}
    logger.info("%s at %s, autoencoder at %s", NAME, model["commit"], model["vae"]["commit"])
    return pipeline, model


def _paint_batch(
    pipeline: "StableDiffusionImageVariationPipeline",
    image: "torch.Tensor",
    brief: Brief,
    names: list[str],
    seeds: list[int],
    settings: Mapping[str, Any],
) -> np.ndarray:
    """Paint some variations, each from its own noise; shape (n, height, width, 3), uint8."""
    import torch

    from yellowsound.models.networks.stable_diffusion import draw_noise, finished

    height, width, _ = brief.artwork.shape
    painted = pipeline(
        image,
        height=height,
        width=width,
        num_images_per_prompt=len(seeds),
        generator=[torch.Generator().manual_seed(seed) for seed in seeds],
        latents=draw_noise(pipeline, seeds, (width, height)).to(pipeline.unet.dtype),
        output_type="np",
        **settings,
    )
    return finished(painted, pipeline.unet.dtype, names)


PLUG_IN = PlugIn(
    "painter",
    NAME,
    paint,
    "variations of the artwork by Stable Diffusion Image Variations, whatever the captions say",
    environment="diffusion",
    models=(MODEL, VAE),
    settings={
        **sampling(steps=50, guidance=3.0),
        **checking(),
        **placement("`cpu` only the model that is computing, else all"),
    },
    work=lambda settings: sampled(MODEL, "image_encoder", VAE, settings, settings["steps"]),
    gpu=True,
    threads=2,
    mem_mb=12000,
    cpu_mem_mb=12000,
    mem_mb_per_mpixel=2000,
    runtime_min=20,
    s_per_unit=90,
    cpu_s_per_unit=3600,
)
