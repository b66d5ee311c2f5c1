"""The describer `clip-interrogator`: BLIP's caption, and the words that CLIP finds most like it.

The method of CLIP Interrogator 0.6.0, with its word lists and the models of ViT-L/14.
"""

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from yellowsound.descriptions.brief import BETWEEN, Description, DescriptionBrief
from yellowsound.descriptions.interrogation import (
    CHUNK,
    Sight,
    Table,
    best,
    classic,
    fast,
    negative,
)
from yellowsound.models.word_embeddings import EMBEDDINGS, read_embeddings
from yellowsound.models.word_lists import RANKED, WORDS, labels_of, nameless
from yellowsound.run.plug_in import PlugIn
from yellowsound.run.settings import choice, precision, switch
from yellowsound.run.work import Groups, Work

if TYPE_CHECKING:
    import torch

logger = logging.getLogger(__name__)

CLIP, BLIP = "clip-vit-large-patch14", "blip-large"


def describe(brief: DescriptionBrief) -> Description:
    """Describe a picture by the labels that are most like it, or least.

    Parameters
    ----------
    brief
        What is asked for. Options: device, precision; mode; artists, whether the names of
        artists may be said.

    Returns
    -------
    Description
        Its details tell the mode, the caption, how near each part of the text is to the
        picture by itself (from -1 to 1), and of `best` all texts that were compared.

    Raises
    ------
    UserError
        If a model is missing or damaged, or its memory does not do for one text.
    """
    import torch

    from yellowsound.models.devices import choose_device, choose_dtype
    from yellowsound.models.folders import reading
    from yellowsound.models.networks.clip import Clip

    torch.set_num_threads(brief.threads)
    device = choose_device(brief.options["device"])
    dtype = choose_dtype(brief.options["precision"], device)
    mode = brief.options["mode"]
    logger.info("CLIP Interrogator runs on %s in %s", device, str(dtype).removeprefix("torch."))
    with reading(brief.models[WORDS]) as record:
        labels = labels_of(brief.models[WORDS])
    model: dict[str, Any] = {"name": "clip-interrogator", "words": record.get("package")}
    caption = ""
    if mode != "negative":
        caption, model["blip"] = _captioned(brief, device, dtype)
    tables = tables_of(brief, labels)
    clip = Clip(brief.models[CLIP], device, dtype)
    model["clip"] = clip.source
    sight = Sight(clip.embed_picture(brief.picture), clip.embed_texts, clip.count_tokens)
    texts = _texts(mode, caption, tables, labels, sight)
    names, found = list(texts), sight.similarities(list(texts.values()))
    text = texts[names[int(np.argmax(found))]]
    parts = text.split(BETWEEN)
    return Description(
        text=text,
        details={
            "mode": mode,
            "caption": caption or None,
            "compared": [
                {"made_by": name, "text": texts[name], "similarity": round(float(value), 4)}
                for name, value in zip(names, found, strict=True)
            ],
            "parts": [
                {"text": part, "similarity": round(float(value), 4)}
                for part, value in zip(parts, sight.similarities(parts), strict=True)
            ],
        },
        model=model,
    )


def _captioned(
    brief: DescriptionBrief, device: "torch.device", dtype: "torch.dtype"
) -> tuple[str, dict[str, Any]]:
    """Return BLIP's caption and where BLIP is from; its memory is free again."""
    from yellowsound.models.devices import empty_cache
    from yellowsound.models.networks.blip import Blip

    blip = Blip(brief.models[BLIP], device, dtype)
    told = blip.caption(brief.picture), blip.source
    del blip
    empty_cache(device)
    return told


def tables_of(brief: DescriptionBrief, labels: dict[str, list[str]]) -> dict[str, Table]:
    """Return the tables of labels with their directions, in the order in which they are merged.

    Where artists' names may not be said, their table and all labels that hold one are left out.
    """
    embeddings = read_embeddings(brief.models[EMBEDDINGS], labels)
    tables = {name: Table(labels[name], embeddings[name]) for name in RANKED}
    if brief.options["artists"]:
        return tables
    artists = tables.pop("artists").labels
    for name, table in tables.items():
        free = nameless(table.labels, artists)
        kept = [label for label, is_free in zip(table.labels, free, strict=True) if is_free]
        tables[name] = Table(kept, table.embeddings[np.array(free, dtype=bool)])
    return tables


def _texts(
    mode: str, caption: str, tables: dict[str, Table], labels: dict[str, list[str]], sight: Sight
) -> dict[str, str]:
    """Return the texts that a mode compares with the picture, by how they were made."""
    if mode == "best":
        return best(caption, tables, sight)
    if mode == "negative":
        return {mode: negative(tables["flavors"], labels["negative"], sight)}
    return {mode: {"fast": fast, "classic": classic}[mode](caption, tables, sight)}


CHAIN = 32
"""Words that a chain tries to add to a text, at most: each time every word of a pool."""


def work(settings: Mapping[str, Any]) -> Groups:
    """Return what one picture takes, at most."""
    looked_at = Work(BLIP, "blip", 0 if settings["mode"] == "negative" else 1)
    # What CLIP sees costs about as much as it reads in twelve texts.
    read = CHAIN * CHUNK if settings["mode"] in ("best", "negative") else 1
    return (looked_at,), (Work(CLIP, "clip", 12 + read),)


PLUG_IN = PlugIn(
    "describer",
    "clip-interrogator",
    describe,
    "BLIP's caption and the words, of 111867, that CLIP finds most like the picture",
    environment="interrogator",
    models=(CLIP, BLIP, WORDS, EMBEDDINGS),
    models_by=lambda settings: (
        (CLIP, WORDS, EMBEDDINGS)
        if settings["mode"] == "negative"
        else (CLIP, BLIP, WORDS, EMBEDDINGS)
    ),
    settings={
        "mode": choice(
            "best",
            "`fast`: the words nearest to the picture, `classic`: one medium, artist, site, "
            "movement and some more, `best`: the best of these and of a search word by word, "
            "`negative`: what it least shows",
            ("best", "fast", "classic", "negative"),
        ),
        "artists": switch(
            True,
            "whether artists' names may be said, as the published lists have it; many of them live",
        ),
        "precision": precision("arithmetic; `auto`: fp16 on a GPU, fp32 on a CPU"),
    },
    work=work,
    gpu=True,
    threads=2,
    mem_mb=6000,
    cpu_mem_mb=6000,
    runtime_min=20,
    s_per_unit=300,
    cpu_s_per_unit=36000,
)
