"""What a study is summed up by: one metric and one contrast, beside a few other metrics."""

from collections.abc import Sequence

from yellowsound.study.contrasts import BASELINE, Contrast, Primary

MAIN_METRICS = ("flux_onset_r", "felt", "beat_f")
"""Metrics of three kinds: of curves, of what viewers tolerate, and of times."""


def headline_metrics(metrics: Sequence[str], primary: Primary | None = None) -> list[str]:
    """Return the metrics that sum a study up; the first of them stands in its headline.

    Parameters
    ----------
    metrics
        The metrics of the study, at least one.
    primary
        The comparison that was named before the run, if one was.

    Returns
    -------
    list of str
        The primary metric, if there is one, then those of `MAIN_METRICS` that
        the study has; where it has neither, its first metric. What is chosen
        never depends on what came out.
    """
    named = [primary.metric] if primary else []
    found = [*named, *(metric for metric in MAIN_METRICS if metric in metrics)]
    return list(dict.fromkeys(found or metrics[:1]))


def headline_contrast(schedules: Sequence[str], primary: Primary | None = None) -> Contrast | None:
    """Return the contrast that a study is summed up by.

    Parameters
    ----------
    schedules
        Its schedules, in its order.
    primary
        The comparison that was named before the run, if one was.

    Returns
    -------
    Contrast or None
        The primary contrast, if there is one, else the first schedule that is
        not the baseline minus the baseline; None where there is no such schedule.
    """
    if primary:
        return primary.contrast
    first = next((name for name in schedules if name != BASELINE), None)
    return None if first is None else Contrast(first)
