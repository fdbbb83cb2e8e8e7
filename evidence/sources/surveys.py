"""A survey export and its yaml -> questions, respondents, closed answers, and one document per free-text answer."""

from __future__ import annotations

import difflib
import hashlib
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from pandas.util import hash_array

from evidence.errors import Problem, SourceError, SurveyError
from evidence.inputs import description
from evidence.model import ANSWER, TABLES
from evidence.project import Limits
from evidence.sources.delimited import UnclosedError, lines_of
from evidence.sources.grid import Body, Heading, HeadingFinder, body_of
from evidence.sources.guard import inspect
from evidence.sources.others import (
    UNFIT,
    Answer,
    Decisions,
    not_counted,
    read_decisions,
    settled,
    sheet_rows,
    unfit,
    used,
)
from evidence.sources.questionnaire import (
    ATTRIBUTE,
    FREE_TEXT,
    IGNORE,
    LAST,
    LIKERT,
    MULTIPLE,
    NUMBER,
    OTHER,
    QUESTIONS,
    RESPONDENT_ID,
    WEIGHT,
    Column,
    Layout,
    fold,
    match_columns,
    read_layout,
    slug,
)
from evidence.sources.reading import Cut
from evidence.sources.rows import PORTION, Piece, RowCut, added_up, cut_in, fetched, row_words, rows_of, short
from evidence.sources.sheets import SUFFIXES as SUFFIXES
from evidence.sources.sheets import Table, held_table, open_table

Frames = dict[str, pd.DataFrame]

NO_ANSWER = frozenset(
    {"", "na", "n a", "nil", "none", "none given", "nothing", "nothing to add", "nothing to say", "nothing else"}
    | {"nothing further", "no answer", "no response", "not applicable", "no comment", "no comments"}
    | {"no further comment", "no further comments", "no other comments"}
)
"""Free text that says nothing, after case, blanks and punctuation are taken away; only where it is the whole answer."""

TICKED = frozenset({"yes", "y", "true", "1", "x", "✓", "✔", "☑", "checked", "selected", "ticked"})
NOT_TICKED = frozenset({"no", "n", "false", "0", "unchecked", "not selected", "unselected", "not ticked", "-", "☐"})

_LONGEST_ID = 100
_NAME_WORD = r"[^\W\d_](?:[^\W\d_]|['’.-])*"
PERSONAL_ID = re.compile(rf"\S+@\S+|{_NAME_WORD}(?:\s+{_NAME_WORD})+")
"""An e-mail address, or words of letters only, as names are."""


@dataclass(frozen=True)
class Plan:
    """All that reading one piece of an export needs to know of the whole.

    survey:    the row of `surveys`.
    words:     folded free text that says nothing.
    spellings: for a column (by its place) of values that stand as they are: the commonest spelling of each folded value that
               is spelt in several ways.
    numbered:  True if people are called by their rows, whatever ids the export holds.
    again:     numbers of rows whose person stands in another row that counts.
    taken:     names of rows that are the id of somebody.
    longest:   characters of the longest cell that is kept.
    """

    survey: Mapping[str, Any]
    reader: str
    heading: Heading
    columns: tuple[Column, ...]
    words: frozenset[str]
    decisions: Decisions
    spellings: Mapping[int, Mapping[str, str]]
    numbered: bool
    repeated: str
    again: frozenset[int]
    taken: frozenset[str]
    longest: int


@dataclass(frozen=True)
class Export:
    """A survey export that was gone through once: how to read its pieces, and what is known without reading them.

    frames:  surveys (one row), questions and options.
    cuts:    what is to be said of the file as a whole.
    emptied: cells that were too long to keep and are not in the pieces any more.
    """

    plan: Plan
    pieces: tuple[Piece, ...]
    frames: Frames
    cuts: tuple[Cut, ...]
    emptied: int


@dataclass(frozen=True)
class Account:
    """What became of the rows and cells of a piece.

    written: the decisions on "other" boxes that people's words there met: question and folded words.
    """

    read: Mapping[str, int]
    kept: Mapping[str, int]
    cuts: Sequence[RowCut]
    written: frozenset[tuple[str, str]] = frozenset()

    def plain(self) -> dict[str, Any]:
        """The account in plain JSON values."""
        return {"read": self.read, "kept": self.kept, "cuts": list(map(asdict, self.cuts)), "written": sorted(self.written)}

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Account:
        """The account that is told in plain JSON values."""
        cuts = [RowCut(**{**cut, "first": tuple(cut["first"])}) for cut in plain["cuts"]]
        return cls(plain["read"], plain["kept"], cuts, frozenset((question, words) for question, words in plain["written"]))


