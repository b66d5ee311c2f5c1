# Configuration: what a run would be made with, and what it would cost.


# Without a file of its own, not even a benchmark, it prints each time that it is asked.
rule show_config:
    log:
        "<logs>/show_config.log",
    localrule: True
    conda:
        "../envs/fetch.yaml"
    threads: 1
    resources:
        mem_mb=500,
        runtime=5,
    params:
        config=config,
    message:
        "Print the whole configuration"
    script:
        "../scripts/show_config.py"


# As show_config, and nothing is fetched or made for it.
rule show_costs:
    log:
        "<logs>/show_costs.log",
    localrule: True
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        stages=lambda wildcards: [
            {**vars(stage), "plug_in": config[stage.kind]} for stage in costly_stages()
        ],
        folders={
            name: folder.replace("<models>", "resources/models")
            for name, folder in zip(
                models_of(config), model_folders(models_of(config)), strict=True
            )
        },
        mpixels=MPIXELS,
        frames=frames_shown(),
        title=(
            f"{config['run']} (preset {config['preset']}): {len(PAIRS)} pairs, {len(TAKES)} takes, "
            f"{len(TAKES) * len(VARIANTS)} videos of {config['width']}x{config['height']} at "
            f"{config['fps']} frames a second"
        ),
    message:
        "Tell what this run would cost"
    script:
        "../scripts/show_costs.py"
