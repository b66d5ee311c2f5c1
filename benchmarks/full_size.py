"""The models of the hub at their published sizes, without weights.

They are built on PyTorch's meta device, which knows shapes and types but holds no numbers:
what they need can be told without fetching them. Tests compare them with the published files.
"""

from collections.abc import Callable

import torch
from diffusers import (
    AutoencoderKL,
    AutoencoderTiny,
    PriorTransformer,
    UNet2DConditionModel,
    VQModel,
)
from diffusers.pipelines.stable_diffusion import StableDiffusionSafetyChecker
from torch import nn
from transformers import (
    BartConfig,
    BartForConditionalGeneration,
    BlipConfig,
    BlipForConditionalGeneration,
    CLIPConfig,
    CLIPModel,
    CLIPTextConfig,
    CLIPTextModel,
    CLIPTextModelWithProjection,
    CLIPVisionConfig,
    CLIPVisionModelWithProjection,
)

VIT_BIG_G = {
    "hidden_size": 1664,
    "intermediate_size": 8192,
    "num_hidden_layers": 48,
    "num_attention_heads": 16,
    "patch_size": 14,
    "image_size": 224,
    "projection_dim": 1280,
    "hidden_act": "gelu",
}
VIT_L_14 = {
    "hidden_size": 1024,
    "intermediate_size": 4096,
    "num_hidden_layers": 24,
    "num_attention_heads": 16,
    "patch_size": 14,
    "image_size": 224,
    "projection_dim": 768,
    "hidden_act": "quick_gelu",
}


def kandinsky_prior() -> PriorTransformer:
    """Return the transformer from text to CLIP image embeddings."""
    return PriorTransformer(
        num_attention_heads=32,
        attention_head_dim=64,
        num_layers=20,
        embedding_dim=1280,
        num_embeddings=77,
        additional_embeddings=4,
    )


def kandinsky_text_encoder() -> CLIPTextModelWithProjection:
    """Return the text tower of CLIP ViT-bigG/14."""
    return CLIPTextModelWithProjection(
        CLIPTextConfig(
            vocab_size=49408,
            hidden_size=1280,
            intermediate_size=5120,
            num_hidden_layers=32,
            num_attention_heads=20,
            max_position_embeddings=77,
            projection_dim=1280,
            hidden_act="gelu",
        )
    )


def kandinsky_image_encoder() -> CLIPVisionModelWithProjection:
    """Return the image tower of CLIP ViT-bigG/14."""
    return CLIPVisionModelWithProjection(CLIPVisionConfig(**VIT_BIG_G))


def kandinsky_unet() -> UNet2DConditionModel:
    """Return the decoder's UNet, which CLIP image embeddings condition."""
    return UNet2DConditionModel(
        sample_size=64,
        in_channels=4,
        out_channels=8,
        block_out_channels=(384, 768, 1152, 1536),
        layers_per_block=3,
        attention_head_dim=64,
        cross_attention_dim=768,
        encoder_hid_dim=1280,
        encoder_hid_dim_type="image_proj",
        addition_embed_type="image",
        down_block_types=("ResnetDownsampleBlock2D", *("SimpleCrossAttnDownBlock2D",) * 3),
        mid_block_type="UNetMidBlock2DSimpleCrossAttn",
        up_block_types=(*("SimpleCrossAttnUpBlock2D",) * 3, "ResnetUpsampleBlock2D"),
        resnet_time_scale_shift="scale_shift",
    )


def kandinsky_movq() -> VQModel:
    """Return MoVQ, which turns the UNet's latents into pictures."""
    return VQModel(
        block_out_channels=(128, 256, 256, 512),
        down_block_types=(*("DownEncoderBlock2D",) * 3, "AttnDownEncoderBlock2D"),
        up_block_types=("AttnUpDecoderBlock2D", *("UpDecoderBlock2D",) * 3),
        layers_per_block=2,
        latent_channels=4,
        num_vq_embeddings=16384,
        vq_embed_dim=4,
        norm_type="spatial",
    )


def variations_image_encoder() -> CLIPVisionModelWithProjection:
    """Return the image tower of CLIP ViT-L/14."""
    return CLIPVisionModelWithProjection(CLIPVisionConfig(**VIT_L_14))


def diffusion_text_encoder() -> CLIPTextModel:
    """Return the text tower of CLIP ViT-L/14, whose last hidden states Stable Diffusion reads."""
    return CLIPTextModel(
        CLIPTextConfig(
            vocab_size=49408,
            hidden_size=768,
            intermediate_size=3072,
            num_hidden_layers=12,
            num_attention_heads=12,
            max_position_embeddings=77,
            projection_dim=768,
            hidden_act="quick_gelu",
        )
    )


