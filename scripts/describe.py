"""Tell in words what a picture shows."""

from yellowsound.descriptions.describe import describe_picture
from yellowsound.models.folders import by_name
from yellowsound.run.files import write_json
from yellowsound.run.logs import rule_log
from yellowsound.run.plug_ins import options_of, the

with rule_log(snakemake.log[0]):
    describer = the("describer", snakemake.config)
    description = describe_picture(
        describer,
        snakemake.wildcards.picture,
        snakemake.params.path,
        by_name(snakemake.input.models),
        snakemake.threads,
        options_of(describer, snakemake.config),
    )
    write_json(snakemake.output[0], description)
