"""Schedules: one file each, a function from a section's rows to its path, and its declaration."""
