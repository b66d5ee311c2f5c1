"""The report's folder: index.html, its style and scripts, thumbnails, and a script of data a take.

Nothing in it is fetched from anywhere: bokeh's scripts are copied from the
installed package. They and a take's data are loaded when its player is first
opened, so that the page itself stays light.
"""

import importlib.resources
import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from yellowsound.keyframes.brief import check_painted
from yellowsound.run.files import whole_folder
from yellowsound.run.plots import looks_of
from yellowsound.study.paired_tests import ALPHA
from yellowsound.study.report.contents import ReportData, Take
from yellowsound.study.report.evidence import AGREEING
from yellowsound.study.report.flashes import MOST_NAMED, flash_mark
from yellowsound.study.report.links import link
from yellowsound.study.report.metric_texts import text_of
from yellowsound.study.report.notes import noted
from yellowsound.study.report.numbers import (
    counted,
    p_text,
    share_text,
    value_text,
    z_text,
)
from yellowsound.study.report.one_song import OneSong, of_one_song, one_song_of
from yellowsound.study.report.payload import as_script, take_payload
from yellowsound.study.report.references import bibtex
from yellowsound.study.report.scores import glance
from yellowsound.study.report.shown import shown_figures, shown_table, varying

if TYPE_CHECKING:
    from jinja2 import Environment

ASSETS = ("report.css", "table.js", "timeline.js", "player.js", "report.js")
BOKEH = ("bokeh.min.js", "bokeh-api.min.js")
THUMBNAIL = (192, 192)
THUMBNAIL_QUALITY = 78
CITATIONS = "citations.bib"
FEW = 8
"""Up to so many takes stand one below the other and are found by eye."""

SECTIONS = ("glance", "people", "trust", "figures")
"""Sections of the page that figures stand in."""

NAMES = {
    "glance": "At a glance",
    "missing": "Missing",
    "pairs": "Players",
    "people": "People",
    "figures": "Figures",
    "trust": "Trust",
    "scores": "Scores",
    "statistics": "Statistics",
}
"""Sections of the page by their anchors, as the navigation names them."""


@dataclass(frozen=True)
class _Panel:
    """What the template needs of a take."""

    take: Take
    anchor: str
    script: str
    thumbnail: str | None
    sources: dict[str, str]
    images: dict[int, str]


def render(data: ReportData, folder: str | Path) -> None:
    """Write the report.

    Parameters
    ----------
    data
        What `data.collect` returned.
    folder
        Where it shall stand, whole or not at all; an older one is replaced.
        It holds index.html. Videos and figures are not copied: the page links
        to them relative to `folder`, so they move together.
    """
    folder = Path(folder)
    song = one_song_of(data)
    if song:
        data = of_one_song(data)
    with whole_folder(folder) as partial:
        for name in ASSETS:
            partial.joinpath(name).write_bytes(_own_file("assets", name))
        scripts = importlib.resources.files("bokeh").joinpath("server", "static", "js")
        for name in BOKEH:
            with importlib.resources.as_file(scripts.joinpath(name)) as source:
                shutil.copyfile(source, partial / name)
        (partial / "data").mkdir()
        (partial / "thumbnails").mkdir()
        panels = [
            _write_panel(number, take, partial, folder, song.said_of(take.name) if song else {})
            for number, take in enumerate(data.takes)
        ]
        if data.guide:
            references = bibtex([*data.guide.used, *data.metrics])
            (partial / CITATIONS).write_text(references, encoding="utf-8")
        environment = _environment()
        statistics = [shown_table(table) for table in data.statistics]
        for number, table in enumerate(statistics):
            _write_folded(table, f"data/table-{number}.js", environment, partial)
        page = _render_page(data, song, panels, statistics, environment, folder)
        (partial / "index.html").write_text(page, encoding="utf-8")


def _own_file(*names: str) -> bytes:
    """Return a file of this package."""
    return importlib.resources.files(__package__).joinpath(*names).read_bytes()


