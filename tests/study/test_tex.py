"""LaTeX prints the study's tables and numbers as they are."""

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yellowsound.run.files import read_json, write_json
from yellowsound.study.contrasts import Primary
from yellowsound.study.tables import metrics_of, study_statistics
from yellowsound.study.tex import (
    comparisons_table,
    decimal,
    escape,
    minus,
    probability,
    scores_table,
)
from yellowsound.study.tex_numbers import (
    commands_of,
    numbers_json,
    numbers_tex,
    study_numbers,
)


def study(schedules=("onset", "linear"), pairs=9):
    """Return scores of which onset's are 0.1 above linear's, and their statistics."""
    rows = [
        {
            "pair": f"pair {number}",
            "schedule": schedule,
            "genre": ("jazz", "rock")[number % 2],
            "beat_f": 0.3 + 0.04 * number + 0.1 * (schedule == "onset"),
            "beat_f_null_mean": 0.3,
            "beat_f_z": 3.0 if schedule == "onset" else -0.5,
            "beat_f_p": 0.01 if schedule == "onset" else 0.6,
            "notes": "",
        }
        for number in range(pairs)
        for schedule in schedules
    ]
    table = pd.DataFrame(rows)
    return table, study_statistics(table, metrics_of(table), seed=0)


def numbers(table, tables):
    return study_numbers(
        table, metrics_of(table), tables["comparisons"], tables["shares"], tables["pairing"]
    )


def rows_of(tabular):
    """Return the cells of a tabular's rows below its head."""
    body = tabular.split("\\midrule\n", 1)[1].split("\\bottomrule")[0]
    return [line.removesuffix(" \\\\").split(" & ") for line in body.splitlines() if "&" in line]


def test_what_latex_reads_as_commands_is_escaped():
    assert escape("R&B 100% $5 #1 a_b {c} ~ ^ \\x") == (
        r"R\&B 100\% \$5 \#1 a\_b \{c\} \textasciitilde{} \textasciicircum{} \textbackslash{}x"
    )


@given(st.text(st.sampled_from("a&%$#_{}~^\\<>|\n "), max_size=30))
def test_escaped_text_holds_no_special_sign(text):
    escaped = escape(text)
    known = r"\\[&%$#_{}]|\\text[a-z]+\{\}"
    assert not set("&%$#_{}~^\\<>|\n") & set(re.sub(known, "", escaped))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.256, "0.26"),
        (-0.001, "0.00"),
        (-1.5, "-1.50"),
        (None, "--"),
        (np.nan, "--"),
        (12, "12.00"),
    ],
)
def test_numbers_have_fixed_decimals_and_no_negative_zero(value, text):
    assert decimal(value) == text


@pytest.mark.parametrize(
    ("p", "text"), [(0.0004, "<0.001"), (0.0006, "0.001"), (0.05, "0.050"), (np.nan, "--")]
)
def test_a_small_p_is_a_bound(p, text):
    assert probability(p) == text


def test_signs_are_set_as_mathematics_in_text_and_in_formulas():
    assert minus("-0.50") == r"\ensuremath{-}0.50"
    assert minus("<0.001") == r"\ensuremath{<}0.001"
    assert minus("--") == "--"


def test_scores_have_a_row_a_schedule_with_median_quartiles_and_share():
    table, _ = study()
    assert rows_of(scores_table(table, ["beat_f"])) == [
        ["beat F", "linear", "9", r"0.46 [0.38, 0.54]", r"\ensuremath{-}0.50 "
         r"[\ensuremath{-}0.50, \ensuremath{-}0.50]", "0 of 9"],
        ["", "onset", "9", "0.56 [0.48, 0.64]", "3.00 [3.00, 3.00]", "9 of 9"],
    ]  # fmt: skip


def test_undefined_scores_are_left_out_and_counted():
    table, _ = study()
    table.loc[table["schedule"] == "linear", ["beat_f", "beat_f_z", "beat_f_p"]] = np.nan
    table.loc[table["pair"] == "pair 0", ["beat_f", "beat_f_z", "beat_f_p"]] = np.nan
    linear, onset = rows_of(scores_table(table, ["beat_f"]))
    assert linear[2:] == ["0", "-- [--, --]", "-- [--, --]", "0 of 0"]
    assert (onset[2], onset[5]) == ("8", "8 of 8")


def test_comparisons_have_difference_interval_p_and_effect():
    table, tables = study(("onset", "energy", "linear"))
    onset, energy, onset_z, _ = rows_of(comparisons_table(tables["comparisons"], table))
    # 9 pairs that all gain: the smallest p there is, 2 / 2**9, fourfold for four comparisons.
    numbers = ["0.100 [0.100, 0.100]", "0.004", "0.016", "1.00", "-- (--)"]
    assert onset == ["beat F", "onset", "9", *numbers]
    assert energy[2:] == ["9", "0.000 [0.000, 0.000]", "1.000", "1.000", "0.00", "-- (--)"]
    assert onset_z[:4] == ["beat F, $z$", "onset", "9", "3.500 [3.500, 3.500]"]


