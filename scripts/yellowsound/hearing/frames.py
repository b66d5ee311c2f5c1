"""What a song does at each video frame, for the schedules to follow.

Energies are measured section by section, as published. Novelty, beats and
downbeats are heard over the whole excerpt: an attack or a beat knows nothing
of where a section begins.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from yellowsound.hearing.ears import Ears, Heard
from yellowsound.hearing.energy import Separation, loudness, section_energy
from yellowsound.run.sections import Section, frame_at

BEAT_DECAY_S = 0.15
"""Time in which the pulse of a beat falls from 1 to 0, in seconds."""

NEAR_S = 1e-9
"""Times this near to each other are one, whatever rounding does."""


def beat_pulses(beats_s: np.ndarray, n_frames: int, fps: int) -> np.ndarray:
    """Return a pulse at each beat that falls evenly from 1 to 0 within `BEAT_DECAY_S`.

    A frame takes the height of the pulse at its loudest: 1 where a beat falls
    in its time, which reaches from half a frame before to half a frame after.

    Parameters
    ----------
    beats_s
        Times of the beats in seconds, ascending, shape (n_beats,).
    n_frames
        Number of video frames; frame k stands at k / fps.
    fps
        Frames per second of the video.

    Returns
    -------
    np.ndarray
        Shape (n_frames,), in [0, 1]; all zeros without beats.
    """
    if beats_s.size == 0:
        return np.zeros(n_frames)
    starts_s = (np.arange(n_frames) - 0.5) / fps
    # A beat on an edge belongs to the frame that begins there, and to no other.
    last = np.searchsorted(beats_s, starts_s + 1.0 / fps - NEAR_S) - 1
    since_s = np.where(last < 0, np.inf, starts_s - beats_s[last])
    since_s[since_s < NEAR_S] = 0.0
    return (1.0 - since_s / BEAT_DECAY_S).clip(0.0, 1.0)


def hear_frames(
    audio: np.ndarray,
    sections: Sequence[Section],
    fps: int,
    separation: Separation,
    ears: Ears,
    heard: Heard,
) -> pd.DataFrame:
    """Tell an excerpt frame by frame.

    Parameters
    ----------
    audio
        Mono audio at `novelty.SAMPLE_RATE_HZ`, shape (n_samples,).
    sections
        The excerpt's sections, adjoining.
    fps
        Frames per second.
    separation
        Settings of the harmonic/percussive separation.
    ears
        What schedules follow: the detector and the tracker.
    heard
        What these hear of the audio (`ears.hear`).

    Returns
    -------
    pd.DataFrame
        One row a frame; the columns of `energy.section_energy`, then `onset`,
        the loudest novelty within the frame, at least 0; `percussive_onset`,
        the same of the percussive part; `loudness` and `bass`, in [0, 1] of
        the excerpt's largest (`energy.loudness`); `beat_pulse`, a pulse at each beat, in
        [0, 1] (`beat_pulses`); `downbeat_pulse`, the same at each downbeat, if
        the tracker knows them.

    Raises
    ------
    UserError
        If a model is missing, or the detector returns no novelty.
    """
    tables, percussives = zip(
        *(section_energy(audio, section, fps, separation) for section in sections), strict=True
    )
    table = pd.concat(tables, ignore_index=True)
    count = frame_at(sections[-1].end_s, fps)
    times_s = np.arange(count) / fps
    # The sections' parts are joined before onsets are sought in them: each by
    # itself would have none at its start.
    percussive = ears.novelty(np.concatenate(percussives))
    table["onset"] = heard.novelty.loudest(times_s, 1 / fps)
    table["percussive_onset"] = percussive.loudest(times_s, 1 / fps)
    table["loudness"], table["bass"] = loudness(audio, times_s, fps)
    table["beat_pulse"] = beat_pulses(heard.beats_s, count, fps)
    if heard.downbeats_s is not None:
        table["downbeat_pulse"] = beat_pulses(heard.downbeats_s, count, fps)
    return table
