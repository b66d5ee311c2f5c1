"""Titles of the report's items, and what figures show to those who cannot see them.

Their captions stand in the workflow's folder report/, where Snakemake's own
report takes them from as well.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Item:
    """A table or a figure of the report.

    Attributes
    ----------
    title
        Its heading.
    alt
        What a figure shows, in words; '' for a table.
    """

    title: str
    alt: str = ""


STATISTICS: dict[str, Item] = {
    "pairing": Item("Pictures and their own songs"),
    "comparisons": Item("Schedules compared"),
    "shares": Item("Videos that chance does not explain"),
    "comparisons_by_genre": Item("Schedules compared, by genre"),
    "shares_by_genre": Item("Videos that chance does not explain, by genre"),
}
"""Tables of statistics by the name of their file, in the report's order."""

FIGURES: dict[str, Item] = {
    "calibrated": Item(
        "All metrics against chance",
        "A panel for each metric, in it the z of each video by schedule over a grey band from -1 "
        "to 1, which is what chance does.",
    ),
    "genres": Item(
        "AVS by genre",
        "AVS of each video by genre and schedule, each group over the band of its null.",
    ),
    "song": Item(
        "One song through the method",
        "From top to bottom on one time axis: the waveforms of the harmonic and the percussive "
        "part, the energy, the path of each schedule from 0 to 1 in each section, and the "
        "keyframes with their captions.",
    ),
    "signals": Item(
        "Sound and picture of one video",
        "On one time axis: novelty with beats, the mel spectrogram, and the visual flux "
        "with the events that AVS counts.",
    ),
    "nulls": Item(
        "Scores against their null distributions",
        "A panel for each metric: for each schedule the distribution of its null with the "
        "observed score as a marker, and p beside it.",
    ),
    "contact_sheet": Item(
        "Contact sheet",
        "A row for each pair: the artwork, the opening, and the keyframe of each section above "
        "its caption.",
    ),
}
"""Figures by the name of their file or folder, in the report's order."""
