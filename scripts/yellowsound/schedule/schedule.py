"""Schedules: at what pace a section's frames walk from one keyframe to the next.

A schedule gives each frame a `t` in [0, 1]: 0 is the keyframe that a section
starts from, 1 the keyframe that it arrives at.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from yellowsound.run.errors import UserError
from yellowsound.run.plug_in import PlugIn
from yellowsound.schedule.path import (
    Drive,
    cumulate,
    repaced,
    sharpened,
    smoothed,
    weighted_energy,
)

if TYPE_CHECKING:
    import pandas as pd

ENERGY_WEIGHTS = ("harmonic_weight", "percussive_weight")


def make_schedule(
    energies: "pd.DataFrame",
    plug_in: PlugIn,
    settings: Mapping[str, Any] | None = None,
    contrast: float = 1.0,
    channels: Mapping[str, np.ndarray] | None = None,
    smooth: float = 0.0,
) -> "pd.DataFrame":
    """Schedule an excerpt, section by section.

    Parameters
    ----------
    energies
        The table of `hearing.frames.hear_frames`.
    plug_in
        The schedule. Its function takes one section's rows and the settings,
        and returns what drives it (`path.Drive`), or its t, shape (n_frames,).
    settings
        Its settings; None for the defaults.
    contrast
        The power to which what drives the frames is raised, above 0: above 1
        more of the way is walked in the strongest frames, below 1 less. Of a
        schedule that tells its t alone, the steps of t are raised. 1 changes
        nothing.
    channels
        What moves make of the excerpt (`moving.make_moves`).
    smooth
        Share of the straight line in each section's path, in [0, 1] (`path.smoothed`).

    Returns
    -------
    pd.DataFrame
        One row a frame: `frame`, `time_s`, `section`, `harmonic`,
        `percussive`, `onset`, `energy` (the sum of harmonic and percussive by
        the schedule's own weights, or by the suggested ones where it has
        none), `t` in [0, 1]; then the channels that moves fill
        (`channels.CHANNELS`).

    Raises
    ------
    UserError
        If the table lacks what the schedule follows (see `path.measured`), or
        what it returns is neither a drive nor a path.
    """
    settings = plug_in.defaults if settings is None else settings
    weights = {name: settings[name] for name in ENERGY_WEIGHTS if name in settings}
    energies = energies.assign(energy=weighted_energy(energies, **weights))
    columns = ["frame", "time_s", "section", "harmonic", "percussive", "onset", "energy"]
    table = energies[columns].copy()
    paths = []
    for number, rows in energies.groupby("section", sort=True):
        made = plug_in.make(rows, settings)
        driven = isinstance(made, Drive)
        values = np.asarray(made.values if driven else made, dtype=float)
        if problem := (no_drive if driven else no_path)(values, len(rows)):
            raise UserError(f"the schedule {plug_in.name} gives section {number} {problem}")
        path = cumulate(sharpened(values, contrast)) if driven else repaced(values, contrast)
        paths.append(smoothed(path, smooth))
    table["t"] = np.concatenate(paths)
    return table.assign(**channels or {})


def no_drive(drive: np.ndarray, n_frames: int) -> str | None:
    """Return in what an array is nothing that drives a section; None where it is."""
    if drive.shape != (n_frames,):
        return f"a drive of shape {drive.shape}: one value for each of its {n_frames} frames is due"
    if not np.isfinite(drive).all() or drive.min() < 0:
        return "a drive with values below 0 or not finite: how far each frame moves is due"
    return None


def no_path(t: np.ndarray, n_frames: int) -> str | None:
    """Return in what an array is no path of a section; None where it is one."""
    if t.shape != (n_frames,):
        return f"an array of shape {t.shape}: one value for each of its {n_frames} frames is due"
    if not np.isfinite(t).all() or t.min() < 0 or t.max() > 1:
        return "values outside of 0 to 1: t is the share of the way from keyframe to keyframe"
    if (np.diff(t) < 0).any():
        return "values that fall: a walk never turns back, since t is the share of the way"
    return None