def test_the_primary_comparison_is_marked_and_named_in_full():
    table, _ = study(("onset", "energy", "linear"))
    primary = Primary("beat_f", "onset", "energy")
    tables = study_statistics(table, ["beat_f"], seed=0, primary=primary)
    text = comparisons_table(tables["comparisons"], table)
    assert rows_of(text)[-1][1] == r"onset - energy$^{\ast}$"
    assert "named before the run" in text.split(r"\end{tabular}")[1]
    found = {number.key: number.text for number in numbers(table, tables)}
    assert found["p_z.beat_f.onset - energy"] == found["p_holm_z.beat_f.onset - energy"] == "0.004"


def test_a_warning_stands_below_the_table_with_its_letter():
    table, tables = study(("onset", "energy", "linear"), pairs=3)
    text = comparisons_table(tables["comparisons"], table)
    assert [row[1] for row in rows_of(text)] == 2 * [
        r"onset\textsuperscript{a}",
        r"energy\textsuperscript{b}",
    ]
    below = text.split(r"\end{tabular}")[1]
    assert r"\textsuperscript{a}too few pairs to decide: 3 differ" in below
    assert r"\textsuperscript{b}" in below


def test_a_study_without_the_baseline_has_a_sentence_for_a_table():
    table, tables = study(("onset", "energy"))
    text = comparisons_table(tables["comparisons"], table)
    assert "No video has the schedule linear" in text
    assert "tabular" not in text
    assert numbers(table, tables)


@pytest.mark.parametrize("schedules", [("linear",), ("onset", "linear", r"a $video_1$ & more")])
def test_tables_have_as_many_cells_in_each_row_as_columns(schedules):
    table, tables = study(schedules)
    texts = [scores_table(table, ["beat_f"]), comparisons_table(tables["comparisons"], table)]
    for text in texts:
        if match := re.search(r"\\begin\{tabular\}\{(\w+)\}", text):
            body = text.split(r"\end{tabular}")[0]
            rows = [line for line in body.splitlines() if line.endswith(r"\\")]
            assert len(rows) > 1
            assert {len(re.findall(r"(?<!\\)&", row)) for row in rows} == {len(match[1]) - 1}


def test_every_number_that_is_quoted_has_a_key():
    table, tables = study()
    found = {number.key: number.text for number in numbers(table, tables)}
    expected = {
        "count.pairs": "9",
        "count.videos": "18",
        "count.schedules": "2",
        "count.genres": "2",
        "median.beat_f.onset": "0.56",
        "median.beat_f.linear": "0.46",
        "median_z.beat_f.linear": "-0.50",
        "significant.beat_f.onset": "9",
        "tested.beat_f.onset": "9",
        "share_percent.beat_f.onset": "100",
        "share_percent.beat_f.linear": "0",
        "pairs.beat_f.onset": "9",
        "median_difference_z.beat_f.onset": "3.500",
        "p_equivalence_z.beat_f.onset": "--",
        "median_difference.beat_f.onset": "0.100",
        "p.beat_f.onset": "0.004",
        "rank_biserial.beat_f.onset": "1.00",
    }
    assert expected.items() <= found.items()


def test_numbers_are_commands_of_latex():
    table, tables = study()
    lines = numbers_tex(numbers(table, tables)).splitlines()
    assert r"\newcommand{\ysCountPairs}{9}% count.pairs" in lines
    assert (
        r"\newcommand{\ysMedianZBeatFLinear}{\ensuremath{-}0.50}% median_z.beat_f.linear" in lines
    )
    assert all(re.fullmatch(r"\\newcommand\{\\[A-Za-z]+\}\{[^{}]*(\{.\}[^{}]*)?\}% .+", line)
               for line in lines)  # fmt: skip


def test_numbers_are_json_with_value_text_and_command(tmp_path):
    table, tables = study(pairs=1)
    write_json(tmp_path / "numbers.json", numbers_json(numbers(table, tables)))
    read = read_json(tmp_path / "numbers.json")
    assert read["count.pairs"] == {"value": 1, "text": "1", "command": r"\ysCountPairs"}
    # One pair has no interval.
    assert read["ci_low.beat_f.onset"]["value"] is None
    assert read["ci_low.beat_f.onset"]["text"] == "--"


@given(st.lists(st.text(st.sampled_from("ab1. _-é\n"), min_size=1), unique=True, max_size=20))
def test_commands_are_letters_and_each_is_given_once(keys):
    commands = commands_of(keys)
    assert len(set(commands.values())) == len(keys)
    assert all(re.fullmatch(r"\\ys[A-Za-z]*", command) for command in commands.values())


def test_a_command_does_not_depend_on_other_keys_that_read_otherwise():
    assert commands_of(["p.beat_f.onset"])["p.beat_f.onset"] == r"\ysPBeatFOnset"
    assert commands_of(["x", "video 2"])["video 2"] == r"\ysVideoTwo"


def test_a_label_with_line_breaks_stays_in_its_comment():
    table, tables = study(("linear", "two\nlines"))
    assert all(line.startswith(r"\newcommand") for line in
               numbers_tex(numbers(table, tables)).splitlines())  # fmt: skip
