"""The report's tables as an accessible workbook: cover, contents, notes, then one table a sheet.

As the Analysis Function asks of published spreadsheets (the checklist of its library aftables).
"""

from __future__ import annotations

import datetime
import io
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from evidence.report.blocks import (
    Cell,
    Chapter,
    Figure,
    Heading,
    ListBlock,
    Notice,
    Paragraph,
    Quotation,
    Report,
    Table,
    plain,
)
from evidence.report.layout import texts
from evidence.report.parts import CHANGED, IN_SHORT
from evidence.report.words import WITHHELD, speakable

_EVERY_DAY = datetime.datetime(2000, 1, 1)  # noqa: DTZ001
"""The day on which every workbook says that it was made, so that the same report is the same bytes."""

COVER, CONTENTS, NOTES, QUOTES = "Cover", "Contents", "Notes", "Quotes"

_TOLD: Mapping[str, str] = {IN_SHORT: "In short", CHANGED: "What changed"}
"""Parts of the report whose sentences are in the workbook, too, and the sheet of each."""

SHORTHAND: Mapping[str, str] = {
    "[c]": "withheld so that no one can be recognised: fewer people than may be shown, or needed to protect such a count",
    "[x]": "not available",
    "[z]": "does not apply",
    "–": "no value: there was nothing to count or to divide by",
}
"""What stands in a cell in place of a number, and what it means: symbols of the Analysis Function, and our own dash."""

_COVER_WIDTH = 72.0
"""Characters of a line of the cover: as many as an upright page holds, for a single column is never made smaller to fit."""

_LISTED = (14.0, 90.0, 50.0)
"""Characters that the columns of the contents and the notes are wide."""

_A4 = 9
"""What Excel calls paper of that size."""

_LONGEST_CELL = 32_767
_LONGEST_NAME = 31
_WIDEST, _NARROWEST = 60, 9
_LINE, _HIGHEST = 16.0, 409.0
"""Points that a line of 12 points takes, and that a row may have."""

_SPARE = 1.08
"""Lines break at words, so that a text takes more room than it has characters."""
_LONGEST_LINE, _TITLE_WIDE, _EMPTY_COLUMN = 130, 1.5, 8.4
"""Characters of a line above a table; how wide one of a title is; and the width of a column that holds nothing."""

_NUMBER = re.compile(r"[-−+]?\d{1,3}(,\d{3})+(\.\d+)?|[-−+]?\d{1,15}(\.\d+)?")
_SHARE = re.compile(r"[-−+]?\d+(\.\d+)?%")
_UNNAMED = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")


@dataclass(frozen=True)
class _Sheet:
    """One table and the sheet that it stands on."""

    name: str
    chapter: str
    table: Table


