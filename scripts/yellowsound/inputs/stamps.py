"""Where the frames of a sound track stand: gaps, overlaps and clocks that run off, mended.

A sound track is a row of frames with a time stamp each. Mostly a frame begins
where the one before ends. Where packets were lost, files were joined, or the
clock of the recorder ran off, it does not, and samples that are counted are
not where they are heard. Here every frame is put at its stamp.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from av.audio.resampler import AudioResampler
from numpy.lib.stride_tricks import sliding_window_view

from yellowsound.run.ffmpeg_tools import url

MOST_CHANNELS = 2
"""Mono stays mono, stereo stays stereo, anything above is mixed down to stereo."""

TOLERANCE_S = 0.02
"""Stamps and samples may differ by this much: containers round stamps, and some to a frame."""

STEP_S = 0.015
"""A difference that changes by more than this from one frame to the next has a gap or an overlap
behind it, by less the clock."""

RESTART_S = 1.0
"""Stamps that step back by more than this start anew, as where files were joined byte by byte:
what follows stands at the end of what was before."""

LONGEST_GAP_S = 600.0
"""Stamps that leap by more than this start anew likewise: no song pauses so long."""

WINDOW_FRAMES = 7
"""Single stamps that are off are outvoted by those around them: the median of so many counts."""

ROUNDING_S = 0.0015
"""Containers that count milliseconds round the distance of two frames by this much at most."""

LONGEST = 4.0
"""A packet is at most this many times as long as the usual one; what is longer holds a gap."""

COUNTED = ("wav", "w64", "aiff", "au", "caf", "flac", "mp3", "aac")
"""Containers without time stamps of their own: their frames adjoin by definition."""

STRETCH = 0.02
"""A frame whose place is longer or shorter by at most this share of it is stretched into it."""


@dataclass(frozen=True)
class Mending:
    """Where the frames of a track shall stand.

    Attributes
    ----------
    starts
        The sample at which each frame begins, from the first frame's start,
        then where the last one ends, shape (n_frames + 1,).
    notes
        What is mended, one sentence a fault; empty where the frames adjoin.
    """

    starts: np.ndarray
    notes: tuple[str, ...]


def sound_track(container: av.container.InputContainer) -> av.AudioStream | None:
    """Return the sound track that counts: the first one marked as default, else the first.

    The one rule of the workflow, for songs and videos alike: what a player plays.
    """
    tracks = list(container.streams.audio)
    default = (t for t in tracks if t.disposition & av.stream.Disposition.default)
    return next(default, tracks[0] if tracks else None)


def may_need_mending(path: str | Path) -> bool:
    """Tell from a sound track's packets whether its frames may not adjoin.

    No sample is decoded: it takes milliseconds for a song of minutes. A track
    without a fault may be suspected, one with a fault is.
    """
    with av.open(url(path), metadata_errors="replace") as container:
        track = sound_track(container)
        if track is None or container.format.name in COUNTED:
            return False
        stamped = [
            (packet.pts, packet.duration or 0)
            for packet in container.demux(track)
            if packet.size and packet.pts is not None
        ]
        base, rate_hz = float(track.time_base), track.codec_context.sample_rate
        frame_s = track.codec_context.frame_size / rate_hz if rate_hz else 0.0
    if len(stamped) < 2:
        return False
    stamps_s, lengths_s = np.array(stamped, dtype=float).T * base
    usual_s = float(np.median(np.diff(stamps_s)))
    if abs(frame_s - usual_s) <= ROUNDING_S:
        away_s = _differences(stamps_s, np.full(stamps_s.size, frame_s))
    else:
        # Containers round lengths, leave them out, or count a gap in: only steps are looked for.
        lengths_s = np.minimum(np.where(lengths_s > 0, lengths_s, usual_s), LONGEST * usual_s)
        steps_s = np.diff(stamps_s) - lengths_s[:-1]
        steps_s[np.abs(steps_s) <= STEP_S] = 0.0
        away_s = _differences(np.concatenate(([0.0], np.cumsum(steps_s))), 0.0 * lengths_s)
    return bool(np.abs(_voted(away_s)).max() > TOLERANCE_S)


def mend(stamps_s: np.ndarray, samples: np.ndarray, sample_rate_hz: int) -> Mending:
    """Find where frames shall stand.

    Parameters
    ----------
    stamps_s
        Time stamp of each frame in seconds, NaN where it has none, shape (n_frames,).
    samples
        Number of samples of each frame, shape (n_frames,).
    sample_rate_hz
        Their rate.

    Returns
    -------
    Mending
        Frames adjoin where stamps and samples agree within `TOLERANCE_S`.
    """
    lengths_s = samples / sample_rate_hz
    counted = np.concatenate(([0], np.cumsum(samples)))
    away_s = _voted(_differences(stamps_s, lengths_s))
    if away_s.size == 0 or np.abs(away_s).max() <= TOLERANCE_S:
        return Mending(counted, ())
    edges = np.flatnonzero(np.abs(np.diff(away_s)) > STEP_S) + 1
    notes, shift_s, before_s = [], np.zeros(away_s.size), 0.0
    for first, last in zip([0, *edges], [*edges, away_s.size], strict=True):
        place = counted[first:last] / sample_rate_hz
        shift_s[first:last] = _line(place, away_s[first:last])
        step_s = shift_s[first] - before_s
        if first and abs(step_s) > STEP_S:
            kind = "are missing" if step_s > 0 else "stand twice"
            at_s = place[0] + before_s
            notes.append(f"{abs(step_s):.2f} s of sound {kind} at {at_s:.2f} s")
        before_s = shift_s[last - 1]
        if abs(before_s - shift_s[first]) > TOLERANCE_S:
            share = (before_s - shift_s[first]) / max(place[-1] - place[0], 1e-9)
            notes.append(f"its clock runs off by {100 * share:+.2f} % from {place[0]:.2f} s on")
    shift_s -= shift_s[0]  # the song begins with its first frame
    starts = counted[:-1] + np.rint(shift_s * sample_rate_hz).astype(int)
    end = starts[-1] + samples[-1]
    return Mending(np.maximum.accumulate(np.append(starts, end)), tuple(notes))


def _differences(stamps_s: np.ndarray, lengths_s: np.ndarray) -> np.ndarray:
    """Return how much later each stamp is than the frames before it are long, in seconds.

    Where stamps start anew, the difference goes on as it was.
    """
    expected_s = np.concatenate(([0.0], np.cumsum(lengths_s)[:-1]))
    away_s = stamps_s - expected_s
    known = np.flatnonzero(np.isfinite(away_s))
    if known.size == 0:
        return np.zeros(stamps_s.size)
    away_s = np.interp(np.arange(away_s.size), known, away_s[known])
    steps_s = np.diff(away_s, prepend=away_s[0])
    steps_s[(steps_s < -RESTART_S) | (steps_s > LONGEST_GAP_S)] = 0.0
    return np.cumsum(steps_s)


def _voted(values: np.ndarray) -> np.ndarray:
    """Return the running median over `WINDOW_FRAMES`; ends repeat their outermost value."""
    if values.size < WINDOW_FRAMES:
        return values
    half = WINDOW_FRAMES // 2
    windows = sliding_window_view(values, WINDOW_FRAMES)
    middle = np.median(windows, axis=1)
    return np.concatenate((np.repeat(middle[0], half), middle, np.repeat(middle[-1], half)))


def _line(place_s: np.ndarray, away_s: np.ndarray) -> np.ndarray:
    """Return a smooth course of differences: a straight line, or a level where it hardly rises."""
    if place_s.size < 2 or np.ptp(place_s) == 0:
        return away_s
    slope, level = np.polyfit(place_s, away_s, 1)
    if abs(slope) * np.ptp(place_s) <= TOLERANCE_S / 4:
        return np.full(away_s.size, np.median(away_s))
    return slope * place_s + level


def put(frames: Iterable[np.ndarray], mending: Mending) -> Iterator[np.ndarray]:
    """Put frames where a mending says.

    Parameters
    ----------
    frames
        Samples of each frame, shape (n, channels).
    mending
        Their places.

    Yields
    ------
    np.ndarray
        The frames cut, stretched or followed by silence, so that they adjoin.
    """
    slots = np.diff(mending.starts)
    for samples, slot in zip(frames, slots, strict=False):
        count, channels = samples.shape
        if slot == count:
            yield samples
        elif abs(slot - count) <= STRETCH * count:
            at = np.linspace(0, count - 1, slot)
            columns = [np.interp(at, np.arange(count), samples[:, c]) for c in range(channels)]
            yield np.stack(columns, axis=1).astype(samples.dtype)
        elif slot > count:
            yield samples
            yield np.zeros((slot - count, channels), samples.dtype)
        else:
            yield samples[:slot]


def served_frames(
    path: str | Path, sample_rate_hz: int, channels: int
) -> Iterator[tuple[float, np.ndarray]]:
    """Decode a song's sound track frame by frame, whatever its format turns into on the way.

    Parameters
    ----------
    path
        The song.
    sample_rate_hz
        The rate of the samples.
    channels
        As stored: what has more than two is mixed to stereo.

    Yields
    ------
    time_s : float
        The frame's stamp, NaN where it has none.
    samples : np.ndarray
        float32, shape (n, min(channels, 2)), full scale 1.
    """
    channels = min(channels, MOST_CHANNELS)
    layout = "mono" if channels == 1 else "stereo"
    with av.open(url(path), metadata_errors="replace") as container:
        kind, resampler = None, None
        for frame in container.decode(sound_track(container)):
            now = (frame.format.name, frame.layout.name, frame.sample_rate)
            if now != kind:
                yield from _drained(resampler, channels)
                kind = now
                resampler = AudioResampler(format="flt", layout=layout, rate=sample_rate_hz)
            for out in resampler.resample(frame):
                yield _stamped(out, channels)
        yield from _drained(resampler, channels)


def _drained(resampler: AudioResampler | None, channels: int) -> Iterator[tuple[float, np.ndarray]]:
    """Yield what a resampler still holds."""
    for out in resampler.resample(None) if resampler else ():
        yield _stamped(out, channels)


def _stamped(frame: av.AudioFrame, channels: int) -> tuple[float, np.ndarray]:
    return stamp_s(frame), frame.to_ndarray().reshape(-1, channels)


def stamp_s(frame: av.frame.Frame) -> float:
    """Return the time stamp of a frame of sound or picture in seconds, NaN where it has none."""
    return np.nan if frame.time is None else frame.time


def mending_of(path: str | Path, sample_rate_hz: int, channels: int) -> Mending:
    """Decode a song once and find where its frames shall stand."""
    found = [(time_s, len(f)) for time_s, f in served_frames(path, sample_rate_hz, channels)]
    stamps_s, counts = np.array(found, dtype=float).reshape(-1, 2).T
    return mend(stamps_s, counts.astype(int), sample_rate_hz)


def mended_blocks(
    path: str | Path, sample_rate_hz: int, channels: int, mending: Mending | None = None
) -> Iterator[np.ndarray]:
    """Yield a song's samples, each frame at its stamp; see `served_frames`.

    The stamps are read first, by decoding it once more, unless their `mending` is known.
    """
    mending = mending or mending_of(path, sample_rate_hz, channels)
    frames = served_frames(path, sample_rate_hz, channels)
    yield from put((samples for _, samples in frames), mending)
