"""jsPsych, which runs the experiment in the browser: which files of it, and their licence.

Its style sheet is left out: the page has its own.
"""

from pathlib import Path

from yellowsound.models.folders import is_whole, write_record
from yellowsound.models.npm_packages import NpmPackage, fetch_package
from yellowsound.run.files import whole_folder
from yellowsound.run.locks import alone

LICENCE_FILE = "LICENSE.txt"

PACKAGES = (
    NpmPackage(
        "jspsych",
        "8.3.0",
        "UrwSVG14v8oRX6WFQ1L6uuGT0G7KgRDSH48iKIVIQI+yMRGAlvg+tEUNFKe/1xZxgk3kZiZ5xP0AnpPqPj1zkg==",
        {"package/dist/index.browser.min.js": "jspsych.js"},
    ),
    NpmPackage(
        "@jspsych/plugin-html-button-response",
        "2.1.0",
        "AhJPePA8s/ount+QYtqfgMtEkz7g+j+bnhQ9XqxfsnK2f5MdnlakYtpjxW9YgFx9y0Gs7yb7OZk1+omcKlzaEQ==",
        {"package/dist/index.browser.min.js": "html-button-response.js"},
    ),
    NpmPackage(
        "@jspsych/plugin-survey-html-form",
        "2.1.0",
        "jM9xSaojD7+xqL7yVjn7FUmboH3QAFBAaNOLBSUNJNQpGaJmGRtjrmlPggLp24Bnjd/jkjnThFj+z88Mgr67gQ==",
        {"package/dist/index.browser.min.js": "survey-html-form.js"},
    ),
)
"""What is fetched."""

SCRIPTS = tuple(name for package in PACKAGES for name in package.files.values())
"""The files in the order in which a page loads them."""

LICENCE = """\
jsPsych and its plug-ins are published under the MIT licence:

The MIT License (MIT)

Copyright (c) 2014-2018 Joshua R. de Leeuw

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""
"""The packages do not bring it themselves."""


def fetch_jspsych(folder: str | Path) -> None:
    """Fetch jsPsych and the plug-ins that the page needs, with their licence.

    Parameters
    ----------
    folder
        Where they shall lie, whole or not at all. A folder of these versions that is whole is left
        as it is; another one is replaced.

    Raises
    ------
    UserError
        If a package cannot be downloaded, or is not the published one.
    """
    packages = {package.name: package.version for package in PACKAGES}
    facts = {"packages": packages, "licence": "MIT"}
    with alone(folder):
        if is_whole(folder, facts):
            return
        _make(folder, facts)


def _make(folder: str | Path, facts: dict[str, object]) -> None:
    """Fetch all packages into a folder."""
    with whole_folder(folder) as partial:
        for package in PACKAGES:
            fetch_package(package, partial)
        (partial / LICENCE_FILE).write_text(LICENCE, encoding="utf-8")
        write_record(partial, facts)
