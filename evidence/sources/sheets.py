"""A survey export -> its cells as text: csv, tsv, xlsx, ods and sav, with every value as it stands in the file."""

from __future__ import annotations

import csv
import datetime
import re
import struct
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import python_calamine
from lxml import etree

from evidence.errors import Problem, SourceError
from evidence.project import Limits
from evidence.sources import archive
from evidence.sources.reading import Cut
from evidence.textfiles import csv_reader

SUFFIXES = frozenset({".csv", ".tsv", ".xlsx", ".xlsm", ".ods", ".sav"})

DELIMITERS = (",", ";", "\t", "|")
_SAMPLE_ROWS = 200
SHOWN_CHARS = 32_767
"""Characters that a cell of a spreadsheet holds."""
MOST_MERGED = 20_000_000
"""Cells of a merged range, more than any sheet that is read has."""
_SHOWN_ROWS = 10

_INVISIBLE = re.compile("[\ufeff\u200b\u2060]")
_SEPARATORS = re.compile("[\x0b\x0c\x1c-\x1f\x85]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")


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
            found = _read_csv(path.read_bytes(), shown)
        elif suffix == ".sav":
            found = _read_sav(path, shown)
        else:
            found = _read_workbook(path, shown, sheet)
    except OSError as fault:
        raise SourceError(Problem(shown, f"cannot be read ({fault.strerror or 'damaged'})", "Export it again.")) from None
    if not any(cell.strip() for row in found.rows for cell in row):
        raise SourceError(Problem(shown, "is empty", "Export the survey again."))
    return _within(found, shown, limits)


def _within(sheet: Sheet, shown: str, limits: Limits) -> Sheet:
    """`sheet`, if it has no more rows and columns than allowed; cells that are too long are emptied and noted."""
    width = max(map(len, sheet.rows))
    for size, limit, name in ((len(sheet.rows), limits.rows, "rows"), (width, limits.columns, "columns")):
        if size > limit:
            mend = f"Split the export, or set under limits: in project.yaml: {name}: {size}"
            raise SourceError(Problem(shown, f"has {size:,} {name}; the limit is {limit:,}", mend))
    longest = limits.field_chars
    most = max(map(len, chain.from_iterable(sheet.rows)), default=0)
    if most > SHOWN_CHARS:
        at = [n for n, row in zip(sheet.numbers, sheet.rows, strict=True) for cell in row if len(cell) > SHOWN_CHARS]
        why = f"longer than the {SHOWN_CHARS:,} characters that a spreadsheet shows: kept whole"
        mend = "Compare it with the survey: an export may have run several answers together."
        sheet = replace(sheet, cuts=(*sheet.cuts, Cut(row_words(at), "parts", len(at), why, mend)))
    if most <= longest:
        return sheet
    at = [n for n, row in zip(sheet.numbers, sheet.rows, strict=True) for cell in row if len(cell) > longest]
    mend = "Shorten it, or set under limits: in project.yaml: field_chars"
    note = Cut(row_words(at), "cells", len(at), f"longer than {longest:,} characters", mend)
    rows = [[cell if len(cell) <= longest else "" for cell in row] for row in sheet.rows]
    return replace(sheet, rows=rows, cuts=(*sheet.cuts, note))


def row_words(numbers: Iterable[int]) -> str:
    """Row numbers in words, the first ten by number.

    >>> row_words([4, 9, 9])
    'rows 4, 9'
    """
    found = sorted(set(numbers))
    more = f" and {len(found) - _SHOWN_ROWS:,} more" if len(found) > _SHOWN_ROWS else ""
    return f"row{'s' if len(found) != 1 else ''} {', '.join(map(str, found[:_SHOWN_ROWS]))}{more}"


def short(name: str) -> str:
    """A header as messages show it: at most 60 characters, its beginning and its end.

    >>> short("Which of these have you used in the last year? Please tick all that apply / Hub")
    'Which of these have you used in the…ick all that apply / Hub'
    """
    return name if len(name) <= 60 else f"{name[:35]}…{name[-24:]}"


# --- text ---------------------------------------------------------------------------------------------------------

