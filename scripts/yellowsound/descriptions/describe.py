"""The descriptions stage: what a picture shows, in words."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from yellowsound.descriptions.brief import Description, DescriptionBrief
from yellowsound.inputs.artwork import open_artwork
from yellowsound.inputs.cells import file_name_from
from yellowsound.run.errors import UserError
from yellowsound.run.files import read_json
from yellowsound.run.plug_in import PlugIn

DIGITS = 12
"""Digits of a picture's SHA-256 in its name."""

UNKNOWN = "missing"
"""Stands for them where there is no such file, which the check of the inputs tells."""


def names_of_pictures(contents: Mapping[str, str | None]) -> dict[str, str]:
    """Name pictures by what they hold: equal ones have one name, wherever they lie.

    Parameters
    ----------
    contents
        Path to SHA-256, None of a file that cannot be read.

    Returns
    -------
    dict
        Path to name: that of the first file that holds the picture, without its suffix and
        made safe, and the first digits of its hash.
    """
    by_digest: dict[str | None, str] = {}
    names = {}
    for path, digest in contents.items():
        name = f"{file_name_from(Path(path).stem) or 'picture'}-{(digest or UNKNOWN)[:DIGITS]}"
        names[path] = by_digest.setdefault(digest, name) if digest else name
    return names


def describe_picture(
    describer: PlugIn,
    name: str,
    path: str | Path,
    models: Mapping[str, Path],
    threads: int = 1,
    options: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Describe one picture.

    Parameters
    ----------
    describer
        The describer. Its function answers a brief with a `Description`.
    name
        Name of the picture in the run's folder; see `names_of_pictures`.
    path
        Its file.
    models
        The folders of the describer's models, by their names.
    threads
        Threads of the describer.
    options
        Settings of the describer alone, by name.

    Returns
    -------
    dict
        JSON-ready: picture (its name), file (the file's own name), describer, text, details,
        model.

    Raises
    ------
    UserError
        If the file is no picture that serves, a model is missing or damaged, or what the
        describer returns is not what was asked for.
    """
    description = describer.make(
        DescriptionBrief(
            picture=np.asarray(open_artwork(path)),
            models=models,
            threads=threads,
            options=options or {},
        )
    )
    if problem := no_description(description):
        raise UserError(f"the describer {describer.name} returns {problem}")
    return {
        "picture": name,
        "file": Path(path).name,
        "describer": describer.name,
        "text": description.text,
        "details": dict(description.details),
        "model": dict(description.model),
    }


def no_description(description: Description) -> str | None:
    """Return in what a describer's answer is not what was asked for; None where it is."""
    if not isinstance(description, Description):
        kind = type(description).__name__
        return f"a {kind}: a Description of descriptions.brief is due"
    if not isinstance(description.text, str) or not description.text.strip():
        return "no words: a text of at least one part is due"
    return None


def read_texts(paths: Iterable[str | Path]) -> tuple[str, ...]:
    """Return the texts of some descriptions' files, in order."""
    return tuple(read_json(path)["text"] for path in paths)
