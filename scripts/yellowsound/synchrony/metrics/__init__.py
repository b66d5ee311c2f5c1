"""Metrics of synchrony: one file each, a pure function of what is heard and seen."""
