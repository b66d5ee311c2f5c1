"""Songs: what a file declares, what can be decoded from it, and whether that makes an excerpt."""

import logging
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np

from yellowsound.inputs.cells import check_readable
from yellowsound.inputs.channels import channels_of
from yellowsound.inputs.declared import MISSING_TAIL_S, declared_duration_s, ends_within_page
from yellowsound.inputs.excerpt import decoded_blocks, sample_at
from yellowsound.inputs.formats import chained_change
from yellowsound.inputs.mono import MONO_LOSS_DB, mono_loss_db
from yellowsound.inputs.stamps import Mending
from yellowsound.inputs.track import (
    frames_end_s,
    may_need_mending,
    mended_blocks,
    mending_of,
    sound_track,
)
from yellowsound.run.errors import UserError
from yellowsound.run.ffmpeg_tools import FfmpegError, url

logger = logging.getLogger(__name__)

MIN_EXCERPT_S = 3.0
"""A shorter excerpt holds too few beats to time pictures by (in seconds)."""

FORGIVEN_S = 1.0
"""An excerpt of a given length may end so much behind its song (in seconds): players round."""

SILENCE_DBFS = -80.0
"""An excerpt whose peak stays below this is silent (full scale is 0 dB)."""

SAMPLE_RATES_HZ = (8000, 192000)
MAX_CHANNELS = 8

BEHIND_S = 0.01
"""Damage this near to the declared end (or, where none is declared, to that of the last frame), or
behind it, is none of the song's (in seconds): tags and padding that others have put there."""


@dataclass(frozen=True)
class SongInfo:
    """What a song's file declares about its sound track (`track.sound_track`).

    Attributes
    ----------
    codec
        FFmpeg's name of the codec.
    container
        FFmpeg's name of the container format.
    sample_rate_hz, channels
        As stored.
    declared_duration_s
        What a header promises, in seconds; None where there is no such header,
        or FFmpeg would estimate the duration from the bit rate.
    """

    codec: str
    container: str
    sample_rate_hz: int
    channels: int
    declared_duration_s: float | None


@dataclass(frozen=True)
class CheckedSong:
    """A song that serves, and its excerpt, whose times (in seconds) lie on whole samples.

    `mended` tells what was mended in its time stamps; '' where nothing was.
    """

    info: SongInfo
    song_duration_s: float
    start_s: float
    duration_s: float
    mended: str = ""


def probe_song(path: str | Path) -> SongInfo:
    """Read what a song's headers declare.

    Raises
    ------
    UserError
        If the file cannot be read, is not audio, has no audio track, or one of
        a sample rate or channel count that is not served.
    """
    path = Path(path)
    check_readable(path)
    try:
        with av.open(url(path), metadata_errors="replace") as container:
            stream = sound_track(container)
            if stream is None:
                kind = "pictures but no sound" if container.streams.video else "no sound"
                raise UserError(f"{path} holds {kind}: name a file with an audio track")
            track = stream.codec_context
            channels = channels_of(stream)
            if track is None or not track.sample_rate or not channels:
                raise UserError(f"{path} is not audio, whatever its suffix says: name a song")
            info = SongInfo(
                codec=track.codec.canonical_name,
                container=container.format.name,
                sample_rate_hz=track.sample_rate,
                channels=channels,
                declared_duration_s=declared_duration_s(path, container, stream),
            )
    except av.FFmpegError:
        raise UserError(
            f"{path} is not audio that FFmpeg can read, or is cut short: "
            "export it as WAV, FLAC, MP3, Ogg, Opus or M4A"
        ) from None
    lowest, highest = SAMPLE_RATES_HZ
    if not lowest <= info.sample_rate_hz <= highest:
        raise UserError(
            f"{path} is sampled at {info.sample_rate_hz} Hz: convert it to a rate "
            f"from {lowest} to {highest} Hz"
        )
    if info.channels > MAX_CHANNELS:
        raise UserError(
            f"{path} has {info.channels} channels: mix it down to at most {MAX_CHANNELS}"
        )
    return info


