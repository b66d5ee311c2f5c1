"""Plot a schedule: what the song does, and where the picture stands."""

import pandas as pd

from yellowsound.run.logs import rule_log
from yellowsound.schedule.plot import plot_schedule

with rule_log(snakemake.log[0]):
    energies, schedule = (
        pd.read_csv(path, sep="\t") for path in (snakemake.input.hearing, snakemake.input.schedule)
    )
    title = f"{snakemake.wildcards.pair}: {snakemake.wildcards.schedule} schedule"
    contrast, smooth = (snakemake.params.common[key] for key in ("contrast", "smooth"))
    plot_schedule(energies, schedule, snakemake.output[0], title, contrast, smooth)
