"""From the lines of a page to headings, paragraphs and list items: by size, weight, place and punctuation."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median_low

from evidence.sources.plain import BULLET, line_block
from evidence.sources.reading import HEADING, Block, clean

HEADING_SIZE = 1.12
"""A heading's type is at least so many times as large as the body's."""

HEADING_WORDS = 20
"""A longer line is no heading."""

SAME_SIZE = 0.08
"""Type of one paragraph differs by no more than this share."""

LINE_GAP = 1.3
"""Lines of one paragraph stand at most so many times as far apart as lines of that size mostly do."""

SHORT_LINE = 0.85
"""A line that ends a sentence and fills less than this share of its column ends its paragraph."""

MAX_LEVEL = 6

_HYPHEN = "\ufffe"
_ENDED = re.compile(r".*[.!?:…][\d'\"”’)\]]*")


@dataclass(frozen=True)
class Line:
    """One line of a page: its words, the height of its type, whether it is bold, and where it stands, in points.

    bottom: from the bottom of the page.
    odd:    "invisible" if it is not painted, "nameless" if the file does not say which letters its shapes are.
    """

    text: str
    page: int
    size: float
    bold: bool
    left: float
    right: float
    bottom: float
    odd: str = ""


def blocks_of_lines(lines: Sequence[Line]) -> list[Block]:
    """The blocks that `lines` make, in their order.

    Larger type is a heading, and so is a short bold line; a sentence goes on over columns and pages, past footnotes.

    >>> below = [Line("It takes", 1, 10, False, 50, 90, 660), Line("time.", 1, 10, False, 50, 70, 648)]
    >>> [(block.kind, block.text) for block in blocks_of_lines([Line("Trust", 1, 20, False, 50, 90, 700), *below])]
    [('heading', 'Trust'), ('paragraph', 'It takes time.')]
    """
    body = _body(lines)
    spelt = _spelt(lines)
    paragraphs = [
        (p[0], all(line.bold for line in p), _joined([line.text for line in p], spelt)) for p in _paragraphs(lines, body)
    ]
    large = sorted(
        {round(first.size) for first, _, text in paragraphs if _is_large(first, body) and _may_head(text)}, reverse=True
    )
    return [_block(first, bold, text, body, large) for first, bold, text in paragraphs if text]


def _body(lines: Sequence[Line]) -> float:
    """The size of type in which most characters are set."""
    sizes: Counter[int] = Counter()
    for line in lines:
        sizes[round(line.size)] += len(line.text)
    return max(sizes, key=lambda size: (sizes[size], -size), default=0)


def _block(first: Line, bold: bool, text: str, body: float, large: Sequence[int]) -> Block:
    if _may_head(text) and _is_large(first, body):
        return Block(HEADING, text, min(large.index(round(first.size)) + 1, MAX_LEVEL), first.page)
    if _may_head(text) and bold and _is_body(first, body) and not _ENDED.fullmatch(text):
        return Block(HEADING, text, min(len(large) + 1, MAX_LEVEL), first.page)
    return replace(line_block(text), page=first.page)


def _may_head(text: str) -> bool:
    return len(text.split()) <= HEADING_WORDS and any(map(str.isalpha, text))


def _is_large(line: Line, body: float) -> bool:
    return line.size >= HEADING_SIZE * body


def _is_body(line: Line, body: float) -> bool:
    return abs(line.size - body) <= SAME_SIZE * body


def _paragraphs(lines: Sequence[Line], body: float) -> list[list[Line]]:
    """The lines that belong together, paragraph by paragraph."""
    pitches, edges = _pitches(lines), _edges(lines)
    found: list[list[Line]] = []
    current = unfinished = -1
    for line in lines:
        if found and _goes_on(found[current][-1], line, pitches, edges):
            found[current].append(line)
        elif unfinished >= 0 and _is_body(line, body) and _goes_over(found[unfinished][-1], line):
            found[unfinished].append(line)
            current = unfinished
        else:
            found.append([line])
            current = len(found) - 1
        if _is_body(line, body):
            unfinished = current
    return found


def _goes_on(before: Line, line: Line, pitches: Mapping[int, float], edges: Mapping[tuple[int, int, int], float]) -> bool:
    """Whether `line` goes on with the paragraph that ends with the line before it, on the same page."""
    alike = before.bold == line.bold and abs(before.size - line.size) <= SAME_SIZE * before.size
    if not alike or before.page != line.page or BULLET.match(line.text.strip()):
        return False
    down = before.bottom - line.bottom
    if down <= 0:
        return _goes_over(before, line, pages=0)
    edge = edges[_column(before)]
    ends_short = before.right - before.left < SHORT_LINE * (edge - before.left)
    return down <= LINE_GAP * pitches[round(line.size)] and not (ends_short and _ENDED.fullmatch(before.text.strip()))


def _goes_over(before: Line, line: Line, pages: int = 1) -> bool:
    """Whether a sentence goes on in the next column, or on the next page."""
    plain = not before.bold and not line.bold and abs(before.size - line.size) <= SAME_SIZE * before.size
    cut = not _ENDED.fullmatch(before.text.strip()) and not BULLET.match(line.text.strip())
    return plain and cut and line.page - before.page == pages and not line.text.strip()[0].isupper()


def _pitches(lines: Sequence[Line]) -> dict[int, float]:
    """How far apart lines mostly stand, by size of type."""
    gaps: dict[int, list[float]] = {round(line.size): [] for line in lines}
    for above, line in pairwise(lines):
        down = above.bottom - line.bottom
        if above.page == line.page and round(above.size) == round(line.size) and 0 < down < 3 * line.size:
            gaps[round(line.size)].append(down)
    return {size: median_low(found) if found else 1.2 * size for size, found in gaps.items()}


def _edges(lines: Iterable[Line]) -> dict[tuple[int, int, int], float]:
    """How far to the right lines reach, by page, by where they begin and by size of type."""
    edges: dict[tuple[int, int, int], float] = {}
    for line in lines:
        edges[_column(line)] = max(edges.get(_column(line), 0.0), line.right)
    return edges


def _column(line: Line) -> tuple[int, int, int]:
    return line.page, round(line.left / 10), round(line.size)


def _joined(texts: Sequence[str], spelt: set[str]) -> str:
    """The lines of a paragraph on one; a word that a line's end cut in two is made whole.

    The hyphen stays where the text spells the word so elsewhere, or knows both halves as words but not the whole.

    >>> _joined(["infor-", "mation on multi\\ufffeagency work"], {"information", "multi-agency"})
    'information on multi-agency work'
    """
    text = ""
    for line in (line.strip() for line in texts):
        if text.endswith("-") and line[:1].islower() and not text.endswith((" -", "--")):
            text = text[:-1] + _HYPHEN + line
        else:
            text = f"{text} {line}"
    return clean(_CUT.sub(lambda cut: _whole(cut[1], cut[2], spelt), text))


_CUT = re.compile(rf"([\w-]+){_HYPHEN}([\w-]+)")


def _spelt(lines: Sequence[Line]) -> set[str]:
    """The words of the text, without the halves of those that a line's end cuts in two."""
    text = _ENDS_IN_HYPHEN.sub(_HYPHEN, "\n".join(line.text.strip() for line in lines))
    return {word.lower() for word in re.findall(r"\w+(?:-\w+)*", _CUT.sub(" ", text))}


_ENDS_IN_HYPHEN = re.compile(r"(?<=\w)-\n(?=[a-zà-ÿ])")


def _whole(start: str, end: str, spelt: set[str]) -> str:
    hyphened, joined = f"{start}-{end}", start + end
    two_words = {start.lower(), end.lower()} <= spelt or "-" in joined
    return hyphened if joined.lower() not in spelt and (two_words or hyphened.lower() in spelt) else joined
