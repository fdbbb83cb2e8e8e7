"""Tables made to fit a page: how wide each column is, whether the page is turned, and where a table is cut in two."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from evidence.report.blocks import Block, Cell, Chapter, Heading, Notice, Paragraph, Table
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

_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"[-−+]?£?[\d,.]+( ?%)?|[–—]|\[[a-z]+\]|")


@dataclass(frozen=True)
class Laid:
    """A table, or one part of it, as it stands on a page.

    widths: of each column, as a share of the line; together at most 1.
    turned: True if it needs a page that is turned.
    """

    table: Table
    widths: tuple[float, ...]
    turned: bool


def laid_out(table: Table) -> list[Laid]:
    """The table in as many parts as it takes, each with the columns that name the row.

    >>> [laid.turned for laid in laid_out(Table("t", ("a", "b"), ((Cell("1"), Cell("2")),)))]
    [False]
    """
    needs = [min(_longest_word(words), _LONGEST_WORD) + _ROOM for words in _by_column(table)]
    # A wide table of numbers or of short marks reads as well in two; one of words is better whole, on a page that is turned.
    words = any(len(text) > _SHORT for row in table.rows for text in texts(row)[max(table.row_headers, 1) :])
    turned = sum(needs) > PORTRAIT and words
    line = LANDSCAPE if turned else PORTRAIT
    parts = _parts(needs, max(table.row_headers, 1), line)
    laid = []
    for number, columns in enumerate(parts, start=1):
        caption = table.caption if len(parts) == 1 else f"{table.caption} (part {number} of {len(parts)})"
        part = replace(
            table,
            caption=caption,
            columns=tuple(table.columns[c] for c in columns),
            rows=tuple(tuple(row[c] for c in columns) for row in table.rows),
        )
        laid.append(Laid(part, _widths(part, [needs[c] for c in columns], line), turned))
    return laid


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


def _introduction(blocks: list[Block]) -> list[Block]:
    at = len(blocks)
    while at and isinstance(blocks[at - 1], Paragraph | Notice):
        at -= 1
    if not at or not isinstance(blocks[at - 1], Heading):
        return []
    taken = blocks[at - 1 :]
    del blocks[at - 1 :]
    return taken


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


def _by_column(table: Table) -> Iterator[list[str]]:
    rows = [texts(row) for row in table.rows]
    for column, name in enumerate(table.columns):
        yield [name, *(row[column] for row in rows)]


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


def _widths(table: Table, needs: Sequence[int], line: int) -> tuple[float, ...]:
    """What each column needs, and of what is left as much as its texts would use."""
    wishes = [
        max(0, min(max(map(len, words), default=0) + _ROOM, _ENOUGH) - need)
        for words, need in zip(_by_column(table), needs, strict=True)
    ]
    spare = max(0, line - sum(needs))
    share = min(1.0, spare / sum(wishes)) if sum(wishes) else 0.0
    whole = max(line, sum(needs))
    return tuple(round((need + wish * share) / whole, 4) for need, wish in zip(needs, wishes, strict=True))
