"""The walker `diffusion-walk`: each frame is sampled anew by Stable Diffusion, from between.

Between two keyframes lie mixtures of their conditions and of the noise that
sampling starts from. A condition is the text that a keyframe was painted from,
or what CLIP sees in the keyframe. From texts a section begins and ends with the
keyframes themselves. From pictures it begins and ends with *variations* of them, which
Stable Diffusion Image Variations paints: the keyframes are not among the frames.
"""

import itertools
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from yellowsound.frames.brief import WalkBrief
from yellowsound.frames.held import held, on_clock
from yellowsound.keyframes.brief import DESCRIPTION, name_of, read_keyframes
from yellowsound.keyframes.diffusion import sampled
from yellowsound.models.devices import choose_device, choose_dtype, in_batches
from yellowsound.run.errors import UserError
from yellowsound.run.plug_in import PlugIn
from yellowsound.run.seeds import derive_seed
from yellowsound.run.settings import choice, number, precision, switch, whole
from yellowsound.run.work import Groups

if TYPE_CHECKING:
    import torch
    from diffusers import StableDiffusionPipeline

logger = logging.getLogger(__name__)

TEXT_MODEL = "stable-diffusion-v1-4"
IMAGE_MODEL, IMAGE_VAE = "sd-image-variations", "sd-image-variations-vae"

IMAGE_STEPS, IMAGE_GUIDANCE = 50, 3.0
"""What the authors of Stable Diffusion Image Variations sample with."""


@dataclass(frozen=True)
class Way:
    """What the frames of a section are sampled from.

    Attributes
    ----------
    pipeline
        Where it runs.
    source
        Where its models are from.
    start, end
        Conditions of the two keyframes, float32, shape (1, tokens, width).
    negative
        What all frames keep away from, likewise.
    steps, guidance
        How they are sampled.
    """

    pipeline: "StableDiffusionPipeline"
    source: Mapping[str, Any]
    start: "torch.Tensor"
    end: "torch.Tensor"
    negative: "torch.Tensor"
    steps: int
    guidance: float


def walk(brief: WalkBrief) -> Iterator[np.ndarray]:
    """Render one section's frames.

    Parameters
    ----------
    brief
        What is asked for. With the option `condition` as `text` the
        keyframes are the painter `stable-diffusion`'s; with `image` any
        painter's. An opening that was not painted has no text: a walk from
        it begins at the empty prompt, with noise of its own. Other options:
        `device`; `precision`; `offload`; `steps` and `guidance`, 0 for those
        of the keyframes, or with `image` for the model's own; `hold`, by how
        much t has to move until a frame is sampled anew; `walk_fps`, how
        many frames a second are sampled, 0 for all; `batch`, frames sampled
        at once; `safety_checker`; `seed`, the configured one.

    Yields
    ------
    np.ndarray
        RGB, uint8, shape (height, width, 3), one for each t. Equal
        neighbours in t are sampled once. A section ends at the very
        condition and noise at which the next one starts.

    Raises
    ------
    UserError
        If keyframes have no prompt, a model's folder is not whole, the
        device is not there, its memory or precision does not do for one
        frame, or the safety checker objects to one.
    """
    import torch

    from yellowsound.models.networks.stable_diffusion import ADVICE, draw_noise, sample
    from yellowsound.models.networks.vae import Arc

    torch.set_num_threads(brief.threads)
    options, description = brief.options, read_keyframes(brief.folder)
    device = choose_device(options["device"])
    dtype = choose_dtype(options["precision"], device)
    way = {"text": _between_texts, "image": _between_pictures}[options["condition"]](
        brief, description, device, dtype
    )
    way.pipeline.set_progress_bar_config(disable=True)
    seeds = [_seed(brief, description, image) for image in (brief.section - 1, brief.section)]
    size = description["width"], description["height"]
    noise = Arc(*draw_noise(way.pipeline, seeds, size))

    stops, repeats = held(on_clock(brief.t, brief.fps, options["walk_fps"]), options["hold"])
    logger.info(
        "%s at %s on %s in %s: %d frames, %d of them sampled, %d at once, %d steps, guidance %g",
        *(way.source["repository"], way.source["commit"], device, dtype),
        *(len(brief.t), len(stops), options["batch"], way.steps, way.guidance),
    )

    def sample_batch(batch: range) -> np.ndarray:
        t = stops[batch.start : batch.stop]
        share = torch.tensor(t, dtype=torch.float32)[:, None, None]
        mixed = (1.0 - share) * way.start + share * way.end
        names = [f"{name_of(description['pair'], brief.section)}, t = {value:.4f}" for value in t]
        return sample(
            way.pipeline, mixed, way.negative, noise.at(t), way.steps, way.guidance, names
        )

    batches = in_batches(len(stops), options["batch"], sample_batch, device, ADVICE)
    frames = itertools.chain.from_iterable(batches)
    for frame, times in zip(frames, repeats, strict=True):
        yield from itertools.repeat(frame, times)


