"""What passes between the descriptions stage and a describer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

BETWEEN = ", "
"""What stands between the parts of a text."""


@dataclass(frozen=True)
class DescriptionBrief:
    """What a describer is asked for: one picture in words.

    Attributes
    ----------
    picture
        RGB, uint8, shape (height, width, 3), of any size and not cropped.
    models
        The folders of the describer's models, by their names.
    threads
        Threads to use.
    options
        Settings of the describer alone, by name, and `device`.
    """

    picture: np.ndarray
    models: Mapping[str, Path] = field(default_factory=dict)
    threads: int = 1
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Description:
    """What a describer returns.

    Attributes
    ----------
    text
        What the picture shows: parts with ', ' between them.
    details
        What was measured or ranked, with its numbers (JSON-ready).
    model
        The model and its revision (JSON-ready).
    """

    text: str
    details: Mapping[str, Any]
    model: Mapping[str, Any]
