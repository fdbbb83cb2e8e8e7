"""Case studies: one file of any format becomes a case, a document with its blocks, and rows for all that was left out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from importlib import import_module
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Any

import pandas as pd

from evidence.errors import Problem, SourceError, plain
from evidence.model import CASE_STUDY, TABLES
from evidence.project import Limits
from evidence.sources import guard
from evidence.sources.metadata import tidy
from evidence.sources.oddities import oddities
from evidence.sources.reading import Cut, Reading, clean, count_words
from evidence.sources.register import further
from evidence.sources.worker import unreadable

Frames = dict[str, pd.DataFrame]
Reader = Callable[[bytes, str, Limits], Reading]

NAMES = ("cases", "case_attributes", "documents", "blocks", "dropped", "tallies")
"""The tables that reading one file yields."""

BLOCK_BREAK = "\n\n"
"""What parts the blocks of a document's text."""

WHOLE_FILE = "whole file"


def _reader_in(module: str, name: str, *, limited: bool = False) -> Reader:
    """A reader of this room, imported when the first file needs it: their libraries take long to import."""

    def read(data: bytes, shown: str, limits: Limits) -> Reading:
        reader = getattr(import_module(f"evidence.sources.{module}"), name)
        reading: Reading = reader(data, shown, limits) if limited else reader(data, shown)
        return reading

    return read


_READERS: Mapping[str, Reader] = MappingProxyType(
    {
        ".txt": _reader_in("plain", "read_plain"),
        ".md": _reader_in("markdown", "read_markdown"),
        ".markdown": _reader_in("markdown", "read_markdown"),
        ".html": _reader_in("html", "read_html", limited=True),
        ".htm": _reader_in("html", "read_html", limited=True),
        ".xhtml": _reader_in("html", "read_html", limited=True),
        ".docx": _reader_in("docx", "read_docx"),
        ".docm": _reader_in("docx", "read_docx"),
        ".odt": _reader_in("odt", "read_odt"),
        ".pdf": _reader_in("pdf", "read_pdf", limited=True),
        ".rtf": _reader_in("rtf", "read_rtf", limited=True),
        ".eml": _reader_in("eml", "read_eml"),
        ".mht": _reader_in("eml", "read_web_archive"),
        ".mhtml": _reader_in("eml", "read_web_archive"),
    }
)
SUFFIXES = frozenset(_READERS)
"""Suffixes of the files that can be read, in lower case and with their dot."""

_CASE = tuple(column for column in TABLES["cases"].columns if column != "case_id")


def read_case_study(folder: Path, file: str, document_id: str, entry: Mapping[str, str], limits: Limits) -> Frames:
    """What one case-study file holds, as rows of `cases`, `case_attributes`, `documents`, `blocks`, `dropped`, `tallies`.

    folder:      the project folder.
    file:        path of the file in it, with '/'.
    document_id: of the document; `entry` may name another.
    entry:       what cases.csv says of the file, which goes before what the file says; other columns are attributes.
    returns:     one case and one document; for a file that cannot be read none of either, and why in `dropped`.
    """
    try:
        path = folder / file
        guard.inspect(path, file, limits)
        data = path.read_bytes()
        suffix = _suffix(file, path)
        reading = _READERS[suffix](data, file, limits)
        notes = (*_named_by(file, suffix), *oddities(reading.blocks, reading.found))
        reading = replace(reading, cuts=(*reading.cuts, *notes))
        if not reading.blocks:
            raise SourceError(
                Problem(file, "holds no text", "Check that it is the right file; a page saved from an app may be empty.")
            )
    except SourceError as fault:
        return refused(file, fault.problems[0])
    except MemoryError:
        raise
    except SyntaxError:  # lxml's, of a part that is well formed and uses a name that it does not declare
        mend = "Open it in its own program and save it again, or ask for a new copy."
        return refused(file, Problem(file, "is damaged: a part of it is not proper XML", mend))
    except Exception as fault:  # Whatever a library makes of a hostile file; its message may quote the file.
        return refused(file, unreadable(file, fault))
    return _frames(file, document_id, entry, reading, hashlib.sha256(data).hexdigest())


def refused(file: str, problem: Problem) -> Frames:
    """The rows for a file of which nothing could be read."""
    file = plain(file)  # A name may hold what no table or terminal can.
    cut = Cut(WHOLE_FILE, "file", 1, problem.what, problem.mend)
    return _tables({"dropped": [_dropped(file, cut)], "tallies": [_tally(file, "file", 0, 1)]})


def join_cases(cases: pd.DataFrame) -> pd.DataFrame:
    """One row a case where several files tell of it: in each column the first value that is not missing.

    >>> two = [{"case_id": "leeds", "title": "Leeds"}, {"case_id": "leeds", "title": "More", "place": "Leeds"}]
    >>> join_cases(TABLES["cases"].frame(two))[["case_id", "title", "place"]].values.tolist()
    [['leeds', 'Leeds', 'Leeds']]
    """
    return TABLES["cases"].frame(cases.groupby("case_id", sort=True, as_index=False).first())


