"""Stable Diffusion 1.4 in the hub's layout, small enough for tests: random weights, old names."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from safetensors.torch import save_file
from tiny_image_variations import PIPELINE_FOLDER, VAE_FOLDER
from tiny_image_variations import save_tiny_models as save_tiny_variations
from tiny_kandinsky import make_tokenizer
from transformers import CLIPTextConfig, CLIPTextModel

FOLDER = "stable-diffusion-v1-4"

COPIED = ("scheduler/scheduler_config.json", "feature_extractor/preprocessor_config.json")
"""Files that Stable Diffusion and its image variations have in common."""

WIDTH = 16
"""Of the text encoder's hidden states."""

OPTIONS = {
    "device": "cpu",
    "precision": "auto",
    "offload": "none",
    "steps": 3,
    "guidance": 7.5,
    "prompt": "caption",
    "negative_prompt": "",
    "batch": 4,
    "safety_checker": True,
}
"""Settings of the painter, quick to run."""

SECTIONS = [
    {"section": 1, "text": "a slow song.", "genre": "jazz", "style": "abstract", "tags": {}},
    {
        "section": 2,
        "text": "a loud song.",
        "genre": None,
        "style": "unused",
        "tags": {"MTT": {"loud": 0.9, "rock": 0.8, "fast": 0.7, "drums": 0.6, "guitar": 0.5}},
    },
]
"""What a captioner says."""


def save_tiny_models(folder, seed=0, flags_everything=False):
    """Write folder/stable-diffusion-v1-4 as the hub has it (without model.json): 15 files.

    All but what reads the text is as in `tiny_image_variations`.
    """
    target = Path(folder) / FOLDER
    with TemporaryDirectory() as others:
        save_tiny_variations(others, seed, flags_everything)
        pipeline, vae = (Path(others) / name for name in (PIPELINE_FOLDER, VAE_FOLDER))
        for source in (pipeline / "unet", pipeline / "safety_checker", vae / "vae"):
            _as_safetensors(source, target / source.name)
        for name in COPIED:
            _write(target / name, json.loads((pipeline / name).read_text()))
        index = json.loads((pipeline / "model_index.json").read_text())
    _save_text_encoder(target / "text_encoder", seed)
    _save_tokenizer(target / "tokenizer")
    del index["image_encoder"]
    index |= {
        "_class_name": "StableDiffusionPipeline",
        "_diffusers_version": "0.2.2",
        "text_encoder": ["transformers", "CLIPTextModel"],
        "tokenizer": ["transformers", "CLIPTokenizer"],
    }
    _write(target / "model_index.json", index)


def _as_safetensors(source, target):
    """Copy a model's folder, its weights as safetensors."""
    _write(target / "config.json", json.loads((source / "config.json").read_text()))
    (weights,) = source.glob("*.bin")
    name = "model" if weights.stem == "pytorch_model" else weights.stem
    held = torch.load(weights, weights_only=True)
    contiguous = {key: value.contiguous() for key, value in held.items()}
    save_file(contiguous, target / f"{name}.safetensors")


def _save_text_encoder(folder, seed):
    tokenizer = make_tokenizer()
    state = torch.get_rng_state()
    torch.manual_seed(seed + 1)
    try:
        encoder = CLIPTextModel(
            CLIPTextConfig(
                hidden_size=WIDTH,
                intermediate_size=32,
                num_hidden_layers=2,
                num_attention_heads=2,
                vocab_size=len(tokenizer),
                max_position_embeddings=77,
                bos_token_id=tokenizer.bos_token_id,
                eos_token_id=tokenizer.eos_token_id,
                pad_token_id=tokenizer.pad_token_id,
            )
        )
    finally:
        torch.set_rng_state(state)
    weights = {_old_name(key): value.clone() for key, value in encoder.state_dict().items()}
    weights["text_model.embeddings.position_ids"] = torch.arange(77)[None]
    _write(folder / "config.json", encoder.config.to_dict())
    save_file(weights, folder / "model.safetensors")


def _old_name(key):
    return key if key.startswith("text_model.") else f"text_model.{key}"


def _save_tokenizer(folder):
    tokenizer = make_tokenizer()
    vocabulary = tokenizer.get_vocab()
    _write(folder / "vocab.json", vocabulary)
    (folder / "merges.txt").write_text("#version: 0.2\n")
    special = {"bos_token": "<|startoftext|>", "eos_token": "<|endoftext|>"}
    special |= {"unk_token": "<|endoftext|>", "pad_token": "<|endoftext|>"}
    _write(folder / "special_tokens_map.json", special)
    settings = {"tokenizer_class": "CLIPTokenizer", "model_max_length": 77, "do_lower_case": True}
    _write(folder / "tokenizer_config.json", {**settings, **special})


def _write(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data, indent=2, default=list))


def write_record(folder):
    """Write the folder's model.json as fetching does; return the folders by name."""
    from yellowsound.models import folders

    facts = {"repository": "lab/stable-diffusion", "commit": "c0ffee"}
    folders.write_record(Path(folder) / FOLDER, facts)
    return {FOLDER: Path(folder) / FOLDER}
