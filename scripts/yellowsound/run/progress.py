"""How far a run is: its jobs counted by rule, and when it will be done."""

import statistics
from collections import Counter
from collections.abc import Mapping

VIDEO, PART = "video", "frames"
"""The rules of which each job makes one video, and a few sections of some."""


class Progress:
    """Counts the jobs of a run as they begin and end.

    Times are in seconds, of any clock. What a job of a rule takes is the mean of those that are
    done; of a rule without any, the median of the other rules.

    Parameters
    ----------
    planned
        Rule to the number of its jobs in this run.
    videos_before
        Videos of the study that an earlier run has made.
    frames_of_part
        Frames that a part has in the mean; 0 where that is not known.
    """

    def __init__(
        self, planned: Mapping[str, int], videos_before: int = 0, frames_of_part: float = 0.0
    ) -> None:
        self.planned = dict(planned)
        self.videos_before = videos_before
        self.frames_of_part = frames_of_part
        self.done: Counter[str] = Counter()
        self._taken_s: Counter[str] = Counter()
        self._running: dict[int, tuple[str, float]] = {}
        self._first_s: float | None = None
        # How long any part was rendered, and since when one is.
        self._rendered_s = 0.0
        self._rendering_since_s = 0.0

    @property
    def has_begun(self) -> bool:
        """Whether any job has begun."""
        return self._first_s is not None

    def begin(self, job: int, rule: str, now_s: float) -> None:
        """Note that a job has begun, or begins anew."""
        if rule == PART and not self._parts_running():
            self._rendering_since_s = now_s
        self._running[job] = rule, now_s
        self._first_s = now_s if self._first_s is None else self._first_s

    def fail(self, job: int, now_s: float) -> None:
        """Note that a job has ended and made nothing."""
        self._end(job, now_s)

    def finish(self, job: int, now_s: float) -> None:
        """Note that a job is done."""
        if job in self._running:
            rule, since_s = self._end(job, now_s)
            self.done[rule] += 1
            self._taken_s[rule] += now_s - since_s

    def frames_per_s(self) -> float | None:
        """Return how many frames were made a second while any were; None while not known.

        The time is counted up to the last part that ended: what is not whole yet counts neither
        way.
        """
        frames = self.done[PART] * self.frames_of_part
        return frames / self._rendered_s if frames and self._rendered_s else None

    def left_s(self, now_s: float) -> float | None:
        """Return how long the rest will take, in seconds; None while that is not known.

        The rest is done at the pace of what was done so far, however many jobs ran at a time and
        however long they waited. Nothing is known before one part is there, since these take
        most of a run.
        """
        mean_s = {rule: self._taken_s[rule] / count for rule, count in self.done.items()}
        if self._first_s is None or not mean_s:
            return None
        if self.planned.get(PART) and not self.done[PART]:
            return None
        usual_s = statistics.median(mean_s.values())
        rest_s = sum(
            max(count - self.done[rule], 0) * mean_s.get(rule, usual_s)
            for rule, count in self.planned.items()
        )
        spent_s = 0.0
        for rule, since_s in self._running.values():
            spent_s += now_s - since_s
            rest_s -= min(now_s - since_s, mean_s.get(rule, usual_s))
        worked_s = self._taken_s.total() + spent_s
        return max(rest_s, 0.0) * (now_s - self._first_s) / worked_s if worked_s else None

    def line(self, now_s: float) -> str:
        """Return what a person wants to know, in one line: what is done, and what time is left."""
        left_s = self.left_s(now_s)
        return self._counts() + ("" if left_s is None else f"; about {duration_text(left_s)} left")

    def summary(self, now_s: float) -> str:
        """Return the line of a run that has ended, be it before all is done."""
        took_s = 0.0 if self._first_s is None else now_s - self._first_s
        return f"{self._counts()}, in {duration_text(took_s)}"

    def _counts(self) -> str:
        videos = self.planned.get(VIDEO, 0) + self.videos_before
        counts = [(self.done[VIDEO] + self.videos_before, videos, "videos")]
        counts += [(self.done[PART], self.planned.get(PART, 0), "parts")]
        counts += [(self.done.total(), sum(self.planned.values()), "jobs")]
        told = [f"{done} of {of} {what}" for done, of, what in counts if of]
        if (rate := self.frames_per_s()) is not None:
            told.append(f"{rate:{'.0f' if rate >= 10 else '.2g'}} frames a second")
        return ", ".join(told)

    def _parts_running(self) -> bool:
        return any(rule == PART for rule, _ in self._running.values())

    def _end(self, job: int, now_s: float) -> tuple[str, float] | None:
        """Note that a job runs no more; return its rule and when it began."""
        ended = self._running.pop(job, None)
        if ended and ended[0] == PART:
            self._rendered_s += now_s - self._rendering_since_s
            self._rendering_since_s = now_s
        return ended


def duration_text(seconds: float) -> str:
    """Return a duration as a person says it: 40 s, 12 min, 3 h 20 min, 2 d 4 h."""
    if seconds < 55:
        # Seconds of an estimate: in steps of five.
        return f"{max(round(seconds / 5) * 5, 5)} s"
    minutes = max(round(seconds / 60), 1)
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    days, hours = divmod(hours, 24)
    return f"{days} d {hours} h" if hours else f"{days} d"
