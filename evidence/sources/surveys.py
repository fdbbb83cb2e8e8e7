"""A survey export and its yaml -> questions, respondents, closed answers, and one document per free-text answer."""

from __future__ import annotations

import difflib
import hashlib
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from evidence.errors import EvidenceError, Problem, SourceError, SurveyError
from evidence.inputs import description
from evidence.model import ANSWER, TABLES
from evidence.project import Limits
from evidence.sources.grid import Grid, to_grid
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
from evidence.sources.sheets import SUFFIXES as SUFFIXES
from evidence.sources.sheets import Sheet, read_sheet, row_words, short

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
    cuts: list[Cut] = field(default_factory=list)


def read_survey(folder: Path, file: str, limits: Limits) -> Frames:
    """The tables that one survey export holds, as the yaml beside it describes it.

    folder:  the project folder.
    file:    the export, e.g. "surveys/feedback.csv"; "surveys/feedback.yaml" describes it.
    returns: frames of surveys (one row), questions, options, respondents, answers, documents, dropped and tallies.
             Values of closed questions are the options' words; `raw` is the cell without invisible characters. What stands in an
             "other" box is the option that `<name>.other.csv` says it means, and "other" until then.
    raises:  SourceError, if the export cannot be read or has no yaml; SurveyError, with all that is wrong with the
             yaml, the weights, the respondent ids and the decisions on "other" boxes.
    """
    sheet, grid, layout, columns = _open(folder, file, limits)
    rows, ids, cuts = _respondents(grid, layout, columns, file)
    weights = _weights(rows, columns, file)
    decisions = read_decisions(folder, file, _with_a_box(columns), limits)
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
    parts, answers, documents = [], [], []
    for group in _grouped(columns):
        part = _read_question(group, rows, ids, layout, decisions)
        answers.append(_answer_frame(part, survey_id))
        documents.append(_document_frame(part.documents, survey, sheet.reader, layout))
        # Each question becomes a frame at once: a million tuples of each would be too much to hold.
        parts.append(replace(part, answers=[], settled=[], documents=[]))
    parts.append(_aside(grid, rows, ids, columns))
    cuts += unfit(decisions, [own for part in parts for own in part.own])
    cuts = [*grid.cuts, *cuts, *(cut for part in parts for cut in part.cuts)]
    kept = {"rows": len(rows.cells), "cells": sum(part.kept for part in parts)}
    return {
        "surveys": TABLES["surveys"].frame([survey]),
        **_question_frames(columns, survey_id),
        "respondents": _framed("respondents", survey_id, respondent_id=ids, row=rows.numbers, weight=weights),
        "answers": _together("answers", answers),
        "documents": _together("documents", documents),
        **_accounts(file, grid.read, kept, cuts),
    }


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
    _, grid, layout, columns = _open(folder, file, limits)
    offered = _with_a_box(columns)
    if not offered:
        mend = "Write other: Other beneath the question, or describe the box as a column of kind: other."
        raise SurveyError(Problem(description(file), "describes no box for other answers", mend))
    rows, ids, _ = _respondents(grid, layout, columns, file)
    decisions = read_decisions(folder, file, offered, limits)
    own = [own for group in _grouped(columns) for own in _read_question(group, rows, ids, layout, decisions).own]
    return sheet_rows(own, decisions)


def refused(file: str, problem: Problem) -> Frames:
    """The rows for an export that is left out whole."""
    cut = {"stage": "surveys", "source_file": file, "where": "whole file", "unit": "file", "count": 1}
    tally = {"source_file": file, "unit": "file", "read": 1, "kept": 0, "dropped": 1}
    return {
        "dropped": TABLES["dropped"].frame([{**cut, "why": problem.what, "mend": problem.mend}]),
        "tallies": TABLES["tallies"].frame([tally]),
    }


def _open(folder: Path, file: str, limits: Limits) -> tuple[Sheet, Grid, Layout, list[Column]]:
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
    sheet = read_sheet(path, file, limits, sheet=layout.sheet)
    grid = to_grid(sheet, file, header_rows=layout.header_rows, first_row=layout.first_row)
    columns, problems = match_columns(layout, grid, shown)
    if problems:
        # Faults of the data are told in the same run, as far as they can be found.
        raise SurveyError([*problems, *_data_problems(grid, layout, columns, file)])
    return sheet, grid, layout, columns


def _data_problems(grid: Grid, layout: Layout, columns: Sequence[Column], file: str) -> list[Problem]:
    try:
        rows, _, _ = _respondents(grid, layout, columns, file)
        _weights(rows, columns, file)
    except EvidenceError as fault:
        return list(fault.problems)
    return []


