"""Why scores are undefined, as the page tells it: each reason once, by what it is of."""

from yellowsound.study.report.metric_texts import text_of
from yellowsound.study.report.scores import SCORE_COLUMNS, ScoreRow


def noted(row: ScoreRow) -> list[tuple[str, str]]:
    """Return what of a video is not measured, and why.

    Returns
    -------
    list of tuple
        Label and reason. A metric without a null has none of its columns: that is told once.
    """
    found = {}
    for column, reason in row.reasons.items():
        ends = (end for end in SCORE_COLUMNS if column.removesuffix(end) in row.scores)
        label = text_of(column.removesuffix(next(ends, ""))).label
        found[label, reason.removeprefix("no null: ")] = None
    return list(found)
