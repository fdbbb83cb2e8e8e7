"""Which rows of an export are headers, how columns are named, and what does not fit under them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.errors import SourceError
from evidence.sources.grid import Grid, find_header, header_parts, letter, to_grid
from evidence.sources.sheets import Sheet


def drawn(text: str) -> Sheet:
    """A sheet drawn with | between cells; a blank line is a blank row."""
    rows = [[cell.strip() for cell in line.split("|")] for line in text.strip("\n").split("\n")]
    return Sheet(rows, list(range(1, len(rows) + 1)), "drawn")


def grid(text: str, **layout: int) -> Grid:
    return to_grid(drawn(text), "export.csv", **layout)


def cuts(found: Grid) -> list[tuple[str, str, int]]:
    return [(cut.where, cut.unit, cut.count) for cut in found.cuts]


def test_rows_under_the_headers_keep_their_numbers_and_blank_rows_are_none():
    found = grid("id | answer\n\n1 | yes\n | \n2 | no")
    assert found.names == ["id", "answer"]
    assert list(zip(found.numbers, found.rows, strict=True)) == [(3, ["1", "yes"]), (5, ["2", "no"])]
    assert dict(found.read) == {"rows": 2, "cells": 4}


def test_equal_and_empty_headers_get_names_of_their_own_and_it_is_said():
    found = grid("id | answer | answer | | ANSWER\n1|a|b|c|d")
    assert found.names == ["id", "answer", "answer (2)", "column D", "ANSWER (3)"]
    assert [where for where, _, _ in cuts(found)] == ["column C", "column D", "column E"]


def test_a_row_wider_than_the_headers_is_left_out_whole_and_never_shifted():
    found = grid("id | a | b\n1 | x | y\n2 | x | y | z\n3 | x | y |  ")
    assert found.rows == [["1", "x", "y"], ["3", "x", "y"]]
    assert ("row 3", "rows", 1) in cuts(found)
    assert ("row 3", "cells", 4) in cuts(found)


def test_a_shorter_row_has_its_last_cells_missing():
    found = grid("id | a | b\n1 | x")
    assert found.rows == [["1", "x", ""]]
    assert cuts(found) == [("row 2", "parts", 1)]


def test_columns_that_most_rows_fill_though_they_have_no_header_are_columns():
    found = grid("id | a\n1 | x | y\n2 | x | z\n3 | x")
    assert found.names == ["id", "a", "column C"]
    assert found.rows == [["1", "x", "y"], ["2", "x", "z"], ["3", "x", ""]]


def test_headers_that_come_again_are_no_answers():
    found = grid("id | a\n1 | x\nid | a\n2 | y")
    assert found.rows == [["1", "x"], ["2", "y"]]
    assert ("row 3", "rows", 1) in cuts(found)


def test_rows_above_the_headers_are_said():
    found = grid("Feedback survey\n\nid | a\n1 | x", first_row=3)
    assert found.names == ["id", "a"]
    assert cuts(found) == [("row 1", "parts", 1)]


def test_two_header_rows_name_a_column_by_both():
    found = grid("id | Which have you seen? | | Sex\n | Hub | Team | Response\n1 | Hub | | f", header_rows=2)
    assert found.names == ["id", "Which have you seen? / Hub", "Which have you seen? / Team", "Sex"]


def test_codes_in_the_first_header_row_name_the_columns():
    found = grid("Q1 | Q2\nHow old? | Why?\n3 | x", header_rows=2)
    assert found.names == ["Q1", "Q2"]


def test_more_header_rows_than_rows_is_an_error_that_names_the_keys():
    with pytest.raises(SourceError, match="header_rows and first_row"):
        grid("id | a", header_rows=2)
    with pytest.raises(SourceError):
        grid("id | a\n1 | x", first_row=9)


@given(st.lists(st.lists(st.sampled_from(["", "x", "yes", "id"]), min_size=1, max_size=5), min_size=1, max_size=8))
def test_read_is_kept_and_dropped_for_any_rows(rows):
    sheet = Sheet([["id", "a", "b"], *rows], list(range(1, len(rows) + 2)), "drawn")
    found = to_grid(sheet, "export.csv")
    for unit, kept in (("rows", len(found.rows)), ("cells", sum(1 for row in found.rows for cell in row if cell.strip()))):
        assert found.read[unit] == kept + sum(count for _, counted, count in cuts(found) if counted == unit)


# --- guessing the headers -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("id | answer\n1 | yes\n2 | no", (1, 1)),
        ("Survey export\nGenerated 2024-01-02\n\nid | answer\n1 | x\n2 | y", (4, 1)),
        ("id | Which? | | Sex\n | Hub | Team | Response\n1 | Hub | | f\n2 | | Team | m", (1, 2)),
        ('a | b\nWhen | Why\n{"ImportId":"x"} | {"ImportId":"y"}\n2024 | so', (1, 3)),
        ("Q1 | Q2\nHow are you? | Why?\nWell | Rest", (1, 2)),
        ("V1 | V2 | V3\nStatus | Finished | Done\n0 | 1 | 2024-01-02\n0 | 0 | 2024-01-03", (1, 2)),
        ("name | text\nfirst | A long text.\nsecond | Another one?", (1, 1)),
        (" | q1. Yes?\n1 | yes\n2 | no", (1, 1)),
        ("Question one | Question two\n\nIdent 1 | Ident 2\nyes | no\nno | no", (1, 3)),
        ("only", (1, 1)),
    ],
    ids=[
        "one row",
        "preamble",
        "gaps",
        "import ids",
        "codes",
        "words over figures",
        "free text",
        "unnamed index",
        "ident",
        "one cell",
    ],
)
def test_header_rows_are_guessed(text, expected):
    assert find_header(drawn(text)) == expected


def test_header_rows_of_spss_are_those_it_does_not_count():
    assert find_header(Sheet([["q1"], ["How?"], ["a"]], [0, 0, 1], "spss")) == (0, 2)


def test_letters_are_those_of_spreadsheets():
    assert [letter(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_a_blank_header_takes_the_words_to_its_left():
    assert header_parts([["", "Which?", ""], ["id", "Hub", "Team"]]) == [["id"], ["Which?", "Hub"], ["Which?", "Team"]]
