"""Both model folders of Stable Diffusion Image Variations, with random weights.

In the published sizes or tiny. Speed and memory are those of the published
models, and pictures are noise of full contrast.
"""

from collections.abc import Callable
from pathlib import Path

import full_size
import torch
from diffusers import AutoencoderKL, PNDMScheduler, UNet2DConditionModel
from diffusers.pipelines.stable_diffusion import StableDiffusionSafetyChecker
from transformers import (
    CLIPConfig,
    CLIPImageProcessorPil,
    CLIPVisionConfig,
    CLIPVisionModelWithProjection,
)

from yellowsound.models.folders import write_record
from yellowsound.run.files import write_json

PIPELINE = "sd-image-variations"
VAE = "sd-image-variations-vae"

TINY_VISION = {
    "hidden_size": 16,
    "intermediate_size": 32,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "projection_dim": 16,
}


def tiny_unet() -> UNet2DConditionModel:
    """Return the smallest UNet that the pipeline takes."""
    return UNet2DConditionModel(
        sample_size=64,
        block_out_channels=(8, 16),
        down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"),
        up_block_types=("UpBlock2D", "CrossAttnUpBlock2D"),
        layers_per_block=1,
        norm_num_groups=4,
        attention_head_dim=4,
        cross_attention_dim=16,
    )


def tiny_vae() -> AutoencoderKL:
    """Return an autoencoder of the published shape with few channels."""
    return AutoencoderKL(
        block_out_channels=(8, 8, 16, 16),
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        layers_per_block=1,
        norm_num_groups=4,
    )


TINY: dict[str, Callable[[], torch.nn.Module]] = {
    "image_encoder": lambda: CLIPVisionModelWithProjection(CLIPVisionConfig(**TINY_VISION)),
    "unet": tiny_unet,
    "safety_checker": lambda: StableDiffusionSafetyChecker(
        CLIPConfig(vision_config=TINY_VISION, projection_dim=16)
    ),
}


def make_weights(folder: Path, tiny: bool, seed: int = 0) -> None:
    """Write both model folders with random weights, unless they are there."""
    if (folder / VAE / "model.json").exists():
        return
    torch.manual_seed(seed)
    for name, build in (TINY if tiny else full_size.MODELS[PIPELINE]).items():
        model = full_size.on_meta(build).to_empty(device="cpu")
        for weight in model.parameters():
            weight.data.normal_(std=0.02)
        model.save_pretrained(folder / PIPELINE / name)
    PNDMScheduler(skip_prk_steps=True).save_pretrained(folder / PIPELINE / "scheduler")
    CLIPImageProcessorPil().save_pretrained(folder / PIPELINE / "feature_extractor")
    index = {
        "_class_name": "StableDiffusionImageVariationPipeline",
        "_diffusers_version": "0.8.0",
        "feature_extractor": ["transformers", "CLIPImageProcessor"],
        "image_encoder": ["transformers", "CLIPVisionModelWithProjection"],
        "safety_checker": ["stable_diffusion", "StableDiffusionSafetyChecker"],
        "scheduler": ["diffusers", "PNDMScheduler"],
        "unet": ["diffusers", "UNet2DConditionModel"],
        "vae": ["diffusers", "AutoencoderKL"],
    }
    write_json(folder / PIPELINE / "model_index.json", index)
    make_autoencoder(folder, tiny, seed)


def make_autoencoder(folder: Path, tiny: bool, seed: int = 0) -> None:
    """Write the folder of the autoencoder alone, with random weights."""
    torch.manual_seed(seed)
    # PyTorch's own initialisation decodes to pictures that use most of the range of values.
    autoencoder = tiny_vae() if tiny else full_size.variations_vae()
    autoencoder.save_pretrained(folder / VAE / "vae")
    write_record(folder / VAE, {"repository": "random", "commit": str(seed)})
