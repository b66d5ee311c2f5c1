"""Embed the labels of CLIP Interrogator by CLIP, once for a model and lists."""

import torch

from yellowsound.models.devices import choose_device, choose_dtype
from yellowsound.models.networks.clip import Clip
from yellowsound.models.word_embeddings import embed_labels
from yellowsound.run.logs import rule_log

with rule_log(snakemake.log[0]):
    torch.set_num_threads(snakemake.threads)
    device = choose_device(snakemake.config["device"])
    clip = Clip(snakemake.input.clip, device, choose_dtype("auto", device))
    embed_labels(clip, snakemake.input.words, snakemake.output[0])
