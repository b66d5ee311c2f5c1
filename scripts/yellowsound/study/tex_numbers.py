r"""Every number that a text about a study quotes, as a command of LaTeX of its own.

The numbers are `\newcommand`s, so that a text that quotes a study changes with it.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from yellowsound.run.plots import looks_of
from yellowsound.study.tex import contrast_name, decimal, letters, minus, probability

DIGITS = ("Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")


@dataclass(frozen=True)
class Number:
    r"""A number that a text quotes.

    Attributes
    ----------
    key
        What it is, as words joined by dots: `median.flux_onset_r.onset`.
    value
        The number; None where it is undefined.
    text
        As it is printed, without LaTeX.
    command
        Its command in LaTeX, with the backslash.
    """

    key: str
    value: float | None
    text: str
    command: str


def study_numbers(
    table: pd.DataFrame,
    metrics: Sequence[str],
    comparisons: pd.DataFrame,
    shares: pd.DataFrame,
    pairing: pd.DataFrame,
) -> list[Number]:
    """Collect every number that a text about the study quotes.

    Parameters
    ----------
    table, metrics
        The table of scores and its metrics.
    comparisons, shares, pairing
        Tables of `statistics.compare_schedules`, `shares.share_significant` and
        `pairing.pairing_table`.

    Returns
    -------
    list of Number
        Counts; for each schedule the median of `visible` and `response`; for
        each metric and schedule the median score and z, how many of how many
        videos have a p below `ALPHA`, and their share in percent; for each row
        of the pairing test its AUC, top 1, p and Holm's p;
        for each comparison its pairs, median difference, interval, p, Holm's
        p and effect size, with `_z` behind the name where it compares z.
    """
    found: list[tuple[str, float, str]] = []

    def add(key: str, value: float, text: str) -> None:
        # A label may hold line breaks, which would end the comment in `numbers_tex`.
        found.append((" ".join(key.split()), value, text))

    for name, column in (("pairs", "pair"), ("schedules", "schedule"), ("genres", "genre")):
        count = table[column].nunique()
        add(f"count.{name}", count, str(count))
    add("count.videos", len(table), str(len(table)))
    for metric in metrics:
        for schedule in looks_of(table["schedule"]):
            videos = table[table["schedule"] == schedule]
            for name, column in (("median", metric), ("median_z", f"{metric}_z")):
                median = float(videos[column].astype(float).median())
                add(f"{name}.{metric}.{schedule}", median, decimal(median))
    for schedule in looks_of(table["schedule"]):
        videos = table[table["schedule"] == schedule]
        for name in sorted({"response", "visible"} & set(table)):
            median = float(videos[name].astype(float).median())
            add(f"median.{name}.{schedule}", median, decimal(median))
    for row in pairing.itertuples():
        end = f"{row.metric}.{row.schedule}"
        for name in ("auc", "top1"):
            add(f"{name}.{end}", getattr(row, name), decimal(getattr(row, name)))
        for name in ("p", "p_holm"):
            add(f"pairing_{name}.{end}", getattr(row, name), probability(getattr(row, name)))
    for row in shares.itertuples():
        end = f"{row.metric}.{row.schedule}"
        add(f"significant.{end}", row.n_significant, str(row.n_significant))
        add(f"tested.{end}", row.n_videos, str(row.n_videos))
        add(f"share_percent.{end}", 100 * row.share, decimal(100 * row.share, 0))
    for row in comparisons.itertuples():
        mark = "_z" if row.endpoint == "z" else ""
        end = f"{mark}.{row.metric}.{contrast_name(row)}"
        add(f"pairs{end}", row.n_pairs, str(row.n_pairs))
        for name in ("median_difference", "ci_low", "ci_high", "placebo_difference"):
            add(f"{name}{end}", getattr(row, name), decimal(getattr(row, name), 3))
        for name in ("p", "p_holm", "p_equivalence", "placebo_p"):
            add(f"{name}{end}", getattr(row, name), probability(getattr(row, name)))
        add(f"rank_biserial{end}", row.rank_biserial, decimal(row.rank_biserial))
    commands = commands_of(key for key, _, _ in found)
    return [
        Number(key, None if math.isnan(value) else float(f"{value:.9g}"), text, commands[key])
        for key, value, text in found
    ]


def commands_of(keys: Iterable[str]) -> dict[str, str]:
    r"""Name a command of LaTeX for each key: letters alone, no two the same.

    `median.flux_onset_r.onset` is `\ysMedianFluxOnsetROnset`. Digits are
    spelled; of keys that differ in other signs alone, the later ones get a
    letter more, in the keys' order.
    """
    commands: dict[str, str] = {}
    for key in keys:
        words = re.findall(r"[A-Za-z]+|[0-9]", key)
        name = "ys" + "".join(
            DIGITS[int(word)] if word.isdigit() else word[0].upper() + word[1:] for word in words
        )
        command, number = f"\\{name}", 0
        while command in commands.values():
            number += 1
            command = f"\\{name}{letters(number).upper()}"
        commands[key] = command
    return commands


def numbers_tex(numbers: Iterable[Number]) -> str:
    r"""Return the numbers as LaTeX: a `\newcommand` a line, with its key as comment."""
    return "".join(
        f"\\newcommand{{{number.command}}}{{{minus(number.text)}}}% {number.key}\n"
        for number in numbers
    )


def numbers_json(numbers: Iterable[Number]) -> Mapping[str, Any]:
    """Return the numbers by key, each with value, text and command, for `files.write_json`."""
    return {
        number.key: {name: value for name, value in asdict(number).items() if name != "key"}
        for number in numbers
    }
