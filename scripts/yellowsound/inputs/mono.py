"""Mixing to mono: how much of a sound is lost where channels have opposite phases."""

import math

MONO_LOSS_DB = 10.0
"""A sound that loses more than this is not analysed by its mono mix: what is left is what the
channels happen to share, or the noise of a lossy codec. Channels that have nothing in common
lose 3 dB, wide mixes up to 6 dB."""


def mono_loss_db(power: float, mono_power: float) -> float:
    """Return by how much the mono mix is weaker than the channels.

    Parameters
    ----------
    power
        Mean over the channels of their power.
    mono_power
        Power of the channels' mean, over the same samples.

    Returns
    -------
    float
        In dB, at least 0; 0 for silence, infinite where nothing is left.
    """
    if power <= 0:
        return 0.0
    return 10.0 * math.log10(power / mono_power) if mono_power > 0 else math.inf