@dataclass
class _Read:
    """What one column (or the columns of one multiple choice) gave.

    answers:   (question, respondent, value, raw); documents: (question, respondent, row, text).
    own:       (question, respondent, the option "other", what the respondent wrote into its box).
    settled:   where there are own words, the answers and these, each as the option that it means.
    kept:      filled cells that are in the evidence base; cuts: what is not, each cell counted once.
    """

    answers: list[tuple[str, str, str, str]] = field(default_factory=list)
    documents: list[tuple[str, str, int, str]] = field(default_factory=list)
    own: list[tuple[str, str, str, str]] = field(default_factory=list)
    settled: list[Answer] = field(default_factory=list)
    kept: int = 0
    cuts: list[RowCut] = field(default_factory=list)


def read_survey(folder: Path, file: str, limits: Limits, portion: int = PORTION) -> Frames:
    """The tables that one survey export holds, as the yaml beside it describes it.

    folder:  the project folder.
    file:    the export, e.g. "surveys/feedback.csv"; "surveys/feedback.yaml" describes it.
    portion: about how many bytes of it are read at a time; rows stand in the order of these pieces, then of the questions.
    returns: frames of surveys (one row), questions, options, respondents, answers, documents, dropped and tallies.
             Values of closed questions are the options' words; `raw` is the cell without invisible characters. What stands in an
             "other" box is the option that `<name>.other.csv` says it means, and "other" until then.
    raises:  SourceError, if the export cannot be read or has no yaml; SurveyError, with all that is wrong with the
             yaml, the weights, the respondent ids and the decisions on "other" boxes.
    """
    export = open_survey(folder, file, limits, portion)
    read = [read_piece(export.plan, fetched(piece, folder / file, file)) for piece in export.pieces]
    found = {name: _together(name, [frames[name] for frames, _ in read]) for name in ("respondents", "answers", "documents")}
    return {**export.frames, **found, **accounts(file, export, [account for _, account in read])}


def open_survey(folder: Path, file: str, limits: Limits, portion: int = PORTION) -> Export:
    """Go through an export, without reading any of its answers.

    portion: about how many bytes a piece of it has.
    raises: as `read_survey`.
    """
    table, layout, heading, columns, pieces = _open(folder, file, limits, portion)
    seen = _seen(table, layout, heading, columns, limits)
    problems = seen.problems(columns, layout, file)
    if problems:
        raise SurveyError(problems)
    survey_id = slug(Path(file).stem) or "survey"
    survey = {
        "survey_id": survey_id,
        "title": layout.title or Path(file).stem,
        "description": layout.description or None,
        "illustrative": layout.illustrative,
        "invited": layout.invited,
        "source_file": file,
        "sha256": _sha256(folder / file),
    }
    plan = Plan(
        survey=survey,
        reader=table.reader,
        heading=heading,
        columns=tuple(columns),
        words=NO_ANSWER | {bare(word) for word in layout.no_answer},
        decisions=read_decisions(folder, file, _with_a_box(columns), limits),
        spellings=seen.spellings(),
        numbered=seen.personal,
        repeated=layout.repeated,
        again=frozenset(seen.again(layout.repeated)),
        taken=frozenset(seen.taken),
        longest=limits.field_chars,
    )
    frames = {"surveys": TABLES["surveys"].frame([survey]), **_question_frames(columns, survey_id)}
    emptied = table.emptied + sum(cut.count for cut in heading.cuts if cut.unit == "cells")
    return Export(plan, tuple(map(table.sealed, pieces)), frames, (*table.cuts, *heading.cuts), emptied)


def read_piece(plan: Plan, piece: Piece) -> tuple[Frames, Account]:
    """The respondents, answers and documents in one piece of an export, and what became of its rows and cells.

    piece: with its bytes; see `fetched`.
    """
    body, rows, ids, cuts = _rows_that_count(plan, piece)
    survey_id = plan.survey["survey_id"]
    parts, answers, documents = [], [], []
    for group in _grouped(plan.columns):
        part = _read_question(group, rows, ids, plan)
        answers.append(_answer_frame(part, survey_id))
        documents.append(_document_frame(part.documents, plan))
        # Each question becomes a frame at once: tuples of all answers would be too much to hold.
        parts.append(replace(part, answers=[], settled=[], documents=[]))
    parts.append(_aside(rows, ids, plan))
    kept = {"rows": len(rows.cells), "cells": sum(part.kept for part in parts)}
    frames = {
        "respondents": _framed("respondents", survey_id, respondent_id=ids, row=rows.numbers, weight=_weights(rows, plan)),
        "answers": _together("answers", answers),
        "documents": _together("documents", documents),
    }
    written = used(plan.decisions, (own for part in parts for own in part.own))
    return frames, Account(body.read, kept, [*body.cuts, *cuts, *(cut for part in parts for cut in part.cuts)], written)


def accounts(file: str, export: Export, of_pieces: Sequence[Account]) -> Frames:
    """The rows of `dropped` and `tallies` of an export, from the accounts of all its pieces in their order."""
    # Cells that were too long to keep are no longer in the rows, but they were read.
    read = {"rows": 0, "cells": export.emptied}
    kept = {"rows": 0, "cells": 0}
    for account in of_pieces:
        for unit in read:
            read[unit] += account.read[unit]
            kept[unit] += account.kept[unit]
    written = frozenset[tuple[str, str]]().union(*(account.written for account in of_pieces))
    cuts = [*export.cuts, *added_up(cut for account in of_pieces for cut in account.cuts)]
    return _accounts(file, read, kept, [*cuts, *unfit(export.plan.decisions, written)])


