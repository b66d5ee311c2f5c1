"""Experiment: people as the last judge of what follows the music.

Comes in: a study's videos and their scores, later the responses of people. Goes out: a page
that shows the videos in pairs, and what people have said in tables, statistics and figures.
Read first: `design` (who sees what, in which order).
"""
