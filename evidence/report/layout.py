"""Tables made to fit a page: how wide each column is, whether page or headers are turned, and where a table may be cut."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from types import MappingProxyType

from evidence.report.blocks import Block, Cell, Chapter, Figure, Heading, Notice, Paragraph, Table, leads, plain
from evidence.report.words import quoted

PORTRAIT, LANDSCAPE = 98, 150
"""Characters that a line of a table holds on an upright A4 page and on one that is turned, at 8 points in DejaVu Sans."""

_LONGEST_WORD = 18
_SHORT = 20
"""Characters up to which a cell is no sentence but a mark, such as "written" or "2 of 3 cases"."""

_PIECE = 16
"""Characters after which a run without any sign is broken."""

_ROOM = 2
"""Characters of white beside a column."""

_ENOUGH = 250
"""Characters after which a longer text earns its column no more room."""

_HEAD, _HEAD_MM, _HEAD_ROOM = 20, 1.7, 3.0
"""Characters of a line of a header that runs upwards, the millimetres that each takes, and the white at both ends."""

_THINNEST = 3
"""Characters of the narrowest column under an upended header."""

_WORDY, _CRAMPED = 150, 26
"""A column with texts longer than the one is hard to read if its lines have fewer characters than the other."""

_LINE_MM, _ROW_MM = 3.5, 1.7
"""Millimetres that a line of a row takes, and the white between two rows."""

_SHORT_MM: Mapping[bool, float] = MappingProxyType({False: 120, True: 100})
"""Tables up to this height are never cut, by whether the page is turned: about half a page, so little stays empty."""

_FIRST_ROWS, _FIRST_MM = 3, 75
"""Rows that stand on one page with the header of a longer table, as far as they are no higher than this."""

_PAGE_MM, _FIGURE_MM, _HIGHEST_MM, _LEAST_SHARE = 174, 115, 215, 0.78
"""The line's width; the height that a figure should have, so that its table may stand on the same page, and may have at
most; and the share of the line that it is still drawn over: there its words are as large as those of a table."""

_LEADING = 600
"""Characters of a paragraph that goes to the next page with the table or picture after it."""

_PNG = b"\x89PNG\r\n\x1a\n"

_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"[-−+]?£?[\d,.]+( ?%)?|[–—]|\[[a-z]+\]|")


@dataclass(frozen=True)
class Laid:
    """A table, or one part of it, as it stands on a page.

    widths:  of each column, as a share of the line; together at most 1.
    turned:  True if it needs a page that is turned.
    upended: True if the headers of the columns that do not name the row run upwards.
    head:    how high the header then is, in millimetres; else 0.
    held:    how many of its first rows stand on one page with the header: all of a short table.
    height:  of the header and these rows, about, in millimetres.
    """

    table: Table
    widths: tuple[float, ...]
    turned: bool
    upended: bool = False
    head: float = 0.0
    held: int = 0
    height: float = 0.0


def laid_out(table: Table) -> list[Laid]:
    """The table in as many parts as it takes, each with the columns that name the row.

    >>> [laid.turned for laid in laid_out(Table("t", ("a", "b"), ((Cell("1"), Cell("2")),)))]
    [False]
    """
    naming, upended = max(table.row_headers, 1), False
    needs, lean = _needs(table), _needs(table, upended=True)
    words = any(len(text) > _SHORT for row in table.rows for text in texts(row)[naming:])
    turned = words and (sum(needs) > PORTRAIT or _cramped(table, needs))
    if sum(needs) > (LANDSCAPE if words else PORTRAIT) and sum(lean) <= LANDSCAPE:
        # One matrix to look along is better than two: its headers run upwards, and it stays upright if it can.
        needs, upended, turned = lean, True, sum(lean) > PORTRAIT
    line = LANDSCAPE if turned else PORTRAIT
    parts = _parts(needs, naming, line)
    laid = []
    for number, columns in enumerate(parts, start=1):
        caption = table.caption if len(parts) == 1 else f"{table.caption} (part {number} of {len(parts)})"
        part = replace(
            table,
            caption=caption,
            columns=tuple(table.columns[c] for c in columns),
            rows=tuple(tuple(row[c] for c in columns) for row in table.rows),
        )
        widths = _widths(part, [needs[c] for c in columns], line, upended=upended)
        laid.append(_held(Laid(part, widths, turned, upended)))
    return laid


def _cramped(table: Table, needs: Sequence[int]) -> bool:
    """Whether an upright page leaves a column of long texts too little room, and a turned one would leave it more."""
    widths = _widths(table, needs, PORTRAIT, upended=False)
    longest = [max(map(len, words), default=0) for words in _by_column(table)]
    return any(long > _WORDY and width * PORTRAIT < _CRAMPED for long, width in zip(longest, widths, strict=True))


def _held(laid: Laid) -> Laid:
    """The part with how many of its rows stay together, and how high these are."""
    line = LANDSCAPE if laid.turned else PORTRAIT
    room = [max(1.0, width * line - _ROOM) for width in laid.widths]

    def high(row: Sequence[str]) -> float:
        lines = max((math.ceil(len(text) / width) for text, width in zip(row, room, strict=True)), default=1)
        return max(lines, 1) * _LINE_MM + _ROW_MM

    upwards = laid.table.columns[max(laid.table.row_headers, 1) :] if laid.upended else ()
    laid = replace(laid, head=min(max(map(len, upwards), default=0), _HEAD) * _HEAD_MM + _HEAD_ROOM if upwards else 0.0)
    head = laid.head or high(laid.table.columns)
    rows = [high(texts(row)) for row in laid.table.rows]
    whole = head + sum(rows)
    if whole <= _SHORT_MM[laid.turned]:
        return replace(laid, held=len(rows), height=round(whole))
    first = rows[:_FIRST_ROWS]
    while len(first) > 1 and head + sum(first) > _FIRST_MM:
        first.pop()
    return replace(laid, held=len(first), height=round(min(head + sum(first), _FIRST_MM)))


def on_new_pages(chapters: Sequence[Chapter]) -> list[bool]:
    """For each chapter whether it begins a page: all but the annexes after the first, for many of these are short.

    >>> on_new_pages([Chapter("One", ()), Chapter("A", (), annex=True), Chapter("B", (), annex=True)])
    [True, True, False]
    """
    return [not chapter.annex or not before.annex for before, chapter in pairwise([Chapter("", ()), *chapters])]


def pages(blocks: Sequence[Block]) -> list[tuple[bool, list[Block]]]:
    """The blocks in runs for upright pages (False) and for pages that are turned (True).

    The heading and the paragraphs that lead to a table go with it onto the page that is turned.
    """
    runs: list[tuple[bool, list[Block]]] = []
    for block in blocks:
        turned = isinstance(block, Table) and laid_out(block)[0].turned
        if not runs or runs[-1][0] != turned:
            runs.append((turned, _introduction(runs[-1][1]) if turned and runs else []))
        runs[-1][1].append(block)
    return [run for run in runs if run[1]]


def kept(blocks: Sequence[Block]) -> list[bool]:
    """For each block whether no page may end with it: words that announce what follows, and what leads to a table or picture.

    >>> from evidence.report.blocks import Span
    >>> kept([Paragraph((Span("How many."),)), Table("t", (), ()), Paragraph((Span("That is all."),))])
    [True, False, False]
    """
    return [
        (isinstance(block, Notice) and after is not None)
        or (isinstance(block, Paragraph) and (leads(block.words) or _shown_next(block, after)))
        for block, after in pairwise([*blocks, None])
    ]


def _shown_next(block: Paragraph, after: Block | None) -> bool:
    return isinstance(after, Table | Figure) and len(plain(block.words)) <= _LEADING


def _introduction(blocks: list[Block]) -> list[Block]:
    at = len(blocks)
    while at and isinstance(blocks[at - 1], Paragraph | Notice):
        at -= 1
    if not at or not isinstance(blocks[at - 1], Heading):
        return []
    taken = blocks[at - 1 :]
    del blocks[at - 1 :]
    return taken


def figure_share(png: bytes) -> float:
    """How much of the line a picture takes: all of it, or less if it would be too high.

    >>> figure_share(b"\\x89PNG\\r\\n\\x1a\\n" + bytes(8) + (100).to_bytes(4) + (80).to_bytes(4))
    0.826
    """
    if not png.startswith(_PNG):
        return 1.0
    wide, high = (int.from_bytes(png[n : n + 4]) for n in (16, 20))
    whole = _PAGE_MM * high / max(wide, 1)
    return round(min(1.0, max(_FIGURE_MM / max(whole, 1), _LEAST_SHARE), _HIGHEST_MM / max(whole, 1)), 3)


def texts(row: Sequence[Cell], *, in_full: bool = False) -> list[str]:
    """What the cells of a row say; a quote with its marks and its reference.

    in_full: a quote that stands further up, too, is said in all its words once more.
    """
    return [quoted(c.text, c.segment_id, again=c.again and not in_full) if c.segment_id else c.text for c in row]


def numeric(table: Table) -> set[int]:
    """The columns that hold numbers and nothing else, which are set flush right.

    >>> numeric(Table("t", ("a", "b"), ((Cell("x"), Cell("12%")),)))
    {1}
    """
    columns = range(table.row_headers, len(table.columns))
    return {
        n
        for n in columns
        if all(_NUMBER.fullmatch(row[n].text) for row in table.rows) and any(_DIGIT.search(row[n].text) for row in table.rows)
    }


def breakable(text: str) -> str:
    """`text` with places where a run that is too long for any column, such as a hash, may be broken.

    After a hyphen or a stroke a line breaks anyway, so that most addresses stay as they are and can be copied.

    >>> breakable("word") == "word", breakable("a" * 40).count(chr(0x200B))
    (True, 2)
    """
    return re.sub(rf"[^\s/-]{{{_LONGEST_WORD + 1},}}", lambda run: _broken(run[0]), text)


def _broken(run: str) -> str:
    parts = re.split(r"(?<=[._:?&=])", run)
    return "\u200b".join(part[n : n + _PIECE] for part in parts for n in range(0, len(part), _PIECE))


def _by_column(table: Table, *, upended: bool = False) -> Iterator[list[str]]:
    """What stands in each column; an upended header takes no width."""
    rows = [texts(row) for row in table.rows]
    for column, name in enumerate(table.columns):
        told = [row[column] for row in rows]
        yield told if upended and column >= max(table.row_headers, 1) else [name, *told]


def _needs(table: Table, *, upended: bool = False) -> list[int]:
    """Characters that each column needs: its longest word, or as much as an upended header is wide."""
    needs = []
    for column, words in enumerate(_by_column(table, upended=upended)):
        need = min(_longest_word(words), _LONGEST_WORD)
        if upended and column >= max(table.row_headers, 1):
            need = max(need, _THINNEST, 2 * math.ceil(len(table.columns[column]) / _HEAD))
        needs.append(need + _ROOM)
    return needs


def _longest_word(words: Sequence[str]) -> int:
    return max((len(word) for text in words for word in text.split()), default=1)


def _parts(needs: Sequence[int], headers: int, line: int) -> list[list[int]]:
    """The columns of each part: those that name the row, and as many others as fit, one at least."""
    naming, others = list(range(min(headers, len(needs)))), range(min(headers, len(needs)), len(needs))
    room = max(1, line - sum(needs[c] for c in naming))
    filled = _filled(others, needs, room)
    # As many parts as it takes, but of even width, so that no column stands alone in the last.
    even = _filled(others, needs, max(sum(needs[c] for c in others) / max(len(filled), 1) * 1.1, *needs))
    return [naming + part for part in (even if len(even) == len(filled) else filled)] or [naming]


def _filled(columns: Iterable[int], needs: Sequence[int], room: float) -> list[list[int]]:
    parts: list[list[int]] = []
    left = 0.0
    for column in columns:
        if not parts or needs[column] > left:
            parts.append([])
            left = room
        parts[-1].append(column)
        left -= needs[column]
    return parts


def _widths(table: Table, needs: Sequence[int], line: int, *, upended: bool) -> tuple[float, ...]:
    """What each column needs, and of what is left as much as its texts would use."""
    wishes = [
        max(0, min(max(map(len, words), default=0) + _ROOM, _ENOUGH) - need)
        for words, need in zip(_by_column(table, upended=upended), needs, strict=True)
    ]
    spare = max(0, line - sum(needs))
    share = min(1.0, spare / sum(wishes)) if sum(wishes) else 0.0
    whole = max(line, sum(needs))
    return tuple(round((need + wish * share) / whole, 4) for need, wish in zip(needs, wishes, strict=True))
