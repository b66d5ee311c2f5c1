"""Ears: a detector and a tracker, and what they hear of a sound.

Schedules follow what one pair of ears hears (`hearing` in the configuration);
metrics listen with another (`judging`), so that a picture is not judged by the
function that made it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from yellowsound.hearing.novelty import Novelty, pick_onsets
from yellowsound.run.errors import UserError
from yellowsound.run.plug_in import PlugIn
from yellowsound.run.plug_ins import load

BEAT_REACH_S = 0.07
"""How near to a beat its novelty is sought, in seconds: mir_eval's window of beats."""


@dataclass(frozen=True)
class Beats:
    """What a tracker returns.

    Attributes
    ----------
    times_s
        Times of the beats in seconds, ascending, shape (n_beats,).
    downbeats_s
        Those of them that begin a bar; None from a tracker that knows none.
    """

    times_s: np.ndarray
    downbeats_s: np.ndarray | None


@dataclass(frozen=True)
class Ears:
    """A detector of onsets and a tracker of beats.

    Attributes
    ----------
    detector, tracker
        The plug-ins.
    models
        The folders of their models, by their names.
    settings
        Their settings, by kind (`detector`, `tracker`); without them the defaults.
    """

    detector: PlugIn
    tracker: PlugIn
    models: Mapping[str, Path] = field(default_factory=dict)
    settings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @classmethod
    def named(
        cls,
        family: Mapping[str, str],
        models: Mapping[str, Path] | None = None,
        settings: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> "Ears":
        """Return the ears that a configuration names: `detector` and `tracker`."""
        return cls(
            load("detector", family["detector"]),
            load("tracker", family["tracker"]),
            models or {},
            settings or {},
        )

    def novelty(self, audio: np.ndarray) -> Novelty:
        """Return the novelty of mono audio at `SAMPLE_RATE_HZ`.

        Raises
        ------
        UserError
            If a model is missing, or the detector returns something else.
        """
        self._has_models_of(self.detector)
        settings = self.settings.get("detector", self.detector.defaults)
        novelty = self.detector.make(audio, self.models, settings)
        if problem := no_novelty(novelty):
            raise UserError(f"the detector {self.detector.name} returns {problem}")
        return novelty

    def beats(self, audio: np.ndarray) -> Beats:
        """Return the beats of mono audio at `SAMPLE_RATE_HZ`.

        Raises
        ------
        UserError
            If a model is missing, or the tracker returns something else.
        """
        self._has_models_of(self.tracker)
        settings = self.settings.get("tracker", self.tracker.defaults)
        beats = self.tracker.make(audio, self.models, settings)
        if problem := no_beats(beats):
            raise UserError(f"the tracker {self.tracker.name} returns {problem}")
        return beats

    def _has_models_of(self, plug_in: PlugIn) -> None:
        """Refuse to listen without a model."""
        for name in plug_in.models:
            if name not in self.models:
                raise UserError(
                    f"the model {name} of the {plug_in.kind} {plug_in.name} is missing: get it "
                    f"with `snakemake --cores 1 resources/models/{name}/model.json`"
                )


@dataclass(frozen=True)
class Heard:
    """What is heard of a sound.

    Attributes
    ----------
    novelty
        From the detector.
    onsets_s
        Times of its peaks in seconds, ascending.
    beats_s
        Times of the beats in seconds, ascending.
    downbeats_s
        Those that begin a bar; None from a tracker that knows none.
    """

    novelty: Novelty
    onsets_s: np.ndarray
    beats_s: np.ndarray
    downbeats_s: np.ndarray | None


def hear(audio: np.ndarray, ears: Ears) -> Heard:
    """Listen to a sound.

    Parameters
    ----------
    audio
        Mono audio at `novelty.SAMPLE_RATE_HZ`, shape (n_samples,).
    ears
        With what.

    Raises
    ------
    UserError
        If a model is missing, or a plug-in returns something else than was asked for.
    """
    novelty, beats = ears.novelty(audio), ears.beats(audio)
    return Heard(novelty, pick_onsets(novelty), beats.times_s, beats.downbeats_s)


def agreement(beats_s: np.ndarray, others_s: np.ndarray) -> float | None:
    """Return how far two trackers agree: the F-measure of their beats within `BEAT_REACH_S`.

    On one recording two good trackers may agree not at all, one on the beat and
    one between the beats. Below 0.7 a score of beats hangs on the choice of one.

    Parameters
    ----------
    beats_s, others_s
        Times of the beats that either found, in seconds, ascending.

    Returns
    -------
    float or None
        In [0, 1]; None where neither found any.

    References
    ----------
    Davies, Degara and Plumbley, "Evaluation Methods for Musical Audio Beat
    Tracking Algorithms", 2009, as implemented in mir_eval.
    """
    import mir_eval

    if beats_s.size == others_s.size == 0:
        return None
    if 0 in (beats_s.size, others_s.size):
        return 0.0
    return float(mir_eval.beat.f_measure(beats_s, others_s, BEAT_REACH_S))


def told(heard: Heard, ears: Ears) -> dict[str, Any]:
    """Return what was heard, and with what, ready for `files.write_json`; times in seconds."""
    downbeats_s = heard.downbeats_s
    return {
        "detector": ears.detector.name,
        "tracker": ears.tracker.name,
        "onsets_s": _rounded(heard.onsets_s),
        "beats_s": _rounded(heard.beats_s),
        "downbeats_s": None if downbeats_s is None else _rounded(downbeats_s),
    }


def _rounded(times_s: np.ndarray) -> list[float]:
    return [round(float(time_s), 6) for time_s in times_s]


def no_novelty(novelty: Any) -> str | None:
    """Return in what something is no novelty; None where it is one."""
    if not isinstance(novelty, Novelty):
        return f"a {type(novelty).__name__}: a hearing.novelty.Novelty is due"
    values = np.asarray(novelty.values)
    if values.ndim != 1 or values.size == 0 or not np.isfinite(values).all() or values.min() < 0:
        return "values that are no list of finite numbers of at least 0"
    if not novelty.hop_s > 0:
        return f"a hop of {novelty.hop_s} s: it has to be above 0"
    return None


def no_beats(beats: Any) -> str | None:
    """Return in what something is no beats; None where it is."""
    if not isinstance(beats, Beats):
        return f"a {type(beats).__name__}: a hearing.ears.Beats is due"
    for times_s in (beats.times_s, beats.downbeats_s):
        if times_s is not None and not _ascends(np.asarray(times_s)):
            return "times that are no ascending list of finite seconds of at least 0"
    return None


def _ascends(times_s: np.ndarray) -> bool:
    if times_s.ndim != 1 or not np.isfinite(times_s).all():
        return False
    return times_s.size == 0 or (times_s[0] >= 0 and bool((np.diff(times_s) > 0).all()))
