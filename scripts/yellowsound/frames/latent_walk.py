"""The walk through an autoencoder's latent space: the arc between two keyframes.

Each frame is decoded from a point of the arc. Frames are decoded ahead while
the encoder of the video takes those before.
"""

import itertools
import logging
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from yellowsound.frames.brief import WalkBrief
from yellowsound.frames.held import held, shares_between
from yellowsound.keyframes.brief import read_keyframes
from yellowsound.models.devices import choose_device, choose_dtype, in_batches
from yellowsound.run.run_ahead import run_ahead
from yellowsound.run.settings import number, precision, switch, whole
from yellowsound.run.work import Groups, Work

if TYPE_CHECKING:
    import torch
    from diffusers import ModelMixin

logger = logging.getLogger(__name__)

AHEAD = 2
"""Batches of frames that may be decoded before they are asked for."""

ADVICE = "set its precision to fp16 or bf16, or a smaller width and height"

SETTINGS = {
    "hold": number(
        0.001,
        "a frame is decoded anew only where t has moved by so much since the last one that was, "
        "and those between are blended; 0: wherever it moves at all, as published",
        most=1,
        unit="share of the way",
    ),
    "precision": precision(
        "arithmetic of the decoder; `auto`: fp16 on a GPU, on a CPU bf16 where it is "
        "native; `fp32` is the published one",
        formerly="walker_precision",
    ),
    "batch": whole(
        0,
        "frames decoded at once; 0: as many as fit",
        execution=True,
        formerly="frame_batch",
    ),
    "compile": switch(
        False,
        "compile the decoder with torch.compile",
        execution=True,
        formerly="compile",
    ),
}
"""Settings that walkers of this kind share."""


def decoded(model: str) -> Groups:
    """Return what one frame takes, if it is decoded; a section's two ends are encoded."""
    return ((Work(model, "vae", 1), Work(model, "vae", 1, of="job")),)


def walk_between_latents(
    brief: WalkBrief,
    model: str,
    load: Callable[[Path], "ModelMixin"],
    encode: Callable[["ModelMixin", np.ndarray, int, str, "torch.device"], "torch.Tensor"],
) -> Iterator[np.ndarray]:
    """Render one section's frames.

    Parameters
    ----------
    brief
        What is asked for; the keyframes may be any painter's. Options:
        `device`; `hold`, by how much t has to move until a frame is decoded
        (`held.held`); `precision`, of decoding (encoding is in float32);
        `batch`, frames decoded at once, 0 as many as fit; `compile`.
    model
        Name of the autoencoder's folder.
    load
        Loads the autoencoder from its folder onto the CPU, in float32.
    encode
        Takes the autoencoder, a picture (RGB, uint8), its number among the
        keyframes, the pair's name and the device; returns its latent as
        `networks.vae.encode` does.

    Yields
    ------
    np.ndarray
        RGB, uint8, shape (height, width, 3), one for each t. What lies
        between decoded frames is blended before it is rounded. A section
        ends at the very latent at which the next one starts.

    Raises
    ------
    UserError
        If the model's folder is not whole, the device is not there, or its
        memory or precision does not do for one frame.
    """
    import torch
    from PIL import Image

    from yellowsound.models.folders import reading
    from yellowsound.models.networks import vae as latents

    torch.set_num_threads(brief.threads)
    device = choose_device(brief.options["device"])
    dtype = choose_dtype(brief.options["precision"], device, half_on_cpu=True)
    with reading(brief.models[model]) as record:
        vae = load(brief.models[model])
    vae.to(device)

    description = read_keyframes(brief.folder)
    height, width = description["height"], description["width"]
    batch = latents.fit_memory(vae, height, width, dtype, device, brief.options["batch"])
    ends = []
    for keyframe in (brief.section - 1, brief.section):
        with Image.open(brief.folder / description["images"][keyframe]["file"]) as image:
            picture = np.array(image.convert("RGB"))
        ends.append(encode(vae, picture, keyframe, description["pair"], device))
    arc = latents.Arc(*ends)
    latents.prepare_decoder(vae, device, dtype, brief.options["compile"])

    stops, repeats = held(brief.t, brief.options["hold"])
    logger.info(
        "%s at %s on %s in %s: %d frames, %d of them decoded, %d at once",
        *(record.get("repository"), record.get("commit"), device, dtype),
        *(len(brief.t), len(stops), batch),
    )

    def decode(numbers: range) -> "torch.Tensor":
        return latents.decode(vae, arc.at(stops[numbers.start : numbers.stop]))

    batches = in_batches(len(stops), batch, decode, device, ADVICE)
    # PyTorch counts threads by the thread that calls it: a new one would take all cores.
    ahead = run_ahead(batches, AHEAD, lambda: torch.set_num_threads(brief.threads))
    try:
        decoded = itertools.chain.from_iterable(ahead)
        yield from _with_blends(decoded, shares_between(brief.t, stops, repeats))
    finally:
        ahead.close()


def _with_blends(
    decoded: Iterator["torch.Tensor"], shares: Iterable[np.ndarray]
) -> Iterator[np.ndarray]:
    """Give the frames from each decoded picture on towards the next one.

    Parameters
    ----------
    decoded
        Pictures as `networks.vae.decode` gives them, each of shape (3, height, width).
    shares
        For each of them those of the next one in the frames that follow, from 0 on.
    """
    import torch

    from yellowsound.models.networks.vae import rounded

    picture = next(decoded)
    for ways in shares:
        following = next(decoded, picture)
        for share, equal in itertools.groupby(ways.tolist()):
            mixed = torch.lerp(picture, following, share) if share else picture
            yield from itertools.repeat(rounded(mixed[None])[0], sum(1 for _ in equal))
        picture = following
