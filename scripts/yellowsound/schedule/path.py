"""Paths: from what drives a section to its t, which schedules share."""

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from yellowsound.run.errors import UserError

if TYPE_CHECKING:
    import pandas as pd

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Drive:
    """What drives a section, where a schedule leaves its path to `schedule.make_schedule`.

    Attributes
    ----------
    values
        How much each frame shall move, shape (n_frames,), at least 0; an array
        or a column of a table.
    """

    values: "np.ndarray | pd.Series"


def sharpened(drive: np.ndarray, contrast: float) -> np.ndarray:
    """Raise what drives a section to a power, so that strong frames move more and weak ones less.

    Parameters
    ----------
    drive
        Shape (n_frames,), at least 0.
    contrast
        The power, above 0: 1 leaves the drive as it is, byte for byte; below 1
        strong and weak frames come nearer to each other.

    Returns
    -------
    np.ndarray
        Shape (n_frames,), at least 0; in [0, 1] where the contrast is not 1.
    """
    # Over its largest value, no drive is so small that its power would be lost altogether.
    if contrast == 1 or not (largest := drive.max()) > 0:
        return drive
    return (drive / largest) ** contrast


def repaced(path: np.ndarray, contrast: float) -> np.ndarray:
    """Give a path, of which nothing is known but its steps, a contrast, as `sharpened` does.

    Parameters
    ----------
    path
        Non-decreasing, shape (n_frames,).
    contrast
        See `sharpened`.

    Returns
    -------
    np.ndarray
        Non-decreasing, from the path's own start to its own end, shape (n_frames,).
    """
    steps = sharpened(np.diff(path, prepend=path[0]), contrast)
    if contrast == 1 or not steps.any():
        return path
    share = np.cumsum(steps)
    return np.clip(path[0] + (path[-1] - path[0]) * share / share[-1], path[0], path[-1])


def smoothed(path: np.ndarray, smooth: float) -> np.ndarray:
    """Mix a path with the straight line from its start to its end.

    Parameters
    ----------
    path
        Non-decreasing, shape (n_frames,).
    smooth
        Share of the line, in [0, 1]: 0 leaves the path as it is, byte for byte.

    Returns
    -------
    np.ndarray
        Non-decreasing, from the path's own start to its own end, shape (n_frames,).
    """
    if smooth == 0:
        return path
    line = np.linspace(path[0], path[-1], path.size)
    mixed = np.clip((1.0 - smooth) * path + smooth * line, path[0], path[-1])
    mixed[-1] = path[-1]
    return mixed


def cumulate(drive: np.ndarray) -> np.ndarray:
    """Turn what drives a section into its path: T = cumulative sum / total, T[0] = 0.

    Parameters
    ----------
    drive
        How much each frame shall move, shape (n_frames,), at least 0; an array
        or a column of a table.

    Returns
    -------
    np.ndarray
        Non-decreasing, from 0 to 1, shape (n_frames,). Where `drive` is zero
        throughout (a silent section, or one without a beat) nothing sets a
        pace, and the path is even.

    References
    ----------
    Pina and Li 2024, section 3.
    """
    drive = np.asarray(drive, dtype=float)
    if drive.min() < 0:
        raise ValueError("a drive is never negative")
    total = np.cumsum(drive)
    if total[-1] <= 0:
        logger.warning("nothing sets a pace in a section: its schedule is linear")
        return linear_path(drive.size)
    path = total / total[-1]
    path[0] = 0.0
    return path


def own_pulses(pulses: np.ndarray) -> np.ndarray:
    """Return the pulses of a section's own beats: what is left of one before it is taken out.

    A beat just before a section has moved the one before. What is left of its pulse would
    otherwise walk the whole section, if no other beat falls into it.

    Parameters
    ----------
    pulses
        See `hearing.frames.beat_pulses`, shape (n_frames,).

    Returns
    -------
    np.ndarray
        Zero up to the first beat, shape (n_frames,).
    """
    return np.where(np.maximum.accumulate(pulses == 1), pulses, 0.0)


def linear_path(n_frames: int) -> np.ndarray:
    """Return `n_frames` values evenly spaced from 0 to 1."""
    return np.linspace(0.0, 1.0, n_frames)


def measured(section: "pd.DataFrame", column: str) -> np.ndarray:
    """Return one column of a section's rows.

    Raises
    ------
    UserError
        If what was heard holds no such column.
    """
    if column not in section:
        raise UserError(
            f"what was heard has no column {column}: the tracker of `hearing` does not tell it, or "
            "an earlier version listened; choose another tracker, or listen anew with "
            "`snakemake --forcerun hearing`"
        )
    return section[column].to_numpy()


def weighted_energy(
    energies: "pd.DataFrame", harmonic_weight: float = 0.2, percussive_weight: float = 0.8
) -> "pd.Series":
    """Return the energy: the weighted sum of the harmonic and the percussive envelope.

    Parameters
    ----------
    energies
        Rows with the columns `harmonic` and `percussive`.
    harmonic_weight, percussive_weight
        Weights, at least 0; the defaults are those that Pina and Li suggest.
    """
    return harmonic_weight * energies["harmonic"] + percussive_weight * energies["percussive"]
