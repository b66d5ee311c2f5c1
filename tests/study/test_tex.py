"""LaTeX prints the study's tables and numbers as they are."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yellowsound.run.files import read_json, write_json
from yellowsound.study.contrasts import Primary
from yellowsound.study.tables import metrics_of, study_statistics
from yellowsound.study.tex import (
    breakable,
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

ROOT = Path(__file__).parents[2]


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
    return [
        re.sub(r" \\\\\*?$", "", line).split(" & ") for line in body.splitlines() if "&" in line
    ]


def named(tabular):
    """Return the names of a tabular's groups of rows."""
    return re.findall(r"^\\multicolumn\{\d\}\{@\{\}l@\{\}\}\{(.*)\} \\\\\*$", tabular, re.M)


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
    text = scores_table(table, ["beat_f"])
    assert named(text) == ["beat F"]
    assert rows_of(text) == [
        ["linear", "9", r"0.46 [0.38, 0.54]", r"\ensuremath{-}0.50 "
         r"[\ensuremath{-}0.50, \ensuremath{-}0.50]", "0 of 9"],
        ["onset", "9", "0.56 [0.48, 0.64]", "3.00 [3.00, 3.00]", "9 of 9"],
    ]  # fmt: skip


def test_undefined_scores_are_left_out_and_counted():
    table, _ = study()
    table.loc[table["schedule"] == "linear", ["beat_f", "beat_f_z", "beat_f_p"]] = np.nan
    table.loc[table["pair"] == "pair 0", ["beat_f", "beat_f_z", "beat_f_p"]] = np.nan
    linear, onset = rows_of(scores_table(table, ["beat_f"]))
    assert linear[1:] == ["0", "-- [--, --]", "-- [--, --]", "0 of 0"]
    assert (onset[1], onset[4]) == ("8", "8 of 8")


def test_comparisons_have_difference_interval_p_and_effect():
    table, tables = study(("onset", "energy", "linear"))
    text = comparisons_table(tables["comparisons"], table)
    onset, energy, onset_z, _ = rows_of(text)
    assert named(text) == ["beat F", "beat F, $z$"]
    # 9 pairs that all gain: the smallest p there is, 2 / 2**9, fourfold for four comparisons.
    assert onset == ["onset", "9", "0.100 [0.100, 0.100]", "0.004", "0.016", "1.00", "--", ""]
    assert energy[1:6] == ["9", "0.000 [0.000, 0.000]", "1.000", "1.000", "0.00"]
    assert onset_z[:3] == ["onset", "9", "3.500 [3.500, 3.500]"]


def test_the_primary_comparison_is_marked_and_named_in_full():
    table, _ = study(("onset", "energy", "linear"))
    primary = Primary("beat_f", "onset", "energy")
    tables = study_statistics(table, ["beat_f"], seed=0, primary=primary)
    text = comparisons_table(tables["comparisons"], table)
    assert rows_of(text)[-1][0].endswith(r"energy$^{\ast}$")
    assert "named before the run" in text.split(r"\end{tabular}")[1]
    found = {number.key: number.text for number in numbers(table, tables)}
    assert found["p_z.beat_f.onset - energy"] == found["p_holm_z.beat_f.onset - energy"] == "0.004"


def test_a_column_says_the_warning_and_below_the_table_it_stands_in_full():
    table, tables = study(("onset", "energy", "linear"), pairs=3)
    text = comparisons_table(tables["comparisons"], table)
    assert [(row[0], row[-1]) for row in rows_of(text)] == 2 * [
        ("onset", r"too few\textsuperscript{a}"),
        ("energy", r"too few\textsuperscript{b}"),
    ]
    below = text.split(r"\end{tabular}")[1]
    assert r"\textsuperscript{a}too few pairs to decide: 3 differ" in below
    assert r"\textsuperscript{b}" in below


