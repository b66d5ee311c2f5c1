# The study: its takes and variants, videos from elsewhere, what it makes; no rules here.
from yellowsound.study.design import (
    drawn_pairs,
    facts_of,
    factors_of,
    takes_of,
    variants_of,
    walks_of,
)
from yellowsound.study.contrasts import as_params, frozen, primary_of
from yellowsound.study.costs import Stage
from yellowsound.study.outcome import outcome
from yellowsound.inputs.external import read_external
from yellowsound.study.figures.sheet_layout import pages_of
from yellowsound.study.forecast import Forecast, check_disk
from yellowsound.study.missing import explain_missing
from yellowsound.study.report.items import FIGURES, STATISTICS, TRUST

with told_alone():
    TAKES = takes_of(PAIRS, as_list(config["seed"]))
    SCHEDULES = chosen("schedule", config)
    MOVES = {name: moves_of(name, config) for name in sets_in_use(config)}
    VARIANTS = variants_of(
        SCHEDULES, config, {name: sets_of(name, config) for name in SCHEDULES}
    )
    # The variant whose frames each one takes: moves that no walker paints come later.
    WALKS = walks_of(
        VARIANTS,
        {
            name: [(named, own) for named, p, own in moves if is_painted(p)]
            for name, moves in MOVES.items()
        },
    )
    FACTORS = ["moves", *factors_of(SCHEDULES.values())]
    # (take, label) -> a video from elsewhere.
    EXTERNAL = (
        read_external(
            config["external"],
            {name: pair.song for name, pair in PAIRS.items()},
            VARIANTS,
        )
        if config["external"]
        else {}
    )
    PRIMARY = primary_of(
        config,
        list(chosen("metric", config)),
        [*VARIANTS, *dict.fromkeys(label for _, label in EXTERNAL)],
    )
    DRAWN = drawn_pairs(config["figure_pairs"], PAIRS)

CONTENTS |= contents_of(
    path for video in EXTERNAL.values() for path in (video.video, video.song) if path
)


def files_of_pair(variant, pair):
    """Return the pair's files that the schedule of a variant reads, by the setting that names them."""
    variant = VARIANTS[variant]
    return SCHEDULES[variant.schedule].files_of(variant.settings, pair)


CONTENTS |= contents_of(
    path
    for variant in VARIANTS
    for pair in PAIRS
    for path in files_of_pair(variant, pair).values()
)
if workflow.is_main_process:
    with told_alone():
        in_seconds = config["section_grid"] == "seconds"
        check_files_of_pairs(
            [(SCHEDULES[v.schedule], v.settings) for v in VARIANTS.values()],
            {
                name: (
                    split_sections(length_s, config["section_s"])
                    if in_seconds
                    else None
                )
                for name, length_s in PLANNED_S.items()
            },
            config["fps"],
        )


def pair_of(wildcards):
    """Return the pair that a take is of."""
    return PAIRS[TAKES[wildcards.take].pair]


def of_pair(pattern):
    """Return a function from a take to the file of its pair."""
    return lambda wildcards: pattern.format(
        pair=pair_of(wildcards).name, **dict(wildcards.items())
    )


def seed_of(wildcards):
    """Return the seed of a take."""
    return TAKES[wildcards.take].seed


def video_of(wildcards):
    """Return the video of a take in a variant; a video from elsewhere is no input."""
    if (wildcards.take, wildcards.schedule) in EXTERNAL:
        return []
    return f"<results>/videos/{wildcards.take}/{wildcards.schedule}.mp4"


def external_of(wildcards):
    """Return the files of a video from elsewhere; {} of a take.

    The song is there where the video is not scored against its own sound.
    """
    external = EXTERNAL.get((wildcards.take, wildcards.schedule))
    if not external:
        return {}
    files = {"video": external.video, "song": external.song}
    return {kind: str(path) for kind, path in files.items() if path}


def external_path(take, label):
    """Return where a video from elsewhere lies; None of one that the study makes."""
    external = EXTERNAL.get((take, label))
    return str(external.video) if external else None


def external_contents_of(wildcards):
    """Return what the files of a video from elsewhere hold, by their kind; {} of a take."""
    return {kind: CONTENTS[path] for kind, path in external_of(wildcards).items()}


def facts_of_video(wildcards):
    """Return what the table of scores tells of how a video was made."""
    if external := EXTERNAL.get((wildcards.take, wildcards.schedule)):
        return {"pair": external.take, "seed": None, "shared": ""}
    take, variant = TAKES[wildcards.take], VARIANTS[wildcards.schedule]
    return {
        "pair": take.pair,
        **facts_of(take, variant, FACTORS),
        "shared": ", ".join(shared_by(followed_by(variant), config)),
    }


