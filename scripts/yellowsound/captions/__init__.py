"""Captions: what each section sounds like, in words, and the genre of the song.

Comes in: the excerpt, its sections, the genre table. Goes out: one JSON a pair.
Read first: `caption`; what passes to a captioner is `brief`. Plug-ins: captioners/.
"""