# --- respondents --------------------------------------------------------------------------------------------------


class Rows(NamedTuple):
    """The rows of data that count, and the number of each in the file."""

    numbers: Sequence[int]
    cells: list[list[str]]


def _respondents(grid: Grid, layout: Layout, columns: Sequence[Column], file: str) -> tuple[Rows, list[str], list[Cut]]:
    """The rows that count, the id of the person in each, and rows that repeat a person.

    A person without an id is called by the row, 'r0014'. So are all, if an id looks like an e-mail address or a
    name: an id stands in every table and must not say who it is.

    raises: SurveyError, if a person stands in two rows and the yaml does not say which counts.
    """
    rows = Rows(grid.numbers, grid.rows)
    column = next((c for c in columns if c.kind == RESPONDENT_ID), None)
    if column is None:
        return rows, [_pseudonym(number) for number in rows.numbers], []
    given = [_id_in(row[column.place]) for row in rows.cells]
    again = _repeats(given, layout.repeated)
    if again and not layout.repeated:
        raise SurveyError(_repeated_problem(rows, given, again, f"{file}, {column.where}"))
    cuts = []
    if again:
        where = row_words(rows.numbers[i] for i in again)
        cells = sum(1 for i in again for cell in rows.cells[i] if cell.strip())
        why, mend = f"the same person again; the {layout.repeated} row counts", "Change repeated in the yaml file."
        cuts = [Cut(where, "rows", len(again), why, mend), Cut(where, "cells", cells, why, mend)]
        kept = [i for i in range(len(given)) if i not in again]
        rows, given = Rows([rows.numbers[i] for i in kept], [rows.cells[i] for i in kept]), [given[i] for i in kept]
    if any(_is_personal(value) for value in given):
        numbered = [_pseudonym(number) for number in rows.numbers]
        filled = sum(1 for value, call in zip(given, numbered, strict=True) if value not in ("", call))
        why = "respondent ids that look like e-mail addresses or names; people are called by their rows instead"
        cuts.append(Cut(column.where, "cells", filled, why, "Nothing to do, or name another column of kind respondent_id."))
        return rows, numbered, cuts
    return rows, _without_blanks(given, rows.numbers), cuts


def _is_personal(value: str) -> bool:
    # What is nothing but letters and digits holds neither a sign of an address nor the blank of a name; most ids are that.
    return len(value) > _LONGEST_ID or (not value.isalnum() and PERSONAL_ID.fullmatch(value) is not None)


def _without_blanks(given: list[str], numbers: Sequence[int]) -> list[str]:
    """The ids, and for people without one the name of their row, which nobody else's id is."""
    if all(given):
        return given
    taken = set(given)
    called = ((value, _pseudonym(number)) for value, number in zip(given, numbers, strict=True))
    return [value or (call if call not in taken else f"{call}-row") for value, call in called]


def _pseudonym(number: int) -> str:
    return f"r{number:04d}"


def _repeats(given: Sequence[str], keep: str) -> set[int]:
    """Places of rows whose person stands in another row that counts instead."""
    if len(set(given)) == len(given):
        return set()
    seen: dict[str, int] = {}
    again = set()
    for place, value in enumerate(given):
        if not value:
            continue
        if value in seen:
            again.add(seen[value] if keep == LAST else place)
        if value not in seen or keep == LAST:
            seen[value] = place
    return again


def _repeated_problem(rows: Rows, given: Sequence[str], again: set[int], where: str) -> Problem:
    first = {value: place for place, value in reversed(list(enumerate(given)))}
    pairs = [f"{rows.numbers[first[given[i]]]} and {rows.numbers[i]}" for i in sorted(again)]
    more = f" and {len(pairs) - 10:,} more" if len(pairs) > 10 else ""
    what = f"the same respondent stands in rows {', '.join(pairs[:10])}{more}"
    mend = "Write in the yaml file which row counts: repeated: first or repeated: last; or remove the kind of the column."
    return Problem(where, what, mend)


def _weights(rows: Rows, columns: Sequence[Column], file: str) -> list[float]:
    """The weight of each row; 1.0 where the survey has none.

    raises: SurveyError, if a weight is missing, is no number, or is not above 0.
    """
    column = next((c for c in columns if c.kind == WEIGHT), None)
    if column is None:
        return [1.0] * len(rows.cells)
    weights = [to_number(row[column.place]) for row in rows.cells]
    wrong = [number for number, weight in zip(rows.numbers, weights, strict=True) if weight is None or weight <= 0]
    if wrong:
        what = f"weight missing, not a number or not above 0 in {row_words(wrong)}"
        mend = "Correct the weights in a copy of the export, or describe the column as kind: ignore to count everyone once."
        raise SurveyError(Problem(f"{file}, {column.where}", what, mend))
    return [weight for weight in weights if weight is not None]


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


