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

import pandas as pd

from yellowsound.run.files import whole_folder
from yellowsound.run.plots import looks_of
from yellowsound.study.paired_tests import ALPHA
from yellowsound.study.report.contents import Figure, ReportData, StatisticsTable, Take
from yellowsound.study.report.evidence import AGREEING
from yellowsound.study.report.flashes import flash_mark
from yellowsound.study.report.links import link
from yellowsound.study.report.metric_texts import text_of
from yellowsound.study.report.payload import as_script, take_payload
from yellowsound.study.report.references import bibtex
from yellowsound.study.report.scores import glance

ASSETS = ("report.css", "table.js", "timeline.js", "player.js", "report.js")
BOKEH = ("bokeh.min.js", "bokeh-api.min.js")
THUMBNAIL = (192, 192)
THUMBNAIL_QUALITY = 78
UNDEFINED = "\N{EN DASH}"
CITATIONS = "citations.bib"
SECTIONS = ("glance", "people", "trust", "figures")
"""Sections of the page that figures stand in."""


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
            _write_panel(number, take, partial, folder) for number, take in enumerate(data.takes)
        ]
        if data.guide:
            references = bibtex([*data.guide.used, *data.metrics])
            (partial / CITATIONS).write_text(references, encoding="utf-8")
        page = _render_page(data, panels, folder)
        (partial / "index.html").write_text(page, encoding="utf-8")


def _own_file(*names: str) -> bytes:
    """Return a file of this package."""
    return importlib.resources.files(__package__).joinpath(*names).read_bytes()


def _write_panel(number: int, take: Take, partial: Path, folder: Path) -> _Panel:
    """Write a take's data and thumbnails."""
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
    payload = take_payload(take, sources, images)
    (partial / script).write_text(as_script(script, payload), encoding="utf-8")
    return _Panel(take, f"pair-{number + 1}", script, thumbnail, sources, images)


def _write_thumbnail(source: Path, target: Path) -> None:
    """Write a small JPEG of a picture."""
    from PIL import Image

    with Image.open(source) as image:
        small = image.convert("RGB")
    small.thumbnail(THUMBNAIL, Image.Resampling.LANCZOS)
    small.save(target, quality=THUMBNAIL_QUALITY)


def _render_page(data: ReportData, panels: list[_Panel], folder: Path) -> str:
    """Fill the template; all that comes from the study is escaped."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader(__package__, "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    rows = data.rows
    schedules = list(dict.fromkeys(row.schedule for row in rows))
    colours = {name: look.colour for name, look in looks_of(schedules).items()}
    return environment.get_template("report.html.j2").render(
        run=data.run,
        models=dict(data.models),
        seeds=data.seeds,
        n_pairs=len({row.pair for row in rows}),
        rows=rows,
        extra=_varying(data),
        genres=sorted({row.genre for row in rows}),
        schedules=schedules,
        colours=json.dumps(colours),
        glance=glance(rows, data.metrics),
        has_notes=any(row.notes for row in rows),
        metrics={metric: text_of(metric) for metric in data.metrics},
        anchors={panel.take.name: panel.anchor for panel in panels},
        panels=panels,
        missing=data.missing,
        flashes=flash_mark(rows),
        guide=data.guide,
        citations=CITATIONS,
        evidence=data.evidence,
        agreeing=AGREEING,
        trust=[_statistics(table) for table in data.trust],
        trust_said=data.trust_said,
        people=[_statistics(table) for table in data.people],
        people_said=data.people_said,
        statistics=[_statistics(table) for table in data.statistics],
        figures={
            section: [_figure(each, folder) for each in data.figures if each.section == section]
            for section in SECTIONS
        },
        alpha=ALPHA,
        value_text=value_text,
        p_text=p_text,
        z_text=z_text,
        share_text=share_text,
        text_of=text_of,
    )


def _varying(data: ReportData) -> dict[str, str]:
    """Return the design's columns that differ between videos, with their headings."""
    return {
        name: name.replace("_", " ").capitalize()
        for name in data.rows[0].design
        if len({row.design[name] for row in data.rows} - {None}) > 1
    }


def value_text(value: float | None) -> str:
    """Return a score as it is shown: three decimals, a minus sign, a dash where undefined."""
    if value is None:
        return UNDEFINED
    return f"{round(value, 3) + 0.0:.3f}".replace("-", "\N{MINUS SIGN}")


def p_text(p: float | None) -> str:
    """Return a p as it is shown: three decimals, '<0.001' below that, a dash where undefined."""
    if p is None:
        return UNDEFINED
    return f"{p:.3f}" if p >= 0.0005 else "<0.001"


def z_text(z: float | None) -> str:
    """Return a z or a ratio as it is shown: one decimal, a minus sign, a dash where undefined."""
    if z is None:
        return UNDEFINED
    return f"{round(z, 1) + 0.0:.1f}".replace("-", "\N{MINUS SIGN}")


def share_text(share: float | None) -> str:
    """Return a share as it is shown: in whole per cent, a dash where undefined."""
    return UNDEFINED if share is None else f"{100 * share:.0f} %"


def _statistics(table: StatisticsTable) -> Mapping[str, object]:
    """Return a table of statistics as texts, with the numbers to sort by."""
    frame = table.table
    numeric = {name for name in frame if pd.api.types.is_numeric_dtype(frame[name])}
    rows = [
        [_cell(cells[name], name in numeric) for name in frame]
        for cells in frame.to_dict("records")
    ]
    return {
        "title": table.title,
        "caption": table.caption,
        "folded": table.folded,
        "columns": {name: table.columns.get(name, "") for name in frame},
        "numeric": numeric,
        "rows": rows,
    }


def _cell(value: object, is_number: bool) -> tuple[str, object]:
    """Return a cell's text and what it sorts by ('' where it is undefined)."""
    if pd.isna(value):
        return (UNDEFINED if is_number else ""), ""
    if not is_number:
        return str(value), str(value)
    text = f"{value:.4g}".replace("-", "\N{MINUS SIGN}") if value % 1 else f"{value:.0f}"
    return text, float(value)


def _figure(figure: Figure, folder: Path) -> Mapping[str, object]:
    """Return a figure with its link and size, so that the page does not jump when it loads."""
    from PIL import Image

    with Image.open(figure.path) as image:
        width, height = image.size
    return {"figure": figure, "link": link(figure.path, folder), "width": width, "height": height}
