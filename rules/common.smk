# Configuration, paths, and the study that the rules are written against; no rules here.
# What the names mean stands in scripts/yellowsound/study/workflow.
import os
import re
import sys
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from snakemake import __version__ as snakemake_version
from snakemake.logging import logger

# The one name of Snakemake's that cannot stand in run/inside_snakemake.py: the library is found by it.
HOME = Path(str(workflow.current_basedir)).parent
sys.path.insert(0, str(HOME / "scripts"))

from yellowsound.inputs.one_song import for_one_song, taken_literally
from yellowsound.run import inside_snakemake as inside
from yellowsound.run.config import read_config, without_tables
from yellowsound.run.errors import UserError
from yellowsound.run.files import sha256_of
from yellowsound.run.locks import lock_run
from yellowsound.run.needs import main_memory_mb
from yellowsound.run.packages import check_packages
from yellowsound.run.plug_ins import (
    chosen,
    family_of,
    load,
    second_tracker,
    settings_of,
    the,
)
from yellowsound.run.provenance import pinned_versions
from yellowsound.run.second_pass import (
    DESCRIPTION,
    announce_keep_going,
    is_second_pass,
    run_second_pass,
)
from yellowsound.study.contrasts import as_params, frozen
from yellowsound.study.forecast import check_disk
from yellowsound.study.outcome import outcome
from yellowsound.study.report.items import FIGURES, STATISTICS, TRUST
from yellowsound.study.workflow.asked import Places
from yellowsound.study.workflow.checks import CHECKED
from yellowsound.study.workflow.files import figure_file
from yellowsound.study.workflow.models_of_jobs import CLIP
from yellowsound.study.workflow.study import read_study


@contextmanager
def told_alone():
    """End with the sentence of a `UserError` alone.

    Snakemake prints whatever exception leaves a rule's file with the line that it came
    from, which is no use to who wrote a table. It lets only an exit pass.
    """
    try:
        yield
    except UserError as error:
        logger.error(str(error))
        raise SystemExit(1) from None


MAIN = inside.is_main(workflow)
with told_alone():
    # The command line of another workflow, whose module this is, tells of its own keys.
    if ALONE := inside.is_the_workflow(workflow):
        config = taken_literally(config, sys.argv if MAIN else None)
    config = for_one_song(config, inside.commanded(workflow) if ALONE else {})
    config = read_config(config, HOME / "config", inside.configuration_files(workflow))
    inside.refuse_prefixes(workflow)


pathvars:
    results=f"results/{config['run']}",
    logs="<results>/logs",
    benchmarks="<results>/benchmarks",
    models="resources/models",


# A workflow that uses this one as a module may name other folders.
RESULTS = inside.path(workflow, "<results>")
# A second pass, after one with --keep-going that failed, sums up what is there.
SECOND_PASS = is_second_pass(RESULTS)
with told_alone():
    places = Places(RESULTS, inside.path(workflow, "<logs>"))
    UNREAD = None
    try:
        STUDY = read_study(config, HOME, places, SECOND_PASS, check=MAIN)
    except UserError as error:
        # Runs that are done are compared by what they have kept.
        if not (ALONE and config["compare"]):
            raise
        UNREAD, config = error, without_tables(config, HOME / "config")
        STUDY = read_study(config, HOME, places)
    # Whether another module of the same workflow is this one, too, for another run. By now the
    # table of models has been read.
    MODELS_ARE = inside.path(workflow, "<models>"), sha256_of(config["models"])
    IS_FIRST = inside.is_first(workflow, RESULTS, MODELS_ARE)

ASKED, VIDEOS, NEEDS, FILES = STUDY.asked, STUDY.videos, STUDY.needs, STUDY.files
SCHEDULES, JUDGES, MODELS = STUDY.schedules, STUDY.judges, STUDY.models
CHECKS = STUDY.checks
PAIRS, TAKES, VARIANTS = ASKED.pairs, VIDEOS.takes, VIDEOS.variants
METRICS = chosen("metric", config)
MPIXELS = ASKED.mpixels

# Short names of what nearly every rule asks.
settings, code, needs = ASKED.settings, STUDY.versions.of, NEEDS.at_least
memory_mb, runtime_min, gpus = NEEDS.memory_mb, NEEDS.runtime_min, NEEDS.gpus
all_scores, all_made, of_pair = VIDEOS.all_scores, VIDEOS.all_made, VIDEOS.of_pair

