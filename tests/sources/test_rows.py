"""Rows in words, and what is said of rows of several pieces added up."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from evidence.sources.delimited import lines_of
from evidence.sources.reading import Cut
from evidence.sources.rows import RowCut, added_up, cut_in, in_portions, rows_of

CELLS = st.text(alphabet='ab,"\n\ré 1', max_size=6)


def test_the_same_said_of_rows_in_two_pieces_is_said_once():
    cuts = [
        cut_in("column A", [3, 4], "cells", "no number", "Look."),
        RowCut("column B", "cells", 2, "ignored", "Nothing."),
        cut_in("column A", [9], "cells", "no number", "Look."),
        RowCut("column B", "cells", 5, "ignored", "Nothing."),
        cut_in("", [9], "rows", "repeats the headers", "Nothing."),
    ]
    assert added_up(cuts) == [
        Cut("column A, rows 3, 4, 9", "cells", 3, "no number", "Look."),
        Cut("column B", "cells", 7, "ignored", "Nothing."),
        Cut("row 9", "rows", 1, "repeats the headers", "Nothing."),
    ]


@given(st.sets(st.integers(1, 400), min_size=1), st.integers(1, 50))
def test_rows_are_named_alike_however_they_are_parted(numbers, size):
    ordered = sorted(numbers)
    parted = [ordered[at : at + size] for at in range(0, len(ordered), size)]
    assert added_up(cut_in("c", part, "cells", "w", "m") for part in parted) == added_up(
        [cut_in("c", ordered, "cells", "w", "m")]
    )


@given(st.lists(st.lists(CELLS, min_size=1, max_size=3), min_size=1, max_size=9), st.integers(1, 40))
def test_rows_that_are_held_travel_in_pieces_as_they_are(rows, portion):
    pieces = [piece for piece, _ in in_portions(rows, range(1, len(rows) + 1), portion)]
    assert [row for piece in pieces for row in rows_of(piece, lines_of(piece.data))] == rows
    assert [number for piece in pieces for number in piece.numbers] == list(range(1, len(rows) + 1))
