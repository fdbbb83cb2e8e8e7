"""The spreadsheet of the framework matrix as it comes back: every reference checked, and taken whole or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from xlsxwriter.utility import xl_rowcol_to_cell

from evidence.coded.attributes import cases_read
from evidence.coded.citing import Citations
from evidence.config import did_you_mean
from evidence.errors import CodingError, Problem
from evidence.framework.chart import column_of
from evidence.framework.workbook import (
    BY_LEVEL,
    CASE_ID,
    KEY,
    MATRIX,
    PASSAGES,
    SEGMENT_ID,
    SENT,
    SENT_COLUMNS,
    WORDS,
    cell,
    said,
)
from evidence.framework.written import BRACKETS, REFERENCE, WRITTEN, one_sentence, other_case, squeezed
from evidence.model import EvidenceBase
from evidence.nlp import sentences
from evidence.project import Limits
from evidence.sources.delimited import tidy
from evidence.sources.guard import inspect
from evidence.sources.sheets import Sheet, read_sheet

_DRAFT = re.compile(r"draft\s*:\s*", re.IGNORECASE)
_GROUP = re.compile(rf"(?:{BRACKETS.pattern}[^\S\n]*)+[.!?]*", re.IGNORECASE)
_REFERENCE = re.compile(REFERENCE, re.IGNORECASE)
_CODE = re.compile(r"\[([^\[\]]+)\]\s*\Z")
_HARMLESS = ("another sheet", "hidden")
_NEW_SHEET = "Write a new sheet: evidence framework PROJECT"

Key = tuple[str, frozenset[str]]
"""What tells one sentence of a cell from another: its words, and the passages that it rests on."""


class Said(NamedTuple):
    """A sentence in a cell of a sheet, with the ids of its passages."""

    text: str
    segments: tuple[str, ...]
    draft: bool

    @property
    def key(self) -> Key:
        return self.text, frozenset(self.segments)


@dataclass(frozen=True)
class Returned:
    """What a sheet that came back says.

    written:   all sentences that people wrote, as `written.read_written`: those of the sheet in place of those it was made of.
    cells:     one row per cell that was changed: case_id, column, and how many of its sentences are new, changed (in words or
               references) and removed.
    same:      sentences on the sheet that stand as before.
    drafts:    drafts that were left as they were, and so are no one's summary yet.
    elsewhere: sentences of cases and codes that are not on the sheet, which stay as they are.
    """

    written: pd.DataFrame
    cells: pd.DataFrame
    same: int
    drafts: int
    elsewhere: int


class _Cell(NamedTuple):
    """A cell of the matrix: the name of its place on the sheet, its case, its column and its text."""

    at: str
    case_id: str
    column: str
    text: str


class _Passage(NamedTuple):
    """What a short reference stands for: a segment; and what is wrong with it and how to mend that, if anything is."""

    segment_id: str
    fault: tuple[str, str] | None


def read_workbook(path: Path, base: EvidenceBase, written: pd.DataFrame, *, limits: Limits, by: tuple[str, str]) -> Returned:
    """What people wrote into a sheet that `workbook.to_workbook` made.

    written: what `framework.csv` holds now.
    by:      who edited the sheet, and when (an ISO 8601 time): for each sentence that is new or has other words or references.
             A sentence that stands as before keeps its author and time.
    raises:  SourceError, if the file cannot be read; CodingError, with all that is wrong in it, by sheet and cell: a sentence
             without a reference, a reference that leads nowhere, to another case or to words that changed since, a case or code
             that is none, a header that was changed, a cell that someone else changed meanwhile.
    """
    inspect(path, path.name, limits)
    if path.suffix.lower() not in (".xlsx", ".ods"):
        raise CodingError(Problem(path.name, "is no spreadsheet that can come back", "Save it as xlsx, with all its sheets."))
    sheets = {name: read_sheet(path, path.name, limits, sheet=name) for name in (MATRIX, PASSAGES, SENT)}
    shown = {name: f"{path.name}, sheet {name}" for name in sheets}
    problems = [problem for name, sheet in sheets.items() for problem in _damage(sheet, shown[name])]
    passages = _passages(sheets[PASSAGES], shown[PASSAGES], base, problems)
    level, sent = _sent(sheets[SENT], shown[SENT], problems)
    cells = _cells(sheets[MATRIX], shown[MATRIX], base, level, problems)
    if problems:
        raise CodingError(problems)
    keys = {passage.segment_id: key for key, passage in passages.items()}
    reader = _Reader(passages, keys, Citations(base), _lines(sent, keys), problems)
    told = [(at, reader.read(at)) for at in cells]
    returned = _merged(written, sent, told, column_of(base, level), by, problems)
    if problems:
        raise CodingError(problems)
    return returned


def _damage(sheet: Sheet, where: str) -> Iterator[Problem]:
    """What the sheet holds that cannot be read, and would be taken for text that someone deleted."""
    for cut in sheet.cuts:
        if not cut.why.startswith(_HARMLESS):
            yield Problem(where, f"{cut.count} of its cells cannot be read: {cut.why}", cut.mend)


def _columns(sheet: Sheet, where: str, names: Sequence[str], problems: list[Problem]) -> dict[str, int] | None:
    """The place of each named column; None, with a problem, unless each stands there once."""
    header = [head.strip() for head in sheet.rows[0]]
    missing = [name for name in names if header.count(name) != 1]
    if missing:
        what = f"has not once each of the columns {', '.join(missing)}"
        problems.append(Problem(f"{where}, row 1", what, f"Leave the header row as it was. {_NEW_SHEET}"))
        return None
    return {name: header.index(name) for name in names}


def _rows(sheet: Sheet, at: Mapping[str, int]) -> Iterator[tuple[int, dict[str, str]]]:
    for number, row in zip(sheet.numbers[1:], sheet.rows[1:], strict=True):
        yield number, {name: row[place].strip() if place < len(row) else "" for name, place in at.items()}


def plain(text: str) -> str:
    """`text` as it comes back from a sheet: without characters that cannot be seen, runs of blanks as one."""
    return squeezed(tidy(cell(text))[0])


def _passages(sheet: Sheet, where: str, base: EvidenceBase, problems: list[Problem]) -> dict[str, _Passage]:
    at = _columns(sheet, where, (KEY, WORDS, SEGMENT_ID), problems)
    words = dict(zip(base.tables["segments"]["segment_id"], base.tables["segments"]["text"], strict=True))
    found: dict[str, _Passage] = {}
    for number, row in _rows(sheet, at) if at else ():
        key, segment_id, fault = row[KEY].upper(), row[SEGMENT_ID], None
        if not key:
            continue
        if segment_id not in words:
            fault = f"stands for a segment that is not in the evidence base any more (sheet {PASSAGES}, row {number})", _NEW_SHEET
        elif plain(row[WORDS]) != plain(words[segment_id]):
            fault = f"stands for words that its segment does not hold (sheet {PASSAGES}, row {number})", _CHANGED
        if key in found:
            problems.append(Problem(f"{where}, row {number}", f"the reference {key} stands there twice", _NEW_SHEET))
        found[key] = _Passage(segment_id, fault)
    return found


_CHANGED = f"The source or the row was changed: read the passage anew. {_NEW_SHEET}"


def _sent(sheet: Sheet, where: str, problems: list[Problem]) -> tuple[str, pd.DataFrame]:
    """The level of the sheet's columns, and its sentences as they were sent."""
    level = next((name for name in ("theme", "code") if BY_LEVEL.format(level=name) in sheet.rows[0]), "")
    at = _columns(sheet, where, (*SENT_COLUMNS, BY_LEVEL.format(level=level)), problems)
    rows = [row for _, row in _rows(sheet, {name: at[name] for name in SENT_COLUMNS})] if at else []
    return level or "theme", pd.DataFrame(rows, columns=list(SENT_COLUMNS), dtype="str")


