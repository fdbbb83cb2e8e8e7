"""Rows of a survey export: how messages name them, what is said of some of them, and portions of them on their way."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from evidence.errors import Problem, SourceError
from evidence.sources.reading import Cut
from evidence.textfiles import csv_reader

_SHOWN_ROWS = 10

PORTION = 2_000_000
"""About how many bytes of an export are one piece: some 15,000 answers of twenty words."""


def row_words(numbers: Iterable[int]) -> str:
    """Row numbers in words, the first ten by number.

    >>> row_words([4, 9, 9])
    'rows 4, 9'
    """
    found = sorted(set(numbers))
    return _in_words(found[:_SHOWN_ROWS], len(found))


def _in_words(first: Sequence[int], count: int) -> str:
    more = f" and {count - _SHOWN_ROWS:,} more" if count > _SHOWN_ROWS else ""
    return f"row{'s' if count != 1 else ''} {', '.join(map(str, first))}{more}"


def short(name: str) -> str:
    """A header as messages show it: at most 60 characters, its beginning and its end.

    >>> short("Which of these have you used in the last year? Please tick all that apply / Hub")
    'Which of these have you used in the…ick all that apply / Hub'
    """
    return name if len(name) <= 60 else f"{name[:35]}…{name[-24:]}"


@dataclass(frozen=True)
class RowCut:
    """A `Cut` in some rows of one piece; those of all pieces are added up.

    place: the column, or whatever else is named before the rows; empty for none.
    first: the first ten rows by number; rows: how many there are; none where the rows are not named.
    """

    place: str
    unit: str
    count: int
    why: str
    mend: str
    first: tuple[int, ...] = ()
    rows: int = 0


def cut_in(place: str, numbers: Iterable[int], unit: str, why: str, mend: str, *, count: int | None = None) -> RowCut:
    """A cut in the rows of these numbers; count: of how many units, by default one a number given."""
    given = list(numbers)
    found = sorted(set(given))
    return RowCut(place, unit, len(given) if count is None else count, why, mend, tuple(found[:_SHOWN_ROWS]), len(found))


def added_up(cuts: Iterable[RowCut]) -> list[Cut]:
    """The cuts of all pieces, none of whose rows is in another: one for each place, unit and reason, as they first come."""
    found: dict[tuple[str, str, str], RowCut] = {}
    for cut in cuts:
        key = (cut.place, cut.unit, cut.why)
        before = found.get(key)
        found[key] = cut if before is None else _both(before, cut)
    return [Cut(_where(cut), cut.unit, cut.count, cut.why, cut.mend) for cut in found.values()]


def _both(one: RowCut, other: RowCut) -> RowCut:
    first = tuple(sorted({*one.first, *other.first})[:_SHOWN_ROWS])
    return replace(one, count=one.count + other.count, first=first, rows=one.rows + other.rows)


def _where(cut: RowCut) -> str:
    return ", ".join(filter(None, [cut.place, _in_words(cut.first, cut.rows) if cut.rows else ""]))


# --- pieces -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Piece:
    """Some rows of an export, one after the other, as csv.

    place:   of the first of them among all rows, from 0.
    numbers: of each in the file.
    form:    delimiter and escape character.
    start:   the first byte in the file, size and sha256: of these bytes; or data: the bytes themselves, UTF-8.
    """

    place: int
    numbers: Sequence[int]
    form: Mapping[str, Any]
    start: int = 0
    size: int = 0
    sha256: str = ""
    data: bytes = field(default=b"", repr=False)


def piece_of(rows: Sequence[Sequence[str]], numbers: Sequence[int], place: int) -> Piece:
    """A piece that holds its rows itself."""
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    return Piece(place, numbers, {"delimiter": ",", "escapechar": None}, data=text.getvalue().encode("utf-8"))


def fetched(piece: Piece, path: Path, shown: str) -> Piece:
    """`piece` with its bytes, read from the file if it has none.

    raises: SourceError, if the file cannot be read any more, or has changed since it was looked through.
    """
    if not piece.sha256:
        return piece
    try:
        with path.open("rb") as opened:
            opened.seek(piece.start)
            data = opened.read(piece.size)
    except OSError:
        data = b""
    if hashlib.sha256(data).hexdigest() != piece.sha256:
        raise SourceError(Problem(shown, "was changed while it was read", "Build again when nobody writes to it any more."))
    return replace(piece, data=data)


def rows_of(piece: Piece, lines: Iterable[str]) -> list[list[str]]:
    """The rows of a piece, from the lines of its text."""
    return list(csv_reader(lines, **piece.form))


def in_portions(rows: Sequence[list[str]], numbers: Sequence[int], portion: int) -> Iterator[tuple[Piece, Sequence[list[str]]]]:
    """Rows that are held, piece by piece of about so many characters."""
    begun, size = 0, 0
    for place, row in enumerate(rows):
        size += sum(map(len, row)) + len(row)
        if size >= portion or place == len(rows) - 1:
            part = rows[begun : place + 1]
            yield piece_of(part, numbers[begun : place + 1], begun), part
            begun, size = place + 1, 0
