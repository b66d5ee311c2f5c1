# Figures: single songs through the method, and the study, for print (PDF) and for the screen (PNG).


rule song_figure:
    input:
        hearing=rules.hearing.output.frames,
        schedules=expand(
            "<results>/schedules/{{pair}}/{schedule}.tsv", schedule=VARIANTS
        ),
        captions=rules.caption.output[0],
        keyframes="<results>/keyframes/{pair}",
    output:
        **figure_files("song", "{pair}"),
    log:
        "<logs>/song_figure/{pair}.log",
    benchmark:
        "<benchmarks>/song_figure/{pair}.tsv"
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=needs(2000),
        runtime=needs(10),
    params:
        width_mm=config["figure_width_mm"],
        code=code("song_figure"),
    message:
        "Draw {wildcards.pair} through the method"
    script:
        "../scripts/song_figure.py"


rule signal_figure:
    input:
        scores="<results>/synchrony/{pair}/{schedule}.json",
        signals="<results>/synchrony/{pair}/{schedule}.tsv",
        excerpt=rules.excerpt.output.audio,
    output:
        **figure_files("signals", "{pair}", "{schedule}"),
    log:
        "<logs>/signal_figure/{pair}/{schedule}.log",
    benchmark:
        "<benchmarks>/signal_figure/{pair}/{schedule}.tsv"
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=needs(2000),
        runtime=needs(10),
    params:
        width_mm=config["figure_width_mm"],
        code=code("signal_figure"),
    message:
        "Draw the sound and picture of {wildcards.pair}, {wildcards.schedule}"
    script:
        "../scripts/signal_figure.py"


rule null_figure:
    input:
        scores=VIDEOS.scores_of_pair("<results>/synchrony/{take}/{schedule}.json"),
        nulls=VIDEOS.scores_of_pair("<results>/nulls/{take}/{schedule}.tsv"),
    output:
        **figure_files("nulls", "{pair}"),
    log:
        "<logs>/null_figure/{pair}.log",
    benchmark:
        "<benchmarks>/null_figure/{pair}.tsv"
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=needs(2000),
        runtime=needs(10),
    params:
        width_mm=config["figure_width_mm"],
        code=code("null_figure"),
    message:
        "Draw the scores of {wildcards.pair} against their nulls"
    script:
        "../scripts/null_figure.py"


rule study_figures:
    input:
        table=rules.table.output[0],
        pairing=rules.study_statistics.output.pairing,
        comparisons=rules.study_statistics.output.comparisons,
        specifications=rules.specifications.output.specifications,
        dose_response=rules.specifications.output.dose_response,
    output:
        evidence=list(figure_files("evidence").values()),
        specifications=list(figure_files("specifications").values()),
        dose_response=list(figure_files("dose_response").values()),
        genres=list(figure_files("genres").values()),
        calibrated=list(figure_files("calibrated").values()),
    log:
        "<logs>/study_figures.log",
    benchmark:
        "<benchmarks>/study_figures.tsv"
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=needs(2000),
        runtime=needs(20),
    params:
        primary=as_params(VIDEOS.primary),
        width_mm=config["figure_width_mm"],
        code=code("study_figures"),
    message:
        "Draw the evidence and the scores of the study"
    script:
        "../scripts/study_figures.py"


rule contact_sheet:
    input:
        keyframes=lambda wildcards: expand(
            "<results>/keyframes/{pair}", pair=VIDEOS.sheets[wildcards.page]
        ),
        captions=lambda wildcards: expand(
            "<results>/captions/{pair}.json", pair=VIDEOS.sheets[wildcards.page]
        ),
    output:
        **figure_files("contact_sheet", "{page}"),
    log:
        "<logs>/contact_sheet/{page}.log",
    benchmark:
        "<benchmarks>/contact_sheet/{page}.tsv"
    wildcard_constraints:
        page=r"\d+",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=needs(2000),
        runtime=needs(10),
    params:
        pairs=len(VIDEOS.sheet_pairs),
        pictures=VIDEOS.sheet_pictures,
        width_mm=config["figure_width_mm"],
        code=code("contact_sheet"),
    message:
        "Lay out the keyframes of all pairs, page {wildcards.page}"
    script:
        "../scripts/contact_sheet.py"