def _cells(sheet: Sheet, where: str, base: EvidenceBase, level: str, problems: list[Problem]) -> list[_Cell]:
    """Every cell of the matrix that is on the sheet."""
    at = _columns(sheet, where, (CASE_ID,), problems)
    codes = _codes(sheet, where, base, level, problems)
    cases, seen, found = set(cases_read(base)), set[str](), []
    for number, row in _rows(sheet, at | codes) if at else ():
        case_id, texts = row[CASE_ID], [row[code] for code in codes]
        if not case_id and not any(texts):
            continue
        if case_id not in cases:
            what = f"names no case that was read{did_you_mean(case_id, cases)}"
            problems.append(Problem(f"{where}, row {number}", what, f"Leave the column {CASE_ID} as it was. {_NEW_SHEET}"))
        elif case_id in seen:
            problems.append(
                Problem(f"{where}, row {number}", f"the case '{case_id}' stands there twice", "Keep one of its rows.")
            )
        seen.add(case_id)
        for (code, place), text in zip(codes.items(), texts, strict=True):
            found.append(_Cell(f"{where}, cell {xl_rowcol_to_cell(number - 1, place)}", case_id, code, text))
    return found


def _codes(sheet: Sheet, where: str, base: EvidenceBase, level: str, problems: list[Problem]) -> dict[str, int]:
    """The place of each code's column; columns whose header ends with no code in brackets are a person's own."""
    known, found = set(column_of(base, level).values()), dict[str, int]()
    for place, head in enumerate(sheet.rows[0]):
        named = _CODE.search(head)
        if named is None:
            continue
        code, spot = named[1].strip(), f"{where}, cell {xl_rowcol_to_cell(0, place)}"
        if code not in known:
            what = f"the header names no code of the matrix{did_you_mean(code, known)}"
            problems.append(Problem(spot, what, f"Leave the header row as it was. {_NEW_SHEET}"))
        elif code in found:
            problems.append(Problem(spot, f"the code '{code}' has two columns", "Keep one of them."))
        found.setdefault(code, place)
    if not found:
        problems.append(Problem(f"{where}, row 1", "no header names a code", f"Leave the header row as it was. {_NEW_SHEET}"))
    return found


