"""Walkers: one file each, a function that answers a `frames.brief` and its declaration."""
