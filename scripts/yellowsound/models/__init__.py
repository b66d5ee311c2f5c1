"""Models: where weights come from, that they are whole, and where they run.

Comes in: config/models.tsv. Goes out: verified folders, devices, networks. Read
first: `table`, then `folders`.
"""
