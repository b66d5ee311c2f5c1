"""Grammars of key strings, as the parsers of other tools have published them, and their values.

Sources: `parse_key_frames` and `get_inbetweens` of deforum-art/sd-webui-deforum in its first form
(a regular expression) and its second (commas and colons), of which FizzleDorf/ComfyUI_FizzNodes has
the second; `CreateFadeMaskAdvanced` of kijai/ComfyUI-KJNodes. Written anew from what they accept.
"""

import re

import numpy as np

NUMBER = re.compile(r"[+-]?[0-9]*(\.[0-9]+)?")
"""What counts as a number and is interpolated; anything else is evaluated as a formula."""


def by_expression(text):
    """Return keys as Deforum first read them: `frame: (value)`, then a comma or the end."""
    key = re.compile(r"([0-9]+):\s*\((.*?)\)(?:,\s?|\s?$)", re.S)
    found = {int(frame): value for frame, value in key.findall(text)}
    assert key.sub("", text) == "", "what is no key is passed over in silence"
    return found


def by_commas(text):
    """Return keys as Deforum and FizzNodes read them now: parted by commas, then by a colon."""
    keys = [part.split(":") for part in text.split(",")]
    assert all(len(key) == 2 for key in keys)
    return {int(frame.strip()): value.strip().strip("()") for frame, value in keys}


def of_fade_mask(text):
    """Return keys as KJNodes reads them: a value stands within one character at either side."""
    keys = [part.split(":") for part in text.rstrip(",\n").split(",")]
    return {int(frame.strip()): value.strip()[1:-1] for frame, value in keys}


GRAMMARS = (by_expression, by_commas, of_fade_mask)


def values_of(keys, count):
    """Return the value at each frame: straight between keys, held after the last one."""
    assert min(keys) == 0, "without a key at 0 the first frames have no value"
    for value in keys.values():
        assert NUMBER.fullmatch(value), f"{value} would be evaluated as a formula"
        assert value.strip("+-")
    frames = sorted(keys)
    return np.interp(np.arange(count), frames, [float(keys[frame]) for frame in frames])


def blocks_of(text):
    """Return the head of an export, and its strings by their names."""
    head, *blocks = text.rstrip("\n").split("\n\n")
    return head, dict(block.split("\n", 1) for block in blocks)
