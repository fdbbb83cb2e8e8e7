"""The block model: what a report says, apart from how it looks. Every format is written from it."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Span:
    """Words of one style: "" (plain), "strong", "emphasis" or "code"; `href` if they are a link."""

    text: str
    style: str = ""
    href: str = ""


Words = tuple[Span, ...]


def plain(words: Words) -> str:
    """The words alone.

    >>> plain((Span("Two of "), Span("three", "strong")))
    'Two of three'
    """
    return "".join(span.text for span in words)


@dataclass(frozen=True)
class Heading:
    """A heading below a chapter's own; `level` counts from 1 for the first rank below it."""

    level: int
    text: str


def leads(words: Words) -> bool:
    """Whether words announce what follows them, so that no page may end with them.

    >>> leads((Span("As a barrier, for example:"),)), leads((Span("No one did."),))
    (True, False)
    """
    return plain(words).rstrip().endswith(":")


@dataclass(frozen=True)
class Paragraph:
    """Words; `counts` as for a table."""

    words: Words
    counts: str = field(default="", repr=False)


@dataclass(frozen=True)
class Notice:
    """Words that must not be missed, such as that data is illustrative."""

    words: Words


@dataclass(frozen=True)
class Preformatted:
    """Printed text whose line ends and blanks matter."""

    text: str


@dataclass(frozen=True)
class Item:
    """One item of a list, and the list that stands under it."""

    words: Words
    nested: ListBlock | None = None


@dataclass(frozen=True)
class ListBlock:
    items: tuple[Item, ...]
    ordered: bool = False


@dataclass(frozen=True)
class Cell:
    """One cell of a table; `segment_id` if it quotes the words of a segment.

    opens: what the explorer is asked for its evidence, as "theme=trust&place=Leeds"; empty if it counts nothing that is there.
    again: as for a quotation.
    """

    text: str
    segment_id: str = ""
    opens: str = ""
    again: bool = False


@dataclass(frozen=True)
class Table:
    """A table of one header row.

    row_headers: how many columns, from the left, name the row.
    note:        words that must stand beside it; None if the table did not say whether it needs any.
    counts:      the counts of people that it shows, for the audit of the whole report; empty if it shows none.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    row_headers: int = 0
    note: str | None = None
    counts: str = field(default="", repr=False)


@dataclass(frozen=True)
class Figure:
    """A picture whose `alt` says the finding; the table it was drawn from stands before it. `note` as for a table."""

    png: bytes = field(repr=False)
    title: str
    alt: str
    note: str | None = None


@dataclass(frozen=True)
class Quotation:
    """The words of one segment. What stands beside them is looked up in the evidence base, never typed.

    source: title and place, or the survey and its question.
    place:  where in the source: a page or a row; may be empty.
    note:   words that must stand beside it; may be empty.
    again:  True if the words stand in full further up, so that here their beginning is enough.
    """

    segment_id: str
    text: str
    source: str = ""
    place: str = ""
    note: str = ""
    again: bool = False


Block = Heading | Paragraph | Notice | Preformatted | ListBlock | Table | Figure | Quotation


@dataclass(frozen=True)
class Chapter:
    """One notebook, or one part that the report adds itself; an `annex` is what the others rest on, and stands after them."""

    title: str
    blocks: tuple[Block, ...]
    annex: bool = False


@dataclass(frozen=True)
class Piece:
    """A run of a source's words; `segment_id` if the report quotes them, `first` where that quotation begins."""

    text: str
    segment_id: str = ""
    first: bool = False


@dataclass(frozen=True)
class Part:
    """A heading, paragraph, list item, quotation, table row or answer of a source.

    level: the rank of a heading, from 1 without gaps; 0 for the rest.
    label: where it stands, if that is new: "Page 3", "Row 14".
    """

    kind: str
    pieces: tuple[Piece, ...]
    level: int = 0
    label: str = ""


@dataclass(frozen=True)
class Source:
    """A case study or a survey that the report quotes: its title, what is known of it, and its words."""

    title: str
    facts: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    note: str = ""


@dataclass(frozen=True)
class Code:
    """A code as the explorer offers it; `parent` is the code above it, empty for a theme."""

    code: str
    name: str
    parent: str = ""


@dataclass(frozen=True)
class Coding:
    """That a passage speaks of a code, what it says of it, and whether a person decided so, or a machine and how strongly."""

    code: str
    polarity: str
    by_person: bool
    score: float | None = None


@dataclass(frozen=True)
class Passage:
    """One coded passage of the explorer; `where` is its page or row."""

    segment_id: str
    text: str
    where: str
    codings: tuple[Coding, ...]


@dataclass(frozen=True)
class Origin:
    """A case study, or a question of a survey, with its coded passages.

    place, area: of a case study only, so that no one can be told by them.
    question:    of a survey only.
    file, sha256: the file that holds the words, and its hash.
    note:        words that must stand beside each passage; may be empty.
    """

    title: str
    place: str
    area: str
    question: str
    file: str
    sha256: str
    note: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class Explorer:
    """The coded passages that a reader may filter and search, and the codes that they carry, in the codebook's order."""

    codes: tuple[Code, ...]
    origins: tuple[Origin, ...]

    def only(self, segment_ids: Container[str]) -> Explorer:
        """The explorer with these passages alone, and no source that holds none of them."""
        kept = (
            replace(origin, passages=tuple(p for p in origin.passages if p.segment_id in segment_ids)) for origin in self.origins
        )
        return replace(self, origins=tuple(origin for origin in kept if origin.passages))


@dataclass(frozen=True)
class Brand:
    """Whose report it is: what `branding.yaml` says.

    organisation: who publishes it.
    contact:      whom a reader may write to or ring.
    on_light:     colour of headings and lines on white, as "#12436d".
    on_dark:      the same on a dark ground.
    logo:         a PNG; empty for none. logo_alt says in words what it shows.
    """

    organisation: str = ""
    contact: str = ""
    on_light: str = "#12436d"
    on_dark: str = "#9fcbf3"
    logo: bytes = field(default=b"", repr=False)
    logo_alt: str = ""


@dataclass(frozen=True)
class Report:
    """All that a report says, in order.

    explorer: None where quotes may not leave, or there is none.
    """

    title: str
    question: str
    description: str
    notices: tuple[str, ...]
    chapters: tuple[Chapter, ...]
    sources: tuple[Source, ...]
    brand: Brand = Brand()
    explorer: Explorer | None = None

    def blocks(self) -> Iterator[Block]:
        """Every block of every chapter, in order."""
        for chapter in self.chapters:
            yield from chapter.blocks

    def quoted(self) -> list[str]:
        """Segment ids of everything quoted, in order of first quotation."""
        found: dict[str, None] = {}
        for block in self.blocks():
            found.update(dict.fromkeys(segments_in(block)))
        return list(found)


def segments_in(block: Block) -> list[str]:
    """Segment ids that one block quotes."""
    if isinstance(block, Quotation):
        return [block.segment_id]
    if isinstance(block, Table):
        return [cell.segment_id for row in block.rows for cell in row if cell.segment_id]
    return []
