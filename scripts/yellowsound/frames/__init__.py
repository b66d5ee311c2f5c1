"""Frames: the walk from keyframe to keyframe, a few sections a file.

Comes in: keyframes, a schedule. Goes out: a lossless video of each few sections,
stills where asked for. Read first: `frames`; what passes to a walker is `brief`.
Plug-ins: walkers/.
"""
