"""MusiCNN's weights: of the published wheel, rewritten as safetensors."""

import zipfile
from pathlib import Path

import numpy as np

from yellowsound.models.folders import write_record
from yellowsound.models.musicnn_tags import TAG_SETS
from yellowsound.models.tensor_bundle import read_tensor_bundle
from yellowsound.models.wheels import Wheel
from yellowsound.run.errors import UserError
from yellowsound.run.files import whole_folder

WHEEL = Wheel(
    title="MusiCNN",
    name="musicnn-0.1.0-py3-none-any.whl",
    sha256="f38a4890c648c1ddbb141c5d96d2b0a8cfcd36746002d896989f7b88beb65cfa",
    licence="ISC",
)


def convert(wheel: str | Path, folder: str | Path) -> list[Path]:
    """Write the weights of both tag sets into a folder: MTT.safetensors and MSD.safetensors.

    Parameters
    ----------
    wheel
        The published wheel; see `wheels.fetch_wheel`.
    folder
        The model's folder, whole or absent; what it holds is recorded in it.

    Returns
    -------
    list of Path
        The files. Their tensors are named and laid out as `networks.musicnn`
        has them; the optimiser's slots are left out.

    Raises
    ------
    UserError
        If the wheel is not a whole MusiCNN wheel.
    """
    from safetensors.numpy import save_file

    names = [f"{tag_set}.safetensors" for tag_set in TAG_SETS]
    with whole_folder(folder) as partial:
        for tag_set, name in zip(TAG_SETS, names, strict=True):
            try:
                with zipfile.ZipFile(wheel) as archive:
                    index = archive.read(f"musicnn/{tag_set}_musicnn/.index")
                    data = archive.read(f"musicnn/{tag_set}_musicnn/.data-00000-of-00001")
                tensors = to_state_dict(read_tensor_bundle(index, data))
            except (zipfile.BadZipFile, KeyError, ValueError) as error:
                raise UserError(
                    f"{wheel} does not hold MusiCNN's weights for {tag_set} ({error}): "
                    "delete it and run again"
                ) from error
            save_file(tensors, partial / name)
        write_record(partial, {"name": "musicnn", **WHEEL.source})
    return [Path(folder) / name for name in names]


# The state_dict's modules in the order in which the graph numbers its layers.
_CONVOLUTIONS = [
    *(f"timbral.{n}.convolution" for n in range(2)),
    *(f"temporal.{n}.convolution" for n in range(3)),
    *(f"middle.{n}.convolution" for n in range(3)),
]
_NORMS = [
    "input_norm",
    *(f"timbral.{n}.norm" for n in range(2)),
    *(f"temporal.{n}.norm" for n in range(3)),
    *(f"middle.{n}.norm" for n in range(3)),
    "pool_norm",
    "hidden_norm",
]
_DENSE = ["hidden", "output"]
_VARIABLES = {
    "conv2d": (_CONVOLUTIONS, {"kernel": "weight", "bias": "bias"}),
    "dense": (_DENSE, {"kernel": "weight", "bias": "bias"}),
    "batch_normalization": (
        _NORMS,
        {
            "gamma": "weight",
            "beta": "bias",
            "moving_mean": "running_mean",
            "moving_variance": "running_var",
        },
    ),
}


def to_state_dict(variables: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Rename and transpose the graph's variables.

    TensorFlow's convolution kernels are (height, width, in, out), here they are
    (out, in, height, width); dense kernels are transposed. The middle layers
    slide over time alone and become one-dimensional: (out, in, time).

    Raises
    ------
    KeyError
        If a variable of the graph is missing.
    """
    state = {}
    for kind, (modules, parts) in _VARIABLES.items():
        for number, module in enumerate(modules):
            layer = f"{kind}_{number}" if number else kind
            for theirs, ours in parts.items():
                tensor = variables[f"{layer}/{theirs}"]
                if module.startswith("middle") and theirs == "kernel":
                    tensor = tensor[:, :, 0, :].transpose(2, 1, 0)
                elif theirs == "kernel":
                    tensor = tensor.T if tensor.ndim == 2 else tensor.transpose(3, 2, 0, 1)
                state[f"{module}.{ours}"] = np.ascontiguousarray(tensor)
    return state
