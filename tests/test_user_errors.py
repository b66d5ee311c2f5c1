"""Whatever a user gets wrong before a run is told in sentences, without a line of a rule."""

import shutil

import pytest
from error_texts import says_what_to_do
from study import Study

HEADER = "pair\tsong\tartwork"
ROW = "one\tone.wav\tone.png"
EXTERNAL = "pair\tsong\tlabel\tvideo\n"
PREFACE = ("Using workflow specific profile", "Config file ")
"""What Snakemake says before it reads the rules."""


@pytest.fixture(scope="module")
def study(tmp_path_factory, musicnn_weights):
    study = Study(tmp_path_factory.mktemp("errors"), musicnn_weights)
    study.write_one_pair()
    return study


def told(study, *options, **config):
    """Return the lines that a run which is refused tells."""
    ended = study.run(*(options or ("--dry-run",)), **config)
    assert ended.returncode == 1, ended.stdout
    lines = [line for line in ended.stdout.splitlines() if line.strip()]
    return [line for line in lines if not line.startswith(PREFACE)]


def assert_sentences(lines, *said):
    """Tell that each line is the sentence which holds all of its words."""
    assert len(lines) == len(said), "\n".join(lines)
    for line, words in zip(lines, said, strict=True):
        assert [word for word in words if word not in line] == [], line
        for trace in ("Traceback", 'File "', "WorkflowError", "[Errno", ".smk"):
            assert trace not in line
        assert says_what_to_do(line), line


def write(study, name, text):
    """Write a table or a plug-in, and return what the configuration calls it."""
    (study.folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return name


@pytest.mark.parametrize("key", ["pairs", "external", "genres", "styles", "models"])
def test_a_table_that_is_not_there_is_named(study, key):
    assert_sentences(told(study, **{key: "gone.tsv"}), ["gone.tsv", "check the path"])


@pytest.mark.parametrize("key", ["pairs", "external", "genres", "styles", "models"])
def test_a_table_that_is_not_utf_8_is_named(study, key):
    table = write(study, "latin.tsv", f"{HEADER}\n{ROW} é\n".encode("latin-1"))
    assert_sentences(told(study, **{key: table}), [table, "UTF-8"])


@pytest.mark.parametrize("key", ["pairs", "external", "genres", "styles", "models"])
def test_a_table_that_is_a_folder_is_named(study, key):
    assert_sentences(told(study, **{key: "study"}), ["study"])


@pytest.mark.parametrize(
    ("key", "text", "said"),
    [
        ("pairs", f"{HEADER}\n../x\tone.wav\tone.png\n", ["row 2", "pair '../x'"]),
        ("pairs", f"{HEADER}\none\t\tone.png\n", ["row 2 (one)", "song is empty"]),
        ("pairs", f"{HEADER}\n", ["no rows"]),
        ("external", f"{EXTERNAL}\t\tpublished\tgone.mp4\n", ["row 2", "gone.mp4"]),
        ("external", f"{EXTERNAL}\t\tpublished\n", ["row 2", "4 cells"]),
        ("external", f"{EXTERNAL}\t\tpub\alished\tone.wav\n", ["row 2", "control character"]),
        ("external", f"{EXTERNAL}\t\ta\t{'long' * 100}.mp4\n", ["row 2", "File name too long"]),
        ("external", f"{EXTERNAL}\t\ta\t{'long' * 50000}.mp4\n", ["row 2", "not a row"]),
        ("genres", "genre\njazz\n", ["the columns must be genre"]),
        ("styles", "style\tlook\ttags\n99\t\t\n", ["row 2", "there is no style '99'"]),
        ("models", "model\nmine\n", ["the columns must be model"]),
    ],
    # One of the texts is long.
    ids=lambda text: str(text)[:40],
)
def test_a_wrong_row_is_named_with_its_table(study, key, text, said):
    table = write(study, f"wrong-{key}.tsv", text)
    assert_sentences(told(study, **{key: table}), [table, *said])


@pytest.mark.parametrize("table", ["genres", "styles", "models"])
def test_a_row_of_a_table_of_the_workflow_is_named(study, table):
    ours = (study.folder / "config" / f"{table}.tsv").read_text(encoding="utf-8")
    wrong = write(study, f"short-{table}.tsv", f"{ours}alone\n")
    row = len(ours.splitlines()) + 1
    assert_sentences(told(study, **{table: wrong}), [wrong, f"row {row}", "cells"])


def test_every_problem_has_a_line_of_its_own(study):
    rows = ("a\tone.wav\t", "b\t\tone.png", "c/d\tone.wav\tone.png")
    table = write(study, "three.tsv", "\n".join([HEADER, *rows]))
    assert_sentences(
        told(study, pairs=table), [table, "row 2 (a)"], [table, "row 3 (b)"], [table, "row 4 (c/d)"]
    )


def test_styles_that_the_painter_does_not_take_are_named_with_their_row(study):
    table = write(study, "lent.tsv", f"{HEADER}\tstyles\n{ROW}\t\ntwo{ROW[3:]}\tone.png\n")
    for config in ({"painter": "style-network", "walker": "style-path"}, {"preset": "paper"}):
        said = [f"{table} row 3 (two) has styles", "set painter=style-vectors"]
        assert_sentences(told(study, pairs=table, **config), said)


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ({"fsp": 8}, ["unknown key fsp", "fps"]),
        ({"fps": "fast"}, ["fps does not fit: 'fast'"]),
        ({"run": "../up"}, ["run does not fit"]),
        ({"seed": "one"}, ["seed does not fit"]),
        ({"preset": "papper"}, ["preset is 'papper'", "paper"]),
        ({"figure_pairs": "[two]"}, ["figure_pairs has two", "pairs table"]),
        ({"painter": "style"}, ["the painter style does not exist", "style-network"]),
        ({"schedules": "[onset,wave]"}, ["the schedule wave does not exist"]),
        ({"metrics": "[avs,wave]"}, ["the metric wave does not exist"]),
        ({"captioner": "gone.py"}, ["the captioner gone.py", "no such file"]),
        ({"walker": "no.such.module"}, ["the walker no.such.module cannot be imported"]),
        (
            {"painter": "kandinsky-2.2"},
            ["walker vector-path walks between", "set walker="],
        ),
        ({"style-network": "{strenth: 1}"}, ["style-network has no setting strenth"]),
        ({"style-network": "3"}, ["style-network is 3"]),
    ],
)
def test_what_does_not_fit_in_the_configuration_is_named(study, config, said):
    assert_sentences(told(study, **config), ["configuration: ", *said])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "declares nothing"),
        ("PLUG_IN = 3\n", "has a int"),
        ("def", "cannot be imported"),
        ("import no_such_package\n", "cannot be imported"),
    ],
)
def test_a_plug_in_that_cannot_be_taken_is_named_by_its_file(study, text, said):
    file = write(study, "mine.py", text)
    (line,) = told(study, schedules=f"[{file}]")
    assert line.startswith(f"configuration: the schedule {file} {said}")
    assert "Traceback" not in line


