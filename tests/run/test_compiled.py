"""What librosa compiles is built when it is called, once on a machine, and is what it would be."""

import ast
import multiprocessing
import subprocess
import sys
import time
from pathlib import Path

import numba

from yellowsound.run.compiled import built_when_called

SCRIPTS = Path(__file__).parents[2] / "scripts"
DRAWING = {"signal_figure", "synchrony_plot"}
"""Scripts that draw in each of their jobs: they load Matplotlib with the library."""

HEAVY = {"librosa", "matplotlib", "seaborn", "sklearn", "scipy", "numba", "torch"}

TELL = """
import hashlib
import numpy as np

noise = np.random.default_rng(0).standard_normal(4 * 22050)
for samples in (noise, noise.astype(np.float32)):
    strength = librosa.onset.onset_strength(y=samples, sr=22050)
    local = getattr(librosa.beat, "__beat_local_score")
    tempos = np.array([20.0]), np.linspace(15, 25, strength.size)
    parts = [strength, *(local(strength, tempo.astype(strength.dtype)) for tempo in tempos)]
    parts += librosa.beat.beat_track(onset_envelope=strength, sr=22050)
    parts += librosa.effects.hpss(samples, margin=(5.0, 5.0))
    for part in map(np.asarray, parts):
        print(part.dtype, part.shape, hashlib.sha256(part.tobytes()).hexdigest())
"""
"""Print what comes of librosa's compiled functions, to the last bit."""


def printed(code, **environment):
    """Run Python code in a process of its own; return what it prints."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(SCRIPTS), **environment},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_loading_librosa_builds_nothing(tmp_path):
    printed("from yellowsound.run.compiled import librosa", NUMBA_CACHE_DIR=str(tmp_path))
    assert list(tmp_path.rglob("*.nbc")) == []


def test_what_is_built_when_called_is_what_librosa_builds_itself_to_the_last_bit():
    ours = printed("from yellowsound.run.compiled import librosa" + TELL)
    assert ours.count("\n") == 14
    assert ours == printed("import librosa" + TELL)


def test_numbas_decorators_are_its_own_again_once_librosa_is_loaded():
    assert numba.guvectorize.__module__.startswith("numba.")
    assert numba.vectorize.__module__.startswith("numba.")


def test_a_function_is_built_once_in_the_types_and_the_way_it_is_declared():
    told = []

    def decorator(*types, **options):
        told.append((types, options))
        return lambda function: function

    @built_when_called(decorator)(["f8(f8)"], nopython=True, cache=False)
    def doubled(value):
        return 2 * value

    assert told == []
    assert [doubled(1), doubled(value=2)] == [2, 4]
    assert told == [((["f8(f8)"],), {"nopython": True, "cache": True})]


def build(notes):
    """Build a function, and note when that begins and ends."""

    def decorator(cache):
        def decorate(function):
            for note in ("begins", "ends"):
                with notes.open("a") as file:
                    file.write(f"{note}\n")
                time.sleep(0.3)
            return function

        return decorate

    built_when_called(decorator)()(build_nothing)()


def build_nothing():
    """Stand for a function that is built."""


def test_one_process_at_a_time_builds(tmp_path):
    notes = tmp_path / "notes"
    workers = [multiprocessing.Process(target=build, args=(notes,)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert notes.read_text().split() == ["begins", "ends"] * 3


def test_librosa_is_loaded_in_one_place():
    found = set()
    for file in SCRIPTS.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if any(name.split(".")[0] == "librosa" for name in names):
                found.add(file.name)
    assert found == {"compiled.py"}


def test_no_job_loads_what_is_heavy_before_it_needs_it():
    code = ["import sys"]
    for file in sorted(SCRIPTS.glob("*.py")):
        if file.stem not in DRAWING:
            body = ast.parse(file.read_text()).body
            imports = [node for node in body if isinstance(node, ast.Import | ast.ImportFrom)]
            code += map(ast.unparse, imports)
            code.append(f"assert not {HEAVY} & {{*sys.modules}}, {file.stem!r}")
    printed("\n".join(code))
