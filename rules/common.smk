# Configuration, paths and the helpers that the rules share; no rules here.
import fcntl
import hashlib
import json
import os
import sys
from pathlib import Path

from snakemake.exceptions import WorkflowError
from snakemake.utils import validate

HOME = Path(str(workflow.current_basedir)).parent
sys.path.insert(0, str(HOME / "scripts"))

from yellowsound.config import (
    check_available,
    explain_violation,
    merge_preset,
    schema_file,
)
from yellowsound.errors import UserError
from yellowsound.genres import read_genres
from yellowsound.inputs import read_checked
from yellowsound.pairs import read_pairs


def resolve(given):
    """Return the whole configuration, or end with one sentence on what is wrong."""
    merged = merge_preset(given, HOME / "config")
    try:
        validate(merged, str(schema_file(HOME / "config")), set_default=False)
    except WorkflowError as error:
        raise UserError(explain_violation(error.__context__)) from None
    check_available(merged)
    return merged


try:
    config = resolve(config)
    GENRES = [genre.name for genre in read_genres(config["genres"])]
    PAIRS = {pair.name: pair for pair in read_pairs(config["pairs"], GENRES)}
except UserError as error:
    raise WorkflowError(str(error)) from None

SCHEDULES = config["schedules"]
RESULTS = f"results/{config['run']}"
MODELS = "resources/models"


wildcard_constraints:
    pair=r"[^/]+",
    schedule=r"[^/]+",
    section=r"\d+",


def log_file(stage, *wildcards):
    """Return the log of a rule's job."""
    return (
        "/".join([RESULTS, "logs", stage, *(f"{{{name}}}" for name in wildcards)])
        + ".log"
    )


def benchmark_file(stage, *wildcards):
    """Return the benchmark of a rule's job: seconds and memory."""
    return (
        "/".join([RESULTS, "benchmarks", stage, *(f"{{{name}}}" for name in wildcards)])
        + ".tsv"
    )


def settings(*keys):
    """Return the configured values of some keys, for a rule's params."""
    return {key: config[key] for key in keys}


def song_stamps():
    """Return a digest that changes with the size or time of any song or artwork."""
    digest = hashlib.sha256()
    for pair in PAIRS.values():
        for path in (pair.song, *pair.artworks):
            try:
                status = os.stat(path)
                stamp = (str(path), status.st_size, status.st_mtime_ns)
            except OSError:
                stamp = (str(path), None, None)
            digest.update(json.dumps(stamp).encode())
    return digest.hexdigest()


def checked(wildcards):
    """Return what check_inputs found out about a pair: files, start, duration, sections."""
    table = checkpoints.check_inputs.get().output.table
    return read_checked(table)[wildcards.pair]


def song_of(wildcards):
    """Return the song of a pair, once it is checked."""
    return checked(wildcards).song


def timing_of(wildcards):
    """Return start and length of a pair's excerpt, and the length of its sections."""
    pair = checked(wildcards)
    return {
        "start_s": pair.start_s,
        "duration_s": pair.duration_s,
        "section_s": config["section_s"],
    }


def artworks_of(wildcards):
    """Return the artworks of a pair."""
    return PAIRS[wildcards.pair].artworks


def artwork_weights_of(wildcards):
    """Return the weights of a pair's artworks, which sum to 1."""
    return PAIRS[wildcards.pair].weights


def genre_of(wildcards):
    """Return the genre that the pairs table gives, or None."""
    return PAIRS[wildcards.pair].genre


def sections_of(wildcards):
    """Return the section files of a video, in order."""
    return expand(
        RESULTS + "/frames/{pair}/{schedule}/{section}.mkv",
        pair=wildcards.pair,
        schedule=wildcards.schedule,
        section=range(1, checked(wildcards).sections + 1),
    )


def all_scores(suffix):
    """Return the score files of every pair and schedule."""
    return expand(
        RESULTS + "/synchrony/{pair}/{schedule}" + suffix,
        pair=PAIRS,
        schedule=SCHEDULES,
    )


def study_files(wildcards):
    """Return everything that a study makes."""
    return [
        RESULTS + "/tables/synchrony.tsv",
        RESULTS + "/figures/contact_sheet.png",
        RESULTS + "/provenance.json",
        *(stills_folders() if config["keep_frames"] else []),
    ]


def stills_folders():
    """Return the folder of PNG frames of each section of each video."""
    table = read_checked(checkpoints.check_inputs.get().output.table)
    return [
        f"{RESULTS}/stills/{pair}/{schedule}/{section}"
        for pair in PAIRS
        for schedule in SCHEDULES
        for section in range(1, table[pair].sections + 1)
    ]


def lock_run():
    """Keep two workflows from working on one run at the same time.

    The lock goes with the process, however it ends: nothing is left to unlock.
    """
    Path(RESULTS).mkdir(parents=True, exist_ok=True)
    lock = open(f"{RESULTS}/.lock", "w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise WorkflowError(
            f"another workflow is working on {RESULTS}; wait for its end"
        ) from None
    workflow.run_lock = lock
