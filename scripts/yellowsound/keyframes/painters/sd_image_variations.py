"""The painter `sd-image-variations`: each keyframe a variation of the artwork."""

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from yellowsound.keyframes.brief import Brief, Painting
from yellowsound.keyframes.diffusion import placement, sampling
from yellowsound.models.devices import choose_device, choose_dtype, in_batches
from yellowsound.run.errors import UserError
from yellowsound.run.plug_in import PlugIn
from yellowsound.run.seeds import derive_seed
from yellowsound.run.settings import switch

if TYPE_CHECKING:
    import torch
    from diffusers import StableDiffusionImageVariationPipeline

logger = logging.getLogger(__name__)

NAME = "sd-image-variations"
MODEL = "sd-image-variations"
VAE = "sd-image-variations-vae"

ADVICE = "set its offload to cpu, or a smaller width and height"


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

    torch.set_num_threads(brief.threads)
    options = brief.options
    device = choose_device(options["device"])
    dtype = choose_dtype(options["precision"], device)
    pipeline, model = _load(brief.models, dtype, options["safety_checker"])
    _place(pipeline, device, options["offload"])

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
        names = [f"section {sections[i]}" if sections[i] else "the opening" for i in numbers]
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
        openings = {"black": np.zeros_like(brief.artwork), "artwork": brief.artwork}
        images.insert(0, openings[brief.opening])
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
    from diffusers import AutoencoderKL, StableDiffusionImageVariationPipeline

    from yellowsound.models.folders import reading
    from yellowsound.models.loading import load_component, load_pipeline

    folder = Path(models[MODEL])
    with reading(models[VAE]) as vae_record:
        vae = load_component(AutoencoderKL, models[VAE], "vae", dtype)
    with reading(folder) as record:
        components: dict[str, Any] = {"vae": vae}
        if not safety_checker:
            components |= {"safety_checker": None, "requires_safety_checker": False}
        pipeline = load_pipeline(StableDiffusionImageVariationPipeline, folder, dtype, **components)
    model = {"name": NAME, **_source(record), "vae": _source(vae_record)}
    logger.info("%s at %s, autoencoder at %s", NAME, model["commit"], model["vae"]["commit"])
    return pipeline, model


def _source(record: Mapping[str, Any]) -> dict[str, Any]:
    return {key: record[key] for key in ("repository", "commit")}


def _place(
    pipeline: "StableDiffusionImageVariationPipeline", device: "torch.device", offload: str
) -> None:
    if offload == "cpu" and device.type != "cpu":
        pipeline.enable_model_cpu_offload(device=device)
        return
    if offload == "cpu":
        logger.info("offload=cpu changes nothing: the painter runs on the CPU")
    pipeline.to(device)


def to_encoder_input(picture: np.ndarray, size: int) -> "torch.Tensor":
    """Turn a picture into what the image encoder takes.

    As the model's card asks for: stretched to a square by bicubic
    interpolation without a filter against aliases, since so the encoder's
    inputs were made when the model was trained, then normalised by CLIP's
    statistics. The pipeline's own preparation filters, and cuts the borders
    off instead of stretching.

    Parameters
    ----------
    picture
        RGB, uint8, shape (height, width, 3).
    size
        Side of the square.

    Returns
    -------
    torch.Tensor
        float32, shape (1, 3, size, size).
    """
    import torch

    from yellowsound.models.networks.vae import NORMALISATIONS

    mean, deviation = (torch.tensor(value)[:, None, None] for value in NORMALISATIONS["clip"])
    tensor = torch.from_numpy(picture.astype(np.float32) / 255.0).permute(2, 0, 1)[None]
    square = torch.nn.functional.interpolate(
        tensor, size=(size, size), mode="bicubic", align_corners=False, antialias=False
    )
    return (square - mean) / deviation


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

    height, width, _ = brief.artwork.shape
    generators = [torch.Generator().manual_seed(seed) for seed in seeds]
    factor = pipeline.vae_scale_factor
    shape = (pipeline.unet.config.in_channels, height // factor, width // factor)
    # In float32, and only then rounded: half precision starts from the same noise.
    noise = torch.stack([torch.randn(shape, generator=generator) for generator in generators])
    painted = pipeline(
        image,
        height=height,
        width=width,
        num_images_per_prompt=len(seeds),
        generator=generators,
        latents=noise.to(pipeline.unet.dtype),
        output_type="np",
        **settings,
    )
    pictures = painted.images
    flagged = painted.nsfw_content_detected or [False] * len(names)
    for name, picture, objected in zip(names, pictures, flagged, strict=True):
        if objected:
            raise UserError(
                f"pair {brief.pair}, {name}: Stable Diffusion's safety checker objects to the "
                "keyframe; set another seed, or its safety_checker to false"
            )
        if not np.isfinite(picture).all():
            raise UserError(
                f"pair {brief.pair}, {name}: the keyframe came out as no number in "
                f"{str(pipeline.unet.dtype).removeprefix('torch.')}; set its precision to fp32"
            )
    return np.rint(pictures * 255.0).astype(np.uint8)


PLUG_IN = PlugIn(
    "painter",
    NAME,
    paint,
    "variations of the artwork by Stable Diffusion Image Variations, whatever the captions say",
    environment="diffusion",
    models=(MODEL, VAE),
    settings={
        **sampling(steps=50, guidance=3.0),
        "safety_checker": switch(
            True,
            "whether Stable Diffusion's safety checker looks at the keyframes; one that it flags "
            "ends the job with a sentence",
            formerly="safety_checker",
        ),
        **placement("`cpu` only the model that is computing, else all"),
    },
    gpu=True,
    threads=2,
    mem_mb=12000,
    cpu_mem_mb=12000,
    mem_mb_per_mpixel=2000,
    runtime_min=20,
    s_per_unit=90,
    cpu_s_per_unit=3600,
)
