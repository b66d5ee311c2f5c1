"""Render the demo's scores to ../songs/NAME.ogg.

For maintainers; the workflow reads the committed Ogg files and never runs this. It needs
FluidSynth and the sound font FluidR3_GM (Debian: `apt-get install fluidsynth
fluid-soundfont-gm`; MIT licence), and the Python package mido beside the workflow's own:

    PYTHONPATH=scripts .venv/bin/python demo/compose/render.py [NAME ...]

Equal scores give equal MIDI bytes; the sound then depends on the versions of FluidSynth,
the sound font and the Vorbis encoder.
"""

import argparse
import importlib
import shutil
import subprocess
import tempfile
from pathlib import Path

import ffmpeg
import numpy as np
import soundfile
from score import Score

from yellowsound.run import ffmpeg_tools
from yellowsound.run.files import whole_file

SONGS = ("classical", "country", "electronic", "jazz", "rock")
SOUND_FONT = Path("/usr/share/sounds/sf2/FluidR3_GM.sf2")
SAMPLE_RATE_HZ = 44100
DURATION_S = 30.0
FADE_OUT_S = 0.25
PEAK_DBFS = -1.8
"""Before encoding; Vorbis moves peaks, up to 1 dB at these bit rates."""
LARGEST_BYTES = 400_000
VORBIS_QUALITIES = tuple(tenths / 10 for tenths in range(50, 9, -2))
STEREO_WIDTH = 0.6
"""Width of the stereo image; a narrower one needs fewer bits, and sounds the same in mono."""


def synthesise(score: Score) -> np.ndarray:
    """Return the performance as the synthesiser plays it, float, of shape (samples, 2)."""
    with tempfile.TemporaryDirectory() as folder:
        midi, wave = Path(folder, "score.mid"), Path(folder, "score.wav")
        score.midi().save(midi)
        command = ["fluidsynth", "-ni", "-q", "-g", "0.3", "-r", str(SAMPLE_RATE_HZ)]
        command += ["-O", "float", "-o", f"synth.reverb.room-size={score.room}"]
        command += ["-F", str(wave), str(SOUND_FONT), str(midi)]
        subprocess.run(command, check=True, capture_output=True)
        return soundfile.read(wave, always_2d=True)[0]


def master(sound: np.ndarray, drive_db: float) -> np.ndarray:
    """Return `sound` cut to `DURATION_S`, limited softly, faded out, its peak at 1."""
    samples = round(DURATION_S * SAMPLE_RATE_HZ)
    sound = np.pad(sound, ((0, max(0, samples - len(sound))), (0, 0)))[:samples]
    middle = sound.mean(axis=1, keepdims=True)
    sound = middle + STEREO_WIDTH * (sound - middle)
    sound = sound / np.abs(sound).max()
    if drive_db > 0:
        sound = np.tanh(sound * 10 ** (drive_db / 20))
    fade = np.ones(samples)
    fade_samples = round(FADE_OUT_S * SAMPLE_RATE_HZ)
    fade[-fade_samples:] = np.cos(np.linspace(0, np.pi / 2, fade_samples)) ** 2
    sound = sound * fade[:, np.newaxis]
    return sound / np.abs(sound).max()


def encode(sound: np.ndarray, path: Path) -> None:
    """Write `sound`, its peak 1, as Ogg Vorbis at the best quality that fits.

    Raises
    ------
    RuntimeError
        If no quality keeps the file within `LARGEST_BYTES`.
    """
    with tempfile.TemporaryDirectory() as folder:
        wave = Path(folder, "song.wav")
        soundfile.write(wave, sound * 10 ** (PEAK_DBFS / 20), SAMPLE_RATE_HZ, subtype="FLOAT")
        for quality in VORBIS_QUALITIES:
            song = Path(folder, "song.ogg")
            output = ffmpeg.input(ffmpeg_tools.url(wave)).output(
                ffmpeg_tools.url(song),
                acodec="libvorbis",
                aq=quality,
                fflags="+bitexact",
                map_metadata=-1,
            )
            ffmpeg_tools.run(output)
            if song.stat().st_size <= LARGEST_BYTES:
                with whole_file(path) as partial:
                    shutil.copyfile(song, partial)
                return
    raise RuntimeError(f"{path.name} does not fit into {LARGEST_BYTES} bytes at any quality")


def main() -> None:
    """Render the songs that are named on the command line, or all."""
    parser = argparse.ArgumentParser(description="Render the demo's scores.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(SONGS))
    parser.add_argument("--midi", type=Path, help="also write the MIDI files to this folder")
    arguments = parser.parse_args()
    songs = Path(__file__).resolve().parent.parent / "songs"
    for name in arguments.names or SONGS:
        if name not in SONGS:
            parser.error(f"no score is called {name!r}; there are {', '.join(SONGS)}")
        score = importlib.import_module(name).compose()
        if arguments.midi:
            arguments.midi.mkdir(parents=True, exist_ok=True)
            score.midi().save(arguments.midi / f"{name}.mid")
        encode(master(synthesise(score), score.drive_db), songs / f"{name}.ogg")
        print(songs / f"{name}.ogg")


if __name__ == "__main__":
    main()
