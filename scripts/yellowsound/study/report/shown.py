"""Tables and figures as the templates take them: texts, and numbers to sort by."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path

import pandas as pd

from yellowsound.study.report.contents import Figure, StatisticsTable
from yellowsound.study.report.links import link
from yellowsound.study.report.numbers import UNDEFINED
from yellowsound.study.report.scores import ScoreRow


def varying(rows: Sequence[ScoreRow]) -> dict[str, tuple[str, str]]:
    """Return the design's columns that differ between videos, each its heading and its kind."""
    return {
        name: (name.replace("_", " ").capitalize(), _kind({row.design[name] for row in rows}))
        for name in rows[0].design
        if len({row.design[name] for row in rows} - {None}) > 1
    }


def _kind(values: set) -> str:
    """Return what a column of such values is sorted by."""
    return "text" if any(isinstance(value, str) for value in values) else "number"


def shown_table(table: StatisticsTable) -> dict[str, object]:
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


def shown_figures(
    figures: Sequence[Figure], section: str, folder: Path
) -> list[list[Mapping[str, object]]]:
    """Return a section's figures, those of one kind that follow each other together."""
    found = [figure for figure in figures if figure.section == section]
    return [
        [_figure(each, folder) for each in of_kind]
        for _, of_kind in groupby(found, lambda each: each.kind or each.title)
    ]


def _figure(figure: Figure, folder: Path) -> Mapping[str, object]:
    """Return a figure with its link and size, so that the page does not jump when it loads."""
    from PIL import Image

    with Image.open(figure.path) as image:
        width, height = image.size
    return {"figure": figure, "link": link(figure.path, folder), "width": width, "height": height}
