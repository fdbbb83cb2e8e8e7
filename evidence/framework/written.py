"""`framework.csv`: the summaries that people wrote into the framework matrix, sentence by sentence, each with its passages."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import pandas as pd

from evidence.coded.attributes import cases_read
from evidence.coded.citing import Citations
from evidence.coding.human import shown as short_word
from evidence.config import did_you_mean
from evidence.errors import CodingError, Problem
from evidence.model import CASE_STUDY, EvidenceBase
from evidence.nlp import sentences
from evidence.textfiles import csv_bytes, csv_reader, guarded, own_bytes, unguarded, utf8

FILE = "framework.csv"
"""In the project folder."""

COLUMNS = ("case_id", "code", "summary", "segments", "quotes", "author", "edited")
WRITTEN = ("case_id", "code", "sentence", "segments", "author", "edited")
"""Columns of the table of written sentences."""

MAX_BYTES = 20_000_000
QUOTED = 12
"""Words of each passage that are kept beside its id, so that a changed source is noticed."""

PARTED = " // "
"""What stands between the quotes of several passages."""

REFERENCE = r"(?:P\d{1,6}|[^\s\[\],;]{1,200}:\d{1,9}-\d{1,9})"
BRACKETS = re.compile(rf"\[\s*{REFERENCE}(?:[\s,;]+{REFERENCE})*\s*\]", re.IGNORECASE)
"""References in a text, such as [P12], [P3, P4] or [leeds:0-101]."""

AUTHOR = re.compile(r"[^\W_][\w.-]{0,59}")
_GUARDED = ("summary", "quotes")


def no_sentences() -> pd.DataFrame:
    """A table of no written sentence."""
    return pd.DataFrame({name: pd.Series(dtype="str") for name in WRITTEN})


def read_written(path: Path, shown: str, base: EvidenceBase) -> pd.DataFrame:
    """The sentences that people wrote, checked against `base`; none where there is no file.

    shown:   how messages name the file.
    returns: one row per sentence, in the file's order: case_id, code, sentence, segments (their ids, parted by blanks),
             author, edited (an ISO 8601 date or time).
    raises:  CodingError, with all that is wrong and its row: a column that is missing, a case that was not read, an unknown
             code, a segment that is gone, changed or of another case, no segment, no author, no time, a text that is no
             one sentence, a sentence twice in a cell.

    The file is a csv with the columns `COLUMNS`: a row for each sentence. `segments` holds one id or more, parted by blanks;
    `quotes` a few words of each of these, in their order, parted by " // ".
    """
    if not path.exists() and not path.is_symlink():
        return no_sentences()
    rows, problems = _rows(path, shown)
    citations, cases = Citations(base), set(cases_read(base))
    codes = set(base.tables["codes"]["code"])
    for number, row in rows:
        found = [*_wrong_form(row, codes), *_wrong_case(row, cases), *_wrong_citations(row, citations)]
        problems += [Problem(f"{shown}, row {number}", what, mend) for what, mend in found]
    if problems:
        raise CodingError(problems)
    table = pd.DataFrame([row for _, row in rows], columns=list(COLUMNS), dtype="str")
    table["segments"] = [" ".join(_ids(row["segments"])) for _, row in rows]
    return table.rename(columns={"summary": "sentence"})[list(WRITTEN)]


def check_written(path: Path, shown: str, codes: Collection[str]) -> list[Problem]:
    """All that is wrong with the file and can be told without an evidence base; empty where there is no file."""
    if not path.exists() and not path.is_symlink():
        return []
    try:
        rows, problems = _rows(path, shown)
    except CodingError as fault:
        return list(fault.problems)
    return problems + [Problem(f"{shown}, row {n}", what, mend) for n, row in rows for what, mend in _wrong_form(row, codes)]


def written_bytes(written: pd.DataFrame, base: EvidenceBase) -> bytes:
    """The file that `read_written` reads as `written` again: in order of case and codebook, the same bytes for the same rows."""
    words = dict(zip(base.tables["segments"]["segment_id"], base.tables["segments"]["text"], strict=True))
    place = dict(zip(base.tables["codes"]["code"], base.tables["codes"]["ordinal"], strict=True))
    ordered = written.assign(place=written["code"].map(place)).sort_values(["case_id", "place"], kind="stable")
    rows: list[Sequence[str]] = [COLUMNS]
    for row in ordered.to_dict("records"):
        cells = {name: row[name] for name in ("case_id", "code", "segments", "author", "edited")}
        quotes = PARTED.join(_quoted(words[segment_id]) for segment_id in row["segments"].split())
        cells |= {"summary": guarded(row["sentence"]), "quotes": guarded(quotes)}
        rows.append([cells[name] for name in COLUMNS])
    return csv_bytes(rows)


def _quoted(text: str) -> str:
    """The first words of a passage, none of which could part two quotes."""
    return " ".join(text.split()[:QUOTED]).partition(PARTED)[0]


def squeezed(text: str) -> str:
    """`text` with runs of blanks and breaks of lines as one blank."""
    return " ".join(text.split())


def one_sentence(text: str) -> bool:
    """Whether `text` is one sentence, so that its references are of all of it.

    >>> one_sentence("Dr. Shah met them in St. Helens."), one_sentence("They met. Trust grew.")
    (True, False)
    """
    return sum(1 for _ in sentences(text)) == 1


def _rows(path: Path, shown: str) -> tuple[list[tuple[int, dict[str, str]]], list[Problem]]:
    """The rows that hold anything, by column and with their number as a spreadsheet counts; and what is wrong with the header.

    raises: CodingError, if the file cannot be read as a table.
    """
    text = utf8(own_bytes(path, shown, CodingError, most=MAX_BYTES), shown, CodingError)
    reader = csv_reader(io.StringIO(text, newline=""), strict=True)
    try:
        records = list(reader)
    except csv.Error:
        mend = "Save it from a spreadsheet as CSV UTF-8."
        raise CodingError(Problem(f"{shown}, line {reader.line_num}", "is no table that can be read", mend)) from None
    header = [name.strip().lower() for name in records[0]] if records else []
    problems = list(_header_problems(header, shown))
    if problems:
        return [], problems
    at = {name: header.index(name) for name in COLUMNS}
    rows = []
    for number, cells in enumerate(records[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        row = {name: squeezed(cells[place]) if place < len(cells) else "" for name, place in at.items()}
        rows.append((number, row | {name: unguarded(row[name]) for name in _GUARDED}))
    return rows, list(_repeated(rows, shown))


def _header_problems(header: Sequence[str], shown: str) -> Iterator[Problem]:
    for name in COLUMNS:
        if header.count(name) != 1:
            what = (
                f"has no column '{name}'{did_you_mean(name, header)}" if name not in header else f"has the column '{name}' twice"
            )
            yield Problem(f"{shown}, row 1", what, f"Name the columns: {','.join(COLUMNS)}")


def _repeated(rows: Sequence[tuple[int, Mapping[str, str]]], shown: str) -> Iterator[Problem]:
    first: dict[tuple[str, ...], int] = {}
    for number, row in rows:
        key = row["case_id"], row["code"], row["summary"]
        if first.setdefault(key, number) != number:
            yield Problem(f"{shown}, row {number}", f"says the same of its cell as row {first[key]}", "Keep one of the two rows.")


def _wrong_form(row: Mapping[str, str], codes: Collection[str]) -> Iterator[tuple[str, str]]:
    """What is wrong with a row whatever the base holds, with how to mend it."""
    if row["code"] not in codes:
        meant = did_you_mean(row["code"], codes)
        yield f"its code is not in the codebook{short_word(row['code'])}{meant}", "Name a code of codebook.yaml."
    if not row["summary"]:
        yield "holds no summary", "Write a sentence, or remove the row."
    elif BRACKETS.search(row["summary"]):
        yield "its summary holds a reference in brackets", "Put the segment's id into the column 'segments'."
    elif not one_sentence(row["summary"]):
        yield "its summary is more than one sentence", "Write a row for each sentence, with the segments that it rests on."
    if not _ids(row["segments"]):
        yield "its sentence has no reference", "Name in 'segments' at least one segment that it rests on."
    if not AUTHOR.fullmatch(row["author"]):
        yield "names no author", "Write a name of letters, digits, '.', '-' and '_' under 'author'."
    if not _is_time(row["edited"]):
        yield "does not say when it was written", "Write a date under 'edited', such as 2026-11-22."


def _wrong_case(row: Mapping[str, str], cases: Collection[str]) -> Iterator[tuple[str, str]]:
    if row["case_id"] not in cases:
        meant = did_you_mean(row["case_id"], cases)
        yield f"its case was not read{short_word(row['case_id'])}{meant}", "Name a case of cases.csv whose case study was read."


def _wrong_citations(row: Mapping[str, str], citations: Citations) -> Iterator[tuple[str, str]]:
    ids, quotes = _ids(row["segments"]), [quote for quote in row["quotes"].split(PARTED.strip()) if quote.strip()]
    if len(ids) != len(set(ids)):
        yield "names a segment twice", "Keep it once."
    if len(ids) != len(quotes):
        mend = f"Write a few words of each segment under 'quotes', in their order, parted by '{PARTED.strip()}'."
        yield f"names {len(ids)} segment(s), but quotes {len(quotes)}", mend
        return
    for segment_id, quote in zip(ids, quotes, strict=True):
        fault = citations.fault(segment_id, quote)
        if fault is not None:
            yield f"segment {segment_id}: {fault[0]}", fault[1]
        elif (wrong := other_case(segment_id, row["case_id"], citations)) is not None:
            yield wrong


def other_case(segment_id: str, case_id: str, citations: Citations) -> tuple[str, str] | None:
    """What is wrong if a segment that is known is not of this case, and how to mend it; None if it is."""
    origin = citations.origin(segment_id)
    if origin["kind"] == CASE_STUDY and origin["case_id"] == case_id:
        return None
    whose = f"of the case '{origin['case_id']}'" if origin["kind"] == CASE_STUDY else "an answer to a survey"
    return f"segment {segment_id} is {whose}, not of '{case_id}'", "Cite a passage of the case itself, or move the sentence."


def _ids(text: str) -> list[str]:
    return [part for part in re.split(r"[\s;,]+", text) if part]


def _is_time(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
