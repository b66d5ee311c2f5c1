"""What is told where few videos were made: where each lies, and how it scored."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from yellowsound.run.files import read_json
from yellowsound.study.headline import headline_metrics


def outcome(
    results: str | Path, videos: Iterable[tuple[str, str]], metrics: Sequence[str]
) -> list[str]:
    """Return a line for each video of a run that is there and scored, and one for the report.

    Parameters
    ----------
    results
        The run's folder.
    videos
        Take and schedule of each video.
    metrics
        The metrics of the run; the first of its headline is told.
    """
    results, metric = Path(results), headline_metrics(metrics)[0]
    lines = []
    for take, schedule in videos:
        video = results / "videos" / take / f"{schedule}.mp4"
        scores = results / "synchrony" / take / f"{schedule}.json"
        if video.exists() and scores.exists():
            lines.append(f"Video:  {video} ({_score(read_json(scores), metric)})")
    report = results / "report" / "index.html"
    return [*lines, f"Report: {report}"] if report.exists() else lines


def _score(scores: dict[str, float | None], metric: str) -> str:
    value, chance = scores.get(metric), scores.get(f"{metric}_null_mean")
    if value is None:
        return f"{metric} has no score of it"
    return f"{metric} {value:.2f}" + ("" if chance is None else f", by chance {chance + 0.0:.2f}")
