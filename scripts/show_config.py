"""Print the whole configuration: the preset and what is set over it, as YAML."""

import sys

import yaml

from yellowsound.run.logs import rule_log

with rule_log(snakemake.log[0]):
    yaml.safe_dump(dict(snakemake.params.config), sys.stdout, sort_keys=False, allow_unicode=True)
