"""What strangers wrote, as it may be told: on one line, short, and as text in a table."""

import reprlib
from typing import Any

FORMULA = ("=", "+", "-", "@")
"""A spreadsheet runs a cell that begins so."""

LONGEST = 80
"""So many characters of a value are told."""

_SHORT = reprlib.Repr()
_SHORT.maxstring = _SHORT.maxother = _SHORT.maxlong = LONGEST


def shown(value: Any) -> str:
    """Return a value as an error tells it: quoted, without control characters, cut if long."""
    text = _SHORT.repr(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}..."


def in_a_cell(value: Any) -> str:
    """Return a value, or a list of them, as one cell of a table.

    Tabs and line breaks become spaces. Text that a spreadsheet would run as a
    formula gets an apostrophe before it; a number that is written out stays.
    """
    parts = value if isinstance(value, list) else [value]
    text = " ".join("; ".join(map(str, parts)).split())
    return f"'{text}" if text.startswith(FORMULA) and not _is_number(text) else text


def is_text(value: Any) -> bool:
    """Tell whether a value is text that a file can hold: no half of a pair of surrogates."""
    return isinstance(value, str) and not any(0xD800 <= ord(each) <= 0xDFFF for each in value)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
