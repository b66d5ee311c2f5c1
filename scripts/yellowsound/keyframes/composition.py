"""Pictures between two paintings of the style network, and how fast they change on the way.

A picture is a mixture of styles, painted over the bare artwork, over black.
"""

import itertools
from collections.abc import Mapping
from typing import Any

import numpy as np

from yellowsound.models.networks.style_network import StyleNetwork, to_rgb8

STOP_KEYS = ("style_weights", "paint", "light")
"""What describes an image of the way; see `compose`."""

PACE_POINTS = 9
"""Points at which the pace of a way is measured."""

LUMA = np.array([0.299, 0.587, 0.114])
"""Weights of red, green and blue in luma (ITU-R BT.601)."""


def between(
    start: Mapping[str, Any], end: Mapping[str, Any], share: float
) -> tuple[np.ndarray, float, float]:
    """Return style weights, paint and light at a share of the straight way between two images."""
    weights, paint, light = (
        (1.0 - share) * np.asarray(start[key]) + share * np.asarray(end[key]) for key in STOP_KEYS
    )
    return weights, float(paint), float(light)


def measure_pace(
    network: StyleNetwork, start: Mapping[str, Any], end: Mapping[str, Any]
) -> np.ndarray:
    """Measure how much of the visible change lies behind each point of a way.

    Equal steps in style weights are not equal steps to the eye: some stretches
    of a way change the picture more than others. Walked at this pace, a
    frame's T is its share of the visible change, so that the picture moves as
    much as its schedule says.

    Parameters
    ----------
    network
        The network with the picture.
    start, end
        What the way leads between: `style_weights`, `paint` and `light`.

    Returns
    -------
    np.ndarray
        Shape (PACE_POINTS,), from 0 to 1, non-decreasing: the cumulative mean
        absolute difference of luma between evenly spaced points of the way.
        Even where nothing changes.
    """
    shares = np.linspace(0.0, 1.0, PACE_POINTS)
    lumas = [compose(network, *between(start, end, share)) @ LUMA for share in shares]
    steps = [np.abs(after - before).mean() for before, after in itertools.pairwise(lumas)]
    total = np.cumsum([0.0, *steps])
    return total / total[-1] if total[-1] > 0 else shares


def compose(
    network: StyleNetwork, style_weights: np.ndarray, paint: float = 1.0, light: float = 1.0
) -> np.ndarray:
    """Render one picture: painted, over the bare artwork, over black.

    Parameters
    ----------
    network
        The network with its picture.
    style_weights
        26 weights that sum to 1, shape (26,).
    paint
        Share of the painting over the bare picture, in [0, 1].
    light
        Share of the whole over black, in [0, 1].

    Returns
    -------
    np.ndarray
        RGB, uint8, shape (height, width, 3).
    """
    if light == 0.0:
        return np.zeros((*network.picture.shape[1:], 3), dtype=np.uint8)
    if paint == 0.0:
        painted = network.picture.copy()
    else:
        painted = network.render(style_weights)
        if paint < 1.0:
            painted = paint * painted + (1.0 - paint) * network.picture
    if light < 1.0:
        painted *= light
    return to_rgb8(np.asarray(painted, dtype=np.float32))
