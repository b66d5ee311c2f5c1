"""Where people's answers and what they answer lie, looked at before anything runs."""

from pathlib import Path

from yellowsound.run.errors import UserError
from yellowsound.run.files import is_folder

LARGEST_MB = 5
"""A response file has some ten kB; a larger one is none."""


def response_files(folder: str | Path) -> list[Path]:
    """Return the response files of a folder in order of name: its .json files, hidden ones not.

    Raises
    ------
    UserError
        If there is no such folder, or none in it, or one of them cannot be a
        response: nothing is read that never ends.
    """
    if not str(folder):
        raise UserError(
            "configuration: responses is not set: set it to the folder that holds the response "
            "files, `--config responses=FOLDER`"
        )
    folder = Path(folder)
    if not is_folder(folder):
        raise UserError(
            f"configuration: responses: {folder} is no folder: name the one that holds the "
            "response files"
        )
    files = [path for path in folder.iterdir() if path.suffix.lower() == ".json"]
    found = sorted(path for path in files if not path.name.startswith("."))
    if not found:
        raise UserError(
            f"configuration: responses: {folder} holds no response file (.json): put in those "
            "that participants sent, or name another folder"
        )
    problems = [f"{shown_path(path)}: {what}" for path in found if (what := problem_of_file(path))]
    if problems:
        raise UserError("\n".join(problems))
    return found


def problem_of_file(path: Path) -> str:
    """Return why a file cannot be a response file, before it is opened; empty if it can."""
    if not path.name.isprintable():
        return "its name holds characters that cannot be shown: rename it, or leave it out"
    if not path.is_file():
        return "it is no regular file: put a copy of the file there, or leave it out"
    if path.stat().st_size > LARGEST_MB * 10**6:
        return (
            f"it is larger than {LARGEST_MB} MB, and no response: take the file as the page wrote "
            "it, or leave it out"
        )
    return ""


def shown_path(path: Path) -> str:
    """Return a path as an error tells it: on one line, whatever its name holds."""
    return str(path) if str(path).isprintable() else repr(str(path))


def check_experiment(path: str | Path) -> None:
    """Make sure that there is an experiment which responses can answer.

    Raises
    ------
    UserError
        If there is none.
    """
    if not Path(path).is_file():
        raise UserError(
            f"{path} is missing, which tells what the responses answer: make the page by "
            "`snakemake experiment`, or name by `run` the run whose page was shown"
        )
