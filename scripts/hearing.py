"""Listen to an excerpt: its energies frame by frame, its onsets, beats, downbeats and sections."""

from dataclasses import replace

from yellowsound.hearing.ears import Ears, agreement, hear, told
from yellowsound.hearing.energy import Separation
from yellowsound.hearing.frames import hear_frames
from yellowsound.hearing.novelty import SAMPLE_RATE_HZ
from yellowsound.inputs.excerpt import read_excerpt
from yellowsound.models.folders import by_name
from yellowsound.run.files import write_json, write_tsv
from yellowsound.run.logs import rule_log
from yellowsound.run.plug_ins import load
from yellowsound.run.sections import as_told, on_downbeats, read_sections

SEPARATION = ("hpss_margin", "mel_bands", "hpss_context_s")

with rule_log(snakemake.log[0]):
    settings = snakemake.params.settings
    audio, _ = read_excerpt(snakemake.input.excerpt, SAMPLE_RATE_HZ)
    ears = Ears.named(
        snakemake.config["hearing"], by_name(snakemake.input.models), snakemake.params.own
    )
    heard = hear(audio, ears)
    facts, sections = told(heard, ears), read_sections(snakemake.input.sections)
    if settings["section_grid"] == "bars":
        sections = on_downbeats(sections, facts["downbeats_s"] or [])
    separation = Separation(*(settings[key] for key in SEPARATION))
    table = hear_frames(audio, sections, settings["fps"], separation, ears, heard)
    write_tsv(snakemake.output.frames, table)
    second = load("tracker", snakemake.params.second)
    settings_of_second = {"tracker": snakemake.params.second_own}
    other = replace(ears, tracker=second, settings=settings_of_second).beats(audio)
    write_json(
        snakemake.output.heard,
        {
            **facts,
            "second_tracker": second.name,
            "tracker_agreement": agreement(heard.beats_s, other.times_s),
            "sections": as_told(sections),
        },
    )
