"""Workflow: what a configuration asks for, told to the rules as plain paths and values.

The rules hold patterns (`<results>/captions/{pair}.json`) and call what is here with their
wildcards; nothing here knows Snakemake. Read first: `asked` (what the user gave), then `videos`
(which are made of it), `files` (what a study consists of), and `needs_of_jobs`, `versions`,
`models_of_jobs` (what a job is told and given).
"""
