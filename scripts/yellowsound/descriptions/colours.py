"""The colours of a picture by name: its largest clusters in CIELAB, and how large they are."""

from dataclasses import dataclass

import numpy as np

NAMED = {
    "black": "#0b0b0b",
    "charcoal": "#333333",
    "grey": "#808080",
    "light grey": "#c4c4c4",
    "white": "#f8f8f8",
    "cream": "#f5ecd2",
    "beige": "#d9c4a0",
    "tan": "#b99468",
    "brown": "#7a4b28",
    "dark brown": "#40281a",
    "rust": "#a8481e",
    "ochre": "#c48a2c",
    "gold": "#e0b030",
    "yellow": "#f5e62a",
    "pale yellow": "#f3eb9b",
    "orange": "#f0801e",
    "peach": "#f4b898",
    "salmon": "#ec8070",
    "red": "#e01f22",
    "dark red": "#8a1216",
    "maroon": "#4e1020",
    "pink": "#f09cb8",
    "rose": "#d04a72",
    "magenta": "#d824b8",
    "purple": "#8a2a98",
    "deep purple": "#441458",
    "violet": "#7a48d8",
    "lilac": "#bca4dc",
    "blue": "#2050e0",
    "deep blue": "#182a90",
    "navy": "#101c44",
    "slate blue": "#54688c",
    "sky blue": "#5aa8ec",
    "pale blue": "#b4d4ec",
    "cyan": "#28d8e4",
    "turquoise": "#30b8ac",
    "teal": "#187474",
    "green": "#209a38",
    "bright green": "#38dc30",
    "lime": "#b0e030",
    "pale green": "#b4dca4",
    "sage": "#8c9c7c",
    "olive": "#74782c",
    "dark green": "#14482c",
}
"""Names of colours and what they look like, in sRGB; a colour has the name of the nearest."""

PURE_BLUES = {"#0000ff": "blue", "#0000c8": "blue", "#000082": "deep blue", "#00004b": "navy"}
"""Further looks of names: CIELAB has blues without red and green nearer to violet."""

LOOKS = [*((code, name) for name, code in NAMED.items()), *PURE_BLUES.items()]
"""All looks with their names."""

CLUSTERS = 6
"""As many colours are told apart at most."""

BIN = 3.0
"""Colours count as one within so many units of CIELAB: pixels are counted in such cells, so
that no order of the pixels matters."""

ROUNDS = 50
"""Clusters have settled long before."""

_TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
_WHITE = _TO_XYZ.sum(axis=1)


@dataclass(frozen=True)
class Colour:
    """A colour of a picture.

    Attributes
    ----------
    name
        Of `NAMED`.
    share
        Of the area that has it, in (0, 1].
    lab
        Its mean in CIELAB.
    """

    name: str
    share: float
    lab: tuple[float, float, float]


def cielab(rgb: np.ndarray) -> np.ndarray:
    """Return sRGB colours, uint8, shape (..., 3), in CIELAB (D65), float64, of that shape."""
    shares = rgb.astype(np.float64) / 255
    linear = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
    # Column by column: a product of matrices adds up otherwise where it is large.
    xyz = sum(linear[..., [k]] * _TO_XYZ[:, k] for k in range(3)) / _WHITE
    bent = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz * (29 / 6) ** 2 / 3 + 4 / 29)
    x, y, z = (bent[..., k] for k in range(3))
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def colours_of(lab: np.ndarray) -> list[Colour]:
    """Return the colours of a picture, the largest first.

    Parameters
    ----------
    lab
        Its pixels in CIELAB, shape (..., 3).

    Returns
    -------
    list of Colour
        Their shares sum to 1; clusters of one name are one colour.
    """
    cells, counts = np.unique(
        np.rint(lab.reshape(-1, 3) / BIN).astype(np.int64), axis=0, return_counts=True
    )
    points = cells * BIN
    centres, members = _clusters(points, counts)
    table = cielab(np.array([_rgb(code) for code, _ in LOOKS], dtype=np.uint8))
    found: dict[str, tuple[float, np.ndarray]] = {}
    for number, centre in enumerate(centres):
        weight = float(counts[members == number].sum())
        if not weight:
            continue
        name = LOOKS[int(_squares(centre[None], table)[0].argmin())][1]
        share, total = found.get(name, (0.0, np.zeros(3)))
        found[name] = share + weight, total + weight * centre
    area = float(counts.sum())
    colours = [
        Colour(name, weight / area, tuple(map(float, total / weight)))
        for name, (weight, total) in found.items()
    ]
    order = list(NAMED)
    return sorted(colours, key=lambda colour: (-colour.share, order.index(colour.name)))


def _clusters(points: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return centres of clusters, and the number of each point's.

    k-means of weighted points, from the heaviest and then each time from the one that is
    worst served: nothing is drawn, so that equal pictures have equal clusters.
    """
    chosen = [int(counts.argmax())]
    while len(chosen) < min(CLUSTERS, len(points)):
        unserved = counts * _squares(points, points[chosen]).min(axis=1)
        if not unserved.any():
            break
        chosen.append(int(unserved.argmax()))
    centres = points[chosen]
    members = _squares(points, centres).argmin(axis=1)
    for _ in range(ROUNDS):
        kept = np.unique(members)
        centres = np.stack(
            [
                np.average(points[members == number], axis=0, weights=counts[members == number])
                for number in kept
            ]
        )
        closest = _squares(points, centres).argmin(axis=1)
        if len(kept) == members.max() + 1 and (closest == members).all():
            break
        members = closest
    return centres, members


def _squares(points: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Return squared distances, shape (n_points, n_others)."""
    return np.square(points[:, None] - others[None]).sum(axis=-1)


def _rgb(code: str) -> list[int]:
    return [int(code[place : place + 2], 16) for place in (1, 3, 5)]
