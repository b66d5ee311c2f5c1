"""Write how large the models of hub and preset are, and how much one pass through each computes.

Both are counted on PyTorch's meta device from the published configurations (full_size.py):
nothing is fetched, and no GPU is needed. A multiplication with its addition counts as two
operations, as in the figures of makers of GPUs.

    python benchmarks/work.py            writes scripts/yellowsound/models/parts.tsv
    python benchmarks/work.py --json     prints it, and writes nothing
"""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from full_size import MODELS, on_meta, parameters
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))

from yellowsound.models.costs import HERE, SIDES_PX

TABLE = HERE / "parts.tsv"

FACTOR = 8
"""Pixels of a frame for each number of its latent, in each direction."""

TOKENS = 77
CAPTION_TOKENS, BEAMS = 128, 5
SEEN_TOKENS = 32

HALF = {("kandinsky-2-2-prior", "image_encoder")}
"""Parts that the hub keeps in half precision; the others are kept in float32."""

UNKNOWN_TIME = 999


def empty(*shape: int) -> torch.Tensor:
    """Return a tensor of a shape that holds no numbers."""
    return torch.empty(shape, device="meta")


def tokens(count: int = TOKENS, batch: int = 1) -> torch.Tensor:
    """Return so many tokens that hold nothing."""
    return torch.empty((batch, count), dtype=torch.long, device="meta")


def latent(side_px: int) -> torch.Tensor:
    """Return the latent of a square frame."""
    return empty(1, 4, side_px // FACTOR, side_px // FACTOR)


def clip_pixels() -> torch.Tensor:
    """Return a picture as CLIP's image encoders take it."""
    return empty(1, 3, 224, 224)


def step() -> torch.Tensor:
    """Return a step of a diffusion model's time."""
    return torch.tensor(UNKNOWN_TIME, device="meta")


def imagine(prior: nn.Module, side_px: int) -> None:
    """Take one step of Kandinsky's prior."""
    prior(
        empty(1, 1280),
        timestep=step(),
        proj_embedding=empty(1, 1280),
        encoder_hidden_states=empty(1, TOKENS, 1280),
    )


def denoise_kandinsky(unet: nn.Module, side_px: int) -> None:
    """Take one step of Kandinsky's UNet."""
    embedded = {"image_embeds": empty(1, 1280)}
    unet(latent(side_px), step(), encoder_hidden_states=None, added_cond_kwargs=embedded)


def denoise(unet: nn.Module, side_px: int) -> None:
    """Take one step of Stable Diffusion's UNet under a text."""
    unet(latent(side_px), step(), encoder_hidden_states=empty(1, TOKENS, 768))


def check_safety(checker: nn.Module, side_px: int) -> None:
    """Look at a picture; what follows the look is nothing beside it, and needs numbers."""
    checker.visual_projection(checker.vision_model(clip_pixels())[1])


def write_caption(bart: nn.Module, side_px: int) -> None:
    """Write the longest caption; each token is computed once, for each beam."""
    heard = bart.get_encoder()(inputs_embeds=empty(1, 32, 768)).last_hidden_state
    bart(
        encoder_outputs=(heard.expand(BEAMS, -1, -1),),
        decoder_input_ids=tokens(CAPTION_TOKENS, BEAMS),
    )


def see(encoder: nn.Module, side_px: int) -> None:
    """Look at a picture as CLIP does."""
    encoder(clip_pixels())


def read(encoder: nn.Module, side_px: int) -> None:
    """Read the longest text that CLIP reads."""
    encoder(tokens())


def read_as_clip(clip: nn.Module, side_px: int) -> None:
    """Read a text as CLIP Interrogator does, many thousand times for a picture."""
    clip.get_text_features(input_ids=tokens(), attention_mask=torch.ones_like(tokens()))


def say_what_is_seen(blip: nn.Module, side_px: int) -> None:
    """Look at a picture, and write the longest caption."""
    blip(pixel_values=empty(1, 3, 384, 384), input_ids=tokens(SEEN_TOKENS))


Pass = Callable[[nn.Module, int], Any]


def hear(convolutions: nn.Module, side_px: int) -> None:
    """Hear ten seconds: 1001 frames of 128 mel bands."""
    convolutions(empty(1, 128, 1001))


def decode(vae: nn.Module, side_px: int) -> None:
    """Decode a frame."""
    vae.decode(latent(side_px))


PASSES: dict[tuple[str, str], Pass] = {
    **{
        (name, part): passing
        for name in ("lp-music-caps", "lp-music-caps-supervised", "lp-music-caps-pretrain")
        for part, passing in (("front end", hear), ("bart", write_caption))
    },
    ("kandinsky-2-2-prior", "text_encoder"): read,
    ("kandinsky-2-2-prior", "image_encoder"): see,
    ("kandinsky-2-2-prior", "prior"): imagine,
    ("kandinsky-2-2-decoder", "unet"): denoise_kandinsky,
    ("kandinsky-2-2-decoder", "movq"): lambda movq, side_px: movq.decode(
        latent(side_px), force_not_quantize=True
    ),
    ("sd-image-variations-vae", "vae"): decode,
    ("taesd", "vae"): decode,
    ("clip-vit-large-patch14", "clip"): read_as_clip,
    ("blip-large", "blip"): say_what_is_seen,
    ("stable-diffusion-v1-4", "text_encoder"): read,
    ("stable-diffusion-v1-4", "unet"): denoise,
    ("stable-diffusion-v1-4", "vae"): decode,
    ("stable-diffusion-v1-4", "safety_checker"): check_safety,
    ("sd-image-variations", "image_encoder"): see,
    ("sd-image-variations", "unet"): denoise,
    ("sd-image-variations", "safety_checker"): check_safety,
}
"""What one pass through each part is: a frame, a step, a text, a picture, a caption."""


def tera_operations(model: nn.Module, passing: Pass, side_px: int) -> float:
    """Count the operations of one pass, in units of 10^12."""
    if hasattr(model, "set_attn_implementation"):
        # The usual one looks into masks, which hold nothing here.
        model.set_attn_implementation("eager")
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        passing(model, side_px)
    return counter.get_total_flops() / 1e12


def count() -> list[dict[str, Any]]:
    """Return a row for each part of each model."""
    rows = []
    for model, parts in MODELS.items():
        for part, build in parts.items():
            built, passing = on_meta(build), PASSES[model, part]
            row = {"model": model, "part": part, "parameters": parameters(built)}
            row["bytes_each"] = 2 if (model, part) in HALF else 4
            for side_px in SIDES_PX:
                row[f"tflop_{side_px}"] = float(f"{tera_operations(built, passing, side_px):.4g}")
            rows.append(row)
    return rows


def main() -> None:
    """Count all, and write the table or print it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one JSON array")
    rows = count()
    if parser.parse_args().json:
        print(json.dumps(rows))
        return
    lines = ["\t".join(rows[0]), *("\t".join(map(str, row.values())) for row in rows)]
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{TABLE}: {len(rows)} parts")


if __name__ == "__main__":
    main()