def write_xlsx(report: Report) -> bytes:
    """The tables of the report as xlsx; the same report is always the same bytes.

    Whatever a table holds is written as text or as a number: no cell is a formula or a link.
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        told = {"title": report.title, "subject": report.question, "author": report.brand.organisation}
        book.set_properties({name: _cell(text)[:255] for name, text in told.items()} | {"created": _EVERY_DAY})
        forms = {name: book.add_format({"font_name": "Arial", "valign": "top", **form}) for name, form in _FORMS.items()}
        for name in ("title", "cover title"):
            forms[name].set_font_color(report.brand.on_light)
        sheets = list(_sheets(report))
        _cover(book, forms, report)
        _contents(book, forms, sheets)
        _notes(book, forms, report, sheets)
        for sheet in sheets:
            _table_sheet(book, forms, sheet)
    return buffer.getvalue()


_FORMS: Mapping[str, Mapping[str, Any]] = {
    "title": {"bold": True, "font_size": 16},
    "cover title": {"bold": True, "font_size": 16, "text_wrap": True},
    "heading": {"bold": True, "font_size": 14},
    "line": {"font_size": 12, "text_wrap": True},
    "told": {"font_size": 12},
    "header": {"bold": True, "font_size": 12, "text_wrap": True, "bottom": 1, "indent": 1},
    "number header": {"bold": True, "font_size": 12, "text_wrap": True, "bottom": 1, "align": "right", "indent": 1},
    "text": {"font_size": 12, "text_wrap": True, "indent": 1},
    "right": {"font_size": 12, "align": "right", "indent": 1},
    "number": {"font_size": 12, "num_format": "#,##0", "align": "right", "indent": 1},
    "decimal": {"font_size": 12, "num_format": "#,##0.0##", "align": "right", "indent": 1},
    "share": {"font_size": 12, "num_format": "0%", "align": "right", "indent": 1},
    "link": {"font_size": 12, "underline": 1, "font_color": "#0b4f8a"},
}


def _sheets(report: Report) -> Iterator[_Sheet]:
    """What the report says in short and what changed, every table, then the quotes, each on a sheet with a name of its own."""
    for chapter in report.chapters:
        if chapter.title in _TOLD:
            told = _sentences(chapter)
            if told.rows:
                yield _Sheet(_TOLD[chapter.title], chapter.title, told)
    number = 0
    for chapter in report.chapters:
        for table in (block for block in chapter.blocks if isinstance(block, Table)):
            number += 1
            yield _Sheet(_name(f"Table {number}"), chapter.title, table)
    quotes = _quotes(report)
    if quotes.rows:
        yield _Sheet(_name(QUOTES), "Every quote of the report", quotes)


def _sentences(chapter: Chapter) -> Table:
    """The sentences of a chapter, a row each, with the heading they stand under."""
    rows, heading = [], chapter.title
    for block in chapter.blocks:
        if isinstance(block, Heading):
            heading = block.text
        elif isinstance(block, Paragraph | Notice):
            rows.append((Cell(heading), Cell(plain(block.words))))
        elif isinstance(block, ListBlock):
            rows += [(Cell(heading), Cell(sentence)) for sentence in _listed_words(block)]
    return Table(chapter.title, ("Part", "What the report says"), tuple(rows), row_headers=1, note="")


def _listed_words(block: ListBlock) -> Iterator[str]:
    for item in block.items:
        yield plain(item.words)
        if item.nested:
            yield from _listed_words(item.nested)


def _name(text: str) -> str:
    """A name that a sheet may have."""
    return _UNNAMED.sub(" ", text)[:_LONGEST_NAME]


def _quotes(report: Report) -> Table:
    """The quotes that stand outside tables, a row each, in order of their first place."""
    rows: dict[str, tuple[Cell, ...]] = {}
    for chapter in report.chapters:
        for block in chapter.blocks:
            if isinstance(block, Quotation) and block.segment_id not in rows:
                words = Cell(block.text, block.segment_id) if block.text else Cell(f"{WITHHELD} [{block.segment_id}]")
                told = (block.source, block.place, block.note, chapter.title)
                rows[block.segment_id] = (words, *(Cell(text) for text in told))
    columns = ("Words", "Source", "Place", "Note", "First quoted in")
    return Table("Quotes", columns, tuple(rows.values()), note="")


def _cover(book: Any, forms: Mapping[str, Any], report: Report) -> None:
    sheet = book.add_worksheet(COVER)
    sheet.activate()
    sheet.set_column(0, 0, _COVER_WIDTH)
    lines: list[tuple[str, str]] = [("cover title", report.title)]
    lines += [("line", text) for text in (report.question, report.brand.organisation) if text]
    lines += [("line", f"Please note: {notice}") for notice in report.notices]
    if report.description:
        lines += [("heading", "About this evidence"), ("line", report.description)]
    if report.brand.contact:
        lines += [("heading", "Contact"), ("line", report.brand.contact)]
    lines += [("heading", "How to read this workbook"), *(("line", text) for text in _READING)]
    _lines(sheet, forms, lines)
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)


_READING = (
    f"The sheet “{CONTENTS}” lists the tables and the sheet “{NOTES}” says what must be known to read them.",
    "There is one table a sheet. It begins in column A, under its title, what it belongs to and where it comes from.",
    "Pictures are in the other formats of the report; the table from which each was drawn is here.",
)


def _contents(book: Any, forms: Mapping[str, Any], sheets: Sequence[_Sheet]) -> None:
    sheet = book.add_worksheet(CONTENTS)
    _widths(sheet, _LISTED)
    row = _lines(sheet, forms, [("title", CONTENTS), ("told", "This sheet holds one table, which lists the others.")])
    rows = [[one.name, one.table.caption, one.chapter] for one in sheets]
    _listed(sheet, forms, row, ("Sheet", "What it holds", "Part of the report"), rows)
    for n, (name, *_) in enumerate(rows, start=row + 1):
        sheet.write_url(n, 0, f"internal:'{name}'!A1", forms["link"], name)


def _notes(book: Any, forms: Mapping[str, Any], report: Report, sheets: Sequence[_Sheet]) -> None:
    """What shorthand means, and each note with its number."""
    sheet = book.add_worksheet(NOTES)
    _widths(sheet, _LISTED)
    row = _lines(sheet, forms, [("title", NOTES), ("told", "This sheet holds one table: notes and the shorthand of cells.")])
    pictures = sum(isinstance(block, Figure) for block in report.blocks())
    told = [*((f"note {n}", text) for text, n in _numbered(sheets).items()), *SHORTHAND.items()]
    told += [("figures", f"This report has {pictures} pictures; they are not repeated here.")]
    _listed(sheet, forms, row, ("Note", "What it says"), told)


def _listed(sheet: Any, forms: Mapping[str, Any], top: int, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table of plain text, on a sheet whose columns are wide enough."""
    for n, row in enumerate(rows, start=top + 1):
        sheet.set_row(n, _height(row, _LISTED[: len(row)]))
        for column, text in enumerate(row):
            sheet.write_string(n, column, _cell(text), forms["text"])
    _tagged(sheet, (top, top + max(len(rows), 1)), [(header, forms["header"]) for header in headers], sheet.get_name())


