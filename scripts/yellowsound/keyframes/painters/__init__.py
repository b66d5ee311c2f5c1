"""Painters: one file each, a function that answers a `keyframes.brief` and its declaration."""
