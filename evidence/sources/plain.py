"""Plain text: its encoding, its paragraphs and headings, and the furniture of a page that was saved as text."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from evidence.errors import Problem, SourceError
from evidence.sources.boilerplate import find_furniture
from evidence.sources.metadata import head, iso_date, tidy
from evidence.sources.reading import HEADING, LIST_ITEM, PARAGRAPH, Block, Cut, Reading, clean, count_unseen, count_words

EXTRACTOR = "plain text 1"

HEADING_WORDS = 14
"""A line of more words is no heading."""

BELOW_WORDS = 15
"""Fewest words of the paragraph that a heading stands above."""

TITLE_WORDS = 20
"""A first line of more words is no title."""

# UTF-32 before UTF-16: its little-endian mark begins with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What pages and emails declare; never UTF-7, which hides tags in letters.
_DECLARED = frozenset(
    {f"iso-8859-{part}" for part in (2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 14, 15, 16)}
    | {f"windows-125{part}" for part in range(9)}
    | {"big5", "euc-jp", "euc-kr", "gb18030", "gb2312", "gbk", "koi8-r", "koi8-u", "macintosh", "shift_jis"}
)
BULLET = re.compile(r"(?:[-*•·‣▪◦●○■–]|(?P<number>\(?(?:\d{1,2}|[a-z])[.)]))\s+(?=\S)", re.IGNORECASE)
"""What stands before the words of a list item."""

_LABEL = re.compile(r"[\w ]{1,20}: ")
# Programs wrap at 60 to 80 signs; narrower lines are titles or verse, wider ones a paragraph each.
_NARROWEST_WRAP, _WIDEST_WRAP = 40, 110
# Terminal colours reach a tenth of a short text; in pictures and archives it is a quarter.
_MOST_CONTROLS = 0.15


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of a text file: its words on one line, and the lines of the file it stands in, from 1."""

    text: str
    first: int
    last: int


def read_plain(data: bytes, shown: str) -> Reading:
    """The paragraphs of a text file; lines that were wrapped are joined, furniture of a saved web page is cut.

    raises: SourceError, if it is not text.
    """
    text, cuts = decode(data, shown)
    found = paragraphs(text)
    first, last, signs = find_furniture([paragraph.text for paragraph in found])
    kept = found[first:last]
    above = Cut(_lines(found[:first]), "words", _words(found[:first]), _ABOVE, _MEND)
    below = Cut(_lines(found[last:]), "words", _words(found[last:]), f"{_BELOW} ({', '.join(signs)})", _MEND)
    blocks = with_headings([line_block(paragraph.text) for paragraph in kept])
    told = head(block.text for block in blocks)
    above_date = next(filter(None, (iso_date(paragraph.text) for paragraph in found[:first])), "")
    told = {"date": above_date, **told}
    if blocks and is_title(blocks[0].text):
        told.setdefault("title", blocks[0].text)
    return Reading(blocks, (*cuts, above, below), tidy(told), EXTRACTOR)


_ABOVE = "navigation of a web page above its text"
_BELOW = "what a web page shows below its text"
_MEND = "If these words belong to the case study, copy them into a text file of their own, or save the page as .html."


def _lines(found: Sequence[Paragraph]) -> str:
    return f"lines {found[0].first}-{found[-1].last}" if found else ""


def _words(found: Sequence[Paragraph]) -> int:
    return count_words(paragraph.text for paragraph in found)


def decode(data: bytes, shown: str, declared: str = "") -> tuple[str, list[Cut]]:
    """`data` as text, and what a reader must know of it: an encoding that was guessed, bytes or characters that went.

    A byte order mark decides. Without one: UTF-16 if every other byte is zero, then UTF-8, then what the file itself
    declares, then Windows-1252.

    declared: the encoding that the file names, if any.
    raises:   SourceError, if it is not text.

    >>> decode("café".encode("cp1252"), "a.txt")[0]
    'café'
    """
    encoding, guessed = _encoding(data, declared)
    text = data.decode(encoding, errors="replace")
    controls, unseen = count_unseen(text)
    if controls > _MOST_CONTROLS * len(text):
        raise SourceError(Problem(shown, "is not text", "If it is a picture, a scan or an archive, ask for the text itself."))
    unused = declared.lower() not in _DECLARED | _USUAL
    named = declared if _NAME.fullmatch(declared) else "a strange one"
    return text, [
        Cut("whole file", "parts", int(unused), f"an encoding that is not used ({named}): read as {encoding}", _ENCODING),
        Cut("whole file", "parts", int(bool(guessed)), f"the encoding had to be guessed: read as {guessed}", _ENCODING),
        Cut("whole file", "parts", int(encoding == "utf-32"), "an encoding that hardly any program writes: UTF-32", _ENCODING),
        Cut("whole file", "parts", text.count("\ufffd"), "bytes that no letter stands for, shown as \ufffd", _ENCODING),
        Cut("whole file", "parts", controls + unseen, "characters that no reader sees, such as control characters", _UNSEEN),
    ]


