"""At full size, the models of the hub have the weights of the published files."""

import sys
from pathlib import Path

import pytest
import torch

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

from full_size import MODELS, blip_base, on_meta, parameters

PRIOR, DECODER = "kandinsky-2-2-prior", "kandinsky-2-2-decoder"
VAE, VARIATIONS = "sd-image-variations-vae", "sd-image-variations"
DIFFUSION = "stable-diffusion-v1-4"

COUNTS = {
    (PRIOR, "prior"): 1026225920,
    (PRIOR, "image_encoder"): 1844907264,
    (PRIOR, "text_encoder"): 694659840,
    (DECODER, "unet"): 1253057288,
    (DECODER, "movq"): 67832495,
    (VAE, "vae"): 83653863,
    (VARIATIONS, "image_encoder"): 303966208,
    (VARIATIONS, "unet"): 859520964,
    (VARIATIONS, "safety_checker"): 303981588,
    (DIFFUSION, "text_encoder"): 123060480,
    (DIFFUSION, "unet"): 859520964,
    (DIFFUSION, "vae"): 83653863,
    (DIFFUSION, "safety_checker"): 303981588,
    ("lp-music-caps", "bart"): 139420416,
    ("clip-vit-large-patch14", "clip"): 427616513,
    ("blip-large", "blip"): 446290492,
}

PUBLISHED_GB = {
    (DECODER, "unet"): 5.01,
    (DECODER, "movq"): 0.271,
    (VAE, "vae"): 0.335,
    (VARIATIONS, "unet"): 3.44,
    (VARIATIONS, "safety_checker"): 1.22,
}
"""Sizes of published files in float32, to three digits."""

