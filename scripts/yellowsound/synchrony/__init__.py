"""Synchrony: how well a video's picture follows its song.

`media` decodes one muxed file into what changes in the picture and what
sounds; `signals` turns that into envelopes, beats and onsets, with `visual`
for what is seen; `metrics` and `beat_metrics` are pure functions on those,
`dtw` and `matching` their compiled twins; `null` says what chance would
score; `registry` names the metrics; `score` puts all of it together for one
video; `figure` draws it.
"""
