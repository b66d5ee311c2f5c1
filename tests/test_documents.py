"""The documents are short where they must be, and lead to what there is."""

import re
from itertools import pairwise

import pytest
from documents import DOCUMENTS, FENCED, PAGES, README, ROOT, anchors, code, links, name_of

PICTURES = {".gif", ".jpg", ".png", ".svg", ".webp"}

every_document = pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)


def leads_nowhere(document, text):
    """Return the links of a document that lead to no file, or to no heading of one."""
    lost = []
    for link in links(text):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        there = target.exists() and target.is_relative_to(ROOT)
        if there and anchor:
            there = anchor in anchors(text if target == document else target.read_text())
        if not there:
            lost.append(link)
    return lost


def test_the_readme_is_read_in_two_minutes():
    assert len(README.read_text().splitlines()) <= 200


@every_document
def test_a_link_leads_to_a_file_and_to_a_heading_of_it(document):
    assert leads_nowhere(document, document.read_text()) == []


def test_a_link_that_leads_nowhere_is_found():
    text = """# A night: `moon`, *twice*

[here](#a-night-moon-twice) [nowhere](#a-night) [gone](docs/gone.md) ![none](docs/none.png)
[heading](docs/method.md#no-such-heading) [outside](../README.md) [web](https://example.org/x.md)
`[code](gone.py)`

```
[block](gone.md)
```
"""
    gone = ["#a-night", "docs/gone.md", "docs/none.png"]
    assert leads_nowhere(README, text) == [
        *gone,
        "docs/method.md#no-such-heading",
        "../README.md",
    ]


def test_headings_of_one_name_have_anchors_of_their_own():
    text = "# Moves\n\n## Who hears, and who judges\n\n```\n# a comment\n```\n\n## Moves\n"
    assert anchors(text) == {"moves", "who-hears-and-who-judges", "moves-1"}


def test_every_page_is_linked_from_the_readme():
    linked = {link.partition("#")[0] for link in links(README.read_text())}
    assert {name_of(page) for page in PAGES} <= linked


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_page_begins_by_telling_whom_it_is_for(page):
    title, first = page.read_text().split("\n\n")[:2]
    assert title.startswith("# ")
    assert first.startswith("For whoever ")


def test_every_picture_of_the_documents_is_shown_in_one():
    pictures = {path for path in (ROOT / "docs").iterdir() if path.suffix in PICTURES}
    shown = {
        (path.parent / link).resolve() for path in DOCUMENTS for link in links(path.read_text())
    }
    assert pictures <= shown


@every_document
def test_a_target_of_make_that_is_named_exists(document):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    named = re.findall(r"^make((?: +[a-z][a-z-]*)+)", code(document.read_text()), re.M)
    assert {target for line in named for target in line.split()} <= targets


@every_document
def test_a_rule_that_snakemake_is_told_exists(document):
    rules = [ROOT / "Snakefile", *(ROOT / "rules").glob("*.smk")]
    names = {name for file in rules for name in re.findall(r"^rule (\w+):", file.read_text(), re.M)}
    for line in re.findall(r"^(?:\S*/)?snakemake .*", code(document.read_text()), re.M):
        words = line.partition(" #")[0].split()
        told = {
            word
            for before, word in pairwise(words)
            if re.fullmatch(r"[a-z_]+", word) and not before.startswith("--")
        }
        assert told <= names, line


@every_document
def test_a_command_names_the_program_where_make_has_put_it(document):
    blocks = "\n".join(FENCED.findall(document.read_text()))
    assert re.findall(r"^(?:python3?|snakemake|pytest) .*", blocks, re.M) == []


@every_document
def test_a_script_knows_the_options_that_it_is_told(document):
    told = r"((?:benchmarks|scripts)/\w+\.py)((?: +[^\s|;)]+)*)"
    for script, words in re.findall(told, code(document.read_text())):
        text = (ROOT / script).read_text()
        unknown = [word for word in words.split() if word.startswith("--") and word not in text]
        assert unknown == [], script


@every_document
def test_a_file_of_the_project_that_is_named_exists(document):
    folders = "benchmarks|config|container|demo|docs|envs|profiles|rules|scripts|tests"
    named = re.findall(
        rf"(?<![\w/.-])(?:{folders})/[\w./-]*\.\w+", code(document.read_text()).replace("'", " ")
    )
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_readme_quotes_no_figure_that_the_page_of_metrics_does_not_tell():
    metrics = (ROOT / "docs" / "metrics.md").read_text()
    trust = re.search(r"^## What to trust$(.*?)^## ", README.read_text(), re.M | re.S)[1]
    rows = re.findall(r"^\|.*\|$", trust, re.M)
    assert len(rows) >= 3
    assert set(rows) <= set(metrics.splitlines())
    figures = set(re.findall(r"\d+\.\d+|\d of \d", trust))
    assert figures <= set(re.findall(r"\d+\.\d+|\d of \d", metrics))
