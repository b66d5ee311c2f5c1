"""The walker `vae-slerp`: between two keyframes lies the arc between their latents.

Each frame is decoded from a point of the arc, by the autoencoder of Stable
Diffusion Image Variations.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from yellowsound.frames.brief import WalkBrief
from yellowsound.frames.latent_walk import SETTINGS, decoded, walk_between_latents
from yellowsound.run.plug_in import PlugIn
from yellowsound.run.seeds import derive_seed
from yellowsound.run.settings import choice

if TYPE_CHECKING:
    import torch
    from diffusers import AutoencoderKL

MODEL = "sd-image-variations-vae"


def walk(brief: WalkBrief) -> Iterator[np.ndarray]:
    """Render one section's frames.

    Parameters
    ----------
    brief
        What is asked for. Options: those of `latent_walk.walk_between_latents`;
        `normalisation`, `clip` or `symmetric`; `seed`, the configured one,
        of which the samples of the keyframes' latents are drawn.

    Yields
    ------
    np.ndarray
        As `latent_walk.walk_between_latents`.
    """
    import torch
    from diffusers import AutoencoderKL

    from yellowsound.models.loading import load_component
    from yellowsound.models.networks import vae as latents

    def load(folder: Path) -> AutoencoderKL:
        return load_component(AutoencoderKL, folder, "vae", torch.float32)

    def encode(
        vae: "AutoencoderKL", picture: np.ndarray, keyframe: int, pair: str, device: "torch.device"
    ) -> "torch.Tensor":
        seed = derive_seed(brief.options["seed"], pair, "latent", keyframe)
        return latents.encode(vae, picture, brief.options["normalisation"], seed, device)

    return walk_between_latents(brief, MODEL, load, encode)


PLUG_IN = PlugIn(
    "walker",
    "vae-slerp",
    walk,
    "the arc between the keyframes' latents, decoded by the VAE of Stable Diffusion Image "
    "Variations",
    environment="diffusion",
    models=(MODEL,),
    settings={
        "normalisation": choice(
            "symmetric",
            "how keyframes are scaled: to [-1, 1], which keeps their colours, or by CLIP's mean "
            "and deviation as published, which shifts them",
            ("symmetric", "clip"),
            formerly="vae_normalisation",
        ),
        **SETTINGS,
    },
    work=lambda settings: decoded(MODEL),
    gpu=True,
    threads=2,
    mem_mb=4000,
    cpu_mem_mb=5000,
    mem_mb_per_mpixel=4000,
    runtime_min=5,
    s_per_unit=1,
    cpu_s_per_unit=120,
)