def _lines(sent: pd.DataFrame, keys: Mapping[str, str]) -> dict[tuple[str, str, str], Said]:
    """Each sentence as it was sent, by case, column and the line that showed it."""
    lines = {}
    for row in sent.to_dict("records"):
        segments, draft = tuple(row["segments"].split()), row["draft"] == "yes"
        line = said(row["sentence"], [keys.get(segment_id, "") for segment_id in segments], draft=draft)
        lines[row["case_id"], row["column"], plain(line)] = Said(plain(row["sentence"]), segments, draft)
    return lines


class _Reader(NamedTuple):
    """What a cell is read by; `problems` takes up what is wrong."""

    passages: Mapping[str, _Passage]
    keys: Mapping[str, str]
    citations: Citations
    lines: Mapping[tuple[str, str, str], Said]
    problems: list[Problem]

    def read(self, at: _Cell) -> list[Said]:
        """The sentences of a cell, each with the passages that it rests on; a line that is as it was sent is what was sent."""
        found: list[Said] = []
        block: list[str] = []
        for line in [*at.text.split("\n"), None]:
            known = self.lines.get((at.case_id, at.column, plain(line))) if line is not None else None
            if line is not None and known is None:
                block.append(line)
                continue
            found += self._block(at, "\n".join(block), len(found))
            block = []
            found += [known] if known is not None else []
        for said_ in found:
            self._check(at, said_)
        if len({said_.text for said_ in found}) < len(found):
            self._wrong(at, "says the same twice", "Keep one of the two sentences.")
        return found

    def _block(self, at: _Cell, text: str, before: int) -> list[Said]:
        found: list[Said] = []
        for sentence, group in _parted(text):
            number = before + len(found) + 1
            references = tuple(dict.fromkeys(map(self._segment, _REFERENCE.findall(group))))
            if not sentence:
                self._wrong(at, f"a reference stands before sentence {number}, behind no sentence", _AFTER)
                continue
            if not references:
                self._wrong(at, f"sentence {number} has no reference", _REFER)
            elif not one_sentence(sentence):
                self._wrong(at, f"sentence {number} is more than one", "Give each sentence a reference of its own.")
            elif _STRAY.search(sentence):
                self._wrong(at, f"sentence {number} holds a bracket that is no reference", _REFER)
            drafted = _DRAFT.match(sentence)
            found.append(Said(sentence[drafted.end() :] if drafted else sentence, references, drafted is not None))
        return found

    def _segment(self, reference: str) -> str:
        """The segment that a reference stands for; a reference that stands for none stays as it is."""
        passage = self.passages.get(reference.upper())
        return passage.segment_id if passage else reference

    def _check(self, at: _Cell, said_: Said) -> None:
        for segment_id in said_.segments:
            key = self.keys.get(segment_id)
            passage = self.passages[key] if key else None
            if passage is not None and passage.fault is not None:
                self._wrong(at, f"the reference {key} {passage.fault[0]}", passage.fault[1])
            elif segment_id not in self.citations.segments:
                self._wrong(at, f"the reference {segment_id} leads to no passage", _REFER)
            elif (wrong := other_case(segment_id, at.case_id, self.citations)) is not None:
                self._wrong(at, f"{f'the reference {key}: ' if key else ''}{wrong[0]}", wrong[1])

    def _wrong(self, at: _Cell, what: str, mend: str) -> None:
        self.problems.append(Problem(at.at, what, mend))


_REFER = f"End it with a reference of the sheet {PASSAGES}, such as [P12] or [P3] [P7], that is of this case; or delete it."
_AFTER = "Put every reference behind the sentence that rests on it."
_STRAY = re.compile(r"\[[^\[\]]*\bP\d", re.IGNORECASE)


