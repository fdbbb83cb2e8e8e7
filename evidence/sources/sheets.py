"""A survey export -> its cells as text: csv, tsv, xlsx, ods and sav, with every value as it stands in the file."""

from __future__ import annotations

import datetime
import re
import struct
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from typing import Any

import python_calamine
from lxml import etree

from evidence.errors import Problem, SourceError
from evidence.project import Limits
from evidence.sources import archive
from evidence.sources.delimited import GUESSED, READER, open_csv, read_csv, tidy
from evidence.sources.reading import Cut
from evidence.sources.rows import Piece, RowCut, added_up, cut_in, in_portions, short

SUFFIXES = frozenset({".csv", ".tsv", ".xlsx", ".xlsm", ".ods", ".sav"})

SHOWN_CHARS = 32_767
"""Characters that a cell of a spreadsheet holds."""
MOST_MERGED = 20_000_000
"""Cells of a merged range, more than any sheet that is read has."""
_SHOWN_SHEETS = 10


@dataclass(frozen=True)
class Sheet:
    """The cells of one sheet, as text, before anything is known of its headers.

    rows:    its rows; they may differ in length.
    numbers: the number of each row in the file, counted from 1 at its top; 0 for rows that the file does not count.
    labels:  for a column (by its place, from 0), the words of its values in order, where the file holds them.
    groups:  columns (by their place) that the file says are the options of one question.
    name:    the sheet's name, empty where the file has no sheets.
    others:  names of the other sheets that can be seen.
    reader:  name and version of what read it.
    """

    rows: list[list[str]]
    numbers: list[int]
    reader: str
    labels: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    groups: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    cuts: tuple[Cut, ...] = ()
    name: str = ""
    others: tuple[str, ...] = ()


def read_sheet(path: Path, shown: str, limits: Limits, *, sheet: str = "") -> Sheet:
    """The cells of the export at `path`, as text: `001` stays `001`, and a date is written as its ISO form.

    shown:  how messages name the file.
    sheet:  the sheet of a workbook; by default the first that can be seen and holds anything.
    raises: SourceError, if the file cannot be read, is empty, is not what its ending says, or is over a limit.
    """
    suffix = path.suffix.lower()
    try:
        if suffix in (".csv", ".tsv"):
            table = read_csv(path.read_bytes(), shown)
            found = Sheet(table.rows, table.numbers, READER, cuts=table.cuts)
        elif suffix == ".sav":
            found = _read_sav(path, shown)
        else:
            found = _read_workbook(path, shown, sheet)
    except OSError as fault:
        raise _unreadable(shown, fault) from None
    if not any(cell.strip() for row in found.rows for cell in row):
        raise SourceError(Problem(shown, "is empty", "Export the survey again."))
    return _within(found, shown, limits)


@dataclass(frozen=True)
class Table:
    """An export that is gone through piece by piece, as often as needed.

    portions: gives its pieces of about so many bytes, each with its rows.
    sealed:   a piece with what tells that the file was not changed since.
    emptied:  cells that were too long to keep.
    """

    reader: str
    cuts: tuple[Cut, ...]
    portions: Callable[[int], Iterator[tuple[Piece, Sequence[list[str]]]]]
    sealed: Callable[[Piece], Piece]
    emptied: int = 0


def open_table(path: Path, shown: str, limits: Limits, *, sheet: str = "") -> Table:
    """The export at `path`: a csv in UTF-8 is never held whole, anything else is.

    raises: SourceError, as `read_sheet`, but for what only going through all of it can tell.
    """
    try:
        found = open_csv(path, shown) if path.suffix.lower() in (".csv", ".tsv") else None
    except OSError as fault:
        raise _unreadable(shown, fault) from None
    if found is not None:
        return Table(READER, found.cuts, found.portions, found.sealed)
    return held_table(path, shown, limits, sheet=sheet)


def held_table(path: Path, shown: str, limits: Limits, *, sheet: str = "") -> Table:
    """The export at `path`, held whole, as `read_sheet` reads it."""
    held = read_sheet(path, shown, limits, sheet=sheet)
    emptied = sum(cut.count for cut in held.cuts if cut.unit == "cells")
    return Table(held.reader, held.cuts, partial(in_portions, held.rows, held.numbers), lambda piece: piece, emptied)


def _unreadable(shown: str, fault: OSError) -> SourceError:
    return SourceError(Problem(shown, f"cannot be read ({fault.strerror or 'damaged'})", "Export it again."))


def over_limit(rows: int, columns: int, shown: str, limits: Limits) -> SourceError | None:
    """What to say of an export that has more rows or columns than allowed."""
    for size, limit, name in ((rows, limits.rows, "rows"), (columns, limits.columns, "columns")):
        if size > limit:
            mend = f"Split the export, or set under limits: in project.yaml: {name}: {size}"
            return SourceError(Problem(shown, f"has {size:,} {name}; the limit is {limit:,}", mend))
    return None