# On one machine, jobs that run at the same time fit into its memory together, and one of
# them takes the GPU.
inside.set_limits(workflow, {"gpu": 1, "mem_mb": main_memory_mb()})
if config["song"] and MAIN:
    # The name of the run may be derived, and nobody knows it yet.
    logger.info(f"{config['song']} and {config['artwork']}: results go to {RESULTS}/")
# What makes nothing of the run: it is only shown, or of runs that are done.
SHOWS = {"show_config", "show_costs", "compare"}
CONDA = inside.uses_conda(workflow)
if CONDA:
    # Pip reads it when conda makes an environment: what the listed packages need in
    # turn has the lock's versions, too. This lock names the other.
    os.environ.setdefault("PIP_CONSTRAINT", str(HOME / "requirements-models.lock"))


wildcard_constraints:
    model="|".join(map(re.escape, ASKED.hub_models)),
    pair=r"[^/~]+",
    take=r"[^/]+",
    schedule=r"[^/]+",
    part=r"\d+(-\d+)?",
    picture=r"[^/]+",


def models_of(records):
    """Return models' records as inputs: when a model was fetched makes nothing stale."""
    return ancient(records)


def pinned_by_conda():
    """Return the versions of packages in the environments that conda makes, if it does.

    No job sees the environments of the others, nor Snakemake's own.
    """
    if not CONDA:
        return {}
    return {**pinned_versions(HOME / "envs"), "snakemake": snakemake_version}


def reported_table(name, items=STATISTICS):
    """Return the file of a table of statistics, an item of Snakemake's report."""
    return report(
        f"<results>/tables/{name}.tsv",
        caption=f"../report/{name}.rst",
        category="Tables",
        labels={"table": items[name].title},
    )


def figure_files(figure, *of):
    """Return the files of a figure of something; the PNG is an item of Snakemake's report."""
    item = report(
        figure_file(figure, of, "png"),
        caption=f"../report/{figure}.rst",
        category="Figures",
        labels={"figure": FIGURES[figure].title, "of": ", ".join(of) or "the study"},
    )
    return {"pdf": figure_file(figure, of, "pdf"), "png": item}


def begin_run():
    """Keep two workflows from working on one run at the same time."""
    if inside.keeps_going(workflow):
        announce_keep_going()
    asked = inside.targets(workflow)
    if SECOND_PASS or (asked and asked <= SHOWS):
        return  # the first pass holds the lock; what is only shown needs none
    with told_alone():
        inside.keep_with(workflow, [lock_run(RESULTS)])
        warn_beforehand()
        if not asked <= {"all"}:
            return
        forecast = STUDY.telling.forecast(
            take for take, _ in inside.videos_due(workflow, "video")
        )
        if forecast.videos:
            told = check_disk(forecast, RESULTS, config["ignore_disk"])
            logger.info(f"To make: {told}.")


def ask_for_ffmpeg():
    """Refuse to start where no ffmpeg serves; environments of conda have their own."""
    if CONDA or SECOND_PASS:
        return
    from yellowsound.run.ffmpeg_tools import choose

    with told_alone():
        if (passed_over := choose()[1]) is not None:
            logger.warning(passed_over)


def ask_for_packages():
    """Refuse to start where jobs would not find their packages; conda brings them along."""
    if CONDA or SECOND_PASS:
        return
    # Other rules are those of a workflow that uses this one as a module.
    own = [*map(Path, ASKED.environments.values()), *(HOME / "envs").glob("*.yaml")]
    own = {file.resolve() for file in own}
    due = inside.environments_due(workflow)
    with told_alone():
        check_packages({name: f for name, f in due.items() if f in own}, HOME)


def sum_up_the_rest(logs):
    """After failures under --keep-going make tables, figures and report of what is there."""
    # What has failed would be forced to fail again.
    forced = inside.forces_jobs(workflow)
    if inside.keeps_going(workflow) and not (forced or SECOND_PASS):
        pictures = inside.pictures_due(workflow, "describe")
        due = [
            *inside.videos_due(workflow, "synchrony"),
            *((DESCRIPTION, picture) for picture in pictures),
        ]
        run_second_pass(RESULTS, sys.argv, inside.begun_in(workflow), logs, due)


def tell_outcome():
    """Tell where the video of one song lies, and how it scored; a study has its tables."""
    if config["song"]:
        for line in outcome(RESULTS, VIDEOS.made, list(METRICS)):
            logger.info(line)
