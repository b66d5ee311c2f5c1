"""Settings: the type, default, range and meaning of what a user can set.

A setting belongs to a plug-in (its declaration lists them) or to a stage
(`run.keys`). The functions below write one down; from it follow the JSON
schema, the tables of config/README.md, and how text from the command line is
read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from yellowsound.run.clock import clock_s

TRUTH = {"true": True, "false": False}


@dataclass(frozen=True)
class Setting:
    """One thing that can be set.

    Attributes
    ----------
    default
        Its value where nobody sets it.
    schema
        JSON schema of a value.
    values
        Which values it takes, in words, for the tables of keys.
    meaning
        What it sets, in one line.
    execution
        Whether it tells only how a model runs: what is made is the same but
        for rounding, so that changing it makes nothing anew.
    factor
        Where a list of values makes a variant of each: the letters that stand
        before the value in the variant's name. '' where a list is none.
    formerly
        The key by which it was set before settings had owners.
    of_pair
        Whether it names a file of each pair, `{pair}` standing for the pair's
        name. Jobs are given the pair's own file, and go by what that holds.
    words
        Words that may stand for a value.
    """

    default: Any
    schema: Mapping[str, Any]
    values: str
    meaning: str
    execution: bool = False
    factor: str = ""
    formerly: str = ""
    of_pair: bool = False
    words: Mapping[str, Any] = field(default_factory=dict)

    @property
    def full_schema(self) -> dict[str, Any]:
        """JSON schema of what stands in a configuration: a value, or a list of a factor's."""
        schema: dict[str, Any] = dict(self.schema)
        if self.factor:
            many = {"type": "array", "minItems": 1, "uniqueItems": True, "items": schema}
            schema = {"oneOf": [schema, many]}
        return {**schema, "default": self.default, "description": _sentence(self.meaning)}

    def read(self, value: Any) -> Any:
        """Return a value as the schema has it: the command line gives some values as text.

        Of a key without a value it makes None, which stands for an empty text or list where the
        key may be empty.
        """
        if value is None and (empty := self._empty) is not None:
            return empty
        if isinstance(value, str) and value.casefold() in self.words:
            return self.words[value.casefold()]
        if isinstance(value, str) and self.schema.get("type") == "array":
            # A list of one needs no brackets.
            value = [part.strip() for part in value.split(",")]
        if isinstance(value, list | tuple):
            items = self.schema.get("items") or self.schema
            return [_read(item, items) for item in value]
        return _read(value, self.schema)

    @property
    def _empty(self) -> Any:
        """What stands for nothing; None where something has to be set."""
        if self.default in ("", []):
            return self.default
        is_path = self.schema.get("format") == "path"
        return "" if is_path and not self.schema.get("minLength") else None


def as_list(setting: Any) -> list[Any]:
    """Return the values of a setting that holds one or a list of them."""
    return list(setting) if isinstance(setting, list | tuple) else [setting]


def _read(value: Any, schema: Mapping[str, Any]) -> Any:
    if schema.get("type") == "string" and type(value) is int:
        # A run may be called 2024.
        return str(value)
    if not isinstance(value, str):
        return value
    if schema.get("format") == "path":
        return str(Path(value).expanduser()) if value else value
    kinds = schema.get("type")
    if kinds == "boolean":
        return TRUTH.get(value.lower(), value)
    # Where a word may stand for a number, the word stays as it is.
    if kinds in ("integer", "number") or "number" in (kinds or ()) or "integer" in (kinds or ()):
        import yaml

        if (seconds := clock_s(value)) is not None:
            return seconds
        try:
            number = yaml.safe_load(value)
        except (yaml.YAMLError, ValueError, AttributeError):  # 2024-02-30 is no date
            return value  # which is then refused by its key
        if number is None and "null" in kinds:
            return None
        return number if isinstance(number, int | float) else value
    return value


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."


def _span(least: float | None, most: float | None) -> str:
    if least is None and most is None:
        return ""
    if most is None:
        return f", {least:g} or more"
    return f", {least:g} to {most:g}"


def _ranged(kind: str, least: float | None, most: float | None) -> dict[str, Any]:
    limits = {"type": kind, "minimum": least, "maximum": most}
    return {key: value for key, value in limits.items() if value is not None}


