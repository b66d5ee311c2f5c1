"""How a picture is held: where each of its points is shown, and in what light.

Moves change a pose; a frame is resampled once, however many there are.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from yellowsound.schedule.channels import CHANNELS

if TYPE_CHECKING:
    from PIL import Image

CELL_PX = 32
"""Between corners this far apart a ripple is followed by straight lines."""

RIPPLE_LENGTH = 0.6
"""From crest to crest of a ripple, in half heights of the frame."""

RIPPLE_PHASE = 0.25
"""At the centre of the frame stands a crest."""

LEAST_DEPTH = 0.5
"""No corner of a tilted frame is farther away than twice the centre: beyond, there is no picture
that could be mirrored often enough."""

_LUMA = np.array([0.2126, 0.7152, 0.0722])
"""Shares of red, green and blue in brightness, ITU-R BT.709."""


@dataclass(frozen=True)
class Ripple:
    """A standing wave across the picture.

    Attributes
    ----------
    height
        How far a point is moved at most, in half heights of the frame.
    length
        From crest to crest, in half heights.
    phase
        In turns, 0 to 1.
    """

    height: float
    length: float
    phase: float


@dataclass(frozen=True)
class Pose:
    """How a frame is shown.

    Attributes
    ----------
    place
        From where a point is shown to where it is taken from: a homography of
        (x, y, 1), x to the right and y down, in half heights of the frame from
        its centre, shape (3, 3).
    tone
        From a colour (R, G, B, 1), R to B in [0, 1], to the one shown, shape (3, 4).
    ripples
        Waves that run over what is shown.
    """

    place: np.ndarray = field(default_factory=lambda: np.eye(3))
    tone: np.ndarray = field(default_factory=lambda: np.eye(3, 4))
    ripples: tuple[Ripple, ...] = ()

    @classmethod
    def of(cls, channels: Mapping[str, float]) -> "Pose":
        """Return the pose that channels tell (`schedule.channels`); those that lack are neutral."""
        value = {name: channel.neutral for name, channel in CHANNELS.items()} | dict(channels)
        pose = (
            cls()
            .zoomed(value["zoom"])
            .turned(value["turn"] / 360)
            .shifted(value["right"], value["down"])
            .tilted(value["tilt_right"], value["tilt_down"])
            .rippled(Ripple(value["ripple"], RIPPLE_LENGTH, RIPPLE_PHASE))
        )
        # Rounding must not make a tone of none: such a frame stays as it is, bit by bit.
        if value["light"] != 1:
            pose = pose.lit(value["light"])
        if value["saturation"] != 1:
            pose = pose.saturated(value["saturation"])
        return pose.hued(value["hue"] / 360) if value["hue"] else pose

    def zoomed(self, by: float) -> "Pose":
        """Return it enlarged `by` times about the centre."""
        return self._placed(np.diag([1 / by, 1 / by, 1.0]))

    def shifted(self, right: float, down: float) -> "Pose":
        """Return it moved, in half heights of the frame."""
        return self._placed(np.array([[1.0, 0.0, -right], [0.0, 1.0, -down], [0.0, 0.0, 1.0]]))

    def turned(self, turns: float) -> "Pose":
        """Return it turned clockwise about the centre; 1 is a whole turn."""
        c, s = np.cos(2 * np.pi * turns), np.sin(2 * np.pi * turns)
        return self._placed(np.array([[c, s, 0.0], [-s, c, 0.0], [0.0, 0.0, 1.0]]))

    def tilted(self, right: float, down: float) -> "Pose":
        """Return it tilted in depth: half a height to the right is nearer by the share `right`."""
        return self._placed(np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [right, down, 1.0]]))

    def rippled(self, ripple: Ripple) -> "Pose":
        """Return it with one more wave."""
        return replace(self, ripples=(*self.ripples, ripple)) if ripple.height else self

    def lit(self, by: float) -> "Pose":
        """Return it with `by` times the light, counted in levels of sRGB."""
        return self._toned(by * np.eye(3))

    def saturated(self, by: float) -> "Pose":
        """Return it with `by` times the saturation; 0 is grey, its brightness stays."""
        grey = np.tile(_LUMA, (3, 1))
        return self._toned(grey + by * (np.eye(3) - grey))

    def hued(self, turns: float) -> "Pose":
        """Return it with all hues turned, about the axis of greys; 1 is a whole turn."""
        c, s = np.cos(2 * np.pi * turns), np.sin(2 * np.pi * turns)
        axis = np.full(3, 1 / np.sqrt(3))
        across = np.array(
            [[0.0, -axis[2], axis[1]], [axis[2], 0.0, -axis[0]], [-axis[1], axis[0], 0.0]]
        )
        return self._toned(c * np.eye(3) + s * across + (1 - c) * np.outer(axis, axis))

    def _placed(self, place: np.ndarray) -> "Pose":
        return replace(self, place=self.place @ place)

    def _toned(self, colours: np.ndarray) -> "Pose":
        return replace(self, tone=colours @ self.tone)


def shown(frame: np.ndarray, pose: Pose) -> np.ndarray:
    """Return a frame as it is shown.

    Beyond its edges the picture is continued as in a mirror: no border is seen. A wide frame is
    tilted no farther than to `LEAST_DEPTH`.

    Parameters
    ----------
    frame
        RGB, uint8, shape (height, width, 3).
    pose
        How it is held. One that changes nothing leaves the frame as it is, bit by bit.

    Returns
    -------
    np.ndarray
        RGB, uint8, of the frame's shape.
    """
    from PIL import Image

    if pose.ripples or not np.array_equal(pose.place, np.eye(3)):
        frame = _placed(frame, pose)
    if np.array_equal(pose.tone, np.eye(3, 4)):
        return frame
    matrix = pose.tone * np.array([1.0, 1.0, 1.0, 255.0])
    return np.asarray(Image.fromarray(frame).convert("RGB", tuple(matrix.ravel())))


def _placed(frame: np.ndarray, pose: Pose) -> np.ndarray:
    """Return a frame with its points where the pose shows them."""
    from PIL import Image

    height, width = frame.shape[:2]
    pose = replace(pose, place=_near_enough(pose.place, width / height))
    columns, rows = (_corners(side) for side in (width, height))
    x, y = _taken_from(pose, *np.meshgrid(columns, rows), width, height)
    # What lies beyond an edge, and a pixel more for what lies between.
    over = max(-x.min(), -y.min(), x.max() - width, y.max() - height, 0.0)
    margin = int(np.ceil(over)) + 2
    mirrored = Image.fromarray(np.pad(frame, ((margin,) * 2, (margin,) * 2, (0, 0)), "symmetric"))
    if pose.ripples:
        how = Image.Transform.MESH, _cells(columns, rows, np.stack((x, y), axis=-1) + margin)
    else:
        how = _at_once(pose.place, height, width, margin)
    return np.asarray(mirrored.transform((width, height), *how, Image.Resampling.BILINEAR))


def _near_enough(place: np.ndarray, aspect: float) -> np.ndarray:
    """Return a homography that is tilted only so far that all corners keep `LEAST_DEPTH`."""
    right, down, centre = place[2]
    lost = abs(right) * aspect + abs(down)
    most = (1 - LEAST_DEPTH) * centre
    if lost <= most:
        return place
    return np.vstack((place[:2], (right * most / lost, down * most / lost, centre)))


def _cells(
    columns: list[int], rows: list[int], taken: np.ndarray
) -> list[tuple[tuple[int, ...], tuple[float, ...]]]:
    """Return a mesh for Pillow: each cell, and from where in the picture its corners are taken.

    `taken` has shape (rows, columns, 2): x and y in pixels.
    """
    # Upper left, lower left, lower right, upper right: the order that Pillow asks for.
    corners = taken[:-1, :-1], taken[1:, :-1], taken[1:, 1:], taken[:-1, 1:]
    boxes = [
        (left, upper, right, lower)
        for upper, lower in pairwise(rows)
        for left, right in pairwise(columns)
    ]
    quads = np.concatenate(corners, axis=-1).reshape(-1, 8).tolist()
    return list(zip(boxes, map(tuple, quads), strict=True))


def _at_once(
    place: np.ndarray, height: int, width: int, margin: int
) -> "tuple[Image.Transform, tuple[float, ...]]":
    """Return one transform of Pillow for the whole frame: less work than a mesh, and exact."""
    from PIL import Image

    half = height / 2
    pixels = np.array([[half, 0.0, width / 2], [0.0, half, half], [0.0, 0.0, 1.0]])
    within = np.array([[1.0, 0.0, margin], [0.0, 1.0, margin], [0.0, 0.0, 1.0]])
    taken = within @ pixels @ place @ np.linalg.inv(pixels)
    taken = (taken / taken[2, 2]).ravel().tolist()
    if taken[6:8] == [0.0, 0.0]:
        return Image.Transform.AFFINE, tuple(taken[:6])
    return Image.Transform.PERSPECTIVE, tuple(taken[:8])


def _corners(side: int) -> list[int]:
    """Return where cells of about `CELL_PX` meet along a side, in whole pixels."""
    return np.linspace(0, side, max(round(side / CELL_PX), 1) + 1).round().astype(int).tolist()


def _taken_from(
    pose: Pose, x_px: np.ndarray, y_px: np.ndarray, width: int, height: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return from where in the frame points are taken, all in pixels."""
    half = height / 2
    x, y = (x_px - width / 2) / half, (y_px - half) / half
    shown_x, shown_y = x, y
    for wave in pose.ripples:
        x = x + wave.height * np.sin(2 * np.pi * (shown_y / wave.length + wave.phase))
        y = y + wave.height * np.sin(2 * np.pi * (shown_x / wave.length + wave.phase))
    x, y, depth = np.einsum("rc,chw->rhw", pose.place, np.stack((x, y, np.ones_like(x))))
    return x / depth * half + width / 2, y / depth * half + half
