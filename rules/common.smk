# Configuration, paths and the helpers that the rules share; no rules here.
import os
import re
import sys
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from snakemake import __version__ as snakemake_version
from snakemake.logging import logger
from snakemake.settings.types import DeploymentMethod

HOME = Path(str(workflow.current_basedir)).parent
sys.path.insert(0, str(HOME / "scripts"))

from yellowsound import __version__
from yellowsound.run.code import code_version
from yellowsound.run.content import contents_of
from yellowsound.run.config import read_config
from yellowsound.run.settings import as_list
from yellowsound.run.errors import UserError
from yellowsound.captions.genres import genre_words, read_genres
from yellowsound.descriptions.pictures import digits_of, names_of_pictures
from yellowsound.inputs.ahead import (
    check_files_of_pairs,
    check_needs,
    check_places,
    check_taken,
)
from yellowsound.inputs.check_inputs import as_given, stamp_pair
from yellowsound.keyframes.styles import read_affinities
from yellowsound.models.table import read_models
from yellowsound.models.word_embeddings import EMBEDDINGS, stamp
from yellowsound.models.word_lists import WORDS
from yellowsound.run.move_sets import sets_in_use, sets_of
from yellowsound.run.moves import is_painted, moves_of
from yellowsound.schedule.moving import FOLLOWED
from yellowsound.run.needs import (
    grown,
    main_memory_mb,
    mpixels,
    sections_a_job,
    stage_memory_mb,
    stage_runtime_min,
)
from yellowsound.inputs.one_song import for_one_song, pairs_given, taken_literally
from yellowsound.inputs.pairs import LIST_SEPARATOR
from yellowsound.inputs.prompts import SEPARATOR
from yellowsound.inputs.whole import planned_s
from yellowsound.run.packages import check_packages
from yellowsound.run.plug_ins import (
    chosen,
    environment_of,
    family_of,
    file_of,
    from_elsewhere,
    load,
    models_of,
    models_of_one,
    names_of,
    options_of,
    packages_of,
    second_tracker,
    settings_of,
    shared_by,
    the,
)
from yellowsound.run.provenance import pinned_versions
from yellowsound.run.second_pass import (
    announce_keep_going,
    is_second_pass,
    run_second_pass,
)
from yellowsound.run.registry import FAMILIES, IN_FAMILIES, NONE, REGISTRY
from yellowsound.run.run_lock import lock_run
from yellowsound.run.sections import in_parts, split_sections


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


with told_alone():
    config = taken_literally(config, sys.argv if workflow.is_main_process else None)
    config = for_one_song(config, workflow.config_settings.overwrite_config)
    config = read_config(config, HOME / "config", workflow.configfiles)
    ENVIRONMENTS = {
        kind: str(environment_of(kind, config[kind], HOME / "envs").absolute())
        for kind in ("captioner", "describer", "painter", "walker")
        if names_of(kind, config)
    }
    check_places([HOME, *ENVIRONMENTS.values()])
    HUB_MODELS = read_models(config["models"])
    check_needs(config, HUB_MODELS)
    GENRES = read_genres(config["genres"])
    if "styles" in the("painter", config).tables:
        read_affinities(config["styles"])
    PAIRS = {pair.name: pair for pair in pairs_given(config, genre_words(GENRES))}
    check_taken(config, PAIRS.values())

# The pictures that lend genres their looks, if the painter takes any.
GENRE_PICTURES = {
    genre.name: list(map(str, genre.pictures))
    for genre in GENRES
    if genre.pictures and the("painter", config).takes_styles
}

# What the user's files hold. They are no inputs of rules: jobs are told of their hashes by
# parameters, and where they lie by functions of `output`, which Snakemake does not count.
CONTENTS = contents_of(
    [
        *(path for pair in PAIRS.values() for path in (pair.song, *pair.pictures)),
        *(path for pictures in GENRE_PICTURES.values() for path in pictures),
        *(config[table] for table in ("genres", *the("painter", config).tables)),
    ]
)

# How long each pair's excerpt is, if the song lasts. It rests on the song's headers where much or
# all is taken, and never on what was decoded: a plan stays the same once it is carried out.
PLANNED_S = {
    name: planned_s(pair, config["excerpt_start_s"], config["excerpt_duration_s"])
    for name, pair in PAIRS.items()
}

# The pictures that are put into words: the artworks, and each corpus that a painter reads.
# Equal ones have one name, and are described once.
NAMES_OF_PICTURES = names_of_pictures(
    {
        str(path): CONTENTS[str(path)]
        for pair in PAIRS.values()
        for path in (*pair.artworks, *pair.corpus)
    },
    [
        path.stem
        for path in Path(f"results/{config['run']}/descriptions").glob("*.json")
    ],
)
# By the digits of its name alone: a job's own file is away while it is made anew.
PICTURES = {digits_of(name): path for path, name in reversed(NAMES_OF_PICTURES.items())}

