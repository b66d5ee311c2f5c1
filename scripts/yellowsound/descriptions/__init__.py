"""Descriptions: what each artwork shows, in words.

Comes in: artworks, as they are looked at. Goes out: one JSON for each distinct picture,
a text of comma-separated parts and the numbers that it rests on.
Read first: `describe`; what passes to a describer is `brief`. Plug-ins: describers/.
"""
