"""Who does what README.md says, line by line, gets what it says: the commands are its own.

Songs and pictures that it names are made, small ones; what would set up or test the workflow is
only told what it would do; and the configuration that the clone starts from has short excerpts,
small frames and few of them. Nothing else is changed, so that README and program cannot part.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from documents import README, SPAN, prose
from PIL import Image
from study import ROOT, Study

BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
SHORT = {"excerpt_duration_s": 4, "section_s": 2, "fps": 8, "width": 64, "height": 64}
SCHEDULES = ["onset", "linear"]
TEXT = README.read_text(encoding="utf-8")


def commands_of(text):
    """Return the commands in a document's blocks of shell, in order, as they are typed."""
    blocks = (body for language, body in BLOCK.findall(text) if language == "bash")
    lines = (line for body in blocks for line in body.replace("\\\n", " ").splitlines())
    return [line for line in lines if words_of(line)]


def words_of(command):
    """Return the words of a command, without its comment."""
    return shlex.split(command, comments=True)


def commands_in_prose(text):
    """Return what a document's sentences say of make, and of snakemake beside its own commands."""
    spans = (span.replace("\n", " ") for span in SPAN.findall(prose(text)))
    return [span for span in dict.fromkeys(spans) if re.match(r"(make|snakemake) \S", span)]


def table_in(text):
    """Return the rows of the table of pairs in a document, its header first."""
    (table,) = (body for _, body in BLOCK.findall(text) if body.startswith("pair\t"))
    return [line.split("\t") for line in table.splitlines()]


def left_by_a_run(text):
    """Return what a document says to lie in the folder of a run."""
    rows = text.split("| in `results/{run}/` |")[1].split("\n\n")[0].splitlines()[2:]
    return [name for row in rows for name in SPAN.findall(row.split(" | ")[0])]


def values_of(key, commands):
    """Return what a key, or a variable of make, is given in commands."""
    return {
        value
        for command in commands
        for name, _, value in (word.partition("=") for word in words_of(command))
        if name.lower() == key
    }


COMMANDS = commands_of(TEXT)


# --- reading the document --------------------------------------------------------------


def test_commands_are_read_as_a_person_types_them():
    text = """Do
```bash
make demo   # it demonstrates
# nothing
snakemake --config \\
    'a={b: c}' d=e
```
not
```python
import make
```
"""
    commands = ["make demo   # it demonstrates", "snakemake --config      'a={b: c}' d=e"]
    assert commands_of(text) == commands
    assert [words_of(command)[1:] for command in commands] == [
        ["demo"],
        ["--config", "a={b: c}", "d=e"],
    ]


def test_there_is_something_to_type_in_the_readme():
    assert {words_of(command)[0] for command in COMMANDS} == {"make", ".venv/bin/snakemake"}
    assert len(values_of("song", COMMANDS)) == 1
    assert "report/index.html" in left_by_a_run(TEXT)
    assert "make setup-models" in commands_in_prose(TEXT)


# --- doing what it says ----------------------------------------------------------------


class Done(NamedTuple):
    """What a command did."""

    status: int
    said: str


