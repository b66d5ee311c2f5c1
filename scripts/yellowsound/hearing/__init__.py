"""Hearing: what a song does and when, on one clock for schedules and metrics.

Comes in: the excerpt, its sections (or the sound of a video). Goes out:
novelty, onsets, beats, downbeats and energies. Plug-ins: detectors/, trackers/.
Read first: `ears`, then `novelty` and `frames`.
"""
