"""What the report says about each metric, for a reader who has not seen it before."""

from dataclasses import dataclass

from yellowsound.study.tables import metric_title

TEXTS: dict[str, str] = {
    "flux_onset_r": "Pearson correlation of visual flux and novelty, without slow trends; -1 to 1.",
    "felt": "How well picture and sound agree within what viewers tolerate, beyond chance; 1 is "
    "perfect, 0 unrelated. What nobody notices costs nothing, and sound ahead of the picture costs "
    "more than sound behind it.",
    "avs": "The published audio-visual synchrony: strong beats and visual events, warped onto each "
    "other; 0 to 1. It is high for any regular event, so read it beside its p.",
    "avs_exact": "AVS with exact instead of approximate warping; 0 to 1.",
    "beat_f": "F-measure of visual onsets within 70 ms of beats; 0 to 1.",
    "beat_information_gain": "How far the errors between beats and visual onsets are from evenly "
    "spread; 0 to 1.",
    "beat_alignment_seen": "Mean over visual onsets of a bell curve (50 ms wide) around the "
    "nearest beat; 0 to 1.",
    "beat_alignment_heard": "Mean over beats of a bell curve (50 ms wide) around the nearest "
    "visual onset; 0 to 1.",
    "beats_covered": "Visual onsets for each beat; at least 0. A shift does not change it.",
    "beats_hit": "Share of beats with a visual onset within 100 ms; 0 to 1.",
    "av_align_flux": "Audio and visual onsets within 70 ms of each other, over all of both; "
    "0 to 1. Not the authors' number, which asks the optical flow.",
}
"""What each metric measures, with its range, in one or two sentences."""


@dataclass(frozen=True)
class MetricText:
    """How a metric is shown: what stands over its columns, and what it measures."""

    label: str
    text: str


def text_of(metric: str) -> MetricText:
    """Return how a metric is shown; one without a text is told by its column's name."""
    return MetricText(metric_title(metric), TEXTS.get(metric, f"The column {metric} of the table."))
