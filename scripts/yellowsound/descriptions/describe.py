"""The descriptions stage: what a picture shows, in words."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from yellowsound.descriptions.brief import Description, DescriptionBrief
from yellowsound.inputs.artwork import open_artwork
from yellowsound.run.errors import UserError
from yellowsound.run.files import read_json
from yellowsound.run.plug_in import PlugIn


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
        Name of the picture in the run's folder; see `pictures.names_of_pictures`.
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
