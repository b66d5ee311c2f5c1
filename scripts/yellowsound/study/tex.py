r"""Tables for LaTeX: what stands inside a `table`; they need `\usepackage{booktabs}`."""

import math
import re
from collections.abc import Sequence
from typing import Any

import pandas as pd

from yellowsound.run.plots import looks_of
from yellowsound.study.contrasts import BASELINE
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

UNDEFINED = "--"
"""Stands where there is no value."""


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
    for (metric, endpoint), family in comparisons.groupby(["metric", "endpoint"], sort=False):
        rows = []
        for row in family.itertuples():
            letter = _superscript(warnings.index(row.warning)) if row.warning else ""
            ends = ", ".join(minus(decimal(end, 3)) for end in (row.ci_low, row.ci_high))
            star = r"$^{\ast}$" if row.primary else ""
            rows.append(
                [
                    escape(contrast_name(row)) + star + letter,
                    str(row.n_pairs),
                    f"{minus(decimal(row.median_difference, 3))} [{ends}]",
                    minus(probability(row.p)),
                    minus(probability(row.p_holm)),
                    minus(decimal(row.rank_biserial)),
                    f"{minus(decimal(row.placebo_difference, 3))} "
                    f"({minus(probability(row.placebo_p))})",
                ]
            )
        groups.append((_endpoint_title(metric, endpoint), rows))
    difference = "Median difference [95\\,\\%]"
    heads = (
        *("Metric", f"Schedule, from {escape(BASELINE)}", "Pairs", difference),
        *("$p$", "$p$, Holm", "$r_{rb}$", "Placebo ($p$)"),
    )
    notes = "".join(
        f"\n\\par\\footnotesize{_superscript(number)}{escape(text)}."
        for number, text in enumerate(warnings)
    )
    if (comparisons["primary"] != "").any():
        notes = (
            "\n\\par\\footnotesize$^{\\ast}$The comparison that was named before the run, "
            f"uncorrected.{notes}"
        )
    return _tabular("llrlrrrl", heads, groups) + notes + "\n"


def contrast_name(row: Any) -> str:
    """Return the schedule of a comparison, with what it is compared with unless that is usual."""
    return row.schedule if row.baseline == BASELINE else f"{row.schedule} - {row.baseline}"


def _endpoint_title(metric: str, endpoint: str) -> str:
    """Return what a metric and its endpoint are called, in LaTeX."""
    return escape(metric_title(metric)) + (", $z$" if endpoint == "z" else "")


def _columns(metric: str) -> tuple[str, str, str]:
    return metric, f"{metric}_z", f"{metric}_p"


def _median_range(values: pd.Series) -> str:
    """Print median and quartiles."""
    low, median, high = values.quantile([0.25, 0.5, 0.75])
    return f"{minus(decimal(median))} [{minus(decimal(low))}, {minus(decimal(high))}]"


def _superscript(number: int) -> str:
    """Set the letter that leads to a warning."""
    return f"\\textsuperscript{{{letters(number)}}}"


def letters(number: int) -> str:
    """Return a, b ... z, aa, ab ... for 0, 1 ..."""
    letter = chr(ord("a") + number % 26)
    return letter if number < 26 else letters(number // 26 - 1) + letter


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
