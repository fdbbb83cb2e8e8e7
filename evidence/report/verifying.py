"""A finished report compared with the evidence base: is every quote still word for word what its source says?

Of a page the passages of the explorer are compared, too: their words, their codes, and where they stand.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import lxml.html
import pandas as pd
import pypdfium2

from evidence.errors import EvidenceError, Problem, ReportError
from evidence.model import EvidenceBase
from evidence.project import Limits, Project
from evidence.report.blocks import Explorer, Origin
from evidence.report.changes import fingerprint
from evidence.report.explorer import explored
from evidence.report.parts import PLACES_CAPTION
from evidence.report.references import references, renamed
from evidence.report.tracing import records
from evidence.report.words import WITHHELD, speakable
from evidence.sources import archive
from evidence.sources.guard import inspect
from evidence.sources.worker import Worker

FOUND, CHANGED, MISSING, KEPT_BACK = "found", "changed", "missing", "withheld"

_FOOT = 60
"""Points at the foot of a page of our PDF in which the running foot stands."""

_REFERENCE = re.compile(r"\[([^\[\]“”]{1,300}:\d+-\d+)\]")
_LISTED = re.compile(r"\[([^\[\]“”]{1,300}:\d+-\d+)\][^\[\]]{1,600}?([0-9a-f]{64,99})(?![0-9a-f])")
_CUT = "...”"
"""How a quote ends of which only the beginning is shown, in the plain form of its signs."""

_FINGERPRINT = re.compile(r"[Ff]ingerprint(?:oftheevidencebase)?([0-9a-f]{16})")
_MASK = re.compile(r"\[[a-z_]{2,30}\]")
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u00ad\ufeff\x00\ufffe"))
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_X = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@dataclass(frozen=True)
class Verified:
    """What was found of a report's quotes.

    quotes:    a row each, in the report's order: segment_id, status ("found", "changed", "missing" or "withheld"), why.
    explored:  the same of each passage of the explorer, which only a page has.
    same_base: True if the report says that it was made from this very evidence base; False if from another, or an
               earlier state of this one.
    """

    quotes: pd.DataFrame
    explored: pd.DataFrame
    same_base: bool

    @property
    def holds(self) -> bool:
        """Every quote that is shown and every passage of the explorer is found, word for word."""
        return all(bool(table["status"].isin([FOUND, KEPT_BACK]).all()) for table in (self.quotes, self.explored))


def verify(path: Path, base: EvidenceBase, project: Project) -> Verified:
    """Compare each quote of a report, in any of its formats, with the evidence base and with the file it stands in.

    raises: ReportError, if the file cannot be read, or is no report of this program.
    """
    shown = path.name
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise ReportError(Problem(shown, "is no report that can be read", f"Name a file that ends in {', '.join(READERS)}."))
    limits = Limits()
    try:
        inspect(path.resolve(), shown, limits)
        with Worker(limits) as worker:
            read: Read = worker.call(reader, path.read_bytes(), shown)
    except EvidenceError as fault:
        raise ReportError(fault.problems) from None
    except OSError as fault:
        raise ReportError(Problem(shown, f"cannot be read ({fault.strerror})", "Check the path.")) from None
    return compare(read, base, files_now(base, project), shown)


@dataclass(frozen=True)
class _Explored:
    """A passage of the explorer: its words without blanks, what stands beside them, its file's hash, and its codings."""

    segment_id: str
    words: str
    told: tuple[str, ...]
    sha256: str
    codings: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class Read:
    """What was read of a report, without blanks: all it says, and, of a page only, what it marks in the sources and explores.

    marked:   segment_id and words of what is marked in the sources that the page shows.
    explored: the passages of the explorer, as `_passages_of` has those of a base.
    """

    text: str
    marked: tuple[tuple[str, str], ...] = ()
    explored: tuple[_Explored, ...] = ()


