"""Keyframes: the artwork painted once for each section, and the opening before them.

Comes in: artworks, captions, pictures that lend their style. Goes out: a folder
of pictures, and keyframes.json with what a walker needs. Read first:
`keyframes`; what passes to a painter is `brief`. Plug-ins: painters/.
"""