def long_cells(rows: Iterable[Sequence[str]], numbers: Iterable[int], longest: int) -> list[RowCut]:
    """What is to be said of the long cells of some rows; those longer than `longest` characters are not kept."""
    least = min(SHOWN_CHARS, longest)
    lengths = [(number, len(cell)) for row, number in zip(rows, numbers, strict=True) for cell in row if len(cell) > least]
    whole = [number for number, length in lengths if length <= longest]
    lost = [number for number, length in lengths if length > longest]
    why = f"longer than the {SHOWN_CHARS:,} characters that a spreadsheet shows: kept whole"
    mend = "Compare it with the survey: an export may have run several answers together."
    cuts = [cut_in("", whole, "parts", why, mend)] if whole else []
    mend = "Shorten it, or set under limits: in project.yaml: field_chars"
    return [*cuts, *([cut_in("", lost, "cells", f"longer than {longest:,} characters", mend)] if lost else [])]


def _within(sheet: Sheet, shown: str, limits: Limits) -> Sheet:
    """`sheet`, if it has no more rows and columns than allowed; cells that are too long are emptied and noted."""
    if fault := over_limit(len(sheet.rows), max(map(len, sheet.rows)), shown, limits):
        raise fault
    cuts = added_up(long_cells(sheet.rows, sheet.numbers, limits.field_chars))
    if not cuts:
        return sheet
    rows = [[cell if len(cell) <= limits.field_chars else "" for cell in row] for row in sheet.rows]
    return replace(sheet, rows=rows, cuts=(*sheet.cuts, *cuts))


# --- workbooks ----------------------------------------------------------------------------------------------------


def _read_workbook(path: Path, shown: str, wanted: str) -> Sheet:
    damaged = Problem(shown, "cannot be opened as a workbook", "Open it in a spreadsheet program and save it again as xlsx.")
    try:
        with python_calamine.CalamineWorkbook.from_path(path) as book:
            visible, cuts = _sheets(book)
            name = wanted or next((n for n in visible if book.get_sheet_by_name(n).height), (visible or [""])[0])
            if name not in book.sheet_names:
                known = ", ".join(f"'{n}'" for n in visible)
                raise SourceError(Problem(shown, f"has no sheet '{name}'", f"Its sheets are: {known}."))
            sheet = book.get_sheet_by_name(name)
            cells = sheet.to_python(skip_empty_area=False)
            merged = _merged(sheet, shown)
    except python_calamine.PasswordError:
        raise SourceError(Problem(shown, "is protected by a password", "Save it again without a password.")) from None
    except (python_calamine.CalamineError, ValueError):
        raise SourceError(damaged) from None
    except BaseException as fault:
        # A panic inside calamine is no Exception, and its type has no name that could be imported.
        if type(fault).__name__ != "PanicException":
            raise
        raise SourceError(damaged) from None
    others = tuple(n for n in visible if n != name)
    if others:
        mend = "Name it as sheet: in the yaml file to read it instead."
        cuts.append(Cut(_sheet_words(others), "parts", len(others), "another sheet: one sheet of a workbook is read", mend))
    if merged:
        mend = "Undo the merging if the value stands for every row it spans."
        cuts.append(Cut(f"sheet '{name}'", "parts", merged, "merged cells: the value counts for the first cell only", mend))
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        cuts += _unseen(path, name, sum(cell == datetime.time() for row in cells for cell in row))
    if len(name) > _LONGEST_NAME or _UNNAMEABLE.search(name):
        mend = "Give the sheet a shorter name of letters and digits, so that every program opens it."
        cuts.append(Cut(f"sheet '{short(name)}'", "parts", 1, "a name that spreadsheet programs do not take", mend))
    rows = [[_shown(cell) for cell in row] for row in cells]
    reader = f"python-calamine {version('python-calamine')}"
    return Sheet(rows, list(range(1, len(rows) + 1)), reader, cuts=tuple(cuts), name=name, others=others)


_LONGEST_NAME, _UNNAMEABLE = 31, re.compile(r"[\[\]:*?/\\]")


def _merged(sheet: Any, shown: str) -> int:
    """How many ranges of cells are merged; raises SourceError, if one is larger than any sheet of answers."""
    ranges = sheet.merged_cell_ranges or ()
    largest = max(((bottom - top + 1) * (right - left + 1) for (top, left), (bottom, right) in ranges), default=0)
    if largest > MOST_MERGED:
        what = f"merges {largest:,} cells into one, of which a spreadsheet shows the first alone"
        raise SourceError(Problem(shown, what, "Undo the merging, or export the survey again."))
    return len(ranges)


