"""Keys: the frames that matter of a curve, and the strings in which other tools take them."""

from collections.abc import Mapping

import numpy as np

DECIMALS = 9
"""Of a value in a string: what is added up frame by frame shall not drift."""


def kept(values: np.ndarray, tolerance: float) -> np.ndarray:
    """Return the frames between which a curve may be drawn straight.

    Parameters
    ----------
    values
        The curve at each frame, shape (n_frames,), at least one frame.
    tolerance
        How far the straight lines may lie from the curve at any frame, above 0.

    Returns
    -------
    np.ndarray
        Frames, ascending, the first and the last among them.
    """
    keys, last = [0], len(values) - 1
    while keys[-1] < last:
        start = keys[-1]
        least, most = -np.inf, np.inf
        for frame in range(start + 1, last + 1):
            slope = (values[frame] - values[start]) / (frame - start)
            if not least <= slope <= most:
                break
            key, room = frame, tolerance / (frame - start)
            least, most = max(least, slope - room), min(most, slope + room)
        keys.append(key)
    return np.array(keys)


def written(value: float) -> str:
    """Return a number as a parser of keys takes it: without an exponent, which it would evaluate.

    Not a few parsers take a number with an exponent, as 1e-05, for a formula
    that holds on until the next key, and do not interpolate.
    """
    text = f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def key_string(values: np.ndarray, tolerance: float, between: str = ", ") -> str:
    """Return a curve as keys: `0:(1), 12:(1.04)`.

    Parameters
    ----------
    values, tolerance
        See `kept`.
    between
        What stands between two keys: a comma, and a space or a line's end.
    """
    return between.join(f"{frame}:({written(values[frame])})" for frame in kept(values, tolerance))


def as_blocks(head: str, strings: Mapping[str, str]) -> str:
    """Return strings of keys as a text: a head, then each name with its string below it."""
    blocks = [head, *(f"{name}\n{string}" for name, string in strings.items())]
    return "\n\n".join(blocks) + "\n"
