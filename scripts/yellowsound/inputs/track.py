"""The sound track of a file: which one counts, and its samples, whatever happens on the way."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import av
import numpy as np
from av.audio.resampler import AudioResampler

from yellowsound.inputs.formats import HEADERS, header_notes, is_tag
from yellowsound.inputs.stamps import (
    STEP_S,
    TOLERANCE_S,
    Mending,
    differences,
    mend,
    put,
    voted,
)
from yellowsound.run.ffmpeg_tools import url

MOST_CHANNELS = 2
"""Mono stays mono, stereo stays stereo, anything above is mixed down to stereo."""

ROUNDING_S = 0.0015
"""Containers that count milliseconds round the distance of two frames by this much at most."""

LONGEST = 4.0
"""A packet is at most this many times as long as the usual one; what is longer holds a gap."""

COUNTED = ("wav", "w64", "aiff", "au", "caf", "flac", "mp3", "aac")
"""Containers without time stamps of their own: their frames adjoin by definition."""

CHANGED_TOLERANCE_S = 0.06
"""Where a format changes, stamps and samples may differ by this much: containers go on counting
frames by the rate that they began with."""

HEAD_BYTES = 12
"""So much of a packet tells its frame's header, or a tag."""


@dataclass(frozen=True)
class Packet:
    """A packet of a sound track: stamp and length in units of its time base, first bytes."""

    stamp: int | None
    length: int
    head: bytes


def sound_track(container: av.container.InputContainer) -> av.AudioStream | None:
    """Return the sound track that counts: the first one marked as default, else the first.

    The one rule of the workflow, for songs and videos alike: what a player plays.
    """
    tracks = list(container.streams.audio)
    default = (t for t in tracks if t.disposition & av.stream.Disposition.default)
    return next(default, tracks[0] if tracks else None)


def _packets(container: av.container.InputContainer, track: av.AudioStream) -> list[Packet]:
    """Read what a track's packets tell without being decoded."""
    return [
        Packet(packet.pts, packet.duration or 0, _head(packet))
        for packet in container.demux(track)
        if packet.size
    ]


def _head(packet: av.Packet) -> bytes:
    return bytes(memoryview(packet)[:HEAD_BYTES])


def _notes(packets: list[Packet], track: av.AudioStream) -> tuple[str, ...]:
    """Return what the headers of frames tell that has to be mended, in sentences."""
    # Counted by lengths: where files were joined byte by byte, stamps start anew.
    lengths_s = np.array([packet.length for packet in packets]) * float(track.time_base)
    times_s = np.cumsum(lengths_s) - lengths_s
    heads = [packet.head for packet in packets]
    return header_notes(times_s, heads, _codec(track))


def frames_end_s(path: str | Path) -> float | None:
    """Return where the last frame that has a header of its own ends, in seconds from the first.

    None for a codec without such headers.
    """
    with av.open(url(path), metadata_errors="replace") as container:
        track = sound_track(container)
        read = HEADERS.get(_codec(track))
        if read is None:
            return None
        lengths = [p.length for p in _packets(container, track) if read(p.head) is not None]
        return sum(lengths) * float(track.time_base)


def _codec(track: av.AudioStream) -> str:
    """Return the name of a codec whose frames have headers of their own; '' of any other.

    Where the container holds the decoder's settings, frames have none.
    """
    return "" if track.codec_context.extradata else track.codec_context.codec.canonical_name


def may_need_mending(path: str | Path) -> bool:
    """Tell from a sound track's packets whether its frames may not adjoin, or change their format.

    No sample is decoded: it takes milliseconds for a song of minutes. A track
    without a fault may be suspected, one with a fault is.
    """
    with av.open(url(path), metadata_errors="replace") as container:
        track = sound_track(container)
        if track is None:
            return False
        counted = container.format.name in COUNTED
        if counted and _codec(track) not in HEADERS:
            return False
        packets = _packets(container, track)
        base, rate_hz = float(track.time_base), track.codec_context.sample_rate
        frame_s = track.codec_context.frame_size / rate_hz if rate_hz else 0.0
        if _notes(packets, track):
            return True
        if counted:
            return False
    stamped = [(p.stamp, p.length) for p in packets if p.stamp is not None]
    if len(stamped) < 2:
        return False
    stamps_s, lengths_s = np.array(stamped, dtype=float).T * base
    usual_s = float(np.median(np.diff(stamps_s)))
    if abs(frame_s - usual_s) <= ROUNDING_S:
        away_s = differences(stamps_s, np.full(stamps_s.size, frame_s))
    else:
        # Containers round lengths, leave them out, or count a gap in: only steps are looked for.
        lengths_s = np.minimum(np.where(lengths_s > 0, lengths_s, usual_s), LONGEST * usual_s)
        steps_s = np.diff(stamps_s) - lengths_s[:-1]
        steps_s[np.abs(steps_s) <= STEP_S] = 0.0
        away_s = differences(np.concatenate(([0.0], np.cumsum(steps_s))), 0.0 * lengths_s)
    return bool(np.abs(voted(away_s)).max() > TOLERANCE_S)


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
        for frame in _decoded(container, sound_track(container)):
            now = (frame.format.name, frame.layout.name, frame.sample_rate)
            if now != kind:
                yield from _drained(resampler, channels)
                kind = now
                resampler = AudioResampler(format="flt", layout=layout, rate=sample_rate_hz)
            for out in resampler.resample(frame):
                yield _stamped(out, channels)
        yield from _drained(resampler, channels)


def _decoded(
    container: av.container.InputContainer, track: av.AudioStream
) -> Iterator[av.AudioFrame]:
    """Decode a track, but for tags that stand in the middle of it."""
    for packet in container.demux(track):
        try:
            frames = packet.decode()
        except av.InvalidDataError:
            if not is_tag(_head(packet)):
                raise
            continue
        yield from frames


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
    """Decode a song once and find where its frames shall stand, and what else is mended in it."""
    with av.open(url(path), metadata_errors="replace") as container:
        track = sound_track(container)
        notes = _notes(_packets(container, track), track)
        counted = container.format.name in COUNTED
    found = [(time_s, len(f)) for time_s, f in served_frames(path, sample_rate_hz, channels)]
    stamps_s, counts = np.array(found, dtype=float).reshape(-1, 2).T
    tolerance_s = CHANGED_TOLERANCE_S if notes else TOLERANCE_S
    if counted:
        stamps_s = np.full(counts.size, np.nan)
    mending = mend(stamps_s, counts.astype(int), sample_rate_hz, tolerance_s)
    return replace(mending, notes=(*notes, *mending.notes))


def mended_blocks(
    path: str | Path, sample_rate_hz: int, channels: int, mending: Mending | None = None
) -> Iterator[np.ndarray]:
    """Yield a song's samples, each frame at its stamp; see `served_frames`.

    The stamps are read first, by decoding it once more, unless their `mending` is known.
    """
    mending = mending or mending_of(path, sample_rate_hz, channels)
    frames = served_frames(path, sample_rate_hz, channels)
    yield from put((samples for _, samples in frames), mending)