def _sheets(book: python_calamine.CalamineWorkbook) -> tuple[list[str], list[Cut]]:
    """Names of the sheets that can be seen, and what to say of those that are hidden."""
    sheets = [s for s in book.sheets_metadata if s.typ == python_calamine.SheetTypeEnum.WorkSheet]
    visible = [s.name for s in sheets if s.visible == python_calamine.SheetVisibleEnum.Visible]
    hidden = [s.name for s in sheets if s.name not in visible]
    mend = "Show the sheet in the workbook if it belongs to the survey."
    return visible, [Cut(_sheet_words(hidden), "parts", len(hidden), "hidden sheet", mend)] if hidden else []


def _sheet_words(names: Sequence[str]) -> str:
    shown = ", ".join(f"'{short(name)}'" for name in names[:_SHOWN_SHEETS])
    more = f" and {len(names) - _SHOWN_SHEETS:,} more" if len(names) > _SHOWN_SHEETS else ""
    return f"sheet{'s' if len(names) > 1 else ''} {shown}{more}"


def _shown(cell: Any) -> str:
    """A cell as text: a whole number without '.0', a date in its ISO form, true and false in capitals as spreadsheets do."""
    if isinstance(cell, str):
        return tidy(cell)[0]
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return _number(cell)
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat() if cell.time() == datetime.time() else cell.isoformat(sep=" ")
    if isinstance(cell, (datetime.date, datetime.time)):
        return cell.isoformat()
    return "" if cell is None else str(cell)


def _number(value: float) -> str:
    """A number as a spreadsheet shows it: whole numbers without '.0'; '' for what is no number.

    >>> _number(24.0), _number(0.1), _number(float("nan"))
    ('24', '0.1', '')
    """
    if value != value:
        return ""
    return f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else repr(value)


_FORMULA_WITHOUT_VALUE = re.compile(rb"<f\b[^<>]*(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>")
_ERROR_CELL = re.compile(rb"<c\b[^<>]*\bt=\"e\"")
_OUTWARD = re.compile(rb"<f\b[^<>]*>[^<]*\|[^<]*![^<]*</f>")
_BELOW_ZERO = re.compile(rb"<c\b[^<>]*\bs=\"[1-9]\d*\"[^<>]*><v>-")
_ROW = re.compile(rb"<row\b[^<>]*?\br=\"(\d{1,7})\"")
_HIDDEN_ROW = re.compile(rb"<row\b[^<>]*\bhidden=\"(?:1|true)\"")


def _unseen(path: Path, name: str, midnights: int) -> list[Cut]:
    """What the reader of an xlsx sheet passes over without a word: error cells, formulas without a value, hidden rows.

    midnights: cells that were read as midnight, as the reader takes dates before the first that there is.
    """
    data = path.read_bytes()
    try:
        part = _part_of(data, name)
        xml = archive.parts(data, [part]).get(part, b"")
    except (zipfile.BadZipFile, etree.XMLSyntaxError):
        return []
    kinds = (
        (_ERROR_CELL, "error cells such as #REF! count as missing", "Correct the formulas in the workbook."),
        (
            _FORMULA_WITHOUT_VALUE,
            "formulas without a stored value count as missing",
            "Open and save the workbook, then build again.",
        ),
        (
            _OUTWARD,
            "formulas that ask another program (never asked): their stored value counts",
            "Write their value into the cell.",
        ),
        (_HIDDEN_ROW, "hidden rows are read like the others", "Delete them in the workbook if they should not count."),
    )
    found = [(len(pattern.findall(xml)), why, mend) for pattern, why, mend in kinds]
    found.append(
        (min(midnights, len(_BELOW_ZERO.findall(xml))), "dates before the first that there is: read as 00:00:00", _DATES)
    )
    found.append((_out_of_order(xml), "rows out of order or twice; of two the last counts", "Save the workbook again."))
    told = [Cut(f"sheet '{name}'", "parts", count, why, mend) for count, why, mend in found if count]
    return [*told, *_beside(data)]


_DATES = "Correct them in the workbook."


def _out_of_order(xml: bytes) -> int:
    """How many rows do not come after the row before them."""
    numbers = [int(number) for number in _ROW.findall(xml)]
    return sum(after <= before for before, after in pairwise(numbers))


def _beside(data: bytes) -> list[Cut]:
    """What stands in a workbook beside its cells."""
    names = archive.names(data)
    counts = {why: sum(bool(form.fullmatch(part)) for part in names) for why, form in _BESIDE.items()}
    mend = "If it is evidence, write it into a cell of the sheet."
    found = (Cut("whole file", "parts", count, why, mend) for why, count in counts.items())
    return [cut for cut in (*found, archive.around(data)) if cut.count]


