# Inputs: every song and artwork is opened before anything heavy runs.


checkpoint check_inputs:
    input:
        pairs=config["pairs"],
        genres=config["genres"],
    output:
        table=RESULTS + "/checked/pairs.tsv",
    log:
        log_file("check_inputs"),
    benchmark:
        benchmark_file("check_inputs")
    conda:
        "../envs/inputs.yaml"
    threads: 4
    resources:
        mem_mb=2000,
        runtime=60,
    params:
        stamps=song_stamps(),
        settings=settings("excerpt_start_s", "excerpt_duration_s", "section_s", "fps"),
    message:
        "Check the songs and artworks of {input.pairs}"
    script:
        "../scripts/check_inputs.py"
