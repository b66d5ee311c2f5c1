"""Sections of an excerpt, counted in frames so that nothing drifts."""

import itertools
import logging
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from yellowsound.run.files import read_json, write_json

logger = logging.getLogger(__name__)

SHORTEST_SECTION_S = 2.0
"""A last section shorter than this joins its neighbour, and no downbeat makes one (in seconds)."""


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
    return _between([0.0, *(section_s * number for number in range(1, count)), duration_s])


def in_parts(numbers: Sequence[int], size: int) -> list[str]:
    """Return the names of parts of at most `size` sections: "1-3", or "4" of one alone."""
    parts = [numbers[start : start + size] for start in range(0, len(numbers), size)]
    return [f"{part[0]}-{part[-1]}" if len(part) > 1 else f"{part[0]}" for part in parts]


def numbers_of(part: str) -> range:
    """Return the numbers of the sections of a part, by its name (`in_parts`)."""
    first, _, last = part.partition("-")
    return range(int(first), int(last or first) + 1)


def on_downbeats(sections: Sequence[Section], downbeats_s: Sequence[float]) -> list[Section]:
    """Let sections begin with bars: move each inner boundary to the downbeat nearest to it.

    Their number stays. A boundary keeps its second where the nearest downbeat
    is more than half a section away (one that is, is nearer to another
    boundary), or would leave a section shorter than `SHORTEST_SECTION_S`; the
    log tells how many have moved.

    Parameters
    ----------
    sections
        Those of `split_sections`.
    downbeats_s
        Times of the downbeats in the excerpt, in seconds, ascending; may be empty.

    Returns
    -------
    list of Section
        Adjoining sections that cover the same excerpt.
    """
    bounds = [*(section.start_s for section in sections), sections[-1].end_s]
    farthest_s = (bounds[1] - bounds[0]) / 2
    on_downbeat = 0
    for place in range(1, len(sections)):
        second = bounds[place]
        nearest = min(downbeats_s, key=lambda time_s: abs(time_s - second), default=math.inf)
        # The next boundary still stands at its second, which it may have to keep.
        shorter_s = min(nearest - bounds[place - 1], bounds[place + 1] - nearest)
        if abs(nearest - second) <= farthest_s and shorter_s >= SHORTEST_SECTION_S:
            bounds[place] = float(nearest)
            on_downbeat += 1
    logger.info("%d of %d inner boundaries stand at downbeats", on_downbeat, len(sections) - 1)
    return _between(bounds)


def _between(bounds: Sequence[float]) -> list[Section]:
    """Return the sections between ascending times."""
    return [
        Section(number, start, end)
        for number, (start, end) in enumerate(itertools.pairwise(bounds), start=1)
    ]


def as_told(sections: Iterable[Section]) -> list[dict[str, Any]]:
    """Return sections ready for `files.write_json`."""
    return [asdict(section) for section in sections]


def from_told(told: Iterable[Mapping[str, Any]]) -> list[Section]:
    """Return the sections that `as_told` made ready."""
    return [Section(**section) for section in told]


def write_sections(path: str | Path, sections: Iterable[Section]) -> None:
    """Write the sections of an excerpt as JSON."""
    write_json(path, as_told(sections))


def read_sections(path: str | Path) -> list[Section]:
    """Read what `write_sections` wrote."""
    return from_told(read_json(path))