_BESIDE = {
    "comments": re.compile(r"xl/(?:comments\d*|threadedComments/.+|comments/.+)\.xml"),
    "pictures and charts": re.compile(r"xl/(?:media/.+|charts/chart\d*\.xml)"),
    "embedded files": re.compile(r"xl/embeddings/.+"),
    "links to other workbooks (never followed)": re.compile(r"xl/externalLinks/[^/]+\.xml"),
    "macros (never run)": re.compile(r"xl/vbaProject\.bin"),
}


_BOOK, _LINKS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"


def _part_of(data: bytes, name: str) -> str:
    """The path in the package of the sheet called `name`; empty where it cannot be found."""
    parts = archive.parts(data, (_BOOK, _LINKS))
    if len(parts) < 2:
        return ""
    sheets = archive.parse(parts[_BOOK]).iterfind(".//{*}sheet")
    key = next((v for s in sheets if s.get("name") == name for full, v in s.attrib.items() if str(full).endswith("}id")), None)
    links = archive.parse(parts[_LINKS]).iterfind("{*}Relationship")
    target = next((link.get("Target", "") for link in links if link.get("Id") == key), "")
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


# --- SPSS ---------------------------------------------------------------------------------------------------------


def _read_sav(path: Path, shown: str) -> Sheet:
    import pyreadstat  # and with it a library for tables of every make, which no other file needs

    damaged = Problem(shown, "cannot be read as an SPSS file", "Save it again in SPSS, or export it as csv.")
    cuts: list[Cut] = []
    try:
        try:
            table, about = pyreadstat.read_sav(path, user_missing=True, disable_datetime_conversion=False)
        except UnicodeDecodeError:
            table, about = pyreadstat.read_sav(path, user_missing=True, encoding="WINDOWS-1252")
            why = "encoding guessed as cp1252: the file does not say"
            cuts.append(Cut("whole file", "parts", 1, why, GUESSED))
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, UnicodeDecodeError, ValueError):
        raise SourceError(damaged) from None
    cuts += _declared(path, len(table))
    columns, labels = [], {}
    for place, name in enumerate(table.columns):
        kept, offered, marked = _spss_column(table[name].tolist(), about, name)
        columns.append(kept)
        if offered:
            labels[place] = offered
        if marked:
            mend = "Change the variable's missing values in SPSS if they are answers."
            cuts.append(Cut(f"column '{name}'", "parts", marked, "values that SPSS marks as missing count as missing", mend))
    rows = [list(map(str, table.columns))]
    if any(about.column_labels):
        rows.append([tidy(label or "")[0] for label in about.column_labels])
    heads = len(rows)
    rows += [list(row) for row in zip(*columns, strict=True)]
    numbers = [0] * heads + list(range(1, len(rows) - heads + 1))
    place_of = {str(name): place for place, name in enumerate(table.columns)}
    groups = {
        str(name): tuple(place_of[v] for v in about.mr_sets[name]["variable_list"] if v in place_of)
        for name in sorted(about.mr_sets or {})
    }
    reader = f"pyreadstat {version('pyreadstat')}"
    return Sheet(rows, numbers, reader, labels=labels, groups=groups, cuts=tuple(cuts))


def _declared(path: Path, held: int) -> list[Cut]:
    """What to say if the header of the file names another number of people than it holds."""
    with path.open("rb") as opened:
        head = opened.read(84)
    order = "<" if head[64:68] in (b"\2\0\0\0", b"\3\0\0\0") else ">"
    (said,) = struct.unpack(f"{order}i", head[80:84])
    why = f"its header says {said:,} rows, and it holds {held:,}"
    return [Cut("whole file", "parts", 1, why, "Check that the export is whole.")] if said not in (-1, held) else []


def _spss_column(values: Sequence[Any], about: Any, name: str) -> tuple[list[str], tuple[str, ...], int]:
    """The cells of a variable as text, the labels of its values in order, and how many cells SPSS marks as missing."""
    words = about.variable_value_labels.get(name, {})
    missing = about.missing_ranges.get(name, [])
    marked = [_is_missing(value, missing) for value in values]
    cells = ["" if absent else _labelled(value, words) for value, absent in zip(values, marked, strict=True)]
    offered = (_labelled(code, words) for code in words if not _is_missing(code, missing))
    return cells, tuple(dict.fromkeys(offered)), sum(marked)


def _is_missing(value: Any, ranges: Sequence[Any]) -> bool:
    """True if SPSS was told that `value` stands for no answer."""
    for span in ranges:
        low, high = (span["lo"], span["hi"]) if isinstance(span, Mapping) else (span, span)
        if type(value) in (int, float) and type(low) in (int, float):
            if low <= value <= high:
                return True
        elif str(value).strip() == str(low).strip():
            return True
    return False


def _labelled(value: Any, words: Mapping[Any, str]) -> str:
    """The label of a value, or the value as text where it has none."""
    if value is None or value != value:
        return ""
    try:
        label = words.get(value)
    except TypeError:
        label = None
    return tidy(str(label))[0].strip() if label else _shown(value)
