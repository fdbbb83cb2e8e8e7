"""A sheet filled in as a person would: cells set by header and row, and the file written anew."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from pathlib import Path

import xlsxwriter

from evidence.project import Limits
from evidence.review.workbook import REVIEW
from evidence.sources.sheets import read_sheet


def cells(path: Path) -> list[dict[str, str]]:
    """The rows of the sheet `Review`, by header."""
    header, *rows = read_sheet(path, path.name, Limits(), sheet=REVIEW).rows
    return [dict(zip(header, row + [""] * (len(header) - len(row)), strict=True)) for row in rows]


def fill(path: Path, decide: Callable[[dict[str, str]], Mapping[str, str] | None]) -> Path:
    """The sheet with what `decide` says of each row set in it; a row of which it says None stays as it is."""
    rows = [{**row, **(decide(row) or {})} for row in cells(path)]
    path.write_bytes(sheet(rows))
    return path


def sheet(rows: list[dict[str, str]], name: str = REVIEW) -> bytes:
    """A workbook of one sheet with these rows."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        page = book.add_worksheet(name)
        for number, row in enumerate([{header: header for header in rows[0]}, *rows]):
            for place, text in enumerate(row.values()):
                page.write_string(number, place, text)
    return buffer.getvalue()
