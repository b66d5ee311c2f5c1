"""The command for one video: the library's scores for people and programs, errors in a sentence."""

import json
import runpy
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from yellowsound.run.ffmpeg_tools import binary
from yellowsound.run.registry import REGISTRY
from yellowsound.synchrony.score import score_video

HOME = Path(__file__).parents[1]
SCRIPT = HOME / "scripts" / "score_video.py"

SECONDS, FPS, RATE_HZ = 6, 30, 22050
FLASHES_S = np.cumsum([0.4, *np.linspace(0.4, 0.6, 10)])


def write_song(path: Path, clicks_s: np.ndarray) -> Path:
    audio = np.zeros(SECONDS * RATE_HZ)
    for click_s in clicks_s:
        start = round(click_s * RATE_HZ)
        audio[start : start + 600] = np.random.default_rng(1).uniform(-0.8, 0.8, 600)
    soundfile.write(path, audio, RATE_HZ)
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Hold a video that flashes with its own sound, the same without sound, and a song."""
    folder = tmp_path_factory.mktemp("videos")
    light = np.full(SECONDS * FPS, 30, np.uint8)
    light[np.rint(FLASHES_S * FPS).astype(int)] = 220
    frames = np.repeat(light, 64 * 64).tobytes()
    song = write_song(folder / "own.wav", FLASHES_S)
    raw = ["-f", "rawvideo", "-pix_fmt", "gray", "-s", "64x64", "-r", str(FPS), "-i", "-"]
    for name, sound in (("video", ["-i", song]), ("mute", [])):
        command = [binary(), "-v", "error", *raw, *sound, "-c:v", "libx264", "-pix_fmt", "yuv420p"]
        subprocess.run([*command, folder / f"{name}.mp4"], input=frames, check=True)
    return folder


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Return a function that calls the command as if it was typed and returns what it prints."""

    def call(*arguments: object) -> str:
        monkeypatch.setattr(sys, "argv", [str(SCRIPT), *map(str, arguments)])
        runpy.run_path(str(SCRIPT), run_name="__main__")
        return capsys.readouterr().out

    return call


def test_json_has_the_columns_of_the_table_and_the_librarys_values(folder, run):
    printed = json.loads(run(folder / "video.mp4", "--json"))
    names = {"pair": "video", "schedule": "video"}
    expected = score_video(folder / "video.mp4", **names)
    assert printed == expected.to_json()
    assert all(
        {name, f"{name}_null_mean", f"{name}_z", f"{name}_p"} <= set(printed)
        for name in REGISTRY["metric"]
    )


def test_people_read_a_line_for_each_metric_and_the_reasons(folder, run):
    lines = run(folder / "video.mp4").splitlines()
    count = len(REGISTRY["metric"])
    assert [line.split()[0] for line in lines[1 : count + 1]] == list(REGISTRY["metric"])
    assert lines[count].split()[1] == "1.000"
    told = [line for line in lines if line.startswith("the picture agrees best with the song")]
    assert told == ["the picture agrees best with the song at a lag of 0 ms"]
    assert "beats_covered_p: no null: a rate is the same for every shift" in lines
    assert any(line.startswith("the picture changes visibly at 100 % of") for line in lines)
    assert sum("where WCAG 2.3.1 allows 3" in line for line in lines) == 1


def test_an_ambiguous_lag_is_told_as_such(run, tmp_path):
    beats_s = np.arange(0.5, 6, 60 / 150)
    light = np.full(SECONDS * FPS, 30, np.uint8)
    light[np.rint(beats_s * FPS).astype(int)] = 220
    song = write_song(tmp_path / "steady.wav", beats_s)
    raw = ["-f", "rawvideo", "-pix_fmt", "gray", "-s", "64x64", "-r", str(FPS), "-i", "-"]
    video = tmp_path / "steady.mp4"
    command = [binary(), "-v", "error", *raw, "-i", song, "-pix_fmt", "yuv420p", video]
    subprocess.run(command, input=np.repeat(light, 64 * 64).tobytes(), check=True)
    printed = run(video, "--metrics", "flux_onset_r")
    assert "at a lag of 0 ms; ambiguous: the picture agrees as well at a lag of" in printed


def test_only_the_metrics_asked_for_are_scored(folder, run):
    printed = json.loads(
        run(folder / "video.mp4", "--json", "--metrics", "beat_f", "av_align_flux")
    )
    assert "beat_f_p" in printed
    assert "av_align_flux_p" in printed
    assert "avs" not in printed


def test_a_song_of_its_own_is_heard_instead(folder, run):
    other = write_song(folder / "other.wav", FLASHES_S + 0.2)
    options = ("--json", "--metrics", "av_align_flux")
    assert json.loads(run(folder / "mute.mp4", "--audio", folder / "own.wav", *options))[
        "av_align_flux"
    ] == pytest.approx(1.0)
    assert json.loads(run(folder / "video.mp4", "--audio", other, *options))["av_align_flux"] < 0.2


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["gone.mp4"], "gone.mp4 does not exist"),
        (["own.wav"], "own.wav has no video stream"),
        (["mute.mp4"], "mute.mp4 has no audio stream"),
        (["video.mp4", "--audio", "gone.ogg"], "gone.ogg does not exist"),
        (["video.mp4", "--metrics", "vibes"], "the metric vibes does not exist"),
        (["video.mp4", "--detector", "vibes"], "the detector vibes does not exist"),
        (
            ["video.mp4", "--tracker", "beatnet"],
            "the model beatnet of the tracker beatnet is missing",
        ),
    ],
)
def test_a_users_mistake_is_one_sentence(folder, run, monkeypatch, arguments, sentence):
    monkeypatch.chdir(folder)
    with pytest.raises(SystemExit) as stop:
        run(*arguments)
    # A text as the exit code is printed to stderr, and the status is 1.
    assert stop.value.code.startswith("Error: ")
    assert sentence in stop.value.code
    assert "\n" not in stop.value.code


def test_a_mistake_ends_the_command_with_status_1_and_no_traceback(tmp_path):
    done = subprocess.run(
        [sys.executable, SCRIPT, "gone.mp4"], capture_output=True, text=True, cwd=tmp_path
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == "Error: gone.mp4 does not exist: give the path of a file that does\n"


def test_the_benchmark_prints_one_json_object():
    small = ["--size", "64", "--seconds", "4", "--json"]
    done = subprocess.run(
        [sys.executable, HOME / "benchmarks" / "score_video.py", *small],
        capture_output=True,
        text=True,
        check=True,
    )
    result = json.loads(done.stdout)
    parts = [result[name] for name in ("decode_s", "signals_s", "nulls_s")]
    assert all(0 < seconds < result["cold_s"] for seconds in parts)
