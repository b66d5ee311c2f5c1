"""Trackers of beats: one file each, a function from a sound to its beats, and its declaration."""