def _suffix(file: str, path: Path) -> str:
    """The suffix whose reader takes the file: that of its name; of a name without one, that of what it holds."""
    suffix = PurePosixPath(file).suffix.lower()
    if suffix in (".html", ".htm") and guard.content(path) == "email":
        suffix = ".mhtml"  # What some browsers name .html is a web archive.
    if not suffix:
        suffix = _SUFFIX_OF.get(guard.content(path), "")
    if suffix not in _READERS:
        kinds = ", ".join(sorted(kind[1:] for kind in SUFFIXES))
        project = "Export its documents, each as a file of its own and " if suffix in _PROJECTS else ""
        mend = f"{project}as one of: {kinds}." if project else f"Save it as one of: {kinds}."
        raise SourceError(Problem(file, f"is of a kind that is not read ({suffix or 'no suffix'})", mend))
    return suffix


_PROJECTS = frozenset({".qdpx", ".qde", ".nvp", ".nvpx", ".mx22", ".mx24", ".atlproj", ".atlproj23", ".zip"})
"""Projects of other programs, and archives: several documents in one file, which here is one document."""

_SUFFIX_OF = {
    "text": ".txt",
    "html": ".html",
    "email": ".eml",
    "docx": ".docx",
    "odt": ".odt",
    "pdf": ".pdf",
    "rtf": ".rtf",
}


def _named_by(file: str, suffix: str) -> Iterator[Cut]:
    unsaid = not PurePosixPath(file).suffix
    yield Cut(
        WHOLE_FILE, "parts", int(unsaid), f"a name that does not say what it is: read as {suffix}", f"Let it end in {suffix}."
    )


def _frames(file: str, document_id: str, entry: Mapping[str, str], reading: Reading, sha256: str) -> Frames:
    given = {key: " ".join(value.split()) for key, value in entry.items() if value and value.strip()}
    told = {"title": clean(PurePosixPath(file).stem), **reading.found, **given, **_dated(reading.found, given)}
    document_id = given.get("document_id", document_id)
    case_id = given.get("case_id", document_id)
    text = BLOCK_BREAK.join(block.text for block in reading.blocks)
    document = {column: told.get(column) for column in ("title", "author", "date", "source", "language")} | {
        "document_id": document_id,
        "kind": CASE_STUDY,
        "case_id": case_id,
        "no_answer": False,
        "text": text,
        "source_file": file,
        "sha256": sha256,
        "extractor": reading.extractor,
    }
    attributes = [{"case_id": case_id, "attribute": name, "value": value} for name, value in further(given).items()]
    kept, cut = count_words([text]), sum(cut.count for cut in reading.cuts if cut.unit == "words")
    rows: dict[str, list[dict[str, Any]]] = {
        "cases": [{column: told.get(column) for column in _CASE} | {"case_id": case_id}],
        "case_attributes": attributes,
        "documents": [document],
        "blocks": _blocks(document_id, reading),
        "dropped": [_dropped(file, cut) for cut in _summed(reading.cuts)],
        "tallies": [_tally(file, "file", 1, 0), _tally(file, "words", kept, cut)],
    }
    return _tables(rows)


def _dated(found: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str | None]:
    """The date in the model's form: the register's if it is one, else the file's."""
    return {"date": tidy(given).get("date") or found.get("date")}


def _blocks(document_id: str, reading: Reading) -> list[dict[str, Any]]:
    rows, start = [], 0
    for block in reading.blocks:
        end = start + len(block.text)
        rows.append(
            {"document_id": document_id, "start": start, "end": end, "kind": block.kind, "level": block.level, "page": block.page}
        )
        start = end + len(BLOCK_BREAK)
    return rows


def _summed(cuts: Iterable[Cut]) -> list[Cut]:
    """`cuts`, of which those that say the same of the same place are one."""
    summed: dict[tuple[str, str, str], Cut] = {}
    for cut in cuts:
        key = cut.where, cut.unit, cut.why
        summed[key] = replace(cut, count=cut.count + (summed[key].count if key in summed else 0))
    return list(summed.values())


def _dropped(file: str, cut: Cut) -> dict[str, Any]:
    row = {"where": cut.where, "unit": cut.unit, "count": cut.count, "why": cut.why, "mend": cut.mend}
    return {"stage": "sources", "source_file": file, **row}


def _tally(file: str, unit: str, kept: int, dropped: int) -> dict[str, Any]:
    return {"source_file": file, "unit": unit, "read": kept + dropped, "kept": kept, "dropped": dropped}


def _tables(rows: Mapping[str, list[dict[str, Any]]]) -> Frames:
    return {name: TABLES[name].frame(rows.get(name, [])) for name in NAMES}
