"""Kandinsky 2.2 (Razzhigaev et al. 2023) through diffusers' pipelines.

The prior turns texts into CLIP image embeddings; the decoder paints pictures from these.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from diffusers import DiffusionPipeline, KandinskyV22Pipeline, KandinskyV22PriorPipeline
from PIL import Image

from yellowsound.models.devices import in_batches, is_out_of_memory
from yellowsound.models.folders import reading
from yellowsound.models.loading import load_pipeline
from yellowsound.run.errors import UserError

LESS_MEMORY = {
    "none": "set its offload to sequence",
    "sequence": "set its offload to cpu",
    "cpu": "paint smaller pictures, or set device=cpu",
}
"""What needs less memory than each kind of offloading."""


@dataclass(frozen=True)
class Placement:
    """Where and how a pipeline runs.

    Attributes
    ----------
    device, dtype
        Where it runs, and in which precision.
    offload
        `none`, `sequence` or `cpu`; see `kandinsky_painter.paint`.
    """

    device: torch.device
    dtype: torch.dtype
    offload: str

    @property
    def advice(self) -> str:
        """What to do where memory runs out."""
        if self.device.type == "cpu":
            return "paint smaller pictures, or free main memory"
        return LESS_MEMORY[self.offload]


class Prior(KandinskyV22PriorPipeline):
    """Kandinsky's prior, which embeds the empty picture only where that is asked for.

    Upstream does so at the end of each call without a negative prompt, by
    which the largest model joins the others on the device for nothing.
    """

    def get_zero_embed(self, batch_size=1, device=None) -> torch.Tensor:  # noqa: D102
        return torch.zeros(batch_size, 0, device=device)


def load_prior(folder: str | Path, where: Placement) -> Prior:
    """Load the prior and its CLIP models; `UserError` if it is damaged or does not fit."""
    return _load(Prior, folder, where)


def load_decoder(folder: str | Path, where: Placement) -> KandinskyV22Pipeline:
    """Load the decoder, UNet and MoVQ; `UserError` if it is damaged or does not fit."""
    return _load(KandinskyV22Pipeline, folder, where)


def _load(cls: type[DiffusionPipeline], folder: str | Path, where: Placement):
    with reading(folder):
        pipeline = load_pipeline(cls, folder, where.dtype)
    try:
        if where.offload == "cpu":
            pipeline.enable_model_cpu_offload(device=where.device)
        else:
            pipeline.to(where.device)
    except RuntimeError as error:
        if not is_out_of_memory(error):
            raise
        raise UserError(f"out of memory on {where.device} with {folder}: {where.advice}") from error
    return pipeline


def embed_texts(
    prior: Prior,
    texts: Sequence[tuple[str, int]],
    steps: int,
    guidance: float,
    where: Placement,
) -> list[torch.Tensor]:
    """Let the prior imagine a picture for each text.

    Parameters
    ----------
    prior
        The prior.
    texts
        Texts and their seeds. All are computed at once, if they fit.
    steps
        Diffusion steps, at least 2.
    guidance
        Scale of classifier-free guidance.
    where
        Where the prior runs.

    Returns
    -------
    list of torch.Tensor
        CLIP image embeddings, each of shape (width,), float32, on the CPU.
    """

    def run(numbers: range) -> torch.Tensor:
        made = prior(
            [texts[number][0] for number in numbers],
            generator=_generators([texts[number][1] for number in numbers]),
            num_inference_steps=steps,
            guidance_scale=guidance,
        )
        return made.image_embeds.float().cpu()

    count = len(texts)
    batches = in_batches(count, max(count, 1), run, where.device, where.advice)
    return [embedding for batch in batches for embedding in batch]


@torch.no_grad()
def embed_artworks(
    prior: Prior, artworks: Iterable[np.ndarray], where: Placement
) -> list[torch.Tensor]:
    """Return the CLIP image embeddings of pictures, as `embed_texts` those of texts.

    Parameters
    ----------
    prior
        The prior.
    artworks
        RGB, uint8, of any size; each is let go once it is scaled to what CLIP sees.
    where
        Where the prior runs.

    Returns
    -------
    list of torch.Tensor
        CLIP image embeddings, each of shape (width,), float32, on the CPU.
    """
    seen = [
        prior.image_processor(Image.fromarray(artwork), return_tensors="pt").pixel_values[0]
        for artwork in artworks
    ]

    def run(numbers: range) -> torch.Tensor:
        pixels = torch.stack(seen[numbers.start : numbers.stop])
        encoded = prior.image_encoder(pixels.to(where.device, where.dtype)).image_embeds
        prior.maybe_free_model_hooks()
        return encoded.float().cpu()

    count = len(seen)
    batches = in_batches(count, max(count, 1), run, where.device, where.advice)
    return [embedding for batch in batches for embedding in batch]


@torch.no_grad()
def embed_nothing(prior: Prior, where: Placement) -> torch.Tensor:
    """Return the embedding that stands for no negative prompt: that of zeros for a picture."""
    embedding = KandinskyV22PriorPipeline.get_zero_embed(prior, 1, where.device)[0].float().cpu()
    prior.maybe_free_model_hooks()
    return embedding


def decode(
    decoder: KandinskyV22Pipeline,
    embeddings: torch.Tensor,
    negative: torch.Tensor,
    seeds: Sequence[int],
    size: tuple[int, int],
    steps: int,
    guidance: float,
    batch: int,
    where: Placement,
) -> list[np.ndarray]:
    """Paint a picture from each embedding.

    The decoder paints in steps of 64 pixels: what it paints beyond the frame is cut off
    around the centre.

    Parameters
    ----------
    decoder
        The decoder.
    embeddings
        Shape (pictures, width).
    negative
        What to keep away from, shape (1, width).
    seeds
        One for each picture.
    size
        Width and height of the pictures, in pixels.
    steps
        Diffusion steps.
    guidance
        Scale of classifier-free guidance.
    batch
        How many are painted at once, if they fit.
    where
        Where the decoder runs.

    Returns
    -------
    list of np.ndarray
        RGB, uint8, each of shape (height, width, 3).

    Raises
    ------
    UserError
        If not even one fits into memory, or its values are no numbers.
    """
    width, height = size

    def run(numbers: range) -> np.ndarray:
        chosen = embeddings[numbers.start : numbers.stop].to(where.device, where.dtype)
        return decoder(
            image_embeds=chosen,
            negative_image_embeds=negative.to(chosen).expand_as(chosen),
            height=height,
            width=width,
            num_inference_steps=steps,
            guidance_scale=guidance,
            generator=_generators(seeds[numbers.start : numbers.stop]),
            output_type="np",
        ).images

    painted = []
    for images in in_batches(len(seeds), batch, run, where.device, where.advice):
        if not np.isfinite(images).all():
            raise UserError(
                f"configuration: what Kandinsky 2.2 paints overflows in {where.dtype}; "
                "set its precision to bf16 or fp32"
            )
        for image in np.rint(images * 255).astype(np.uint8):
            top, left = ((image.shape[axis] - size[1 - axis]) // 2 for axis in (0, 1))
            painted.append(image[top : top + height, left : left + width].copy())
    return painted


def _generators(seeds: Sequence[int]) -> list[torch.Generator]:
    """Return generators on the CPU, which draw the same numbers for every device."""
    return [torch.Generator().manual_seed(seed) for seed in seeds]