def _numbered(sheets: Sequence[_Sheet]) -> dict[str, int]:
    """Each note that a table has, and its number."""
    notes = dict.fromkeys(sheet.table.note for sheet in sheets if sheet.table.note)
    return {note: number for number, note in enumerate(notes, start=1) if note}


def _table_sheet(book: Any, forms: Mapping[str, Any], one: _Sheet) -> None:
    sheet, table = book.add_worksheet(one.name), one.table
    rows = [texts(row, in_full=True) for row in table.rows]
    # Not wrapped: column A is as wide as the table needs, and these lines run on over the columns beside it.
    told = [f"Note: {table.note}" if table.note else "", _symbols(rows), f"Source: {one.chapter}"]
    lines = [
        ("title", f"{one.name}: {table.caption}"),
        *(("told", line) for text in ("This sheet holds one table.", *told) for line in _by_sentences(text)),
    ]
    top = _lines(sheet, forms, lines)
    headers = _headers(table.columns)
    values = [[_value(text) for text in row] for row in rows]
    numeric = [any(isinstance(row[c], float) for row in values) for c in range(len(headers))]
    widths = [_width(header, [row[c] for row in rows]) for c, header in enumerate(headers)]
    _widths(sheet, widths)
    sheet.set_row(top, _height(headers, widths))
    for n, (row, cells) in enumerate(zip(rows, values, strict=True), start=top + 1):
        sheet.set_row(n, _height(row, widths))
        for column, (text, value) in enumerate(zip(row, cells, strict=True)):
            _fill(sheet, (n, column), text, value, forms, right=numeric[column])
    formed = [(header, forms["number header" if right else "header"]) for header, right in zip(headers, numeric, strict=True)]
    last = top + max(len(rows), 1)
    _tagged(sheet, (top, last), formed, one.name)
    sheet.print_area(0, 0, last, _last_printed(lines, widths))


def _by_sentences(text: str) -> list[str]:
    """A text in lines of whole sentences, as many to a line as stand beside a table."""
    lines: list[str] = []
    for sentence in re.split(r"(?<=[.;]) ", text) if text else []:
        if lines and len(lines[-1]) + len(sentence) < _LONGEST_LINE:
            lines[-1] += f" {sentence}"
        else:
            lines.append(sentence)
    return lines


