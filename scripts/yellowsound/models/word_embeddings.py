"""The labels of CLIP Interrogator as CLIP's directions: made once for a model and lists."""

import hashlib
import json
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from yellowsound.models.folders import is_whole, reading, write_record
from yellowsound.models.table import HubModel
from yellowsound.models.word_lists import RANKED, WHEEL, labels_of
from yellowsound.run.errors import UserError
from yellowsound.run.files import whole_folder
from yellowsound.run.locks import alone

if TYPE_CHECKING:
    from yellowsound.models.networks.clip import Clip

logger = logging.getLogger(__name__)

EMBEDDINGS = "clip-interrogator-embeddings"
"""The folder's name; it lies in one that tells for which model and lists it is."""

FILE = "embeddings.safetensors"


def stamp(clip: HubModel | None) -> str:
    """Return a short digest of a model and of the lists; None is a model that has no row."""
    facts = [clip.repository, clip.revision, *clip.files] if clip else []
    return hashlib.sha256(json.dumps([WHEEL.sha256, facts]).encode()).hexdigest()[:12]


def load_clip(folder: str | Path, device: str, precision: str, threads: int) -> "Clip":
    """Load CLIP onto a device of the configuration, in one of its precisions."""
    import torch

    from yellowsound.models.devices import choose_device, choose_dtype
    from yellowsound.models.networks.clip import Clip

    torch.set_num_threads(threads)
    chosen = choose_device(device)
    return Clip(folder, chosen, choose_dtype(precision, chosen))


def embed_labels(clip: "Clip", words: str | Path, folder: str | Path) -> None:
    """Embed all labels that pictures are ranked by.

    Parameters
    ----------
    clip
        The model.
    words
        The folder of the lists.
    folder
        What is made, whole or absent: a file of one table in float16 for each of `RANKED`,
        shape (n_labels, d), and its record. It is left as it is where it is there, of the
        same model and lists.
    """
    from safetensors.numpy import save_file

    with reading(words) as record:
        labels = labels_of(words)
    facts = {"name": EMBEDDINGS, "clip": clip.source, "package": record.get("package")}
    with alone(folder):
        if is_whole(folder, facts):
            logger.info("%s is there, whole", folder)
            return
        tables = {}
        for name in RANKED:
            batches = clip.embedded_in_batches(labels[name])
            tables[name] = np.concatenate([batch.astype(np.float16) for batch in batches])
            logger.info("%d labels of %s embedded", len(tables[name]), name)
        with whole_folder(folder) as partial:
            save_file(tables, partial / FILE)
            write_record(partial, facts)


def read_embeddings(folder: str | Path, labels: Mapping[str, list[str]]) -> dict[str, np.ndarray]:
    """Return the tables of a folder, float16, by name.

    Raises
    ------
    UserError
        If the folder is not whole, or its tables are not of these labels.
    """
    from safetensors.numpy import load_file

    with reading(folder):
        tables = load_file(Path(folder) / FILE)
    for name in RANKED:
        if name not in tables or len(tables[name]) != len(labels[name]):
            found = len(tables.get(name, ()))
            raise UserError(
                f"{folder} has {found} embeddings of {name} for {len(labels[name])} labels: delete "
                "it and run again to make it anew"
            )
    return {name: tables[name] for name in RANKED}
