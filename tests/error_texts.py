"""Every sentence for users in the library, read from its source: nothing is run."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

SCRIPTS = Path(__file__).parents[1] / "scripts"
LISTS = ("problems", "complaints", "wrong")
"""Names of the lists whose items become the lines of a `UserError`."""

REFUSED_BY = ("UserError", "_CellError")
CELLS = ("cells.py", "pairs.py", "external.py")
"""Modules whose `ValueError`s say what is wrong in a cell; readers put the row before it."""

ADVICE = (
    "accept add ask call check choose close connect convert correct delete did do each "
    "export fill free get give have install invert keep leave list make measure mend mix move "
    "name read rename reduce remove return run save say score see separate set shorten spell split "
    "start take tell type unset use wait write"
)
"""Words by which it says what to do."""

TOLD_ELSEWHERE = (
    "advice",
    "AS_WRITTEN",
    "hint",
    "problem",
    "error",
    "wrong",
    "_again(folder)",
    "where.advice",
    "meaning",
)
"""Placeholders at the end of a text that hold what to do."""


def texts_of(file: Path) -> Iterator[tuple[str, str]]:
    """Yield where each sentence of a module stands, and its text with {placeholders}."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        for found in _told(node, file.name):
            for text in _resolved(found, tree):
                yield f"{file.relative_to(SCRIPTS)}:{node.lineno}", text


def _told(node: ast.AST, module: str) -> list[ast.expr]:
    """Return what a piece of code hands to the user, if it does."""
    if isinstance(node, ast.Call) and node.args:
        called = node.func
        if isinstance(called, ast.Name):
            refused = (*REFUSED_BY, "ValueError") if module in CELLS else REFUSED_BY
            return [node.args[-1]] if called.id in refused else []
        if isinstance(called, ast.Attribute) and called.attr == "append":
            named = isinstance(called.value, ast.Name) and called.value.id in LISTS
            return [node.args[0]] if named else []
    if isinstance(node, ast.Assign | ast.AugAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if any(isinstance(target, ast.Name) and target.id in LISTS for target in targets):
            if isinstance(node.value, ast.List):
                return node.value.elts
            return [node.value.elt] if isinstance(node.value, ast.ListComp) else []
    return []


def _resolved(node: ast.expr, tree: ast.Module) -> Iterator[str]:
    """Yield the texts that an expression may be: of a name or a function of the module, all."""
    if isinstance(node, ast.Constant | ast.JoinedStr | ast.BinOp):
        yield _text(node)
    elif isinstance(node, ast.IfExp):
        yield from (*_resolved(node.body, tree), *_resolved(node.orelse, tree))
    elif isinstance(node, ast.Name):
        for other in ast.walk(tree):
            if isinstance(other, ast.Assign) and ast.unparse(other.targets[0]) == node.id:
                yield from _resolved(other.value, tree)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        for other in ast.walk(tree):
            if isinstance(other, ast.FunctionDef) and other.name == node.func.id:
                returns = (part for part in ast.walk(other) if isinstance(part, ast.Return))
                for part in returns:
                    yield from _resolved(part.value, tree) if part.value else ()


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.BinOp):
        return _text(node.left) + _text(node.right)
    if isinstance(node, ast.JoinedStr):
        return "".join(map(_text, node.values))
    if isinstance(node, ast.FormattedValue):
        return f"{{{ast.unparse(node.value)}}}"
    return str(node.value) if isinstance(node, ast.Constant) else f"{{{ast.unparse(node)}}}"


def says_what_to_do(text: str) -> bool:
    """Tell whether a sentence ends in what to do, or is put before one that does."""
    shape = re.sub(r"\{[^{}]*(\{[^{}]*\}[^{}]*)*\}", "{}", text)
    if not re.search(r"[a-z]{2}", re.sub(r"\b(row|column|header|configuration)\b", "", shape)):
        return True  # a place and what another says of it
    last = re.search(r"\{([^{}]*)\}\W*$", text)
    if last and last[1] in TOLD_ELSEWHERE:
        return True
    # What fits, is due or must be is what to do.
    if re.search(r"\b(must|needs|does not fit|(is|are) due)\b", text):
        return True
    return re.search(rf"[:;,(] (so |or |else )?({'|'.join(ADVICE.split())})\b", text) is not None
