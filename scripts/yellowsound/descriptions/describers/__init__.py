"""Describers: one file each, a function that answers a `descriptions.brief` and its declaration."""
