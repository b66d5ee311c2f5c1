"""What participants read: the researcher's file, checked for what is missing or unknown."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from yellowsound.run.errors import UserError

WORDS: Mapping[str, tuple[str, ...]] = {
    "narrow": ("title", "text"),
    "consent": ("title", "text", "agree", "decline", "declined"),
    "photosensitive": ("title", "text", "ask", "no", "yes", "excluded"),
    "sound": (
        *("title", "listen", "headphones", "earphones", "loudspeakers", "text", "play", "ask"),
        *("left", "right", "both", "wrong"),
    ),
    "instructions": ("title", "text", "side-by-side", "in-turn", "start"),
    "trial": (
        *("progress", "question", "left", "right", "first", "second", "loading", "play"),
        *("playing", "choose", "again", "stopped", "failed", "sure", "confidence"),
    ),
    "end": (
        *("title", "save", "download", "saved", "gone", "sending", "sent", "failed", "retry"),
        "anew",
    ),
    "resume": (
        *("title", "text", "go_on", "anew", "deletes", "delete", "elsewhere", "unknown_list"),
        "forgets",
    ),
}
"""What each part of the file holds, a text each; only `confidence` is a list."""

ALONE = ("language", "title", "questions_title", "questions_next")
"""Texts that stand by themselves."""

STEPS = 5
"""How many words there are for how sure one is, the least first."""

KINDS: Mapping[str, tuple[str, ...]] = {
    "choice": ("options",),
    "scale": ("steps", "low", "high"),
    "number": ("least", "most"),
    "text": (),
}
"""Kinds of questions, and what each needs beside `key`, `ask` and `kind`."""


def read_texts(path: str | Path) -> dict[str, Any]:
    """Read what participants read.

    Parameters
    ----------
    path
        A YAML file as config/experiment.yaml.

    Returns
    -------
    dict
        Its parts.

    Raises
    ------
    UserError
        One line for each text that is missing, unknown or not of its kind.
    """
    import yaml

    again = "as config/experiment.yaml of the workflow has it"
    try:
        texts = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        said = " ".join(str(error).split())
        raise UserError(f"{path} cannot be read ({said}): write it {again}") from error
    if not isinstance(texts, Mapping):
        raise UserError(f"{path} holds no texts by their names: write it {again}")
    problems = [f"{path}: {wrong}: write it {again}" for wrong in _wrong(texts)]
    if problems:
        raise UserError("\n".join(problems))
    return dict(texts)


def _wrong(texts: Mapping[str, Any]) -> list[str]:
    known = {*WORDS, *ALONE, "questions"}
    found = [f"{name} is unknown" for name in texts if name not in known]
    found += [f"{name} is no text" for name in ALONE if not _is_text(texts.get(name))]
    for part, names in WORDS.items():
        held = texts.get(part)
        if not isinstance(held, Mapping):
            found.append(f"{part} is missing or holds no texts by their names")
            continue
        found += [f"{part} has {name}, which is unknown" for name in held if name not in names]
        plain = [name for name in names if name != "confidence"]
        found += [f"{part} has no text {name}" for name in plain if not _is_text(held.get(name))]
        if "confidence" in names and not _are_texts(held.get("confidence"), STEPS):
            found.append(f"{part} has no list confidence of {STEPS} texts")
    questions = texts.get("questions")
    if not isinstance(questions, list):
        return [*found, "questions is no list (of none: [])"]
    asked = [question for question in questions if isinstance(question, Mapping)]
    keys = [question["key"] for question in asked if _is_text(question.get("key"))]
    found += [f"two questions have the key {k}" for k in dict.fromkeys(keys) if keys.count(k) > 1]
    return [*found, *(wrong for n, q in enumerate(questions, 1) for wrong in _wrong_in(n, q))]


def _wrong_in(number: int, question: Any) -> list[str]:
    """Return what is wrong with a question."""
    kind = question.get("kind") if isinstance(question, Mapping) else None
    if not isinstance(kind, str) or kind not in KINDS:
        return [f"question {number} is of no kind of {', '.join(KINDS)}"]
    needed = ("key", "ask", "kind", *KINDS[kind])
    found = [f"question {number} has no {name}" for name in needed if name not in question]
    unknown = [name for name in question if name not in (*needed, "required")]
    found += [f"question {number} has {name}, which is unknown" for name in unknown]
    if "options" in needed and not _are_texts(question.get("options")):
        found.append(f"question {number} has no list options of two texts or more")
    elif "options" in needed and len(set(question["options"])) < len(question["options"]):
        found.append(f"question {number} has an option twice")
    if not isinstance(question.get("required", True), bool):
        found.append(f"question {number}: its required is neither true nor false")
    # A key that YAML takes for a number or for yes is another one on the page.
    found += [
        f"question {number}: its {name} is no text (write it in quotes)"
        for name in ("key", "ask", "low", "high")
        if name in needed and name in question and not _is_text(question[name])
    ]
    numbers = [name for name in ("steps", "least", "most") if name in needed and name in question]
    none = [name for name in numbers if type(question[name]) is not int]
    found += [f"question {number} has no whole number {name}" for name in none]
    if none:
        return found
    if numbers == ["steps"] and question["steps"] < 2:
        found.append(f"question {number} has fewer than two steps")
    if numbers == ["least", "most"] and question["least"] > question["most"]:
        found.append(f"question {number} has a least that is above its most")
    return found


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _are_texts(values: Any, count: int | None = None) -> bool:
    if not isinstance(values, list) or not all(map(_is_text, values)):
        return False
    return len(values) == count if count else len(values) > 1


def unfilled(texts: Mapping[str, Any]) -> list[str]:
    """Return what stands in square brackets in the consent: what the researcher has to fill in."""
    return re.findall(r"\[[^\]]+\]", texts["consent"]["text"])
