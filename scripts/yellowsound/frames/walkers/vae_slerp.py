"""The walker `vae-slerp`: between two keyframes lies the arc between their latents.

Each frame is decoded from a point of the arc, by the autoencoder of Stable
Diffusion Image Variations. Frames are decoded ahead while the encoder of the
video takes those before.
"""

import itertools
import logging
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numpy as np

from yellowsound.frames.brief import WalkBrief
from yellowsound.keyframes.brief import read_keyframes
from yellowsound.models.devices import choose_device, choose_dtype, in_batches
from yellowsound.run.plug_in import PlugIn
from yellowsound.run.seeds import derive_seed
from yellowsound.run.settings import choice, precision, switch, whole

logger = logging.getLogger(__name__)

Item = TypeVar("Item")

MODEL = "sd-image-variations-vae"

AHEAD = 2
"""Batches of frames that may be decoded before they are asked for."""

ADVICE = "set its precision to fp16 or bf16, or a smaller width and height"


def walk(brief: WalkBrief) -> Iterator[np.ndarray]:
    """Render one section's frames.

    Parameters
    ----------
    brief
        What is asked for; the keyframes may be any painter's. Options:
        `device`; `precision`, of decoding (encoding is in float32);
        `batch`, frames decoded at once, 0 as many as fit;
        `normalisation`, `clip` or `symmetric`; `compile`; `seed`, the
        configured one.

    Yields
    ------
    np.ndarray
        RGB, uint8, shape (height, width, 3), one for each t. Equal
        neighbours in t are decoded once. A section ends at the very latent
        at which the next one starts.

    Raises
    ------
    UserError
        If the model's folder is not whole, the device is not there, or its
        memory or precision does not do for one frame.
    """
    import torch
    from diffusers import AutoencoderKL
    from PIL import Image

    from yellowsound.models.folders import reading
    from yellowsound.models.loading import load_component
    from yellowsound.models.networks import vae as latents

    torch.set_num_threads(brief.threads)
    device = choose_device(brief.options["device"])
    dtype = choose_dtype(brief.options["precision"], device, half_on_cpu=True)
    with reading(brief.models[MODEL]) as record:
        vae = load_component(AutoencoderKL, brief.models[MODEL], "vae", torch.float32)
    vae.to(device)

    description = read_keyframes(brief.folder)
    height, width = description["height"], description["width"]
    batch = latents.fit_memory(vae, height, width, dtype, device, brief.options["batch"])
    ends = []
    for number in (brief.section - 1, brief.section):
        with Image.open(brief.folder / description["images"][number]["file"]) as image:
            picture = np.array(image.convert("RGB"))
        seed = derive_seed(brief.options["seed"], description["pair"], "latent", number)
        normalisation = brief.options["normalisation"]
        ends.append(latents.encode(vae, picture, normalisation, seed, device))
    arc = latents.Arc(*ends)
    latents.prepare_decoder(vae, device, dtype, brief.options["compile"])

    stops, repeats = distinct(brief.t)
    logger.info(
        "%s at %s on %s in %s: %d frames, %d of them decoded, %d at once",
        *(record.get("repository"), record.get("commit"), device, dtype),
        *(len(brief.t), len(stops), batch),
    )

    def decode(numbers: range) -> np.ndarray:
        return latents.decode(vae, arc.at(stops[numbers.start : numbers.stop]))

    batches = in_batches(len(stops), batch, decode, device, ADVICE)
    # PyTorch counts threads by the thread that calls it: a new one would take all cores.
    ahead = run_ahead(batches, AHEAD, lambda: torch.set_num_threads(brief.threads))
    try:
        frames = itertools.chain.from_iterable(ahead)
        for frame, times in zip(frames, repeats, strict=True):
            yield from itertools.repeat(frame, times)
    finally:
        ahead.close()


def distinct(t: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the values of a series without equal neighbours, and how often each stands there.

    Parameters
    ----------
    t
        Shape (n,), at least one value.

    Returns
    -------
    values, counts : np.ndarray
        Each of shape (m,), m <= n; the counts are at least 1 and sum to n.
    """
    t = np.asarray(t)
    first = np.flatnonzero(np.concatenate([[True], t[1:] != t[:-1]]))
    return t[first], np.diff([*first, len(t)])


def run_ahead(
    items: Iterator[Item], depth: int, start: Callable[[], None] | None = None
) -> Iterator[Item]:
    """Run an iterator in a thread of its own, some items ahead of who takes them.

    Parameters
    ----------
    items
        The iterator; its exceptions are raised where its items are taken.
    depth
        How many items may wait or be in the making.
    start
        Called once in the thread, first.

    Yields
    ------
    Item
        The items, in order. Once this generator is closed no more are made,
        and the thread has ended.
    """
    nothing = object()
    thread = ThreadPoolExecutor(1, "ahead", initializer=start)
    try:
        waiting = deque(thread.submit(next, items, nothing) for _ in range(depth))
        while (item := waiting.popleft().result()) is not nothing:
            waiting.append(thread.submit(next, items, nothing))
            yield item
    finally:
        thread.shutdown(wait=True, cancel_futures=True)


PLUG_IN = PlugIn(
    "walker",
    "vae-slerp",
    walk,
    "the arc between the keyframes' latents, decoded by the VAE of Stable Diffusion Image "
    "Variations",
    environment="diffusion",
    models=(MODEL,),
    settings={
        "precision": precision(
            "arithmetic of the decoder; `auto`: fp16 on a GPU, on a CPU bf16 where it is "
            "native; `fp32` is the published one",
            formerly="walker_precision",
        ),
        "normalisation": choice(
            "symmetric",
            "how keyframes are scaled: to [-1, 1], which keeps their colours, or by CLIP's mean "
            "and deviation as published, which shifts them",
            ("symmetric", "clip"),
            formerly="vae_normalisation",
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
    },
    gpu=True,
    threads=2,
    mem_mb=4000,
    cpu_mem_mb=5000,
    mem_mb_per_mpixel=4000,
    runtime_min=5,
    s_per_unit=1,
    cpu_s_per_unit=120,
)
