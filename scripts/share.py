"""Pack the report with its figures and small videos into one ZIP that opens from disk anywhere."""

from pathlib import Path

from yellowsound.run.logs import rule_log
from yellowsound.study.share import share

with rule_log(snakemake.log[0]):
    files, params = snakemake.input, snakemake.params
    small = zip(params.videos, params.places, map(Path, files.videos), strict=True)
    share(
        params.run,
        Path(files.report),
        map(Path, files.figures),
        {Path(video): (place, file) for video, place, file in small},
        Path(snakemake.output[0]),
    )
