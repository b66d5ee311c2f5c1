"""What the tables hold that tell how far a study can be trusted."""

from yellowsound.study.statistics import YES

OTHER_SONGS = 8
"""With at most so many other songs is a picture compared: the curve is no second pairing test."""

SLOW_METRICS = ("felt",)
"""Metrics of which a crossing takes too long to be made under every choice."""

SPECIFICATION_COLUMNS: dict[str, str] = {
    "metric": "the metric",
    "detector": "the judge's detector of onsets; empty where the metric hears none",
    "tracker": "the judge's tracker of beats; empty where the metric hears none",
    "flux": "how a change of the picture is measured: as CIELAB difference or difference of luma; "
    "empty where the metric reads neither",
    "window_s": "how near an onset has to be to a beat, in seconds; undefined for metrics without "
    "such a window",
    "chosen": f"`{YES}` for what the study itself chose, one row a metric; empty for the others",
    "shared": "what the schedule follows, too, and the judge of this row so shares with it",
    "contrast": "the two schedules that are compared",
    "n": "number of pairs with a z for both schedules; pairs of one song count as one",
    "estimate": "median over the pairs of schedule minus baseline, in z",
    "ci_low": "lower end of the 95 % bootstrap interval of the estimate",
    "ci_high": "upper end of the same interval",
    "p": "two-sided p of Wilcoxon's signed-rank test, uncorrected: rows are views of one "
    "comparison, not comparisons",
    "auc": "chance that a picture of the schedule has a higher z with its own song than with "
    f"another, of at most {OTHER_SONGS} other songs; not made for {', '.join(SLOW_METRICS)}, "
    "which is slow",
}
"""Columns of `specification_table` and what they hold."""

DOSE_COLUMNS: dict[str, str] = {
    "metric": "the metric, as the study's judge hears it",
    "schedule": "the schedule whose pictures are shifted",
    "shift_ms": "by how many milliseconds the picture is shown later than it was made; below 0 "
    "earlier",
    "n": "number of songs with a value; their pairs and seeds are averaged first",
    "mean": "mean over the songs of the score of what still overlaps, minus the mean of the "
    "video's null, in the metric's unit",
    "ci_low": "lower end of Student's 95 % interval of the mean",
    "ci_high": "upper end of the same interval",
}
"""Columns of `dose_table` and what they hold."""
