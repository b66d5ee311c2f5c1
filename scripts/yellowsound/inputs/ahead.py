"""What the configured plug-ins need, looked at ahead of any plan."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from yellowsound.inputs.cells import check_readable
from yellowsound.inputs.pairs import Pair
from yellowsound.models.table import OWN
from yellowsound.run.errors import UserError
from yellowsound.run.literal import misread
from yellowsound.run.plug_in import PlugIn
from yellowsound.run.plug_ins import all_chosen, models_of_one, ours, the, walkers_between
from yellowsound.run.registry import NONE, OPTIONAL, REGISTRY
from yellowsound.run.sections import Section


def check_places(places: Iterable[str | Path]) -> None:
    """Make sure that Snakemake takes the paths literally that it cannot do without.

    Raises
    ------
    UserError
        If it does not, for the first of them.
    """
    for place in misread(places):
        raise UserError(
            f"{place} holds braces or a <word>, which Snakemake reads as its own: rename or move "
            "that folder"
        )


def check_needs(config: Mapping[str, Any], models: Collection[str]) -> None:
    """Make sure that the tables and models which the plug-ins name are there.

    Parameters
    ----------
    config
        The whole configuration.
    models
        Names of the hub's models.

    Raises
    ------
    UserError
        One line for each table that cannot be read and each model without a row.
    """
    problems = []
    for key in the("painter", config).tables:
        try:
            check_readable(Path(config[key]))
        except UserError as error:
            problems.append(f"configuration: {key}: {error}")
    for plug_in in all_chosen(config):
        problems += [
            f"{config['models']}: there is no row of the model {name}, which the {plug_in.kind} "
            f"{plug_in.name} needs; add one, or leave models out of the configuration"
            for name in models_of_one(plug_in, config)
            if name not in (*OWN, *models)
        ]
    if problems:
        raise UserError("\n".join(problems))


def check_files_of_pairs(
    schedules: Iterable[tuple[PlugIn, Mapping[str, Any]]],
    sections: Mapping[str, Sequence[Section] | None],
    fps: int,
) -> None:
    """Make sure that the files which schedules read of each pair serve them.

    Parameters
    ----------
    schedules
        Plug-ins with their settings.
    sections
        Pair to the sections that its excerpt has if its song lasts; None where
        only the hearing tells them.
    fps
        Frames per second.

    Raises
    ------
    UserError
        One line for each file that does not.
    """
    problems = [
        schedule.check_pair({**settings, **schedule.files_of(settings, pair)}, planned, fps)
        for schedule, settings in schedules
        if schedule.check_pair
        for pair, planned in sections.items()
    ]
    if told := [problem for problem in dict.fromkeys(problems) if problem]:
        raise UserError("\n".join(told))


DRAWN = "williams"
"""The kind of prompts that are drawn from artworks in words (`section_prompts.KINDS`)."""

TAKEN_BY_PAINTERS = {"styles": "takes_styles", "corpus": "takes_words", "prompts": "takes_prompts"}
"""Columns of the pairs table that are for some painters, and how these declare it."""


def check_taken(config: Mapping[str, Any], pairs: Iterable[Pair]) -> None:
    """Make sure that the painter takes what pairs have for it: styles, a corpus, prompts, weights.

    Raises
    ------
    UserError
        If a pair has what it does not take, a corpus that nobody describes or reads, or weights
        of artworks that are painted in turn; or if its prompts shall be drawn from words that
        nobody tells.
    """
    pairs = list(pairs)
    painter = the("painter", config)
    _check_words(painter.name, config, pairs)
    if config.get(painter.name, {}).get("artworks") == "in-turn":
        for pair in (pair for pair in pairs if len(set(pair.weights)) > 1):
            raise UserError(
                f"{pair.place(config['pairs'])} has weights, but its artworks are painted in turn: "
                f"leave the weights out, or set {painter.name}: {{artworks: blend}}"
            )
    for column, flag in TAKEN_BY_PAINTERS.items():
        having = [pair for pair in pairs if getattr(pair, column)]
        if not having:
            continue
        said = f"{config['pairs']} row {having[0].row} ({having[0].name}) has {_said(column)}"
        leave = "leave the cells of that column empty"
        if not getattr(painter, flag):
            takers = [name for name, one in ours(("painter",)).items() if getattr(one, flag)]
            choices = " or ".join(_choice_of(taker, config) for taker in takers)
            advice = f"set {choices}, or {leave}" if takers else leave
            raise UserError(f"{said}, which the painter {painter.name} does not take: {advice}")
        if column == "corpus" and config[OPTIONAL] == NONE:
            raise UserError(
                f"{said}, which nobody describes: set describer={' or '.join(REGISTRY[OPTIONAL])}, "
                f"or {leave}"
            )


def _check_words(painter: str, config: Mapping[str, Any], pairs: Sequence[Pair]) -> None:
    """Make sure that prompts which are drawn from artworks in words find some, and are asked for.

    Raises
    ------
    UserError
        If they are drawn and nobody describes artworks, or a corpus is there that no prompt is
        drawn from.
    """
    prompt = config.get(painter, {}).get("prompt")
    told = [pair for pair in pairs if not pair.prompts]
    if prompt == DRAWN and config[OPTIONAL] == NONE and told:
        raise UserError(
            f"{told[0].place(config['pairs'])} has no prompts, which {painter} shall draw from "
            f"artworks in words, but nobody describes them: set describer="
            f"{' or '.join(REGISTRY[OPTIONAL])}, or {painter}: {{prompt: caption}}"
        )
    having = [pair for pair in pairs if pair.corpus]
    if prompt not in (None, DRAWN) and having:
        raise UserError(
            f"{having[0].place(config['pairs'])} has a corpus, which {painter} does not read: set "
            f"{painter}: {{prompt: {DRAWN}}}, or leave the cells of that column empty"
        )


def _choice_of(painter: str, config: Mapping[str, Any]) -> str:
    """Return what to set for another painter: with a walker, if the one that is set is none."""
    walker = the("walker", config)
    if walker.walks_between(painter, config.get(walker.name, walker.defaults)):
        return f"painter={painter}"
    # The one that is made for it, before those that are for all.
    other = min(walkers_between(painter), key=lambda one: one.walks_for(one.defaults) is None)
    return f"painter={painter} walker={other.name}"


def _said(column: str) -> str:
    return f"a {column}" if column == "corpus" else column