def _sha256(path: Path) -> str:
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def check_survey(folder: Path, file: str, limits: Limits) -> list[Problem]:
    """All that `evidence check` has to say of one export: what is wrong, and answers that would not be understood."""
    try:
        dropped = read_survey(folder, file, limits)["dropped"]
    except (SourceError, SurveyError) as fault:
        return list(fault.problems)
    told = dropped[
        dropped["why"].str.startswith((_NOT_AN_OPTION, _TWO_SPELLINGS, "fewer cells", "more cells", _NOT_DESCRIBED, UNFIT))
    ]
    told = told[~((told["unit"] == "cells") & told["why"].str.startswith("more cells"))]
    return [Problem(f"{file}, {row.where}", str(row.why), str(row.mend)) for row in told.itertuples()]


def other_sheet(folder: Path, file: str, limits: Limits) -> list[list[str]]:
    """What was written into the "other" boxes of an export, as the rows of a csv in which people say what it means.

    returns: the header and a row for each thing written, with the decisions that there are; the header alone, if nothing was.
    raises:  as `read_survey`; SurveyError, if no question has such a box.
    """
    export = open_survey(folder, file, limits)
    plan = export.plan
    if not _with_a_box(plan.columns):
        mend = "Write other: Other beneath the question, or describe the box as a column of kind: other."
        raise SurveyError(Problem(description(file), "describes no box for other answers", mend))
    own = []
    for piece in export.pieces:
        _, rows, ids, _ = _rows_that_count(plan, fetched(piece, folder / file, file))
        own += [own for group in _grouped(plan.columns) for own in _read_question(group, rows, ids, plan).own]
    return sheet_rows(own, plan.decisions)


def refused(file: str, problem: Problem) -> Frames:
    """The rows for an export that is left out whole."""
    cut = {"stage": "surveys", "source_file": file, "where": "whole file", "unit": "file", "count": 1}
    tally = {"source_file": file, "unit": "file", "read": 1, "kept": 0, "dropped": 1}
    return {
        "dropped": TABLES["dropped"].frame([{**cut, "why": problem.what, "mend": problem.mend}]),
        "tallies": TABLES["tallies"].frame([tally]),
    }


class _Opened(NamedTuple):
    table: Table
    layout: Layout
    heading: Heading
    columns: list[Column]
    pieces: list[Piece]


def _open(folder: Path, file: str, limits: Limits, portion: int) -> _Opened:
    path = folder / file
    if path.suffix.lower() not in SUFFIXES:
        mend = f"Export the survey as one of: {', '.join(sorted(SUFFIXES))}."
        raise SourceError(Problem(file, f"is no survey export that can be read ({path.suffix or 'no ending'})", mend))
    inspect(path, file, limits)
    described = path.with_suffix(".yaml")
    if not described.is_file():
        mend = f"Run: evidence survey describe {file}, correct what it guessed, and build again."
        raise SourceError(Problem(file, f"has no description ({described.name})", mend))
    shown = file.removesuffix(path.suffix) + ".yaml"
    layout = read_layout(described, shown)
    table = open_table(path, file, limits, sheet=layout.sheet)
    try:
        heading, pieces = _headed(table, layout, file, limits, portion)
    except UnclosedError:
        table = held_table(path, file, limits, sheet=layout.sheet)  # read as if the mark were not there, if that can be
        heading, pieces = _headed(table, layout, file, limits, portion)
    columns, problems = match_columns(layout, heading, shown)
    if problems:
        # Faults of the data are told in the same run, as far as they can be found.
        seen = _seen(table, layout, heading, columns, limits)
        raise SurveyError([*problems, *seen.problems(columns, layout, file)])
    return _Opened(table, layout, heading, columns, pieces)


def _headed(table: Table, layout: Layout, file: str, limits: Limits, portion: int) -> tuple[Heading, list[Piece]]:
    """The headers of an export and its pieces, once all its rows were gone through."""
    finder, pieces = HeadingFinder(layout.header_rows, layout.first_row), []
    for piece, rows in table.portions(portion):
        finder.see(rows, piece.numbers)
        pieces.append(piece)
    return finder.heading(file, limits), pieces


# --- respondents --------------------------------------------------------------------------------------------------


