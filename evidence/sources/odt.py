"""OpenDocument text, as LibreOffice writes it."""

from __future__ import annotations

import re
from importlib.metadata import version

from lxml import etree

from evidence.errors import Problem, SourceError
from evidence.sources.archive import around, parse, parts, properties
from evidence.sources.metadata import of_document
from evidence.sources.plain import with_headings
from evidence.sources.reading import Cut, Reading
from evidence.sources.tree import blocks_of_tree

EXTRACTOR = f"lxml {version('lxml')}"

MAX_BLANKS = 10_000
"""A longer run of blanks is an attack on whoever writes it out."""

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_SPACES = {name: f"{_OASIS}{name}:1.0" for name in ("office", "text", "table", "meta")} | {
    "draw": f"{_OASIS}drawing:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
}
_TEXT, _TABLE, _DRAW = (f"{{{_SPACES[name]}}}" for name in ("text", "table", "draw"))
_TAGS = {
    f"{_TEXT}p": "p",
    f"{_TEXT}list": "ul",
    f"{_TEXT}list-item": "li",
    f"{_TEXT}list-header": "div",
    f"{_TEXT}section": "div",
    f"{_TEXT}tab": "br",
    f"{_TEXT}line-break": "br",
    f"{_TEXT}s": "br",
    f"{_TABLE}table": "table",
    f"{_TABLE}table-row": "tr",
    f"{_TABLE}table-cell": "td",
    f"{_DRAW}frame": "div",
    f"{_DRAW}text-box": "div",
}
# What is no text of the document, and what to call it.
_BESIDE = {
    ".//office:annotation": "comments",
    ".//text:tracked-changes/text:changed-region/text:deletion": "passages deleted under 'track changes'",
    ".//draw:image": "pictures",
    ".//draw:object": "embedded objects",
}
_GONE = ".//office:annotation | .//text:tracked-changes | .//text:note-citation | .//office:forms | .//text:sequence-decls"
# Who wrote it first counts, not who saved it last, and is told last for that.
_PROPERTIES = (
    (f"{{{_SPACES['dc']}}}title", "title"),
    (f"{{{_SPACES['dc']}}}creator", "author"),
    (f"{{{_SPACES['dc']}}}language", "language"),
    (f"{{{_SPACES['meta']}}}creation-date", "date"),
    (f"{{{_SPACES['meta']}}}initial-creator", "author"),
)


def read_odt(data: bytes, shown: str) -> Reading:
    """The headings, paragraphs, list items and table rows of an OpenDocument text, and its notes at the end.

    Text that was deleted under 'track changes', and comments, are not kept.

    raises: SourceError, if it holds no text document.
    """
    kept = parts(data, ["content.xml", "meta.xml"])
    body = parse(kept["content.xml"]).find(".//office:body/office:text", _SPACES) if "content.xml" in kept else None
    if body is None:
        raise SourceError(Problem(shown, "holds no OpenDocument text", "Open it in LibreOffice and save it again as .odt."))
    cuts = [Cut("whole file", "parts", len(body.findall(path, _SPACES)), name, _MEND_BESIDE) for path, name in _BESIDE.items()]
    cuts.append(around(data))
    _as_html(body, shown)
    blocks = with_headings(blocks_of_tree(body))
    told = properties(kept["meta.xml"], _PROPERTIES) if "meta.xml" in kept else {}
    return Reading(blocks, cuts, of_document(blocks, told), EXTRACTOR)


_MEND_BESIDE = "If the case study needs it, write it into the text of the document."


def _as_html(body: etree._Element, shown: str) -> None:
    """Give the elements below `body` the names that HTML has for them; notes move to the end."""
    for blanks in body.iter(f"{_TEXT}s"):
        count = blanks.get(f"{_TEXT}c", "1")
        if not re.fullmatch(r"\d{1,9}", count) or int(count) > MAX_BLANKS:
            raise SourceError(Problem(shown, "holds a run of blanks beyond any sense", "Ask who sent it, and for a new copy."))
    for gone in body.xpath(_GONE, namespaces=_SPACES):
        _without(gone)
    for note in body.findall(".//text:note-body", _SPACES):
        holder = note.getparent()
        _without(holder)
        body.append(note)
    for element in body.iterdescendants(etree.Element):
        level = element.get(f"{_TEXT}outline-level", "1")
        heading = f"h{min(int(level), 6)}" if level.isdigit() and level != "0" else "h1"
        inline = "div" if element.tag == f"{_TEXT}note-body" else "span"
        element.tag = heading if element.tag == f"{_TEXT}h" else _TAGS.get(element.tag, inline)


def _without(element: etree._Element) -> None:
    """Take `element` out and leave the words after it."""
    parent, before = element.getparent(), element.getprevious()
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    parent.remove(element)
