"""Print the whole configuration: the preset and what is set over it, as YAML."""

import sys

import yaml

from yellowsound.run.logs import rule_log

with rule_log(snakemake.log[0]):
    config = dict(snakemake.params.config)
    if config["draft"]:
        sys.stdout.write("# Of a draft: the frame and its rate are divided already.\n")
    told = {**config, "draft": False}
    yaml.safe_dump(told, sys.stdout, sort_keys=False, allow_unicode=True)
