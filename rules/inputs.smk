# Inputs: every song and artwork is opened before anything heavy runs.


checkpoint check_inputs:
    input:
        pairs=config["pairs"],
        genres=config["genres"],
    output:
        table=CHECKED,
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
        stamps=STAMPS,
        settings=CHECK_SETTINGS,
    message:
        "Check the songs and artworks of {input.pairs}"
    script:
        "../scripts/check_inputs.py"
