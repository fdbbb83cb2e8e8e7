"""Saved web pages: the article, without the page around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from importlib.metadata import version
from itertools import takewhile

from lxml import etree, html
from trafilatura import bare_extraction
from trafilatura.htmlprocessing import convert_to_html
from trafilatura.metadata import Document, extract_metadata
from trafilatura.utils import load_html

from evidence.errors import Problem, SourceError
from evidence.project import Limits
from evidence.sources.metadata import tidy
from evidence.sources.plain import decode, with_headings
from evidence.sources.reading import HEADING, LIST_ITEM, PARAGRAPH, Block, Cut, Reading, count_words
from evidence.sources.tree import FURNITURE, Placed, blocks_of_tree, depth, elsewhere, placed_blocks

EXTRACTOR = f"trafilatura {version('trafilatura')}"

MAX_ATTRIBUTES = 1000
"""A tag with more attributes takes a parser minutes; it loses them."""

MAX_LINKED, MIN_ITEM_WORDS = 0.4, 8
"""A list item more of which is links, or with fewer words, is a menu's. With these, F1 on benchmarks/html_extraction is 0.964."""

_TOKEN = re.compile(r"\w+")
_TEMPLATING = re.compile(r"\{%[^%{}<>]{0,200}%\}|\{\{[^{}<>]{0,200}\}\}")
_WHOLE = re.compile(r"<(?:html|body|head)\b", re.IGNORECASE)
_CHARSET = re.compile(rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)


_USUAL = Limits()


def read_html(data: bytes, shown: str, limits: Limits = _USUAL) -> Reading:
    """The headings, paragraphs, list items, quotations and table rows of the article that a saved page holds.

    What is left out (navigation, notices, links to other pages) is one row of words; read is what the page shows.

    raises: SourceError, if it is not text or no page, or its elements are nested deeper than the limit.
    """
    declared = _CHARSET.search(data[:4096])
    text, cuts = decode(data, shown, declared[1].decode() if declared else "")
    text, templating = _TEMPLATING.subn(" ", text)
    text, heavy = _lightened(text)
    text, opened = _uncommented(text)
    page = _loaded(text, shown)
    deep = depth(page) > limits.xml_depth
    if deep:
        text = _flattened(text)
        page = _loaded(text, shown)
    mend = "Copy its words into a .txt file; or raise xml_depth under limits: in project.yaml."
    if depth(page) > limits.xml_depth:
        raise SourceError(Problem(shown, f"is nested deeper than xml_depth: {limits.xml_depth:,}", mend))
    placed = placed_blocks(page)
    blocks = with_headings(_article(page, placed, text))
    lost = count_words(p.block.text for p in placed) - count_words(block.text for block in blocks)
    cuts += [
        Cut("around the article", "words", lost, _WHY, _MEND),
        Cut("whole file", "parts", templating, "marks of a page template", "Nothing to do."),
        Cut(
            "whole file",
            "parts",
            int(deep),
            f"nesting deeper than xml_depth: {limits.xml_depth:,}; read as passages",
            mend,
        ),
        Cut("whole file", "parts", opened, "comments that never end; what follows them is read", _SEEN),
        Cut("whole file", "parts", heavy, f"attributes of tags that have over {MAX_ATTRIBUTES:,}", "Nothing to do."),
        *_beside(page, text),
    ]
    return Reading(blocks, cuts, _told(page), EXTRACTOR)


def _beside(page: etree._Element, text: str) -> Iterator[Cut]:
    """What stands beside the words of a page, or in them unseen."""
    ends = bool(_END.search(text)) or not _WHOLE.search(text)
    yield Cut("whole file", "parts", elsewhere(page), "frames, objects and pictures from elsewhere (never fetched)", _SEEN)
    yield Cut("whole file", "parts", _hidden(page), "passages that the page hides at first, or always; they are read", _SEEN)
    yield Cut("whole file", "parts", len(_ENTITY.findall(text)), "entities that the file makes up (never read)", "Nothing to do.")
    yield Cut("end of file", "parts", int(not ends), "the end of the page: it breaks off unclosed", "Save the page again.")


_SEEN = "Open the page in a browser, and compare its words."
_ENTITY = re.compile(r"<!ENTITY\b", re.IGNORECASE)
_END = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)
_UNSEEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])", re.IGNORECASE)


def _hidden(page: etree._Element) -> int:
    """How many elements with words in them the page hides by their own attributes."""
    marked = page.xpath("//body//*[@hidden or @style]")
    hides = (element for element in marked if element.get("hidden") is not None or _UNSEEN_STYLE.search(element.get("style", "")))
    return sum(bool(element.text_content().strip()) for element in hides)


_WHY = "what the page shows around its article: navigation, notices, links to other pages"
_MEND = "Open the page: if words of the case study are missing, copy its text into a .txt file."


def _article(page: etree._Element, placed: Sequence[Placed], text: str) -> list[Block]:
    """The blocks of the article on a page; all of them, if the page is a document without any furniture."""
    if not page.xpath(_ANY_FURNITURE):
        return [p.block for p in placed]
    # The fallbacks that `fast` leaves out lose lists and headings; recall is favoured for the same reason.
    article = bare_extraction(text, include_comments=False, fast=True, favor_recall=True)
    if not isinstance(article, Document):
        return [p.block for p in placed if not p.furniture and p.linked < MAX_LINKED]
    return _restored(blocks_of_tree(convert_to_html(article.body)), placed)


