"""Score how well a video's picture follows its sound, and draw what was measured."""

from yellowsound.files import write_json, write_tsv
from yellowsound.logs import rule_log
from yellowsound.synchrony.figure import draw_synchrony
from yellowsound.synchrony.score import score_video

with rule_log(snakemake.log[0]):
    settings = snakemake.params.settings
    scores = score_video(
        snakemake.input.video,
        pair=snakemake.wildcards.pair,
        schedule=snakemake.wildcards.schedule,
        seed=settings["seed"],
        draws=settings["null_draws"],
        metrics=settings["metrics"],
        threads=snakemake.threads,
    )
    write_tsv(snakemake.output.signals, scores.frames())
    draw_synchrony(scores, snakemake.output.figure)
    write_json(snakemake.output.scores, scores.to_json())
