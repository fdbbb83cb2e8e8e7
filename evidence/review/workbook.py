"""The spreadsheet on which a person decides: what to decide on, with its context, and empty cells to fill."""

from __future__ import annotations

import datetime
import io
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import pandas as pd
import xlsxwriter

from evidence.codebook import Code, Codebook
from evidence.model import ANSWER, BARRIER, ENABLER, MACHINE, MIXED, NO, NONE, UNSURE, YES, EvidenceBase
from evidence.review.queue import readable

HOW_TO, REVIEW, CODES = "How to", "Review", "Codes"
"""The sheets."""

LONGEST = 32_767
"""Characters that a cell can hold."""

CONTEXT = 240
"""Characters shown of what stands before a passage, and after it: some two sentences."""


class Column(NamedTuple):
    """A column of the sheet `Review`: its header, its width in characters, and whether a person fills it in."""

    header: str
    width: int
    filled_in: bool = False


CODE, WORDS, APPLIED, POLARITY, MEMO = "Code", "Words", "Applied", "Polarity", "Memo"
SEGMENT_ID, DRAWN, MACHINE_DECISION, CODEBOOK = "segment_id", "drawn", "machine", "codebook"
COLUMNS = (
    Column(CODE, 17),
    Column("What the code means", 38),
    Column("Before", 30),
    Column(WORDS, 52),
    Column("After", 30),
    Column(APPLIED, 10, filled_in=True),
    Column(POLARITY, 10, filled_in=True),
    Column(MEMO, 24, filled_in=True),
    Column("Why this row is here", 21),
    Column("What the machine said", 24),
    Column("Words that speak", 22),
    Column("Heading or question", 24),
    Column("Place", 20),
    Column(SEGMENT_ID, 24),
    Column(DRAWN, 8),
    Column(MACHINE_DECISION, 9),
    Column(CODEBOOK, 14),
)

_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_EVERY_DAY = datetime.datetime(2000, 1, 1)  # noqa: DTZ001
"""The day on which every workbook says that it was made, so that the same rows are the same bytes."""


def cell(text: str) -> str:
    """`text` as a cell holds it: without characters that cannot be seen, and no longer than a cell can be.

    >>> cell("a\\x0bb")
    'ab'
    """
    seen = _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return seen if len(seen) <= LONGEST else seen[: LONGEST - 1] + "…"


def to_workbook(base: EvidenceBase, queue: pd.DataFrame, codebook: Codebook, coder: str) -> bytes:
    """The queue as an xlsx file of three sheets: how to, what to decide on, and the codes.

    queue: as `queue.review_queue`.
    returns: the same bytes for the same queue; every cell is text, none a formula.
    """
    title = f"Codings to review: {base.manifest['project']['title']}"
    rows = sheet_rows(base, queue, codebook)
    with new_workbook(title) as (book, forms, buffer):
        _how_to(book, base, rows, coder, title, forms)
        _review(book, rows, codebook, forms)
        _codes(book, codebook, forms)
    return buffer.getvalue()


def changes_workbook(changed: pd.DataFrame, title: str) -> bytes:
    """The codings that a change gained, lost or turned, with their words, as an xlsx file of one sheet.

    changed: as `changes.codings_changed`.
    """
    widths = {"code": 17, "name": 24, "change": 10, "was": 10, "now": 10, "by": 16, "segment_id": 24, "text": 80}
    with new_workbook(f"Codings changed: {title}") as (book, forms, buffer):
        sheet = book.add_worksheet("Changes")
        headers = [WORDS if name == "text" else name if name == SEGMENT_ID else name.capitalize() for name in widths]
        head_row(sheet, headers, list(widths.values()), forms)
        fill_rows(sheet, changed[list(widths)].itertuples(index=False, name=None), list(widths.values()), forms)
    return buffer.getvalue()


