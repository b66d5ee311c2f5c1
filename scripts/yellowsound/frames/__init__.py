"""Frames: the walk from keyframe to keyframe, one file a section.

Comes in: keyframes, a schedule. Goes out: a lossless video of each section,
stills where asked for. Read first: `frames`; what passes to a walker is `brief`.
Plug-ins: walkers/.
"""
