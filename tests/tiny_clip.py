"""CLIP and BLIP in the hub's layout, small enough for tests: random weights, the real classes.

Both read letters in place of words, so that every text has tokens. Weights and configurations
are as old as the published ones: position_ids are stored, CLIP's end token is the one of the
highest number whatever its configuration says.
"""

import json
from collections.abc import Mapping
from pathlib import Path

CLIP, BLIP = "clip-vit-large-patch14", "blip-large"

IMAGE_PX, CAPTIONED_PX = 32, 48
"""Sides of the squares that CLIP and BLIP see; the published ones see 224 and 384 pixels."""

WIDTH = 16

WORDS = ("a", "the", "red", "blue", "green", "sea", "house", "tree", "of", "with", "in", "and")
"""What BLIP can say."""

ENDS_BIAS = 1.5
"""Of the end of a caption beside its words: captions are short."""

MEAN, DEVIATION = (0.48145466, 0.4578275, 0.40821073), (0.26862954, 0.26130258, 0.27577711)

SIZES = {
    "hidden_size": WIDTH,
    "intermediate_size": 32,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
}


def save_tiny_models(folder: str | Path, seed: int = 0) -> None:
    """Write the folders of CLIP and of BLIP as the hub has them (without model.json)."""
    import torch

    state = torch.get_rng_state()
    torch.manual_seed(seed)
    try:
        _save_clip(Path(folder) / CLIP)
        _save_blip(Path(folder) / BLIP)
    finally:
        torch.set_rng_state(state)


def fetched_models(folder: str | Path, seed: int = 0) -> dict[str, Path]:
    """Write both folders as they lie after fetching; a describer gets them by these names."""
    from yellowsound.models.folders import write_record

    save_tiny_models(folder, seed)
    models = {name: Path(folder) / name for name in (CLIP, BLIP)}
    for name, path in models.items():
        write_record(path, {"name": name, "repository": f"tiny/{name}", "commit": "c" * 40})
    return models


def _save_clip(folder: Path) -> None:
    from transformers import CLIPConfig, CLIPModel

    vocabulary = clip_vocabulary()
    vision = {**SIZES, "image_size": IMAGE_PX, "patch_size": 8, "projection_dim": WIDTH}
    text = {**SIZES, "vocab_size": len(vocabulary), "projection_dim": WIDTH}
    # As in the published file, whose end token has the highest number and not 2.
    text |= {"bos_token_id": 0, "eos_token_id": 2, "pad_token_id": 1}
    config = CLIPConfig(text_config=text, vision_config=vision, projection_dim=WIDTH)
    model = CLIPModel(config).eval()
    _shake(model)
    positions = {"text_model": 77, "vision_model": (IMAGE_PX // 8) ** 2 + 1}
    _save(
        folder,
        model,
        {f"{part}.embeddings.position_ids": count for part, count in positions.items()},
    )
    (folder / "vocab.json").write_text(json.dumps(vocabulary))
    (folder / "merges.txt").write_text("#version: 0.2\n")
    special = {"bos_token": "<|startoftext|>", "eos_token": "<|endoftext|>"}
    special |= {"unk_token": "<|endoftext|>", "pad_token": "<|endoftext|>"}
    _write_json(folder / "tokenizer_config.json", tokenizer_class="CLIPTokenizer", **special)
    processor = {"image_processor_type": "CLIPImageProcessor", "size": IMAGE_PX, "resample": 3}
    processor |= {"crop_size": IMAGE_PX, "do_center_crop": True}
    _write_processor(folder, **processor)


def _save_blip(folder: Path) -> None:
    from transformers import BlipConfig, BlipForConditionalGeneration

    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS]
    text = {**SIZES, "vocab_size": len(vocabulary) + 2, "encoder_hidden_size": WIDTH}
    # The token that starts a caption stands behind the vocabulary, as in the published file.
    text |= {"bos_token_id": len(vocabulary), "eos_token_id": 2, "sep_token_id": 3}
    text |= {"pad_token_id": 0, "max_position_embeddings": 64, "projection_dim": WIDTH}
    vision = {**SIZES, "image_size": CAPTIONED_PX, "patch_size": 16, "projection_dim": WIDTH}
    config = BlipConfig(text_config=text, vision_config=vision, projection_dim=WIDTH)
    model = BlipForConditionalGeneration(config).eval()
    _shake(model)
    import torch

    with torch.no_grad():
        said = model.text_decoder.cls.predictions.bias
        said.fill_(-50.0)  # It says words, and ends,
        said[3] = ENDS_BIAS
        said[5 : len(vocabulary)] = 0.0
    _save(folder, model, {"text_decoder.bert.embeddings.position_ids": 64})
    (folder / "vocab.txt").write_text("\n".join(vocabulary) + "\n")
    _write_json(folder / "tokenizer_config.json", tokenizer_class="BertTokenizer")
    size = {"height": CAPTIONED_PX, "width": CAPTIONED_PX}
    _write_processor(folder, image_processor_type="BlipImageProcessor", size=size, resample=3)


def clip_vocabulary() -> dict[str, int]:
    """Return a vocabulary of bytes, each within a word and at its end; the end token is last."""
    from tokenizers import pre_tokenizers

    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokens = [*letters, *(f"{letter}</w>" for letter in letters)]
    tokens += ["<|startoftext|>", "<|endoftext|>"]
    return {token: number for number, token in enumerate(tokens)}


def _shake(model) -> None:
    """Make weights large enough for texts and pictures to differ."""
    import torch

    with torch.no_grad():
        for name, weight in model.named_parameters():
            if weight.dim() > 1:
                weight.normal_(0.0, 2.0 * weight[0].numel() ** -0.5)
            elif name.endswith("bias"):
                weight.zero_()


def _save(folder: Path, model, positions: Mapping[str, int]) -> None:
    """Write config.json and model.safetensors, stored positions and all."""
    import torch
    from safetensors.torch import load_file, save_file

    model.save_pretrained(folder)
    (folder / "generation_config.json").unlink(missing_ok=True)
    weights = load_file(folder / "model.safetensors")
    for name, count in positions.items():
        weights[name] = torch.arange(count)[None]
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})


def _write_processor(folder: Path, **settings: object) -> None:
    common = {"do_normalize": True, "do_resize": True, "do_rescale": True, "do_convert_rgb": True}
    common |= {"image_mean": MEAN, "image_std": DEVIATION, "rescale_factor": 1 / 255}
    _write_json(folder / "preprocessor_config.json", **common, **settings)


def _write_json(path: Path, **settings: object) -> None:
    path.write_text(json.dumps(settings, indent=2))
