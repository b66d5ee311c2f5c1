"""A reader of PyTorch's saved weights that needs no PyTorch.

What `torch.save` writes is a ZIP archive: a pickle of a dictionary, in which each tensor
stands as its storage, offset, shape and strides, and a file for each storage. A pickle can
run any code; this reads one that builds tensors of floats, and nothing else.
"""

import io
import pickle
import zipfile
from collections import OrderedDict
from typing import Any

import numpy as np

FLOATS = ("torch", "FloatStorage")
BUILD = ("torch._utils", "_rebuild_tensor_v2")
ALLOWED = {("collections", "OrderedDict"): OrderedDict, FLOATS: np.dtype("<f4")}


def read_torch_archive(data: bytes) -> dict[str, np.ndarray]:
    """Read the tensors of a saved `state_dict`.

    Parameters
    ----------
    data
        The file: as `torch.save` writes it, tensors in float32.

    Returns
    -------
    dict
        The tensors by name, float32.

    Raises
    ------
    ValueError
        If it is no such archive, is damaged, or its pickle asks for anything but tensors.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            # All lies in one folder, whatever its name.
            (described,) = (name for name in archive.namelist() if name.endswith("/data.pkl"))
            state = _Reader(archive, described).load()
    except Exception as error:
        # A pickle with a byte changed fails in as many ways as it has bytes.
        raise ValueError(f"no archive of tensors: {error}") from error
    if not isinstance(state, dict):
        raise ValueError("no archive of tensors: it holds something else")
    return {name: np.ascontiguousarray(tensor) for name, tensor in state.items()}


class _Reader(pickle.Unpickler):
    """Reads the pickle of an archive, with what it names in the archive beside it."""

    def __init__(self, archive: zipfile.ZipFile, described: str) -> None:
        super().__init__(io.BytesIO(archive.read(described)))
        self._archive, self._folder = archive, described.removesuffix("data.pkl")

    def find_class(self, module: str, name: str) -> Any:
        """Return what may be called: nothing but what builds tensors."""
        if (module, name) == BUILD:
            return _tensor
        if (module, name) in ALLOWED:
            return ALLOWED[module, name]
        raise pickle.UnpicklingError(f"{module}.{name} is no tensor of floats")

    def persistent_load(self, pid: tuple) -> np.ndarray:
        """Return the numbers of a storage."""
        _, dtype, key, *_ = pid
        return np.frombuffer(self._archive.read(f"{self._folder}data/{key}"), dtype)


def _tensor(
    storage: np.ndarray, offset: int, shape: tuple[int, ...], strides: tuple[int, ...], *_: Any
) -> np.ndarray:
    """Return a tensor, as a view of its storage; strides are counted in numbers."""
    if any(stride < 0 for stride in strides) or offset < 0:
        raise pickle.UnpicklingError("a tensor lies outside its storage")
    last = offset + sum((side - 1) * stride for side, stride in zip(shape, strides, strict=True))
    if last >= storage.size:
        raise pickle.UnpicklingError("a tensor lies outside its storage")
    bytes_apart = tuple(stride * storage.itemsize for stride in strides)
    return np.lib.stride_tricks.as_strided(storage[offset:], shape, bytes_apart, writeable=False)
