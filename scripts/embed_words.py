"""Embed the labels of CLIP Interrogator by CLIP, once for a model and lists."""

from yellowsound.models.word_embeddings import embed_labels, load_clip
from yellowsound.run.logs import rule_log

with rule_log(snakemake.log[0]):
    clip = load_clip(snakemake.input.clip, snakemake.config["device"], "auto", snakemake.threads)
    embed_labels(clip, snakemake.input.words, snakemake.output[0])
