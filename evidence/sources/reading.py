"""What a reader of any format hands on: the blocks of a text, what it cut or passed over, and what the file says of itself."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

HEADING, PARAGRAPH, LIST_ITEM, QUOTATION, TABLE_ROW = "heading", "paragraph", "list_item", "quotation", "table_row"
CELL_BREAK = " | "

MAX_LEVEL = 6


@dataclass(frozen=True)
class Block:
    """One heading, paragraph, list item, quotation or table row: a single line of text.

    level: of a heading, from 1.
    page:  on which it begins, from 1, where the file has pages.
    """

    kind: str
    text: str
    level: int | None = None
    page: int | None = None


@dataclass(frozen=True)
class Cut:
    """Something in the file that the document does not hold.

    where: where in the file.
    unit:  "words", which the reader saw and cut; or "parts", which it passed over or had to change.
    count: how many.
    why:   the reason, for a reader.
    mend:  what to do if it should be kept.
    """

    where: str
    unit: str
    count: int
    why: str
    mend: str


@dataclass(frozen=True)
class Reading:
    """What one reader made of one file.

    blocks:    in reading order.
    cuts:      what is not among them; a cut of nothing is left away.
    found:     title, author, date, source, place, language and other columns of a case, where the file says them.
    extractor: name and version of what read it.
    """

    blocks: Sequence[Block]
    cuts: Sequence[Cut]
    found: Mapping[str, str]
    extractor: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "blocks", tuple(self.blocks))
        object.__setattr__(self, "cuts", tuple(cut for cut in self.cuts if cut.count > 0))


def clean(text: str) -> str:
    """`text` on one line, as a document holds it: NFC, single blanks, no control or invisible characters.

    The joiners that hold emoji and some scripts together stay; byte order marks, soft hyphens, zero-width blanks,
    direction marks, surrogates and characters that Unicode reserves go.

    >>> clean("Cafe\\u0301\\x00  in\\u00a0 Leeds\\n")
    'Café in Leeds'
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    text = _UNPRINTABLE.sub("", unicodedata.normalize("NFC", _BLANKS.sub(" ", text)))
    return " ".join(text.split())


_BLANKS = re.compile(r"[\s\x1c-\x1f\x85\u2028\u2029]+")
# Cc, Cs and noncharacters may not stand in XML, Parquet or a terminal; the rest are seen by no reader but hide words
# from a search: soft hyphen, zero-width blank, word joiner, direction marks, byte order mark.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufdd0-\ufdef\ufeff\ufff9-\ufffb"
    "\ud800-\udfff" + "".join(chr(plane * 0x10000 + low) for plane in range(17) for low in (0xFFFE, 0xFFFF)) + "]"
)


def count_unseen(text: str) -> tuple[int, int]:
    """How many control characters `text` has, and how many others that no reader sees; `clean` drops both.

    >>> count_unseen("a\\x00b\\u200bc\\n")
    (1, 1)
    """
    found = _UNPRINTABLE.findall(text.removeprefix("\ufeff"))
    controls = sum(character < "\x20" for character in found)
    return controls, len(found) - controls


def count_words(texts: Iterable[str]) -> int:
    """How many words there are, told apart by blanks.

    >>> count_words(["one two", "three"])
    3
    """
    return sum(len(text.split()) for text in texts)
