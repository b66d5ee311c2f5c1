"""Where people's answers and what they answer lie, looked at before anything runs."""

from pathlib import Path

from yellowsound.run.errors import UserError


def response_files(folder: str | Path) -> list[Path]:
    """Return the response files of a folder in order of name: its .json files, hidden ones not.

    Raises
    ------
    UserError
        If there is no such folder, or none in it.
    """
    if not str(folder):
        raise UserError(
            "configuration: responses is not set: set it to the folder that holds the response "
            "files, `--config responses=FOLDER`"
        )
    folder = Path(folder)
    if not folder.is_dir():
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
    return found


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