_USUAL = frozenset(
    {"", "ascii", "us-ascii", "iso-8859-1", "latin1", "latin-1", "utf8", "utf-8", "utf-16", "utf-16le", "utf-16be", "utf-32"}
)
_NAME = re.compile(r"[\w.:-]{0,40}")
_ENCODING = "If letters look wrong, save the file as UTF-8."
_UNSEEN = "Nothing to do, unless letters are missing."


def _encoding(data: bytes, declared: str) -> tuple[str, str]:
    """The encoding of `data`, and its name for a reader if it had to be guessed."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding, ""
    for start, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        half = data[start:100_000:2]
        if half.count(0) > 0.4 * len(half):
            return encoding, "UTF-16"
    text = data.decode("utf-8", errors="replace")
    bad = text.count("\ufffd")
    if not bad:
        return "utf-8", ""
    # Letters beyond ASCII that do decode are hardly ever Windows-1252; a few bad bytes among them are damage.
    good = sum(character > "\x7f" for character in text) - bad
    if good > bad:
        return "utf-8", "UTF-8, with damage"
    return (declared, "") if declared.lower() in _DECLARED else ("cp1252", "Windows-1252")


def paragraphs(text: str) -> list[Paragraph]:
    """The paragraphs of `text`: lines apart, except those that were wrapped because the next word did not fit.

    >>> [p.text for p in paragraphs("One line\\nanother line\\n\\nA third")]
    ['One line', 'another line', 'A third']
    """
    lines = [clean(line) for line in text.splitlines()]
    width = _wrap(lines)
    found: list[Paragraph] = []
    for number, line in enumerate(lines, start=1):
        before = found[-1] if found and found[-1].last == number - 1 else None
        if not line:
            continue
        if before and width and not BULLET.match(line) and not _fits(lines[number - 2], line, width):
            found[-1] = Paragraph(f"{before.text} {line}", before.first, number)
        else:
            found.append(Paragraph(line, number, number))
    return found


def _wrap(lines: Sequence[str]) -> int:
    """The width at which lines were wrapped, or 0.

    It is the longest line that has another below it, if most lines that may have been wrapped there go on in small letters:
    titles and addresses below each other do not.
    """
    pairs = [(line, below) for line, below in pairwise(lines) if line and below and not BULLET.match(below)]
    width = max((len(line) for line, _ in pairs), default=0)
    full = [below for line, below in pairs if not _fits(line, below, width)]
    return width if _NARROWEST_WRAP <= width <= _WIDEST_WRAP and 2 * sum(below[0].islower() for below in full) > len(full) else 0


def _fits(line: str, below: str, width: int) -> bool:
    """Whether the first word of the line below would have had room on `line`."""
    return len(line) + 1 + len(below.split()[0]) <= width


def line_block(text: str) -> Block:
    """A list item, if `text` begins with a bullet (which goes) or a number (which stays), else a paragraph.

    >>> line_block("- trust")
    Block(kind='list_item', text='trust', level=None, page=None)
    """
    marked = BULLET.match(text)
    if not marked:
        return Block(PARAGRAPH, text)
    return Block(LIST_ITEM, text if marked["number"] else text[marked.end() :])


def with_headings(blocks: Sequence[Block]) -> list[Block]:
    """`blocks`, in which paragraphs that look like a title or headings become headings if no block is marked as one.

    >>> long = Block("paragraph", "The partners met each week and agreed what each of them would tell all of the others.")
    >>> [block.kind for block in with_headings([Block("paragraph", "What they did"), long])]
    ['heading', 'paragraph']
    """
    if any(block.kind == HEADING for block in blocks):
        return list(blocks)
    pairs = zip(blocks, [*blocks[1:], None], strict=True) if blocks else ()
    levels = [2 if block.kind == PARAGRAPH and below and is_heading(block.text, below) else 0 for block, below in pairs]
    if len(blocks) > 1 and blocks[0].kind == PARAGRAPH and is_title(blocks[0].text):
        levels[0] = 1
    return [replace(block, kind=HEADING, level=level) if level else block for block, level in zip(blocks, levels, strict=True)]


def is_heading(text: str, below: Block) -> bool:
    """Whether a line looks like a heading: short, no sentence, above a list or a paragraph that is longer.

    >>> is_heading("What comes next?", Block("list_item", "trust")), is_heading("Truro", Block("paragraph", "Cornwall"))
    (True, False)
    """
    short = len(text.split()) <= HEADING_WORDS and text[-1] not in ".,;:>…" and (text[0].isupper() or text[0].isdigit())
    says_something = below.kind == LIST_ITEM or len(below.text.split()) >= BELOW_WORDS
    return short and says_something and not head([text]) and not _LABEL.match(text)


def is_title(text: str) -> bool:
    """Whether the first line of a text looks like its title: short, and no sentence, list item or date.

    >>> is_title("Six months on"), is_title("They met in Leeds.")
    (True, False)
    """
    return not iso_date(text) and len(text.split()) <= TITLE_WORDS and text[-1] not in ".,;:" and not BULLET.match(text)
