"""Run: what every room uses: configuration, plug-ins, files, logs, errors.

Comes in: the configuration. Goes out: a checked one, with the chosen plug-ins.
Read first: `config`, then `plug_in`.
"""
