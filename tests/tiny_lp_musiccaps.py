"""LP-MusicCaps in the hub's layout, small enough for tests: random weights, the real classes.

The front end has its full size. BART knows some fifty words and writes what
its random weights make of the sound, with a bias towards the name of a genre.
"""

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

LP_MUSIC_CAPS, BART_BASE = "lp-music-caps", "bart-base"
FILES = {
    LP_MUSIC_CAPS: "transfer.pth",
    "lp-music-caps-supervised": "supervised.pth",
    "lp-music-caps-pretrain": "pretrain.pth",
}

SAID, SAID_BIAS = "techno", 7.0
"""The one genre that BART knows; each caption names it."""

WORDS = (
    *("a", "the", "this", "it", "is", "and", "with", "in", "by", "of", "for", "low", "slow"),
    *("fast", "loud", "soft", "calm", "song", "track", "piece", "music", "beat", "bass", "drums"),
    *("piano", "guitar", "violin", "synth", "voice", "choir", "melody", "rhythm", "tempo"),
    *("techno", "club", "stage", "party", "warm", "dark", "bright", "deep", "simple", "plays"),
)

POSITIONS_GAIN = 12.0
"""Of the decoder's positions beside other weights: each word is another."""

FULL_SIZE = json.loads("""{
  "activation_dropout": 0.1, "activation_function": "gelu", "add_bias_logits": false,
  "add_final_layer_norm": false, "architectures": ["BartModel"], "attention_dropout": 0.1,
  "bos_token_id": 0, "classif_dropout": 0.1, "classifier_dropout": 0.0, "d_model": 768,
  "decoder_attention_heads": 12, "decoder_ffn_dim": 3072, "decoder_layerdrop": 0.0,
  "decoder_layers": 6, "decoder_start_token_id": 2, "dropout": 0.1, "early_stopping": true,
  "encoder_attention_heads": 12, "encoder_ffn_dim": 3072, "encoder_layerdrop": 0.0,
  "encoder_layers": 6, "eos_token_id": 2, "forced_bos_token_id": 0, "forced_eos_token_id": 2,
  "gradient_checkpointing": false, "init_std": 0.02, "is_encoder_decoder": true,
  "max_position_embeddings": 1024, "model_type": "bart", "no_repeat_ngram_size": 3,
  "normalize_before": false, "normalize_embedding": true, "num_beams": 4,
  "num_hidden_layers": 6, "pad_token_id": 1, "scale_embedding": false,
  "task_specific_params": {
    "summarization": {
      "length_penalty": 1.0, "max_length": 128, "min_length": 12, "num_beams": 4},
    "summarization_cnn": {
      "length_penalty": 2.0, "max_length": 142, "min_length": 56, "num_beams": 4},
    "summarization_xsum": {
      "length_penalty": 1.0, "max_length": 62, "min_length": 11, "num_beams": 6}},
  "torch_dtype": "float32", "use_cache": true, "vocab_size": 50265
}""")
"""What facebook/bart-base's config.json holds."""

TINY = {
    "d_model": 16,
    "encoder_layers": 1,
    "decoder_layers": 1,
    "num_hidden_layers": 1,
    "encoder_attention_heads": 2,
    "decoder_attention_heads": 2,
    "encoder_ffn_dim": 32,
    "decoder_ffn_dim": 32,
    "max_position_embeddings": 128,
}
"""What the tiny one's holds in place of it, beside the size of its vocabulary."""


def save_tiny_models(folder: str | Path, seed: int = 0) -> None:
    """Write the folders of LP-MusicCaps and of BART as the hub has them (without model.json).

    Each set of weights has a seed of its own, from `seed` on.
    """
    import torch

    folder = Path(folder)
    save_bart(folder / BART_BASE)
    for number, (name, file) in enumerate(FILES.items()):
        state_dict = tiny_model(folder / BART_BASE, seed + number).state_dict()
        (folder / name).mkdir(parents=True)
        torch.save(
            {"epoch": 99, "state_dict": state_dict, "optimizer": {"state": {}, "param_groups": []}},
            folder / name / file,
        )


