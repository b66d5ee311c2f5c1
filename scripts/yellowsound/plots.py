"""What all figures share: colours that the colour-blind can tell apart, and deterministic files."""

from pathlib import Path
from typing import TYPE_CHECKING

from yellowsound.files import whole_file

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Okabe and Ito, "Color Universal Design", 2008.
BLACK = "#000000"
ORANGE = "#E69F00"
GREEN = "#009E73"
BLUE = "#0072B2"
VERMILION = "#D55E00"
GREY = "#767676"

DPI = 150


def save_figure(figure: "Figure", path: str | Path) -> None:
    """Save a figure as PNG or PDF (by suffix), whole or absent, the same bytes each time."""
    suffix = Path(path).suffix
    metadata = {".png": {"Software": None}, ".pdf": {"CreationDate": None}}[suffix]
    with whole_file(path) as partial:
        figure.savefig(partial, dpi=DPI, metadata=metadata)
