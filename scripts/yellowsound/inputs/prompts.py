"""Prompts of one's own: a cell of the pairs table, and whether it has as many as are needed."""

import re

SEPARATOR = " | "
"""Stands between several prompts of one cell. A '|' without blanks around it belongs to one."""

_BETWEEN = re.compile(r"(?<=\s)\|(?=\s)")


def prompts_in(text: str) -> tuple[str, ...]:
    """Return the prompts of a cell; ValueError says what is wrong with it."""
    prompts = [part.strip() for part in _BETWEEN.split(f" {text} ")]
    if not all(prompts):
        raise ValueError(f"'{text}' has an empty part beside '|': fill it")
    return tuple(prompts)


def wrong_count(prompts: int, sections: int) -> str | None:
    """Return in what way a pair's prompts do not fit its sections; None where they do.

    Parameters
    ----------
    prompts
        How many it has: none, one for all sections, or one for each are right.
    sections
        How many sections its excerpt has.
    """
    if prompts in (0, 1, sections):
        return None
    count = f"{sections} section{'s' if sections > 1 else ''}"
    return f"has {prompts} prompts for {count}: give one for all, or one for each"