def fetched_models(folder: str | Path, seed: int = 0) -> dict[str, Path]:
    """Write the folders as they lie after fetching; a captioner gets them by these names."""
    from yellowsound.models.folders import write_record

    folder = Path(folder)
    save_tiny_models(folder, seed)
    models = {name: folder / name for name in (*FILES, BART_BASE)}
    for name, path in models.items():
        write_record(path, {"name": name, "repository": f"lab/{name}", "commit": "c0ffee"})
    return models


def copied(
    models: Mapping[str, Path], folder: Path, change: Callable[[Path], object] = lambda bart: None
) -> dict[str, Path]:
    """Copy the models; `change` gets the folder of BART before it is recorded."""
    from yellowsound.models.folders import write_record

    copies = {name: folder / name for name in models}
    for name, copy in copies.items():
        shutil.copytree(models[name], copy)
    change(copies[BART_BASE])
    for name, copy in copies.items():
        write_record(copy, {"name": name})
    return copies


def edit(path: Path, **settings: object) -> None:
    """Change entries of a JSON file; None takes one out."""
    edited = {**json.loads(path.read_text()), **settings}
    path.write_text(json.dumps({key: item for key, item in edited.items() if item is not None}))


def save_bart(folder: Path) -> None:
    """Write config.json and the files of the tokenizer."""
    folder.mkdir(parents=True)
    vocabulary, merges = words_as_bytes()
    config = {**FULL_SIZE, **TINY, "vocab_size": len(vocabulary)}
    (folder / "config.json").write_text(json.dumps(config, indent=2))
    (folder / "vocab.json").write_text(json.dumps(vocabulary))
    (folder / "merges.txt").write_text("\n".join(["#version: 0.2", *merges, ""]))


def words_as_bytes() -> tuple[dict[str, int], list[str]]:
    """Return vocabulary and merges of a byte-level BPE that knows `WORDS`, each after a space."""
    from tokenizers import pre_tokenizers

    tokens = ["<s>", "<pad>", "</s>", "<unk>", *sorted(pre_tokenizers.ByteLevel.alphabet())]
    merges = []
    for word in WORDS:
        known = "\u0120"  # byte-level BPE's sign for a space
        for letter in word:
            merges.append(f"{known} {letter}")
            known += letter
            tokens.append(known)
    tokens = [*dict.fromkeys(tokens), "<mask>"]
    return {token: number for number, token in enumerate(tokens)}, list(dict.fromkeys(merges))


def tiny_model(bart: Path, seed: int):
    """Return the model of a folder of BART, its weights random and large enough to disagree."""
    import torch
    from transformers import BartConfig

    from yellowsound.models.networks.lp_musiccaps import LPMusicCaps

    model = LPMusicCaps(BartConfig.from_pretrained(bart)).eval()
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if weight.dim() > 1:
                gain = POSITIONS_GAIN if name.endswith("decoder.embed_positions.weight") else 2.0
                weight.normal_(0.0, gain * weight[0].numel() ** -0.5, generator=generator)
            elif name.endswith("bias"):
                weight.zero_()
        vocabulary = json.loads((bart / "vocab.json").read_text())
        bias = model.bart.final_logits_bias
        bias.fill_(-50.0)  # Parts of words are not written,
        for word in WORDS:
            bias[0, vocabulary[f"\u0120{word}"]] = 0.0
        bias[0, vocabulary["</s>"]] = 0.0
        bias[0, vocabulary[f"\u0120{SAID}"]] = SAID_BIAS
    return model


def noise(seed: int = 0, level: float = 0.1) -> np.ndarray:
    """Return 10 s of white noise at 16 kHz."""
    return np.random.default_rng(seed).normal(0, level, 160000).astype(np.float32)


def sounds() -> np.ndarray:
    """Return silence, noise, a tone, a beat and plucked notes, shape (5, 160000)."""
    time_s = np.arange(160000) / 16000
    tone = 0.5 * np.sin(2 * np.pi * 440 * time_s)
    beat = 0.5 * np.sin(2 * np.pi * 60 * time_s) * (time_s % 0.5 < 0.1)
    pluck = 0.5 * np.sign(np.sin(2 * np.pi * 220 * time_s)) * np.exp(-8 * (time_s % 0.5))
    return np.stack([np.zeros(160000), noise(), tone, beat, pluck]).astype(np.float32)
