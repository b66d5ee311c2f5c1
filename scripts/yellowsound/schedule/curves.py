"""Curves: tables of a user's own that tell where the walk is at some moments.

The workflow's own table of a schedule is such a curve: its `t` may be edited
and read back.
"""

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from yellowsound.run.errors import UserError
from yellowsound.run.sections import Section
from yellowsound.run.tsv import read_rows

TIMES = ("time", "time_s")
"""Columns of which a curve has one: seconds from the excerpt's start."""

NEAR_S = 1e-5
"""Times this near to each other are one: tables are written with six decimals."""


@dataclass(frozen=True)
class Curve:
    """A curve as its table tells it.

    Attributes
    ----------
    path
        The table, for messages.
    rows
        Number of each row in the table, the header's being 1, shape (n_rows,).
    times_s
        Seconds from the excerpt's start, never falling, shape (n_rows,).
    t
        Share of the way from a section's first keyframe to its second, in
        [0, 1], shape (n_rows,).
    sections
        Number of the section that each row belongs to, shape (n_rows,); None
        where the table leaves that to the times.
    """

    path: Path
    rows: np.ndarray
    times_s: np.ndarray
    t: np.ndarray
    sections: np.ndarray | None

    def within(
        self, number: int, start_s: float, end_s: float, times_s: np.ndarray, frame_s: float
    ) -> np.ndarray:
        """Return t of a section at some times, on straight lines between the section's rows.

        Before its first row and after its last one t is held.

        Parameters
        ----------
        number
            The section's number.
        start_s, end_s
            Times of its first frame, and of the first one after it, in seconds.
        times_s
            The times, in seconds, shape (n_times,).
        frame_s
            From frame to frame, in seconds. Sections begin at whole frames: a row within half of
            one stands for a section's start or end.

        Returns
        -------
        np.ndarray
            In [0, 1], never falling if the times do not, shape (n_times,).

        Raises
        ------
        UserError
            If no row belongs to the section, or t falls in it.
        """
        rows = np.flatnonzero(self._belongs(number, start_s, end_s, frame_s))
        span = f"section {number} ({start_s:g} to {end_s:g} s)"
        if rows.size == 0:
            raise UserError(f"{self.path}: there is no row in {span}: add one")
        for before, row in itertools.pairwise(rows):
            place = f"{self.path} row {self.rows[row]}"
            if self.t[row] < self.t[before]:
                raise UserError(
                    f"{place}: t falls from {self.t[before]:g} to {self.t[row]:g} within {span}, "
                    "but a walk never turns back: correct it so that it rises or stays"
                )
            if self.times_s[row] == self.times_s[before]:
                raise UserError(
                    f"{place}: its time is that of the row before, which is for the end of a "
                    "section and the start of the next alone: remove one"
                )
        return np.interp(times_s, self.times_s[rows], self.t[rows])

    def check(self, sections: Sequence[Section], fps: int) -> None:
        """Make sure that the curve serves an excerpt.

        Parameters
        ----------
        sections
            The excerpt's sections.
        fps
            Frames per second.

        Raises
        ------
        UserError
            Where `within` would, or where a row stands behind the excerpt's end.
        """
        end_s = sections[-1].end_s
        behind = np.ones(self.t.size, dtype=bool)
        for section in sections:
            frames = section.frame_range(fps)
            asked = section.number, frames.start / fps, frames.stop / fps
            self.within(*asked, np.zeros(0), 1 / fps)
            behind &= ~self._belongs(*asked, 1 / fps)
        behind |= self.times_s > end_s + 1 / fps
        if behind.any():
            row = np.flatnonzero(behind)[0]
            raise UserError(
                f"{self.path} row {self.rows[row]}: {self.times_s[row]:g} s is in none of the "
                f"excerpt's {len(sections)} sections, which end at {end_s:g} s: remove the row"
            )

    def _belongs(self, number: int, start_s: float, end_s: float, frame_s: float) -> np.ndarray:
        """Tell which rows belong to a section, shape (n_rows,)."""
        if self.sections is not None:
            return self.sections == number
        start_s, end_s = (self._boundary(at_s, frame_s) for at_s in (start_s, end_s))
        # Of two rows at one time the first ends a section; so does the last row of all, but
        # where it falls: then it starts one.
        closes = np.append(self.times_s[1:] == self.times_s[:-1], False)
        closes[-1] = self.t.size == 1 or self.t[-1] >= self.t[-2]
        # One section's end is the next one's start: both are compared in the same way.
        since_s, to_end_s = self.times_s - start_s, self.times_s - end_s
        at_start = (np.abs(since_s) <= NEAR_S) & ~(closes & (start_s > NEAR_S))
        at_end = (np.abs(to_end_s) <= NEAR_S) & closes
        if closes[-1] and to_end_s[-1] <= frame_s and not self._starts_anew(to_end_s):
            # The table ends with this section, of which a frame may be left.
            at_end = to_end_s >= -NEAR_S
        between = (since_s > NEAR_S) & (to_end_s < -NEAR_S)
        return at_start | between | at_end | self._shared(start_s, frame_s)

    def _starts_anew(self, to_end_s: np.ndarray) -> bool:
        """Tell whether a section starts at the end of another: two rows at one time, or a fall."""
        last = max(int(np.searchsorted(to_end_s, -NEAR_S)) - 1, 0)
        twice = np.diff(self.times_s[last:]) == 0
        return bool((twice | (np.diff(self.t[last:]) < 0)).any())

    def _boundary(self, at_s: float, frame_s: float) -> float:
        """Return where the table has the boundary of two sections that is at a frame.

        Of the rows within half a frame it is the first of two at one time, else the first where
        t falls; else it is at the frame.
        """
        at_s = round(at_s, 6)
        if at_s <= NEAR_S:
            return at_s
        near = np.flatnonzero(np.abs(self.times_s - at_s) <= frame_s / 2 + NEAR_S)
        twice = [row for row in near[1:] if self.times_s[row] == self.times_s[row - 1]]
        falls = [row for row in near if row and self.t[row] < self.t[row - 1]]
        return next((float(self.times_s[row]) for row in (*twice, *falls)), at_s)

    def _shared(self, start_s: float, frame_s: float) -> np.ndarray:
        """Tell which row just before a section starts it as well as it ends the one before.

        It is the last one within half a frame, where the next row is not the section's own start
        and t does not fall to it, shape (n_rows,).
        """
        before = (self.times_s < start_s - NEAR_S) & (
            self.times_s >= start_s - frame_s / 2 - NEAR_S
        )
        shared = np.zeros(self.t.size, dtype=bool)
        if start_s > NEAR_S and before.any():
            row = int(np.flatnonzero(before)[-1])
            if row + 1 < self.t.size and self.times_s[row + 1] > start_s + NEAR_S:
                shared[row] = self.t[row + 1] >= self.t[row]
        return shared


