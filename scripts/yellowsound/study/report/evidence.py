"""What the report concludes of each schedule, from the tables alone and by fixed rules."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from yellowsound.run.move_sets import NONE
from yellowsound.study.contrasts import BASELINE, PRIMARY_ENDPOINT, Primary
from yellowsound.study.headline import headline_metrics
from yellowsound.study.paired_tests import ALPHA, holm
from yellowsound.study.pairing import LEAST_SONGS
from yellowsound.study.permutations import DRAWS, EXACT_UP_TO

HARDLY_VISIBLE = 0.05
"""Below this share of the strong beats a change is hardly to be seen."""

AGREEING = 0.7
"""Below this agreement of two trackers, beat scores hang on which of them was chosen."""


@dataclass(frozen=True)
class ScheduleEvidence:
    """What a study shows of one schedule, by one metric.

    Attributes
    ----------
    schedule, baseline
        The schedule, and what it is compared with; '' where with nothing.
    n
        Number of songs that were permuted.
    auc, p
        Of the pairing test. `p` is corrected over the schedules.
    tests
        Number of schedules over which p is corrected.
    difference, ci_low, ci_high
        Median difference from the baseline in z, with its interval.
    placebo, placebo_p
        The same with the songs of others, and the p of that.
    visible, response
        Medians over the schedule's videos.
    shared
        What it and the judge both hear with; '' where nothing.
    moves
        Its set of moves.

    Undefined numbers are None.
    """

    schedule: str
    baseline: str = ""
    n: int = 0
    auc: float | None = None
    p: float | None = None
    tests: int = 1
    difference: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    placebo: float | None = None
    placebo_p: float | None = None
    visible: float | None = None
    response: float | None = None
    shared: str = ""
    moves: str = NONE

    @property
    def is_deaf(self) -> bool:
        """Whether its pictures are made without hearing the song."""
        return self.schedule == BASELINE and self.moves == NONE

    @property
    def stands_out(self) -> bool:
        """Whether the pictures fit their own songs better than others'."""
        return self.p is not None and self.p < ALPHA

    @property
    def conclusion(self) -> str:
        """What may be concluded, in plain words."""
        return conclusion(self)


@dataclass(frozen=True)
class Evidence:
    """What the page shows first.

    Attributes
    ----------
    metric
        The headline's metric.
    is_primary
        Whether it was named before the run.
    schedules
        In the order of the scores.
    agreements
        For each pair how far two trackers agree on its beats; None where unknown.
    """

    metric: str
    is_primary: bool = False
    schedules: tuple[ScheduleEvidence, ...] = ()
    agreements: Mapping[str, float | None] = field(default_factory=dict)

    @property
    def doubtful(self) -> list[str]:
        """Pairs on whose beats the trackers do not agree."""
        return [pair for pair, f in self.agreements.items() if f is not None and f < AGREEING]


def evidence_of(
    scores: pd.DataFrame,
    metrics: Sequence[str],
    pairing: pd.DataFrame,
    comparisons: pd.DataFrame,
    primary: Primary | None = None,
) -> Evidence:
    """Gather the evidence from the tables of a study.

    Parameters
    ----------
    scores
        The table of scores; `visible`, `response`, `shared` and
        `tracker_agreement` may be missing.
    metrics
        Its metrics.
    pairing, comparisons
        Tables of `tables.study_statistics`.
    primary
        The comparison that was named before the run, if one was.
    """
    metric = headline_metrics(metrics, primary)[0]
    rows = pairing[pairing["metric"] == metric].set_index("schedule")
    asked = (comparisons["metric"] == metric) & (comparisons["endpoint"] == PRIMARY_ENDPOINT)
    # The primary contrast stands last: of two comparisons of a schedule it is the one.
    compared = comparisons[asked].drop_duplicates("schedule", keep="last").set_index("schedule")
    is_moved = _moves(scores[scores["schedule"] == BASELINE]) != NONE
    corrected = _corrected(rows["p"], primary, set() if is_moved else {BASELINE})
    found = []
    for schedule in dict.fromkeys(scores["schedule"]):
        videos = scores[scores["schedule"] == schedule]
        paired = rows.loc[schedule] if schedule in rows.index else {}
        beside = compared.loc[schedule] if schedule in compared.index else {}
        p, tests = corrected.get(schedule, (None, 1))
        found.append(
            ScheduleEvidence(
                schedule=schedule,
                baseline=str(beside.get("baseline", "")),
                n=int(paired.get("n", 0)),
                auc=_number(paired.get("auc")),
                p=p,
                tests=tests,
                difference=_number(beside.get("median_difference")),
                ci_low=_number(beside.get("ci_low")),
                ci_high=_number(beside.get("ci_high")),
                placebo=_number(beside.get("placebo_difference")),
                placebo_p=_number(beside.get("placebo_p")),
                visible=_median(videos, "visible"),
                response=_median(videos, "response"),
                shared=str(paired.get("shared", "") or ""),
                moves=_moves(videos),
            )
        )
    return Evidence(metric, primary is not None, tuple(found), _agreements(scores))