# Directions of words hold for one model and its lists: they lie in a folder that tells which.
CLIP = "clip-vit-large-patch14"
OWN_FOLDERS = {
    EMBEDDINGS: f"<models>/embedded/{stamp(HUB_MODELS.get(CLIP))}/{EMBEDDINGS}"
}

MPIXELS = mpixels(config)
if workflow.resource_settings.nodes is None:
    # On one machine, jobs that run at the same time fit into its memory together, and one
    # of them takes the GPU, unless the command line sets other limits.
    for name, limit in {"gpu": 1, "mem_mb": main_memory_mb()}.items():
        if name not in workflow.global_resources:
            workflow.register_resource(name, limit)
RESULTS = f"results/{config['run']}"
if config["song"] and workflow.is_main_process:
    # The name of the run may be derived, and nobody knows it yet.
    logger.info(f"{config['song']} and {config['artwork']}: results go to {RESULTS}/")
# What is only shown, and makes nothing.
SHOWS = {"show_config", "show_costs"}
CONDA = DeploymentMethod.CONDA in workflow.deployment_settings.deployment_method
if CONDA:
    # Pip reads it when conda makes an environment: what the listed packages need in
    # turn has the lock's versions, too. This lock names the other.
    os.environ.setdefault("PIP_CONSTRAINT", str(HOME / "requirements-models.lock"))


pathvars:
    results=RESULTS,
    logs=f"{RESULTS}/logs",
    benchmarks=f"{RESULTS}/benchmarks",
    models="resources/models",


wildcard_constraints:
    model="|".join(map(re.escape, HUB_MODELS)),
    pair=r"[^/~]+",
    take=r"[^/]+",
    schedule=r"[^/]+",
    part=r"\d+(-\d+)?",
    picture=r"[^/]+",


def settings(*keys):
    """Return the configured values of some keys, for a rule's params."""
    return {key: config[key] for key in keys}


def contents(*tables):
    """Return what configured tables hold, by their keys, wherever they lie."""
    return {table: CONTENTS[str(config[table])] for table in tables}


def code(script, *kinds):
    """Return the version of a script's code, and of the configured plug-ins of some kinds."""
    plug_ins = [
        file_of(kind, name) for kind in kinds for name in names_of(kind, config)
    ]
    return code_version(HOME / "scripts" / f"{script}.py", *plug_ins)


def pinned_by_conda():
    """Return the versions of packages in the environments that conda makes, if it does.

    No job sees the environments of the others, nor Snakemake's own.
    """
    if not CONDA:
        return {}
    return {**pinned_versions(HOME / "envs"), "snakemake": snakemake_version}


def model_folders(names):
    """Return the folders of some models."""
    return [OWN_FOLDERS.get(name, f"<models>/{name}") for name in names]


def models_for(stage):
    """Return the folders of the models of a configured plug-in: captioner, describer, ..."""
    return model_folders(models_of_one(the(stage, config), config))


def names_of_family(family):
    """Return the names of the detector and the tracker of `hearing` or `judging`, by kind."""
    return {kind: p.name for kind, p in family_of(family, config).items()}


def settings_of_family(family):
    """Return the settings of the detector and the tracker of a family, by kind."""
    return {
        kind: settings_of(p, config) for kind, p in family_of(family, config).items()
    }


def models_of_plug_ins(*plug_ins):
    """Return the folders of the models of some plug-ins, each once."""
    return model_folders(dict.fromkeys(name for p in plug_ins for name in p.models))


def code_of_family(script, family, *trackers):
    """Return the version of a script's code, of a family's plug-ins, and of further trackers."""
    files = [file_of(kind, config[family][kind]) for kind in IN_FAMILIES]
    files += [file_of("tracker", tracker) for tracker in trackers]
    return code_version(HOME / "scripts" / f"{script}.py", *files)


def gpus(stage):
    """Return how many GPUs a job of a configured plug-in asks for: captioner, describer, ..."""
    return 1 if the(stage, config).gpu and config["device"] != "cpu" else 0


def excerpt_s(wildcards):
    """Return the length of an excerpt in seconds, if the song lasts."""
    name = getattr(wildcards, "take", None) or getattr(wildcards, "pair", None)
    pair = TAKES[name].pair if name in TAKES else name
    # A video from elsewhere may be of no pair, and a picture is of none.
    return PLANNED_S.get(pair, config["excerpt_duration_s"] or max(PLANNED_S.values()))


def grows(needed):
    """Return a resource: what a job needs by its wildcards, more at each new attempt."""
    return lambda wildcards, attempt: grown(needed(wildcards), attempt)


def needs(base, per_s=0):
    """Return a resource: `base`, and more for each second of the excerpt."""
    return grows(
        lambda wildcards: base + (per_s * excerpt_s(wildcards) if per_s else 0)
    )


def memory_mb(stage):
    """Return the memory of a job of a configured plug-in: captioner, describer, ..."""
    return needs(stage_memory_mb(stage, config, gpu=gpus(stage) > 0))


