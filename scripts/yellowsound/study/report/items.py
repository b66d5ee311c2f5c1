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
    section
        The section of the page that a figure stands in.
    folded
        Whether a table is closed until somebody opens it: of few songs each, it seldom decides.
    over_songs
        Whether it sums up or compares songs, so that one song alone tells nothing by it.
    """

    title: str
    alt: str = ""
    section: str = "figures"
    folded: bool = False
    over_songs: bool = False


STATISTICS: dict[str, Item] = {
    "pairing": Item("Pictures and their own songs", over_songs=True),
    "comparisons": Item("Schedules compared", over_songs=True),
    "shares": Item("Videos that chance does not explain", over_songs=True),
    "comparisons_by_genre": Item("Schedules compared, by genre", folded=True, over_songs=True),
    "shares_by_genre": Item(
        "Videos that chance does not explain, by genre", folded=True, over_songs=True
    ),
}
"""Tables of statistics by the name of their file, in the report's order."""

TRUST: dict[str, Item] = {
    "specifications": Item("The main contrast under every choice of the judge's"),
    "dose_response": Item("Pictures shown late or early"),
}
"""Tables that tell how far the study can be trusted, by the name of their file."""

FIGURES: dict[str, Item] = {
    "evidence": Item(
        "Evidence by schedule",
        "For each metric two panels: on the left the AUC of pictures with their own songs against "
        "others, a row for each schedule, with p beside it and a line at 0.5; on the right how "
        "far each schedule stands above the baseline, with its interval, and an open marker for "
        "its placebo.",
        section="glance",
        over_songs=True,
    ),
    "specifications": Item(
        "The main contrast under every choice of the judge's",
        "Estimates with intervals, sorted, over a line at 0; below them the AUC of each; below "
        "that a matrix of dots that tells which metric, detector, tracker, flux and window each "
        "rests on. The study's own choices are filled squares.",
        section="trust",
    ),
    "dose_response": Item(
        "Pictures shown late or early",
        "A panel for each metric: the mean score above chance against the shift of the pictures "
        "from 500 ms early to 500 ms late, with its interval, over a band from 125 ms early to "
        "45 ms late, in which few viewers notice a shift.",
        section="trust",
    ),
    "calibrated": Item(
        "All metrics against chance",
        "A panel for each metric, in it the z of each video by schedule over a grey band from -1 "
        "to 1, which is what chance does.",
        over_songs=True,
    ),
    "genres": Item(
        "AVS by genre",
        "AVS of each video by genre and schedule, each group over the band of its null.",
        over_songs=True,
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

PAGED = "contact_sheet"
"""The figure that goes on over several pages, each with its number."""
