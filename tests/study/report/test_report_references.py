"""What to cite stands beside the report, and nothing that the study did not use."""

import re

import pytest

from yellowsound import __version__
from yellowsound.run.registry import REGISTRY
from yellowsound.study.report.references import ALWAYS, ENTRIES, SOURCES, bibtex, to_cite

ENTRY = re.compile(r"^@(\w+)\{(\w+),\n((?:  .*\n)+)\}$", re.M)


def test_a_study_cites_the_software_the_paper_and_what_it_used():
    text = bibtex(["musicnn", "style-vectors", "avs"])
    keys = [key for _, key, _ in ENTRY.findall(text)]
    assert keys == ["yellowsound", *ALWAYS, "pons2019", "ghiasi2017", "salvador2007"]
    assert f"version = {{{__version__}}}" in text


def test_what_two_plug_ins_share_is_cited_once():
    assert bibtex(["style-vectors", "vector-path"]).count("@inproceedings{ghiasi2017") == 1


def test_a_plug_in_without_a_source_adds_nothing():
    assert bibtex(["mine.py", "linear"]) == bibtex([])
    assert to_cite(["linear", "avs"]) == {"avs": ("salvador2007",)}


@pytest.mark.parametrize("key", ENTRIES)
def test_an_entry_is_whole(key):
    ((_, named, fields),) = ENTRY.findall(ENTRIES[key])
    assert named == key
    for due in ("title", "author", "year"):
        assert f"  {due} = {{" in fields
    assert ENTRIES[key].count("{") == ENTRIES[key].count("}")


def test_every_entry_is_of_something_and_every_source_there():
    cited = {key for keys in SOURCES.values() for key in keys} | set(ALWAYS)
    assert cited == set(ENTRIES)


def test_sources_are_of_plug_ins_that_there_are():
    known = {name for names in REGISTRY.values() for name in names}
    assert set(SOURCES) <= known
