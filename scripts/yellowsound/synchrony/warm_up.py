"""Compile what jobs call of librosa and of our own, so that no job has to.

    python -m yellowsound.synchrony.warm_up

What is compiled lies on disk afterwards: beside the code, or where Numba's NUMBA_CACHE_DIR says.
"""

import numpy as np

from yellowsound.synchrony.dtw import fast_dtw
from yellowsound.synchrony.matching import beat_error_information, count_matches


def compile_librosa() -> None:
    """Call what the workflow calls of librosa, in both precisions."""
    from yellowsound.run.compiled import librosa

    noise = np.random.default_rng(0).standard_normal(3 * 22050)
    for samples in (noise, noise.astype(np.float32)):
        librosa.beat.beat_track(y=samples, sr=22050)
        librosa.effects.hpss(samples)


def compile_scores() -> None:
    """Call what scores are made with."""
    times_s = np.arange(4.0)
    fast_dtw(times_s, times_s)
    count_matches(times_s, times_s, 0.07)
    beat_error_information(times_s, times_s)


if __name__ == "__main__":
    compile_librosa()
    compile_scores()
