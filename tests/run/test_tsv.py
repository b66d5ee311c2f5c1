"""A table is read row by row; what is wrong with it as a whole is told at once."""

import pytest

from yellowsound.run.errors import UserError
from yellowsound.run.tsv import read_rows


def read(tmp_path, text, **options):
    path = tmp_path / "table.tsv"
    path.write_bytes(text.encode("utf-8"))
    return list(read_rows(path, ("name", "value"), "the table", **options))


def test_rows_come_with_their_number_and_without_spaces_around_cells(tmp_path):
    assert read(tmp_path, "value\tname\n 1 \ta b\n2\tc\n") == [
        (2, {"name": "a b", "value": "1"}),
        (3, {"name": "c", "value": "2"}),
    ]


def test_a_byte_order_mark_windows_line_ends_and_quotes_do_no_harm(tmp_path):
    assert read(tmp_path, '\ufeffname\tvalue\r\n"a\t1\r\n') == [(2, {"name": '"a', "value": "1"})]


@pytest.mark.parametrize("row", ["a", "a\t1\t2"])
def test_a_row_with_too_few_or_too_many_cells_is_none(tmp_path, row):
    assert read(tmp_path, f"name\tvalue\n{row}\n") == [(2, None)]


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("name\tvalue\na\t1\n", ""),
        ("name\tvalue\tmore\na\t1\tb\n", "b"),
        ("more\tname\tvalue\nb\ta\t1\n", "b"),
        ("name\tvalue\tmore\na\t1\n", ""),
    ],
    ids=["absent", "last", "first", "rows that end before it"],
)
def test_an_optional_column_may_be_absent_and_rows_may_end_before_it(tmp_path, text, more):
    assert read(tmp_path, text, optional=("more",)) == [
        (2, {"name": "a", "value": "1", "more": more})
    ]


@pytest.mark.parametrize("row", ["a", "a\t1\t2\t3"])
def test_with_an_optional_column_too_few_or_too_many_cells_are_none_too(tmp_path, row):
    text = f"name\tvalue\tmore\n{row}\n"
    assert read(tmp_path, text, optional=("more",)) == [(2, None)]


def test_an_optional_column_that_stands_twice_is_refused(tmp_path):
    complaint = r"must be name, value \(and may be more\), not name, value, more, more"
    with pytest.raises(UserError, match=complaint):
        read(tmp_path, "name\tvalue\tmore\tmore\n", optional=("more",))


def test_other_columns_are_refused_with_those_that_must_be(tmp_path):
    complaint = r"table\.tsv: the columns must be name, value, not name, x"
    with pytest.raises(UserError, match=complaint):
        read(tmp_path, "name\tx\na\t1\n")


def test_a_table_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(UserError, match=r"no\.tsv: the table cannot be read"):
        list(read_rows(tmp_path / "no.tsv", ("name",), "the table"))


def read_among_others(tmp_path, text):
    path = tmp_path / "table.tsv"
    path.write_text(text, encoding="utf-8")
    return list(read_rows(path, ("value",), "the table", among_others=True))


def test_columns_may_stand_among_others(tmp_path):
    rows = read_among_others(tmp_path, "name\tvalue\na\t1\n")
    assert rows == [(2, {"name": "a", "value": "1"})]


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("name", "there is no column value, only name: add it"),
        ("value\tname\tname", "the column name is there twice"),
    ],
)
def test_among_others_a_column_is_there_once(tmp_path, header, said):
    with pytest.raises(UserError, match=rf"table\.tsv: {said}"):
        read_among_others(tmp_path, f"{header}\n")
