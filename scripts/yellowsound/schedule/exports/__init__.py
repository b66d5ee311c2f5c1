"""Exports: a schedule with its moves, in the forms that other tools take.

Read first: `channels`, then `deforum`. A form is a module: `deforum`, `deforum_3d`, `parseq`,
`comfyui`. What their users paste, and what has no counterpart, tells docs/curves.md.
"""
