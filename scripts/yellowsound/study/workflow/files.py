"""The files that a study consists of, each that docs/results.md lists."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yellowsound.inputs.pairs import Pair
from yellowsound.run.second_pass import DESCRIPTION
from yellowsound.study.report.items import FIGURES, STATISTICS, TRUST
from yellowsound.study.workflow.asked import Asked
from yellowsound.study.workflow.videos import Videos

SCORES = "<results>/synchrony/{take}/{schedule}"
SCHEDULES = "<results>/schedules/{pair}/{schedule}"
TEX = (
    *("scores.tex", "scores_all.tex", "comparisons.tex", "comparisons_all.tex"),
    "numbers.json",
)
"""The tables for LaTeX, and its numbers once more for programs."""


@dataclass(frozen=True)
class Files:
    """Names the files of a study, with `<results>` for the run's folder.

    Attributes
    ----------
    asked
        The configuration.
    videos
        The study's videos.
    """

    asked: Asked
    videos: Videos

    def asked_for(self, wildcards: Any = None) -> list[str]:
        """Return what is to be asked for by name, so that all of a study is there in the end.

        That is what nothing else needs, and what is not there of a study that was begun: jobs
        that are up to date miss no file that was deleted. To ask for each file of each pair
        would take 7 % of the time in which a study of 300 pairs is planned.
        """
        whole, single = self._of_whole(), self._of_pairs()
        missing = [path for path in single if not self._is_there(path)]
        begun = len(missing) < len(single) or any(map(self._is_there, whole))
        return [*whole, *(missing if begun else [])]

    def of_study(self) -> list[str]:
        """Return everything that a study makes."""
        return [*self._of_whole(), *self._of_pairs()]

    def of_crate(self, wildcards: Any = None) -> list[str]:
        """Return what the crate tells of: what the study makes, and what that was made from.

        Stills are left out: they are the videos again, and thousands of files.
        """
        return [*self._told_of_whole(), *self._told_of_pairs()]

    def _of_whole(self) -> list[str]:
        """Return what is of all videos together, and what no other file rests on."""
        config = self.asked.config
        return [
            *self._told_of_whole(),
            "<results>/ro-crate-metadata.json",
            "<results>/workflow",
            "<results>/tables/columns.tsv",
            *(f"<results>/tables/{name}" for name in TEX),
            "<results>/example.tex",
            *(f"<results>/crossed/{label}.tsv" for label in self.videos.labels),
            *(self.stills() if config["keep_frames"] else []),
            *(self.sections() if config["keep_sections"] else []),
        ]

    def _told_of_whole(self) -> list[str]:
        """Return what of that the crate tells of."""
        tables = ("synchrony", "missing", *STATISTICS, *TRUST)
        return [
            "<results>/report",
            "<results>/provenance.json",
            *(file for suffix in ("png", "pdf") for *_, file in self.figures(suffix)),
            *(f"<results>/tables/{name}.tsv" for name in tables),
            "<results>/tables/numbers.tex",
            "<results>/checked/pairs.tsv",
            *self.descriptions(self.videos.shown_pairs),
        ]

    def _of_pairs(self) -> list[str]:
        """Return what is of single pairs and videos, and what others are made from."""
        pairs, videos = self.videos.shown_pairs, self.videos
        return [
            *(f"<results>/excerpts/{pair}.{end}" for pair in pairs for end in ("wav", "json")),
            *(f"<results>/hearing/{pair}.{end}" for pair in pairs for end in ("tsv", "json")),
            *self._told_of_pairs(),
            *videos.all_scores(f"{SCORES}.judged.json"),
            *videos.all_scores("<results>/nulls/{take}/{schedule}.tsv"),
        ]

    def _told_of_pairs(self) -> list[str]:
        """Return what of that the crate tells of."""
        videos = self.videos
        return [
            *self.captions(),
            *self.keyframes(),
            *self.schedules(),
            *videos.all_made("<results>/videos/{take}/{schedule}.mp4"),
            *videos.all_scores(f"{SCORES}.json"),
            *videos.all_scores(f"{SCORES}.tsv"),
        ]

    def captions(self) -> list[str]:
        """Return the captions of every pair that is shown."""
        return [f"<results>/captions/{pair}.json" for pair in self.videos.shown_pairs]

    def keyframes(self) -> list[str]:
        """Return the folder of keyframes of every take that is shown."""
        return [f"<results>/keyframes/{take}" for take in self.videos.shown_takes]

    def schedules(self) -> list[str]:
        """Return the schedule of every video, each once."""
        return sorted(set(self.videos.all_made(f"{SCHEDULES}.tsv")))

    def stills(self) -> list[str]:
        """Return the folder of each video's frames as PNG."""
        return self.videos.all_made("<results>/stills/{take}/{schedule}")

    def sections(self) -> list[str]:
        """Return the files of every video's frames, a few sections each."""
        parts = (part for video in self.videos.made for part in self.videos.parts(*video))
        return list(dict.fromkeys(parts))

    def plots(self, wildcards: Any = None) -> list[str]:
        """Return the plot of every schedule, and the figure of every scored video."""
        plots = dict.fromkeys(self.videos.all_made(f"{SCHEDULES}.png"))
        return [*plots, *self.videos.all_scores(f"{SCORES}.png")]

    def figures(self, suffix: str) -> Iterator[tuple[str, str, str]]:
        """Yield every figure of the study: its name, what it is of, and its file."""
        drawn, first = self.videos.drawn, next(iter(self.videos.variants))
        single = {
            "song": [(pair,) for pair in drawn],
            "signals": [(pair, first) for pair in drawn],
            "nulls": [(pair,) for pair in drawn],
            "contact_sheet": [(page,) for page in self.videos.sheets],
        }
        for figure in FIGURES:
            for of in single.get(figure, [()]):
                yield figure, ", ".join(of), figure_file(figure, of, suffix)

    def descriptions(self, pairs: Sequence[str]) -> list[str]:
        """Return the descriptions of some pairs' artworks, each once.

        No video waits for them but where the painter reads them: what is not there in a second
        pass is left out.
        """
        pictures = [path for pair in pairs for path in self.asked.pairs[pair].artworks]
        found = dict.fromkeys(self.asked.described(pictures))
        return [path for path in found if not self.videos.second_pass or self._is_made(path)]

    def words_of_artworks(self, wildcards: Any) -> list[str]:
        """Return the descriptions of a take's artworks, if the painter reads them."""
        return self._words(lambda pair: pair.artworks, wildcards)

    def words_of_corpus(self, wildcards: Any) -> list[str]:
        """Return those of a take's corpus, or else of its artworks, if the painter reads them."""
        return self._words(lambda pair: pair.corpus or pair.artworks, wildcards)

    def _words(self, pictures_of: Any, wildcards: Any) -> list[str]:
        """Painters that do not declare that they read words would be remade for nothing."""
        if not self.asked.plug_in("painter").takes_words:
            return []
        pair: Pair = self.videos.pair_of(wildcards)
        return self.asked.described(pictures_of(pair))

    def _is_made(self, path: str) -> bool:
        file = self._file(path)
        return self.videos.is_up_to_date((DESCRIPTION, file.stem), [file])

    def _is_there(self, path: str) -> bool:
        return self._file(path).exists()

    def _file(self, path: str) -> Path:
        return Path(path.replace("<results>", self.asked.results, 1))


def figure_file(figure: str, of: Sequence[str], suffix: str) -> str:
    """Return the file of a figure of something."""
    return f"{Path('<results>', 'figures', figure, *of)}.{suffix}"
