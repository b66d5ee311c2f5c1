"""Every error that a user can cause has one form: what is wrong, then what to do, in a sentence."""

import ast
import re
from pathlib import Path

import pytest

LIBRARY = Path(__file__).parents[1] / "scripts"

PASSED_ON = re.compile(r"too_large|_damaged\(path\)|.*join\(.*problem.*|said \+ wrong")
"""Errors whose words are made elsewhere: lines of problems, or a function beside them."""

ENDED_ELSEWHERE = {
    "the captioner {} returns {}",
    "the detector {} returns {}",
    "the tracker {} returns {}",
    "the painter {} returns {}",
    "the schedule {} gives section {} {}",
    "{} {}",
    "told to end by SIGTERM{}",
}
"""Sentences that end with what a function beside them says is due."""


def words(node):
    """Return the text of an expression, {} for what is filled in; None of any other expression."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(v.value if isinstance(v, ast.Constant) else "{}" for v in node.values)
    return None


def errors():
    """Yield where each error of the library is made, its words, and the expression of others."""
    for file in sorted(LIBRARY.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            called = getattr(node, "func", None)
            if isinstance(called, ast.Name) and called.id == "UserError" and node.args:
                place = f"{file.relative_to(LIBRARY)}:{node.lineno}"
                yield place, words(node.args[0]), ast.unparse(node.args[0])


ERRORS = list(errors())
SAID = [(place, said) for place, said, _ in ERRORS if said is not None]


def test_the_errors_are_found():
    assert len(ERRORS) > 100


@pytest.mark.parametrize(("place", "said"), SAID, ids=[place for place, _ in SAID])
def test_an_error_says_what_is_wrong_and_then_what_to_do(place, said):
    assert said in ENDED_ELSEWHERE or re.search("[:;,] .", said), said
    assert "\n" not in said
    assert not said.rstrip().endswith((".", "!", ":", ";"))
    assert not re.search(r"error|exception|traceback|invalid", said, re.IGNORECASE), said


def test_words_that_are_made_elsewhere_are_known():
    others = [(place, code) for place, said, code in ERRORS if said is None]
    assert [place for place, code in others if not PASSED_ON.fullmatch(code)] == []