class _Seen:
    """What is seen of an export as its rows are gone through, before any of its answers is read.

    personal: whether an id looks like an e-mail address or a name: an id stands in every table and must not say who it is.
    taken:    names of rows without an id that are the ids of others.
    """

    def __init__(self, columns: Sequence[Column]) -> None:
        self._id = next((c for c in columns if c.kind == RESPONDENT_ID), None)
        self._weight = next((c for c in columns if c.kind == WEIGHT), None)
        self._values: dict[int, Counter[str]] = {c.place: Counter() for c in columns if c.kind == ATTRIBUTE and not c.options}
        self._hashes: list[np.ndarray] = []
        self._unnamed: list[int] = []
        self._repeated: dict[str, list[int]] = {}
        self._wrong: list[int] = []
        self.personal = False
        self.taken: set[str] = set()

    @property
    def nothing_to_see(self) -> bool:
        """Whether no column needs that all rows are gone through."""
        return self._id is None and self._weight is None and not self._values

    def see(self, rows: Sequence[list[str]], numbers: Sequence[int]) -> None:
        """Go through the next rows."""
        if self._id is not None:
            given = [_id_in(row[self._id.place]) for row in rows]
            self.personal = self.personal or any(map(_is_personal, given))
            self._unnamed += [number for number, value in zip(numbers, given, strict=True) if not value]
            # A million ids are a hundred megabytes, and their hashes eight.
            self._hashes.append(_hashed(value for value in given if value))
        if self._weight is not None:
            weights = (to_number(row[self._weight.place]) for row in rows)
            self._wrong += [n for n, weight in zip(numbers, weights, strict=True) if weight is None or weight <= 0]
        for place, values in self._values.items():
            values.update(row[place] for row in rows if row[place].strip())

    def ids_again(self) -> np.ndarray:
        """Hashes of ids that seem to stand in several rows."""
        found, counts = np.unique(np.concatenate([*self._hashes, np.array([], dtype=np.uint64)]), return_counts=True)
        calls = [_pseudonym(number) for number in self._unnamed]
        self.taken = {call for call, is_id in zip(calls, np.isin(_hashed(calls), found), strict=True) if is_id}
        return found[counts > 1]

    def see_again(self, rows: Sequence[list[str]], numbers: Sequence[int], hashes: np.ndarray) -> None:
        """Go through the rows a second time, for the ids of these hashes."""
        if self._id is not None:
            given = [_id_in(row[self._id.place]) for row in rows]
            for place in np.flatnonzero(np.isin(_hashed(given), hashes)).tolist():
                if given[place]:
                    self._repeated.setdefault(given[place], []).append(numbers[place])

    def again(self, keep: str) -> list[int]:
        """Numbers of the rows whose person stands in another row that counts instead; keep: FIRST or LAST."""
        left = slice(None, -1) if keep == LAST else slice(1, None)
        return sorted(number for numbers in self._repeated.values() for number in numbers[left])

    def problems(self, columns: Sequence[Column], layout: Layout, file: str) -> list[Problem]:
        """A person in two rows of whom the yaml does not say which counts; weights that are none."""
        again = self.again(layout.repeated)
        if again and not layout.repeated and self._id is not None:
            first = {number: numbers[0] for numbers in self._repeated.values() for number in numbers[1:]}
            pairs = [f"{first[number]} and {number}" for number in again]
            more = f" and {len(pairs) - 10:,} more" if len(pairs) > 10 else ""
            what = f"the same respondent stands in rows {', '.join(pairs[:10])}{more}"
            mend = "Write in the yaml file which row counts: repeated: first or repeated: last; or remove the kind of the column."
            return [Problem(f"{file}, {self._id.where}", what, mend)]
        wrong = sorted(set(self._wrong) - set(again))
        if wrong and self._weight is not None:
            what = f"weight missing, not a number or not above 0 in {row_words(wrong)}"
            mend = "Correct the weights in a copy of the export, or describe the column as kind: ignore to count everyone once."
            return [Problem(f"{file}, {self._weight.where}", what, mend)]
        return []

    def spellings(self) -> dict[int, dict[str, str]]:
        """For each column of values that stand as they are, the commonest spelling of those spelt in several ways."""
        return {place: commonest for place, values in self._values.items() if (commonest := _commonest(values))}


def _seen(table: Table, layout: Layout, heading: Heading, columns: Sequence[Column], limits: Limits) -> _Seen:
    seen = _Seen(columns)
    if seen.nothing_to_see:
        return seen

    def bodies() -> Iterator[Body]:
        return (body_of(rows, piece.numbers, piece.place, heading, limits.field_chars) for piece, rows in table.portions(PORTION))

    for body in bodies():
        seen.see(body.rows, body.numbers)
    again = seen.ids_again()
    for body in bodies() if len(again) else ():
        seen.see_again(body.rows, body.numbers, again)
    return seen


def _hashed(values: Iterable[str]) -> np.ndarray:
    return hash_array(np.array(list(values), dtype=object), categorize=False)


def _commonest(values: Mapping[str, int]) -> dict[str, str]:
    spellings: dict[str, Counter[str]] = {}
    for cell, count in values.items():
        plain = _plain(cell)
        spellings.setdefault(fold(plain), Counter())[plain] += count
    several = ((key, counts) for key, counts in spellings.items() if len(counts) > 1)
    return {key: min(counts, key=lambda value: (-counts[value], value)) for key, counts in several}


