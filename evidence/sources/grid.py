"""The cells of a survey export -> named columns over rows of data: where the headers are, and what does not fit under them."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evidence.errors import Problem, SourceError
from evidence.project import Limits
from evidence.sources.reading import Cut
from evidence.sources.rows import RowCut, added_up, cut_in, row_words, short
from evidence.sources.sheets import SHOWN_CHARS, Sheet, long_cells, over_limit

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


@dataclass(frozen=True)
class Heading:
    """What stands over the rows of data.

    names:   one name a column, no two the same.
    headers: the header rows, each as long as `names`.
    first:   the place of the first row below them, from 0.
    """

    names: list[str]
    headers: list[list[str]]
    first: int
    cuts: tuple[Cut, ...]


class HeadingFinder:
    """Finds the headers of an export whose rows are gone through once, from the first to the last.

    header_rows: how many rows of headers there are, from 1 to 3.
    first_row:   the number of the row on which they begin; by default the first row with a word in it.
    """

    def __init__(self, header_rows: int = 1, first_row: int = 0) -> None:
        self._count, self._first_row = header_rows, first_row
        self._start: int | None = None
        self._heads: list[list[str]] = []
        self._numbers: list[int] = []
        self._above: list[int] = []
        self._widths: Counter[int] = Counter()
        self._rows = self._longest = 0

    def see(self, rows: Sequence[list[str]], numbers: Sequence[int]) -> None:
        """Go through the next rows, of these numbers in the file."""
        for row, number in zip(rows, numbers, strict=True):
            width = _width(row)
            if self._start is None and width:
                if number >= self._first_row:
                    self._start = self._rows
                else:
                    self._above.append(number)
            if self._start is not None and self._rows < self._start + self._count:
                self._heads.append(row)
                self._numbers.append(number)
            elif self._start is not None and width:
                self._widths[width] += 1
            self._longest = max(self._longest, len(row))
            self._rows += 1

    def heading(self, shown: str, limits: Limits | None = None) -> Heading:
        """The headers over the rows that were seen.

        raises: SourceError, if none of them has a word in it, there are fewer rows than headers, or more than the limits allow.
        """
        if self._start is None and not self._above:
            raise SourceError(Problem(shown, "is empty", "Export the survey again."))
        if limits is not None and (fault := over_limit(self._rows, self._longest, shown, limits)):
            raise fault
        if self._start is None or len(self._heads) < self._count:
            what = f"has no {self._count} header rows from row {self._first_row or 1} on"
            raise SourceError(Problem(shown, what, "Correct header_rows and first_row in the yaml file."))
        width = _columns(self._heads, self._widths)
        longest = limits.field_chars if limits is not None else sys.maxsize
        headers = [_fit([cell.strip() if len(cell) <= longest else "" for cell in row], width) for row in self._heads]
        names, cuts = _names(headers)
        cuts += added_up(long_cells(self._heads, self._numbers, longest) if limits is not None else ())
        if self._above:
            why = "rows above the headers"
            cuts.append(Cut(row_words(self._above), "parts", len(self._above), why, "Correct first_row if they are data."))
        if not self._widths:
            mend = "Check that the export is whole and is the right one."
            cuts.append(Cut("below the headers", "parts", 1, "no row of answers: nobody answered", mend))
        return Heading(names, headers, self._start + self._count, tuple(cuts))


@dataclass(frozen=True)
class Body:
    """Some of the rows of data, as long as the headers, and their numbers; what was read for them and left out."""

    rows: list[list[str]]
    numbers: list[int]
    read: Mapping[str, int]
    cuts: list[RowCut]


def to_grid(sheet: Sheet, shown: str, *, header_rows: int = 1, first_row: int = 0) -> Grid:
    """`sheet` with its header rows taken off and its columns named.

    header_rows, first_row: as for `HeadingFinder`.
    raises: SourceError, if there are fewer rows than that.
    """
    finder = HeadingFinder(header_rows, first_row)
    finder.see(sheet.rows, sheet.numbers)
    heading = finder.heading(shown)
    body = body_of(sheet.rows, sheet.numbers, 0, heading)
    cuts = (*sheet.cuts, *heading.cuts, *added_up(body.cuts))
    return Grid(heading.names, heading.headers, body.rows, body.numbers, body.read, cuts)


def body_of(rows: Sequence[list[str]], numbers: Sequence[int], place: int, heading: Heading, longest: int | None = None) -> Body:
    """The rows of data among `rows`, of which the first has this place among all rows.

    longest: characters of the longest cell that is kept; by default any.

    A row without a word in it is none. A row wider than the headers is left out and noted: nobody can say which of its
    cells were shifted. A shorter row has its last cells missing. A row that repeats the headers is left out and noted.
    """
    header, width = heading.headers[0], len(heading.headers[0])
    kept, named, cells, cuts = [], [], 0, []
    wide, again, narrow, long = [], [], [], list[tuple[list[str], int]]()
    least = min(SHOWN_CHARS, longest or 0)
    for given, number in zip(rows[max(0, heading.first - place) :], numbers[max(0, heading.first - place) :], strict=True):
        filled = sum(1 for cell in given if cell.strip())
        if not filled:
            continue
        cells += filled
        row = given
        if longest is not None and max(map(len, given)) > least:
            long.append((given, number))
            row = [cell if len(cell) <= longest else "" for cell in given]
        if len(row) > width and _width(row) > width:
            wide.append((number, filled))
        elif row[0].strip() == header[0] and [cell.strip() for cell in _fit(row, width)] == header:
            again.append((number, filled))
        else:
            if len(row) < width and width > 1:
                narrow.append(number)
            kept.append(_fit(row, width))
            named.append(number)
    cuts += long_cells([row for row, _ in long], [number for _, number in long], longest or 0)
    if narrow:
        why = "fewer cells than headers: the last ones count as missing"
        cuts.append(cut_in("", narrow, "parts", why, "Check that no cell of these rows was lost."))
    shifted = "more cells than headers: which of them were shifted cannot be told"
    cuts += _left_out(wide, shifted, "Put quotation marks around cells with commas.")
    cuts += _left_out(again, "repeats the headers", "Nothing to do.")
    return Body(kept, named, {"rows": len(kept) + len(wide) + len(again), "cells": cells}, cuts)


def _left_out(rows: Sequence[tuple[int, int]], why: str, mend: str) -> list[RowCut]:
    """The cuts for rows left out whole: number and filled cells of each."""
    numbers, cells = [number for number, _ in rows], sum(filled for _, filled in rows)
    both = (cut_in("", numbers, "rows", why, mend), cut_in("", numbers, "cells", why, mend, count=cells))
    return [*both] if rows else []


def _columns(heads: Sequence[Sequence[str]], widths: Mapping[int, int]) -> int:
    """How many columns there are: as many as headers, unless most rows reach further, so that the last have none.

    widths: how many rows below the headers are so wide.
    """
    headed = max(1, *(_width(row) for row in heads))
    usual = max(widths, key=lambda width: (widths[width], width), default=0)
    further = sum(count for width, count in widths.items() if width > headed)
    return usual if usual > headed and further * 2 > sum(widths.values()) else headed


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