def variations_unet() -> UNet2DConditionModel:
    """Return the UNet of Stable Diffusion 1, of which the image variations are a fine-tuning."""
    return UNet2DConditionModel(
        sample_size=64,
        in_channels=4,
        out_channels=4,
        block_out_channels=(320, 640, 1280, 1280),
        layers_per_block=2,
        attention_head_dim=8,
        cross_attention_dim=768,
    )


def variations_safety_checker() -> StableDiffusionSafetyChecker:
    """Return Stable Diffusion's check of what it has painted."""
    return StableDiffusionSafetyChecker(CLIPConfig(vision_config=VIT_L_14, projection_dim=768))


def variations_vae() -> AutoencoderKL:
    """Return Stable Diffusion's VAE, in which the frames between two keyframes are walked."""
    return AutoencoderKL(
        block_out_channels=(128, 256, 512, 512),
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        layers_per_block=2,
        latent_channels=4,
    )


def clip_large() -> CLIPModel:
    """Return CLIP ViT-L/14, both towers."""
    text = {"hidden_size": 768, "intermediate_size": 3072, "num_hidden_layers": 12}
    text |= {"num_attention_heads": 12, "projection_dim": 768}
    return CLIPModel(CLIPConfig(text_config=text, vision_config=VIT_L_14, projection_dim=768))


def blip_large() -> BlipForConditionalGeneration:
    """Return BLIP with the vision tower ViT-L/16, its head tied to its word embeddings."""
    vision = {"hidden_size": 1024, "intermediate_size": 4096, "num_hidden_layers": 24}
    vision |= {"num_attention_heads": 16, "image_size": 384, "patch_size": 16}
    text = {"vocab_size": 30524, "encoder_hidden_size": 1024}
    return BlipForConditionalGeneration(BlipConfig(vision_config=vision, text_config=text))


def blip_base() -> BlipForConditionalGeneration:
    """Return the smaller BLIP, whose published count tells that the head is tied."""
    return BlipForConditionalGeneration(BlipConfig())


def tiny_autoencoder() -> AutoencoderTiny:
    """Return TAESD, which stands in for Stable Diffusion's VAE."""
    return AutoencoderTiny()


def musiccaps_bart() -> BartForConditionalGeneration:
    """Return BART-base, the encoder and decoder of LP-MusicCaps."""
    return BartForConditionalGeneration(
        BartConfig(
            vocab_size=50265,
            d_model=768,
            encoder_layers=6,
            decoder_layers=6,
            encoder_attention_heads=12,
            decoder_attention_heads=12,
            encoder_ffn_dim=3072,
            decoder_ffn_dim=3072,
        )
    )


def musiccaps_front_end() -> nn.Module:
    """Return the convolutions from 128 mel bands to BART's 768 channels."""
    strided = (nn.Conv1d(768, 768, 3, stride=2, padding=1) for _ in range(5))
    return nn.Sequential(nn.Conv1d(128, 768, 3, padding=1), *strided)


MODELS: dict[str, dict[str, Callable[[], nn.Module]]] = {
    **{
        name: {"front end": musiccaps_front_end, "bart": musiccaps_bart}
        for name in ("lp-music-caps", "lp-music-caps-supervised", "lp-music-caps-pretrain")
    },
    "kandinsky-2-2-prior": {
        "text_encoder": kandinsky_text_encoder,
        "image_encoder": kandinsky_image_encoder,
        "prior": kandinsky_prior,
    },
    "kandinsky-2-2-decoder": {"unet": kandinsky_unet, "movq": kandinsky_movq},
    "sd-image-variations-vae": {"vae": variations_vae},
    "taesd": {"vae": tiny_autoencoder},
    "clip-vit-large-patch14": {"clip": clip_large},
    "blip-large": {"blip": blip_large},
    "sd-image-variations": {
        "image_encoder": variations_image_encoder,
        "unet": variations_unet,
        "safety_checker": variations_safety_checker,
    },
    "stable-diffusion-v1-4": {
        "text_encoder": diffusion_text_encoder,
        "unet": variations_unet,
        "vae": variations_vae,
        "safety_checker": variations_safety_checker,
    },
}
"""Folder in resources/models/ -> component -> what builds it."""


def on_meta(build: Callable[[], nn.Module]) -> nn.Module:
    """Build a model on the meta device, for inference."""
    with torch.device("meta"):
        return build().eval()


def parameters(model: nn.Module) -> int:
    """Return how many numbers a model has learnt; tied ones count once."""
    return sum(parameter.numel() for parameter in model.parameters())
