"""Paths: from what drives a section to its t, which schedules share."""

import logging
from typing import TYPE_CHECKING

import numpy as np

from yellowsound.run.errors import UserError

if TYPE_CHECKING:
    import pandas as pd

logger = logging.getLogger(__name__)


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