def _write_panel(
    number: int, take: Take, partial: Path, folder: Path, said: Mapping[str, list[str]]
) -> _Panel:
    """Write a take's data, with what is said of its videos, and thumbnails."""
    sources = {track.schedule: link(track.video, folder) for track in take.tracks}
    images = {}
    for section in take.sections:
        if section.image is not None:
            name = f"thumbnails/{number}-{section.number}.jpg"
            _write_thumbnail(section.image, partial / name)
            images[section.number] = name
    thumbnail = None
    if take.artwork is not None:
        thumbnail = f"thumbnails/{number}-artwork.jpg"
        _write_thumbnail(take.artwork, partial / thumbnail)
    script = f"data/{number}.js"
    payload = take_payload(take, sources, images, said)
    (partial / script).write_text(as_script(script, payload), encoding="utf-8")
    return _Panel(take, f"pair-{number + 1}", script, thumbnail, sources, images)


def _write_thumbnail(source: Path, target: Path) -> None:
    """Write a small JPEG of a picture of a pair's keyframes."""
    from PIL import Image

    check_painted(source)
    with Image.open(source) as image:
        small = image.convert("RGB")
    small.thumbnail(THUMBNAIL, Image.Resampling.LANCZOS)
    small.save(target, quality=THUMBNAIL_QUALITY)


def _environment() -> "Environment":
    """Return what fills the templates; all that comes from the study is escaped."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader(__package__, "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _write_folded(
    table: dict[str, object], script: str, environment: "Environment", partial: Path
) -> None:
    """Write a folded table, the longest there are, into a script that is loaded when it is opened.

    The table learns the name of its script; '' where it is not folded.
    """
    table["script"] = script if table["folded"] else ""
    if table["folded"]:
        made = environment.get_template("parts.html.j2").make_module().statistics_table(table)
        (partial / script).write_text(as_script(script, str(made)), encoding="utf-8")


def _render_page(
    data: ReportData,
    song: OneSong | None,
    panels: list[_Panel],
    statistics: list[dict[str, object]],
    environment: "Environment",
    folder: Path,
) -> str:
    """Fill the page's template."""
    rows = data.rows
    schedules = list(dict.fromkeys(row.schedule for row in rows))
    colours = {name: look.colour for name, look in looks_of(schedules).items()}
    return environment.get_template("report.html.j2").render(
        run=data.run,
        song=song,
        videos_said="one video" if len(rows) == 1 else f"{len(rows)} videos",
        sections=_sections(data, song, panels),
        counted=counted,
        models=dict(data.models),
        seeds=data.seeds,
        n_pairs=len({row.pair for row in rows}),
        rows=rows,
        extra=varying(data.rows),
        genres=sorted({row.genre for row in rows}),
        schedules=schedules,
        colours=json.dumps(colours),
        glance=glance(rows, data.metrics),
        has_notes=any(row.notes for row in rows),
        noted=noted,
        most_named=MOST_NAMED,
        few=FEW,
        metrics={metric: text_of(metric) for metric in data.metrics},
        anchors={panel.take.name: panel.anchor for panel in panels},
        panels=panels,
        missing=data.missing,
        flashes=flash_mark(rows),
        guide=data.guide,
        citations=CITATIONS,
        evidence=data.evidence,
        agreeing=AGREEING,
        trust=[shown_table(table) for table in data.trust],
        trust_said=data.trust_said,
        people=[shown_table(table) for table in data.people],
        people_said=data.people_said,
        statistics=statistics,
        figures={section: shown_figures(data.figures, section, folder) for section in SECTIONS},
        alpha=ALPHA,
        value_text=value_text,
        p_text=p_text,
        z_text=z_text,
        share_text=share_text,
        text_of=text_of,
    )


def _sections(
    data: ReportData, song: OneSong | None, panels: list[_Panel]
) -> list[tuple[str, str]]:
    """Return the sections that the page has, each as its anchor and what leads there."""
    drawn = {figure.section for figure in data.figures}
    told = bool(data.evidence and data.evidence.agreements)
    there = {
        "glance": data.evidence and not song,
        "missing": data.missing,
        "pairs": panels,
        "people": data.people,
        "figures": "figures" in drawn or (song and "glance" in drawn),
        "trust": not song and (data.trust or "trust" in drawn or told),
        "scores": True,
        "statistics": data.statistics,
    }
    names = dict(NAMES)
    if song:
        names |= {"pairs": "Video" if len(data.rows) == 1 else "Videos", "scores": "Measured"}
    return [(anchor, names[anchor]) for anchor, is_there in there.items() if is_there]
