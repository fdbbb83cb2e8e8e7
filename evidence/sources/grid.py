"""The cells of a survey export -> named columns over rows of data: where the headers are, and what does not fit under them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evidence.errors import Problem, SourceError
from evidence.sources.reading import Cut
from evidence.sources.sheets import Sheet, row_words, short

MAX_HEADER_ROWS = 3
_SAMPLE_ROWS = 200


@dataclass(frozen=True)
class Grid:
    """Named columns and the rows of data under them.

    names:   one name a column, no two the same.
    headers: the header rows, each as long as `names`.
    rows:    rows of data, each as long as `names`; a row without a word in it is none.
    numbers: the number of each row in the file.
    read:    rows and filled cells that the sheet held below its headers.
    """

    names: list[str]
    headers: list[list[str]]
    rows: list[list[str]]
    numbers: list[int]
    read: Mapping[str, int]
    cuts: tuple[Cut, ...] = ()


def letter(index: int) -> str:
    """The spreadsheet letter of a column, counted from 0.

    >>> letter(0), letter(27)
    ('A', 'AB')
    """
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def to_grid(sheet: Sheet, shown: str, *, header_rows: int = 1, first_row: int = 0) -> Grid:
    """`sheet` with its header rows taken off and its columns named.

    header_rows: how many rows of headers there are, from 1 to 3.
    first_row:   the number of the row on which they begin; by default the first row with a word in it.
    raises:      SourceError, if there are fewer rows than that.

    A row wider than the headers is left out and noted: nobody can say which of its cells were shifted.
    A shorter row has its last cells missing. A row that repeats the headers is left out and noted.
    """
    filled = [i for i, row in enumerate(sheet.rows) if any(cell.strip() for cell in row)]
    start = next((i for i in filled if sheet.numbers[i] >= first_row), None)
    if start is None or start + header_rows > len(sheet.rows):
        what = f"has no {header_rows} header rows from row {first_row or 1} on"
        raise SourceError(Problem(shown, what, "Correct header_rows and first_row in the yaml file."))
    heads = sheet.rows[start : start + header_rows]
    body = [i for i in filled if i >= start + header_rows]
    width = _columns(heads, [sheet.rows[i] for i in body])
    headers = [_fit([cell.strip() for cell in row], width) for row in heads]
    names, cuts = _names(headers)
    rows, numbers, left_out = _fitted(sheet, body, headers[0])
    above = [sheet.numbers[i] for i in filled if i < start]
    if above:
        cuts.append(Cut(row_words(above), "parts", len(above), "rows above the headers", "Correct first_row if they are data."))
    if not body:
        mend = "Check that the export is whole and is the right one."
        cuts.append(Cut("below the headers", "parts", 1, "no row of answers: nobody answered", mend))
    # Cells that were too long to keep are no longer in the rows, but they were read.
    emptied = sum(cut.count for cut in sheet.cuts if cut.unit == "cells")
    read = {"rows": len(body), "cells": emptied + _filled(sheet, body)}
    return Grid(names, headers, rows, numbers, read, (*sheet.cuts, *cuts, *left_out))


def _filled(sheet: Sheet, places: Sequence[int]) -> int:
    return sum(1 for i in places for cell in sheet.rows[i] if cell.strip())


def _fitted(sheet: Sheet, body: Sequence[int], header: Sequence[str]) -> tuple[list[list[str]], list[int], list[Cut]]:
    """The rows at the places `body` that fit under `header`, their numbers in the file, and what is left out."""
    rows, numbers, wide, again, narrow = [], [], [], [], []
    width = len(header)
    for i in body:
        row = sheet.rows[i]
        if _width(row) > width:
            wide.append(i)
        elif row[0].strip() == header[0] and [cell.strip() for cell in _fit(row, width)] == header:
            again.append(i)
        else:
            if len(row) < width and width > 1:
                narrow.append(sheet.numbers[i])
            rows.append(_fit(row, width))
            numbers.append(sheet.numbers[i])
    cuts = []
    if narrow:
        why = "fewer cells than headers: the last ones count as missing"
        cuts.append(Cut(row_words(narrow), "parts", len(narrow), why, "Check that no cell of these rows was lost."))
    for places, why, mend in (
        (
            wide,
            "more cells than headers: which of them were shifted cannot be told",
            "Put quotation marks around cells with commas.",
        ),
        (again, "repeats the headers", "Nothing to do."),
    ):
        if places:
            where = row_words(sheet.numbers[i] for i in places)
            cuts += [Cut(where, "rows", len(places), why, mend), Cut(where, "cells", _filled(sheet, places), why, mend)]
    return rows, numbers, cuts


def _columns(heads: Sequence[Sequence[str]], body: Sequence[Sequence[str]]) -> int:
    """How many columns there are: as many as headers, unless most rows reach further, so that the last have none."""
    headed = max(1, *(_width(row) for row in heads))
    widths = Counter(_width(row) for row in body)
    usual = max(widths, key=lambda width: (widths[width], width), default=0)
    further = sum(count for width, count in widths.items() if width > headed)
    return usual if usual > headed and further * 2 > len(body) else headed


def _width(row: Sequence[str]) -> int:
    """How many cells a row has, up to its last with a word in it."""
    for width in range(len(row), 0, -1):
        if row[width - 1].strip():
            return width
    return 0


def _fit(row: list[str], width: int) -> list[str]:
    return row if len(row) == width else row[:width] + [""] * (width - len(row))


def _names(headers: list[list[str]]) -> tuple[list[str], list[Cut]]:
    """One name a column, and cuts on those that had to be made up.

    The first header row gives the names, if it fills every column with another word; otherwise all rows together
    do, where a blank cell of the first row takes the word to its left, as survey tools mean it.
    """
    first = headers[0]
    if len(headers) == 1 or (all(first) and len(set(first)) == len(first)):
        wanted = [" ".join(cell.split()) for cell in first]
    else:
        wanted = [" / ".join(parts) for parts in header_parts(headers)]
    names: list[str] = []
    cuts = []
    taken = set()
    for place, name in enumerate(wanted):
        base = name or f"column {letter(place)}"
        unique, count = base, 1
        while unique.casefold() in taken:
            count += 1
            unique = f"{base} ({count})"
        taken.add(unique.casefold())
        names.append(unique)
        if unique != name:
            why = f"{'its header is empty' if not name else 'another column has the same header'}; called '{short(unique)}'"
            cuts.append(Cut(f"column {letter(place)}", "parts", 1, why, "Give it its own header, or leave it so."))
    return names, cuts


_FILLERS = frozenset({"response", "open-ended response"})


def header_parts(headers: list[list[str]]) -> list[list[str]]:
    """The different words over each column, from the top; a blank in the first row takes the word to its left.

    SurveyMonkey's fillers ('Response') and Qualtrics' ImportIds are passed over.

    >>> header_parts([["Age", "Which?", ""], ["Response", "Hub", "Team"]])
    [['Age'], ['Which?', 'Hub'], ['Which?', 'Team']]
    """
    above, carried = "", []
    for cell in headers[0]:
        above = cell or above
        carried.append(above)
    columns = zip(carried, *headers[1:], strict=True)
    kept = ([" ".join(c.split()) for c in cells if c and not c.startswith('{"ImportId"')] for cells in columns)
    return [[word for word in dict.fromkeys(cells) if word.casefold() not in _FILLERS] for cells in kept]


def find_header(sheet: Sheet) -> tuple[int, int]:
    """A guess at the row on which the headers begin and at how many rows of them there are.

    They begin with the first row that reaches over more than half of the columns. Rows under it are headers too
    down to one that holds ImportIds (as Qualtrics writes) or only words like 'Ident 4'; or one row, if it names the
    parts of questions under gaps (as SurveyMonkey does) or asks questions under codes such as 'Q1'.

    >>> find_header(Sheet([["Q1", "Q2"], ["How old are you?", "Why?"], ["34", "x"]], [1, 2, 3], "csv"))
    (1, 2)
    """
    if sheet.numbers[0] == 0:
        return 0, sheet.numbers.count(0)
    filled = [i for i, row in enumerate(sheet.rows[:_SAMPLE_ROWS]) if any(cell.strip() for cell in row)]
    widths = Counter(_width(sheet.rows[i]) for i in filled)
    usual = max(widths, key=lambda width: (widths[width], width))
    start = next(i for i in filled if _width(sheet.rows[i]) * 2 > usual)
    later = [i for i in filled if i > start][: MAX_HEADER_ROWS - 1]
    marked = [i for i in later if i - start < MAX_HEADER_ROWS and _names_nothing_but_ids(sheet.rows[i])]
    if marked:
        return sheet.numbers[start], marked[-1] - start + 1
    second = later and later[0] == start + 1 and _is_second_header(sheet.rows, start)
    return sheet.numbers[start], 2 if second else 1


def _names_nothing_but_ids(row: Sequence[str]) -> bool:
    cells = [cell.strip() for cell in row if cell.strip()]
    return all(cell.startswith('{"ImportId"') for cell in cells) or all(re.fullmatch(r"Ident \d+", c) for c in cells)


_CODE = re.compile(r"[A-Za-z]{1,6}_?\d+\w{0,12}")
_DATED = re.compile(r"[-+]?[\d.,]+%?|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.*")


def _is_second_header(rows: Sequence[list[str]], start: int) -> bool:
    """True if the row under the first header row is a header as well."""
    width = max(_width(rows[start]), _width(rows[start + 1]))
    first, row = (_fit([cell.strip() for cell in rows[i]], width) for i in (start, start + 1))
    if any(_DATED.fullmatch(cell) for cell in row):
        return False
    gaps = [i for i in range(1, width) if not first[i]]
    if any(cell.casefold() in _FILLERS for cell in row):
        return True
    if (len(gaps) > 1 or (gaps and first[0] and not row[0])) and sum(1 for i in gaps if row[i]) * 2 >= len(gaps):
        return True
    below = [_fit([cell.strip() for cell in r], width) for r in rows[start + 2 : start + _SAMPLE_ROWS]]
    full = sum(1 for cell in row if cell) * 3 >= 2 * width
    if not full or any(row[i] and any(row[i] == r[i] for r in below) for i in range(width)):
        return False
    coded = sum(1 for cell in first if _CODE.fullmatch(cell)) * 2 >= width and any(cell.endswith("?") for cell in row)
    unlike = sum(1 for i in range(width) if _words_over_figures(row[i], [r[i] for r in below if r[i]]))
    return coded or unlike * 3 >= width


def _words_over_figures(head: str, values: Sequence[str]) -> bool:
    return bool(values) and bool(head) and not re.search(r"\d", head) and all(re.search(r"\d", value) for value in values)
