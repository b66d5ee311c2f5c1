# Excerpt: the part of a song that a video is made of, decoded once.


rule excerpt:
    input:
        song=song_of,
        # After the check, but not anew because another pair was added.
        checked=ancient(CHECKED),
    output:
        audio=RESULTS + "/excerpts/{pair}.wav",
        sections=RESULTS + "/excerpts/{pair}.json",
    log:
        log_file("excerpt", "pair"),
    benchmark:
        benchmark_file("excerpt", "pair")
    conda:
        "../envs/media.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        timing=timing_of,
    message:
        "Decode the excerpt of {wildcards.pair}"
    script:
        "../scripts/excerpt.py"
