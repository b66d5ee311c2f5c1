"""Decoding what sounds with one muxed video, on the picture's clock."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from av.audio.resampler import AudioResampler

from yellowsound.inputs.channels import channels_of
from yellowsound.inputs.mono import MONO_LOSS_DB, mono_loss_db
from yellowsound.inputs.stamps import mend
from yellowsound.inputs.track import mended_blocks, sound_track, stamp_s
from yellowsound.run.errors import UserError
from yellowsound.synchrony.media import opened

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Sound:
    """A decoded sound track.

    Attributes
    ----------
    mono
        Mean of the channels, float32, shape (n_samples,).
    begin_s
        Time stamp of its first sample, in seconds.
    loss_db
        By how much the mono mix is weaker than the channels.
    """

    mono: np.ndarray
    begin_s: float
    loss_db: float


def decode_audio(
    video: str | Path, sample_rate_hz: int, *, start_s: float | None, duration_s: float
) -> np.ndarray:
    """Decode a video's audio, or a song, to mono, on the picture's clock.

    The sound track is the one that players choose (`track.sound_track`). The
    encoder's priming samples are left out, as the file's edit list or codec
    delay says; what the file plays at `start_s` is sample 0. Every frame
    stands at its time stamp: what is missing is silence.

    Parameters
    ----------
    video
        A file with an audio stream.
    sample_rate_hz
        Sample rate to convert to.
    start_s
        Time stamp of the picture's frame 0, in seconds; None for a song of
        its own, which begins with the picture.
    duration_s
        Length of the picture in seconds: longer audio is cut, shorter audio
        ends in silence.

    Returns
    -------
    np.ndarray
        Mean of the channels, float32, full scale 1, shape
        (round(duration_s * sample_rate_hz),).

    Raises
    ------
    UserError
        If the file is missing or broken or has no audio stream, or its
        channels cancel each other.
    """
    video = Path(video)
    sound = _adjoining(video, sample_rate_hz) or _mended(video, sample_rate_hz)
    if sound.loss_db > MONO_LOSS_DB:
        raise UserError(
            f"{video} has two channels that cancel each other: mixed to mono it loses "
            f"{min(sound.loss_db, 99):.0f} dB; invert one of them, or give a song beside it"
        )
    audio = np.zeros(round(duration_s * sample_rate_hz), dtype=np.float32)
    position = 0 if start_s is None else round((sound.begin_s - start_s) * sample_rate_hz)
    first, last = max(position, 0), min(position + sound.mono.size, audio.size)
    if first < last:
        audio[first:last] = sound.mono[first - position : last - position]
    return audio


def _adjoining(video: Path, sample_rate_hz: int) -> _Sound | None:
    """Decode a track whose frames adjoin; None where they do not, or change their format."""
    stamps: list[tuple[float, int]] = []
    with opened(video) as container:
        stream = sound_track(container)
        if stream is None:
            raise UserError(
                f"{video} has no audio stream: give the video muxed with its song, or a song"
            )
        resampler = AudioResampler(format="fltp", rate=sample_rate_hz)
        parts, power, mono_power, begin_s = [], 0.0, 0.0, None
        try:
            for frame in _resampled(_noted(container.decode(stream), stamps), resampler):
                if begin_s is None:
                    begin_s = 0.0 if frame.time is None else frame.time
                channels = frame.to_ndarray()
                mono = channels.mean(axis=0)
                parts.append(mono)
                power += float(np.square(channels, dtype=np.float64).mean(axis=0).sum())
                mono_power += float(np.square(mono, dtype=np.float64).sum())
        except ValueError:
            return None  # a resampler takes one format
        own_rate_hz = stream.codec_context.sample_rate
    if not parts:
        return _Sound(np.zeros(0, np.float32), 0.0, 0.0)
    times_s, counts = np.array(stamps, dtype=float).T
    notes = mend(times_s, counts.astype(int), own_rate_hz).notes
    for note in notes:
        logger.warning("%s: %s; mended by its time stamps", video, note)
    if notes:
        return None
    return _Sound(np.concatenate(parts), begin_s, mono_loss_db(power, mono_power))


def _mended(video: Path, sample_rate_hz: int) -> _Sound:
    """Decode a track once more, each frame at its stamp."""
    from yellowsound.run.compiled import librosa

    with opened(video) as container:
        track = sound_track(container)
        own_rate_hz = track.codec_context.sample_rate
        channels = channels_of(track)
        first = next(container.decode(track))
        begin_s = 0.0 if first.time is None else first.time
    samples = np.concatenate(list(mended_blocks(video, own_rate_hz, channels)))
    mono = samples.mean(axis=1)
    power = float(np.square(samples, dtype=np.float64).mean(axis=1).sum())
    loss_db = mono_loss_db(power, float(np.square(mono, dtype=np.float64).sum()))
    resampled = librosa.resample(
        mono, orig_sr=own_rate_hz, target_sr=sample_rate_hz, res_type="soxr_hq"
    )
    return _Sound(resampled.astype(np.float32), begin_s, loss_db)


def _noted(
    frames: Iterable[av.AudioFrame], stamps: list[tuple[float, int]]
) -> Iterator[av.AudioFrame]:
    """Pass frames on, and note the time stamp and the number of samples of each."""
    for frame in frames:
        stamps.append((stamp_s(frame), frame.samples))
        yield frame


def _resampled(
    frames: Iterable[av.AudioFrame], resampler: AudioResampler
) -> Iterator[av.AudioFrame]:
    """Yield the resampled frames, and at the end what the resampler still holds."""
    for frame in frames:
        yield from resampler.resample(frame)
    yield from resampler.resample(None)
