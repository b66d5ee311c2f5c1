"""The scores of one video as lines for people."""

from yellowsound.synchrony.score import Scores

TOLD = ("flux_onset_lag_ms", "visible", "response")
"""Columns that have a line of their own."""


def told(scores: Scores) -> str:
    """Write the scores for people: one line a metric, then the reasons of what is undefined."""
    lines = [f"{'metric':24}{'score':>10}{'by chance':>11}{'z':>8}{'p':>8}"]
    for name in (column[:-2] for column in scores.values if column.endswith("_p")):
        numbers = (scores.values[name + end] for end in ("", "_null_mean", "_z", "_p"))
        cells = ("-" if number is None else f"{number:z.3f}" for number in numbers)
        lines.append("{:24}{:>10}{:>11}{:>8}{:>8}".format(name, *cells))
    lag_ms, visible, response = (scores.values.get(column) for column in TOLD)
    if lag_ms is not None:
        lag = f"the picture agrees best with the song at a lag of {lag_ms:z.0f} ms"
        lines.append("; ".join(filter(None, (lag, scores.notes.get(TOLD[0])))))
    if visible is not None:
        lines.append(f"the picture changes visibly at {100 * visible:.0f} % of the strong beats")
    if response is not None:
        lines.append(f"after a strong onset it changes {response:.2f} times as much as elsewhere")
    if scores.signals.flashes:
        lines.append(scores.signals.flashes.told)
    shown = {column for column in TOLD if scores.values.get(column) is not None}
    reasons = (f"{column}: {why}" for column, why in scores.notes.items() if column not in shown)
    return "\n".join([*lines, *reasons])
