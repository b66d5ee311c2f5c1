"""Stable Diffusion 1, from texts and from pictures, as its painters and its walker use it.

What is sampled depends on a condition, a seed and the settings alone: noise is
drawn on the CPU in float32, and conditions are kept in float32 too. Half
precision only rounds them.
"""

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from diffusers import (
    AutoencoderKL,
    StableDiffusionImageVariationPipeline,
    StableDiffusionPipeline,
)

from yellowsound.models.devices import is_out_of_memory
from yellowsound.models.folders import reading, source_of
from yellowsound.models.loading import load_component, load_pipeline
from yellowsound.models.networks.vae import NORMALISATIONS
from yellowsound.run.errors import UserError

logger = logging.getLogger(__name__)

ADVICE = "set its offload to cpu, or a smaller width and height"
"""What to do where memory runs out."""

Pipeline = StableDiffusionPipeline | StableDiffusionImageVariationPipeline


def load_from_text(
    folder: str | Path, dtype: torch.dtype, safety_checker: bool
) -> tuple[StableDiffusionPipeline, dict[str, Any]]:
    """Load Stable Diffusion onto the CPU; return it and where it is from (JSON-ready).

    Raises
    ------
    UserError
        If its folder is not whole.
    """
    with reading(folder) as record:
        pipeline = load_pipeline(
            StableDiffusionPipeline, folder, dtype, **_unchecked(safety_checker)
        )
    return pipeline, source_of(record)


def load_variations(
    folder: str | Path, vae_folder: str | Path, dtype: torch.dtype, safety_checker: bool
) -> tuple[StableDiffusionImageVariationPipeline, dict[str, Any]]:
    """Load Stable Diffusion Image Variations from its two folders, as `load_from_text`."""
    with reading(vae_folder) as vae_record:
        vae = load_component(AutoencoderKL, vae_folder, "vae", dtype)
    with reading(folder) as record:
        components = {"vae": vae, **_unchecked(safety_checker)}
        pipeline = load_pipeline(StableDiffusionImageVariationPipeline, folder, dtype, **components)
    return pipeline, {**source_of(record), "vae": source_of(vae_record)}


def by_condition(variations: StableDiffusionImageVariationPipeline) -> StableDiffusionPipeline:
    """Return a pipeline of the same models that takes image embeddings in place of a text's."""
    return StableDiffusionPipeline(
        vae=variations.vae,
        text_encoder=None,
        tokenizer=None,
        unet=variations.unet,
        scheduler=variations.scheduler,
        safety_checker=variations.safety_checker,
        feature_extractor=variations.feature_extractor,
        image_encoder=variations.image_encoder,
        requires_safety_checker=False,
    )


def _unchecked(safety_checker: bool) -> dict[str, Any]:
    """Return what leaves the safety checker out of a pipeline, if it shall be."""
    return {} if safety_checker else {"safety_checker": None, "requires_safety_checker": False}


def place(pipeline: Pipeline, device: torch.device, offload: str) -> None:
    """Put a pipeline on a device: all of it, or with offload `cpu` the model that computes.

    Raises
    ------
    UserError
        If it does not fit there.
    """
    try:
        if offload == "cpu" and device.type != "cpu":
            pipeline.enable_model_cpu_offload(device=device)
            return
        if offload == "cpu":
            logger.info("offload=cpu changes nothing: the models run on the CPU")
        pipeline.to(device)
    except RuntimeError as error:
        if not is_out_of_memory(error):
            raise
        raise UserError(
            f"out of memory on {device} with the models' weights: set offload to cpu, or device=cpu"
        ) from error