def followed_by(variant):
    """Return what of the hearing a variant follows, with its schedule and its moves."""
    follows = SCHEDULES[variant.schedule].follows
    follows = IN_FAMILIES if follows is None else follows
    moved = [
        kind
        for _, _, own in MOVES[variant.moves]
        for kind in FOLLOWED.get(own["follows"], ())
    ]
    return tuple(dict.fromkeys([*follows, *moved]))


def moves_of_schedule(wildcards):
    """Return the moves of a variant, each by its name with its settings."""
    return [[named, own] for named, _, own in MOVES[VARIANTS[wildcards.schedule].moves]]


def schedule_of(wildcards):
    """Return the name of the schedule that a variant is of."""
    return VARIANTS[wildcards.schedule].schedule


def schedule_code(wildcards):
    """Return the version of the code of a variant's schedule and of its moves."""
    variant = VARIANTS[wildcards.schedule]
    named = dict(zip(SCHEDULES, names_of("schedule", config)))[variant.schedule]
    moves = [file_of("move", name) for name, *_ in MOVES[variant.moves]]
    return code_version(
        HOME / "scripts" / "schedule.py", file_of("schedule", named), *moves
    )


def schedule_files_of(wildcards):
    """Return the pair's files that a schedule reads, by the setting that names them."""
    return files_of_pair(wildcards.schedule, wildcards.pair)


def schedule_settings_of(wildcards):
    """Return the settings of a schedule, of files what they hold, wherever they lie."""
    held = {key: CONTENTS[path] for key, path in schedule_files_of(wildcards).items()}
    return {**VARIANTS[wildcards.schedule].settings, **held}


# A second pass, after one with --keep-going that failed, sums up what is there.
SECOND_PASS = is_second_pass(RESULTS)


def all_videos():
    """Return take and schedule (or label) of every video to be scored, in the table's order."""
    made = [(take, variant) for take in TAKES for variant in VARIANTS]
    place = {take: number for number, take in enumerate(TAKES)}
    # A video from elsewhere stands behind those of its take. The sort keeps the rest in order.
    return sorted([*made, *EXTERNAL], key=lambda video: place.get(video[0], len(place)))


def is_there(take, schedule):
    """Tell whether a video has been scored, all of its files whole."""
    scores, nulls = f"{RESULTS}/synchrony/{take}/{schedule}", f"{RESULTS}/nulls/{take}"
    return all(
        Path(path).exists()
        for path in (
            *(f"{scores}{end}" for end in (".json", ".tsv", ".judged.json")),
            f"{nulls}/{schedule}.tsv",
        )
    )


VIDEOS = all_videos()
SCORED = [video for video in VIDEOS if not SECOND_PASS or is_there(*video)]
MISSING = sorted(set(VIDEOS) - set(SCORED))
# Those of the scored videos that the study makes: a take is shown where it has one, for only
# then its captions and keyframes are there.
MADE = [video for video in SCORED if video not in EXTERNAL]
SHOWN_TAKES = dict.fromkeys(take for take, _ in MADE)
SHOWN_PAIRS = list(dict.fromkeys(TAKES[take].pair for take in SHOWN_TAKES))
# The sheet shows the first seed of each pair.
SHEET_PAIRS = [pair for pair in SHOWN_PAIRS if pair in SHOWN_TAKES]
# Beside its keyframes, a pair has an artwork and an opening there.
SHEET_PICTURES = 2 + max(len(sections_planned(pair)) for pair in PAIRS)
SHEETS = pages_of(SHEET_PAIRS, SHEET_PICTURES, config["figure_width_mm"])
DRAWN = [pair for pair in DRAWN if pair not in dict(MISSING)]


def descriptions_of(pairs):
    """Return the descriptions of some pairs' artworks, each once.

    No video waits for them but where the painter reads them: what is not there in a second
    pass is left out.
    """
    pictures = [path for pair in pairs for path in PAIRS[pair].artworks]
    found = dict.fromkeys(described(pictures))
    whole = (path.replace("<results>", RESULTS, 1) for path in found)
    return [
        path
        for path, file in zip(found, whole)
        if not SECOND_PASS or Path(file).exists()
    ]


def words_waited_for(pair):
    """Return the names of the pictures whose descriptions a pair's keyframes wait for."""
    if not the("painter", config).takes_words:
        return []
    pictures = (*PAIRS[pair].artworks, *PAIRS[pair].corpus)
    return [NAMES_OF_PICTURES[str(path)] for path in pictures]


