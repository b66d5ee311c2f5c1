"""Yellow Sound: music videos from songs and artworks, and how well they keep time.

One module per stage of the workflow, in the order in which data walks through
them: inputs, excerpt, captions, keyframes, energy, schedule, frames, video,
synchrony, table. Nothing in this package knows Snakemake: functions take
arrays and paths and return arrays and dataclasses.
"""

__version__ = "0.1.0"
