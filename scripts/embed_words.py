"""Embed the labels of CLIP Interrogator by CLIP, once for a model and lists."""

from pathlib import Path

from yellowsound.models.word_embeddings import embed_labels, load_clip
from yellowsound.run.logs import rule_log

with rule_log(snakemake.log[0]):
    clip, words, made = (Path(file).parent for file in (*snakemake.input, snakemake.output[0]))
    clip = load_clip(clip, snakemake.config["device"], "auto", snakemake.threads)
    embed_labels(clip, words, made)
