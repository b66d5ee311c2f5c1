"""Turn the energy of a song into a schedule, and plot it."""

import pandas as pd

from yellowsound.files import write_tsv
from yellowsound.logs import rule_log
from yellowsound.schedule import EnergyWeights, make_schedule
from yellowsound.schedule_plot import plot_schedule

with rule_log(snakemake.log[0]):
    pair, name = snakemake.wildcards.pair, snakemake.wildcards.schedule
    energies = pd.read_csv(snakemake.input.energy, sep="\t")
    weights = EnergyWeights(**snakemake.params.weights)
    schedule = make_schedule(energies, snakemake.params.schedule, weights)
    write_tsv(snakemake.output.table, schedule)
    plot_schedule(energies, schedule, snakemake.output.plot, f"{pair}: {name} schedule")
