# Schedule: at what pace the frames walk from keyframe to keyframe.


rule schedule:
    input:
        hearing=rules.hearing.output.frames,
    output:
        "<results>/schedules/{pair}/{schedule}.tsv",
    log:
        "<logs>/schedule/{pair}/{schedule}.log",
    benchmark:
        "<benchmarks>/schedule/{pair}/{schedule}.tsv"
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=needs(1000, per_s=0.5),
        runtime=needs(5, per_s=0.01),
    params:
        schedule=SCHEDULES.name,
        settings=SCHEDULES.settings,
        # Where files of the pair lie: told beside what counts, which is what they hold.
        files=lambda wildcards, output: SCHEDULES.files(wildcards),
        moves=SCHEDULES.moves,
        common=settings("contrast", "smooth", "fps"),
        seed=ASKED.seed,
        code=SCHEDULES.version,
    message:
        "Schedule {wildcards.pair} by {wildcards.schedule}"
    script:
        "../scripts/schedule.py"


# Where asked for (snakemake plots): to draw a schedule takes longer than to make it.
rule schedule_plot:
    input:
        hearing=rules.hearing.output.frames,
        schedule=rules.schedule.output[0],
    output:
        report(
            "<results>/schedules/{pair}/{schedule}.png",
            caption="../report/schedule.rst",
            category="Schedules",
            labels={"pair": "{pair}", "schedule": "{schedule}"},
        ),
    log:
        "<logs>/schedule_plot/{pair}/{schedule}.log",
    benchmark:
        "<benchmarks>/schedule_plot/{pair}/{schedule}.tsv"
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=needs(1000, per_s=0.5),
        runtime=needs(5, per_s=0.01),
    params:
        common=settings("contrast", "smooth"),
        code=code("schedule_plot"),
    message:
        "Plot the schedule {wildcards.schedule} of {wildcards.pair}"
    script:
        "../scripts/schedule_plot.py"
