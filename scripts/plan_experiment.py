"""Tell how many people an experiment needs: studies are simulated with known strengths."""

from yellowsound.experiment.figures import power_figure
from yellowsound.experiment.planning import better_by, power_table, said_of_power
from yellowsound.experiment.simulate import Behaviour
from yellowsound.run.logs import rule_log
from yellowsound.run.plots import save_printed
from yellowsound.study.tables import write_statistics

with rule_log(snakemake.log[0]) as log:
    params = snakemake.params
    behaviour = Behaviour(better_by(params.share, params.conditions))
    table = power_table(behaviour, params.songs, params.power, params.seed)
    for sentence in said_of_power(table, params.share, params.songs, params.power):
        log.info("%s", sentence)
    write_statistics(table, snakemake.output.power)
    save_printed(power_figure(table, params.power), snakemake.output.figures)
