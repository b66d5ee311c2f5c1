"""What tests of LaTeX share: a document is set, and what is wrong with it."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

needs_latex = pytest.mark.skipif(
    shutil.which("pdflatex") is None,
    reason="pdflatex is not installed (Debian: texlive-latex-base, texlive-latex-recommended)",
)

MOST_PT = 1.0
"""A line that is wider by no more than this nobody sees."""


def set_twice(document: Path) -> str:
    """Run pdflatex on a document in its folder, twice as references need, and return its log."""
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-recorder", document.name]
    for _ in range(2):
        done = subprocess.run(
            command,
            cwd=document.parent,
            env={**os.environ, "max_print_line": "1000"},
            capture_output=True,
            text=True,
            errors="replace",
        )
        assert done.returncode == 0, done.stdout[-3000:]
    return done.stdout


def too_wide(log: str) -> list[str]:
    """Return the lines of a log that tell of what is too wide."""
    found = re.findall(r"^Overfull \\hbox \(([\d.]+)pt too wide\).*", log, re.M)
    lines = re.findall(r"^Overfull \\hbox .*", log, re.M)
    return [line for line, wide in zip(lines, found, strict=True) if float(wide) > MOST_PT]


def read_by(document: Path) -> set[str]:
    """Return the files of its folder that a document was set from."""
    lines = document.with_suffix(".fls").read_text().splitlines()
    files = (line.removeprefix("INPUT ").removeprefix("./") for line in lines)
    return {file for file in files if (document.parent / file).is_file() and "INPUT" not in file}
