r"""Tables for LaTeX, no wider than `WIDTH_PT`, whatever stands in them.

They need `\usepackage{array,booktabs,longtable}`. A short one stands inside a `table`; one of all
metrics is a `longtable`, which stands alone and brings its caption and label.
"""

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

WIDTH_PT = 360.0
"""Widest that a table is: the text of an article at 11 points, or at 10 and 12 nearly so."""

GAP_PT = 4.0
"""Between two columns of a table."""

SCORES_PT = (106.0, 18.0, 90.0, 90.0, 40.0)
COMPARISONS_PT = (53.0, 16.0, 98.0, 29.0, 29.0, 26.0, 32.0, 49.0)
"""Widths of the columns: with the gaps between them `WIDTH_PT` or less. What is wider breaks."""

MOST_TOGETHER = 12
"""More rows of a metric than these may stand on two pages."""

UNBROKEN = 9
"""A name may break behind so many letters, and behind a sign."""

WARNING_WORDS: dict[str, str] = {
    "too few pairs": "too few",
    "hardly enough pairs": "hardly enough",
    "no pair has a value": "no pair",
}
"""What a warning holds, and what its column says of it; of any other `undefined`."""


def escape(text: str) -> str:
    """Return a text that LaTeX prints as it is; line breaks become spaces."""
    return "".join(SPECIALS.get(letter, letter) for letter in " ".join(text.split()))


def breakable(name: str) -> str:
    """Escape a name that may break behind each sign, and in words of many letters."""
    parts = re.findall(rf"\w{{1,{UNBROKEN}}}|\W", " ".join(name.split()))
    return r"\allowbreak{}".join(map(escape, parts))


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


def scores_table(table: pd.DataFrame, metrics: Sequence[str], *, long: bool = False) -> str:
    """Print the scores by schedule.

    Parameters
    ----------
    table
        The table of scores; see `study_tables.read_scores`.
    metrics
        The metrics to print, in the rows' order.
    long
        Print a longtable.

    Returns
    -------
    str
        For each metric and schedule the number of videos with a score,
        median and interquartile range of score and z, and of how many
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
                    breakable(schedule),
                    str(score.notna().sum()),
                    _median_range(score),
                    _median_range(z),
                    f"{(p < ALPHA).sum()} of {p.notna().sum()}",
                ]
            )
        groups.append((escape(metric_title(metric)), rows))
    heads = ("Schedule", "$n$", "Score", "$z$", f"$p < {ALPHA:g}$")
    caption = (
        ""
        if not long
        else ("Scores by every metric: median and quartiles of the videos with a score.")
    )
    note = "Score and $z$: median [lower quartile, upper quartile] of $n$ videos."
    return _set(SCORES_PT, heads, groups, [note], ("scores", caption))


def comparisons_table(
    comparisons: pd.DataFrame,
    table: pd.DataFrame,
    metrics: Sequence[str] | None = None,
    *,
    long: bool = False,
) -> str:
    """Print what each schedule gains over the baseline.

    Parameters
    ----------
    comparisons
        The table of `statistics.compare_schedules`.
    table
        The table of scores that it was made from.
    metrics
        Metrics to print; by default all.
    long
        Print a longtable.

    Returns
    -------
    str
        The table, its last column the warning in a word or two, below it the
        warnings in full, which the column's letters refer to; of a study
        that compares nothing a sentence that says why.
    """
    if comparisons.empty:
        return escape(nothing_compared(table)) + "\n"
    if metrics is not None:
        comparisons = comparisons[comparisons["metric"].isin(metrics)]
    warnings = list(dict.fromkeys(text for text in comparisons["warning"] if text))
    groups = []
    for (metric, endpoint), family in comparisons.groupby(["metric", "endpoint"], sort=False):
        rows = []
        for row in family.itertuples():
            ends = ", ".join(minus(decimal(end, 3)) for end in (row.ci_low, row.ci_high))
            rows.append(
                [
                    breakable(contrast_name(row)) + (r"$^{\ast}$" if row.primary else ""),
                    str(row.n_pairs),
                    f"{minus(decimal(row.median_difference, 3))} [{ends}]",
                    minus(probability(row.p)),
                    minus(probability(row.p_holm)),
                    minus(decimal(row.rank_biserial)),
                    minus(probability(row.placebo_p)),
                    _warned(row.warning, warnings),
                ]
            )
        groups.append((_endpoint_title(metric, endpoint), rows))
    heads = (
        *(f"From {escape(BASELINE)}", "$n$", "Median gain [95\\,\\%]", "$p$"),
        *("$p$, Holm", "$r_{rb}$", "$p$, placebo", "Warning"),
    )
    notes = [f"{_superscript(n)}{escape(text)}." for n, text in enumerate(warnings)]
    if (comparisons["primary"] != "").any():
        named = "$^{\\ast}$The comparison that was named before the run, uncorrected."
        notes = [named, *notes]
    caption = (
        ""
        if not long
        else (f"Schedules compared with {escape(BASELINE)}, pair by pair, by every metric.")
    )
    return _set(COMPARISONS_PT, heads, groups, notes, ("comparisons", caption))


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


def _warned(warning: str, warnings: Sequence[str]) -> str:
    """Return what the column says of a warning, with the letter that leads to it in full."""
    if not warning:
        return ""
    words = (words for known, words in WARNING_WORDS.items() if known in warning)
    return next(words, "undefined") + _superscript(warnings.index(warning))


def letters(number: int) -> str:
    """Return a, b ... z, aa, ab ... for 0, 1 ..."""
    letter = chr(ord("a") + number % 26)
    return letter if number < 26 else letters(number // 26 - 1) + letter


def _set(
    widths_pt: Sequence[float],
    heads: Sequence[str],
    groups: Sequence[tuple[str, list[list[str]]]],
    notes: Sequence[str],
    told: tuple[str, str],
) -> str:
    """Set groups of rows below their names, and notes below all; with a caption as a longtable.

    `told` is the table's name and its caption. Columns are as wide as they are told to be, so
    that neither a long name nor a large number makes the table wider.
    """
    name, caption = told
    # Ragged, so that no space is stretched where a cell breaks.
    columns = [rf">{{\raggedright\arraybackslash}}p{{{width:g}pt}}" for width in widths_pt]
    gap = rf"@{{\hspace{{{GAP_PT:g}pt}}}}"
    kind = "longtable" if caption else "tabular"
    lines = ["\\toprule", " & ".join(heads) + " \\\\"]
    if caption:
        label = f"\\caption{{{caption}}}\\label{{tab:{name}-all}} \\\\"
        lines = [label, *lines, "\\endfirsthead", *lines, "\\endhead"]
    for title, rows in groups:
        lines += ["\\midrule", f"\\multicolumn{{{len(heads)}}}{{@{{}}l@{{}}}}{{{title}}} \\\\*"]
        # The star keeps rows on one page: those of a metric, where they are few.
        end = " \\\\*\n" if len(rows) <= MOST_TOGETHER else " \\\\\n"
        lines.append(end.join(" & ".join(row) for row in rows) + " \\\\")
    return "\n".join(
        [
            # A group, so that the size of letters ends with the table.
            "\\begingroup\\footnotesize",
            f"\\begin{{{kind}}}{{@{{}}{gap.join(columns)}@{{}}}}",
            *lines,
            "\\bottomrule",
            f"\\end{{{kind}}}",
            *(f"\\par\\noindent\\raggedright {note}" for note in notes),
            "\\par\\endgroup\n",
        ]
    )
