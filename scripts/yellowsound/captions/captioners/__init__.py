"""Captioners: one file each, a function that answers a `captions.brief` and its declaration."""
