"""The table of models: which files of which repository, at which revision."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from yellowsound.run.errors import UserError
from yellowsound.run.tsv import read_rows

COLUMNS = ("model", "repository", "revision", "files", "licence")
COMMIT = re.compile(r"[0-9a-f]{40}")
"""A revision that never moves."""

OWN = ("musicnn", "beatnet", "clip-interrogator-words", "clip-interrogator-embeddings")
"""Models that the workflow fetches or makes by rules of their own."""

TAKEN = ("benchmarks", "logs", "embedded", "jspsych", *OWN)
"""Folders beside the models of the table."""

OTHER_FORMATS = (
    *(".ckpt", ".gguf", ".h5", ".msgpack", ".onnx", ".onnx_data", ".ot", ".pb", ".pt", ".pth"),
    ".tflite",
)
"""Weights that are fetched only if the table names their file."""

_FORMS = {
    "model": re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*"),
    "repository": re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*", re.ASCII),
    "revision": re.compile(r"[\w][\w./-]*", re.ASCII),
    "files": re.compile(r"[^,]*[^,\s][^,]*(,[^,]*[^,\s][^,]*)*"),
    "licence": re.compile(r".*\S.*"),
}
_ADVICE = {
    "model": "write letters, digits, '.', '_' and '-'",
    "repository": "write owner/name, as the hub has it",
    "revision": "write a commit of 40 hexadecimal digits, or a branch or tag",
    "files": "write names or globs with commas between, as in config.json,unet/*",
    "licence": "write the licence of the weights",
}


@dataclass(frozen=True)
class HubModel:
    """One row of the table of models.

    Attributes
    ----------
    name
        What the workflow calls it, and its folder.
    repository
        Owner and name on the hub.
    revision
        A commit, or a branch or tag that is resolved to one when it is first fetched.
    files
        Globs, each for whole paths in the repository; `*` does not cross folders.
    licence
        Of the weights.
    """

    name: str
    repository: str
    revision: str
    files: tuple[str, ...]
    licence: str


def read_models(path: str | Path) -> dict[str, HubModel]:
    """Read a table of models.

    Parameters
    ----------
    path
        Tab-separated UTF-8 text with the columns model, repository, revision,
        files (globs with commas between) and licence.

    Returns
    -------
    dict
        The models by name, in the table's order.

    Raises
    ------
    UserError
        One line for each mistake, naming file, row and column.
    """
    models: dict[str, HubModel] = {}
    problems = []
    for row, cells in read_rows(path, COLUMNS, "the table of models"):
        if cells is None:
            wrong = [f"it has not {len(COLUMNS)} cells; mend its tabs"]
        else:
            wrong = [f"column {column}: {problem}" for column, problem in _problems(cells, models)]
            if not wrong:
                models[cells["model"]] = HubModel(
                    name=cells["model"],
                    repository=cells["repository"],
                    revision=cells["revision"],
                    files=tuple(item.strip() for item in cells["files"].split(",")),
                    licence=cells["licence"],
                )
        problems += [f"row {row}: {problem}" for problem in wrong]
    if not models and not problems:
        problems.append("there is no row; add at least one model")
    if problems:
        raise UserError("\n".join(f"{path}: {problem}" for problem in problems))
    return models


def _problems(cells: Mapping[str, str], models: Mapping[str, HubModel]) -> list[tuple[str, str]]:
    """Return the mistakes of a row as pairs of a column and what is wrong there."""
    found = [
        (column, f"'{cells[column]}' will not do; {_ADVICE[column]}")
        for column in COLUMNS
        if not _FORMS[column].fullmatch(cells[column])
    ]
    name = cells["model"]
    if name in models:
        found.append(("model", f"'{name}' stands in another row already; remove one"))
    if name in TAKEN:
        found.append(("model", f"'{name}' is the workflow's own; choose another name"))
    return found


def unmatched(names: Iterable[str], globs: Sequence[str]) -> list[str]:
    """Return the globs that match none of a repository's files."""
    names = list(names)
    return [glob for glob in globs if not any(_matches(name, glob) for name in names)]


def select_files(names: Iterable[str], globs: Sequence[str]) -> list[str]:
    """Choose the files of a repository that are needed.

    These are the ones that match a glob, but of weights those alone that are
    loaded: a folder's safetensors, or its .bin files where it has none; in
    parts too, with the index that names the parts. Variants (`model.fp16.bin`)
    and other frameworks' formats are left out. What stands in `globs` by its
    whole name is always taken.

    Parameters
    ----------
    names
        Paths of all files in the repository, with '/' between folders.
    globs
        See `HubModel.files`.

    Returns
    -------
    list of str
        The chosen names, sorted.
    """
    matched = sorted(name for name in names if any(_matches(name, glob) for glob in globs))
    safe = {_folder(name) for name in matched if _weights_of(name) == "safetensors"}

    def is_needed(name: str) -> bool:
        kind = _weights_of(name)
        if name in globs or kind is None:
            return True
        return kind == "safetensors" or (kind == "bin" and _folder(name) not in safe)

    return [name for name in matched if is_needed(name)]


def _matches(name: str, glob: str) -> bool:
    names, globs = name.split("/"), glob.split("/")
    return len(names) == len(globs) and all(map(fnmatchcase, names, globs))


def _folder(name: str) -> str:
    return str(PurePosixPath(name).parent)


def _weights_of(name: str) -> str | None:
    """Return the kind of weights in a file: safetensors, bin, other; None if there are none.

    Names of weights and of their indexes have no dot but before
    `safetensors`, `bin` and `index.json`; with another, they are a variant.
    """
    path = PurePosixPath(name)
    if path.suffix in OTHER_FORMATS:
        return "other"
    parts = path.name.split(".")[1:]
    for kind in ("safetensors", "bin"):
        if parts in ([kind], [kind, "index", "json"]):
            return kind
        if kind in parts:
            return "other"
    return None
