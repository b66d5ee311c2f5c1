"""What the report says of flashes: that all videos pass, or which do not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from yellowsound.study.report.scores import ScoreRow
from yellowsound.video.flashes import MOST_FLASHES

MOST_NAMED = 12
"""Of more than these the first are named, with where the others are marked."""


@dataclass(frozen=True)
class FlashMark:
    """What is said of the flashes of a study's videos.

    Attributes
    ----------
    checked
        Number of videos that were checked.
    harmful
        Those that do not pass: take and schedule to what was found.
    """

    checked: int
    harmful: Mapping[tuple[str, str], str]

    @property
    def said(self) -> str:
        """What there is to know before a video is played, in a sentence or two."""
        if not self.harmful:
            who = f"all {self.checked} videos pass" if self.checked > 1 else "the video passes"
            return (
                f"By WCAG 2.3.1 {who}: no second has more than {MOST_FLASHES} flashes, "
                "of light or of saturated red, in more than a quarter of the field of view."
            )
        count = len(self.harmful)
        named = [f"{take}, {name} ({found})" for (take, name), found in self.harmful.items()]
        if count > MOST_NAMED:
            named[MOST_NAMED:] = [f"and {count - MOST_NAMED} more, which the players' list marks"]
        return (
            f"{count} of {self.checked} videos {'do' if count > 1 else 'does'} not pass WCAG "
            "2.3.1 and may harm people with photosensitive epilepsy; warn viewers of: "
            f"{'; '.join(named)}."
        )

    def harms(self, take: str) -> list[str]:
        """Return the schedules of a take whose videos do not pass."""
        return [schedule for name, schedule in self.harmful if name == take]


def flash_mark(rows: Iterable[ScoreRow]) -> FlashMark | None:
    """Sum up the videos' flashes; None where none was checked."""
    checked = [row for row in rows if row.flashes is not None]
    if not checked:
        return None
    harmful = [row for row in checked if not row.flashes.passes]
    return FlashMark(len(checked), {(row.take, row.schedule): row.flashes.worst for row in harmful})
