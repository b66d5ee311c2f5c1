"""Flashes that harm: general and red flashes by WCAG 2.2, success criterion 2.3.1.

The package iris-pse-detection (1.1.2, MIT) is not used: it needs OpenCV, cuts frame rates to
whole numbers, has the red of WCAG 2.1, and compares means of the whole picture, so that it passes
ten flashes a second of which one half of the picture is the reverse of the other, or that fill
less than a quarter of the picture but a whole field of view.
"""

import logging
from collections import deque
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from yellowsound.run.errors import UserError
from yellowsound.video.colour import LINEAR, REDUCED_PIXELS
from yellowsound.video.turns import Luminance, Red, Turns

MOST_FLASHES = 3
"""More flashes than these in any one second harm."""

SCREEN = (1024, 768)
"""A video is taken to fill a screen of so many pixels in width or height ..."""

FIELD = (341, 256)
"""... of which ten degrees of the visual field are such a rectangle, anywhere."""

AREA = 1 / 4
"""Flashes harm where they occupy more than this share of a field."""

WINDOW_S = 1.0
"""Flashes are counted in any so many seconds, both ends included."""

TOGETHER_S = 1 / 12
"""What turns brighter, or darker, within less than this turns at once: a picture of the slowest
films, so that the frame rate does not matter."""