_ANY_FURNITURE = "//script[not(@type) or contains(@type, 'javascript')] | " + " | ".join(f"//{tag}" for tag in sorted(FURNITURE))


def _restored(article: list[Block], placed: Sequence[Placed]) -> list[Block]:
    """`article` with the headings and list items of the page that stand right above or below its blocks.

    trafilatura drops both where it cannot tell the article's element.
    """
    at = {_key(block.text): number for number, block in reversed(list(enumerate(article)))}
    above: dict[int, list[Block]] = {}
    below: dict[int, list[Block]] = {}
    between: list[Placed] = []
    last = None
    for p in [*placed, Placed(Block(PARAGRAPH, ""), furniture=False, linked=0.0)]:
        number = at.get(_key(p.block.text))
        if number is not None:
            above.setdefault(number, []).extend(_above(between, first=last is None))
            between, last = [], number
        elif p.block.kind in (HEADING, LIST_ITEM):
            between.append(p)
        else:
            if last is not None:
                below.setdefault(last, []).extend(_below(between))
            between = []
    return [block for number, own in enumerate(article) for block in (*above.get(number, ()), own, *below.get(number, ()))]


def _above(between: Sequence[Placed], *, first: bool) -> list[Block]:
    """What belongs to the block below: headings and list items, but above the first block of the article only a heading."""
    own = [p.block for p in between if _may_be_own(p)]
    return [block for block in own[-1:] if block.kind == HEADING] if first else own


def _below(between: Sequence[Placed]) -> list[Block]:
    """What belongs to the block above: list items, if there is no link among them, for below an article links lead away."""
    if any(p.linked for p in between):
        return []
    return [p.block for p in takewhile(lambda p: p.block.kind == LIST_ITEM, between) if _may_be_own(p)]


def _may_be_own(p: Placed) -> bool:
    long_enough = p.block.kind == HEADING or len(p.block.text.split()) >= MIN_ITEM_WORDS
    return not p.furniture and p.linked < MAX_LINKED and long_enough


def _key(text: str) -> str:
    return " ".join(_TOKEN.findall(text.lower()))


def _lightened(text: str) -> tuple[str, int]:
    """`text` with the attributes of overlong tags removed, and how many tags they were."""
    pieces = text.split("<")
    heavy = [number for number, piece in enumerate(pieces) if piece.count(" ", 0, piece.find(">")) > MAX_ATTRIBUTES]
    for number in heavy:
        tag, _, rest = pieces[number].partition(">")
        pieces[number] = f"{tag.split()[0]}>{rest}"
    return "<".join(pieces), len(heavy)


def _loaded(text: str, shown: str) -> etree._Element:
    page = load_html(text if _WHOLE.search(text) else f"<html><body>{text}</body></html>")
    if page is None:
        raise SourceError(Problem(shown, "is no web page that can be read", "Save the page again as 'Web page, HTML only'."))
    return page


def _uncommented(text: str) -> tuple[str, int]:
    """`text` without the beginnings of comments that nothing ends, and how many they were: the rest of a page would be gone."""
    ended = text.rfind("-->") + 1
    kept, inside, opened = [text[:ended]], False, 0
    pieces = iter(_COMMENT.split(text[ended:]))
    kept.append(next(pieces))
    for mark, after in zip(pieces, pieces, strict=True):
        begins = mark == "<!--" and not inside  # In a style sheet or a script it begins no comment.
        if mark != "<!--":
            inside = mark[1] != "/"
        opened += begins
        kept += [" " if begins else mark, after]
    return "".join(kept), opened


def _flattened(text: str) -> str:
    """`text` with its passages one after the other, none within another: tags in a line go, others begin a paragraph."""
    return _TAG.sub(lambda tag: tag[0] if tag[1].lower() in _KEPT else " " if tag[1].lower() in _IN_LINE else "\n<p>", text)


_COMMENT = re.compile(r"(<!--|</?(?:script|style)\b)", re.IGNORECASE)
_TAG = re.compile(r"</?([a-z][a-z0-9:-]*)[^<>]*>", re.IGNORECASE)
_KEPT = frozenset(re.findall(r"\w+", "html head title meta link script style body p h1 h2 h3 h4 h5 h6 br"))
_IN_LINE = frozenset(
    re.findall(
        r"\w+",
        "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q s samp small span strike"
        " strong sub sup time tt u var wbr",
    )
)


def _told(page: etree._Element) -> dict[str, str]:
    """What the page says of its article in tags meant for that; never what merely looks like a name or a date."""
    place = page.xpath("string(//meta[@name='geo.placename' or @property='og:locality']/@content)")
    language = page.get("lang") or page.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    marked = html.Element("html")
    marked.extend(deepcopy(element) for element in page.xpath(_MARKED))
    found = extract_metadata(marked, date_config={"extensive_search": False, "original_date": True})
    told = {
        "title": found.title,
        "author": found.author,
        "date": found.date,
        "source": found.url,
        "place": place,
        "language": language,
    }
    return tidy({key: value for key, value in told.items() if value})


_MARKED = (
    "/html/head | //script[@type='application/ld+json'] | //time | //h1 | //*[@itemprop='author' or @itemprop='datePublished']"
    " | //*[@rel='author'] | //*[contains(concat(' ', @class, ' '), ' byline ')]"
    " | //*[contains(concat(' ', @class, ' '), ' author ')]"
)