def _corrected(
    p: pd.Series, primary: Primary | None, controls: set[str]
) -> dict[str, tuple[float | None, int]]:
    """Return each schedule's p by Holm's correction over the schedules, and over how many.

    A control is no claim: like the primary schedule it stands by itself.
    """
    alone = controls | ({primary.schedule} if primary else set())
    family = p[~p.index.isin(alone)]
    held = dict(zip(family.index, holm(family.to_numpy(dtype=float)), strict=True))
    tests = int(family.notna().sum())
    return {
        name: (_number(held.get(name, value)), max(tests, 1) if name in held else 1)
        for name, value in p.items()
    }


def _moves(videos: pd.DataFrame) -> str:
    """Return the set of moves of a schedule's videos; those of one schedule have the same."""
    told = videos["moves"].dropna() if "moves" in videos else []
    return str(told.iloc[0]) if len(told) else NONE


def _agreements(scores: pd.DataFrame) -> dict[str, float | None]:
    """Return the trackers' agreement by pair."""
    if "tracker_agreement" not in scores:
        return {}
    first = scores.drop_duplicates("pair").set_index("pair")["tracker_agreement"]
    return {pair: _number(value) for pair, value in first.items()}


def _median(videos: pd.DataFrame, column: str) -> float | None:
    if column not in videos or videos[column].isna().all():
        return None
    return float(videos[column].astype(float).median())


def _number(value: object) -> float | None:
    return None if value is None or math.isnan(float(value)) else float(value)


def least_p(n: int) -> float:
    """Return the least p that permuting so many songs can give."""
    return 1 / math.factorial(n) if n <= EXACT_UP_TO else 1 / (1 + DRAWS)


def songs_needed(tests: int) -> int:
    """Return from how many songs on the pairing test can decide of so many schedules at once."""
    numbers = range(LEAST_SONGS, EXACT_UP_TO + 1)
    return next((n for n in numbers if tests * least_p(n) < ALPHA), EXACT_UP_TO + 1)


def conclusion(found: ScheduleEvidence) -> str:
    """Say in plain words what may be concluded of a schedule.

    The rules, in this order: too few songs for any result to be below
    `ALPHA`, and what has no p, say nothing. The baseline is a control. What
    is not below `ALPHA` shows nothing, and what is shows that pictures fit
    their own songs. Then come limits: whether it can be seen, whether the
    gain over the baseline holds for the songs of others as well, and whether
    the judge hears with what the schedule follows.
    """
    if found.n < LEAST_SONGS or found.tests * least_p(found.n) >= ALPHA:
        return f"Too few songs to tell: {found.n}."
    if found.p is None or found.auc is None:
        return "Undefined: the metric finds nothing to measure in its pictures or songs."
    evidence = f"({_evidence(found)})"
    if found.is_deaf:
        if found.stands_out:
            return (
                f"Deaf to the song by design, yet its pictures fit their own songs {evidence}: "
                "something else ties them, or it is chance. Read the other rows with that in mind."
            )
        return f"Deaf to the song by design, and nothing shows otherwise {evidence}."
    if not found.stands_out:
        return f"Nothing shows that its pictures fit their own songs better than others {evidence}."
    told = f"Its pictures fit their own songs better than others {evidence}{_seen(found)}."
    return " ".join(filter(None, (told, _placebo(found), shared_said(found.shared))))


def p_said(p: float) -> str:
    """Return a p as it is told in a sentence."""
    return "p < 0.001" if p < 0.0005 else f"p = {p:.3f}"


def _evidence(found: ScheduleEvidence) -> str:
    return f"AUC {found.auc:.2f}, {p_said(found.p)}, {found.n} songs"


def _seen(found: ScheduleEvidence) -> str:
    """Say whether viewers can see it."""
    if found.visible is None:
        return ""
    share = f"{100 * found.visible:.0f} %"
    if found.visible < HARDLY_VISIBLE:
        return f", but this can hardly be seen: a change is visible at {share} of the strong beats"
    return f"; a change is visible at {share} of the strong beats"


def _placebo(found: ScheduleEvidence) -> str:
    """Say where the gain over the baseline tells no synchrony."""
    if (
        found.placebo is None
        or found.difference is None
        or min(found.placebo, found.difference) <= 0
    ):
        return ""
    if found.placebo >= found.difference / 2:
        return (
            f"Much of what it gains over {found.baseline} it gains with the songs of others as "
            "well: that difference is no evidence."
        )
    if found.placebo_p is not None and found.placebo_p < ALPHA:
        return (
            f"Of the {found.difference:.1f} z that it gains over {found.baseline} it gains "
            f"{found.placebo:.1f} with the songs of others as well: only the rest is evidence."
        )
    return ""


def shared_said(shared: str) -> str:
    """Say where the judge hears with what made the pictures; '' where with nothing of it."""
    if not shared:
        return ""
    kinds = " and its ".join(kind.strip() for kind in shared.split(","))
    return f"The judge shares its {kinds} with the schedule, so that it may overrate it."
