"""Moves: one file each, a function from a level to channels, and its declaration."""
