"""Score how well a video's picture follows its sound."""

from yellowsound.hearing.ears import Ears
from yellowsound.models.folders import by_name
from yellowsound.run.files import write_json, write_tsv
from yellowsound.run.logs import rule_log
from yellowsound.synchrony.crossed import judged
from yellowsound.synchrony.score import score_video
from yellowsound.video.flashes import heed

with rule_log(snakemake.log[0]):
    settings, facts = snakemake.params.settings, snakemake.params.facts
    external = snakemake.params.external
    video = external.get("video") or snakemake.input.video
    scores = score_video(
        video,
        pair=facts["pair"],
        schedule=snakemake.wildcards.schedule,
        audio=external.get("song"),
        metrics=snakemake.config["metrics"],
        settings=settings,
        judge=Ears.named(
            snakemake.config["judging"], by_name(snakemake.input.models), settings["judge"]
        ),
        threads=snakemake.threads,
    )
    heed(scores.signals.flashes, video, settings["flashes"])
    write_tsv(snakemake.output.signals, scores.frames())
    write_json(snakemake.output.judged, judged(scores.signals))
    write_tsv(snakemake.output.nulls, scores.shifts())
    row = scores.to_json()
    names = {name: row[name] for name in ("pair", "schedule")}
    write_json(snakemake.output.scores, {**names, **facts, **row})
