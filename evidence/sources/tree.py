"""From a tree of HTML to blocks: one walk for saved pages, Markdown, Word and email."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from evidence.sources.reading import CELL_BREAK, HEADING, LIST_ITEM, PARAGRAPH, QUOTATION, TABLE_ROW, Block, clean

UNSEEN = frozenset({"head", "iframe", "math", "noscript", "object", "script", "style", "svg", "template", "title"})
"""Elements whose text no reader of a page sees."""

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "br",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "img",
        "input",
        "ins",
        "kbd",
        "label",
        "mark",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
    ]
)


FURNITURE = frozenset({"aside", "button", "dialog", "footer", "form", "header", "menu", "nav", "select"})
"""Elements in which a page says of itself what it is, but not what it is about."""


def depth(root: etree._Element) -> int:
    """How deep the elements below `root` are nested, itself included.

    >>> depth(etree.fromstring("<a><b/><b><c/></b></a>"))
    3
    """
    level = deepest = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        level += 1 if event == "start" else -1
        deepest = max(deepest, level)
    return deepest


_ELSEWHERE = "//iframe[@src] | //object[@data] | //embed[@src] | //img[starts-with(@src, 'http') or starts-with(@src, '//')]"
_FILES = "//img[starts-with(@src, 'file:')]"


def elsewhere(root: etree._Element) -> int:
    """How many frames, objects and pictures below `root` a browser would fetch from another place.

    >>> elsewhere(etree.fromstring("<p><img src='http://example.org/a.png'/><img src='data:,'/></p>"))
    1
    """
    return len(root.xpath(f"{_ELSEWHERE} | {_FILES}"))


@dataclass(frozen=True)
class Placed:
    """A block and where it stands on its page.

    furniture: whether it stands in navigation, a form, a footer and the like.
    linked:    share of its characters that are links, 0 to 1.
    """

    block: Block
    furniture: bool
    linked: float


def blocks_of_tree(root: etree._Element) -> list[Block]:
    """The headings, paragraphs, list items, quotations and table rows below `root`, in order.

    Scripts, styles and the like are passed over. A table within a table counts as words of its cell.

    >>> from lxml import html
    >>> [(b.kind, b.text) for b in blocks_of_tree(html.fromstring("<div><h2>A</h2>b<br>c<table><tr><td>1<td>2</table></div>"))]
    [('heading', 'A'), ('paragraph', 'b c'), ('table_row', '1 | 2')]
    """
    return [placed.block for placed in placed_blocks(root)]


def placed_blocks(root: etree._Element) -> list[Placed]:
    """The blocks of `blocks_of_tree`, each with where it stands.

    >>> from lxml import html
    >>> [p.furniture for p in placed_blocks(html.fromstring("<div><nav>Home</nav><p>A</div>"))]
    [True, False]
    """
    return list(_Walk().blocks(root))


class _Walk:
    """One walk through a tree: the block elements that are open, the words gathered, the rows open and their cells."""

    def __init__(self) -> None:
        self.open: list[str] = []
        self.words: list[str] = []
        self.linked = 0
        self.rows = 0
        self.cells: list[str] = []

    def blocks(self, root: etree._Element) -> Iterator[Placed]:
        walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        for event, element in walk:
            if event == "start" and element.tag in UNSEEN:
                walk.skip_subtree()
            elif event == "start":
                yield from self._start(element)
            elif event == "end" and element.tag not in UNSEEN:
                yield from self._end(element.tag)
            if event != "start" and element is not root:
                self.words.append(element.tail or "")
        yield from self._flush()

    def _start(self, element: etree._Element) -> Iterator[Placed]:
        if element.tag == "br":
            self.words.append(" ")
        elif element.tag not in _INLINE:
            yield from self._flush()
            self.open.append(element.tag)
            self.rows += element.tag == "tr"
        elif element.tag == "a":
            self.linked += len(clean("".join(element.itertext())))
        self.words.append(element.text or "")

    def _end(self, tag: str) -> Iterator[Placed]:
        if tag in _INLINE:
            return
        if tag in ("td", "th") and self.rows == 1:
            self.cells.append(clean("".join(self.words)))
            self.words.clear()
        yield from self._flush()
        self.open.pop()
        if tag == "tr":
            self.rows -= 1
            if not self.rows and any(self.cells):
                yield self._placed(Block(TABLE_ROW, clean(CELL_BREAK.join(self.cells))))
            if not self.rows:
                self.cells.clear()

    def _flush(self) -> Iterator[Placed]:
        if self.rows:
            self.words.append(" ")
            return
        text = clean("".join(self.words))
        self.words.clear()
        if text:
            level = next((_HEADINGS[tag] for tag in reversed(self.open) if tag in _HEADINGS), None)
            yield self._placed(Block(HEADING if level else self._kind(), text, level))

    def _placed(self, block: Block) -> Placed:
        linked, self.linked = self.linked, 0
        return Placed(block, not FURNITURE.isdisjoint(self.open), min(1.0, linked / len(block.text)))

    def _kind(self) -> str:
        for tag in reversed(self.open):
            if tag in ("li", "dd", "dt"):
                return LIST_ITEM
            if tag == "blockquote":
                return QUOTATION
        return PARAGRAPH
