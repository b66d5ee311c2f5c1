"""Tiny models of Stable Diffusion Image Variations in the hub's layout, as old as the published."""

import json
from pathlib import Path

import torch
from diffusers import AutoencoderKL, PNDMScheduler, UNet2DConditionModel
from diffusers.pipelines.stable_diffusion import StableDiffusionSafetyChecker
from transformers import CLIPConfig, CLIPVisionConfig, CLIPVisionModelWithProjection

PIPELINE_FOLDER = "sd-image-variations"
VAE_FOLDER = "sd-image-variations-vae"

IMAGE_SIZE = 32
"""What the image encoder and the safety checker take in."""

VISION = {
    "hidden_size": 16,
    "intermediate_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "image_size": IMAGE_SIZE,
    "patch_size": 8,
    "projection_dim": 16,
}
TEXT = {
    "hidden_size": 16,
    "intermediate_size": 32,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "vocab_size": 8,
    "bos_token_id": 6,
    "eos_token_id": 7,
}

OLD_ATTENTION = {"to_q": "query", "to_k": "key", "to_v": "value", "to_out.0": "proj_attn"}


def save_tiny_models(folder, seed=0, flags_everything=False):
    """Write folder/sd-image-variations and folder/sd-image-variations-vae.

    Names of weights, of classes and missing settings are those of the time of
    the published files. No model.json is written.

    Parameters
    ----------
    folder
        Where the two folders are made.
    seed
        Seed of the weights.
    flags_everything
        Whether the safety checker objects to every picture, or to none.
    """
    folder = Path(folder)
    state = torch.get_rng_state()
    torch.manual_seed(seed)
    try:
        _save_vae(folder / VAE_FOLDER / "vae")
        _save_pipeline(folder / PIPELINE_FOLDER, flags_everything)
    finally:
        torch.set_rng_state(state)


def _save_vae(folder):
    vae = AutoencoderKL(
        block_out_channels=(8, 8, 16, 16),
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        layers_per_block=1,
        norm_num_groups=4,
        sample_size=64,
    )
    weights = {}
    for name, weight in vae.state_dict().items():
        for new, old in OLD_ATTENTION.items():
            name = name.replace(f".attentions.0.{new}.", f".attentions.0.{old}.")
        weights[name] = weight
    # Random weights decode to a faint picture: this one has some contrast.
    weights["decoder.conv_out.weight"] *= 1.5
    _save(folder, dict(vae.config), weights, "diffusion_pytorch_model.bin", drop="scaling_factor")


def _save_pipeline(folder, flags_everything):
    unet = UNet2DConditionModel(
        sample_size=64,
        block_out_channels=(8, 16),
        down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"),
        up_block_types=("UpBlock2D", "CrossAttnUpBlock2D"),
        layers_per_block=1,
        norm_num_groups=4,
        attention_head_dim=4,
        cross_attention_dim=16,
    )
    _save(folder / "unet", dict(unet.config), unet.state_dict(), "diffusion_pytorch_model.bin")

    encoder = CLIPVisionModelWithProjection(CLIPVisionConfig(**VISION))
    positions = torch.arange((IMAGE_SIZE // VISION["patch_size"]) ** 2 + 1)[None]
    weights = {"vision_model.embeddings.position_ids": positions, **encoder.state_dict()}
    _save(folder / "image_encoder", encoder.config.to_dict(), weights, "pytorch_model.bin")

    checker = StableDiffusionSafetyChecker(
        CLIPConfig(text_config=TEXT, vision_config=VISION, projection_dim=16)
    )
    weights = checker.state_dict()
    weights["concept_embeds"] = torch.randn(17, 16)
    weights["special_care_embeds"] = torch.randn(3, 16)
    # Thresholds of a cosine.
    weights["concept_embeds_weights"] = torch.full((17,), -1.1 if flags_everything else 1.1)
    weights["special_care_embeds_weights"] = torch.full((3,), 1.1)
    old = {"vision_model.vision_model.embeddings.position_ids": positions}
    for name, weight in weights.items():
        nested = name.startswith("vision_model.") and not name.startswith("vision_model.vision_")
        old["vision_model." + name if nested else name] = weight
    _save(folder / "safety_checker", checker.config.to_dict(), old, "pytorch_model.bin")

    PNDMScheduler(
        beta_start=0.00085,
        beta_end=0.012,
        beta_schedule="scaled_linear",
        skip_prk_steps=True,
        steps_offset=1,
    ).save_pretrained(folder / "scheduler")
    extractor = {
        "feature_extractor_type": "CLIPFeatureExtractor",
        "crop_size": IMAGE_SIZE,
        "do_center_crop": True,
        "do_normalize": True,
        "do_resize": True,
        "image_mean": [0.48145466, 0.4578275, 0.40821073],
        "image_std": [0.26862954, 0.26130258, 0.27577711],
        "resample": 3,
        "size": IMAGE_SIZE,
    }
    _write(folder / "feature_extractor" / "preprocessor_config.json", extractor)
    index = {
        "_class_name": "StableDiffusionImageVariationPipeline",
        "_diffusers_version": "0.8.0",
        "feature_extractor": ["transformers", "CLIPFeatureExtractor"],
        "image_encoder": ["transformers", "CLIPVisionModelWithProjection"],
        "safety_checker": ["stable_diffusion", "StableDiffusionSafetyChecker"],
        "scheduler": ["diffusers", "PNDMScheduler"],
        "unet": ["diffusers", "UNet2DConditionModel"],
        "vae": ["diffusers", "AutoencoderKL"],
    }
    _write(folder / "model_index.json", index)


def _save(folder, config, weights, name, drop=None):
    config = {key: value for key, value in config.items() if key != drop}
    _write(folder / "config.json", config)
    torch.save({key: weight.clone() for key, weight in weights.items()}, folder / name)


def _write(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data, indent=2, default=list))
