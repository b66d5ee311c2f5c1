"""The excerpt of a song: how any codec is decoded, cut to the sample, and read back."""

import math
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import av
import ffmpeg
import numpy as np
import soundfile

from yellowsound.inputs.channels import channels_of
from yellowsound.inputs.track import MOST_CHANNELS, mended_blocks, sound_track
from yellowsound.run.errors import UserError
from yellowsound.run.ffmpeg_tools import FfmpegError, cause, command, run, url
from yellowsound.run.files import whole_file

_BLOCK_SAMPLES = 1 << 17


def sample_at(time_s: float, sample_rate_hz: int) -> int:
    """Return the number of the sample nearest to `time_s` (halves round up)."""
    return math.floor(time_s * sample_rate_hz + 0.5)


def served_audio(path: str | Path, sample_rate_hz: int, channels: int) -> ffmpeg.Stream:
    """Return the ffmpeg stream of a song's sound track (`track.sound_track`) from its start.

    Parameters
    ----------
    path
        The song.
    sample_rate_hz, channels
        Of the track as declared. More than two channels are mixed down to
        stereo, scaled so that the mix cannot clip.
    """
    downmix = {"ochl": "stereo", "rematrix_maxval": 1} if channels > MOST_CHANNELS else {}
    # Samples pass unchanged but for AAC that only its decoder finds to have twice the rate.
    with av.open(url(path), metadata_errors="replace") as container:
        track = str(sound_track(container).index)
    audio = ffmpeg.input(url(path))[track].filter("aresample", sample_rate_hz, **downmix)
    # Some Ogg files have time stamps that step back for a frame or two; samples are counted.
    # Where stamps matter, `track.mended_blocks` decodes instead.
    return audio.filter("asetpts", "N/SR/TB")


def decoded_blocks(
    path: str | Path, sample_rate_hz: int, channels: int, strict: bool
) -> Iterator[np.ndarray]:
    """Decode a song from end to end in bounded memory, with the samples of its excerpts.

    Parameters
    ----------
    path
        The song.
    sample_rate_hz, channels
        Of its sound track, as stored.
    strict
        Stop at the first packet that cannot be read or decoded.

    Yields
    ------
    ndarray
        Consecutive samples, float32, shape (samples, min(channels, 2)), full scale 1.

    Raises
    ------
    FfmpegError
        If ffmpeg fails, after the blocks decoded until then.
    """
    served = min(channels, MOST_CHANNELS)
    stream = served_audio(path, sample_rate_hz, channels).output(
        "pipe:", format="f32le", acodec="pcm_f32le", ac=served
    )
    if strict:
        stream = stream.global_args("-xerror")
    with (
        tempfile.TemporaryFile() as messages,
        subprocess.Popen(command(stream), stdout=subprocess.PIPE, stderr=messages) as process,
    ):
        # A caller that stops reading closes the pipe, which ends ffmpeg.
        while data := process.stdout.read(_BLOCK_SAMPLES * 4 * served):
            whole = len(data) - len(data) % (4 * served)
            yield np.frombuffer(data[:whole], np.float32).reshape(-1, served)
        if process.wait() != 0:
            messages.seek(0)
            raise FfmpegError(cause(messages.read()))


def write_excerpt(
    song: str | Path, target: str | Path, start_s: float, duration_s: float, mend: bool = False
) -> None:
    """Cut an excerpt out of a song, exact to the sample, whatever its codec.

    The song is decoded from its beginning and cut by counting samples:
    seeking in MP3, AAC or Opus lands on packets, whose first samples lack
    what the decoder would have carried over.

    Parameters
    ----------
    song
        The song: anything that FFmpeg decodes.
    target
        The WAV file to write: float32, the song's own sample rate, at most two channels.
    start_s, duration_s
        The excerpt in seconds, each rounded to the nearest sample.
    mend
        Put every frame of the song at its time stamp (`stamps`): for songs of
        which parts are missing or stand twice, or whose clock runs off.

    Raises
    ------
    UserError
        If the song ends before the excerpt does; nothing is written then.
    FfmpegError
        If the song cannot be decoded.
    """
    with av.open(url(song), metadata_errors="replace") as container:
        track = sound_track(container)
        sample_rate_hz, channels = track.codec_context.sample_rate, channels_of(track)
    start, samples = sample_at(start_s, sample_rate_hz), sample_at(duration_s, sample_rate_hz)
    if mend:
        _write_mended(song, target, sample_rate_hz, channels, start, samples)
        return
    audio = served_audio(song, sample_rate_hz, channels).filter(
        "atrim", start_sample=start, end_sample=start + samples
    )
    with whole_file(target) as partial:
        run(
            audio.output(
                url(partial),
                format="wav",
                acodec="pcm_f32le",
                ac=min(channels, MOST_CHANNELS),
                rf64="auto",
                map_metadata=-1,
                fflags="+bitexact",
            )
        )
        _expect(song, soundfile.info(partial).frames, samples, start, sample_rate_hz)


def _write_mended(
    song: str | Path, target: str | Path, sample_rate_hz: int, channels: int, start: int, count: int
) -> None:
    """Write samples of a song, each frame at its stamp, from number `start` on."""
    with whole_file(target) as partial:
        with soundfile.SoundFile(
            partial, "w", sample_rate_hz, min(channels, MOST_CHANNELS), "FLOAT", format="WAV"
        ) as file:
            before = 0
            for block in mended_blocks(song, sample_rate_hz, channels):
                file.write(block[max(start - before, 0) : max(start + count - before, 0)])
                before += len(block)
                if before >= start + count:
                    break
        _expect(song, soundfile.info(partial).frames, count, start, sample_rate_hz)


def _expect(song: str | Path, written: int, due: int, start: int, sample_rate_hz: int) -> None:
    """Refuse an excerpt that is not as long as it shall be."""
    if written != due:
        raise UserError(
            f"{song} gives {written / sample_rate_hz:.3f} s from {start / sample_rate_hz:.3f} s "
            f"instead of {due / sample_rate_hz:.3f} s: it has changed since it was checked; run "
            "again, which checks it anew"
        )


def read_excerpt(
    path: str | Path, sample_rate_hz: int | None = None, mono: bool = True
) -> tuple[np.ndarray, int]:
    """Read an excerpt, resampled where another sample rate is asked for.

    Parameters
    ----------
    path
        A WAV file.
    sample_rate_hz
        The rate to resample to (soxr, high quality); None keeps the file's own.
    mono
        Whether the mean of the channels is returned.

    Returns
    -------
    samples : ndarray of float32
        Shape (samples,) if `mono`, else (channels, samples); full scale is 1.
    sample_rate_hz : int
        Their rate.
    """
    stored, stored_rate_hz = soundfile.read(path, dtype="float32", always_2d=True)
    samples = stored.mean(axis=1) if mono else np.ascontiguousarray(stored.T)
    if sample_rate_hz is None or sample_rate_hz == stored_rate_hz:
        return samples, stored_rate_hz
    from yellowsound.run.compiled import librosa

    resampled = librosa.resample(
        samples, orig_sr=stored_rate_hz, target_sr=sample_rate_hz, res_type="soxr_hq"
    )
    return resampled, sample_rate_hz
