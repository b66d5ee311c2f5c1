# Configuration, paths and the helpers that the rules share; no rules here.
import fcntl
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
from yellowsound.genres import genre_words, read_genres
from yellowsound.inputs import read_checked, stamp_pair
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
    GENRES = genre_words(read_genres(config["genres"]))
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


CHECK_SETTINGS = settings("excerpt_start_s", "excerpt_duration_s", "section_s", "fps")
STAMPS = {name: stamp_pair(pair, CHECK_SETTINGS) for name, pair in PAIRS.items()}
CHECKED = RESULTS + "/checked/pairs.tsv"
# What earlier runs found out: a pair whose stamp still holds need not wait for the check.
KNOWN = read_checked(CHECKED) if Path(CHECKED).exists() else {}


def existing(paths):
    """Return those files that exist: the missing are told by check_inputs, all in one message."""
    return [path for path in paths if path.exists()]


def song_of(wildcards):
    """Return the song of a pair."""
    return existing([PAIRS[wildcards.pair].song])


def artworks_of(wildcards):
    """Return the artworks of a pair."""
    return existing(PAIRS[wildcards.pair].artworks)


def timing_of(wildcards):
    """Return what a pair's row says of its excerpt, and the lengths that hold where it does not."""
    pair = PAIRS[wildcards.pair]
    return {"start_s": pair.start_s, "duration_s": pair.duration_s, **CHECK_SETTINGS}


def artwork_weights_of(wildcards):
    """Return the weights of a pair's artworks, which sum to 1."""
    return PAIRS[wildcards.pair].weights


def genre_of(wildcards):
    """Return the genre that the pairs table gives, or None."""
    return PAIRS[wildcards.pair].genre


def section_count(pair):
    """Return how many sections a pair's excerpt has, which only its check can tell."""
    if pair not in KNOWN or KNOWN[pair].stamp != STAMPS[pair]:
        table = checkpoints.check_inputs.get().output.table
        return read_checked(table)[pair].sections
    return KNOWN[pair].sections


def sections_of(wildcards):
    """Return the section files of a video, in order."""
    return expand(
        RESULTS + "/frames/{pair}/{schedule}/{section}.mkv",
        pair=wildcards.pair,
        schedule=wildcards.schedule,
        section=range(1, section_count(wildcards.pair) + 1),
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
    return [
        f"{RESULTS}/stills/{pair}/{schedule}/{section}"
        for pair in PAIRS
        for schedule in SCHEDULES
        for section in range(1, section_count(pair) + 1)
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
