"""Word documents: what Word shows, with footnotes and text boxes; not what was deleted, hidden or said in comments."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from typing import Any

import mammoth
from lxml import etree, html

from evidence.errors import Problem, SourceError
from evidence.sources.archive import around, names, paragraph_words, parse, parts, properties
from evidence.sources.metadata import of_document
from evidence.sources.plain import with_headings
from evidence.sources.reading import CELL_BREAK, Block, Cut, Reading, count_words
from evidence.sources.tree import blocks_of_tree

EXTRACTOR = f"mammoth {version('mammoth')}"

_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_SPACES = {
    "w": _MAIN,
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "xi": "http://www.w3.org/2001/XInclude",
}
_W, _MC = f"{{{_MAIN}}}", f"{{{_SPACES['mc']}}}"
_CORE = "docProps/core.xml"
_PROPERTIES = (
    ("{http://purl.org/dc/elements/1.1/}title", "title"),
    ("{http://purl.org/dc/elements/1.1/}creator", "author"),
    ("{http://purl.org/dc/elements/1.1/}language", "language"),
    ("{http://purl.org/dc/terms/}created", "date"),
)
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => h2:fresh
p[style-name='Quote'] => blockquote:fresh
p[style-name='Intense Quote'] => blockquote:fresh
"""
_HIDDEN = ".//w:r[w:rPr/w:vanish[not(@w:val='false' or @w:val='0' or @w:val='off')]]"
_DELETED = ".//w:del[not(parent::w:rPr or parent::w:trPr)] | .//w:moveFrom"
_REMOTE = re.compile(rb'<Relationship\b(?![^>]*/hyperlink")[^>]*(?:TargetMode="External"|Target="(?:\.\./){2})')
_NOTE_LINK = re.compile(r"#(?:footnote|endnote)-")

# What stands beside the text of a Word file, by the names of its parts.
_BESIDE = {
    "pictures": re.compile(r"word/media/.+"),
    "comments": re.compile(r"word/comments\.xml"),
    "page headers and footers": re.compile(r"word/(?:header|footer)\d*\.xml"),
    "charts and diagrams": re.compile(r"word/(?:charts/chart|diagrams/data)\d*\.xml"),
    "embedded files": re.compile(r"word/(?:embeddings/.+|afchunk.*|.+\.(?:html?|mht|rtf|docx|txt))"),
    "macros (never run)": re.compile(r"word/vbaProject\.bin"),
}
_COMPARE = "Compare the words with the document; if some are missing, save it in Word as .docx."
_MEND_BESIDE = "If the case study needs it, copy its words into the text of the document."


def read_docx(data: bytes, shown: str) -> Reading:
    """The headings, paragraphs, list items and table rows of a Word file, its text boxes, and its notes at the end.

    Text that was inserted under 'track changes' is kept, text that was deleted is not.

    raises: SourceError, if it holds no Word document.
    """
    kept, seen, cuts = _shown(data, shown)
    result = mammoth.convert_to_html(_packed(kept), style_map=_STYLES, convert_image=_no_image)
    blocks = with_headings(_blocks(result.value))
    lost = seen - count_words(cell for block in blocks for cell in block.text.split(CELL_BREAK))
    remote = sum(len(_REMOTE.findall(data)) for name, data in kept.items() if name.endswith(".rels"))
    beside = {name: sum(bool(form.fullmatch(part)) for part in names(data)) for name, form in _BESIDE.items()}
    cuts += [
        Cut("whole file", "words", lost, "words in a place that the reader does not enter", _MEND_BESIDE),
        Cut("whole file", "parts", remote, "parts that lie elsewhere (never fetched)", _MEND_BESIDE),
        around(data),
        *(Cut("whole file", "parts", count, name, _MEND_BESIDE) for name, count in beside.items()),
    ]
    told = properties(kept[_CORE], _PROPERTIES) if _CORE in kept else {}
    return Reading(blocks, cuts, of_document(blocks, told), EXTRACTOR)