def _between_texts(
    brief: WalkBrief,
    description: Mapping[str, Any],
    device: "torch.device",
    dtype: "torch.dtype",
) -> Way:
    """Return the way between the prompts of two keyframes."""
    from yellowsound.models.networks.stable_diffusion import embed_texts, load_from_text, place

    start, end = (description["images"][image] for image in (brief.section - 1, brief.section))
    if "prompt" not in end:
        raise UserError(
            f"{Path(brief.folder) / DESCRIPTION}: section {brief.section} has no prompt to walk "
            "to; set painter=stable-diffusion, or the walker's condition to image"
        )
    options = brief.options
    pipeline, source = load_from_text(brief.models[TEXT_MODEL], dtype, options["safety_checker"])
    place(pipeline, device, options["offload"])
    texts = [start.get("prompt", ""), end["prompt"], end["negative_prompt"]]
    conditions = embed_texts(pipeline, texts, device)
    return Way(
        pipeline,
        source,
        *(condition[None] for condition in conditions),
        steps=options["steps"] or end["steps"],
        guidance=options["guidance"] or end["guidance"],
    )


def _between_pictures(
    brief: WalkBrief,
    description: Mapping[str, Any],
    device: "torch.device",
    dtype: "torch.dtype",
) -> Way:
    """Return the way between what CLIP sees in two keyframes."""
    from PIL import Image

    from yellowsound.models.networks.stable_diffusion import (
        by_condition,
        embed_pictures,
        load_variations,
        place,
    )

    options = brief.options
    variations, source = load_variations(
        brief.models[IMAGE_MODEL], brief.models[IMAGE_VAE], dtype, options["safety_checker"]
    )
    pipeline = by_condition(variations)
    place(pipeline, device, options["offload"])
    pictures = []
    for image in (brief.section - 1, brief.section):
        with Image.open(Path(brief.folder) / description["images"][image]["file"]) as picture:
            pictures.append(np.array(picture.convert("RGB")))
    start, end = embed_pictures(pipeline, pictures, device)
    return Way(
        pipeline,
        source,
        start[None],
        end[None],
        negative=start[None] * 0.0,
        steps=options["steps"] or IMAGE_STEPS,
        guidance=options["guidance"] or IMAGE_GUIDANCE,
    )


def _seed(brief: WalkBrief, description: Mapping[str, Any], image: int) -> int:
    """Return the seed of an image's noise: that which it was painted from, where it was."""
    drawn = derive_seed(brief.options["seed"], description["pair"], image)
    return description["images"][image].get("seed", drawn)


def models_by(settings: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the models that a condition needs."""
    return (TEXT_MODEL,) if settings["condition"] == "text" else (IMAGE_MODEL, IMAGE_VAE)


def walks_by(settings: Mapping[str, Any]) -> tuple[str, ...] | None:
    """Return the painters whose keyframes have such a condition; None for all."""
    return ("stable-diffusion",) if settings["condition"] == "text" else None


def work(settings: Mapping[str, Any]) -> Groups:
    """Return what one frame takes, if it is sampled."""
    steps = settings["steps"] or IMAGE_STEPS  # of keyframes as many, where nobody sets others
    if settings["condition"] == "text":
        return sampled(TEXT_MODEL, "text_encoder", TEXT_MODEL, settings, steps)
    return sampled(IMAGE_MODEL, "image_encoder", IMAGE_VAE, settings, steps)


def check(settings: Mapping[str, Any]) -> str | None:
    """Refuse a guidance that would silently be none."""
    if 0 < settings["guidance"] < 1:
        return "guidance between 0 and 1 guides nowhere; set 1 for none, or 0 for the model's own"
    return None


PLUG_IN = PlugIn(
    "walker",
    "diffusion-walk",
    walk,
    "every frame sampled anew: between the keyframes' texts by Stable Diffusion 1.4, from keyframe "
    "to keyframe; or between what CLIP sees in them by Stable Diffusion Image Variations, "
    "from a variation of the one to a variation of the other",
    environment="diffusion",
    models=(TEXT_MODEL, IMAGE_MODEL, IMAGE_VAE),
    models_by=models_by,
    settings={
        "condition": choice(
            "text",
            "what is mixed between keyframes: the texts that the painter `stable-diffusion` "
            "painted them from, or CLIP's embeddings of the pictures, whoever painted them",
            ("text", "image"),
        ),
        "steps": whole(
            0, "denoising steps of a frame; 0: as many as the keyframes have, with `image` 50"
        ),
        "guidance": number(
            0.0,
            "classifier-free guidance scale; 1 is none, 0: that of the keyframes, with `image` 3",
        ),
        "hold": number(
            0.0,
            "a frame is sampled anew when t has moved by so much since the last one that was; 0: "
            "whenever it moved",
            most=1,
        ),
        "walk_fps": whole(
            0, "frames a second that may be sampled anew, between which they are held; 0: all"
        ),
        "precision": precision("arithmetic; `auto`: fp16 on a GPU, fp32 on a CPU"),
        "safety_checker": switch(
            False,
            "whether Stable Diffusion's safety checker looks at the frames too; one that it flags "
            "ends the job with a sentence",
        ),
        "offload": choice(
            "none",
            "what lies on the GPU: all models, or with `cpu` only the one that is computing",
            ("none", "cpu"),
            execution=True,
        ),
        "batch": whole(
            4, "frames sampled at once; halved where memory runs out", least=1, execution=True
        ),
    },
    work=work,
    gpu=True,
    threads=2,
    mem_mb=12000,
    cpu_mem_mb=12000,
    mem_mb_per_mpixel=2000,
    runtime_min=20,
    s_per_unit=60,
    cpu_s_per_unit=3600,
    walks_by=walks_by,
    check=check,
)
