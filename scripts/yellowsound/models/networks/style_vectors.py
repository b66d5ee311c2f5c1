"""Style vectors: one picture painted in the style of any other.

One network tells a picture's style as a vector of 100 numbers, another paints
a picture under such a vector (Ghiasi et al., "Exploring the structure of a
real-time, arbitrary neural artistic stylization network", 2017). Under its own
vector a picture stays near what it is; vectors mix.

The package ships both quantised to int8, the painter for 384x384. Rounded to
256 steps, its pictures flicker where the vector changes smoothly: both run in
float (`models.float_graph`), the painter at any size in multiples of 4.
"""

from functools import cache

import numpy as np

from yellowsound.models.float_graph import float_graph
from yellowsound.models.networks.painting import PaintingNetwork, open_session, packaged

SIZE = 100
"""Numbers of a style vector."""

MODEL, PREDICTOR = "arbitrary_transform.onnx", "arbitrary_predict.onnx"

SEEN_PX = 256
"""Side of the picture that the predictor takes."""


def style_vector(picture: np.ndarray, threads: int = 1) -> np.ndarray:
    """Return the style of a picture.

    Parameters
    ----------
    picture
        RGB, uint8, shape (height, width, 3), of any size; it is seen whole,
        scaled to a square.
    threads
        Threads of onnxruntime.

    Returns
    -------
    np.ndarray
        Shape (100,), float32; most numbers are within 2 of 0.
    """
    from PIL import Image

    seen = Image.fromarray(picture).resize((SEEN_PX, SEEN_PX), Image.Resampling.LANCZOS)
    session = _predictor(threads)
    feed = {session.get_inputs()[0].name: np.asarray(seen, dtype=np.float32)[None] / 255.0}
    return session.run(None, feed)[0].reshape(SIZE)


@cache
def _predictor(threads: int):
    return open_session(float_graph(packaged(PREDICTOR)), threads)


class StyleVectorNetwork(PaintingNetwork):
    """Renders one picture under style vectors."""

    @staticmethod
    def model_bytes() -> bytes:
        """Return the ONNX model that paints in float, for pictures of any size."""
        return float_graph(packaged(MODEL), free=("height", "width"))

    def render(self, style: np.ndarray) -> np.ndarray:
        """Paint the picture under a style vector.

        Parameters
        ----------
        style
            Shape (100,).

        Returns
        -------
        np.ndarray
            float32, shape (3, height, width), in [0, 1].
        """
        content, vector = (declared.name for declared in self._session.get_inputs())
        feed = {
            content: np.ascontiguousarray(self.picture.transpose(1, 2, 0)[None]),
            vector: style.astype(np.float32).reshape(1, 1, 1, SIZE),
        }
        return self._session.run(None, feed)[0][0].transpose(2, 0, 1)
