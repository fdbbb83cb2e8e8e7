"""The parts that the report adds to the notebooks' own: the answers in short, how it was made, where each quote stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from evidence.exhibits import Statement
from evidence.model import EvidenceBase
from evidence.report.blocks import Block, Cell, Chapter, Heading, Item, ListBlock, Notice, Paragraph, Span, Table, Words, plain
from evidence.report.changes import changes, fingerprint
from evidence.report.tracing import records

IN_SHORT = "The report in five minutes"
PART_BY_PART = "Part by part"
CHANGED = "What changed since the last published report"
PLACES = "Where each quote stands"
PLACES_CAPTION = "Every quote: its reference, its file and the file’s hash"

_BULLETS = 2
"""Points of a chapter that stand in the report in five minutes."""

_LONGEST_POINT = 320
"""Characters of a point that is read in passing; longer ones stand in their chapter."""

_BARE = 90
"""An answer of fewer characters says only what was looked at; the first point says what was found."""


def in_short(chapters: Sequence[Chapter], brief: Sequence[Statement] = ()) -> tuple[Chapter, ...]:
    """What matters most, then the answer of each chapter, which stands at its beginning; none for a report of one chapter.

    brief: statements with a heading, as `evidence.summary.brief` makes them.
    """
    if len(chapters) < 2:
        return ()
    blocks: list[Block] = []
    for statement in brief:
        first, *rest = statement.sentences
        blocks += [Heading(1, statement.heading), Paragraph((Span(first),))]
        blocks += [ListBlock(tuple(Item((Span(sentence),)) for sentence in rest))] if rest else []
    items = []
    for chapter in chapters:
        notice, said, points = _answer(chapter.blocks)
        if brief and points and len(plain(said)) < _BARE:
            said = (*said, Span(" "), *points[0])
        said = (*notice, *said)
        if said:
            nested = ListBlock(tuple(Item(point) for point in points)) if points and not brief else None
            items.append(Item((Span(chapter.title, "strong"), Span(": "), *said), nested))
    lead = "Each part of the report answers a question. These are the answers; the parts say what they rest on."
    if items:
        blocks += [*([Heading(1, PART_BY_PART)] if brief else []), Paragraph((Span(lead),)), ListBlock(tuple(items))]
    return (Chapter(IN_SHORT, tuple(blocks)),) if blocks else ()


def _answer(blocks: Sequence[Block]) -> tuple[Words, Words, list[Words]]:
    """The notice that stands above the first paragraph, this paragraph, and the points listed right under it."""
    notice: Words = ()
    for n, block in enumerate(blocks):
        if isinstance(block, Notice):
            notice = (*block.words, Span(" "))
        elif isinstance(block, Paragraph):
            after = blocks[n + 1] if n + 1 < len(blocks) else None
            items = after.items if isinstance(after, ListBlock) else ()
            short = [item.words for item in items if len(plain(item.words)) <= _LONGEST_POINT]
            return notice, block.words, short[:_BULLETS]
    return (), (), []


def changed(now: Mapping[str, Any], before: Mapping[str, Any] | None) -> tuple[Chapter, ...]:
    """What differs from the report published last; no part for a first report."""
    return () if before is None else (Chapter(CHANGED, changes(now, before)),)


def making(base: EvidenceBase) -> Chapter:
    """What a reader needs to make the report again: the codebook, the versions, and the hash of every file read."""
    codebook: Mapping[str, Any] = base.manifest.get("codebook", {})
    known = {"Fingerprint of the evidence base": fingerprint(base)}
    tables = (
        ("What made this report", ("Program", "Version"), base.manifest.get("versions", {}) | known),
        ("Files of the project and the hash (SHA-256) of each", ("File", "Hash"), base.manifest.get("inputs", {})),
    )
    made = (
        "The report was written by a program from the files below. The same files and the same versions give the same report, "
        f"to the byte. The evidence base is known by its fingerprint {fingerprint(base)}."
    )
    made += f" The codebook is known by its hash {codebook['hash']}." if "hash" in codebook else ""
    return Chapter(
        "How to make this report again",
        (Paragraph((Span(made),)), *(_listed(*table) for table in tables if table[2])),
        annex=True,
    )


def _listed(caption: str, columns: tuple[str, ...], values: Mapping[str, Any]) -> Table:
    rows = tuple((Cell(str(name)), Cell(str(value))) for name, value in sorted(values.items()))
    return Table(caption, columns, rows, row_headers=1, note="")


def places(base: EvidenceBase, quoted: Iterable[str]) -> tuple[Chapter, ...]:
    """The file of each quote and its hash: what `evidence verify` compares with the base; no part without a quote."""
    wanted = list(dict.fromkeys(quoted))
    documents = {row["document_id"]: row for row in records(base, "documents")}
    rows = []
    for segment_id in wanted:
        document = documents[segment_id.rpartition(":")[0]]
        where = ", ".join(filter(None, (document["source_file"], document["location"])))
        rows.append((Cell(f"[{segment_id}]"), Cell(where), Cell(document["sha256"])))
    lead = (
        "Each quote is known by its reference: its document, then the places of its first character and of the one after its "
        "last. A hash is a fingerprint of a file: if the file changes by one letter, its hash is another. The command “evidence "
        "verify” compares each quote with the evidence base and with the file. What is published says of an answer to a survey "
        "neither who gave it nor its row: only those who hold the evidence base can follow its reference."
    )
    table = Table(PLACES_CAPTION, _PLACES, tuple(rows), row_headers=1, note="")
    return (Chapter(PLACES, (Paragraph((Span(lead),)), table), annex=True),) if rows else ()


_PLACES = ("Reference", "File", "Hash (SHA-256) of the file")
