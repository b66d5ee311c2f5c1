"""Listen to an excerpt: its energies frame by frame, its onsets, beats and downbeats."""

from dataclasses import replace

from yellowsound.hearing.ears import Ears, agreement, told
from yellowsound.hearing.energy import Separation
from yellowsound.hearing.frames import hear_frames
from yellowsound.hearing.novelty import SAMPLE_RATE_HZ
from yellowsound.inputs.excerpt import read_excerpt
from yellowsound.models.folders import by_name
from yellowsound.run.files import write_json, write_tsv
from yellowsound.run.logs import rule_log
from yellowsound.run.plug_ins import load
from yellowsound.run.sections import read_sections

with rule_log(snakemake.log[0]):
    settings = snakemake.params.settings
    audio, _ = read_excerpt(snakemake.input.excerpt, SAMPLE_RATE_HZ)
    ears = Ears.named(
        snakemake.config["hearing"], by_name(snakemake.input.models), snakemake.params.own
    )
    table, heard = hear_frames(
        audio,
        read_sections(snakemake.input.sections),
        settings["fps"],
        Separation(settings["hpss_margin"], settings["mel_bands"]),
        ears,
    )
    write_tsv(snakemake.output.frames, table)
    second = load("tracker", snakemake.params.second)
    settings_of_second = {"tracker": snakemake.params.second_own}
    other = replace(ears, tracker=second, settings=settings_of_second).beats(audio)
    write_json(
        snakemake.output.heard,
        {
            **told(heard, ears),
            "second_tracker": second.name,
            "tracker_agreement": agreement(heard.beats_s, other.times_s),
        },
    )
