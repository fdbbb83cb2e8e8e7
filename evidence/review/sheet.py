"""A sheet that came back from a person: found in its file, and its columns found by their headers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from evidence.errors import CodingError, Problem
from evidence.project import Limits
from evidence.sources.guard import inspect
from evidence.sources.sheets import Sheet, read_sheet


def returned_sheet(path: Path, sheet: str, needed: Sequence[str], limits: Limits, mend: str) -> tuple[Sheet, dict[str, int]]:
    """The sheet of that name in a workbook, or a text file's only one; and where each needed column stands in its rows.

    mend:   how to come by a new sheet.
    raises: SourceError, if the file cannot be read; CodingError, if a column is missing or there twice.
    """
    inspect(path, path.name, limits)
    found = read_sheet(path, path.name, limits, sheet="" if path.suffix.lower() in (".csv", ".tsv") else sheet)
    header = [text.strip().lower() for text in found.rows[0]]
    missing = [name for name in needed if header.count(name.lower()) != 1]
    if missing:
        what = f"has not once each of the columns {', '.join(missing)}"
        raise CodingError(Problem(f"{path.name}, row 1", what, f"Leave the header row as it was. {mend}"))
    return found, {name: header.index(name.lower()) for name in needed}
