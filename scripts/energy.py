"""Measure the harmonic and the percussive part of an excerpt at each video frame."""

from yellowsound.hearing.energy import SAMPLE_RATE_HZ, Separation, excerpt_energy
from yellowsound.inputs.excerpt import read_excerpt
from yellowsound.run.files import write_tsv
from yellowsound.run.logs import rule_log
from yellowsound.run.sections import read_sections

with rule_log(snakemake.log[0]):
    settings = snakemake.params.settings
    audio, _ = read_excerpt(snakemake.input.excerpt, SAMPLE_RATE_HZ)
    sections = read_sections(snakemake.input.sections)
    separation = Separation(settings["hpss_margin"], settings["mel_bands"])
    write_tsv(snakemake.output[0], excerpt_energy(audio, sections, settings["fps"], separation))