@contextmanager
def new_workbook(title: str) -> Iterator[tuple[Any, dict[str, Any], io.BytesIO]]:
    """A workbook in memory, its formats by name, and the buffer that holds it once it is closed; all its cells are text."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"title": cell(title), "created": _EVERY_DAY, "author": "evidence"})
        forms = {name: book.add_format({"text_wrap": True, "valign": "top", **_RULED, **form}) for name, form in _FORMS.items()}
        yield book, forms, buffer


_INK, _PAPER = "#1D2D3C", "#FFF6D6"
_RULED = {"bottom": 1, "bottom_color": "#C8C8C8"}
_FORMS: Mapping[str, Mapping[str, Any]] = {
    "text": {},
    "title": {"bold": True, "font_size": 16, "bottom": 0},
    "line": {"bottom": 0},
    "head": {"bold": True, "font_color": "white", "bg_color": _INK, "border": 1},
    "fill": {"bg_color": _PAPER, "border": 1, "border_color": "#8A6D00"},
    "none": {"bg_color": "#E4E4E4", "border": 1, "border_color": "#C8C8C8"},
    "context": {"font_color": "#595959"},
    "key": {"font_color": "#595959", "font_size": 9},
}


def _how_to(
    book: Any, base: EvidenceBase, rows: Sequence[Mapping[str, str]], coder: str, title: str, forms: Mapping[str, Any]
) -> None:
    name, notice = (base.manifest["project"].get(key, "") for key in ("name", "notice"))
    missed = sum(not row[CODE] for row in rows)
    lines = [
        f"For {coder}. Codings to decide on: {len(rows) - missed}; rows to name a code that the machine missed: {missed}.",
        f"1. On the sheet {REVIEW}, read the words, what stands before and after them, and what the code means. Decide by the "
        "codebook and the words; what the machine said stands to the right of your cells, for afterwards.",
        f"2. Choose under {APPLIED}: yes, no or unsure. Leave the cell empty to decide later; such a row is asked again.",
        f"3. With a yes, choose under {POLARITY}: barrier, if the words say that the thing stands in the way; enabler, if they "
        "say that it helps; mixed for both; none for neither. A grey cell needs no polarity.",
        "4. Rows drawn at random stand for all passages: decide on every one of them, also where it seems clear. From these "
        "rows alone can be told how often the machine is right.",
        f"5. Where {CODE} is empty, choose a code that the machine missed, and yes; copy the whole row to name another. If "
        f"nothing is missing, choose no and leave {CODE} empty: then every code without a row of its own counts as withheld from "
        "the passage. An empty row says that nobody looked.",
        f"6. Rows may be sorted and filtered. Change nothing but the yellow cells: each row is checked by its words and "
        f"its {SEGMENT_ID}.",
        f"7. Save the file as xlsx and run: evidence review {name} --coder {coder} --read FILE",
        "This file holds people's words: keep it as safe as the sources.",
        *([f"Note: {notice}"] if notice else []),
    ]
    how_to_sheet(book, title, lines, forms)


def how_to_sheet(book: Any, title: str, lines: Iterable[str], forms: Mapping[str, Any]) -> None:
    """The sheet that says how a workbook is filled in: its title and a line for each step."""
    sheet = book.add_worksheet(HOW_TO)
    sheet.set_column(0, 0, _HOW_TO_WIDTH)
    sheet.hide_gridlines(2)
    sheet.fit_to_pages(1, 0)
    sheet.set_row(0, 2 * _LINE)
    sheet.write_string(0, 0, cell(title), forms["title"])
    for number, line in enumerate(lines, start=1):
        sheet.set_row(number, row_height([line], [_HOW_TO_WIDTH]) + _LINE / 2)
        sheet.write_string(number, 0, cell(line), forms["line"])


_HOW_TO_WIDTH = 100
_LINE, _TALLEST = 15.0, 409.0
"""Points of a line, and of the tallest row that there can be."""


def row_height(texts: Sequence[str], widths: Sequence[int]) -> float:
    """Points that a row needs: not every program fits it to wrapped text by itself.

    >>> row_height(["one line", "two " * 10], [20, 30])
    30.0
    """
    lines = [
        sum(math.ceil(max(len(line), 1) / width) for line in text.split("\n")) for text, width in zip(texts, widths, strict=True)
    ]
    return min(_LINE * max(lines), _TALLEST)


def _review(book: Any, rows: Sequence[Mapping[str, str]], codebook: Codebook, forms: Mapping[str, Any]) -> None:
    sheet = book.add_worksheet(REVIEW)
    head_row(sheet, [column.header for column in COLUMNS], [column.width for column in COLUMNS], forms)
    for number, row in enumerate(rows, start=1):
        code = codebook[row[CODE]] if row[CODE] else None
        sheet.set_row(number, row_height([row[column.header] for column in COLUMNS], [column.width for column in COLUMNS]))
        for place, column in enumerate(COLUMNS):
            sheet.write_string(number, place, cell(row[column.header]), forms[_form(column, code)])
        _choices(sheet, number, code, len(codebook))
    if rows:
        sheet.autofilter(0, 0, len(rows), len(COLUMNS) - 1)
    sheet.set_landscape()
    sheet.set_paper(8)  # A3
    sheet.print_area(0, 0, len(rows), _AT[SEGMENT_ID] - 1)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _form(column: Column, code: Code | None) -> str:
    if column.filled_in:
        return "none" if column.header == POLARITY and code and not code.polar else "fill"
    if column.header == CODE and code is None:
        return "fill"
    return "context" if column.header in ("Before", "After") else "key" if column.header in _KEYS else "text"


_KEYS = (SEGMENT_ID, DRAWN, MACHINE_DECISION, CODEBOOK)
_AT = {column.header: place for place, column in enumerate(COLUMNS)}


def _choices(sheet: Any, number: int, code: Code | None, codes: int) -> None:
    """The drop-down lists of one row."""

    def choice(header: str, source: list[str] | str, message: str) -> None:
        at = number, _AT[header]
        sheet.data_validation(*at, *at, {"validate": "list", "source": source, "error_message": message})

    choice(APPLIED, [YES, NO, UNSURE], "Choose yes, no or unsure, or leave the cell empty.")
    if code is None or code.polar:
        choice(POLARITY, [BARRIER, ENABLER, MIXED, NONE], "Choose barrier, enabler, mixed or none.")
    if code is None:
        choice(CODE, f"={CODES}!$A$2:$A${codes + 1}", f"Choose one of the codes on the sheet {CODES}.")


def _codes(book: Any, codebook: Codebook, forms: Mapping[str, Any]) -> None:
    sheet = book.add_worksheet(CODES)
    widths = [17, 24, 48, 48, 48, 18]
    head_row(sheet, ["Code", "Name", "Definition", "Include", "Exclude", "Barrier or enabler"], widths, forms)
    told = [(c.code, c.name, c.definition, c.include, c.exclude, "yes" if c.polar else "no") for c in codebook]
    fill_rows(sheet, told, widths, forms)


def head_row(sheet: Any, headers: Sequence[str], widths: Sequence[int], forms: Mapping[str, Any]) -> None:
    """The row of headers, which stays in view, and the widths of the columns."""
    for place, (header, width) in enumerate(zip(headers, widths, strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, header, forms["head"])
    sheet.freeze_panes(1, 1)


def fill_rows(sheet: Any, rows: Iterable[Sequence[str]], widths: Sequence[int], forms: Mapping[str, Any]) -> None:
    """Rows of text under the headers."""
    for number, texts in enumerate(rows, start=1):
        sheet.set_row(number, row_height(texts, widths))
        for place, text in enumerate(texts):
            sheet.write_string(number, place, cell(text), forms["text"])


def sheet_rows(base: EvidenceBase, queue: pd.DataFrame, codebook: Codebook) -> list[dict[str, str]]:
    """The rows of the sheet `Review`, by header; the cells to be filled in are empty."""
    segments = base.tables["segments"].set_index("segment_id").loc[queue["segment_id"].drop_duplicates()]
    around, wheres, asked = beside(base), places_of(base), _questions(base)
    said = machines_said(base, queue["segment_id"])
    rows = []
    for segment_id, code, drawn, machine, why in queue.itertuples(index=False, name=None):
        given = isinstance(code, str)
        segment = segments.loc[segment_id]
        heading = segment["heading"] if isinstance(segment["heading"], str) else asked.get(segment["document_id"], "")
        before, after = around.get(segment_id, ("", ""))
        told, speaks = said.get((segment_id, code), ("nothing", ""))
        row = dict.fromkeys((column.header for column in COLUMNS), "")
        row |= {"Before": before, WORDS: segment["text"], "After": after, "Why this row is here": why}
        row |= {"Heading or question": heading, "Place": wheres[segment["document_id"]], SEGMENT_ID: segment_id}
        row |= {MACHINE_DECISION: machine, DRAWN: YES if drawn else "", CODEBOOK: codebook.hash}
        row |= {CODE: code, "What the code means": _meaning(codebook[code])} if given else {"What the code means": _MISSED}
        row |= {"What the machine said": told, "Words that speak": speaks} if given else {}
        rows.append(row)
    return rows


_MISSED = (
    "Does another code apply, which no row of these words names? Choose it, and yes. If none does, leave Code empty and choose "
    "no: you looked, and nothing was missed."
)


def _meaning(code: Code) -> str:
    exclude = f" Not: {code.exclude}" if code.exclude else ""
    return f"{code.name}. {code.definition}{exclude}"


def beside(base: EvidenceBase) -> dict[str, tuple[str, str]]:
    """What stands right before and right after each segment in its document, headings passed over."""
    ordered = readable(base).sort_values(["document_id", "start"])
    by_document = ordered.groupby("document_id")["text"]
    before, after = by_document.shift(1).fillna(""), by_document.shift(-1).fillna("")
    return {
        segment_id: (_clipped(earlier, end=True), _clipped(later, end=False))
        for segment_id, earlier, later in zip(ordered["segment_id"], before, after, strict=True)
    }


def _clipped(text: str, *, end: bool) -> str:
    """The end or the beginning of a text, cut between words.

    >>> _clipped("one two " * 100, end=False)[-12:]
    'wo one two …'
    """
    if len(text) <= CONTEXT:
        return text
    return f"… {text[-CONTEXT:].partition(' ')[2]}" if end else f"{text[:CONTEXT].rpartition(' ')[0]} …"


def places_of(base: EvidenceBase) -> dict[str, str]:
    """Where each document is from: place or title of its case, or title of its survey."""
    cases, surveys = base.tables["cases"], base.tables["surveys"]
    places = dict(zip(cases["case_id"], cases["place"].fillna(cases["title"]), strict=True))
    titles = dict(zip(surveys["survey_id"], surveys["title"], strict=True))
    documents = base.tables["documents"]
    columns = (documents[name] for name in ("document_id", "kind", "case_id", "survey_id"))
    return {
        document_id: titles.get(survey_id, "") if kind == ANSWER else places.get(case_id, "")
        for document_id, kind, case_id, survey_id in zip(*columns, strict=True)
    }


def _questions(base: EvidenceBase) -> dict[str, str]:
    """The question that each answer answers."""
    questions = base.tables["questions"].rename(columns={"text": "asked"})
    joined = base.tables["documents"].merge(questions, on=["survey_id", "question_id"])
    return dict(zip(joined["document_id"], joined["asked"], strict=True))


def machines_said(base: EvidenceBase, segment_ids: pd.Series) -> dict[tuple[str, str], tuple[str, str]]:
    """What each machine decided on a (segment, code) and how strongly, and the words that speak for it."""
    codings = base.tables["codings"]
    machines = codings[(codings["coder_kind"] == MACHINE) & codings["segment_id"].isin(segment_ids)]
    texts = base.tables["documents"].set_index("document_id")["text"]
    told: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    speaks: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for row in machines.sort_values(["segment_id", "code", "coder"]).to_dict("records"):
        key = str(row["segment_id"]), str(row["code"])
        told[key].append(_decision(row))
        if pd.notna(row["evidence_start"]):
            document = texts[key[0].rpartition(":")[0]]
            speaks[key].append(document[row["evidence_start"] : row["evidence_end"]])
    return {key: ("; ".join(words), " … ".join(dict.fromkeys(speaks[key]))) for key, words in told.items()}


def _decision(row: Mapping[Any, Any]) -> str:
    """
    >>> _decision({"coder": "rules", "applied": "yes", "polarity": "barrier", "score": 0.7, "calibrated": False})
    'rules: yes, barrier, strength 0.70'
    """
    polarity = f", {row['polarity']}" if row["polarity"] != NONE else ""
    strength = f", {'probability' if row['calibrated'] else 'strength'} {row['score']:.2f}" if pd.notna(row["score"]) else ""
    return f"{row['coder']}: {row['applied']}{polarity}{strength}"
