r"""Tables for LaTeX, and every number that a text quotes as a command of its own.

The tables need `\usepackage{booktabs}`; each file holds what stands inside a
`table`. The numbers are `\newcommand`s, so that a text that quotes a study
changes with it.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from yellowsound.run.plots import looks_of
from yellowsound.study.paired_tests import ALPHA
from yellowsound.study.tables import metric_title, nothing_compared

SPECIALS = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    **{letter: f"\\{letter}" for letter in "&%$#_{}"},
}
"""What LaTeX does not print as it stands."""

DIGITS = ("Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")

UNDEFINED = "--"
"""Stands where there is no value."""


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


def escape(text: str) -> str:
    """Return a text that LaTeX prints as it is; line breaks become spaces."""
    return "".join(SPECIALS.get(letter, letter) for letter in " ".join(text.split()))


def decimal(value: float | None, decimals: int = 2) -> str:
    """Print a number with fixed decimals; `UNDEFINED` for None and NaN, never -0."""
    if value is None or math.isnan(value):
        return UNDEFINED
    return f"{value:z.{decimals}f}"


def probability(p: float | None) -> str:
    """Print a p with three decimals, a smaller one as a bound."""
    return "<0.001" if p is not None and p < 0.0005 else decimal(p, 3)


def minus(text: str) -> str:
    """Set a printed number in LaTeX: a minus sign for a hyphen, signs of comparison as such."""
    if text == UNDEFINED:
        return text
    return re.sub(r"^[-<]", lambda sign: f"\\ensuremath{{{sign[0]}}}", text)


def scores_table(table: pd.DataFrame, metrics: Sequence[str]) -> str:
    """Print the scores by schedule.

    Parameters
    ----------
    table
        The table of scores; see `study_tables.read_scores`.
    metrics
        Its metrics, in the rows' order.

    Returns
    -------
    str
        A tabular: for each metric and schedule the number of videos with a
        score, median and interquartile range of score and z, and of how many
        videos with a p it is below `ALPHA`.
    """
    groups = []
    for metric in metrics:
        rows = []
        for schedule in looks_of(table["schedule"]):
            videos = table[table["schedule"] == schedule]
            score, z, p = (videos[name].astype(float) for name in _columns(metric))
            rows.append(
                [
                    escape(schedule),
                    str(score.notna().sum()),
                    _median_range(score),
                    _median_range(z),
                    f"{(p < ALPHA).sum()} of {p.notna().sum()}",
                ]
            )
        groups.append((escape(metric_title(metric)), rows))
    heads = ("Metric", "Schedule", "$n$", "Score", "$z$", f"$p < {ALPHA:g}$")
    return _tabular("llrllr", heads, groups) + (
        "\n% Score and z: median [lower quartile, upper quartile] of n videos.\n"
    )


def comparisons_table(comparisons: pd.DataFrame, table: pd.DataFrame) -> str:
    """Print what each schedule gains over the baseline.

    Parameters
    ----------
    comparisons
        The table of `statistics.compare_schedules`.
    table
        The table of scores that it was made from.

    Returns
    -------
    str
        A tabular, below it the warnings that its letters refer to; of a
        study that compares nothing a sentence that says why.
    """
    if comparisons.empty:
        return escape(nothing_compared(table)) + "\n"
    warnings = list(dict.fromkeys(text for text in comparisons["warning"] if text))
    groups = []
    for metric, family in comparisons.groupby("metric", sort=False):
        rows = []
        for row in family.itertuples():
            letter = _superscript(warnings.index(row.warning)) if row.warning else ""
            ends = ", ".join(minus(decimal(end, 3)) for end in (row.ci_low, row.ci_high))
            rows.append(
                [
                    escape(row.schedule) + letter,
                    str(row.n_pairs),
                    f"{minus(decimal(row.median_difference, 3))} [{ends}]",
                    minus(probability(row.p)),
                    minus(probability(row.p_holm)),
                    minus(decimal(row.rank_biserial)),
                ]
            )
        groups.append((escape(metric_title(metric)), rows))
    baseline = escape(comparisons["baseline"].iloc[0])
    difference = f"Median difference from {baseline} [95\\,\\%]"
    heads = ("Metric", "Schedule", "Pairs", difference, "$p$", "$p$, Holm", "$r_{rb}$")
    notes = "".join(
        f"\n\\par\\footnotesize{_superscript(number)}{escape(text)}."
        for number, text in enumerate(warnings)
    )
    return _tabular("llrlrrr", heads, groups) + notes + "\n"


def study_numbers(
    table: pd.DataFrame,
    metrics: Sequence[str],
    comparisons: pd.DataFrame,
    shares: pd.DataFrame,
) -> list[Number]:
    """Collect every number that a text about the study quotes.

    Parameters
    ----------
    table, metrics
        The table of scores and its metrics.
    comparisons, shares
        Tables of `statistics.compare_schedules` and `statistics.share_significant`.

    Returns
    -------
    list of Number
        Counts; for each metric and schedule the median score and z, how many
        of how many videos have a p below `ALPHA`, and their share in percent;
        for each comparison its pairs, median difference, interval, p, Holm's
        p and effect size.
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
    for row in shares.itertuples():
        end = f"{row.metric}.{row.schedule}"
        add(f"significant.{end}", row.n_significant, str(row.n_significant))
        add(f"tested.{end}", row.n_videos, str(row.n_videos))
        add(f"share_percent.{end}", 100 * row.share, decimal(100 * row.share, 0))
    for row in comparisons.itertuples():
        end = f"{row.metric}.{row.schedule}"
        add(f"pairs.{end}", row.n_pairs, str(row.n_pairs))
        for name in ("median_difference", "ci_low", "ci_high"):
            add(f"{name}.{end}", getattr(row, name), decimal(getattr(row, name), 3))
        for name in ("p", "p_holm"):
            add(f"{name}.{end}", getattr(row, name), probability(getattr(row, name)))
        add(f"rank_biserial.{end}", row.rank_biserial, decimal(row.rank_biserial))
    commands = commands_of(key for key, _, _ in found)
    return [
        Number(key, None if math.isnan(value) else round(value, 9), text, commands[key])
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
            command = f"\\{name}{_letters(number).upper()}"
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


def _columns(metric: str) -> tuple[str, str, str]:
    return metric, f"{metric}_z", f"{metric}_p"


def _median_range(values: pd.Series) -> str:
    """Print median and quartiles."""
    low, median, high = values.quantile([0.25, 0.5, 0.75])
    return f"{minus(decimal(median))} [{minus(decimal(low))}, {minus(decimal(high))}]"


def _superscript(number: int) -> str:
    """Set the letter that leads to a warning."""
    return f"\\textsuperscript{{{_letters(number)}}}"


def _letters(number: int) -> str:
    """Return a, b ... z, aa, ab ... for 0, 1 ..."""
    letter = chr(ord("a") + number % 26)
    return letter if number < 26 else _letters(number // 26 - 1) + letter


def _tabular(
    columns: str, heads: Sequence[str], groups: Sequence[tuple[str, list[list[str]]]]
) -> str:
    """Set groups of rows, the first row of each with the group's name."""
    lines = [f"\\begin{{tabular}}{{{columns}}}", "\\toprule", " & ".join(heads) + " \\\\"]
    for name, rows in groups:
        lines.append("\\midrule")
        for number, row in enumerate(rows):
            lines.append(" & ".join([name if number == 0 else "", *row]) + " \\\\")
    return "\n".join([*lines, "\\bottomrule", "\\end{tabular}"])
