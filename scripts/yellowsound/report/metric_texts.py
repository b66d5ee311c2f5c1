"""What the report says about each metric, for a reader who has not seen it before."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MetricText:
    """How a metric is shown.

    Attributes
    ----------
    label
        What stands over its columns.
    text
        What it measures, with its range, in one or two sentences.
    """

    label: str
    text: str


METRIC_TEXTS: dict[str, MetricText] = {
    "flux_onset_r": MetricText(
        "Flux and onsets, r",
        "Pearson correlation of visual flux and onset strength, frame by frame; -1 to 1.",
    ),
    "avs": MetricText(
        "AVS",
        "The published audio-visual synchrony: strong beats and visual events, warped onto each "
        "other; 0 to 1. It is high for any regular event, so read it beside its p.",
    ),
    "avs_exact": MetricText("AVS, exact", "AVS with exact instead of approximate warping; 0 to 1."),
    "beat_f": MetricText("Beat F", "F-measure of visual onsets within 70 ms of beats; 0 to 1."),
    "beat_information_gain": MetricText(
        "Information gain",
        "How far the errors between beats and visual onsets are from evenly spread; 0 to 1.",
    ),
    "beat_alignment": MetricText(
        "Beat alignment",
        "Mean over visual onsets of a bell curve (50 ms wide) around the nearest beat; 0 to 1.",
    ),
    "beats_covered": MetricText(
        "Beats covered", "Visual onsets for each beat; at least 0. A shift does not change it."
    ),
    "beats_hit": MetricText(
        "Beats hit", "Share of beats with a visual onset within 100 ms; 0 to 1."
    ),
    "av_align": MetricText(
        "AV-Align",
        "Audio and visual onsets that fall within three frames, over all of both; 0 to 1.",
    ),
}
"""Texts by the name of the metric; see `text_of` for those without one."""


def text_of(metric: str) -> MetricText:
    """Return how a metric is shown; one without a text is shown by its column's name."""
    return METRIC_TEXTS.get(metric, MetricText(metric, f"The column {metric} of the table."))