def reasons():
    """Return a row for each video that is missing, with the reason that the logs tell."""
    rows = []
    for take, schedule in MISSING:
        pair = TAKES[take].pair if take in TAKES else take
        words = words_waited_for(pair) if take in TAKES else []
        rows.append(explain_missing(f"{RESULTS}/logs", pair, take, schedule, words))
    return rows


def all_scores(pattern):
    """Return the files of every video that is scored, as `pattern` names them."""
    return [pattern.format(take=take, schedule=name) for take, name in SCORED]


def pair_named(take):
    """Return the pair that a scored video is of; of one from elsewhere its own name."""
    return TAKES[take].pair if take in TAKES else take


def songs_of_takes():
    """Return the name of each take's song: the first pair's that has the same excerpt of it."""
    first, songs = {}, {}
    for name, pair in PAIRS.items():
        excerpt = (CONTENTS[str(pair.song)], pair.start_s, pair.duration_s)
        songs[name] = first.setdefault(excerpt, name)
    return {name: songs[take.pair] for name, take in TAKES.items()}


SONG_OF = songs_of_takes()


def song_of(take):
    """Return the name of a video's song; of one from elsewhere its own name."""
    return SONG_OF.get(take, take)


def scored_of(schedule):
    """Return the takes of the scored videos of a schedule (or label), in the table's order."""
    return [take for take, name in SCORED if name == schedule]


# The first scored video of each song: its sound is heard with the pictures of others.
FIRST_OF_SONG = {song_of(take): (take, schedule) for take, schedule in reversed(SCORED)}


def judged_song(song):
    """Return the file that tells what the judge heard of a song: its first scored video's."""
    take, schedule = FIRST_OF_SONG[song]
    return f"<results>/synchrony/{take}/{schedule}.judged.json"


def songs_scored():
    """Return the names of the songs of all scored videos."""
    return list(dict.fromkeys(song_of(take) for take, _ in SCORED))


def all_made(pattern):
    """Return the files of every video that the study makes, as `pattern` names them."""
    return [
        pattern.format(take=take, pair=TAKES[take].pair, schedule=name)
        for take, name in MADE
    ]


def scores_of_pair(pattern):
    """Return a function from a pair to the files of all its videos, those from elsewhere too."""
    return lambda wildcards: [
        pattern.format(take=take, schedule=name)
        for take, name in SCORED
        if take == wildcards.pair
    ]


def figure_files(figure, *of):
    """Return the files of a figure of something; the PNG is an item of Snakemake's report."""
    path = Path("<results>", "figures", figure, *of)
    item = report(
        f"{path}.png",
        caption=f"../report/{figure}.rst",
        category="Figures",
        labels={"figure": FIGURES[figure].title, "of": ", ".join(of) or "the study"},
    )
    return {"pdf": f"{path}.pdf", "png": item}


def figures_drawn(suffix):
    """Yield every figure of the study: its name, what it is of, and its file."""
    first = next(iter(VARIANTS))
    single = {
        "song": [(pair,) for pair in DRAWN],
        "signals": [(pair, first) for pair in DRAWN],
        "nulls": [(pair,) for pair in DRAWN],
        "contact_sheet": [(page,) for page in SHEETS],
    }
    for figure in FIGURES:
        for of in single.get(figure, [()]):
            path = Path("<results>", "figures", figure, *of)
            yield figure, ", ".join(of), f"{path}.{suffix}"


def reported_table(name, items=STATISTICS):
    """Return the file of a table of statistics, an item of Snakemake's report."""
    return report(
        f"<results>/tables/{name}.tsv",
        caption=f"../report/{name}.rst",
        category="Tables",
        labels={"table": items[name].title},
    )


def stills_folders():
    """Return the folder of each video's frames as PNG."""
    return [f"<results>/stills/{take}/{variant}" for take, variant in MADE]


def results():
    """Return what sums up the study: the report, the figures and what goes with them."""
    return [
        "<results>/report",
        "<results>/provenance.json",
        "<results>/tables/numbers.tex",
        *(file for suffix in ("png", "pdf") for *_, file in figures_drawn(suffix)),
    ]


def study_files(wildcards):
    """Return everything that a study makes, each file that docs/results.md lists.

    Whoever looks into the folder misses what was deleted, even where nothing else needs it.
    """
    stills = stills_folders() if config["keep_frames"] else []
    return [
        *crate_files(wildcards),
        *rules.crate.output,
        rules.study_statistics.output.columns,
        *rules.tex_tables.output,
        *expand([*rules.excerpt.output, *rules.hearing.output], pair=SHOWN_PAIRS),
        *all_scores(rules.synchrony.output.judged),
        *all_scores(rules.synchrony.output.nulls),
        *expand(
            rules.crossed.output, schedule=dict.fromkeys(name for _, name in SCORED)
        ),
        *stills,
    ]