class Newcomer:
    """Somebody who has cloned the workflow and set it up, with a home of their own."""

    def __init__(self, folder, weights, run_ffmpeg):
        self.study = Study(folder, weights)
        self.folder, self.home = folder, folder / "home"
        self._ffmpeg = run_ffmpeg
        shutil.copy2(ROOT / "Makefile", folder)
        for name in ("requirements-dev.lock", "requirements.in"):
            shutil.copy2(ROOT / name, folder)
        (folder / ".venv").mkdir()
        (folder / ".venv" / "bin").symlink_to(Path(sys.executable).parent)
        (folder / ".venv" / ".ready").touch()
        config = folder / "config" / "config.yaml"
        held = yaml.safe_load(config.read_text(encoding="utf-8"))
        config.write_text(yaml.safe_dump({**held, **SHORT, "schedules": SCHEDULES}))
        self._write_files()

    def _write_files(self):
        """Write the songs, pictures and the table that the document names."""
        for number, name in enumerate(values_of("song", COMMANDS)):
            self._write_song(self.folder / name, number)
        for number, name in enumerate(values_of("artwork", COMMANDS)):
            self._write_picture(self.folder / name, number)
        (place,) = values_of("pairs", COMMANDS)
        table = Path(place.replace("~", str(self.home), 1))
        header, *rows = table_in(TEXT)
        for number, row in enumerate(rows, start=7):
            cells = dict(zip(header, row, strict=True))
            self._write_song(table.parent / cells["song"], number)
            self._write_picture(table.parent / cells["artwork"], number)
        table.write_text("\n".join("\t".join(row) for row in [header, *rows]) + "\n")

    def _write_song(self, path, seed):
        path.parent.mkdir(parents=True, exist_ok=True)
        wav = self.folder / "study" / self.study.write_song("song.wav", 5.0, seed)
        self._ffmpeg("-i", wav, path)

    def _write_picture(self, path, seed):
        path.parent.mkdir(parents=True, exist_ok=True)
        png = self.folder / "study" / self.study.write_artwork("picture.png", seed)
        Image.open(png).save(path)

    def types(self, command):
        """Run a command in the clone; what sets up, demonstrates or tests is a dry run of make."""
        first, *words = words_of(command)
        if first == "make" and words[0] != "video":
            command = command.replace("make", "make -n", 1)
        environment = {key: value for key, value in os.environ.items() if "MAKE" not in key}
        path = f"{self.folder / '.venv' / 'bin'}{os.pathsep}{environment['PATH']}"
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=self.folder,
            env={**environment, "HOME": str(self.home), "PATH": path},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return Done(done.returncode, done.stdout)

    def misses(self, run, pairs, schedules):
        """Return what is not there of what the document says to lie in the folder of a run."""
        names = [
            name.format(pair=pair, schedule=schedule)
            for name in left_by_a_run(TEXT)
            for pair in pairs
            for schedule in schedules
        ]
        places = {name: self.folder / "results" / run / name for name in names}
        return [
            name
            for name, place in places.items()
            if not place.exists() or (place.is_dir() and not any(place.iterdir()))
        ]


def slow(test):
    """What makes videos takes minutes; one worker types all, in order."""
    return pytest.mark.slow(pytest.mark.xdist_group("newcomer")(test))


@pytest.fixture(scope="module")
def newcomer(tmp_path_factory, musicnn_weights, run_ffmpeg):
    return Newcomer(tmp_path_factory.mktemp("newcomer"), musicnn_weights, run_ffmpeg)


@pytest.fixture(scope="module")
def done(newcomer):
    """What each command of the document's blocks did, typed one after the other."""
    return {command: newcomer.types(command) for command in COMMANDS}


@slow
@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_ends_well(done, command):
    assert done[command].status == 0, done[command].said


@slow
def test_one_song_ends_by_telling_where_its_video_and_report_lie(newcomer, done):
    first = next(command for command in COMMANDS if values_of("song", [command]))
    told = re.findall(r"^(Video|Report): +(\S+)", done[first].said, re.M)
    assert [name for name, _ in told] == ["Video", "Report"]
    assert all((newcomer.folder / place).exists() for _, place in told)


@slow
def test_one_song_has_its_one_video_and_all_that_a_run_makes(newcomer, done):
    (song,), (artwork,) = (values_of(key, COMMANDS) for key in ("song", "artwork"))
    run = f"{Path(song).stem}-{Path(artwork).stem}"
    assert newcomer.misses(run, [Path(song).stem], ["onset"]) == []
    videos = (newcomer.folder / "results" / run / "videos").rglob("*.mp4")
    assert len(list(videos)) == 1


@slow
def test_a_table_has_a_video_of_each_pair_and_schedule_and_all_that_a_run_makes(newcomer, done):
    (run,) = values_of("run", COMMANDS)
    _, *rows = table_in(TEXT)
    assert newcomer.misses(run, [row[0] for row in rows], SCHEDULES) == []


@slow
@pytest.mark.parametrize("command", commands_in_prose(TEXT))
def test_a_command_in_a_sentence_ends_well(newcomer, command):
    ended = newcomer.types(command)
    assert ended.status == 0, ended.said


@slow
def test_a_draft_and_further_options_are_passed_on(newcomer):
    video = next(command for command in COMMANDS if command.startswith("make video"))
    given = [span for span in SPAN.findall(prose(TEXT)) if re.match("(DRAFT|OPTIONS)=", span)]
    assert len(given) == 2
    words = shlex.join(words_of(video)).replace("make", "make -n", 1)
    ended = newcomer.types(" ".join([words, *given]))
    assert ended.status == 0, ended.said
    assert "draft=true seed=3" in " ".join(ended.said.split())
