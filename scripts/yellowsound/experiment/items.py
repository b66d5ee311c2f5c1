"""Titles of what the report shows of people, and what its figures show in words."""

from yellowsound.study.report.items import Item

TABLES: dict[str, Item] = {
    "strengths": Item("Strengths of the conditions"),
    "comparisons": Item("Every two conditions compared"),
    "agreement": Item("Metrics against people"),
    "consistency": Item("How consistent people are"),
}
"""Tables of the section by the name of their file: what single people did is not shown."""

FIGURES: dict[str, Item] = {
    "strengths": Item(
        "What people prefer",
        "A row for each condition, the strongest above: its strength in log odds with its interval "
        "over a line at 0; beside it how many of its choices it won.",
        section="people",
    ),
    "agreement": Item(
        "Metrics against people",
        "A row for each metric: the share of people's choices that fell on the video with the "
        "higher score, and with the higher z, each with its interval, over a line at one half and "
        "a band of what people reach.",
        section="people",
    ),
}
"""Figures of the section by the name of their file."""
