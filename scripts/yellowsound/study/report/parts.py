"""Tables and figures of the report, from files by their names and the texts that go with them."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pandas as pd

from yellowsound.study.report.contents import Figure, StatisticsTable
from yellowsound.study.report.items import FIGURES, PAGED, Item
from yellowsound.study.report.trust import said_of_doses, said_of_specifications
from yellowsound.study.tables import column_texts


def tables_of(
    items: Mapping[str, Item], texts: Mapping[str, str], tables: Mapping[str, pd.DataFrame]
) -> list[StatisticsTable]:
    """Return tables with their titles and captions, in the order of the items."""
    return [
        StatisticsTable(
            item.title,
            texts[name],
            tables[name],
            column_texts(name),
            folded=item.folded,
            over_songs=item.over_songs,
        )
        for name, item in items.items()
    ]


def figures_of(
    drawn: Iterable[Sequence[str]], paths: Iterable[str], texts: Mapping[str, str]
) -> list[Figure]:
    """Return figures with their titles and captions; `drawn` tells name and what each is of."""
    drawn = list(drawn)
    # One page alone needs no number.
    unnumbered = PAGED if sum(name == PAGED for name, _ in drawn) == 1 else ""
    return [
        Figure(
            path=Path(path),
            title=": ".join(filter(None, (FIGURES[name].title, name != unnumbered and of))),
            caption=texts[name],
            alt=FIGURES[name].alt,
            section=FIGURES[name].section,
            over_songs=FIGURES[name].over_songs,
            kind=name,
        )
        for (name, of), path in zip(drawn, paths, strict=True)
    ]


def trust_said(tables: Mapping[str, pd.DataFrame]) -> tuple[str, ...]:
    """Return what the tables of trust say, a sentence or two each; those that say nothing not."""
    said = (
        said_of_specifications(tables["specifications"]),
        said_of_doses(tables["dose_response"]),
    )
    return tuple(filter(None, said))