def whole(
    default: int,
    meaning: str,
    least: int = 0,
    most: int | None = None,
    unit: str = "whole number",
    **more: Any,
) -> Setting:
    """Declare a whole number; `more` are further fields of `Setting`."""
    schema = _ranged("integer", least, most)
    return Setting(default, schema, f"{unit}{_span(least, most)}", meaning, **more)


def number(
    default: float,
    meaning: str,
    least: float | None = 0,
    most: float | None = None,
    unit: str = "number",
    **more: Any,
) -> Setting:
    """Declare a number; `more` are further fields of `Setting`."""
    schema = _ranged("number", least, most)
    return Setting(default, schema, f"{unit}{_span(least, most)}", meaning, **more)


def optional_number(meaning: str, unit: str = "number", **more: Any) -> Setting:
    """Declare a number above 0 that may be left unset; `more` are further fields of `Setting`."""
    schema = {"type": ["number", "null"], "exclusiveMinimum": 0}
    return Setting(None, schema, f"{unit}, above 0, or `null`", meaning, **more)


def choice(default: Any, meaning: str, among: Sequence[Any], **more: Any) -> Setting:
    """Declare one of some values; `more` are further fields of `Setting`."""
    values = ", ".join(f"`{value}`" for value in among)
    kind = {"type": "integer"} if all(type(value) is int for value in among) else {}
    return Setting(default, {**kind, "enum": list(among)}, values, meaning, **more)


def switch(default: bool, meaning: str, **more: Any) -> Setting:
    """Declare a truth value; `more` are further fields of `Setting`."""
    return Setting(default, {"type": "boolean"}, "`true`, `false`", meaning, **more)


def text(
    default: str, meaning: str, pattern: str | None = None, values: str = "text", **more: Any
) -> Setting:
    """Declare a text; `more` are further fields of `Setting`."""
    schema = {"type": "string", **({"pattern": pattern} if pattern else {})}
    return Setting(default, schema, values, meaning, **more)


def family(default: Mapping[str, str], meaning: str, **more: Any) -> Setting:
    """Declare a detector and a tracker, of which either may be set alone."""
    kinds = {kind: {"type": "string", "description": f"A {kind}."} for kind in default}
    schema = {"type": "object", "additionalProperties": False, "properties": kinds}
    values = " and ".join(f"`{kind}`" for kind in default)
    return Setting(dict(default), schema, values, meaning, **more)


def path(default: str, meaning: str, **more: Any) -> Setting:
    """Declare the path of a file; `more` are further fields of `Setting`."""
    schema = {"type": "string", "format": "path", "minLength": 1}
    return Setting(default, schema, "path", meaning, **more)


def optional_path(default: str, meaning: str, **more: Any) -> Setting:
    """Declare the path of a file that may be none, ''; `more` are further fields of `Setting`."""
    schema = {"type": "string", "format": "path"}
    return Setting(default, schema, "path, or empty", meaning, **more)


def path_of_pair(default: str, meaning: str, **more: Any) -> Setting:
    """Declare the path of a file of each pair; `more` are further fields of `Setting`."""
    values = "path, `{pair}` in it standing for the pair's name"
    return replace(path(default, meaning, **more), values=values, of_pair=True)


def numbers(
    default: Sequence[float], meaning: str, count: int, least: float = 0, **more: Any
) -> Setting:
    """Declare a list of so many numbers; `more` are further fields of `Setting`."""
    items = {"type": "number", "minimum": least}
    schema = {"type": "array", "minItems": count, "maxItems": count, "items": items}
    values = f"list of {count} numbers, each {least:g} or more"
    return Setting(list(default), schema, values, meaning, **more)


def texts(
    default: Sequence[str], meaning: str, least: int = 0, values: str = "list", **more: Any
) -> Setting:
    """Declare a list of different texts; `more` are further fields of `Setting`."""
    schema = {"type": "array", "minItems": least, "uniqueItems": True, "items": {"type": "string"}}
    return Setting(list(default), schema, values, meaning, **more)


def precision(meaning: str, **more: Any) -> Setting:
    """Declare the precision in which a model computes; `more` are further fields of `Setting`."""
    return choice("auto", meaning, ("auto", "fp32", "fp16", "bf16"), **more)
