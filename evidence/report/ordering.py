"""The order in which a reader meets a report: the answers, then the annexes that they rest on; each quote in full once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from evidence.report.blocks import Block, Cell, Chapter, Heading, Notice, Quotation, Table

ANNEX = "Annex: "
"""How a heading of a notebook begins that opens an annex: what follows stands at the end of the report."""


def annexes_last(chapters: Sequence[Chapter]) -> tuple[Chapter, ...]:
    """The chapters, and then the annexes: the sections that call themselves so, and the chapters that are annexes.

    >>> section = (Heading(1, "Annex: the list"), Notice(("Made up.",)))
    >>> [c.title for c in annexes_last([Chapter("How", (), annex=True), Chapter("What", section)])]
    ['What', 'The list', 'How']
    """
    parts = [part for chapter in chapters for part in _parted(chapter)]
    taken = [chapter for chapter in parts if chapter.annex]
    sections = [chapter for chapter in taken if not any(chapter is whole for whole in chapters)]
    wholes = [chapter for chapter in taken if any(chapter is whole for whole in chapters)]
    return (*(chapter for chapter in parts if not chapter.annex), *sections, *wholes)


def _parted(chapter: Chapter) -> Iterator[Chapter]:
    """The chapter without its annexes, then each of these."""
    if chapter.annex:
        yield chapter
        return
    body: list[Block] = []
    found: list[tuple[str, list[Block]]] = []
    into = body
    for block in chapter.blocks:
        if isinstance(block, Heading) and block.level == 1:
            into = body
            if block.text.startswith(ANNEX):
                title = block.text.removeprefix(ANNEX)
                found.append((title[:1].upper() + title[1:], into := []))
                continue
        into.append(block)
    yield replace(chapter, blocks=tuple(body)) if found else chapter
    yield from (Chapter(title, tuple(_raised(blocks)), annex=True) for title, blocks in found if blocks)


def _raised(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks of a section that has become a chapter: its headings are a rank higher."""
    for block in blocks:
        yield replace(block, level=block.level - 1) if isinstance(block, Heading) and block.level > 1 else block


def notices_once(chapters: Sequence[Chapter]) -> tuple[Chapter, ...]:
    """The chapters without a notice that stands under the same heading already; tables and quotes keep their own notes.

    >>> again = Notice(("Made up.",))
    >>> len(notices_once([Chapter("t", (again, again, Heading(1, "h"), again))])[0].blocks)
    3
    """
    return tuple(replace(chapter, blocks=tuple(_without_repeats(chapter.blocks))) for chapter in chapters)


def _without_repeats(blocks: Sequence[Block]) -> Iterator[Block]:
    given: set[Block] = set()
    for block in blocks:
        if isinstance(block, Heading):
            given.clear()
        elif isinstance(block, Notice):
            if block in given:
                continue
            given.add(block)
        yield block


def lettered(chapters: Sequence[Chapter]) -> tuple[Chapter, ...]:
    """The chapters, the annexes among them with their letters.

    >>> [chapter.title for chapter in lettered([Chapter("What", ()), Chapter("How", (), annex=True)])]
    ['What', 'Annex A: How']
    """
    letters = iter(_letter(number) for number in range(len(chapters)))
    return tuple(replace(c, title=f"Annex {next(letters)}: {c.title}") if c.annex else c for c in chapters)


def _letter(number: int) -> str:
    """A to Z, then AA, AB and so on."""
    return (_letter(number // 26 - 1) if number >= 26 else "") + chr(ord("A") + number % 26)


def in_full_once(chapters: Sequence[Chapter]) -> tuple[Chapter, ...]:
    """The chapters, each quote marked that was shown before: in the same chapter, or, in an annex, anywhere before it."""
    everywhere: set[str] = set()
    marked = []
    for chapter in chapters:
        shown = set(everywhere) if chapter.annex else set[str]()
        marked.append(replace(chapter, blocks=tuple(_marked(block, shown) for block in chapter.blocks)))
        everywhere |= shown
    return tuple(marked)


def _marked(block: Block, shown: set[str]) -> Block:
    """The block, its quotes marked that are in `shown`; the others are added there."""
    if isinstance(block, Quotation):
        return replace(block, again=_seen(block.segment_id, shown))
    if isinstance(block, Table):
        return replace(block, rows=tuple(tuple(_marked_cell(cell, shown) for cell in row) for row in block.rows))
    return block


def _marked_cell(cell: Cell, shown: set[str]) -> Cell:
    return replace(cell, again=_seen(cell.segment_id, shown)) if cell.segment_id else cell


def _seen(segment_id: str, shown: set[str]) -> bool:
    before = segment_id in shown
    shown.add(segment_id)
    return before
