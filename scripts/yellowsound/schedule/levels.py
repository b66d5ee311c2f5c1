"""Levels: how far a move goes at each frame, following what is heard, and which way."""

import numpy as np

LOUD = 0.98
"""Quantile of a feature, where there is any, at which a move goes all the way: single peaks above
it go no further."""

SPENT = 0.5
"""A move that has fallen below this share of its last peak begins anew when it rises."""


def followed(feature: np.ndarray, fps: float, attack_s: float, decay_s: float) -> np.ndarray:
    """Let a level rise with a feature, and fall off after it.

    Parameters
    ----------
    feature
        What is heard at each frame, at least 0, in any unit, shape (n_frames,).
    fps
        Frames per second.
    attack_s, decay_s
        In what time the level covers all but 1 / e of its way up, and down, in
        seconds; 0 is at once.

    Returns
    -------
    np.ndarray
        In [0, 1], shape (n_frames,); zeros for a feature of zeros.
    """
    sounding = feature[feature > 0]
    if sounding.size == 0:
        return np.zeros(feature.size)
    scale = np.quantile(sounding, LOUD, method="lower")
    up, down = (np.exp(-1 / (fps * time_s)) if time_s else 0.0 for time_s in (attack_s, decay_s))
    levels, level = np.empty(feature.size), 0.0
    for frame, target in enumerate(np.minimum(feature / scale, 1.0)):
        level = target + (level - target) * (up if target > level else down)
        levels[frame] = level
    return levels


def ways(levels: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Draw which way a move goes: another one each time that it begins anew.

    Parameters
    ----------
    levels
        From `followed`, shape (n_frames,).
    random
        Draws the ways.

    Returns
    -------
    np.ndarray
        Directions in turns, in [0, 1), shape (n_frames,); each is kept until
        the level rises after it had fallen below `SPENT` of its peak.
    """
    found, way, peak, is_spent = np.empty(levels.size), random.uniform(), 0.0, False
    before = 0.0
    for frame, level in enumerate(levels):
        if is_spent and level > before:
            way, peak, is_spent = random.uniform(), level, False
        peak = max(peak, level)
        is_spent = is_spent or level < SPENT * peak
        found[frame], before = way, level
    return found
