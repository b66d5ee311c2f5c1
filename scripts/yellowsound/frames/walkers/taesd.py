"""The walker `taesd`: a preview of `vae-slerp`, whose arc it walks through a tiny autoencoder.

The Tiny AutoEncoder for Stable Diffusion (TAESD, by Ollin Boer Bohan) has 2.4
million parameters; the autoencoder that it was trained to stand in for has 84
million. Its pictures are smoother and less exact: it shows what a study will look
like on machines where the other takes too long.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from yellowsound.frames.brief import WalkBrief
from yellowsound.frames.latent_walk import SETTINGS, decoded, walk_between_latents
from yellowsound.run.plug_in import PlugIn

if TYPE_CHECKING:
    import torch
    from diffusers import AutoencoderTiny

MODEL = "taesd"


def walk(brief: WalkBrief) -> Iterator[np.ndarray]:
    """Render one section's frames.

    Parameters
    ----------
    brief
        What is asked for. Options: those of `latent_walk.walk_between_latents`.

    Yields
    ------
    np.ndarray
        As `latent_walk.walk_between_latents`. Latents are not drawn at random:
        this encoder tells one for each picture.
    """
    import torch
    from diffusers import AutoencoderTiny

    from yellowsound.models.loading import load_component
    from yellowsound.models.networks.vae import normalise

    def load(folder: Path) -> AutoencoderTiny:
        return load_component(AutoencoderTiny, folder, "", torch.float32)

    @torch.inference_mode()
    def encode(
        vae: "AutoencoderTiny",
        picture: np.ndarray,
        keyframe: int,
        pair: str,
        device: "torch.device",
    ) -> "torch.Tensor":
        pixels = normalise(picture, "symmetric").to(device)
        return vae.encode(pixels).latents[0] * vae.config.scaling_factor

    return walk_between_latents(brief, MODEL, load, encode)


PLUG_IN = PlugIn(
    "walker",
    "taesd",
    walk,
    "a preview of `vae-slerp` for machines without a GPU: the arc between the keyframes' latents "
    "in the Tiny AutoEncoder for Stable Diffusion (TAESD), quicker and smoother",
    environment="diffusion",
    models=(MODEL,),
    settings=SETTINGS,
    work=lambda settings: decoded(MODEL),
    gpu=True,
    threads=2,
    mem_mb=3000,
    cpu_mem_mb=3000,
    mem_mb_per_mpixel=2000,
    runtime_min=5,
    s_per_unit=1,
    cpu_s_per_unit=20,
)
