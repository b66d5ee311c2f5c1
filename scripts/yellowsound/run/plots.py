"""What all figures share: colours that the colour-blind can tell apart, and deterministic files."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yellowsound.run.files import whole_file

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Okabe and Ito, "Color Universal Design", 2008.
BLACK = "#000000"
ORANGE = "#E69F00"
SKY_BLUE = "#56B4E9"
GREEN = "#009E73"
BLUE = "#0072B2"
VERMILION = "#D55E00"
PURPLE = "#CC79A7"
GREY = "#767676"

DPI = 150

PRINT_DPI = 300
"""Resolution of the PNG of a printed figure."""

TWO_COLUMNS_MM = 180.0
"""Width of a figure that fits both columns of a printed page."""

ONE_COLUMN_MM = 82.0
"""Width of a figure that fits one column: the least that is drawn."""

NARROW_MM = 175.0
"""In a figure narrower than this, what else stands side by side stands one below the other."""

PAGE_MM = 235.0
"""Height of a printed page, without the caption: figures of many rows are made lower to fit it."""

MM_PER_INCH = 25.4

PRINT_STYLE: dict[str, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 7.5,
    "axes.titlesize": 7.5,
    "axes.titlelocation": "left",
    "axes.labelsize": 7.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.6,
    "xtick.labelsize": 7.0,
    "ytick.labelsize": 7.0,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "legend.frameon": False,
    "legend.fontsize": 7.0,
    "legend.handletextpad": 0.4,
    "legend.columnspacing": 1.2,
    # Names and captions are the user's: a dollar sign in them is no formula.
    "text.parse_math": False,
    # Whole glyphs, which journals ask for, rather than outlines.
    "pdf.fonttype": 42,
}
"""Settings of matplotlib for printed figures, over its defaults."""


@dataclass(frozen=True)
class Look:
    """How a schedule is drawn, in every figure.

    Attributes
    ----------
    colour
        Of its lines and markers.
    marker
        Matplotlib's letter of its marker; no two schedules differ by colour alone.
    """

    colour: str
    marker: str


SCHEDULE_LOOKS: dict[str, Look] = {
    "linear": Look(GREY, "o"),
    "constant": Look(BLACK, "s"),
    "energy": Look(BLUE, "^"),
    "onset": Look(VERMILION, "D"),
    "onset-percussive": Look(ORANGE, "v"),
    "mel-max": Look(GREEN, "p"),
    "beats": Look(PURPLE, "h"),
}
"""Looks of the workflow's own schedules, in the order in which figures show them."""

OTHER_LOOKS = [Look(colour, marker) for colour in (SKY_BLUE, BLACK) for marker in "PX*<>8"]
"""Looks of videos from elsewhere; they are taken again where there are more."""


def looks_of(schedules: Iterable[str]) -> dict[str, Look]:
    """Return the looks of some schedules, in the order in which they are drawn.

    Parameters
    ----------
    schedules
        Names; a name that is none of `SCHEDULE_LOOKS` is the label of a video
        from elsewhere.

    Returns
    -------
    dict
        Name to look: first the workflow's own in their fixed order, then the
        others by name.
    """
    names = set(schedules)
    known = {name: look for name, look in SCHEDULE_LOOKS.items() if name in names}
    others = sorted(names - set(known))
    return known | {
        name: OTHER_LOOKS[number % len(OTHER_LOOKS)] for number, name in enumerate(others)
    }


@contextmanager
def print_style() -> Iterator[None]:
    """Set matplotlib to `PRINT_STYLE` in the block, whatever is set outside, which is kept."""
    import matplotlib

    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(PRINT_STYLE)
        yield


def print_figure(width_mm: float, height_mm: float, layout: str | None = "constrained") -> "Figure":
    """Return an empty figure of a printed size; make and fill it within `print_style`."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    size = (width_mm / MM_PER_INCH, height_mm / MM_PER_INCH)
    figure = Figure(figsize=size, dpi=PRINT_DPI, layout=layout)
    FigureCanvasAgg(figure)
    return figure


def row_height_mm(rows: int, usual_mm: float, least_mm: float, rest_mm: float) -> float:
    """Return how high each of some rows is: as usual, or lower where they would not fit a page.

    `least_mm` is legible still; `rest_mm` is what the figure needs besides.
    """
    return min(usual_mm, max(least_mm, (PAGE_MM - rest_mm) / max(rows, 1)))


def save_figure(figure: "Figure", path: str | Path, dpi: float = DPI) -> None:
    """Save a figure as PNG or PDF (by suffix), whole or absent, the same bytes each time."""
    suffix = Path(path).suffix
    metadata = {".png": {"Software": None}, ".pdf": {"CreationDate": None}}[suffix]
    with whole_file(path) as partial:
        figure.savefig(partial, dpi=dpi, metadata=metadata)


def save_printed(figure: "Figure", paths: Iterable[str | Path]) -> None:
    """Save a figure of `print_figure` to several files, in print quality."""
    with print_style():
        for path in paths:
            save_figure(figure, path, dpi=PRINT_DPI)
