"""What a Python file says is parsed once for each content, and never told of another."""

import json

import pytest

from yellowsound.run import said
from yellowsound.run.said import Said

CONTENT = b'"""A docstring."""\nfrom yellowsound.hearing import frames\nimport numpy\nX = 1\n'
NAMES = ["yellowsound.hearing", "yellowsound.hearing.frames"]


@pytest.fixture
def parsed(monkeypatch):
    """Return the contents that are parsed, in their order."""
    contents = []

    def noted(content, is_ours, parse=said._parsed):
        contents.append(content)
        return parse(content, is_ours)

    monkeypatch.setattr(said, "_parsed", noted)
    return contents


@pytest.fixture
def kept_in(tmp_path):
    return tmp_path / "__pycache__" / "said.json"


def test_what_a_file_imports_of_the_library_is_told(kept_in):
    assert Said(kept_in).of(CONTENT, True)[1] == NAMES


def test_a_content_that_was_kept_is_not_parsed_again(kept_in, parsed):
    first = Said(kept_in)
    told = first.of(CONTENT, True)
    first.keep()
    assert Said(kept_in).of(CONTENT, True) == told
    assert parsed == [CONTENT]


def test_another_content_is_parsed_whatever_is_kept(kept_in, parsed):
    first = Said(kept_in)
    told = first.of(CONTENT, True)
    first.keep()
    other = CONTENT.replace(b"X = 1", b"X = 2")
    assert Said(kept_in).of(other, True)[0] != told[0]
    assert parsed == [CONTENT, other]


def test_a_plug_in_of_ours_and_the_same_from_elsewhere_are_kept_apart(kept_in):
    content = b"PLUG_IN = PlugIn(cpu_s_per_unit=20)\n"
    first = Said(kept_in)
    ours, elsewhere = first.of(content, True), first.of(content, False)
    assert ours != elsewhere
    first.keep()
    assert [Said(kept_in).of(content, is_ours) for is_ours in (True, False)] == [ours, elsewhere]


def test_what_another_process_kept_meanwhile_stays(kept_in, parsed):
    first, second = Said(kept_in), Said(kept_in)
    first.of(CONTENT, True)
    second.of(b"Y = 2\n", True)
    first.keep()
    second.keep()
    third = Said(kept_in)
    third.of(CONTENT, True), third.of(b"Y = 2\n", True)
    assert parsed == [CONTENT, b"Y = 2\n"]


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[: len(text) // 2],
        lambda text: "[]",
        lambda text: json.dumps({**json.loads(text), "by": "another state of the module"}),
        lambda text: json.dumps({**json.loads(text), "said": {"key": "value"}}),
        lambda text: "\udcff",
    ],
    ids=["cut", "a list", "of another version", "another shape", "no text"],
)
def test_a_file_that_is_damaged_or_of_another_version_is_as_none(kept_in, parsed, damage):
    first = Said(kept_in)
    told = first.of(CONTENT, True)
    first.keep()
    kept_in.write_bytes(damage(kept_in.read_text()).encode("utf-8", "surrogateescape"))
    assert Said(kept_in).of(CONTENT, True) == told
    assert parsed == [CONTENT, CONTENT]


def test_the_latest_contents_are_kept(kept_in, parsed, monkeypatch):
    monkeypatch.setattr(said, "MOST_KEPT", 3)
    for value in range(5):
        one = Said(kept_in)
        one.of(f"X = {value}\n".encode(), True)
        one.keep()
    del parsed[:]
    last = Said(kept_in)
    for value in range(5):
        last.of(f"X = {value}\n".encode(), True)
    assert parsed == [b"X = 0\n", b"X = 1\n"]


def test_where_nothing_can_be_kept_it_is_told_all_the_same(tmp_path):
    (tmp_path / "file").write_text("no folder")
    one = Said(tmp_path / "file" / "said.json")
    told = one.of(CONTENT, True)
    one.keep()
    assert told[1] == NAMES
