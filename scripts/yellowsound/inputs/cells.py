"""Cells of tables that users write: names that are safe as file names, and paths."""

import math
import re
import stat
import unicodedata
from pathlib import Path

from yellowsound.run.clock import WHOLE, clock_s
from yellowsound.run.errors import UserError
from yellowsound.run.files import is_there
from yellowsound.run.other_words import other_case

MAX_NAME_LENGTH = 100
MAX_NAME_BYTES = 200
"""File systems hold 255 bytes a name. The rest is for what follows it, as `~seed4294967295` and
`.judged.json`, and for the 31 bytes that stand before a file's while it is written."""


def check_readable(path: Path) -> None:
    """Make sure that `path` is a file which can be opened and holds something.

    Raises
    ------
    UserError
        If it is missing, a folder, not a regular file, empty or not permitted to be read.
    """
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise UserError(f"{path} is a folder: name a file in it")
        if not stat.S_ISREG(status.st_mode):
            raise UserError(f"{path} is a device or a pipe: name a regular file")
        if status.st_size == 0:
            raise UserError(f"{path} is empty: export or download it again")
        path.open("rb").close()
    except FileNotFoundError:
        near = other_case(path)
        hint = f"did you mean {near}?" if near else "check the path"
        raise UserError(f"{path} does not exist: {hint}") from None
    except PermissionError:
        raise UserError(f"{path} may not be read: ask for permission to read it") from None
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror}): check the path") from None


def file_name_of(text: str) -> str:
    """Return a name in NFC if it is a safe file name; ValueError says why it is not."""
    name = unicodedata.normalize("NFC", text)
    kinds = [unicodedata.category(character) for character in name]
    if kinds[0][0] != "L" and kinds[0] != "Nd":
        raise ValueError(f"'{name}' does not start with a letter or a digit: rename it")
    for character in name:
        if not _is_safe(character):
            raise ValueError(
                f"'{name}' holds {character!r}: use only letters, digits, '_', '-' and '.'"
            )
    if len(name) > MAX_NAME_LENGTH or len(name.encode()) > MAX_NAME_BYTES:
        length = len(name.encode())
        raise ValueError(
            f"name is {len(name)} characters long, {length} bytes: shorten it to at most "
            f"{MAX_NAME_LENGTH} characters and {MAX_NAME_BYTES} bytes"
        )
    return name


def check_printable(text: str) -> None:
    """Refuse, by a ValueError, what no one sees in a table and what no table can hold."""
    kinds = {unicodedata.category(character) for character in text}
    if "Cc" in kinds:
        raise ValueError(f"{text!r} holds a control character: type it anew")
    if "Cs" in kinds:
        raise ValueError(f"{text!r} is no text in UTF-8: rename it")


def located(text: str, folder: Path) -> Path:
    """Return the path that a cell means: relative to the table's folder, `~/` expanded.

    Whitespace around it belongs to the name where there is a file of just that
    name, as names that begin or end so are rare and slips of the pen are not.
    """
    exact, stripped = (
        Path(name).expanduser() if name.startswith("~/") else folder / name
        for name in (text, text.strip())
    )
    if exact != stripped and is_there(exact):
        check_printable(text)
        return exact
    return stripped


def file_name_from(text: str) -> str:
    """Return a safe file name that is like `text`, '' where nothing of it is safe."""
    text = unicodedata.normalize("NFC", text)
    name = "".join(character if _is_safe(character) else "\0" for character in text)
    # What `file_name_of` accepts begins with a letter or a digit.
    name = re.sub("\0+", "_", name).lstrip("_.-").rstrip("_.-")
    while name and unicodedata.category(name[0])[0] == "M":
        name = name[1:].lstrip("_.-")
    name = name[:MAX_NAME_LENGTH]
    return name.encode("utf-8")[:MAX_NAME_BYTES].decode("utf-8", errors="ignore")


def _is_safe(character: str) -> bool:
    """Tell whether a character may stand in a name."""
    kind = unicodedata.category(character)
    # Marks are part of letters in many scripts (Devanagari, Thai).
    return kind[0] in "LM" or kind == "Nd" or character in "_-."


def number_in(text: str, at_least: float = -math.inf, above: float = -math.inf) -> float:
    """Return the number in a cell; ValueError says why it is none, or out of range."""
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    # Python reads 1_000 as a number; in a table it is a slip.
    if not math.isfinite(number) or "_" in text:
        raise ValueError(f"'{text}' is not a number: write it as 12.5")
    if number < at_least or number <= above:
        limit = f"at least {at_least:g}" if number < at_least else f"above {above:g}"
        raise ValueError(f"'{text}' is out of range: give a number {limit}")
    return number


def seconds_in(text: str) -> float:
    """Return the time in a cell in seconds, which may be written as minutes and seconds."""
    seconds = clock_s(text)
    return number_in(text, at_least=0.0) if seconds is None else seconds


def duration_in(text: str) -> float:
    """Return the duration in a cell in seconds, 0 for the whole song."""
    return 0.0 if text.casefold() == WHOLE else seconds_in(text)


def alike(name: str) -> str:
    """Return what names have in common that file systems without case take for one."""
    return unicodedata.normalize("NFC", name.casefold())
