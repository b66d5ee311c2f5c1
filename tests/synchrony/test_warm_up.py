"""After a warm-up no job of hearing or synchrony compiles anything."""

import subprocess
import sys
from pathlib import Path

SCRIPTS = Path(__file__).parents[2] / "scripts"

LISTEN = """
import numpy as np
from yellowsound.hearing import energy, published
from yellowsound.hearing.ears import Ears, hear
from yellowsound.run.sections import Section
from yellowsound.synchrony.dtw import fast_dtw
from yellowsound.synchrony.matching import beat_error_information, count_matches

audio = np.random.default_rng(0).standard_normal(3 * 22050).astype(np.float32)
for detector in ("flux", "complex-domain"):
    times_s = hear(audio, Ears.named({"detector": detector, "tracker": "librosa"})).onsets_s
published.track_beats(published.onset_envelope(audio, 22050), 22050)
energy.section_energy(audio, Section(0, 0.0, 3.0), 30, energy.Separation())
fast_dtw(times_s, times_s)
count_matches(times_s, times_s, 0.07)
beat_error_information(times_s, times_s)
"""
"""What jobs of hearing and synchrony call of all that is compiled."""

COUNT = """
from numba.core import event
passes = event.RecordingListener()
event.register("numba:run_pass", passes)
"""
"""Write down each step of the compiler."""


def test_after_a_warm_up_nothing_is_compiled(tmp_path):
    def printed(*command):
        done = subprocess.run(
            [sys.executable, *command],
            capture_output=True,
            text=True,
            check=False,
            env={"PYTHONPATH": str(SCRIPTS), "NUMBA_CACHE_DIR": str(tmp_path)},
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    printed("-m", "yellowsound.synchrony.warm_up")
    assert printed("-c", f"{COUNT}{LISTEN}print(len(passes.buffer))") == "0\n"
