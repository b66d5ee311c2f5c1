"""Synchrony: how well a video's picture follows its song.

Comes in: one muxed video, or a video and a song. Goes out: signals, scores and
their nulls. Read first: `score`. `media` decodes a file into what changes in
the picture (`colour`) and how often it flashes (`flashes`, of what `turns`),
`sound` into what sounds; `signals` turns that into curves, beats and onsets,
with `visual` for what is seen and `curves` for the clock on which both are
compared; `kinds` says what a metric is; `null` says what chance would score;
`crossed` hears pictures with the songs of others; `tolerance` is what viewers
do not notice; `figure` draws a video, `told` tells it. `dtw` and `matching` are
compiled twins for the shifts of a null. Plug-ins: metrics/.
"""
