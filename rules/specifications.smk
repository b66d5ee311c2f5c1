# Specifications: the headline's contrast under every choice of the judge's.
from yellowsound.study.headline import headline_contrast, headline_metrics

CONTRAST = headline_contrast(list(VARIANTS), PRIMARY)
HEADLINE = headline_metrics(list(METRICS), PRIMARY)


def judges(kind):
    """Return the detectors or trackers whose models the run has anyway, by their own names.

    First those of the configuration; of ours all that need no other model.
    """
    at_hand = {*models_of(config)}
    found = [*names_of(kind, config)]
    found += [n for n in REGISTRY[kind] if at_hand.issuperset(load(kind, n).models)]
    return {load(kind, name).name: name for name in found}


JUDGES = {kind: judges(kind) for kind in IN_FAMILIES}


def compared_videos():
    """Return take and schedule of the scored videos of the headline's two schedules.

    Their songs are the excerpts of pairs: a video from elsewhere that is of no pair has none.
    """
    both = (CONTRAST.schedule, CONTRAST.baseline) if CONTRAST else ()
    return [video for video in SCORED if video[1] in both and video[0] in TAKES]


def compared_songs():
    """Return the names of their songs."""
    return list(dict.fromkeys(song_of(take) for take, _ in compared_videos()))


def followed():
    """Return the detectors and trackers that the headline's schedule shares with a judge.

    It follows them, or they hear with a model of what it follows.
    """
    variant = VARIANTS.get(CONTRAST.schedule) if CONTRAST else None
    if variant is None:
        return []
    follows = SCHEDULES[variant.schedule].follows
    kinds = IN_FAMILIES if follows is None else follows
    hearing = family_of("hearing", config)
    heard_by = [hearing.get(kind, hearing["tracker"]) for kind in kinds]
    models = {model for plug_in in heard_by for model in plug_in.models}
    related = [
        name
        for kind in JUDGES
        for name, named in JUDGES[kind].items()
        if models.intersection(load(kind, named).models)
    ]
    return list(dict.fromkeys([*(plug_in.name for plug_in in heard_by), *related]))


rule specifications:
    input:
        signals=[
            f"<results>/synchrony/{take}/{name}.tsv"
            for take, name in compared_videos()
        ],
        judged=[
            f"<results>/synchrony/{take}/{name}.judged.json"
            for take, name in compared_videos()
        ],
        songs=[judged_song(song) for song in compared_songs()],
        excerpts=[f"<results>/excerpts/{song}.wav" for song in compared_songs()],
        hearing=[f"<results>/hearing/{song}.json" for song in compared_songs()],
        models=models_of_plug_ins(
            *(load(kind, name) for kind in JUDGES for name in JUDGES[kind].values())
        ),
    output:
        specifications=reported_table("specifications", TRUST),
        dose_response=reported_table("dose_response", TRUST),
    log:
        "<logs>/specifications.log",
    benchmark:
        "<benchmarks>/specifications.tsv"
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=needs(2000),
        runtime=needs(10 + len(compared_videos()) // 4),
    params:
        pictures=[
            [pair_named(take), song_of(take), name] for take, name in compared_videos()
        ],
        songs=compared_songs(),
        contrast=[CONTRAST.schedule, CONTRAST.baseline] if CONTRAST else None,
        metrics=[
            named
            for name in HEADLINE
            for named in names_of("metric", config)
            if load("metric", named).name == name
        ],
        named=JUDGES,
        own={
            kind: {
                name: settings_of(load(kind, named), config)
                for name, named in JUDGES[kind].items()
            }
            for kind in JUDGES
        },
        chosen=names_of_family("judging"),
        shared=followed(),
        settings={
            name: settings_of(p, config)
            for name, p in METRICS.items()
            if name in HEADLINE and p.settings
        },
        seed=as_list(config["seed"])[0],
        code=code_version(
            HOME / "scripts" / "specifications.py",
            *(file_of(kind, n) for kind in JUDGES for n in JUDGES[kind].values()),
            *(file_of("metric", name) for name in names_of("metric", config)),
        ),
    message:
        "Compare the schedules under every choice of the judge's"
    script:
        "../scripts/specifications.py"
