"""Join the parts of a video, move its frames, and mux them with the excerpt."""

from yellowsound.frames.frames import read_schedule, read_sections
from yellowsound.frames.moved import moved
from yellowsound.run.logs import rule_log
from yellowsound.schedule.channels import held
from yellowsound.video.tame import write_tamed
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
    title, comment = f"{take} ({name})", f"take: {take}; schedule: {name}"
    channels = held(read_schedule(snakemake.input.schedule))

    def write(frames, limited=""):
        """Write the video, and what moves were limited to."""
        told = f"{comment}; tamed: {limited}" if limited else comment
        write_video(
            parts,
            snakemake.input.excerpt,
            snakemake.output[0],
            settings["fps"],
            encoding,
            {"title": title, "comment": told},
            frames,
        )

    if not channels:
        write(None)
    elif settings["tame"]:
        write_tamed(lambda: read_sections(parts), channels, settings["fps"], write)
    else:
        write(moved(read_sections(parts), channels))