def compare(read: Read, base: EvidenceBase, now: Mapping[str, str], shown: str) -> Verified:
    """The quotes in what was read of a report, against the base and the hash of each source file as it is now."""
    read = _unveiled(read, base)
    body, _, listing = read.text.rpartition(_squeezed(PLACES_CAPTION))
    if not listing or not body:
        body, listing = read.text, ""
    stated = _FINGERPRINT.search(read.text)
    if stated is None:
        mend = "Name a report that evidence report wrote; one of an older version must be written anew."
        raise ReportError(Problem(shown, "is no report of this program: it does not say what it was made from", mend))
    words = {row["segment_id"]: row for row in records(base, "segments")}
    documents = {row["document_id"]: row for row in records(base, "documents")}
    # The end of a file's name may read like part of the hash that follows it.
    listed = {name: run[-64:] for name, run in _LISTED.findall(listing)}
    known = {_squeezed(name): name for name in words}
    found: dict[str, tuple[str, str]] = {}
    for name, window in _mentions(body):
        _worse(found, known.get(name, name), _said(window, words.get(known.get(name, ""), {})))
    for name in [name for name, (status, _) in found.items() if status == _BEGUN]:
        found[name] = (MISSING, "the report shows only its beginning, and nowhere the whole")
    for name, said in read.marked:
        text = str(words.get(name, {}).get("text", ""))
        if name in words and _squeezed(text) != said and not _masked(f"“{said}”", _squeezed(speakable(text))):
            _worse(found, name, (CHANGED, "the words marked in the source that the report shows are not those of the source"))
    for name, digest in listed.items():
        segment = words.get(known.get(name, ""))
        document = documents.get(segment["document_id"]) if segment is not None else None
        _worse(found, known.get(name, name), _of_file(document, digest, now, mentioned=known.get(name, name) in found))
    return Verified(_table(found), _table(_of_explorer(read.explored, base, now)), stated[1] == fingerprint(base))


def _unveiled(read: Read, base: EvidenceBase) -> Read:
    """What was read with the ids of answers in place of the references that a published report gives them."""
    known = {reference: document_id for document_id, reference in references(base).items()}
    if not known:
        return read
    rows = {row["document_id"]: row["location"] or "" for row in records(base, "documents")}
    named, squeezed = renamed(known), renamed({_squeezed(name): _squeezed(document_id) for name, document_id in known.items()})
    explored = []
    for one in read.explored:
        name = named(one.segment_id)
        row = () if name == one.segment_id else (_squeezed(rows[name.rpartition(":")[0]]),)
        explored.append(replace(one, segment_id=name, told=(*one.told[: len(one.told) - len(row)], *row)))
    return Read(squeezed(read.text), tuple((named(name), said) for name, said in read.marked), tuple(explored))


def _table(found: Mapping[str, tuple[str, str]]) -> pd.DataFrame:
    rows = [{"segment_id": name, "status": status, "why": why} for name, (status, why) in found.items()]
    return pd.DataFrame(rows, columns=["segment_id", "status", "why"]).astype("str")