def crate_files(wildcards):
    """Return what the crate tells of: what the study makes, and what that was made from.

    Stills are left out: they are the videos again, and thousands of files.
    """
    return [
        *results(),
        *(
            f"<results>/tables/{name}.tsv"
            for name in ("synchrony", "missing", *STATISTICS, *TRUST)
        ),
        "<results>/checked/pairs.tsv",
        *expand("<results>/captions/{pair}.json", pair=SHOWN_PAIRS),
        *descriptions_of(SHOWN_PAIRS),
        *expand("<results>/keyframes/{take}", take=SHOWN_TAKES),
        *sorted(set(all_made("<results>/schedules/{pair}/{schedule}.tsv"))),
        *all_made("<results>/videos/{take}/{schedule}.mp4"),
        *all_scores("<results>/synchrony/{take}/{schedule}.json"),
        *all_scores("<results>/synchrony/{take}/{schedule}.tsv"),
    ]


def frames_of(pair):
    """Return how many frames a video of a pair has, if the song lasts."""
    return round(PLANNED_S[pair] * config["fps"])


def frames_shown():
    """Return how many frames all videos of the study have together."""
    return sum(frames_of(take.pair) for take in TAKES.values()) * len(VARIANTS)


def guide_of_report():
    """Return what the report tells a reader who has not made the study."""
    meanings = {name: SCHEDULES[v.schedule].meaning for name, v in VARIANTS.items()}
    moved = {
        name: f", with the moves {v.moves}"
        for name, v in VARIANTS.items()
        if v.moves != NONE
    }
    made_by = [the(stage, config) for stage in ENVIRONMENTS]
    ears = {
        family: [p.name for p in family_of(family, config).values()]
        for family in FAMILIES
    }
    length_s = config["excerpt_duration_s"]
    return {
        "schedules": {
            name: f"{m}{moved.get(name, '')}." for name, m in meanings.items()
        },
        "facts": {
            "Excerpt": (
                f"{length_s:g} s of each song, if it lasts"
                if length_s
                else "whole songs"
            ),
            "Sections": f"{config['section_s']:g} s each ({config['section_grid']})",
            "Frames": f"{config['width']}x{config['height']}, {config['fps']} a second",
            **{p.kind.capitalize(): f"{p.name}: {p.meaning}" for p in made_by},
            "Schedules hear by": " and ".join(ears["hearing"]),
            "Scores hear by": " and ".join(ears["judging"]),
            "Preset": config["preset"],
            "Version": __version__,
        },
        "again": f"snakemake --cores all --configfile {RESULTS}/config/config.yaml",
        "used": [*(p.name for p in made_by), *ears["hearing"], *ears["judging"]],
    }


def plots_drawn(wildcards):
    """Return the plot of every schedule, and the figure of every scored video."""
    return [
        *dict.fromkeys(all_made(rules.schedule_plot.output[0])),
        *all_scores(rules.synchrony_plot.output[0]),
    ]


def forecast_of_run():
    """Return what the run makes of videos, those too that are made anew."""
    due = [job for job in workflow.dag.needrun_jobs() if job.rule.name == "video"]
    takes = [job.wildcards.take for job in due]
    frames = sum(frames_of(TAKES[take].pair) for take in takes)
    return Forecast(len(due), frames, MPIXELS)


def costly_stages():
    """Return the stages that run a model, each with what the whole run has for it to do."""
    sections = {name: len(sections_planned(name)) for name in PAIRS}
    takes = [take.pair for take in TAKES.values()]
    walks = list(dict.fromkeys(WALKS.values()))
    # The first keyframe's picture before the first section is one more.
    opening = 1 if config["opening"] == "first" else 0
    frames = sum(map(frames_of, takes)) * len(walks)
    parts = sum(len(parts_planned(pair)) for pair in takes) * len(walks)
    counts = {
        "captioner": (sum(sections.values()), len(PAIRS)),
        "painter": (sum(sections[pair] + opening for pair in takes), len(takes)),
        "walker": (frames, parts),
    }
    if names_of("describer", config):
        pictures = len(PICTURES)
        counts = {"describer": (pictures, pictures), **counts}
    return [
        Stage(kind, the(kind, config), options_of(the(kind, config), config), *count)
        for kind, count in counts.items()
    ]


def tell_outcome():
    """Tell where the video of one song lies, and how it scored; a study has its tables."""
    if config["song"]:
        for line in outcome(RESULTS, MADE, config["metrics"]):
            logger.info(line)