def _plain(cell: str) -> str:
    return unicodedata.normalize("NFC", " ".join(cell.split()))


class Rows(NamedTuple):
    """The rows of data that count, and the number of each in the file."""

    numbers: Sequence[int]
    cells: list[list[str]]


def _rows_that_count(plan: Plan, piece: Piece) -> tuple[Body, Rows, list[str], list[RowCut]]:
    """The body of a piece, its rows that count, the id of the person in each, and what is said of ids.

    A person without an id is called by the row, 'r0014'. So are all, if an id of the export looks like a person's name.
    """
    body = body_of(rows_of(piece, lines_of(piece.data)), piece.numbers, piece.place, plan.heading, plan.longest)
    rows, cuts = Rows(body.numbers, body.rows), list[RowCut]()
    column = next((c for c in plan.columns if c.kind == RESPONDENT_ID), None)
    if column is None:
        return body, rows, [_pseudonym(number) for number in rows.numbers], cuts
    left = [place for place, number in enumerate(rows.numbers) if number in plan.again]
    if left:
        numbers = [rows.numbers[place] for place in left]
        cells = sum(1 for place in left for cell in rows.cells[place] if cell.strip())
        why, mend = f"the same person again; the {plan.repeated} row counts", "Change repeated in the yaml file."
        cuts = [cut_in("", numbers, "rows", why, mend), cut_in("", numbers, "cells", why, mend, count=cells)]
        kept = [place for place, number in enumerate(rows.numbers) if number not in plan.again]
        rows = Rows([rows.numbers[place] for place in kept], [rows.cells[place] for place in kept])
    given = [_id_in(row[column.place]) for row in rows.cells]
    if plan.numbered:
        numbered = [_pseudonym(number) for number in rows.numbers]
        filled = sum(1 for value, call in zip(given, numbered, strict=True) if value not in ("", call))
        why = "respondent ids that look like e-mail addresses or names; people are called by their rows instead"
        mend = "Nothing to do, or name another column of kind respondent_id."
        return body, rows, numbered, [*cuts, *([RowCut(column.where, "cells", filled, why, mend)] if filled else [])]
    called = ((value, _pseudonym(number)) for value, number in zip(given, rows.numbers, strict=True))
    return body, rows, [value or (f"{call}-row" if call in plan.taken else call) for value, call in called], cuts


def _is_personal(value: str) -> bool:
    # What is nothing but letters and digits holds neither a sign of an address nor the blank of a name; most ids are that.
    return len(value) > _LONGEST_ID or (not value.isalnum() and PERSONAL_ID.fullmatch(value) is not None)


def _pseudonym(number: int) -> str:
    return f"r{number:04d}"


def _weights(rows: Rows, plan: Plan) -> list[float]:
    """The weight of each row; 1.0 where the survey has none."""
    column = next((c for c in plan.columns if c.kind == WEIGHT), None)
    return [1.0 if column is None else to_number(row[column.place]) or math.nan for row in rows.cells]