def _of_explorer(shown: Sequence[_Explored], base: EvidenceBase, now: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """What is known of each passage of the explorer: its words, what is told of it, its codes, and its file."""
    found: dict[str, tuple[str, str]] = {}
    held = explored(base, [one.segment_id for one in shown]) if shown else None
    known = {one.segment_id: (one, origin.file) for one, origin in _passages_of(held)} if held else {}
    for one in shown:
        expected, file = known.get(one.segment_id, (None, ""))
        _worse(found, one.segment_id, _explored_so(one, expected, file, now))
    return found


def _explored_so(one: _Explored, expected: _Explored | None, file: str, now: Mapping[str, str]) -> tuple[str, str]:
    if expected is None:
        return MISSING, "the explorer shows it, and the evidence base has no such passage with a code"
    if one.words != expected.words and not _masked(f"“{one.words}”", expected.words):
        return CHANGED, "the words in the explorer are not those of the passage"
    if one.codings != expected.codings:
        return CHANGED, "the explorer gives it other codes than the evidence base"
    if one.told != expected.told and not all(map(_as_told, one.told, expected.told)):
        return CHANGED, "the explorer says of another source that it stands there"
    if one.sha256 != expected.sha256 or now.get(file) != expected.sha256:
        return CHANGED, f"{file} is not the file that the explorer was made from"
    return FOUND, ""


def _as_told(said: str, expected: str) -> bool:
    return said == expected or _masked(f"“{said}”", expected)


def _passages_of(explorer: Explorer) -> Iterator[tuple[_Explored, Origin]]:
    """The passages of an explorer as a page has them, each with its source."""
    for origin in explorer.origins:
        told = (origin.title, origin.place, origin.area, origin.question, origin.file, origin.note)
        for passage in origin.passages:
            codings = [(c.code, c.polarity, c.by_person, c.score) for c in passage.codings]
            yield _seen(passage.segment_id, passage.text, (*told, passage.where), origin.sha256, codings), origin


def _seen(segment_id: Any, text: Any, told: Sequence[Any], sha256: Any, codings: Sequence[Sequence[Any]]) -> _Explored:
    words, *beside = (_squeezed(speakable(str(value))) for value in (text, *told))
    given = ((str(code), str(polarity), bool(person), score) for code, polarity, person, score in codings)
    return _Explored(str(segment_id), words, tuple(beside), str(sha256), tuple(given))


_BEGUN = "begun"
"""What is known of a quote of which only the beginning was met so far; it must stand in full somewhere."""

_ORDER = (_BEGUN, FOUND, KEPT_BACK, MISSING, CHANGED)


def _worse(found: dict[str, tuple[str, str]], name: str, now: tuple[str, str]) -> None:
    """Keep the worst that is known of a quote."""
    if name not in found or _ORDER.index(now[0]) > _ORDER.index(found[name][0]):
        found[name] = now


def _mentions(body: str) -> Iterator[tuple[str, str]]:
    """Each reference in the report, and what stands between it and the one before."""
    end = 0
    for reference in _REFERENCE.finditer(body):
        yield reference[1], body[end : reference.start()]
        end = reference.end()


def _said(window: str, segment: Mapping[str, Any]) -> tuple[str, str]:
    """What is known of one mention: are the words before the reference those of the segment?"""
    # What stands in a table for words left out has no reference: the next one is of the words after it.
    if _squeezed(WITHHELD) in window:
        return KEPT_BACK, "the report does not show the words"
    if not segment:
        return MISSING, "the evidence base has no such passage: the source has changed, or the report is of another base"
    expected = _squeezed(speakable(segment["text"]))
    if f"“{expected}”" in window:
        return FOUND, ""
    if _masked(window, expected):
        return FOUND, "some of its words are masked"
    if _begins(window, expected):
        return _BEGUN, "only its beginning is shown"
    return CHANGED, "the words are not those of the passage"


def _masked(window: str, expected: str) -> bool:
    """True if the words in quotation marks are those expected but for masks such as [name]."""
    start, end = 0, window.rfind("”")
    while (start := window.find("“", start) + 1) and start < end:
        pieces = _MASK.split(window[start:end])
        if len(pieces) > 1 and re.fullmatch(".{1,200}?".join(map(re.escape, pieces)), expected):
            return True
    return False


def _begins(window: str, expected: str) -> bool:
    """True if the words in quotation marks are the first of those expected, and say that others follow."""
    start, end = 0, window.rfind(_CUT)
    while (start := window.find("“", start) + 1) and start < end:
        pieces = _MASK.split(window[start:end])
        if re.match(".{1,200}?".join(map(re.escape, pieces)), expected):
            return True
    return False


def _of_file(document: Mapping[str, Any] | None, digest: str, now: Mapping[str, str], *, mentioned: bool) -> tuple[str, str]:
    if document is None:
        return MISSING, "the evidence base has no such passage: the source has changed, or the report is of another base"
    if not mentioned:
        return MISSING, "the report lists the quote but does not show it"
    if document["sha256"] != digest or now.get(document["source_file"]) != digest:
        return CHANGED, f"{document['source_file']} is not the file that the report was made from"
    return FOUND, ""


def files_now(base: EvidenceBase, project: Project) -> dict[str, str]:
    """The hash of each source file as it is on disk; none for a file that is gone."""
    found = {}
    for file in {str(row["source_file"]) for row in records(base, "documents")}:
        try:
            with (project.folder / file).open("rb") as opened:
                found[file] = hashlib.file_digest(opened, "sha256").hexdigest()
        except OSError:
            continue
    return found


def _squeezed(text: str) -> str:
    """`text` without blanks and what is not seen, which formats set as they like; letters in their plain form."""
    return unicodedata.normalize("NFKC", "".join(text.split()).translate(_UNSEEN))


def read_html(data: bytes, shown: str) -> Read:
    """What a page says; its annex of sources only by the words that it marks there."""
    page = lxml.html.document_fromstring(data.decode("utf-8", errors="replace"))
    marked: dict[str, str] = {}
    for mark in page.xpath("//mark[@data-segment]"):
        name = mark.get("data-segment")
        marked[name] = marked.get(name, "") + _squeezed(mark.text_content())
    data_of_explorer = "".join(page.xpath("//script[@id='explorer-data']/text()"))
    passages = tuple(_read_explorer(data_of_explorer, shown)) if data_of_explorer else ()
    for element in page.xpath("//div[@class='source'] | //style | //script | //nav"):
        element.drop_tree()
    return Read(_squeezed(page.text_content()), tuple(marked.items()), passages)


def _read_explorer(text: str, shown: str) -> Iterator[_Explored]:
    """The passages in the data of a page's explorer, which `evidence.report.explorer.as_json` wrote.

    raises: ReportError, if it is anything else.
    """
    try:
        held = json.loads(text)
        for number, segment_id, words, where, _, codings in held["passages"]:
            *told, sha256, note = held["sources"][number]
            yield _seen(segment_id, words, (*told, note, where), sha256, codings)
    except (ValueError, TypeError, KeyError, IndexError, RecursionError):
        what = "holds an explorer whose data cannot be read"
        raise ReportError(Problem(shown, what, "Write the report anew; do not rely on this one.")) from None


def read_docx(data: bytes, shown: str) -> Read:
    """What a Word document says in its text and tables, in their order."""
    root = archive.parse(archive.parts(data, ["word/document.xml"])["word/document.xml"])
    return Read(_squeezed("".join(element.text or "" for element in root.iter(f"{_W}t"))))


def read_xlsx(data: bytes, shown: str) -> Read:
    """What the sheets of a workbook say; the one that lists where each quote stands comes last."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        names = [name for name in book.namelist() if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name)]
        strings = archive.parse(book.read("xl/sharedStrings.xml")) if "xl/sharedStrings.xml" in book.namelist() else []
        shared = ["".join(text.text or "" for text in item.iter(f"{_X}t")) for item in strings]
        sheets = [_squeezed("".join(_cells(archive.parse(book.read(name)), shared))) for name in names]
    caption = _squeezed(PLACES_CAPTION)
    contents = [sheet for sheet in sheets if caption in sheet and not _LISTED.search(sheet)]
    rest = [sheet for sheet in sheets if sheet not in contents]
    return Read("".join(sorted(rest, key=lambda sheet: caption in sheet)))


def _cells(root: Any, shared: list[str]) -> Iterator[str]:
    for cell in root.iter(f"{_X}c"):
        value = cell.findtext(f"{_X}v") or "".join(text.text or "" for text in cell.iter(f"{_X}t"))
        yield shared[int(value)] if cell.get("t") == "s" else value


def read_pdf(data: bytes, shown: str) -> Read:
    """What the pages of a PDF say, without the running foot."""
    document = pypdfium2.PdfDocument(data)
    try:
        pages = [document[n].get_textpage().get_text_bounded(bottom=_FOOT) for n in range(len(document))]
    finally:
        document.close()
    # The sign that pdfium gives for a hyphen at the end of a line; our pages have no others there than those of the words.
    return Read(_squeezed("".join(pages).replace("\x02", "-")))


READERS: Mapping[str, Callable[[bytes, str], Read]] = {
    ".html": read_html,
    ".pdf": read_pdf,
    ".docx": read_docx,
    ".xlsx": read_xlsx,
}