def _shown(data: bytes, shown: str) -> tuple[dict[str, bytes], int, list[Cut]]:
    """The XML parts of the file without what Word does not show, how many words they hold, and what went."""
    kept = parts(data, [name for name in names(data) if name.endswith((".xml", ".rels"))])
    bodies = [name for name in ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml") if name in kept]
    if "word/document.xml" not in bodies:
        raise SourceError(Problem(shown, "holds no Word document", "Open it in Word and save it again as .docx."))
    seen = hidden = deleted = formulas = included = strict = lost = 0
    noted = {f"w:{kind}Reference": _notes(kept, kind) for kind in ("footnote", "endnote")}
    for name in bodies:
        strict += _STRICT in kept[name]
        root = parse(kept[name].replace(_STRICT, _MAIN.encode()))
        if name == "word/document.xml" and root.find(f"{_W}body") is None:
            raise SourceError(Problem(shown, "holds no Word document", "Open it in Word and save it again as .docx."))
        included += len(root.xpath(".//xi:include", namespaces=_SPACES))
        _choose(root)
        deleted += len(root.xpath(_DELETED, namespaces=_SPACES))
        formulas += len(root.xpath(".//m:oMath", namespaces=_SPACES))
        hidden += _removed(root.xpath(_HIDDEN, namespaces=_SPACES))
        for reference, known in noted.items():
            dangling = [one for one in root.xpath(f".//{reference}", namespaces=_SPACES) if one.get(f"{_W}id") not in known]
            _removed(dangling)
            lost += len(dangling)
        seen += count_words(_texts(root))
        kept[name] = etree.tostring(root)
    cuts = [
        Cut("whole file", "words", hidden, "hidden text", "Show the hidden text in Word and save the file, if it is evidence."),
        Cut(
            "whole file",
            "parts",
            deleted,
            "passages deleted under 'track changes'",
            "Reject the deletion in Word, if it is evidence.",
        ),
        Cut("whole file", "parts", lost, "notes that the text refers to and the file does not hold", _COMPARE),
        Cut("whole file", "parts", included, "files to be put in from elsewhere (never read)", _MEND_BESIDE),
        Cut("whole file", "parts", int(strict > 0), "the strict form of a Word file, which few programs write", _COMPARE),
        Cut("whole file", "parts", formulas, "formulas", "Describe in words what a formula says, if it is evidence."),
    ]
    return kept, seen, cuts


def _notes(kept: Mapping[str, bytes], kind: str) -> set[str]:
    """The numbers of the footnotes or endnotes that the file holds."""
    part = kept.get(f"word/{kind}s.xml")
    root = parse(part.replace(_STRICT, _MAIN.encode())) if part else None
    return set() if root is None else {str(number) for number in root.xpath(f".//w:{kind}/@w:id", namespaces=_SPACES)}


def _choose(root: etree._Element) -> None:
    """Leave one of the alternatives that Word writes for each drawing: the one that mammoth reads, with its text boxes."""
    for alternative in root.findall(f".//{_MC}AlternateContent"):
        fallback, choice = alternative.find(f"{_MC}Fallback"), alternative.find(f"{_MC}Choice")
        boxes = [] if choice is None else choice.findall(f".//{_W}txbxContent")
        if fallback is None or (boxes and fallback.find(f".//{_W}txbxContent") is None):
            picture = etree.SubElement(etree.SubElement(alternative, f"{_MC}Fallback"), f"{_W}pict")
            picture.extend(boxes)
            if fallback is not None:
                alternative.remove(fallback)
        if choice is not None:
            alternative.remove(choice)


def _removed(runs: Iterable[etree._Element]) -> int:
    """Take the runs out of their paragraphs; returns how many words they held."""
    words = 0
    for run in runs:
        words += count_words(_texts(run))
        run.getparent().remove(run)
    return words


def _texts(root: etree._Element) -> Iterable[str]:
    return paragraph_words(root, f"{_W}p", [f"{_W}t"], [f"{_W}tab", f"{_W}br", f"{_W}cr"])


def _packed(kept: Mapping[str, bytes]) -> io.BytesIO:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in sorted(kept):
            archive.writestr(name, kept[name])
    packed.seek(0)
    return packed


def _no_image(image: Any) -> list[Any]:
    return []


def _blocks(text: str) -> list[Block]:
    root = html.fromstring(f"<div>{text}</div>")
    for link in root.xpath("//a[@href]"):
        if _NOTE_LINK.match(link.get("href")):
            link.drop_tree()
    return blocks_of_tree(root)