ROUNDING = 1e-6
"""Time stamps may be off by so many seconds."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Flashes:
    """How often a video flashes.

    Attributes
    ----------
    per_s
        Most general flashes in any second, a whole number, at least 0.
    red_per_s
        Most red flashes in any second, a whole number, at least 0.
    at_s
        When the second of the most flashes of either kind begins, in seconds
        from the first frame; 0 where there are none.
    """

    per_s: int
    red_per_s: int
    at_s: float

    @property
    def passes(self) -> bool:
        """Whether no second holds more than `MOST_FLASHES` of either kind."""
        return max(self.per_s, self.red_per_s) <= MOST_FLASHES

    @property
    def worst(self) -> str:
        """How many flashes there are where there are most, and where, in words."""
        count, kind = max((self.red_per_s, "red flash"), (self.per_s, "flash"))
        return f"{count} {kind}{'' if count == 1 else 'es'} in the second from {self.at_s:.1f} s"

    @property
    def told(self) -> str:
        """What was found, in words for people."""
        if not self.passes:
            return f"it may harm: {self.worst}, where WCAG 2.3.1 allows {MOST_FLASHES}"
        if not self.per_s and not self.red_per_s:
            return "it has no flash that WCAG 2.3.1 counts"
        return f"at most {self.worst}, where WCAG 2.3.1 allows {MOST_FLASHES}"

    @property
    def columns(self) -> dict[str, float]:
        """The columns of the table of scores."""
        return {
            "flashes_per_s": self.per_s,
            "red_flashes_per_s": self.red_per_s,
            "flashes_at_s": round(self.at_s, 3),
            "flashes_pass": self.passes,
        }


class FlashCounter:
    """Counts the flashes of a video, frame by frame.

    What a frame is reduced to is kept for a second, however long the video
    is. Where frames repeat, only the first of them has to be added.

    A transition is a change between neighbouring extremes of a cell of the
    reduced picture, told once it is large enough; a flash is two opposing ones.
    Every second and every field of ten degrees are counted in two ways, of
    which the larger counts: as often as each of more than a quarter of its
    cells flashes by itself, whenever each does; and as often as more than a
    quarter of it turns brighter than darker, and back, at once, whichever
    cells do: lights that take turns. The first is on the side of caution:
    stripes that pass by quickly enough are flashes, too.

    A fine pattern of less than half a cell is seen as its mean: WCAG exempts
    patterns of a tenth of a degree, of which a cell of a square picture has two.

    References
    ----------
    W3C, Web Content Accessibility Guidelines (WCAG) 2.2, 2023: success
    criterion 2.3.1, "general flash and red flash thresholds", "relative
    luminance".
    """

    def __init__(self) -> None:
        self._general: _Kind | None = None
        self._red: _Kind | None = None
        self._first_s = 0.0

    def add(self, rgb: np.ndarray, time_s: float) -> None:
        """Take the next frame.

        Parameters
        ----------
        rgb
            The picture in sRGB, shape (height, width, 3), uint8, of one size
            throughout; it is reduced to `colour.REDUCED_PIXELS` where larger.
        time_s
            When it is shown, in seconds, not before the frame before.
        """
        small = _reduced(rgb)
        light = LINEAR.take(np.ascontiguousarray(small.reshape(-1, 3).T))
        if self._general is None or self._red is None:
            self._first_s = time_s
            self._general = _Kind(Luminance(light.shape[1]), small.shape[:2])
            self._red = _Kind(Red(light.shape[1]), small.shape[:2])
        self._general.add(light, time_s)
        self._red.add(light, time_s)

    @property
    def found(self) -> Flashes:
        """How often the frames flash that were added."""
        if self._general is None or self._red is None:
            return Flashes(0, 0, 0.0)
        worst = max(self._red, self._general, key=lambda kind: kind.most)
        at_s = max(worst.until_s - WINDOW_S - self._first_s, 0.0) if worst.most else 0.0
        return Flashes(self._general.most, self._red.most, at_s)


def _reduced(rgb: np.ndarray) -> np.ndarray:
    """Return the means of blocks, so that at most `REDUCED_PIXELS` are left along a side."""
    height, width = rgb.shape[:2]
    if max(height, width) <= REDUCED_PIXELS:
        return rgb
    by = REDUCED_PIXELS / max(height, width)
    sums, sizes = rgb.astype(np.float32), []
    for axis, side in enumerate((height, width)):
        edges = np.linspace(0, side, max(round(side * by), 1), endpoint=False).astype(int)
        sums = np.add.reduceat(sums, edges, axis=axis)
        sizes.append(np.diff(edges, append=side))
    return (sums / np.multiply.outer(*sizes)[..., None] + 0.5).astype(np.uint8)


class _Kind:
    """Flashes of one kind: what turns, and the most of it in any second and field."""

    def __init__(self, turns: Turns, shape: tuple[int, int]) -> None:
        height, width = shape
        by = min(SCREEN[0] / width, SCREEN[1] / height)
        # Rounded down: the smaller field is the stricter.
        self._shape = shape
        self._field = tuple(
            max(min(int(side / by), own), 1)
            for side, own in zip(reversed(FIELD), shape, strict=True)
        )
        self._enough = AREA * self._field[0] * self._field[1]
        places = (height - self._field[0] + 1, width - self._field[1] + 1)
        self._turns = turns
        self._alone = _LastSecond(shape)
        self._at_once = _LastSecond(places)
        self._recent: deque[_Turned] = deque()
        self._since_s = np.full(places, -np.inf)
        self._sign = np.zeros(places, np.int8)
        self.most, self.until_s = 0, 0.0

    def add(self, light: np.ndarray, time_s: float) -> None:
        """Take the next frame: its light as in `Turns`, and when it is shown."""
        up, down = (cells.reshape(self._shape) for cells in self._turns.turned(light))
        either = up | down
        count = np.count_nonzero(either)
        if not count:
            return
        counts = self._alone.add(either, time_s)
        while self._is_enough(counts >= 2 * (self.most + 1)):
            self.most, self.until_s = self.most + 1, time_s
        while self._recent and self._recent[0].time_s <= time_s - TOGETHER_S + ROUNDING:
            self._recent.popleft()
        self._recent.append(_Turned(time_s, count, up.astype(np.int8) - down, self._field))
        if sum(turned.count for turned in self._recent) > self._enough:
            counts = self._at_once.add(self._fields_turned(time_s), time_s)
            if counts.max() >= 2 * (self.most + 1):
                self.most, self.until_s = int(counts.max()) // 2, time_s

    def _is_enough(self, cells: np.ndarray) -> bool:
        """Return whether cells, each True or False, occupy too much of any field."""
        if np.count_nonzero(cells) <= self._enough:
            return False
        return bool(_sums(cells, self._field).max() > self._enough)

    def _fields_turned(self, time_s: float) -> np.ndarray:
        """Return which fields have turned as a whole, after having turned the other way."""
        net = np.zeros(self._sign.shape, np.int32)
        for cells in self._recent:
            # What has made a field turn does not do so again.
            net += cells.sums * (cells.time_s > self._since_s)
        large = np.abs(net) > self._enough
        sign = np.sign(net).astype(np.int8)
        turned = large & (sign != self._sign)
        self._sign[turned] = sign[turned]
        self._since_s[large] = time_s
        return turned


@dataclass(frozen=True)
class _Turned:
    """Which cells have turned at a time, 1 one way and -1 the other, and how many."""

    time_s: float
    count: int
    cells: np.ndarray
    field: tuple[int, ...]

    @cached_property
    def sums(self) -> np.ndarray:
        """How many more cells of each field have turned one way than the other."""
        return _sums(self.cells, self.field)


class _LastSecond:
    """How often each of many places has turned within the last second."""

    def __init__(self, shape: tuple[int, int]) -> None:
        self._counts = np.zeros(shape, np.int16)
        self._turned: deque[tuple[float, np.ndarray]] = deque()

    def add(self, turned: np.ndarray, time_s: float) -> np.ndarray:
        """Take which places turn now; return the counts, shape as `turned`."""
        counts = self._counts.reshape(-1)
        while self._turned and self._turned[0][0] < time_s - WINDOW_S - ROUNDING:
            counts[self._turned.popleft()[1]] -= 1
        found = np.flatnonzero(turned)
        counts[found] += 1
        self._turned.append((time_s, found))
        return self._counts


def _sums(cells: np.ndarray, field: tuple[int, ...]) -> np.ndarray:
    """Return the sum over a field at each of its places, shape (rows, columns) of places."""
    total = np.zeros((cells.shape[0] + 1, cells.shape[1] + 1), np.int32)
    np.cumsum(np.cumsum(cells, axis=0, dtype=np.int32), axis=1, out=total[1:, 1:])
    height, width = field
    rows = total[height:] - total[:-height]
    return rows[:, width:] - rows[:, :-width]


def heed(flashes: Flashes, video: str | Path, on_harm: str) -> None:
    """Tell of a video that flashes too often, or refuse it.

    Parameters
    ----------
    flashes
        What was found in it.
    video
        The file, for the message.
    on_harm
        `warn` or `refuse`.

    Raises
    ------
    UserError
        If it flashes too often and is to be refused.
    """
    if flashes.passes:
        return
    why = f"{video} has {flashes.worst}, where WCAG 2.3.1 allows {MOST_FLASHES}"
    if on_harm == "refuse":
        raise UserError(
            f"{why}: make a calmer video, or set `flashes: warn` to score it all the same"
        )
    logger.warning("%s: it may harm people with photosensitive epilepsy", why)
