"""Kandinsky 2.2 in the hub's layout, small enough for tests: random weights, the real classes."""

import json
from pathlib import Path

PRIOR, DECODER = "kandinsky-2-2-prior", "kandinsky-2-2-decoder"

WIDTH = 32
"""Of the CLIP embeddings, which the prior and the decoder share."""

OPTIONS = {
    "device": "cpu",
    "precision": "auto",
    "offload": "none",
    "prior_steps": 3,
    "prior_guidance": 4.0,
    "steps": 2,
    "guidance": 5.0,
    "batch": 8,
    "prior_weights": [0.2, 0.5, 0.3],
    "prior_weights_no_genre": [0.3, 0.7],
    "negative_prompt": "text",
}
"""Settings of the painter, quick to run."""

SECTIONS = [
    {"section": 1, "text": "a slow song", "genre": "jazz", "style": "abstract"},
    {"section": 2, "text": "a loud song", "genre": None, "style": "unused"},
    {"section": 3, "text": "a slow song", "genre": "jazz", "style": "abstract"},
]
"""What a captioner says; the first and the last section in the same words."""


def save_tiny_models(folder: str | Path, seed: int = 0) -> None:
    """Write the folders of the prior and the decoder as the hub has them (without model.json)."""
    import torch

    folder = Path(folder)
    random_state = torch.random.get_rng_state()
    torch.manual_seed(seed)
    try:
        prior_pipeline().save_pretrained(folder / PRIOR)
        published_names(folder / PRIOR)
        published_weights(folder / PRIOR)
        decoder_pipeline().save_pretrained(folder / DECODER)
    finally:
        torch.random.set_rng_state(random_state)


def prior_pipeline():
    """Return a prior of random weights (of torch's global generator)."""
    from diffusers import KandinskyV22PriorPipeline, PriorTransformer, UnCLIPScheduler
    from transformers import (
        CLIPImageProcessorPil,
        CLIPTextConfig,
        CLIPTextModelWithProjection,
        CLIPVisionConfig,
        CLIPVisionModelWithProjection,
    )

    shape = {
        "hidden_size": WIDTH,
        "intermediate_size": 64,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "projection_dim": WIDTH,
        "hidden_act": "gelu",
    }
    tokenizer = make_tokenizer()
    text = CLIPTextConfig(
        **shape,
        vocab_size=len(tokenizer),
        max_position_embeddings=77,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    vision = CLIPVisionConfig(**shape, image_size=28, patch_size=14)
    prior = PriorTransformer(
        num_attention_heads=2,
        attention_head_dim=16,
        num_layers=2,
        embedding_dim=WIDTH,
        num_embeddings=77,
        additional_embeddings=4,
    )
    prior.clip_std.data.fill_(1.0)
    return KandinskyV22PriorPipeline(
        prior=prior,
        image_encoder=CLIPVisionModelWithProjection(vision).eval(),
        text_encoder=CLIPTextModelWithProjection(text).eval(),
        tokenizer=tokenizer,
        scheduler=UnCLIPScheduler(
            variance_type="fixed_small_log",
            prediction_type="sample",
            clip_sample=True,
            clip_sample_range=10.0,
        ),
        image_processor=CLIPImageProcessorPil(
            size={"shortest_edge": 28}, crop_size={"height": 28, "width": 28}
        ),
    )


def make_tokenizer():
    """Return CLIP's tokenizer with letters for a vocabulary, reading 77 tokens as the real one."""
    from transformers import CLIPTokenizer

    letters = "abcdefghijklmnopqrstuvwxyz,.'0123456789"
    tokens = [*letters, *(f"{letter}</w>" for letter in letters)]
    tokens += ["<|startoftext|>", "<|endoftext|>"]
    vocabulary = {token: number for number, token in enumerate(tokens)}
    return CLIPTokenizer(vocab=vocabulary, merges=[], model_max_length=77)


def published_names(folder: Path) -> None:
    """Give files and classes of a saved prior the names that they have on the hub."""
    tokenizer = folder / "tokenizer" / "tokenizer.json"
    vocabulary = json.loads(tokenizer.read_text())["model"]["vocab"]
    tokenizer.with_name("vocab.json").write_text(json.dumps(vocabulary))
    tokenizer.with_name("merges.txt").write_text("#version: 0.2\n")
    tokenizer.unlink()
    processor = "CLIPImageProcessor"
    edit_json(folder / "model_index.json", image_processor=["transformers", processor])
    settings = folder / "image_processor" / "preprocessor_config.json"
    edit_json(settings, image_processor_type=processor)


def published_weights(folder: Path) -> None:
    """Store the CLIP models of a saved prior as they are on the hub.

    The image encoder's numbers are F16, and both files hold the numbers of
    the positions, which transformers no longer saves.
    """
    import torch
    from safetensors.torch import load_file, save_file

    for name, model in (("image_encoder", "vision_model"), ("text_encoder", "text_model")):
        path = folder / name / "model.safetensors"
        weights = load_file(path)
        if name == "image_encoder":
            weights = {key: weight.half() for key, weight in weights.items()}
            edit_json(folder / name / "config.json", torch_dtype="float16")
        known = weights[f"{model}.embeddings.position_embedding.weight"]
        weights[f"{model}.embeddings.position_ids"] = torch.arange(len(known))[None]
        save_file(weights, path, {"format": "pt"})


def decoder_pipeline():
    """Return a decoder of random weights; its MoVQ halves the size three times, as the real one."""
    from diffusers import DDPMScheduler, KandinskyV22Pipeline, UNet2DConditionModel, VQModel

    unet = UNet2DConditionModel(
        sample_size=8,
        in_channels=4,
        out_channels=8,
        block_out_channels=(8, 16),
        layers_per_block=1,
        attention_head_dim=8,
        norm_num_groups=4,
        cross_attention_dim=16,
        encoder_hid_dim=WIDTH,
        encoder_hid_dim_type="image_proj",
        addition_embed_type="image",
        down_block_types=("ResnetDownsampleBlock2D", "SimpleCrossAttnDownBlock2D"),
        mid_block_type="UNetMidBlock2DSimpleCrossAttn",
        up_block_types=("SimpleCrossAttnUpBlock2D", "ResnetUpsampleBlock2D"),
        resnet_time_scale_shift="scale_shift",
    )
    movq = VQModel(
        block_out_channels=(32, 32, 32, 32),  # the least that its spatial norm takes
        down_block_types=(*("DownEncoderBlock2D",) * 3, "AttnDownEncoderBlock2D"),
        up_block_types=("AttnUpDecoderBlock2D", *("UpDecoderBlock2D",) * 3),
        layers_per_block=1,
        latent_channels=4,
        num_vq_embeddings=16,
        vq_embed_dim=4,
        norm_type="spatial",
    )
    scheduler = DDPMScheduler(
        beta_start=0.00085,
        beta_end=0.012,
        beta_schedule="linear",
        variance_type="fixed_small",
        prediction_type="epsilon",
        clip_sample=True,
        thresholding=False,
        steps_offset=1,
    )
    return KandinskyV22Pipeline(unet=unet.eval(), scheduler=scheduler, movq=movq.eval())


def write_records(folder: str | Path) -> None:
    """Write both folders' model.json as fetching does."""
    from yellowsound.models.folders import write_record

    for name in (PRIOR, DECODER):
        facts = {"repository": f"kandinsky-community/{name}", "commit": "0" * 40}
        write_record(Path(folder) / name, facts)


def edit_json(path: Path, **changes) -> None:
    """Change keys of a JSON file."""
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))