VISION = "vision_model.encoder.layers"
TRANSFORMER = "down_blocks.0.attentions.0.transformer_blocks.0"
WEIGHTS = {
    (PRIOR, "prior"): {
        "positional_embedding": (1, 81, 2048),
        "prd_embedding": (1, 1, 2048),
        "clip_mean": (1, 1280),
        "clip_std": (1, 1280),
        "time_embedding.linear_1.weight": (2048, 2048),
        "proj_in.weight": (2048, 1280),
        "embedding_proj.weight": (2048, 1280),
        "encoder_hidden_states_proj.weight": (2048, 1280),
        "transformer_blocks.0.attn1.to_q.bias": (2048,),
        "transformer_blocks.19.attn1.to_out.0.weight": (2048, 2048),
        "transformer_blocks.19.ff.net.0.proj.weight": (8192, 2048),
        "transformer_blocks.19.ff.net.2.weight": (2048, 8192),
        "norm_out.weight": (2048,),
        "proj_to_clip_embeddings.weight": (1280, 2048),
    },
    (PRIOR, "image_encoder"): {
        "vision_model.embeddings.class_embedding": (1664,),
        "vision_model.embeddings.patch_embedding.weight": (1664, 3, 14, 14),
        "vision_model.embeddings.position_embedding.weight": (257, 1664),
        "vision_model.pre_layrnorm.weight": (1664,),
        f"{VISION}.47.self_attn.out_proj.weight": (1664, 1664),
        f"{VISION}.47.mlp.fc1.weight": (8192, 1664),
        "vision_model.post_layernorm.bias": (1664,),
        "visual_projection.weight": (1280, 1664),
    },
    (PRIOR, "text_encoder"): {
        "text_model.embeddings.token_embedding.weight": (49408, 1280),
        "text_model.embeddings.position_embedding.weight": (77, 1280),
        "text_model.encoder.layers.31.self_attn.q_proj.weight": (1280, 1280),
        "text_model.encoder.layers.31.mlp.fc2.weight": (1280, 5120),
        "text_model.final_layer_norm.weight": (1280,),
        "text_projection.weight": (1280, 1280),
    },
    (DECODER, "unet"): {
        "conv_in.weight": (384, 4, 3, 3),
        "time_embedding.linear_1.weight": (1536, 384),
        "add_embedding.image_proj.weight": (1536, 1280),
        "add_embedding.image_norm.weight": (1536,),
        "encoder_hid_proj.image_embeds.weight": (32 * 768, 1280),
        "encoder_hid_proj.norm.weight": (768,),
        "down_blocks.0.downsamplers.0.conv1.weight": (384, 384, 3, 3),
        "down_blocks.1.attentions.0.add_k_proj.weight": (768, 768),
        "down_blocks.2.attentions.0.add_v_proj.weight": (1152, 768),
        "down_blocks.3.attentions.2.to_out.0.weight": (1536, 1536),
        "mid_block.attentions.0.to_q.weight": (1536, 1536),
        "up_blocks.0.attentions.3.add_k_proj.weight": (1536, 768),
        "up_blocks.3.resnets.3.conv_shortcut.weight": (384, 768, 1, 1),
        "conv_out.weight": (8, 384, 3, 3),
    },
    (DECODER, "movq"): {
        "encoder.down_blocks.3.attentions.1.to_q.weight": (512, 512),
        "encoder.mid_block.attentions.0.group_norm.weight": (512,),
        "quant_conv.weight": (4, 4, 1, 1),
        "quantize.embedding.weight": (16384, 4),
        "post_quant_conv.weight": (4, 4, 1, 1),
        "decoder.mid_block.attentions.0.spatial_norm.norm_layer.weight": (512,),
        "decoder.mid_block.attentions.0.spatial_norm.conv_y.weight": (512, 4, 1, 1),
        "decoder.up_blocks.0.attentions.2.to_k.weight": (512, 512),
        "decoder.up_blocks.3.resnets.0.norm1.conv_b.weight": (256, 4, 1, 1),
        "decoder.conv_norm_out.norm_layer.weight": (128,),
        "decoder.conv_out.weight": (3, 128, 3, 3),
    },
    (VAE, "vae"): {
        "encoder.conv_in.weight": (128, 3, 3, 3),
        "encoder.mid_block.attentions.0.to_q.weight": (512, 512),
        "encoder.conv_out.weight": (8, 512, 3, 3),
        "quant_conv.weight": (8, 8, 1, 1),
        "post_quant_conv.weight": (4, 4, 1, 1),
        "decoder.up_blocks.3.resnets.2.conv2.weight": (128, 128, 3, 3),
        "decoder.conv_out.weight": (3, 128, 3, 3),
    },
    (VARIATIONS, "image_encoder"): {
        "vision_model.embeddings.position_embedding.weight": (257, 1024),
        f"{VISION}.23.mlp.fc1.weight": (4096, 1024),
        "visual_projection.weight": (768, 1024),
    },
    (VARIATIONS, "unet"): {
        "conv_in.weight": (320, 4, 3, 3),
        "time_embedding.linear_1.weight": (1280, 320),
        f"{TRANSFORMER}.attn2.to_k.weight": (320, 768),
        f"{TRANSFORMER}.ff.net.0.proj.weight": (2560, 320),
        "mid_block.attentions.0.proj_in.weight": (1280, 1280, 1, 1),
        "up_blocks.3.attentions.2.proj_out.weight": (320, 320, 1, 1),
        "conv_out.weight": (4, 320, 3, 3),
    },
    (VARIATIONS, "safety_checker"): {
        "concept_embeds": (17, 768),
        "special_care_embeds": (3, 768),
        "concept_embeds_weights": (17,),
        "visual_projection.weight": (768, 1024),
    },
    (DIFFUSION, "unet"): {
        "conv_in.weight": (320, 4, 3, 3),
        f"{TRANSFORMER}.attn2.to_v.weight": (320, 768),
        "conv_out.weight": (4, 320, 3, 3),
    },
    (DIFFUSION, "vae"): {
        "quant_conv.weight": (8, 8, 1, 1),
        "decoder.conv_out.weight": (3, 128, 3, 3),
    },
    (DIFFUSION, "safety_checker"): {
        "concept_embeds": (17, 768),
        "visual_projection.weight": (768, 1024),
    },
    ("lp-music-caps", "bart"): {
        "model.shared.weight": (50265, 768),
        "model.encoder.embed_positions.weight": (1026, 768),
        "model.decoder.layers.5.encoder_attn.k_proj.weight": (768, 768),
        "model.decoder.layers.5.fc1.weight": (3072, 768),
        "final_logits_bias": (1, 50265),
    },
}

built: dict[tuple[str, str], torch.nn.Module] = {}


def model(folder, name):
    """Build a model once."""
    if (folder, name) not in built:
        built[folder, name] = on_meta(MODELS[folder][name])
    return built[folder, name]


