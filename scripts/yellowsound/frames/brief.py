"""What passes between the frames stage and a walker."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np


@dataclass(frozen=True)
class WalkBrief:
    """What a walker is asked for: the frames of one section.

    Attributes
    ----------
    folder
        The folder of keyframes that a painter made.
    section
        Number of the section, from 1: the way leads from image section - 1
        to image section.
    t
        Where each frame stands on the way, from 0 to 1, non-decreasing,
        shape (n_frames,).
    models
        The folders of the walker's models, by their names.
    threads
        Threads to use.
    options
        Settings of the walker alone, by name.
    fps
        Frames per second of the video.
    accents
        Share of the keyframes' accent in the style of each frame, in [0, 1],
        shape (n_frames,); None for none. Only walkers that declare `accents`
        are given any.
    """

    folder: Path
    section: int
    t: np.ndarray
    models: Mapping[str, Path] = field(default_factory=dict)
    threads: int = 1
    options: Mapping[str, Any] = field(default_factory=dict)
    fps: int = 30
    accents: np.ndarray | None = None
