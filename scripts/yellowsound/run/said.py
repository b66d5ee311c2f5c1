"""What a Python file says once comments, docstrings and layout are taken away.

To parse all of the library takes a second or two of each command. So what each
content says is kept among the files that Python itself has compiled, and found
there by the content's hash.
"""

import ast
import hashlib
import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from yellowsound.run.files import sha256_of, whole_file

LIBRARY = Path(__file__).parents[1].name

KEPT_IN = Path(__file__).parent / "__pycache__" / "said.json"

MOST_KEPT = 2000
"""So many contents are kept, the latest ones: several states of the whole library."""

UNSAID = ("ctx", "kind", "type_comment")
"""Fields of a syntax tree that say nothing of what it does."""

DECLARATION = "PLUG_IN"
"""The declaration of a plug-in of ours: its settings are parameters of their own, and what its
jobs ask for changes no result."""


class Said:
    """What contents of Python files say, read from a file where that has it.

    Parameters
    ----------
    kept_in
        The file, of JSON. One that is missing, damaged or of another state of
        this module is as none: what it tells is only parsed again.
    """

    def __init__(self, kept_in: Path) -> None:
        self._kept_in = kept_in
        self._kept: dict[str, list] | None = None
        self._fresh: dict[str, list] = {}

    def of(self, content: bytes, is_ours: bool) -> tuple[str, list[str]]:
        """Return a hash of what a file says, and the names that it imports of this library.

        Parameters
        ----------
        content
            The file's bytes.
        is_ours
            Whether the file is of this library: the declaration of a plug-in is left out then.

        Returns
        -------
        told : str
            A SHA-256, in hexadecimal.
        names : list of str
            Dotted names of modules, and of what may be a module or one's content.
        """
        if self._kept is None:
            self._kept = self._read()
        key = f"{hashlib.sha256(content).hexdigest()}{'' if is_ours else ' elsewhere'}"
        if key not in self._kept:
            self._kept[key] = self._fresh[key] = list(_parsed(content, is_ours))
        told, names = self._kept[key]
        return told, names

    def keep(self) -> None:
        """Keep what has been parsed, if that can be."""
        if not self._fresh:
            return
        # Read again: another process may have kept more meanwhile.
        entries = list({**self._read(), **self._fresh}.items())[-MOST_KEPT:]
        self._fresh = {}
        with suppress(OSError), whole_file(self._kept_in) as partial:
            told = {"by": _this_module(), "said": dict(entries)}
            partial.write_text(json.dumps(told, indent=0), encoding="utf-8")

    def _read(self) -> dict[str, list]:
        try:
            kept = json.loads(self._kept_in.read_text(encoding="utf-8"))
            is_known = kept["by"] == _this_module()
            return {key: [told, names] for key, (told, names) in kept["said"].items() if is_known}
        except (OSError, ValueError, AttributeError, TypeError, KeyError):
            return {}


SAID = Said(KEPT_IN)
"""What is kept of this checkout."""


def _this_module() -> str:
    return sha256_of(__file__)


def _parsed(content: bytes, is_ours: bool) -> tuple[str, list[str]]:
    """Return what `Said.of` does, of a content that nothing is kept of."""
    imported: dict[str, None] = {}
    body = [node for node in ast.parse(content).body if not (is_ours and _declares(node))]
    return hashlib.sha256(repr(_said(body, imported)).encode()).hexdigest(), list(imported)


def _imported(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    """Yield the names that a statement imports of this library."""
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif node.level or not node.module:
        return
    else:
        names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    yield from (name for name in names if name.split(".")[0] == LIBRARY)


def _declares(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign) and any(
        isinstance(target, ast.Name) and target.id == DECLARATION for target in node.targets
    )


def _said(node: Any, imported: dict[str, None]) -> Any:
    """Return a syntax tree as nested tuples, without places, docstrings and empty fields.

    What one Python leaves out of its trees and another sets empty is left out.
    What it imports of this library is noted in `imported`.
    """
    if isinstance(node, ast.AST):
        if isinstance(node, ast.Import | ast.ImportFrom):
            imported |= dict.fromkeys(_imported(node))
        fields = [(name, getattr(node, name, None)) for name in node._fields]
        return (
            type(node).__name__,
            *(
                (name, _said(value, imported))
                for name, value in fields
                if value is not None and value != [] and name not in UNSAID
            ),
        )
    if isinstance(node, list):
        return tuple(_said(item, imported) for item in node if not _is_text(item))
    return node


def _is_text(node: Any) -> bool:
    """Tell whether a statement is a text that stands for itself: a docstring."""
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )
