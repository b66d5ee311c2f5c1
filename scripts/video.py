"""Join the sections of a video and mux them with the excerpt."""

from yellowsound.run.logs import rule_log
from yellowsound.video.video import Encoding, write_video

with rule_log(snakemake.log[0]):
    take, name = snakemake.wildcards.take, snakemake.wildcards.schedule
    settings = snakemake.params.settings
    encoding = Encoding(
        settings["crf"],
        settings["x264_preset"],
        settings["audio_rate_hz"],
        settings["audio_channels"],
        settings["audio_bitrate_kbps"],
    )
    tags = {"title": f"{take} ({name})", "comment": f"take: {take}; schedule: {name}"}
    write_video(
        snakemake.input.sections,
        snakemake.input.excerpt,
        snakemake.output[0],
        settings["fps"],
        encoding,
        tags,
    )