def check_song(
    path: str | Path,
    start_s: float,
    duration_s: float | None,
    default_duration_s: float,
) -> CheckedSong:
    """Decode a song once from end to end, and make sure that its excerpt serves.

    Parameters
    ----------
    path
        The song: anything that FFmpeg decodes.
    start_s
        Where the excerpt starts, in seconds.
    duration_s
        Length of the excerpt in seconds, which may pass the song's end by `FORGIVEN_S` and then
        ends with it; None takes at most `default_duration_s`, less where the song ends before.
    default_duration_s
        See `duration_s`.

    Returns
    -------
    CheckedSong
        Its start and duration moved to the nearest samples.

    Raises
    ------
    UserError
        If the song is missing, unreadable, not audio, truncated or damaged, or
        its excerpt lies beyond the end, is too short, silent, or not finite.
    """
    path = Path(path)
    info = probe_song(path)
    rate = info.sample_rate_hz
    start = sample_at(start_s, rate)
    wanted = sample_at(default_duration_s if duration_s is None else duration_s, rate)
    mending = _mending(path, info)
    scan = _scan(path, info, start, start + wanted, mending)

    song_s = scan.samples / rate
    _refuse_truncation(path, info, song_s)
    if start >= scan.samples:
        raise UserError(
            f"{path} ends at {song_s:.2f} s, before the excerpt's start at {start_s:.2f} s: "
            "choose an earlier start"
        )
    if duration_s is not None and start_s + duration_s > song_s + FORGIVEN_S:
        raise UserError(
            f"{path} ends at {song_s:.2f} s, before the excerpt's end at "
            f"{start_s + duration_s:.2f} s: choose an earlier start or a shorter duration"
        )
    duration = min(wanted, scan.samples - start)
    if duration < sample_at(MIN_EXCERPT_S, rate):
        raise UserError(
            f"{path} gives an excerpt of {duration / rate:.2f} s (the song lasts {song_s:.2f} s): "
            f"choose one of at least {MIN_EXCERPT_S:.0f} s"
        )
    if scan.first_not_finite is not None:
        raise UserError(
            f"{path} has samples that are not finite numbers, the first at "
            f"{scan.first_not_finite / rate:.3f} s: export it again"
        )
    silence = 10 ** (SILENCE_DBFS / 20)
    if scan.peak < silence:
        raise UserError(
            f"{path} is silent in the excerpt from {start_s:.2f} s to "
            f"{start_s + duration / rate:.2f} s: choose another part or another song"
        )
    if (loss_db := mono_loss_db(scan.power, scan.mono_power)) > MONO_LOSS_DB:
        raise UserError(
            f"{path} has two channels that cancel each other: mixed to mono it loses "
            f"{min(loss_db, 99):.0f} dB; invert one of them, or export one of them alone"
        )
    mended = "; ".join(mending.notes) if mending else ""
    return CheckedSong(info, song_s, start / rate, duration / rate, mended)


@dataclass
class _Scan:
    """What one pass over the samples found: of the whole song, and of the excerpt."""

    samples: int = 0
    peak: float = 0.0
    power: float = 0.0
    mono_power: float = 0.0
    first_not_finite: int | None = None


def _mending(path: Path, info: SongInfo) -> Mending | None:
    """Return how a song's time stamps are mended; None where nothing is to be."""
    try:
        if not may_need_mending(path):
            return None
        found = mending_of(path, info.sample_rate_hz, info.channels)
    except av.FFmpegError:
        return None  # the scan, which stops at the first damage, tells it better
    for note in found.notes:
        logger.warning("%s: %s; mended", path, note)
    return found if found.notes else None


def _scan(path: Path, info: SongInfo, start: int, end: int, mending: Mending | None) -> _Scan:
    """Count a song's samples, and measure those from `start` to `end`."""
    scan = _Scan()
    # A WAV written to a pipe has no true length: there, the end of the file is no error.
    strict = info.container != "wav"
    try:
        track = path, info.sample_rate_hz, info.channels
        blocks = mended_blocks(*track, mending) if mending else decoded_blocks(*track, strict)
        for block in blocks:
            first = max(start - scan.samples, 0)
            _measure(scan, block[first : max(end - scan.samples, 0)], scan.samples + first)
            scan.samples += len(block)
    except FfmpegError as error:
        declared_s = info.declared_duration_s
        if declared_s is None:
            declared_s = frames_end_s(path)
        if declared_s is not None and scan.samples / info.sample_rate_hz > declared_s - BEHIND_S:
            logger.warning(
                "%s: what stands behind its sound is no sound (%s); left out", path, error
            )
            return scan
        if info.container == "ogg" and (change := chained_change(path)) is not None:
            raise UserError(
                f"{path} {change}, which ffmpeg cannot decode in an Ogg file: decode the two "
                "parts by themselves and join them, or name one of them"
            ) from None
        raise UserError(
            f"{path} is damaged or cut short (ffmpeg: {error}): export or download it again"
        ) from None
    return scan


def _measure(scan: _Scan, samples: np.ndarray, first: int) -> None:
    """Take the excerpt's next samples, the first of them number `first`, into `scan`."""
    # One sum tells of all samples whether they are finite; which is not is rarely asked.
    if not np.isfinite(samples.sum()):
        finite = np.isfinite(samples).all(axis=1)
        if not finite.all() and scan.first_not_finite is None:
            scan.first_not_finite = first + int(np.argmin(finite))
        samples = samples[finite]
    if samples.size == 0:
        return
    scan.peak = max(scan.peak, float(samples.max()), -float(samples.min()))
    channels, mono = samples.shape[1], samples.sum(axis=1)
    scan.power += float(np.vdot(samples, samples)) / channels
    scan.mono_power += float(np.vdot(mono, mono)) / channels**2


def _refuse_truncation(path: Path, info: SongInfo, song_s: float) -> None:
    """Raise UserError if a song's headers promise more than could be decoded."""
    declared_s = info.declared_duration_s
    if declared_s is not None and song_s < declared_s - MISSING_TAIL_S:
        raise UserError(
            f"{path} is truncated: it declares {declared_s:.2f} s, but {song_s:.2f} s can be "
            "decoded; export or download it again"
        )
    if info.container == "ogg" and ends_within_page(path):
        raise UserError(
            f"{path} is truncated: it ends in the middle of an Ogg page, after {song_s:.2f} s; "
            "export or download it again"
        )
    if song_s == 0:
        raise UserError(f"{path} holds no audio samples: export it again")