def test_what_has_no_value_is_undefined_in_the_warning_s_column():
    table, _ = study()
    table.loc[table["schedule"] == "linear", ["beat_f", "beat_f_z"]] = np.nan
    tables = study_statistics(table, ["beat_f"], seed=0)
    rows = rows_of(comparisons_table(tables["comparisons"], table))
    assert {row[-1] for row in rows} == {r"undefined\textsuperscript{a}"}


def test_a_table_of_some_metrics_has_no_other_s_rows_nor_warnings():
    table, _ = study()
    for name in [name for name in table if name.startswith("beat_f")]:
        table[name.replace("beat_f", "avs")] = table[name] * (np.nan if name[6:] != "_p" else 1)
    tables = study_statistics(table, ["avs", "beat_f"], seed=0)
    text = comparisons_table(tables["comparisons"], table, ["beat_f"])
    assert named(text) == ["beat F", "beat F, $z$"]
    assert "undefined" not in text


def test_a_table_of_all_metrics_is_a_longtable_with_caption_label_and_repeated_head():
    table, tables = study(pairs=3)
    for text in (
        scores_table(table, ["beat_f"], long=True),
        comparisons_table(tables["comparisons"], table, long=True),
    ):
        assert text.count(r"\begin{longtable}") == text.count(r"\caption{") == 1
        assert text.index(r"\label{tab:") < text.index(r"\endfirsthead") < text.index(r"\endhead")
        # The letters' size ends with the table.
        assert text.startswith(r"\begingroup")
        assert text.endswith("\\endgroup\n")


@given(st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1))
def test_a_name_that_may_break_reads_as_it_is_and_has_no_part_longer_than_a_column(name):
    parts = breakable(name).split(r"\allowbreak{}")
    assert "".join(parts) == escape(name)
    letters = [re.sub(r"\\(text[a-z]+\{\}|.)", "x", part) for part in parts]
    assert max(map(len, letters)) <= 9


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
        if match := re.search(r"\\begin\{tabular\}\{(.*)\}\n", text):
            columns = match[1].count("arraybackslash")
            body = text.split(r"\end{tabular}")[0]
            rows = [line for line in body.splitlines() if re.search(r"(?<!\\)& .*\\\\\*?$", line)]
            assert len(rows) > 1
            assert {len(re.findall(r"(?<!\\)&", row)) for row in rows} == {columns - 1}


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


def test_every_kind_of_number_is_listed_for_its_reader():
    table, _ = study(("onset", "energy", "linear"))
    tables = study_statistics(table, ["beat_f"], seed=0)
    pairing = pd.DataFrame(
        [{"metric": "beat_f", "schedule": "onset", "auc": 0.9, "top1": 0.8, "p": 0.1, "p_holm": 1}]
    )
    found = numbers(table.assign(visible=0.5, response=0.5), {**tables, "pairing": pairing})
    listed = (ROOT / "docs" / "results.md").read_text()
    kinds = {number.key.split(".")[0].removesuffix("_z") for number in found}
    assert {kind for kind in kinds if f"`{kind}." not in listed} == set()
    begun = re.findall(r"`\\(ys[A-Z]\w*)`", listed)
    commands = [number.command[1:] for number in found]
    assert [c for c in commands if not c.startswith(tuple(begun))] == []


def test_numbers_are_commands_of_latex():
    table, tables = study()
    lines = numbers_tex(numbers(table, tables)).splitlines()
    assert r"\newcommand{\ysCountPairs}{9}% count.pairs" in lines
    assert (
        r"\newcommand{\ysMedianZBeatFLinear}{\ensuremath{-}0.50}% median_z.beat_f.linear" in lines
    )
    assert all(re.fullmatch(r"\\newcommand\{\\[A-Za-z]+\}\{[^{}]*(\{.\}[^{}]*)?\}% .+", line)
               for line in lines)  # fmt: skip


def test_no_p_is_ever_0():
    table, tables = study(pairs=40)
    tables["comparisons"]["p"] = 1.8e-12
    told = {number.key: number for number in numbers(table, tables)}
    assert told["p.beat_f.onset"].value == pytest.approx(1.8e-12)
    assert told["p.beat_f.onset"].text == "<0.001"


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
