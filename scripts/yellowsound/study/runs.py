"""Runs that are done, read for a comparison: scores, what was asked, and which excerpts."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yellowsound.run.errors import UserError
from yellowsound.run.files import read_json, read_text_table

if TYPE_CHECKING:
    import pandas as pd

SCORES, ASKED, CHECKED = "tables/synchrony.tsv", "provenance.json", "checked/pairs.tsv"
"""What is read of a run."""

BETWEEN = "~"
"""Stands between the names of two compared runs in that of their folder: no run has it in its."""


@dataclass(frozen=True)
class Run:
    """A run that is done.

    Attributes
    ----------
    name, folder
        Its name, and where it lies.
    scores
        Its table of scores; see `tables.read_scores`.
    configuration
        All that was asked for.
    scored_by
        Version and commit of the workflow that scored its videos.
    pairs
        The table of its checked pairs, by the pairs' names: all cells as text.
    """

    name: str
    folder: Path
    scores: "pd.DataFrame"
    configuration: dict[str, Any]
    scored_by: str
    pairs: "pd.DataFrame"


def compared_folder(runs: Sequence[str], results: Path) -> str:
    """Return the name of a comparison's folder: of two runs that are there and scored.

    Parameters
    ----------
    runs
        Their names.
    results
        The folder in which those of all runs lie.

    Raises
    ------
    UserError
        If two different runs are not named, or one is not there or not scored.
    """
    if len(runs) != 2:
        raise UserError(
            f"configuration: compare names {len(runs)} runs: name two, as in compare=[mine,other]"
        )
    for run in runs:
        check_scored(results / run)
    return BETWEEN.join(runs)


def check_scored(folder: Path) -> None:
    """Refuse a run that is not there, or whose videos are not scored."""
    if not folder.is_dir():
        raise UserError(
            f"configuration: compare names the run {folder.name}, but there is no {folder}: "
            "make it first, or name another"
        )
    if missing := [name for name in (SCORES, ASKED, CHECKED) if not (folder / name).is_file()]:
        raise UserError(
            f"configuration: compare names the run {folder.name}, but {folder} has no "
            f"{' and no '.join(missing)}: run it to its end first"
        )


def state_of(folder: Path) -> list[str | None]:
    """Return the SHA-256 of what a comparison reads of a run; None of what is not there."""
    files = [folder / name for name in (SCORES, ASKED, CHECKED)]
    return [
        hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else None for file in files
    ]


def read_run(folder: Path) -> Run:
    """Read a run that is done.

    Raises
    ------
    UserError
        If it is not there or not scored.
    """
    from yellowsound.study.tables import read_scores

    check_scored(folder)
    told = read_json(folder / ASKED)
    stages = told.get("stages", {}).get("synchrony", {}).get("version and commit", {})
    alone = ", ".join(str(value) for value in told["workflow"].values())
    pairs = read_text_table(folder / CHECKED)
    return Run(
        name=folder.name,
        folder=folder,
        scores=read_scores(folder / SCORES),
        configuration=told["configuration"],
        scored_by="; ".join(stages) or alone,
        pairs=pairs.set_index("pair"),
    )
