"""Detectors of onsets: one file each, from a sound to its novelty, and its declaration."""
