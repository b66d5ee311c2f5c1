# Specifications: the headline's contrast under every choice of the judge's.


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
