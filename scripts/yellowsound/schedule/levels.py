"""Levels: how far a move goes at each frame, following what is heard, and to which side."""

import numpy as np

LOUD = 0.98
"""Quantile of a feature, where there is any, at which a move goes all the way: single peaks above
it go no further."""

SPENT = 0.5
"""A move that has fallen below this share of its last peak begins anew when it rises."""

ASTRAY = 0.125
"""A swing goes to the right or to the left, or astray from that by up to this, in turns."""


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


def swung(
    levels: np.ndarray, fps: float, attack_s: float, random: np.random.Generator
) -> np.ndarray:
    """Let a level swing: to the other side each time that it begins anew.

    Parameters
    ----------
    levels
        From `followed`, shape (n_frames,).
    fps
        Frames per second.
    attack_s
        In what time it covers all but 1 / e of its way to the other side, in seconds; 0 is at
        once.
    random
        Draws the first side, and how far each swing goes astray.

    Returns
    -------
    np.ndarray
        Complex, shape (n_frames,): to the right is real and above 0, down is
        imaginary and above 0; the amount is at most the level's.
    """
    side = random.choice((-1.0, 1.0))
    way = _astray(side, random)
    swing, peak, before, is_spent = np.empty(levels.size, complex), 0.0, 0.0, False
    lasting = np.exp(-1 / (fps * attack_s)) if attack_s else 0.0
    heading = way
    for frame, level in enumerate(levels):
        if is_spent and level > before:
            side, peak, is_spent = -side, level, False
            way = _astray(side, random)
        peak = max(peak, level)
        is_spent = is_spent or level < SPENT * peak
        heading = way + (heading - way) * lasting
        swing[frame], before = level * heading, level
    return swing


def _astray(side: float, random: np.random.Generator) -> complex:
    return side * np.exp(2j * np.pi * random.uniform(-ASTRAY, ASTRAY))
