"""What stands in the documents: headings, links, code, and where they lie."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
PAGES = sorted((ROOT / "docs").glob("*.md"))
DOCUMENTS = [
    README,
    *PAGES,
    *(ROOT / folder / "README.md" for folder in ("config", "demo")),
    *sorted((ROOT / "profiles").rglob("*.md")),
]
FENCED = re.compile(r"^```.*?\n(.*?)^```$", re.M | re.S)
SPAN = re.compile(r"(?<!`)`([^`]+)`(?!`)")


def name_of(path: Path) -> str:
    """Return where a document lies in the project."""
    return path.relative_to(ROOT).as_posix()


def prose(text: str) -> str:
    """Return a document's text without its blocks of code."""
    return FENCED.sub("", text)


def code(text: str) -> str:
    """Return all code of a document, one line for each span, continued lines joined."""
    spans = (span.replace("\n", " ") for span in SPAN.findall(prose(text)))
    blocks = (block.replace("\\\n", " ") for block in FENCED.findall(text))
    return "\n".join([*spans, *blocks])


def links(text: str) -> list[str]:
    """Return the targets of a document's links and pictures, without those in code."""
    return re.findall(r"\]\(([^)\s]+)\)", SPAN.sub("", prose(text)))


def anchors(text: str) -> set[str]:
    """Return the anchors of a document's headings, as GitHub makes them."""
    found: dict[str, int] = {}
    made = set()
    for heading in re.findall(r"^#{1,6} (.+)$", prose(text), re.M):
        shown = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading)
        anchor = re.sub(r"[^\w\- ]", "", shown.strip().lower()).replace(" ", "-")
        again = found.get(anchor, 0)
        found[anchor] = again + 1
        made.add(f"{anchor}-{again}" if again else anchor)
    return made
