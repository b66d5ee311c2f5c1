"""The canvas of a painting: how many pixels a network paints, whatever the frame has.

What a network puts down is as many pixels wide on any picture: on a small frame its strokes are
coarse, on a large one fine. Painted on a canvas of one size and then resized, a picture has
strokes of one size relative to it, so that a preview shows the film that it is a preview of.
"""

import copy
from collections.abc import Callable

import numpy as np

from yellowsound.models.networks.painting import PaintingNetwork
from yellowsound.run.settings import Setting

CANVAS = Setting(
    0,
    {"type": "integer", "anyOf": [{"minimum": 64, "maximum": 4096}, {"enum": [0]}]},
    "pixels, 64 to 4096, or 0",
    "shorter side of the canvas on which it paints, before the picture is resized to the frame: "
    "strokes keep their size relative to the picture, whatever the frame has; 0: the frame's own",
)
"""The setting `canvas`."""

STEP_PX = 4
"""Networks take sides of so many pixels and their multiples."""


class OnCanvas:
    """A network that paints on a canvas, and has the picture as large as the frame.

    Parameters
    ----------
    network_of
        Returns the network of a picture, given that and threads.
    picture
        RGB, uint8, shape (height, width, 3).
    threads
        Threads to use.
    canvas_px
        The shorter side of the canvas, at least `STEP_PX`.
    """

    def __init__(
        self,
        network_of: Callable[[np.ndarray, int], PaintingNetwork],
        picture: np.ndarray,
        threads: int,
        canvas_px: int,
    ) -> None:
        from PIL import Image

        height, width, _ = picture.shape
        scale = canvas_px / min(height, width)
        rows, columns = (
            max(round(side * scale / STEP_PX), 1) * STEP_PX for side in (height, width)
        )
        canvas = Image.fromarray(picture).resize((columns, rows), Image.Resampling.LANCZOS)
        self._network = network_of(np.asarray(canvas), threads)
        self.picture = np.ascontiguousarray(picture.transpose(2, 0, 1), dtype=np.float32) / 255.0
        """The picture as large as the frame, as `PaintingNetwork` has it."""

    def render(self, style: np.ndarray) -> np.ndarray:
        """Paint the picture; see `PaintingNetwork.render`. It may leave [0, 1] a little."""
        return resized(self._network.render(style), *self.picture.shape[1:])

    def between(self, other: "OnCanvas", share: float) -> "OnCanvas":
        """Return this with what lies between its picture and another; see `PaintingNetwork`."""
        mixed = copy.copy(self)
        mixed.picture = (1.0 - share) * self.picture + share * other.picture
        mixed._network = self._network.between(other._network, share)
        return mixed


def on_canvas(
    network_of: Callable[[np.ndarray, int], PaintingNetwork],
    picture: np.ndarray,
    threads: int,
    canvas_px: int,
) -> PaintingNetwork | OnCanvas:
    """Return the network of a picture on a canvas; 0 is the frame's own size. See `OnCanvas`."""
    if canvas_px in (0, min(picture.shape[:2])):
        return network_of(picture, threads)
    return OnCanvas(network_of, picture, threads, canvas_px)


def resized(picture: np.ndarray, height: int, width: int) -> np.ndarray:
    """Return a picture of shape (3, rows, columns) in shape (3, height, width), float32."""
    from PIL import Image

    planes = (Image.fromarray(np.ascontiguousarray(plane, dtype=np.float32)) for plane in picture)
    return np.stack([np.asarray(plane.resize((width, height), Image.LANCZOS)) for plane in planes])
