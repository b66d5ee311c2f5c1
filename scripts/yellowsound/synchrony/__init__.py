"""Synchrony: how well a video's picture follows its song.

Comes in: one muxed video, or a video and a song. Goes out: signals, scores and
their nulls. Read first: `score`. `media` decodes a file into what changes in
the picture and what sounds; `signals` turns that into envelopes, beats and
onsets, with `visual` for what is seen; `kinds` says what a metric is; `null`
says what chance would score; `figure` draws it. `dtw` and `matching` are
compiled twins for the draws of a null. Plug-ins: metrics/.
"""
