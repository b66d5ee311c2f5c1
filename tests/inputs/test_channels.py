"""Channels are counted whatever a file calls them, and no file aborts the process."""

import subprocess
import sys

import av
import numpy as np
import pytest
import soundfile
from error_texts import SCRIPTS

from yellowsound.inputs.channels import channels_of
from yellowsound.run.ffmpeg_tools import binary

CHECK = """
import gc, sys
from yellowsound.inputs.excerpt import write_excerpt
from yellowsound.inputs.songs import check_song
for _ in range(3):
    checked = check_song(sys.argv[1], 0.0, None, 4.0)
    gc.collect()
write_excerpt(sys.argv[1], sys.argv[2], 0.0, 4.0)
print(checked.info.channels)
"""
"""In a process of its own: a double free would end that of the tests."""


def with_channels(folder, name, count):
    samples = np.random.default_rng(0).uniform(-0.1, 0.1, (5 * 8000, count))
    soundfile.write(folder / "source.wav", samples, 8000)
    layout = {1: "mono", 2: "stereo", 6: "5.1", 8: "7.1"}[count]
    options = ["-i", folder / "source.wav", "-af", f"aformat=channel_layouts={layout}"]
    subprocess.run([binary(), "-v", "error", *options, folder / name], check=True)
    return folder / name


@pytest.mark.parametrize("count", [1, 2, 6, 8])
def test_channels_are_counted(tmp_path, count):
    with av.open(str(with_channels(tmp_path, "song.flac", count))) as container:
        assert channels_of(container.streams.audio[0]) == count


@pytest.mark.parametrize("name", ["song.aiff", "song.caf"])
def test_eight_channels_in_an_order_of_their_own_are_served(tmp_path, name):
    song = with_channels(tmp_path, name, 8)
    command = [sys.executable, "-c", CHECK, str(song), str(tmp_path / "excerpt.wav")]
    done = subprocess.run(command, cwd=SCRIPTS, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "8\n"), done.stderr
    assert soundfile.info(tmp_path / "excerpt.wav").channels == 2