@pytest.mark.parametrize("key", COUNTS, ids=" ".join)
def test_a_model_has_as_many_parameters_as_the_published_one(key):
    assert parameters(model(*key)) == COUNTS[key]


@pytest.mark.parametrize("key", PUBLISHED_GB, ids=" ".join)
def test_a_model_is_as_large_as_the_published_file(key):
    assert 4 * parameters(model(*key)) / 1e9 == pytest.approx(PUBLISHED_GB[key], rel=4e-3)


@pytest.mark.parametrize("key", WEIGHTS, ids=" ".join)
def test_a_model_s_weights_have_the_names_and_shapes_of_the_published_file(key):
    found = {name: tuple(value.shape) for name, value in model(*key).state_dict().items()}
    assert found | WEIGHTS[key] == found


def test_clip_is_two_towers_of_the_published_sizes():
    clip = model("clip-vit-large-patch14", "clip")
    assert parameters(clip.vision_model) == 303179776
    assert parameters(clip.text_model) == 123060480


def test_the_smaller_blip_has_its_published_size_too():
    assert parameters(on_meta(blip_base)) == 223971644


def empty(*shape):
    return torch.empty(shape, device="meta")


def test_the_prior_reads_77_tokens_and_makes_an_embedding_of_1280_values():
    text_encoder, prior = model(PRIOR, "text_encoder"), model(PRIOR, "prior")
    tokens = torch.empty((2, 77), dtype=torch.long, device="meta")
    text = text_encoder(tokens)
    made = prior(
        empty(2, 1280),
        timestep=torch.tensor(999, device="meta"),
        proj_embedding=text.text_embeds,
        encoder_hidden_states=text.last_hidden_state,
        attention_mask=torch.empty((2, 77), dtype=torch.bool, device="meta"),
    )
    assert made.predicted_image_embedding.shape == (2, 1280)


def test_an_artwork_of_224_pixels_becomes_an_embedding_of_1280_values():
    assert model(PRIOR, "image_encoder")(empty(1, 3, 224, 224)).image_embeds.shape == (1, 1280)


def test_the_decoder_turns_embeddings_into_pictures_of_768_pixels():
    unet, movq = model(DECODER, "unet"), model(DECODER, "movq")
    noise = unet(
        empty(2, 4, 96, 96),
        torch.tensor(999, device="meta"),
        encoder_hidden_states=None,
        added_cond_kwargs={"image_embeds": empty(2, 1280)},
    ).sample
    assert noise.shape == (2, 8, 96, 96)  # the noise and its variance
    picture = movq.decode(empty(1, 4, 96, 96), force_not_quantize=True).sample
    assert picture.shape == (1, 3, 768, 768)


def test_the_vae_keeps_a_picture_of_768_pixels_in_a_latent_of_96():
    vae = model(VAE, "vae")
    assert vae.encode(empty(1, 3, 768, 768)).latent_dist.parameters.shape == (1, 8, 96, 96)
    assert vae.decode(empty(1, 4, 96, 96)).sample.shape == (1, 3, 768, 768)


def test_variations_are_painted_from_an_embedding_of_768_values():
    embedding = model(VARIATIONS, "image_encoder")(empty(1, 3, 224, 224)).image_embeds
    unet = model(VARIATIONS, "unet")
    step = torch.tensor(1, device="meta")
    assert unet(empty(1, 4, 64, 64), step, embedding[:, None]).sample.shape == (1, 4, 64, 64)


def test_stable_diffusion_paints_512_pixels_from_77_hidden_states_of_768_values():
    tokens = torch.empty((1, 77), dtype=torch.long, device="meta")
    condition = model(DIFFUSION, "text_encoder")(tokens).last_hidden_state
    assert condition.shape == (1, 77, 768)
    step = torch.tensor(1, device="meta")
    noise = model(DIFFUSION, "unet")(empty(1, 4, 64, 64), step, condition).sample
    assert noise.shape == (1, 4, 64, 64)
    assert model(DIFFUSION, "vae").decode(noise).sample.shape == (1, 3, 512, 512)


def test_what_is_fetched_of_stable_diffusion_is_its_weights_and_little_else():
    """15 files of 5482652016 bytes: all but 2 MB are these parameters in float32."""
    weights = 4 * sum(parameters(model(DIFFUSION, name)) for name in MODELS[DIFFUSION])
    assert 0 < 5482652016 - weights < 2e6