def read_curve(path: str | Path) -> Curve:
    """Read a curve.

    Its columns are t, one of `TIMES`, and `section`, which may be left out;
    others are passed over.

    Raises
    ------
    UserError
        In one sentence, if the table cannot be read, or a row does not fit.
    """
    path = Path(path)
    table = list(read_rows(path, ("t",), "the curve", among_others=True))
    if not table:
        raise UserError(f"{path}: the curve has no rows: add one for each moment that it tells")
    if problems := list(_problems(table, path)):
        more = f" ({len(problems) - 1} more rows do not fit)" if len(problems) > 1 else ""
        raise UserError(f"{problems[0]}{more}")
    time = _time_column(table[0][1], path)
    columns = {name: np.array([float(cells[name]) for _, cells in table]) for name in (time, "t")}
    sections = None
    if "section" in table[0][1]:
        sections = np.array([int(float(cells["section"])) for _, cells in table])
    rows = np.array([row for row, _ in table])
    return Curve(path, rows, columns[time], columns["t"], sections)


def _time_column(cells: Mapping[str, str], path: Path) -> str:
    """Return which column of a table tells the times."""
    found = [name for name in TIMES if name in cells]
    if not found:
        raise UserError(
            f"{path}: there is no column time: add one, in seconds from the excerpt's start"
        )
    if len(found) > 1:
        raise UserError(f"{path}: there are two columns of times, time and time_s: remove one")
    return found[0]


def _problems(table: Sequence[tuple[int, Mapping[str, str] | None]], path: Path) -> Iterator[str]:
    """Yield what is wrong with each row of a table that does not fit."""
    before_s, before_section = -math.inf, 0.0
    for row, cells in table:
        place = f"{path} row {row}"
        if cells is None:
            yield f"{place} has not as many cells as the header: mend its tabs"
            continue
        time = _time_column(cells, path)
        time_s, t = _number(cells[time]), _number(cells["t"])
        section = _number(cells.get("section", "1"))
        if not time_s >= 0:
            yield f"{place}: {time} is '{cells[time]}': give seconds from 0 on, as 12.5"
        elif not 0 <= t <= 1:
            yield (
                f"{place}: t is '{cells['t']}': give the share of the way that the section has "
                "come, from 0 to 1, as 0.5"
            )
        elif not (section >= 1 and section == int(section)):
            yield f"{place}: section is '{cells['section']}': give its number, counted from 1"
        elif section < before_section:
            yield (
                f"{place}: section {section:g} comes after {before_section:g}: correct it so that "
                "sections ascend"
            )
        elif time_s < before_s:
            yield (
                f"{place}: {time} {time_s:g} comes after {before_s:g}: correct it so that times "
                "ascend"
            )
        else:
            before_s, before_section = time_s, section


def _number(text: str) -> float:
    """Return the number that a text is; NaN where it is none."""
    try:
        number = float(text)
    except ValueError:
        return math.nan
    # Python reads 1_000 as a number; in a table it is a slip.
    return number if math.isfinite(number) and "_" not in text else math.nan
