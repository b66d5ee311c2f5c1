"""How the contact sheet's pairs are laid out on pages: known before any picture is painted."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from yellowsound.run.plots import PAGE_MM

MOST_WITH_CAPTIONS = 24
"""Sheets of more pairs show thumbnails without captions, several pairs abreast."""

LARGEST_MM, LEAST_MM, GUTTER_MM = 30.0, 29.0, 3.0
THUMBNAIL_MM = 10.0
TITLE_MM, LINE_MM, GAP_MM = 3.4, 2.9, 3.5
MOST_LINES = 5
"""Lines of a caption; of a longer one the last ends in an ellipsis."""


@dataclass(frozen=True)
class Layout:
    """How pairs are laid out on pages; lengths in millimetres.

    Attributes
    ----------
    width_mm
        Of a page.
    side_mm, pitch_mm
        Of a picture, and from one picture to the next.
    columns
        Pictures side by side in a line of a pair.
    lines
        Lines of a pair.
    line_mm
        Height of a line, with what stands above and below its pictures.
    abreast
        Pairs side by side.
    captions
        Whether captions stand below the pictures.
    """

    width_mm: float
    side_mm: float
    pitch_mm: float
    columns: int
    lines: int
    line_mm: float
    abreast: int
    captions: bool

    @property
    def a_page(self) -> int:
        """How many pairs a page holds."""
        return self.abreast * max(1, int(PAGE_MM / (self.lines * self.line_mm)))


def layout_of(pairs: int, pictures: int, width_mm: float) -> Layout:
    """Choose how a study's pairs are laid out.

    Parameters
    ----------
    pairs
        How many there are.
    pictures
        Pictures of a pair at most: artworks, opening, keyframes.
    width_mm
        Width of a page.
    """
    columns = min(pictures, int(width_mm / LEAST_MM))
    side_mm = min(LARGEST_MM, width_mm / columns - GUTTER_MM)
    line_mm = TITLE_MM + side_mm + MOST_LINES * LINE_MM + GAP_MM
    lines = ceil(pictures / columns)
    if pairs <= MOST_WITH_CAPTIONS and lines * line_mm <= PAGE_MM:
        pitch_mm = width_mm / columns
        return Layout(width_mm, side_mm, pitch_mm, columns, lines, line_mm, 1, captions=True)
    columns = min(pictures, int(width_mm / THUMBNAIL_MM))
    abreast = max(1, int((width_mm + GUTTER_MM) / (columns * THUMBNAIL_MM + GUTTER_MM)))
    lines = ceil(pictures / columns)
    # The label stands above the first line alone.
    line_mm = THUMBNAIL_MM + (TITLE_MM + 1.0) / lines
    side_mm = THUMBNAIL_MM
    return Layout(width_mm, side_mm, side_mm, columns, lines, line_mm, abreast, captions=False)


def pages_of(pairs: Sequence[str], pictures: int, width_mm: float) -> dict[str, list[str]]:
    """Return which pairs stand on each page, by its number: `1`, `2` ...

    Parameters
    ----------
    pairs
        Names of the pairs, in order.
    pictures, width_mm
        See `layout_of`.
    """
    layout = layout_of(len(pairs), pictures, width_mm)
    # Pages are even: five pairs stand on pages of three and two rather than of four and one.
    rows = ceil(len(pairs) / layout.abreast / max(1, ceil(len(pairs) / layout.a_page)))
    starts = range(0, len(pairs), max(1, rows * layout.abreast))
    size = starts.step
    return {str(page): list(pairs[at : at + size]) for page, at in enumerate(starts, start=1)}