def runtime_min(stage):
    """Return the longest time of a job of a configured plug-in: captioner, describer, ..."""
    return grows(
        lambda wildcards: stage_runtime_min(
            stage, config, gpus(stage) > 0, excerpt_s(wildcards)
        )
    )


CHECK_SETTINGS = settings("excerpt_start_s", "excerpt_duration_s", "section_s")
CHECKED_BY = {**CHECK_SETTINGS, "code": code("check_inputs")}
# What is found out about a pair stands in a file named by what it rests on.
CHECKED_FILES = {
    name: f"{RESULTS}/checked/pairs/{name}.{stamp_pair(pair, CONTENTS, CHECKED_BY)}.tsv"
    for name, pair in PAIRS.items()
}
UNCHECKED = [name for name, path in CHECKED_FILES.items() if not Path(path).exists()]


def checked_of(wildcards):
    """Return the file of what is found out about a pair."""
    return CHECKED_FILES[wildcards.pair]


def artwork_contents_of(wildcards):
    """Return what a take's artworks hold, wherever they lie."""
    return [CONTENTS[str(path)] for path in pair_of(wildcards).artworks]


def lender_contents_of(wildcards):
    """Return what the pictures hold that may lend a take its style, by genre where these do.

    Which genre a song is of may not be known yet.
    """
    if styles := pair_of(wildcards).styles:
        return [CONTENTS[str(path)] for path in styles]
    return {
        genre: [CONTENTS[path] for path in pictures]
        for genre, pictures in GENRE_PICTURES.items()
    }


def artwork_weights_of(wildcards):
    """Return the weights of a take's artworks, which sum to 1."""
    return pair_of(wildcards).weights


def described(pictures):
    """Return the files that tell in words what some pictures show; none without a describer."""
    if not names_of("describer", config):
        return []
    names = [NAMES_OF_PICTURES[str(path)] for path in pictures]
    return [f"<results>/descriptions/{name}.json" for name in names]


def words_of(pictures_of):
    """Return a function from a take to the descriptions of its pair's pictures.

    They are read by painters that declare it alone: for others they change nothing.
    """
    reads = the("painter", config).takes_words
    return lambda wildcards: described(pictures_of(pair_of(wildcards))) if reads else []


def genre_of(wildcards):
    """Return the genre that the pairs table gives, or None."""
    return PAIRS[wildcards.pair].genre


def sections_planned(pair):
    """Return the numbers of the sections that a pair's excerpt has, if the song lasts.

    A song that ends before its excerpt has fewer: the files of the sections
    that are missing are empty. So the plan is known before any song is decoded.
    """
    return [
        section.number
        for section in split_sections(PLANNED_S[pair], config["section_s"])
    ]


def parts_planned(pair):
    """Return the names of the parts in which a pair's videos are rendered, a job each."""
    return in_parts(sections_planned(pair), sections_a_job(config))


def parts_of(wildcards):
    """Return the files of a video's frames, a few sections each, in order."""
    return expand(
        "<results>/frames/{take}/{schedule}/{part}.mkv",
        take=wildcards.take,
        schedule=WALKS[wildcards.schedule],
        part=parts_planned(pair_of(wildcards).name),
    )


def begin_run():
    """Keep two workflows from working on one run at the same time."""
    if workflow.execution_settings.keep_going:
        announce_keep_going()
    asked = set(workflow.dag_settings.targets)
    if is_second_pass(RESULTS) or (asked and asked <= SHOWS):
        return  # the first pass holds the lock; what is only shown needs none
    with told_alone():
        workflow.run_lock = lock_run(RESULTS)
        warn_beforehand()
        if asked <= {"all"} and (forecast := forecast_of_run()).videos:
            logger.info(
                f"To make: {check_disk(forecast, RESULTS, config['ignore_disk'])}."
            )


def ask_for_ffmpeg():
    """Refuse to start where no ffmpeg serves; environments of conda have their own."""
    if CONDA or is_second_pass(RESULTS):
        return
    from yellowsound.run.ffmpeg_tools import choose

    with told_alone():
        if (passed_over := choose()[1]) is not None:
            logger.warning(passed_over)


def ask_for_packages():
    """Refuse to start where jobs would not find their packages; conda brings them along."""
    if CONDA or is_second_pass(RESULTS):
        return
    specs = {job.rule.name: job.conda_env_spec for job in workflow.dag.needrun_jobs()}
    files = {
        name: Path(spec.file.get_path_or_uri(secret_free=True)).resolve()
        for name, spec in sorted(specs.items())
        if spec and spec.is_file
    }
    # Other rules are those of a workflow that uses this one as a module.
    own = [*map(Path, ENVIRONMENTS.values()), *(HOME / "envs").glob("*.yaml")]
    own = {file.resolve() for file in own}
    with told_alone():
        check_packages({name: f for name, f in files.items() if f in own}, HOME)


def sum_up_the_rest(logs):
    """After failures under --keep-going make tables, figures and report of what is there."""
    if workflow.execution_settings.keep_going and not is_second_pass(RESULTS):
        run_second_pass(RESULTS, sys.argv, logs)
