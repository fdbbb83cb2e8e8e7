"""Tables fit the page, whatever they hold, and no cell is lost on the way."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from evidence.report.blocks import Cell, Heading, Paragraph, Span, Table
from evidence.report.layout import breakable, laid_out, numeric, pages


def table(columns, rows, headers=1):
    return Table("Numbers", tuple(columns), tuple(tuple(Cell(text) for text in row) for row in rows), headers, "note")


def wide(of="9"):
    return table(["Case", *(f"Communication{n}" for n in range(13))], [["Leeds", *[of] * 13]])


def test_a_wide_table_of_numbers_is_cut_and_each_part_names_its_rows():
    parts = laid_out(wide())
    assert len(parts) > 1
    assert {part.table.columns[0] for part in parts} == {"Case"}
    assert [part.table.caption for part in parts][:2] == [f"Numbers (part {n} of {len(parts)})" for n in (1, 2)]
    assert not any(part.turned for part in parts)


def test_a_wide_table_of_short_marks_is_cut_too():
    assert not any(part.turned for part in laid_out(wide("2 of 3 (low)")))


def test_a_wide_table_of_words_stands_on_a_page_that_is_turned():
    assert all(part.turned for part in laid_out(wide("time and money, and people too")))


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
