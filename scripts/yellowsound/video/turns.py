"""Where a picture turns: transitions of luminance, and to and from red, by WCAG 2.2."""

from collections import deque
from typing import Protocol

import numpy as np

from yellowsound.video.colour import SRGB_TO_XYZ, WHITE

CHANGE = 0.1
"""A transition changes the relative luminance by this or more, of a maximum of 1 ..."""

DARKER = 0.8
"""... where the darker of the two is below this."""

RED_SHARE = 0.8
"""A colour is a saturated red where R / (R + G + B) is this or more, of light and not of levels:
so more colours are. ..."""

RED_CHANGE = 0.2
"""... A transition to or from it is of more than this in the CIE 1976 UCS diagram."""

DIM = 20 / 320
"""Light, R + G + B, below which a colour is taken for black, which is as neutral as white.

Compression makes noise of any hue in black. The limit is that of WCAG 2.1, by
which a red flash changes (R - G - B) x 320 by more than 20.
"""

BEFORE_RED = 60
"""So many pictures are kept from before a red: at four red flashes a second each change takes an
eighth of a second, which are 15 pictures of a film of 120 a second."""

_X, _Y, _Z = SRGB_TO_XYZ * WHITE[:, None]
LUMINANCE = _Y
"""Relative luminance of light in red, green and blue."""

_PROJECTED = np.stack((4 * _X, 9 * _Y, _X + 15 * _Y + 3 * _Z))
"""From light in red, green and blue to u' and v' times a weight, and that weight."""


class Turns(Protocol):
    """Finds the transitions of one kind, frame by frame."""

    def turned(self, light: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return which cells have turned one way, and which the other way.

        Parameters
        ----------
        light
            Light of each cell in red, green and blue, in [0, 1], shape (3, n_cells).

        Returns
        -------
        tuple of np.ndarray
            Two of shape (n_cells,), bool. A cell turns one way and the other
            by turns.
        """
        ...


class Luminance:
    """Transitions of relative luminance: to brighter and to darker."""

    def __init__(self, n_cells: int) -> None:
        self._low = np.full(n_cells, np.inf, np.float32)
        self._high = np.full(n_cells, -np.inf, np.float32)
        self._may_rise, self._may_fall = np.ones((2, n_cells), bool)

    def turned(self, light: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return where it has turned brighter, and where darker; see `Turns`."""
        seen = LUMINANCE @ light
        np.minimum(self._low, seen, out=self._low)
        np.maximum(self._high, seen, out=self._high)
        up = (seen - self._low >= CHANGE) & (self._low < DARKER) & self._may_rise
        down = (self._high - seen >= CHANGE) & (seen < DARKER) & self._may_fall
        _take_turns(up, down, self._may_rise, self._may_fall)
        # From a turn on the next extreme is looked for.
        np.copyto(self._high, seen, where=up)
        np.copyto(self._low, seen, where=down)
        return up, down


class Red:
    """Transitions to and from a saturated red.

    Of the colours since the last transition two are kept: the farthest from
    the red of sRGB, from which a red is told, and the red nearest to it, from
    which leaving it is told. Most pictures have no red: their colours are
    worked out only once there is one, of the last `BEFORE_RED` pictures.
    """

    def __init__(self, n_cells: int) -> None:
        self._far_off = np.full(n_cells, -np.inf, np.float32)
        self._red_off = np.full(n_cells, np.inf, np.float32)
        self._far, self._red = np.zeros((2, 2, n_cells), np.float32)
        self._before: deque[np.ndarray] = deque(maxlen=BEFORE_RED)
        self._was_red = False
        self._may_redden, self._may_leave = np.ones((2, n_cells), bool)

    def turned(self, light: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return where it has turned red, and where it has left red; see `Turns`."""
        total = light[0] + light[1] + light[2]
        is_red = (light[0] >= RED_SHARE * total) & (total >= DIM)
        if not (is_red.any() or self._was_red):
            self._before.append(light)
            return is_red, is_red
        while self._before:
            self._see(self._before.popleft())
        uv, off = self._see(light)
        _keep(is_red & (off < self._red_off), off, uv, self._red_off, self._red)
        reddened = is_red & (_squared(uv, self._far) > RED_CHANGE**2) & self._may_redden
        left = np.isfinite(self._red_off) & (_squared(uv, self._red) > RED_CHANGE**2)
        left &= self._may_leave & ~reddened
        _take_turns(reddened, left, self._may_redden, self._may_leave)
        _keep(reddened | left, off, uv, self._far_off, self._far)
        self._red_off[left] = np.inf
        self._was_red = bool(np.isfinite(self._red_off).any())
        return reddened, left

    def _see(self, light: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Keep the farthest colours; return u' and v', and the squared distances from red."""
        uv = _chromaticity(light)
        np.copyto(uv, _NEUTRAL, where=light.sum(axis=0) < DIM)
        off = _squared(uv, _RED)
        _keep(off > self._far_off, off, uv, self._far_off, self._far)
        return uv, off


def _take_turns(
    one: np.ndarray, other: np.ndarray, may_one: np.ndarray, may_other: np.ndarray
) -> None:
    """Let what has turned one way turn the other way next, in place."""
    may_one &= ~one
    may_one |= other
    may_other &= ~other
    may_other |= one


def _keep(
    where: np.ndarray, off: np.ndarray, uv: np.ndarray, kept_off: np.ndarray, kept: np.ndarray
) -> None:
    """Keep colours and how far off they are, in place."""
    if where.any():
        np.copyto(kept_off, off, where=where)
        np.copyto(kept, uv, where=where)


def _chromaticity(light: np.ndarray) -> np.ndarray:
    """Return u' and v' of CIE 1976 UCS, shape (2, n); of black anything finite."""
    projected = _PROJECTED @ light
    return projected[:2] / np.maximum(projected[2], np.float32(1e-9))


def _squared(uv: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return the squared distances of colours, shape (n,)."""
    u, v = uv - other
    return u * u + v * v


_RED = _chromaticity(np.array([[1], [0], [0]], np.float32))
_NEUTRAL = _chromaticity(np.ones((3, 1), np.float32))
