"""The library is a house of rooms: small modules, and imports that form no circle."""

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SCRIPTS = ROOT / "scripts"
LIBRARY = SCRIPTS / "yellowsound"
ORDER = (
    *("run", "models", "inputs", "descriptions", "captions", "hearing", "keyframes"),
    *("schedule", "frames", "video", "synchrony", "study", "experiment"),
)
"""A room imports from itself and from rooms that stand before it."""

MODULES = sorted(LIBRARY.rglob("*.py"))


def imported(file):
    """Return the rooms that a module imports from."""
    rooms = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        parts = (name.split(".") for name in names)
        rooms |= {part[1] for part in parts if part[0] == "yellowsound" and len(part) > 1}
    return rooms & set(ORDER)


def room_of(file):
    return file.relative_to(LIBRARY).parts[0]


def test_every_room_of_the_library_is_known():
    assert {folder.name for folder in LIBRARY.iterdir() if (folder / "__init__.py").exists()} == {
        *ORDER
    }


@pytest.mark.parametrize("file", MODULES, ids=lambda file: str(file.relative_to(LIBRARY)))
def test_imports_go_with_the_data_or_into_models_and_run(file):
    room = room_of(file)
    if room in ORDER:
        later = set(ORDER[ORDER.index(room) + 1 :])
        assert not imported(file) & later


def test_rooms_form_no_circle():
    graph = {room: set() for room in ORDER}
    for file in MODULES:
        if (room := room_of(file)) in graph:
            graph[room] |= imported(file) - {room}
    tuple(TopologicalSorter(graph).static_order())


@pytest.mark.parametrize("room", ORDER)
def test_a_room_says_what_comes_in_what_goes_out_and_where_to_begin(room):
    said = " ".join(
        ast.get_docstring(ast.parse((LIBRARY / room / "__init__.py").read_text())).split()
    )
    for part in ("Comes in:", "Goes out:", "Read first:"):
        assert part in said


def test_a_module_has_at_most_300_lines_and_a_script_50():
    long = {f: len(f.read_text().splitlines()) for f in MODULES}
    assert {f.name: n for f, n in long.items() if n > 300} == {}
    scripts = {f: len(f.read_text().splitlines()) for f in SCRIPTS.glob("*.py")}
    assert {f.name: n for f, n in scripts.items() if n > 50} == {}


def test_few_modules_lie_outside_of_the_rooms():
    assert len(list(LIBRARY.glob("*.py"))) <= 12
    assert {f.name for f in LIBRARY.glob("*.py")} == {"__init__.py"}


def test_tests_stand_in_rooms_of_the_same_names():
    folders = {
        f.parent.relative_to(ROOT / "tests").parts[0] for f in (ROOT / "tests").rglob("*/test_*.py")
    }
    assert folders - {"slurm"} == set(ORDER)
