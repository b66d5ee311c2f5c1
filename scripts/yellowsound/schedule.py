"""Schedules: at what pace a section's frames walk from one keyframe to the next.

A schedule gives each frame a `t` in [0, 1]: 0 is the keyframe that a section
starts from, 1 the keyframe that it arrives at.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from yellowsound.errors import UserError

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class EnergyWeights:
    """Weights of the harmonic and the percussive envelope in the energy, each at least 0."""

    harmonic: float = 0.2
    percussive: float = 0.8


def cumulate(drive: np.ndarray) -> np.ndarray:
    """Turn what drives a section into its path: T = cumulative sum / total, T[0] = 0.

    Parameters
    ----------
    drive
        How much each frame shall move, shape (n_frames,), at least 0.

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


def measured(section: pd.DataFrame, column: str) -> np.ndarray:
    """Return one column of a section's rows.

    Raises
    ------
    UserError
        If the energies were measured before this column was known.
    """
    if column not in section:
        raise UserError(
            f"the energies have no column {column}, since an earlier version measured them: "
            "measure them anew with `snakemake --forcerun energy`"
        )
    return section[column].to_numpy()


def energy(section: pd.DataFrame) -> np.ndarray:
    """Move with the weighted sum of the harmonic and the percussive envelope."""
    return cumulate(measured(section, "energy"))


def onset(section: pd.DataFrame) -> np.ndarray:
    """Move with the onset strength: a step at each attack, nearly still between them."""
    return cumulate(measured(section, "onset"))


def onset_percussive(section: pd.DataFrame) -> np.ndarray:
    """Move with the onset strength of the percussive part, deaf to how a chord begins."""
    return cumulate(measured(section, "percussive_onset"))


def mel_max(section: pd.DataFrame) -> np.ndarray:
    """Move with the loudest mel band of the percussive part, over its largest value."""
    return cumulate(measured(section, "percussive_mel_max"))


def beats(section: pd.DataFrame) -> np.ndarray:
    """Move at each beat, loud or soft, and stand still from 150 ms after it until the next."""
    return cumulate(measured(section, "beat_pulse"))


def linear(section: pd.DataFrame) -> np.ndarray:
    """Move evenly, deaf to the song: the baseline of the study."""
    return linear_path(len(section))


def constant(section: pd.DataFrame) -> np.ndarray:
    """Do not move: each section shows the keyframe that it starts from."""
    return np.zeros(len(section))


SCHEDULES: dict[str, Callable[[pd.DataFrame], np.ndarray]] = {
    "energy": energy,
    "onset": onset,
    "onset-percussive": onset_percussive,
    "mel-max": mel_max,
    "beats": beats,
    "linear": linear,
    "constant": constant,
}
"""Schedules by name: each takes one section's rows (columns of
`energy.excerpt_energy` and `energy`) and returns its t, shape (n_frames,)."""


def make_schedule(energies: pd.DataFrame, name: str, weights: EnergyWeights) -> pd.DataFrame:
    """Schedule an excerpt, section by section.

    Parameters
    ----------
    energies
        The table of `energy.excerpt_energy`.
    name
        A key of `SCHEDULES`.
    weights
        Weights of the energy.

    Returns
    -------
    pd.DataFrame
        One row a frame: `frame`, `time_s`, `section`, `harmonic`,
        `percussive`, `onset`, `energy` (the weighted sum of harmonic and
        percussive), `t` in [0, 1].

    Raises
    ------
    UserError
        If the table lacks what the schedule follows; see `measured`.
    """
    energies = energies.assign(
        energy=weights.harmonic * energies["harmonic"] + weights.percussive * energies["percussive"]
    )
    columns = ["frame", "time_s", "section", "harmonic", "percussive", "onset", "energy"]
    table = energies[columns].copy()
    table["t"] = np.concatenate(
        [SCHEDULES[name](rows) for _, rows in energies.groupby("section", sort=True)]
    )
    return table