def _last_printed(lines: Sequence[tuple[str, str]], widths: Sequence[float]) -> int:
    """The last column that the lines above a table run on over, so that a printed page holds them whole."""
    longest = max(len(text) * (_TITLE_WIDE if form == "title" else _SPARE) for form, text in lines)
    beyond = max(0, math.ceil((min(longest, 2 * _LONGEST_LINE) - sum(widths)) / _EMPTY_COLUMN))
    return len(widths) - 1 + beyond


def _symbols(rows: Sequence[Sequence[str]]) -> str:
    """Which shorthand stands in the table."""
    used = [f"{mark} {text}" for mark, text in SHORTHAND.items() if any(cell == mark for row in rows for cell in row)]
    return f"In place of a value: {'; '.join(used)}." if used else ""


def _headers(columns: Sequence[str]) -> list[str]:
    """The headers, none empty and no two alike, as a table of a workbook needs them."""
    taken: set[str] = set()
    headers = []
    for number, name in enumerate(columns, start=1):
        wanted = header = (_cell(name).strip() or f"Column {number}")[:240]
        again = 1
        while header.casefold() in taken:
            again += 1
            header = f"{wanted} ({again})"
        taken.add(header.casefold())
        headers.append(header)
    return headers


def _value(text: str) -> float | str:
    """A number if the cell says nothing else, so that a reader can count on; whatever else is text."""
    plain = text.replace(",", "").replace("−", "-")
    if _NUMBER.fullmatch(text) and not re.match(r"[-−+]?0\d", text):
        return float(plain)
    return float(plain.removesuffix("%")) / 100 if _SHARE.fullmatch(text) else text


def _fill(sheet: Any, place: tuple[int, int], text: str, value: float | str, forms: Mapping[str, Any], *, right: bool) -> None:
    if isinstance(value, str):
        # An empty cell is left empty by no writer of ours: it says that it holds nothing.
        sheet.write_string(*place, _cell(text) or "[z]", forms["right" if right else "text"])
        return
    form = "share" if text.endswith("%") else "decimal" if "." in text else "number"
    sheet.write_number(*place, value, forms[form])


def _tagged(sheet: Any, rows: tuple[int, int], headers: Sequence[tuple[str, Any]], name: str) -> None:
    """Mark the cells as a table, so that a screen reader tells its headers; without filters or colours."""
    title = re.sub(r"[^A-Za-z0-9]+", "_", f"t_{name}")
    columns = [{"header": header, "header_format": form} for header, form in headers]
    options = {"name": title, "columns": columns, "autofilter": False, "style": None}
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(rows[0])
    sheet.add_table(rows[0], 0, rows[1], len(headers) - 1, options)


def _lines(sheet: Any, forms: Mapping[str, Any], lines: Sequence[tuple[str, str]]) -> int:
    """Lines of text in column A from the top; returns the row after them."""
    for row, (form, text) in enumerate(lines):
        if form == "line":
            sheet.set_row(row, _height([text], [_COVER_WIDTH]))
        sheet.write_string(row, 0, _cell(text), forms[form])
    return len(lines)


def _widths(sheet: Any, widths: Sequence[float]) -> None:
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)


def _width(header: str, texts: Sequence[str]) -> float:
    """Characters that a column is wide: its longest word, and more where its texts are long."""
    word = max((len(word) for text in (header, *texts) for word in text.split()), default=0)
    longest = max((len(text) for text in texts), default=0)
    return min(_WIDEST, max(_NARROWEST, word * 1.2 + 2, math.sqrt(longest) * 4))


def _height(row: Sequence[str], widths: Sequence[float]) -> float:
    """Points that a row is high: not every program works it out when it opens the file."""
    lines = (
        sum(math.ceil(max(len(line), 1) * _SPARE / width) for line in t.split("\n")) for t, width in zip(row, widths, strict=True)
    )
    return min(_HIGHEST, max(lines, default=1) * _LINE)


def _cell(text: str) -> str:
    """`text` as a cell holds it: nothing unseen, and no longer than a cell can be."""
    seen = speakable(text.replace("\r\n", "\n").replace("\r", "\n"))
    return seen if len(seen) <= _LONGEST_CELL else f"{seen[: _LONGEST_CELL - 1]}…"