_PLAIN = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d{1,3})?")
_GROUPED = re.compile(r"[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_DECIMAL_COMMA = re.compile(r"[-+]?\d+,\d{1,2}")


def to_number(text: str) -> float | None:
    """The number that `text` writes, with grouping or decimal commas, a currency or a percent sign; None if it is none.

    >>> to_number("£1,200"), to_number("4,5"), to_number("80 %"), to_number("about 80")
    (1200.0, 4.5, 80.0, None)
    """
    text = text.strip().lstrip("£$€").rstrip("%").strip()
    if _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    elif _DECIMAL_COMMA.fullmatch(text):
        text = text.replace(",", ".")
    if not _PLAIN.fullmatch(text):
        return None
    number = float(text)
    return number if math.isfinite(number) else None


# --- answers ------------------------------------------------------------------------------------------------------


def _grouped(columns: Sequence[Column]) -> list[list[Column]]:
    """The columns of each question: one, or for some multiple choices one an option; then its box for other answers."""
    groups: dict[str, list[Column]] = {}
    for column in columns:
        if column.kind in (*QUESTIONS, OTHER):
            groups.setdefault(column.question_id.casefold(), []).append(column)
    return [sorted(group, key=lambda column: column.kind == OTHER) for group in groups.values()]


def _with_a_box(columns: Sequence[Column]) -> dict[str, list[str]]:
    """The options of each question that has a box for other answers."""
    return {group[0].question_id: _offered(group) for group in _grouped(columns) if any(column.other for column in group)}


def _offered(group: Sequence[Column]) -> list[str]:
    """The options of a question, in their order; the one that its box stands for last, if it is not listed."""
    chosen = [column for column in group if column.kind != OTHER]
    words = [column.option for column in chosen] if chosen[0].option else [*chosen[0].options.values()]
    return list(dict.fromkeys([*words, *(column.other for column in group if column.other)]))


def _read_question(group: Sequence[Column], rows: Rows, ids: Sequence[str], plan: Plan) -> _Read:
    """What the columns of one question gave, what stands in its box for other answers settled."""
    chosen = [column for column in group if column.kind != OTHER]
    read = _read_closed(chosen, [_filled(column, rows, ids) for column in chosen], plan)
    for column in group[len(chosen) :]:
        for _, person, cell in _filled(column, rows, ids):
            if not says_nothing(cell, plan.words):
                read.own.append((chosen[0].question_id, person, column.other, cell.strip()))
            read.kept += 1
    if not read.own:
        return read
    read.settled, beside = settled(read.answers, read.own, plan.decisions, one=chosen[0].kind != MULTIPLE)
    if beside:
        number_of = dict(zip(ids, rows.numbers, strict=True))
        read.kept -= len(beside)
        read.cuts.append(not_counted(group[-1].where, [number_of[person] for person in beside]))
    place = {person: n for n, person in enumerate(ids)}
    read.settled.sort(key=lambda answer: place[answer[1]])
    return read


def _filled(column: Column, rows: Rows, ids: Sequence[str]) -> Cells:
    place = column.place
    each = zip(rows.numbers, ids, rows.cells, strict=True)
    return [(number, person, row[place]) for number, person, row in each if row[place].strip()]


def _read_closed(group: Sequence[Column], filled: Sequence[Cells], plan: Plan) -> _Read:
    first = group[0]
    if first.kind == FREE_TEXT:
        return _texts(first, filled[0])
    if first.kind == NUMBER:
        return _numbers(first, filled[0])
    if first.kind == MULTIPLE and first.option:
        return _merged(_ticks(column, cells) for column, cells in zip(group, filled, strict=True))
    if first.kind == MULTIPLE:
        return _lists(first, filled[0])
    if first.kind == ATTRIBUTE and not first.options:
        return _attributes(first, filled[0], plan.spellings.get(first.place, {}))
    return _choices(first, filled[0])


Cells = list[tuple[int, str, str]]
"""The filled cells of a column: number of the row, person, cell."""

_NOT_AN_OPTION = "not one of the answers offered"
_TWO_SPELLINGS = "one value spelt in several ways"
_NOT_DESCRIBED = "not described in the yaml file"


def _texts(column: Column, cells: Cells) -> _Read:
    return _Read(
        documents=[(column.question_id, person, number, tidy_text(cell)) for number, person, cell in cells], kept=len(cells)
    )


def tidy_text(cell: str) -> str:
    """A free-text answer as a document holds it: NFC, lines ended by a newline, no blanks around it.

    >>> tidy_text(" first\\r\\nsecond\\r ")
    'first\\nsecond'
    """
    return unicodedata.normalize("NFC", cell.replace("\r\n", "\n").replace("\r", "\n")).strip()


def says_nothing(text: str, words: frozenset[str] = NO_ANSWER) -> bool:
    """True if `text` as a whole is 'n/a', '-', 'nothing' or the like: one of `words` but for case and punctuation.

    >>> says_nothing("N/A."), says_nothing("???"), says_nothing("None of the staff knew.")
    (True, True, False)
    """
    # Most answers are too long to be one of the words; that is seen faster than their punctuation is taken away.
    if len(text.split()) > _most_parts(words) and any(map(str.isalnum, text)):
        return False
    return bare(text) in words


@cache
def _most_parts(words: frozenset[str]) -> int:
    """How many blank-separated parts an answer of these words may have, with some punctuation between."""
    return 2 * max(len(word.split()) for word in words) + 4


def bare(text: str) -> str:
    """`text` without case, punctuation and blanks at the edges; symbols such as emoji and currency signs stay."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    kept = (c if unicodedata.category(c)[0] in "LNM" or unicodedata.category(c) in ("So", "Sc") else " " for c in folded)
    return " ".join("".join(kept).split())


def _numbers(column: Column, cells: Cells) -> _Read:
    read = _Read()
    wrong = []
    for number, person, cell in cells:
        value = to_number(cell)
        if value is None:
            wrong.append(number)
        else:
            plain = f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else repr(value)
            read.answers.append((column.question_id, person, plain, cell))
    read.kept = len(read.answers)
    if wrong:
        mend = "Describe the column as kind: free_text or single, if such answers should count."
        read.cuts.append(cut_in(column.where, wrong, "cells", f"{_NOT_AN_OPTION}: no number", mend))
    return read


def _choices(column: Column, cells: Cells) -> _Read:
    read = _Read()
    strange: dict[str, list[int]] = {}
    outside: Counter[str] = Counter()
    folded = _folded(cells)
    for number, person, cell in cells:
        key = folded[cell]
        if key in column.options:
            read.answers.append((column.question_id, person, column.options[key], cell))
        elif key in column.outside:
            outside[column.outside[key]] += 1
        elif column.other:
            read.own.append((column.question_id, person, column.other, cell.strip()))
        else:
            strange.setdefault(key, []).append(number)
    read.kept = len(read.answers) + len(read.own)
    for words, count in sorted(outside.items()):
        why = f"outside the scale, so it counts as missing: '{short(words)}'"
        mend = "Describe the question as kind: single to count such answers."
        read.cuts.append(RowCut(column.where, "cells", count, why, mend))
    read.cuts += _not_options(column, strange, "cells")
    return read


def _folded(cells: Cells) -> dict[str, str]:
    """The few different cells of a closed question, each folded once."""
    return {cell: fold(cell) for cell in {cell for _, _, cell in cells}}


def _not_options(column: Column, strange: dict[str, list[int]], unit: str) -> list[RowCut]:
    """Cuts for answers that no option matches; an answer is shown only if it all but spells an option.

    What else stands in a closed question may be a person's own words, and those stay out of every message.
    """
    found: dict[str, list[int]] = {}
    for key, numbers in strange.items():
        near = difflib.get_close_matches(key, list(column.options), n=1, cutoff=0.8) if len(key) <= 60 else []
        why = f"{_NOT_AN_OPTION}: '{key}'; did you mean '{column.options[near[0]]}'?" if near else _NOT_AN_OPTION
        found.setdefault(why, []).extend(numbers)
    key = "scale" if column.kind == LIKERT else "options"
    mend = f"Add the answer under {key} in the yaml file; or map its spelling to one: {key}: {{spelling: answer}}."
    return [cut_in(column.where, numbers, unit, why, mend) for why, numbers in sorted(found.items())]


def _ticks(column: Column, cells: Cells) -> _Read:
    """One column of a multiple choice that has a column an option. A cell that says 'no' is understood, but no answer."""
    read = _Read()
    ticked = TICKED | column.ticked | {fold(column.option), fold(column.name)}
    strange = []
    folded = _folded(cells)
    for number, person, cell in cells:
        key = folded[cell]
        if key in ticked:
            read.answers.append((column.question_id, person, column.option, cell))
        elif key not in NOT_TICKED:
            strange.append(number)
    read.kept = len(cells) - len(strange)
    if strange:
        mend = 'Say which words mean that it was ticked, e.g. ticked: ["Ja"]; or describe the column as kind: free_text.'
        read.cuts.append(cut_in(column.where, strange, "cells", f"{_NOT_AN_OPTION}: neither ticked nor not", mend))
    return read


def _merged(reads: Iterable[_Read]) -> _Read:
    merged = _Read()
    for read in reads:
        merged.answers += read.answers
        merged.kept += read.kept
        merged.cuts += read.cuts
    return merged


def _lists(column: Column, cells: Cells) -> _Read:
    """One column that holds all the options a person ticked, with a separator between them."""
    read = _Read()
    lost: dict[str, list[int]] = {}
    part_lost: dict[str, list[int]] = {}
    for number, person, cell in cells:
        known, strange = _split(cell, column)
        read.answers += [(column.question_id, person, value, raw) for value, raw in known.items()]
        if strange and column.other:
            # What holds the separator was one thing that the person wrote.
            read.own.append((column.question_id, person, column.other, column.separator.join(strange).strip()))
            strange = []
        read.kept += bool(known) or not strange
        for key in map(fold, strange if known else strange[:1]):
            (part_lost if known else lost).setdefault(key, []).append(number)
    read.cuts = [*_not_options(column, lost, "cells"), *_not_options(column, part_lost, "parts")]
    return read


def _split(cell: str, column: Column) -> tuple[dict[str, str], list[str]]:
    """The options in a cell with their spelling there, and parts that are none; an option may hold the separator."""
    parts = [part for part in cell.split(column.separator) if part.strip()]
    longest = max(key.count(fold(column.separator)) for key in column.options) + 1 if fold(column.separator) else 1
    known: dict[str, str] = {}
    strange = []
    place = 0
    while place < len(parts):
        for end in range(min(len(parts), place + longest), place, -1):
            joined = column.separator.join(parts[place:end])
            if fold(joined) in column.options:
                known.setdefault(column.options[fold(joined)], joined.strip())
                place = end
                break
        else:
            strange.append(parts[place])
            place += 1
    return known, strange


def _attributes(column: Column, cells: Cells, commonest: Mapping[str, str]) -> _Read:
    """Values as they stand; those that differ only in case, blanks or '.0' take their commonest spelling."""
    plain = {cell: _plain(cell) for cell in {cell for _, _, cell in cells}}
    chosen = {cell: commonest.get(fold(value), value) for cell, value in plain.items()}
    read = _Read([(column.question_id, person, chosen[cell], cell) for _, person, cell in cells], kept=len(cells))
    changed = [number for number, _, cell in cells if plain[cell] != chosen[cell]]
    if changed:
        why = f"{_TWO_SPELLINGS}; counted as one, in its commonest spelling"
        mend = "Nothing to do if they mean the same; else give options with a spelling for each."
        read.cuts.append(cut_in(column.where, changed, "parts", why, mend))
    return read


def _aside(rows: Rows, ids: Sequence[str], plan: Plan) -> _Read:
    """Cells of the columns that answer no question: ids and weights are kept, the rest is left out and said."""
    read = _Read()
    described = {column.place: column for column in plan.columns}
    for place, name in enumerate(plan.heading.names):
        column = described.get(place)
        if column is not None and column.kind in (*QUESTIONS, OTHER):
            continue
        filled = sum(1 for row in rows.cells if row[place].strip())
        if not filled:
            continue
        if column is None or column.kind == IGNORE:
            why = f"ignored: {column.reason or 'as the yaml file says'}" if column else _NOT_DESCRIBED
            mend = "Change its kind in the yaml file." if column else "Add it under columns: in the yaml file."
            where = (column or Column(name, place, IGNORE)).where
            read.cuts.append(RowCut(where, "cells", filled, why, mend))
        elif column.kind == RESPONDENT_ID:
            read.kept += sum(1 for row, person in zip(rows.cells, ids, strict=True) if _id_in(row[place]) == person)
        else:
            read.kept += filled
    return read


def _id_in(cell: str) -> str:
    return " ".join(cell.split())


# --- frames -------------------------------------------------------------------------------------------------------


def _framed(table: str, survey_id: str, **columns: Iterable[Any]) -> pd.DataFrame:
    """A frame of one of the model's tables from its columns; `survey_id`, as each text given, is the same in each row."""
    # One column at a time: the words of a million rows take three times as much memory before they are in a frame.
    dtypes = {name: column.dtype for name, column in TABLES[table].columns.items()}
    given: dict[str, Any] = {
        name: values if isinstance(values, str) else pd.Series(list(values), dtype=dtypes[name])
        for name, values in columns.items()
    }
    return TABLES[table].frame(pd.DataFrame({"survey_id": survey_id, **given}))


def _question_frames(columns: Sequence[Column], survey_id: str) -> Frames:
    questions: list[dict[str, Any]] = []
    options: list[dict[str, Any]] = []
    for ordinal, group in enumerate(_grouped(columns), start=1):
        first = group[0]
        key = {"survey_id": survey_id, "question_id": first.question_id}
        questions.append({**key, "ordinal": ordinal, "text": first.text, "kind": first.kind})
        options += [{**key, "ordinal": place, "option": option} for place, option in enumerate(_offered(group), start=1)]
    return {"questions": TABLES["questions"].frame(questions), "options": TABLES["options"].frame(options)}


def _answer_frame(part: _Read, survey_id: str) -> pd.DataFrame:
    rows = part.settled if part.own else ((*answer, None) for answer in part.answers)
    columns = list(zip(*rows, strict=True)) or [(), (), (), (), ()]
    names = ("question_id", "respondent_id", "value", "raw", "other")
    return _framed("answers", survey_id, **dict(zip(names, columns, strict=True)))


def _document_frame(rows: Sequence[tuple[str, str, int, str]], plan: Plan) -> pd.DataFrame:
    questions, people, numbers, texts = list(zip(*rows, strict=True)) or [(), (), (), ()]
    survey_id = plan.survey["survey_id"]
    return _framed(
        "documents",
        survey_id,
        document_id=(f"{survey_id}/{question}/{person}" for question, person in zip(questions, people, strict=True)),
        kind=ANSWER,
        question_id=questions,
        respondent_id=people,
        no_answer=(says_nothing(text, plan.words) for text in texts),
        text=texts,
        source_file=plan.survey["source_file"],
        location=(f"row {number}" for number in numbers),
        sha256=plan.survey["sha256"],
        extractor=plan.reader,
    )


def _together(table: str, frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    filled = [frame for frame in frames if len(frame)]
    return TABLES[table].frame(pd.concat(filled, ignore_index=True)) if filled else TABLES[table].empty()


def _accounts(file: str, read: Mapping[str, int], kept: Mapping[str, int], cuts: Sequence[Cut]) -> Frames:
    """The rows of `dropped` and `tallies`: what was read is what was kept and what was dropped, in rows and in cells."""
    merged: dict[tuple[str, str, str], Cut] = {}
    for cut in cuts:
        key = (cut.where, cut.unit, cut.why)
        before = merged.get(key)
        merged[key] = cut if before is None else replace(cut, count=before.count + cut.count)
    dropped = [{"stage": "surveys", "source_file": file, **vars(cut)} for cut in merged.values()]
    tallies = [{"source_file": file, "unit": "file", "read": 1, "kept": 1, "dropped": 0}]
    for unit in ("rows", "cells"):
        lost = sum(cut.count for cut in merged.values() if cut.unit == unit)
        tallies.append({"source_file": file, "unit": unit, "read": read[unit], "kept": kept[unit], "dropped": lost})
    return {"dropped": TABLES["dropped"].frame(dropped), "tallies": TABLES["tallies"].frame(tallies)}
