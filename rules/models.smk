# Models that are fetched once, before anything needs them.


localrules:
    fetch_musicnn,


rule fetch_musicnn:
    output:
        mtt="<models>/musicnn/MTT.safetensors",
        msd="<models>/musicnn/MSD.safetensors",
    log:
        "<models>/logs/fetch_musicnn.log",
    benchmark:
        "<models>/benchmarks/fetch_musicnn.tsv"
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
