# Models that are fetched once, before anything needs them.


localrules:
    fetch_musicnn,


rule fetch_musicnn:
    output:
        mtt=MODELS + "/musicnn/MTT.safetensors",
        msd=MODELS + "/musicnn/MSD.safetensors",
    log:
        MODELS + "/logs/fetch_musicnn.log",
    benchmark:
        MODELS + "/benchmarks/fetch_musicnn.tsv"
    conda:
        "../envs/fetch.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=30,
    message:
        "Fetch the MusiCNN tagger's weights"
    script:
        "../scripts/fetch_musicnn.py"
