"""Tables fit the page, whatever they hold, and no cell is lost on the way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.report.blocks import Cell, Heading, Notice, Paragraph, Span, Table
from evidence.report.layout import breakable, figure_share, kept, laid_out, numeric, pages


def table(columns, rows, headers=1):
    return Table("Numbers", tuple(columns), tuple(tuple(Cell(text) for text in row) for row in rows), headers, "note")


def wide(of="9"):
    return table(["Case", *(f"Communication{n}" for n in range(13))], [["Leeds", *[of] * 13]])


def test_the_headers_of_a_wide_matrix_run_upwards_so_that_it_stays_whole_and_upright():
    (laid,) = laid_out(wide())
    assert laid.upended
    assert not laid.turned
    assert laid.head > 20
    assert laid.table == wide()


def test_a_wide_matrix_of_short_marks_stands_whole_on_a_page_that_is_turned():
    (laid,) = laid_out(wide("2 (higher)"))
    assert laid.upended
    assert laid.turned


def test_a_matrix_that_no_page_holds_is_cut_and_each_part_names_its_rows():
    parts = laid_out(table(["Case", *(f"Communication{n}" for n in range(40))], [["Leeds", *["9"] * 40]]))
    assert len(parts) > 1
    assert {part.table.columns[0] for part in parts} == {"Case"}
    assert [part.table.caption for part in parts][:2] == [f"Numbers (part {n} of {len(parts)})" for n in (1, 2)]
    assert not any(part.turned for part in parts)


def test_a_wide_table_of_words_stands_on_a_page_that_is_turned():
    assert all(part.turned for part in laid_out(wide("time and money, and people too")))


def test_a_table_whose_long_words_would_have_narrow_lines_is_turned_too():
    rows = [["organisations", "understanding", "communication", "coordination", "proportionate", "time and money, " * 12]]
    assert laid_out(table("abcdef", rows))[0].turned
    assert not laid_out(table("abc", [row[3:] for row in rows]))[0].turned


@pytest.mark.parametrize(("rows", "whole"), [(1, True), (10, True), (80, False)])
def test_a_short_table_is_never_cut_and_a_long_one_not_in_its_first_rows(rows, whole):
    (laid,) = laid_out(table("ab", [["Leeds", "9"]] * rows))
    assert (laid.held == rows) == whole
    assert laid.held >= min(rows, 3)
    assert 0 < laid.height < 130


def test_long_first_rows_are_not_held_where_they_would_fill_a_page():
    (laid,) = laid_out(table("ab", [["Leeds", "words " * 2000]] * 5))
    assert laid.held == 1
    assert laid.height <= 75


def picture(wide, high):
    return b"\x89PNG\r\n\x1a\n" + bytes(8) + wide.to_bytes(4) + high.to_bytes(4)


def test_a_high_picture_is_made_narrower_but_stays_readable_and_on_one_page():
    assert figure_share(picture(1000, 500)) == 1.0
    assert figure_share(picture(1000, 1000)) == 0.78
    assert figure_share(picture(1000, 4000)) * 174 * 4 <= 215.1
    assert figure_share(b"no picture") == 1.0


def test_what_announces_a_table_or_what_follows_a_notice_is_not_parted_from_it():
    long, short = (Paragraph((Span(text),)) for text in ("x" * 700, "It shows."))
    notice = Notice((Span("Made up."),))
    held = kept([notice, short, wide(), long, wide(), short, notice])
    assert held == [True, True, False, False, False, False, False]


def test_the_words_that_lead_to_a_turned_table_go_with_it():
    lead, first = Paragraph((Span("It shows:"),)), Paragraph((Span("Before."),))
    runs = pages([first, Heading(1, "Places"), lead, wide("time and money, and people too"), first])
    assert [(turned, [type(block).__name__ for block in run]) for turned, run in runs] == [
        (False, ["Paragraph"]),
        (True, ["Heading", "Paragraph", "Table"]),
        (False, ["Paragraph"]),
    ]


@given(st.integers(1, 30), st.integers(0, 3), st.integers(0, 3), st.sampled_from(["1", "some words", "x" * 300]))
def test_parts_lose_no_column_and_fit_the_line(columns, rows, headers, text):
    drawn = table([f"c{n}" for n in range(columns)], [[f"{text}{r}.{c}" for c in range(columns)] for r in range(rows)], headers)
    parts = laid_out(drawn)
    naming = min(max(headers, 1), columns)
    shown = list(parts[0].table.columns[:naming]) + [name for part in parts for name in part.table.columns[naming:]]
    assert shown == list(drawn.columns)
    for part in parts:
        assert len(part.widths) == len(part.table.columns)
        assert sum(part.widths) <= 1.001
        assert len(part.table.rows) == rows


@given(st.text(max_size=80))
def test_places_to_break_add_nothing_that_is_seen(text):
    assert breakable(text).replace("\u200b", "") == text.replace("\u200b", "")


def test_symbols_for_withheld_counts_stand_among_numbers():
    assert numeric(table(["a", "n", "words"], [["x", "12", "y"], ["y", "[c]", "1"]])) == {1}