def draw_noise(pipeline: Pipeline, seeds: Sequence[int], size: tuple[int, int]) -> torch.Tensor:
    """Draw what sampling starts from: the same numbers for every device and precision.

    Parameters
    ----------
    pipeline
        Tells the latents' channels and scale.
    seeds
        One for each picture.
    size
        Width and height of the pictures, in pixels.

    Returns
    -------
    torch.Tensor
        Standard normal, float32, shape (pictures, 4, height / 8, width / 8), on the CPU.
    """
    width, height = size
    factor = pipeline.vae_scale_factor
    shape = (pipeline.unet.config.in_channels, height // factor, width // factor)
    generators = (torch.Generator().manual_seed(seed) for seed in seeds)
    return torch.stack([torch.randn(shape, generator=generator) for generator in generators])


@torch.inference_mode()
def embed_texts(
    pipeline: StableDiffusionPipeline, texts: Sequence[str], device: torch.device
) -> torch.Tensor:
    """Return the text encoder's last hidden states: float32, shape (texts, 77, width), on the CPU.

    Texts are encoded one by one: what stands beside a text changes no bit of it.
    """
    encoded = (
        pipeline.encode_prompt(text, device, 1, do_classifier_free_guidance=False)[0]
        for text in texts
    )
    return torch.cat([embedding.float().cpu() for embedding in encoded])


@torch.inference_mode()
def embed_pictures(
    pipeline: Pipeline, pictures: Sequence[np.ndarray], device: torch.device
) -> torch.Tensor:
    """Return CLIP's image embeddings: float32, shape (pictures, 1, width), on the CPU."""
    encoder = pipeline.image_encoder
    inputs = (to_encoder_input(picture, encoder.config.image_size) for picture in pictures)
    encoded = (encoder(pixels.to(device, encoder.dtype)).image_embeds for pixels in inputs)
    return torch.stack([embedding.float().cpu() for embedding in encoded])


def to_encoder_input(picture: np.ndarray, size: int) -> torch.Tensor:
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
    mean, deviation = (torch.tensor(value)[:, None, None] for value in NORMALISATIONS["clip"])
    tensor = torch.from_numpy(picture.astype(np.float32) / 255.0).permute(2, 0, 1)[None]
    square = torch.nn.functional.interpolate(
        tensor, size=(size, size), mode="bicubic", align_corners=False, antialias=False
    )
    return (square - mean) / deviation


def sample(
    pipeline: StableDiffusionPipeline,
    conditions: torch.Tensor,
    negative: torch.Tensor,
    noise: torch.Tensor,
    steps: int,
    guidance: float,
    names: Sequence[str],
) -> np.ndarray:
    """Sample a picture from each condition and its noise.

    Parameters
    ----------
    pipeline
        The pipeline, where it shall run.
    conditions
        Of texts (`embed_texts`) or pictures (`embed_pictures`), shape (n, tokens, width).
    negative
        What to keep away from, shape (1, tokens, width).
    noise
        See `draw_noise`, shape (n, 4, h, w).
    steps
        Denoising steps.
    guidance
        Scale of classifier-free guidance; 1 is none.
    names
        What each picture is, for errors.

    Returns
    -------
    np.ndarray
        RGB, uint8, shape (n, 8 h, 8 w, 3).

    Raises
    ------
    UserError
        As `finished`.
    """
    dtype, factor = pipeline.unet.dtype, pipeline.vae_scale_factor
    painted = pipeline(
        prompt_embeds=conditions.to(dtype),
        negative_prompt_embeds=negative.to(dtype).expand_as(conditions),
        latents=noise.to(dtype),
        height=noise.shape[2] * factor,
        width=noise.shape[3] * factor,
        num_inference_steps=steps,
        guidance_scale=float(guidance),
        output_type="np",
    )
    return finished(painted, dtype, names)


def finished(painted: Any, dtype: torch.dtype, names: Sequence[str]) -> np.ndarray:
    """Return what a pipeline painted in whole levels: RGB, uint8, shape (n, height, width, 3).

    Raises
    ------
    UserError
        If the safety checker objects to a picture, or one is no number in the
        precision `dtype`; it names the picture.
    """
    flagged = painted.nsfw_content_detected or [False] * len(names)
    for name, picture, objected in zip(names, painted.images, flagged, strict=True):
        if objected:
            raise UserError(
                f"{name}: Stable Diffusion's safety checker objects to the picture; set another "
                "seed, or its safety_checker to false"
            )
        if not np.isfinite(picture).all():
            raise UserError(
                f"{name}: the picture came out as no number in "
                f"{str(dtype).removeprefix('torch.')}; set its precision to fp32"
            )
    return np.rint(painted.images * 255.0).astype(np.uint8)
