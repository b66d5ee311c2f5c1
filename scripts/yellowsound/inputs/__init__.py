"""Inputs: from the pairs table, songs and artworks to checked facts and the excerpt.

Comes in: config/pairs.tsv and external.tsv, songs, artworks. Goes out: one row
of checked facts a pair, the excerpt as WAV, artworks cropped to the frame.
Read first: `check_inputs`, then `pairs`.
"""
