"""The document of all tables and figures is set by LaTeX, and nothing in it leaves its page."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from latex import needs_latex, read_by, set_twice, too_wide

from yellowsound.run.plots import print_figure, save_printed
from yellowsound.study.report.items import FIGURES
from yellowsound.study.tables import metrics_of, study_statistics
from yellowsound.study.tex import comparisons_table, scores_table
from yellowsound.study.tex_example import example_tex
from yellowsound.study.tex_numbers import numbers_tex, study_numbers

METRICS = ("avs", "flux_onset_r", "felt", "beat_f", "beat_alignment_seen", "beats_covered")
LONG = "Donaudampfschifffahrtsgesellschaft & söhne_100 % #1"
SCHEDULES = ("linear", "onset", "onset-percussive~lively", LONG)


def study(scale=1.0, pairs=4, schedules=SCHEDULES):
    """Return made-up scores, as large as `scale` makes them; the first metric is undefined."""
    random = np.random.default_rng(1)
    rows = []
    for number in range(pairs):
        for schedule in schedules:
            row = {"pair": f"pair {number}", "schedule": schedule, "genre": "jazz", "notes": ""}
            for metric in METRICS:
                value = np.nan if metric == "avs" else scale * random.normal()
                row |= {metric: value, f"{metric}_null_mean": 0.0, f"{metric}_z": 3 * value}
                row[f"{metric}_p"] = random.uniform()
            rows.append(row)
    return pd.DataFrame(rows)


def write(folder: Path, table: pd.DataFrame, figures=()) -> Path:
    """Write a study's tables and its document as the workflow does; return the document."""
    metrics = metrics_of(table)
    tables = study_statistics(table, metrics, seed=0)
    told = tables["comparisons"]
    numbers = study_numbers(table, metrics, told, tables["shares"], tables["pairing"])
    few = ["flux_onset_r", "beat_f"]
    texts = {
        "scores": scores_table(table, few),
        "scores_all": scores_table(table, metrics, long=True),
        "comparisons": comparisons_table(told, table, few),
        "comparisons_all": comparisons_table(told, table, long=True),
        "numbers": numbers_tex(numbers),
    }
    (folder / "tables").mkdir()
    for name, text in texts.items():
        (folder / "tables" / f"{name}.tex").write_text(text, encoding="utf-8")
    document = folder / "example.tex"
    document.write_text(example_tex("mine", figures), encoding="utf-8")
    return document


@needs_latex
@pytest.mark.parametrize("scale", [1.0, 1e4], ids=["scores", "large numbers"])
def test_every_table_fits_360_points_whatever_its_names_and_numbers(tmp_path, scale):
    document = write(tmp_path, study(scale))
    log = set_twice(document)
    assert too_wide(log) == []
    assert read_by(document) >= {f"tables/{file.name}" for file in tmp_path.glob("tables/*.tex")}


@needs_latex
def test_every_figure_is_there_at_its_own_size_or_as_wide_as_the_text(tmp_path):
    drawn = []
    for figure, width_mm in zip(FIGURES, [82.0, 180.0] * len(FIGURES), strict=False):
        of = "a_pair.é~2" if figure == "song" else ""
        path = Path("figures", f"{figure}/{of}.pdf" if of else f"{figure}.pdf")
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        save_printed(
            print_figure(width_mm, 300.0 if figure == "nulls" else 40.0), [tmp_path / path]
        )
        drawn.append((figure, of, str(path)))
    document = write(tmp_path, study(), drawn)
    log = set_twice(document)
    assert too_wide(log) == []
    assert "too high" not in log
    assert read_by(document) >= {path for *_, path in drawn}


@needs_latex
@pytest.mark.parametrize("schedules", [("onset", "energy"), ("linear",)])
def test_a_study_that_compares_nothing_is_set_with_a_sentence(tmp_path, schedules):
    assert too_wide(set_twice(write(tmp_path, study(schedules=schedules)))) == []


@needs_latex
def test_schedules_of_many_pages_go_on_over_them(tmp_path):
    table = study(schedules=("linear", *(f"video {number}" for number in range(70))), pairs=2)
    assert too_wide(set_twice(write(tmp_path, table))) == []