def test_a_plug_in_that_needs_an_unknown_model_is_named_with_the_table(study):
    imported = "from yellowsound.run.plug_in import PlugIn\n"
    declared = "PLUG_IN = PlugIn('painter', 'mine', print, 'mine', models=('no-model',))\n"
    file = write(study, "painter.py", imported + declared)
    lines = told(study, painter=file, walker="vae-slerp")
    assert_sentences(lines, ["models.tsv", "no row of the model no-model", "painter mine"])


def test_a_plug_in_whose_packages_are_not_installed_is_refused_before_any_job_starts(study):
    imported = "from yellowsound.run.plug_in import PlugIn\n"
    declared = "PLUG_IN = PlugIn('painter', 'lacking', print, 'it lacks', environment='own.yaml')\n"
    write(study, "own.yaml", "dependencies:\n  - pip:\n      - no-such-package==1.0\n")
    chosen = {"painter": write(study, "lacking.py", imported + declared), "walker": "vae-slerp"}
    *_, line = told(study, "all", **chosen)
    assert_sentences([line], ["no-such-package", "keyframes", "pip install no-such-package"])
    assert not (study.results / "checked").exists()
    assert study.planned(**chosen)["keyframes"] == 1  # a plan needs none of them


def test_a_workflow_in_a_folder_that_snakemake_misreads_is_refused(tmp_path, musicnn_weights):
    folder = tmp_path / "{braces} <word>"
    folder.mkdir()
    study = Study(folder, musicnn_weights)
    study.write_one_pair()
    assert_sentences(told(study), [f"{folder} holds braces", "move that folder"])


@pytest.mark.parametrize("options", [("--lint",), ("table",), ("--dry-run", "--quiet", "all")])
def test_a_sentence_is_the_same_however_the_workflow_is_read(study, options):
    lines = told(study, *options, external="gone.tsv")
    assert_sentences(lines, ["gone.tsv", "check the path"])


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("results/study/videos/oen/onset.mp4", ["no oen", "results/study/videos/one/onset.mp4?"]),
        (
            "results/study/schedules/one/wave.tsv",
            ["no wave.tsv", "choose among linear.png, linear.tsv"],
        ),
        ("results/other/report", ["of another run than study", "--config run=other"]),
        ("results/study/report/index.html", ["ask for that"]),
        ("exprt", ["no rule and no file", "did you mean exports?"]),
        ("export", ["one file of many", "results/study/exports/one/onset/", "all by exports"]),
        ("--until=captoin", ["no rule and no file", "did you mean caption?"]),
    ],
)
def test_a_target_that_is_not_of_the_study_is_named_with_what_is(study, target, said):
    lines = told(study, target)
    assert_sentences(lines[-1:], ["target ", target.removeprefix("--until="), *said])
    assert "Building DAG" not in "\n".join(lines)


def test_a_target_that_is_not_of_the_study_is_named_by_a_quiet_dry_run(study):
    lines = told(study, "exprt", "--dry-run", "--quiet", "all")
    assert_sentences(lines[-1:], ["target exprt", "did you mean exports?"])


def test_files_of_every_kind_can_be_asked_for(study):
    of_video = ("videos/{}.mp4", "stills/{}", "synchrony/{}.judged.json", "small/{}.mp4")
    of_video += ("schedules/{}.png", "exports/{}/parseq.json", "figures/signals/{}.png")
    others = ("keyframes/one", "captions/one.json", "figures/nulls/one.pdf", "crossed/linear.tsv")
    others += ("figures/contact_sheet/1.png", "frames/one/onset/1-2.mkv", "logs/hearing/one.log")
    names = [*(name.format("one/onset") for name in of_video), *others]
    ended = study.run("--dry-run", *(f"results/study/{name}" for name in names))
    assert ended.returncode == 0, ended.stdout


def test_nothing_is_left_behind(study):
    shutil.rmtree(study.folder / "results", ignore_errors=True)
    told(study, "table", external="gone.tsv")
    assert not (study.folder / "results").exists()
    assert not list((study.folder / ".snakemake").glob("locks/*"))


def test_a_run_that_another_works_on_is_told_of_it(study):
    import fcntl

    study.results.mkdir(parents=True, exist_ok=True)
    with (study.results / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lines = told(study, "table")
    assert_sentences(lines[-1:], ["another workflow is working on results/study", "wait"])
    assert not list((study.folder / ".snakemake").glob("locks/*"))
    assert "Traceback" not in "\n".join(lines)
