"""Hearing: what a song does, frame by frame, for schedules and metrics.

Comes in: the excerpt, its sections. Goes out: onset strength, beats and the
energies of the harmonic and the percussive part. Read first: `energy`, then `onsets`.
"""
