"""Moves: what the picture does beside walking, and returns from.

A move follows something that is heard: its level rises with it and falls off
after it (`levels.followed`). Each time that it rises anew it swings to the other
side (`levels.swung`). The move itself, a plug-in, says what that is in channels.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from yellowsound.run.errors import UserError
from yellowsound.run.plug_in import PlugIn
from yellowsound.run.seeds import derive_seed
from yellowsound.run.settings import Setting, choice, number
from yellowsound.schedule.channels import CHANNELS, combined
from yellowsound.schedule.levels import followed, swung
from yellowsound.schedule.path import measured

if TYPE_CHECKING:
    import pandas as pd

HEARD = {
    "beats": "beat_pulse",
    "downbeats": "downbeat_pulse",
    "onsets": "onset",
    "bass": "bass",
    "harmonic": "harmonic",
    "percussive": "percussive",
    "loudness": "loudness",
}
"""What a move may follow, and the column of what was heard that tells it."""

STRUCK = ("beats", "downbeats")
"""Those that are over at once; see `struck`."""

FOLLOWED = {"beats": ("tracker",), "downbeats": ("downbeats",), "onsets": ("detector",)}
"""What of the hearing stands behind it, as schedules declare it (`PlugIn.follows`)."""


def move_settings(
    *, follows: str, amount: Setting, attack_s: float, decay_s: float, **more: Setting
) -> dict[str, Setting]:
    """Return the settings that every move has, with its own defaults.

    The function of a move takes levels, in [0, 1], swings, complex and at most
    as large (`levels.swung`), both of shape (n_frames,), and the settings. It
    returns the channels that it declares, each of shape (n_frames,); at level 0
    each has its neutral value (`channels.CHANNELS`).

    Parameters
    ----------
    follows
        What it follows where nobody sets it; see `HEARD`.
    amount
        How far it goes at level 1.
    attack_s, decay_s
        In what time it rises and falls off; see `levels.followed`.
    more
        Further settings.
    """
    return {
        "follows": choice(follows, "what it follows of what is heard", tuple(HEARD)),
        "amount": amount,
        "attack_s": number(attack_s, "time in which it rises; 0: at once", most=10, unit="seconds"),
        "decay_s": number(
            decay_s, "time in which it falls to a third; 0: at once", most=10, unit="seconds"
        ),
        **more,
    }


def make_moves(
    energies: "pd.DataFrame",
    moves: Sequence[tuple[PlugIn, Mapping[str, Any]]],
    fps: float,
    seed: int,
) -> dict[str, np.ndarray]:
    """Return what the moves of a set make of an excerpt, frame by frame.

    Parameters
    ----------
    energies
        The table of `hearing.frames.hear_frames`.
    moves
        Moves, each with all of its settings.
    fps
        Frames per second.
    seed
        From which the swings of each move are drawn, whatever others there are.

    Returns
    -------
    dict
        The channels that they fill, each of shape (n_frames,); see `channels`.

    Raises
    ------
    UserError
        If the table lacks what a move follows, or a move returns other
        channels than it declares or ones that are no channels.
    """
    parts = []
    for plug_in, settings in moves:
        feature = measured(energies, HEARD[settings["follows"]])
        if settings["follows"] in STRUCK:
            feature = struck(feature == 1, fps, settings["attack_s"])
        level = followed(feature, fps, settings["attack_s"], settings["decay_s"])
        random = np.random.default_rng(derive_seed(seed, plug_in.name, settings["follows"]))
        swing = swung(level, fps, settings["attack_s"], random)
        made = {
            name: np.asarray(values, dtype=float)
            for name, values in plug_in.make(level, swing, settings).items()
        }
        if problem := no_channels(made, plug_in.channels, len(energies)):
            raise UserError(f"the move {plug_in.name} gives {problem}")
        parts.append(made)
    return combined(parts)


def struck(strikes: np.ndarray, fps: float, attack_s: float) -> np.ndarray:
    """Let strikes last for twice the time of the attack, or for one frame: 1 there, else 0.

    A move that rises slowly would not have gone anywhere before a strike is over.

    Parameters
    ----------
    strikes
        Whether a beat falls in a frame, shape (n_frames,).
    fps
        Frames per second.
    attack_s
        See `levels.followed`.
    """
    lasts = max(round(2 * attack_s * fps), 1)
    return (np.convolve(strikes, np.ones(lasts))[: strikes.size] > 0).astype(float)


def no_channels(
    made: Mapping[str, np.ndarray], declared: Sequence[str], n_frames: int
) -> str | None:
    """Return in what the channels of a move are not what it declares; None where they are."""
    if set(made) != set(declared):
        return (
            f"the channels {', '.join(made) or 'none'} and declares {', '.join(declared)}: give "
            "those that it declares"
        )
    for name, values in made.items():
        if values.shape != (n_frames,) or not np.isfinite(values).all():
            return (
                f"the channel {name} in the shape {values.shape} or with values that are not "
                f"finite: one number for each of {n_frames} frames is due"
            )
        if CHANNELS[name].is_factor and values.min() <= 0:
            return f"the channel {name} with values of 0 or below: it is a factor, above 0"
    return None
