"""BeatNet's weights: of the published wheel, rewritten as safetensors."""

import hashlib
import zipfile
from pathlib import Path

from yellowsound.models.folders import write_record
from yellowsound.models.torch_archive import read_torch_archive
from yellowsound.models.wheels import Wheel
from yellowsound.run.errors import UserError
from yellowsound.run.files import whole_folder

WHEEL = Wheel(
    title="BeatNet",
    name="BeatNet-1.1.3-py3-none-any.whl",
    sha256="1ecfa17bdcbe899975a88bdb6efebd6970d846a4f3b6cfd5c6f320647c641c7e",
    licence="CC-BY-4.0",
)

WEIGHTS = "BeatNet/models/model_1_weights.pt"
"""The first of its three sets of weights."""

WEIGHTS_SHA256 = "619091bc317ca3e83b45591d46f6de3d5a41588bcb39fe9fe7be30cffa6aca84"

FILE = "beatnet.safetensors"
"""The file in the model's folder."""


def convert(wheel: str | Path, folder: str | Path) -> Path:
    """Write BeatNet's weights into a folder.

    Parameters
    ----------
    wheel
        The published wheel; see `wheels.fetch_wheel`.
    folder
        The model's folder, whole or absent; what it holds is recorded in it.

    Returns
    -------
    Path
        The file. Its tensors have the names and shapes of the published `state_dict`.

    Raises
    ------
    UserError
        If the wheel is not a whole BeatNet wheel.
    """
    from safetensors.numpy import save_file

    try:
        with zipfile.ZipFile(wheel) as archive:
            data = archive.read(WEIGHTS)
        found = hashlib.sha256(data).hexdigest()
        if found != WEIGHTS_SHA256:
            raise ValueError(f"the SHA-256 of {WEIGHTS} is {found}, expected {WEIGHTS_SHA256}")
        state = read_torch_archive(data)
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        raise UserError(
            f"{wheel} does not hold BeatNet's weights ({error}): delete it and run again"
        ) from error
    with whole_folder(folder) as partial:
        save_file(state, partial / FILE)
        write_record(partial, {"name": "beatnet", **WHEEL.source})
    return Path(folder) / FILE
