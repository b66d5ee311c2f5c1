"""Tell what people's answers say: who counts, what they prefer, which metrics agree with them."""

from pathlib import Path

from yellowsound.experiment.agreement import agreement_table, scores_of_videos
from yellowsound.experiment.consistency import consistency_table
from yellowsound.experiment.design import read_experiment
from yellowsound.experiment.exclusions import Limits, sift
from yellowsound.experiment.figures import agreement_figure, strength_figure
from yellowsound.experiment.frozen import deviations
from yellowsound.experiment.responses import choices_of, read_responses
from yellowsound.experiment.strength_tables import strength_tables
from yellowsound.run.logs import rule_log
from yellowsound.run.plots import save_printed
from yellowsound.study.tables import read_scores, write_statistics

with rule_log(snakemake.log[0]) as log:
    params, made = snakemake.params, snakemake.output
    experiment = read_experiment(params.experiment)
    responses = read_responses(params.files, experiment, params.questions)
    people, excluded, kept = sift(responses, experiment, Limits(**params.limits))
    for row in excluded.itertuples():
        log.info("%s is excluded (%s): %s", row.participant, row.rule, row.reason)
    deviated = deviations(
        getattr(experiment, "analysis", None), params.limits, params.primary, params.seed
    )
    for said in deviated["said"]:
        log.warning("%s", said)
    choices = choices_of(kept, experiment)
    scores = scores_of_videos(read_scores(snakemake.input.table), experiment.videos)
    strengths, comparisons = strength_tables(
        choices, experiment.conditions, params.seed, params.primary
    )
    agreement = agreement_table(choices, scores, experiment.videos, params.seed)
    tables = {
        "participants": people,
        "excluded": excluded,
        "choices": choices,
        "deviations": deviated,
        "strengths": strengths,
        "comparisons": comparisons,
        "consistency": consistency_table(choices, params.seed),
        "agreement": agreement,
    }
    for name, table in tables.items():
        write_statistics(table, made[name])
    drawn = {"strengths": strength_figure(strengths), "agreement": agreement_figure(agreement)}
    for figure in (path for path in made if Path(path).suffix in (".png", ".pdf")):
        save_printed(drawn[Path(figure).stem], [figure])
