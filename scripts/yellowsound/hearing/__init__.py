"""Hearing: what a song does and when, on one clock for schedules and metrics.

Comes in: the excerpt, its sections as planned (or the sound of a video). Goes
out: novelty, onsets, beats, downbeats, energies, and the sections as they
stand. Plug-ins: detectors/, trackers/.
Read first: `ears`, then `novelty` and `frames`.
"""
