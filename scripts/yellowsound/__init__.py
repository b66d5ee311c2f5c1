"""Yellow Sound: music videos from songs and artworks, and how well they keep time.

A package for each stage of the workflow, in the order in which data walks
through them: inputs, captions, hearing, keyframes, schedule, frames, video,
synchrony, study; `models` and `run` serve them all. Imports go with the data
or into these two; none comes back. Nothing in this package knows Snakemake:
functions take arrays and paths and return arrays and dataclasses.
"""

__version__ = "0.2.0.dev0"
