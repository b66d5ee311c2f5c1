"""Join the parts of a video, move its frames, and mux them with the excerpt."""

from yellowsound.frames.frames import read_schedule, read_sections
from yellowsound.frames.moved import moved
from yellowsound.run.logs import rule_log
from yellowsound.schedule.channels import held
from yellowsound.video.tame import tamed
from yellowsound.video.video import Encoding, write_video

with rule_log(snakemake.log[0]):
    take, name = snakemake.wildcards.take, snakemake.wildcards.schedule
    settings, parts = snakemake.params.settings, snakemake.input.parts
    encoding = Encoding(
        settings["crf"],
        settings["x264_preset"],
        settings["audio_rate_hz"],
        settings["audio_channels"],
        settings["audio_bitrate_kbps"],
    )
    tags = {"title": f"{take} ({name})", "comment": f"take: {take}; schedule: {name}"}
    channels = held(read_schedule(snakemake.input.schedule))
    if channels and settings["tame"]:
        channels, told = tamed(lambda: read_sections(parts), channels, settings["fps"])
        tags["comment"] += f"; tamed: {told}" if told else ""
    write_video(
        parts,
        snakemake.input.excerpt,
        snakemake.output[0],
        settings["fps"],
        encoding,
        tags,
        moved(read_sections(parts), channels) if channels else None,
    )