def _parted(text: str) -> Iterator[tuple[str, str]]:
    """The sentences of a text, each with the brackets behind it; brackets without a sentence come with an empty one.

    >>> list(_parted("They met [P1]. Trust grew. It took a year. [P2, P3] [P4]"))
    [('They met.', '[P1]'), ('Trust grew.', ''), ('It took a year.', '[P2, P3] [P4]')]
    """
    at = 0
    for group in _GROUP.finditer(text):
        *others, last = _pieces(text[at : group.start()]) or [""]
        yield from ((sentence, "") for sentence in others)
        brackets = group[0].rstrip(".!? ")
        stop = group[0].strip()[len(brackets.strip()) :]
        yield (last + stop if last and last[-1] not in ".!?" else last), brackets.strip()
        at = group.end()
    yield from ((sentence, "") for sentence in _pieces(text[at:]))


def _pieces(text: str) -> list[str]:
    found = [plain(line[start:end]) for line in text.split("\n") for start, end in sentences(line)]
    return [sentence for sentence in found if sentence.strip(" ,;.")]


class _Outcome(NamedTuple):
    """What became of one cell: its rows as they are to be kept, without author for those that are new; and how many of each."""

    rows: list[dict[str, str]]
    new: int
    changed: int
    removed: int
    drafts: int


def _outcome(at: _Cell, told: Sequence[Said], sent: Sequence[Said], now: Sequence[dict[str, str]]) -> _Outcome | None:
    """A cell after the sheet; None if it was changed both on the sheet and, meanwhile, in framework.csv.

    told: its sentences as they came back. sent: as they were sent. now: as `framework.csv` has them.
    """
    drafts = {one.key for one in sent if one.draft}
    people = [one for one in told if not (one.draft and one.key in drafts)]
    left = len(told) - len(people)
    after = {one.key for one in people}
    before, standing = {one.key for one in sent if not one.draft}, {_key(row): row for row in now}
    if after in (before, set(standing)):
        return _Outcome(list(now), 0, 0, 0, left)
    if before != set(standing):
        return None
    codes = {row["sentence"]: row["code"] for row in now}
    rows = [
        standing.get(one.key)
        or {
            "case_id": at.case_id,
            "code": codes.get(one.text, at.column),
            "sentence": one.text,
            "segments": " ".join(one.segments),
        }
        for one in people
    ]
    added, lost = len(after - before), len(before - after)
    changed = min(added, lost)
    return _Outcome(rows, added - changed, changed, lost - changed, left)


def _key(row: Mapping[str, str]) -> Key:
    return plain(row["sentence"]), frozenset(row["segments"].split())


def _by_cell(table: pd.DataFrame, columns: Mapping[str, str]) -> dict[tuple[str, str], list[dict[str, str]]]:
    """The rows of a table of sentences by case and column of the sheet."""
    found: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in table.to_dict("records"):
        texts = {str(name): str(value) for name, value in row.items()}
        found.setdefault((texts["case_id"], columns.get(texts["code"], "")), []).append(texts)
    return found


def _merged(
    written: pd.DataFrame,
    sent: pd.DataFrame,
    told: Sequence[tuple[_Cell, list[Said]]],
    columns: Mapping[str, str],
    by: tuple[str, str],
    problems: list[Problem],
) -> Returned:
    """All sentences with those of the sheet in place of those that it was made of."""
    now, was = _by_cell(written, columns), _by_cell(sent, columns)
    rows: list[dict[str, str]] = []
    changes, same, drafts = [], 0, 0
    for at, sentences_ in told:
        cell_ = at.case_id, at.column
        before = [Said(plain(r["sentence"]), tuple(r["segments"].split()), r["draft"] == "yes") for r in was.get(cell_, [])]
        outcome = _outcome(at, sentences_, before, now.pop(cell_, []))
        if outcome is None:
            problems.append(Problem(at.at, "was changed here and, since the sheet was written, by someone else too", _MEANWHILE))
            continue
        fresh = {"author": by[0], "edited": by[1]}
        rows += [fresh | row for row in outcome.rows]
        same += sum("author" in row for row in outcome.rows)
        drafts += outcome.drafts
        if outcome.new or outcome.changed or outcome.removed:
            changes.append((at.case_id, at.column, outcome.new, outcome.changed, outcome.removed))
    elsewhere = [row for cell_rows in now.values() for row in cell_rows]
    table = pd.DataFrame([*rows, *elsewhere], columns=list(WRITTEN), dtype="str")
    cells = pd.DataFrame(changes, columns=["case_id", "column", "new", "changed", "removed"])
    return Returned(table, cells, same, drafts, len(elsewhere))


_MEANWHILE = f"{_NEW_SHEET}; make the change there, with what the other person wrote before you."
