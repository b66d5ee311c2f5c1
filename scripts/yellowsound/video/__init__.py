"""Video: the sections joined, with the sound of the excerpt.

Comes in: section files, the excerpt. Goes out: one MP4. Read first: `video`.
"""