_BOMS = ((b"\xff\xfe\x00\x00", "utf-32"), (b"\x00\x00\xfe\xff", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SINGLE_BYTE = ("cp1252", "mac_roman", "latin-1")
_SET_ENCODING = "Compare words with accents and pound signs with the survey; if they are wrong, save the export as UTF-8."


def decode(data: bytes, shown: str) -> tuple[str, tuple[Cut, ...]]:
    """The text of a csv file and, where its encoding had to be guessed, a cut that says so.

    A byte order mark decides; then strict UTF-8; then, of cp1252, Mac Roman and Latin-1, the one whose accents,
    quotation marks and currency signs stand where such characters stand in words.

    raises: SourceError, if it is no text.
    """
    encoding = next((name for bom, name in _BOMS if data.startswith(bom)), None) or _wide_without_bom(data)
    if encoding is None and len(re.findall(rb"[\x00-\x08\x0e-\x1f]", data[:65536])) * 10 > len(data[:65536]):
        raise SourceError(Problem(shown, "is not text", "Export the survey again as csv."))
    if encoding is None:
        return _decode_bytes(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise SourceError(Problem(shown, f"is damaged {encoding.upper()} text", "Export the survey again as UTF-8.")) from None
    guessed = Cut("whole file", "parts", 1, f"encoding guessed as {encoding.upper()}: the file does not say", _SET_ENCODING)
    return text, () if encoding in ("utf-16", "utf-32") else (guessed,)


def _wide_without_bom(data: bytes) -> str | None:
    """UTF-16 of one byte order or the other, if every second byte of a good part of `data` is NUL."""
    head = data[:4096]
    if len(head) < 4:
        return None
    even, odd = (head[start::2].count(0) / (len(head) // 2) for start in (0, 1))
    return "utf-16-le" if odd > 0.4 > even else "utf-16-be" if even > 0.4 > odd else None


def _decode_bytes(data: bytes) -> tuple[str, tuple[Cut, ...]]:
    try:
        return data.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        pass
    text = data.decode("utf-8", errors="surrogateescape")
    strange = re.findall("[\udc80-\udcff]", text)
    if len(re.findall("[^\x00-\x7f\udc80-\udcff]", text)) >= len(strange):
        # Two encodings in one file, as when exports are glued together: each run of bytes that is no UTF-8 is cp1252.
        repaired = re.sub("[\udc80-\udcff]+", lambda run: _raw(run[0]).decode("cp1252", errors="replace"), text)
        lines = sorted({text.count("\n", 0, bad.start()) + 1 for bad in re.finditer("[\udc80-\udcff]+", text)})
        why = f"{len(strange):,} bytes are not UTF-8 like the rest; read as cp1252"
        where = f"line{'s' if len(lines) > 1 else ''} {', '.join(map(str, lines[:_SHOWN_ROWS]))}"
        return repaired, (Cut(where, "parts", len(strange), why, _SET_ENCODING),)
    readings = {name: data.decode(name, errors="replace") for name in _SINGLE_BYTE}
    chosen = max(_SINGLE_BYTE, key=lambda name: _plausibility(readings[name]))
    why = f"encoding guessed as {chosen}: {len(strange):,} bytes are not UTF-8"
    return readings[chosen], (Cut("whole file", "parts", 1, why, _SET_ENCODING),)


def _raw(run: str) -> bytes:
    return run.encode("utf-8", errors="surrogateescape")


_PLAUSIBLE = re.compile(
    r"(?<=[^\W\d_])[à-öø-ÿœšž](?![A-Z])|(?<![^\W_])[À-ÖØ-Þ](?=[a-z])|(?<=[^\W\d_])’(?=[a-z])|(?<!\w)[“‘](?=\w)"
    r"|(?<=[\w.,!?])[”’](?!\w)|[£€](?=\s?\d)|(?<=[\s\d])[–—](?=[\s\d])|\xa0|…|[•·]\s"
)
_IMPLAUSIBLE = re.compile(r"[\x80-\x9f\ufffd]|(?<=[a-z])[À-ÖØ-ÞŒŠŽŸ]|(?<=[^\W\d_])[^\x00-\x7f\w\s’‘“”–—…·£€](?=[^\W\d_])")


def _plausibility(text: str) -> int:
    return len(_PLAUSIBLE.findall(text)) - 2 * len(_IMPLAUSIBLE.findall(text))


# --- csv ----------------------------------------------------------------------------------------------------------

_END = "\x04"
"""A last row that the text itself cannot hold; a quotation mark that is never closed swallows it."""


def _read_csv(data: bytes, shown: str) -> Sheet:
    text, cuts = decode(data, shown)
    del data  # a large file in memory twice is once too often
    text, removed = tidy(text)
    if removed:
        why = "control characters that no reader can show were removed"
        cuts += (Cut("whole file", "parts", removed, why, "Nothing to do, unless words are missing."),)
    ends = len(_OLD_END.findall(text)) if "\n" in text else 0
    if ends:
        mend = "Compare the number of rows with the survey."
        cuts += (Cut("whole file", "parts", ends, "line ends of another kind than the others: each ends a row", mend),)
    skipped = 0
    stated = re.match(r"sep=(.)\r?\n", text, re.IGNORECASE)
    if stated:
        text, skipped = text[stated.end() :], 1
    form = {"delimiter": stated[1], "escapechar": None} if stated else _dialect(text)
    if not text.strip():
        raise SourceError(Problem(shown, "is empty", "Export the survey again."))
    cuts += _quoting(text, form)
    text = text if text.endswith(("\n", "\r")) else f"{text}\n"
    rows = _each_once(csv_reader(chain(_lines(text), [_END]), **form))
    if rows[-1] != [_END]:
        number = len(rows) + skipped
        rows = _unopened(text, form)
        if not rows:
            mend = "Close it (or remove it), so that the rows after it are not swallowed by one cell."
            raise SourceError(Problem(f"{shown}, row {number}", "opens a quotation mark that is never closed", mend))
        why = "a quotation mark that is never closed: read as if it were not there"
        cuts += (Cut(row_words([number]), "parts", 1, why, "Compare that row, and those after it, with the survey."),)
    del rows[-1]
    numbers = list(range(1 + skipped, len(rows) + 1 + skipped))
    return Sheet(rows, numbers, "csv (Python standard library)", cuts=cuts)


def _unopened(text: str, form: Mapping[str, Any]) -> list[list[str]]:
    """The rows of `text` without its last quotation mark, if that begins a cell and all before it are set as they should.

    What opens a cell and has no other after it ends nowhere. Where marks before it are loose too, no row can be told for sure.
    """
    at = text.rfind('"')
    if at > 0 and text[at - 1] not in (form["delimiter"], "\n", "\r"):
        return []
    try:
        rows = _each_once(csv_reader(chain(_lines(text[:at] + text[at + 1 :]), [_END]), strict=True, **form))
    except csv.Error:
        return []
    return rows if rows[-1] == [_END] else []


_OFTEN = 10_000
"""Different cells that are looked out for: those that many rows hold are among the first so many, or nearly all are."""


def _each_once(rows: Iterable[list[str]]) -> list[list[str]]:
    """The rows, with cells that many of them hold kept once: a million rows then fit into what a reader may hold."""
    known: dict[str, str] = {}
    kept = []
    for row in rows:
        if len(known) < _OFTEN:
            kept.append([known.setdefault(cell, cell) for cell in row])
        else:
            kept.append([known.get(cell, cell) for cell in row])
    return kept


_OLD_END = re.compile(r"\r(?!\n)")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


def _lines(text: str) -> Iterator[str]:
    """The lines of `text` with their ends, as a StringIO has them, but without a wide copy of it all."""
    return (line.group() for line in _LINE.finditer(text))


def tidy(text: str) -> tuple[str, int]:
    """`text` without byte order marks, zero-width spaces and control characters, and how many of the last it had.

    Separators that no survey tool shows (vertical tabs, form feeds and the like) become blanks.

    >>> tidy("\\ufeffyes\\x00")
    ('yes', 1)
    """
    text = _SEPARATORS.sub(" ", _INVISIBLE.sub("", text))
    return _CONTROLS.subn("", text)


def _quoting(text: str, form: Mapping[str, Any]) -> tuple[Cut, ...]:
    """What to say of quotation marks that are not set as tables have them."""
    if form["escapechar"]:
        why = "quotation marks within cells follow a backslash: read as such"
    elif '"' in text and (_BARE.search(text) or not _well_quoted(text, dict(form))):
        why = "quotation marks in the middle of cells: kept as they stand"
    else:
        return ()
    return (Cut("whole file", "parts", 1, why, "Compare some rows with the survey."),)


_BARE = re.compile(r'"(?<=[^\s",;|]")(?=[^\r\n",;\t|])')
"""A quotation mark that neither begins nor ends a cell nor stands beside another: a cell in quotes has none such."""


def _dialect(text: str) -> dict[str, Any]:
    """The delimiter and escape character under which the rows at the beginning are the most alike in width.

    Forms in which quotation marks close where they should go first. Where none makes a table, the one that parts
    the first row most is taken; where none parts it, the file has one column.
    """
    escapes: tuple[str | None, ...] = (None, "\\") if '\\"' in text else (None,)
    forms = [{"delimiter": delimiter, "escapechar": escape} for escape in escapes for delimiter in DELIMITERS]
    samples = [_sample(text, form) for form in forms]
    firsts = [len(rows[0]) if rows else 1 for rows in samples]
    sound = [place for place, form in enumerate(forms) if firsts[place] > 1 and _well_quoted(text, form)]
    widest = max(sound or range(len(forms)), key=lambda place: firsts[place])
    best = max(sound or range(len(forms)), key=lambda place: _evenness(samples[place]))
    below = max(range(len(forms)), key=lambda place: _evenness(samples[place]))
    if _evenness(samples[best])[0]:
        return forms[best]
    if _evenness(samples[below])[2] > firsts[widest]:
        return forms[below]
    return forms[widest] if firsts[widest] > 1 else {"delimiter": _ABSENT, "escapechar": None}


_ABSENT = "\x1f"
_NO_TABLE = (False, 0.0, 0)


def _sample(text: str, form: dict[str, Any]) -> list[list[str]]:
    reader = csv_reader(_lines(text), **form)
    return [row for row, _ in zip(reader, range(_SAMPLE_ROWS), strict=False) if any(row)]


def _well_quoted(text: str, form: dict[str, Any]) -> bool:
    """False if a quotation mark closes in the middle of a cell or never, as under the wrong delimiter it does."""
    try:
        reader = csv_reader(_lines(text), strict=True, **form)
        return sum(1 for _ in zip(reader, range(_SAMPLE_ROWS), strict=False)) > 0
    except csv.Error:
        return False


def _evenness(rows: Sequence[Sequence[str]]) -> tuple[bool, float, int]:
    """Whether the first row is of the commonest width, the share of rows that are, and that width."""
    counts = Counter(len(row) for row in rows if len(row) > 1)
    if not counts:
        return _NO_TABLE
    width = max(counts, key=lambda w: (counts[w], w == len(rows[0]), w))
    begins = next(place for place, row in enumerate(rows) if len(row) == width)
    table = rows[begins:]
    share = counts[width] / len(table)
    if begins == 0:
        return (True, share, width) if share >= 0.5 else _NO_TABLE
    # A preamble above the headers is believed only when the rows under it make a near perfect table and are not
    # parted where sentences have their commas, before a blank.
    parted = [cell for row in table for cell in row[1:]]
    sentences = sum(1 for cell in parted if cell.startswith(" ")) * 2 > len(parted)
    return (False, share, width) if share >= 0.9 and len(table) > 1 and not sentences else _NO_TABLE


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
    shown = ", ".join(f"'{short(name)}'" for name in names[:_SHOWN_ROWS])
    more = f" and {len(names) - _SHOWN_ROWS:,} more" if len(names) > _SHOWN_ROWS else ""
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
            cuts.append(Cut("whole file", "parts", 1, why, _SET_ENCODING))
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
