"""The describer `palette-words`: colours by name, light, edges and format, as they are measured.

It knows no things. What lies between two thresholds is not said: a picture that is neither
dark nor bright has no word for it.
"""

from typing import Any

import numpy as np

from yellowsound.descriptions.brief import BETWEEN, Description, DescriptionBrief
from yellowsound.descriptions.colours import Colour, cielab, colours_of
from yellowsound.run.plug_in import PlugIn

SEEN_PX = 128
"""The longest side at which a picture is looked at, whatever its own: detail that is finer
than a 128th of it is not seen."""

SAID_SHARE = 0.08
"""A colour is named from this share of the area on."""

MOST_COLOURS = 3

ONLY_SHARE = 0.95
"""From here on a colour is the only one."""

# Units of CIELAB's lightness: black is 0, white 100, and the middle grey of photography 50.
DARK, BRIGHT = 33.0, 70.0
"""Mean lightness at most, and at least."""

LOW_CONTRAST, HIGH_CONTRAST = 25.0, 65.0
"""Between the lightness that 5 % of the area lie below and the one that 5 % lie above."""

FEW_TONES, MANY_TONES = 2.5, 11.0
"""How many of 20 steps of lightness a picture has, were all that it has equally frequent."""

TONE = 5.0
"""Such a step."""

EDGE = 8.0
"""A place is an edge where lightness changes by so much to the next pixel."""

PLAIN, BUSY = 0.04, 0.25
"""Share of places that are edges at most, and at least."""

# Units of CIELAB's chroma: greys have 0, the purest red of a screen 105.
COLOURLESS, MUTED, VIVID = 5.0, 18.0, 45.0
"""Mean chroma below, below, and from here on."""

COLOURED = 0.01
"""Share of places with more chroma than `MUTED` from which a picture is not colourless."""

SQUARE = 1.15
"""A picture is upright or broad where one side is longer by this factor."""


def describe(brief: DescriptionBrief) -> Description:
    """Tell a picture's colours, brightness, contrast, tones, edges, saturation and format.

    Parameters
    ----------
    brief
        What is asked for; there are no options.

    Returns
    -------
    Description
        E.g. 'deep blue and ochre, dark, high contrast, busy with edges, broad format'. Its
        details hold every number that the words rest on, also those of which nothing is said.
    """
    lab = cielab(reduced(brief.picture))
    height, width = brief.picture.shape[:2]
    colours = colours_of(lab)
    measures = {**measured(lab), "width_by_height": width / height}
    parts = [colour_words(colours), *words(measures)]
    return Description(
        text=BETWEEN.join(parts),
        details={
            "colours": [_told(colour) for colour in colours],
            **{name: round(value, 4) for name, value in measures.items()},
        },
        model={"name": "palette-words"},
    )


def reduced(picture: np.ndarray) -> np.ndarray:
    """Return a picture with `SEEN_PX` on its longest side, each pixel the mean of what it covers.

    A smaller picture becomes as large, pixel by pixel: all are looked at at one scale.
    """
    from PIL import Image

    height, width = picture.shape[:2]
    scale = SEEN_PX / max(height, width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.BOX))


def measured(lab: np.ndarray) -> dict[str, float]:
    """Measure a picture in CIELAB, shape (height, width, 3), beside its colours.

    Returns
    -------
    dict
        lightness (mean, 0 to 100), contrast (from the 5th to the 95th percentile of
        lightness), tones (1 to 20), edges (share of places, 0 to 1), chroma (mean, from 0),
        coloured (share of places that have more chroma than muted colours, 0 to 1).
    """
    lightness = lab[..., 0]
    # Sorted first: sums do not depend on where in the picture a value stands.
    ordered = np.sort(lightness, axis=None)
    low, high = np.percentile(ordered, [5, 95])
    steps = np.clip(ordered // TONE, 0, 100 // TONE - 1).astype(int)
    shares = np.bincount(steps) / steps.size
    shares = shares[shares > 0]
    across = np.abs(np.diff(lightness, axis=1)) > EDGE
    down = np.abs(np.diff(lightness, axis=0)) > EDGE
    chroma = np.sort(np.hypot(lab[..., 1], lab[..., 2]), axis=None)
    return {
        "lightness": float(ordered.mean()),
        "contrast": float(high - low),
        "tones": float(np.exp(-np.sum(shares * np.log(shares)))),
        "edges": float((across.sum() + down.sum()) / max(across.size + down.size, 1)),
        "chroma": float(chroma.mean()),
        "coloured": float((chroma >= MUTED).mean()),
    }


def colour_words(colours: list[Colour]) -> str:
    """Name the colours that are large enough: 'red', 'red and blue', 'red and blue with white'."""
    if colours[0].share >= ONLY_SHARE:
        return colours[0].name
    said = [colour.name for colour in colours if colour.share >= SAID_SHARE][:MOST_COLOURS]
    # A picture of very many colours may have none that is large.
    said = said or [colours[0].name]
    return " with ".join([" and ".join(said[:2]), *said[2:]])


def words(measures: dict[str, float]) -> list[str]:
    """Put measures into words; what is between the thresholds has none."""
    light, contrast, tones = (measures[name] for name in ("lightness", "contrast", "tones"))
    edges, chroma, aspect = (measures[name] for name in ("edges", "chroma", "width_by_height"))
    said = [
        "dark" if light <= DARK else "bright" if light >= BRIGHT else "",
        "low contrast"
        if contrast <= LOW_CONTRAST
        else "high contrast"
        if contrast >= HIGH_CONTRAST
        else "",
        "few tones"
        if tones <= FEW_TONES
        else "tones of every shade"
        if tones >= MANY_TONES
        else "",
        "plain" if edges <= PLAIN else "busy with edges" if edges >= BUSY else "",
        _saturation(chroma, measures["coloured"]),
        "broad format" if aspect >= SQUARE else "upright format" if aspect <= 1 / SQUARE else "",
    ]
    return [word for word in said if word]


def _saturation(chroma: float, coloured: float) -> str:
    if chroma < COLOURLESS and coloured < COLOURED:
        return "colourless"
    if chroma < MUTED:
        return "muted colours"
    return "vivid colours" if chroma >= VIVID else ""


def _told(colour: Colour) -> dict[str, Any]:
    return {
        "name": colour.name,
        "share": round(colour.share, 4),
        "lab": [round(value, 2) for value in colour.lab],
    }


PLUG_IN = PlugIn(
    "describer",
    "palette-words",
    describe,
    "the names of its colours, and words for brightness, contrast, tones, edges, saturation and "
    "format, as they are measured; it knows no things",
    environment="inputs",
    mem_mb=2000,
    cpu_mem_mb=2000,
    runtime_min=5,
    cpu_s_per_unit=10,
)
