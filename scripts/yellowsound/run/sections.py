"""Sections of an excerpt, counted in frames so that nothing drifts."""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from yellowsound.run.files import read_json, write_json

SHORTEST_SECTION_S = 2.0
"""A last section shorter than this joins its neighbour (in seconds)."""


@dataclass(frozen=True)
class Section:
    """One section of an excerpt.

    Attributes
    ----------
    number
        Counted from 1.
    start_s, end_s
        Absolute times in the excerpt, in seconds.
    """

    number: int
    start_s: float
    end_s: float

    def frame_range(self, fps: int) -> range:
        """Return the numbers of this section's video frames; frame k stands at k / fps."""
        return range(frame_at(self.start_s, fps), frame_at(self.end_s, fps))


def frame_at(time_s: float, fps: int) -> int:
    """Return the number of the frame nearest to `time_s` (halves round up)."""
    return math.floor(time_s * fps + 0.5)


def split_sections(duration_s: float, section_s: float = 10.0) -> list[Section]:
    """Cut an excerpt into sections of `section_s` seconds.

    A remainder of at least `SHORTEST_SECTION_S` is a section of its own; a
    shorter one is joined to the section before it. An excerpt shorter than
    `section_s` is one section.

    Parameters
    ----------
    duration_s
        Length of the excerpt in seconds, above 0.
    section_s
        Length of a section in seconds, above 0.

    Returns
    -------
    list of Section
        Adjoining sections that cover [0, duration_s].
    """
    if duration_s <= 0 or section_s <= 0:
        raise ValueError(f"durations must be above 0, not {duration_s} and {section_s}")
    count = max(1, math.ceil(duration_s / section_s - 1e-9))
    if count > 1 and duration_s - (count - 1) * section_s < SHORTEST_SECTION_S:
        count -= 1
    ends = [section_s * number for number in range(1, count)] + [duration_s]
    starts = [0.0, *ends[:-1]]
    return [
        Section(number, start, end)
        for number, (start, end) in enumerate(zip(starts, ends, strict=True), start=1)
    ]


def write_sections(path: str | Path, sections: Sequence[Section]) -> None:
    """Write the sections of an excerpt as JSON."""
    write_json(path, [asdict(section) for section in sections])


def read_sections(path: str | Path) -> list[Section]:
    """Read what `write_sections` wrote."""
    return [Section(**section) for section in read_json(path)]