def _read_question(group: Sequence[Column], rows: Rows, ids: Sequence[str], layout: Layout, decisions: Decisions) -> _Read:
    """What the columns of one question gave, what stands in its box for other answers settled."""
    chosen = [column for column in group if column.kind != OTHER]
    read = _read_closed(chosen, [_filled(column, rows, ids) for column in chosen], layout)
    words = NO_ANSWER | {bare(word) for word in layout.no_answer}
    for column in group[len(chosen) :]:
        for _, person, cell in _filled(column, rows, ids):
            if not says_nothing(cell, words):
                read.own.append((chosen[0].question_id, person, column.other, cell.strip()))
            read.kept += 1
    if not read.own:
        return read
    read.settled, beside = settled(read.answers, read.own, decisions, one=chosen[0].kind != MULTIPLE)
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


def _read_closed(group: Sequence[Column], filled: Sequence[Cells], layout: Layout) -> _Read:
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
        return _attributes(first, filled[0])
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
        read.cuts.append(Cut(f"{column.where}, {row_words(wrong)}", "cells", len(wrong), f"{_NOT_AN_OPTION}: no number", mend))
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
        read.cuts.append(Cut(column.where, "cells", count, why, "Describe the question as kind: single to count such answers."))
    read.cuts += _not_options(column, strange, "cells")
    return read


def _folded(cells: Cells) -> dict[str, str]:
    """The few different cells of a closed question, each folded once."""
    return {cell: fold(cell) for cell in {cell for _, _, cell in cells}}


def _not_options(column: Column, strange: dict[str, list[int]], unit: str) -> list[Cut]:
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
    return [Cut(f"{column.where}, {row_words(numbers)}", unit, len(numbers), why, mend) for why, numbers in sorted(found.items())]


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
        where = f"{column.where}, {row_words(strange)}"
        read.cuts.append(Cut(where, "cells", len(strange), f"{_NOT_AN_OPTION}: neither ticked nor not", mend))
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


def _attributes(column: Column, cells: Cells) -> _Read:
    """Values as they stand; those that differ only in case, blanks or '.0' take their commonest spelling."""
    spellings: dict[str, Counter[str]] = {}
    counted = Counter(cell for _, _, cell in cells)
    plain = {cell: unicodedata.normalize("NFC", " ".join(cell.split())) for cell in counted}
    for cell, count in counted.items():
        spellings.setdefault(fold(plain[cell]), Counter())[plain[cell]] += count
    commonest = {key: min(counts, key=lambda value: (-counts[value], value)) for key, counts in spellings.items()}
    chosen = {cell: commonest[fold(value)] for cell, value in plain.items()}
    read = _Read([(column.question_id, person, chosen[cell], cell) for _, person, cell in cells], kept=len(cells))
    changed = [number for number, _, cell in cells if plain[cell] != chosen[cell]]
    if changed:
        why = f"{_TWO_SPELLINGS}; counted as one, in its commonest spelling"
        mend = "Nothing to do if they mean the same; else give options with a spelling for each."
        read.cuts.append(Cut(f"{column.where}, {row_words(changed)}", "parts", len(changed), why, mend))
    return read


def _aside(grid: Grid, rows: Rows, ids: Sequence[str], columns: Sequence[Column]) -> _Read:
    """Cells of the columns that answer no question: ids and weights are kept, the rest is left out and said."""
    read = _Read()
    described = {column.place: column for column in columns}
    for place, name in enumerate(grid.names):
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
            read.cuts.append(Cut(where, "cells", filled, why, mend))
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


def _document_frame(
    rows: Sequence[tuple[str, str, int, str]], survey: dict[str, Any], reader: str, layout: Layout
) -> pd.DataFrame:
    questions, people, numbers, texts = list(zip(*rows, strict=True)) or [(), (), (), ()]
    words = NO_ANSWER | {bare(word) for word in layout.no_answer}
    survey_id = survey["survey_id"]
    return _framed(
        "documents",
        survey_id,
        document_id=(f"{survey_id}/{question}/{person}" for question, person in zip(questions, people, strict=True)),
        kind=ANSWER,
        question_id=questions,
        respondent_id=people,
        no_answer=(says_nothing(text, words) for text in texts),
        text=texts,
        source_file=survey["source_file"],
        location=(f"row {number}" for number in numbers),
        sha256=survey["sha256"],
        extractor=reader,
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
