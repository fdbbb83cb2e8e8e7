"""PDF: lines joined into paragraphs, with the page each begins on; running headers, footers and page numbers go."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib.metadata import version

import pypdfium2
import pypdfium2.raw as pdfium

from evidence.errors import Problem, SourceError
from evidence.project import Limits
from evidence.sources.layout import Line, blocks_of_lines
from evidence.sources.metadata import of_document
from evidence.sources.plain import is_title
from evidence.sources.reading import HEADING, Block, Cut, Reading, clean, count_words

EXTRACTOR = f"pypdfium2 {version('pypdfium2')}"

RUNNING = 0.3
"""What stands at the same place on so large a share of the pages, and on two at least, belongs to the page."""

MOST_RUNNING = 0.5
"""Where more than this share of the words would go, pages repeat each other and nothing goes."""

LARGEST_PAGE = 14_400
"""Points (200 inches) that the standard allows a page to be wide or high."""

MOST_WORDS = 20_000
"""Words of a page, twenty times what a page of small print holds."""

BOLD = 600
"""Weight of type from which on it is bold, as in CSS."""

# Bullets of the fonts Symbol and Wingdings have no letter of their own.
_SYMBOLS = str.maketrans(dict.fromkeys("\uf0b7\uf0a7\uf0d8\uf0fc\uf076\uf02d", "•"))
_DIGITS = re.compile(r"\d+")


def read_pdf(data: bytes, shown: str, limits: Limits) -> Reading:
    """The headings, paragraphs and list items of a PDF, in the order in which the file draws them.

    raises: SourceError, if it needs a password, is damaged, has no text layer or more pages than the limit.
    """
    if any(run[0].count(b"[") > limits.xml_depth for run in _NESTED.finditer(data)):
        raise SourceError(
            Problem(shown, f"is nested deeper than xml_depth: {limits.xml_depth:,}; what follows is lost", _NEW_COPY)
        )
    document = _opened(data, shown)
    try:
        pages = len(document)
        if pages > limits.pdf_pages:
            mend = "Split the file, or raise pdf_pages under limits: in project.yaml."
            raise SourceError(Problem(shown, f"has {pages:,} pages, more than pdf_pages: {limits.pdf_pages:,}", mend))
        lines, broken, sizeless = _all_lines(document)
        told, beside = document.get_metadata_dict(), _beside(document, data)
    finally:
        document.close()
    if not lines:
        raise SourceError(Problem(shown, f"has no text layer on its {pages:,} pages: it is a scan or pictures", _OCR))
    running = _running(lines, pages)
    blocks = blocks_of_lines([line for line in lines if line not in running])
    told = {"title": told.get("Title", ""), "author": told.get("Author", ""), "date": told.get("CreationDate", "")}
    found = of_document(blocks, told, _title(blocks))
    return Reading(
        blocks, (*_passed_over(lines, running, pages, broken), *_told_of_pages(lines, sizeless), *beside), found, EXTRACTOR
    )


_OCR = "Run text recognition (OCR) on it, for example with ocrmypdf, or ask for the text."


def _title(blocks: Sequence[Block]) -> str:
    """The first line, if it is no heading but looks like a title; else the largest heading of the first two pages."""
    headings = [block for block in blocks if block.kind == HEADING and block.page in (1, 2)]
    if blocks and blocks[0].kind != HEADING and is_title(blocks[0].text):
        return blocks[0].text
    return min(headings, key=lambda block: block.level or 0).text if headings else ""


def _opened(data: bytes, shown: str) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as fault:
        if fault.err_code == pdfium.FPDF_ERR_PASSWORD:
            mend = "Ask for a copy without a password, or print it to a new PDF."
            raise SourceError(Problem(shown, "is protected by a password", mend)) from None
        raise SourceError(Problem(shown, "is damaged, or no PDF", _NEW_COPY)) from None


_NEW_COPY = "Open it in a viewer and save it again, or ask for a new copy."


def _all_lines(document: pypdfium2.PdfDocument) -> tuple[list[Line], set[int], set[int]]:
    """The lines of all pages, and the numbers of pages that are damaged, and of those whose size is none that there is."""
    lines: list[Line] = []
    broken, sizeless = set(), set()
    for number in range(len(document)):
        try:
            page = document[number]
            lines += _lines(page, number)
            left, bottom, right, top = page.get_mediabox()
            if not (0 < right - left <= LARGEST_PAGE and 0 < top - bottom <= LARGEST_PAGE):
                sizeless.add(number + 1)
            page.close()
        except pypdfium2.PdfiumError:
            broken.add(number + 1)
    return lines, broken, sizeless


def _lines(page: pypdfium2.PdfPage, number: int) -> list[Line]:
    """The lines of one page; what pdfium parts only because of a superscript is one line."""
    text_page = page.get_textpage()
    try:
        text, count = text_page.get_text_range(), text_page.count_chars()
        found: list[Line] = []
        start = 0
        for raw in text.translate(_SYMBOLS).split("\r\n"):
            words = raw.strip()
            first = start + len(raw) - len(raw.lstrip())
            if words and clean(words) and first < count:
                last = min(first + len(words), count) - 1
                _add(found, _line(text_page, raw, number + 1, first, last))
            start += len(raw) + 2
        return found
    finally:
        text_page.close()


def _line(text_page: pypdfium2.PdfTextPage, text: str, page: int, first: int, last: int) -> Line:
    left, bottom, _, top = text_page.get_charbox(first, loose=True)
    _, _, right, _ = text_page.get_charbox(last, loose=True)
    bold = min(pdfium.FPDFText_GetFontWeight(text_page, n) for n in (first, last)) >= BOLD
    painted = pdfium.FPDFTextObj_GetTextRenderMode(pdfium.FPDFText_GetTextObject(text_page, first))
    nameless = pdfium.FPDFText_HasUnicodeMapError(text_page, first) == 1
    odd = "invisible" if painted == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE else "nameless" if nameless else ""
    return Line(text, page, top - bottom, bold, left, right, bottom, odd)


def _add(found: list[Line], line: Line) -> None:
    before = found[-1] if found else None
    if before and abs(before.bottom - line.bottom) < 0.5 * before.size and -1 < line.left - before.right < 2 * before.size:
        found[-1] = replace(before, text=before.text + line.text, right=line.right)
    else:
        found.append(line)


def _running(lines: Sequence[Line], pages: int) -> set[Line]:
    """Lines that repeat, but for their numbers, at the same place of several pages; none if that were most of the text."""
    places: dict[tuple[str, int], set[int]] = {}
    for line in lines:
        places.setdefault(_place(line), set()).add(line.page)
    running = {line for line in lines if len(places[_place(line)]) >= max(2, RUNNING * pages)}
    words, all_words = (count_words(line.text for line in some) for some in (running, lines))
    return running if words <= MOST_RUNNING * all_words else set()


def _place(line: Line) -> tuple[str, int]:
    return _DIGITS.sub("0", clean(line.text).lower()), round(line.bottom / 10)


def _passed_over(lines: Sequence[Line], running: set[Line], pages: int, broken: set[int]) -> Iterator[Cut]:
    words = count_words(clean(line.text) for line in running)
    if words:
        mend = "If these words are evidence, copy them into a text file."
        yield Cut("all pages", "words", words, "running headers, footers and page numbers", mend)
    without = set(range(1, pages + 1)) - {line.page for line in lines} - broken
    for some, why, mend in ((without, "pages without a text layer", _OCR), (broken, "pages that are damaged", _NEW_COPY)):
        if some:
            yield Cut(f"pages {', '.join(map(str, sorted(some)[:20]))}", "parts", len(some), why, mend)
    for odd, why in _ODD.items():
        count = sum(line.odd == odd for line in lines)
        if count:
            yield Cut(
                "all pages",
                "parts",
                count,
                why,
                "Compare the words with the page; if they are wrong, run text recognition (OCR).",
            )


_ODD = {
    "invisible": "lines that the page does not show but the text has, as text recognition writes them",
    "nameless": "lines whose letters the file does not name, so that they may be wrong",
}


def _told_of_pages(lines: Sequence[Line], sizeless: set[int]) -> Iterator[Cut]:
    words = Counter[int]()
    for line in lines:
        words[line.page] += count_words([line.text])
    full = {page for page, count in words.items() if count > MOST_WORDS}
    for some, why in (
        (full, f"pages of more than {MOST_WORDS:,} words, which no page shows; they are read"),
        (sizeless, "pages whose size is none that a page can have; they are read"),
    ):
        if some:
            yield Cut(f"pages {', '.join(map(str, sorted(some)[:20]))}", "parts", len(some), why, _NEW_COPY)


def _beside(document: pypdfium2.PdfDocument, data: bytes) -> list[Cut]:
    counts = {
        "entities that its properties make up (never read)": data.count(b"<!ENTITY"),
        "attached files": pdfium.FPDFDoc_GetAttachmentCount(document),
        "scripts (never run)": len(_SCRIPT.findall(data)),
        "form fields": int(document.get_formtype() != pdfium.FORMTYPE_NONE),
        "protection against copying": int(pdfium.FPDF_GetSecurityHandlerRevision(document) >= 0),
        "its table of contents, which is broken and was made anew": int(_is_repaired(data)),
        "streams that are not as long as they say": _misstated(data),
    }
    return [Cut("whole file", "parts", count, name, _BESIDE) for name, count in counts.items() if count > 0]


def _misstated(data: bytes) -> int:
    """How many streams that state their length do not end there."""
    stated = _STREAM.finditer(data)
    return sum(not data[found.end() + int(found[1]) :][:20].lstrip().startswith(b"endstream") for found in stated)


_STREAM = re.compile(rb"/Length\s+(\d{1,9})\b(?!\s+\d+\s+R)[^<>]{0,200}>>\s*stream\r?\n")


def _is_repaired(data: bytes) -> bool:
    """Whether the place where the file says that its objects are listed holds no such list."""
    told = _START.findall(data[-2048:])
    if not told or not (listed := _LIST.match(data, int(told[-1]))):
        return True
    if not listed[0].strip().startswith(b"xref"):
        return False
    table = data[listed.end() : data.find(b"startxref", listed.end())]
    places = [int(place) for place in _PLACE.findall(table)[:_LOOKED_UP]]
    circle = _BEFORE.search(table)
    return not all(_OBJECT.match(data, place) for place in places) or (circle is not None and circle[1] == told[-1])


_START = re.compile(rb"startxref\s+(\d{1,10})")
_PLACE = re.compile(rb"^(\d{10}) \d{5} n", re.MULTILINE)
_OBJECT = re.compile(rb"\s*\d+\s+\d+\s+obj")
_BEFORE = re.compile(rb"/Prev\s+(\d{1,10})")
_LOOKED_UP = 1000
_NESTED = re.compile(rb"[\[\s]{200,}")
_LIST = re.compile(rb"\s*(?:xref|\d+ \d+ obj)")
_SCRIPT = re.compile(rb"/(?:JavaScript|Launch)\b")
_BESIDE = "If the case study needs it, ask for its words as a file of their own."
