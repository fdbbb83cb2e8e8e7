"""The framework matrix as a spreadsheet that people read and edit: cells with references, and the passages these stand for."""

from __future__ import annotations

import datetime
import io
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
import xlsxwriter

from evidence.coded.attributes import NOT_STATED, case_values
from evidence.errors import CodingError, Problem
from evidence.framework.chart import IS_EMPTY, case_order, cell_segments, cell_states
from evidence.model import EvidenceBase

HOW_TO, MATRIX, PASSAGES, SENT = "How to", "Framework", "Passages", "Sent"
"""The sheets; what was sent is hidden, and tells what was changed since."""

CASE, CASE_ID = "Case", "case_id"
KEY, WORDS, SEGMENT_ID = "Reference", "Words", "segment_id"
DRAFT = "Draft: "
SENT_COLUMNS = ("case_id", "column", "code", "sentence", "segments", "author", "edited", "draft")
BY_LEVEL = "by {level}"
"""The last header of the sheet `Sent`: what its columns are."""

LONGEST = 32_767
"""Characters that a cell can hold."""

_ATTRIBUTES = ("policy_area", "model")
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_EVERY_DAY = datetime.datetime(2000, 1, 1)  # noqa: DTZ001
"""The day on which every workbook says that it was made, so that the same rows are the same bytes."""

_Cells = Mapping[tuple[str, str], str]
"""The text of each cell, by case and column."""

_LINE, _TALLEST = 15.0, 409.0
"""Points of a line, and of the tallest row that there can be."""

_WIDE, _NARROW = 46, 18
_INK = "#1D2D3C"
_RULED = {"text_wrap": True, "valign": "top", "bottom": 1, "bottom_color": "#C8C8C8"}
_FORMS: Mapping[str, Mapping[str, Any]] = {
    "text": {},
    "head": {"bold": True, "font_color": "white", "bg_color": _INK, "border": 1},
    "case": {"bold": True},
    "written": {"bg_color": "#FFF6D6", "border": 1, "border_color": "#C8C8C8"},
    "draft": {"bg_color": "#FFF6D6", "border": 1, "border_color": "#C8C8C8", "italic": True},
    "empty": {"bg_color": "#E4E4E4", "border": 1, "border_color": "#C8C8C8"},
    "key": {"font_color": "#595959", "font_size": 9},
    "title": {"bold": True, "font_size": 16, "bottom": 0},
    "line": {"bottom": 0},
}


def cell(text: str) -> str:
    """`text` without characters that cannot be seen, which no cell can hold.

    >>> cell("a\\x0bb")
    'ab'
    """
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def to_workbook(base: EvidenceBase, told: pd.DataFrame, *, level: str = "theme", by: str | None = None) -> bytes:
    """The matrix as an xlsx file: how to, the matrix, its passages, and (hidden) what was sent.

    told:    as `framework_sentences`, of the same level.
    by:      the attribute that the rows are sorted by; it stands beside each case.
    returns: the same bytes for the same rows; every cell is text, none a formula.
    raises:  CodingError, if a cell would hold more than a spreadsheet's cell can; ValueError, if no case has such an attribute.
    """
    links, states = cell_segments(base, told, level=level), cell_states(base, told, level=level, by=by)
    keys = _keys(base, links)
    cells = _cells(told, keys)
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"title": cell(_title(base)), "created": _EVERY_DAY, "author": "evidence"})
        forms = {name: book.add_format({**_RULED, **form}) for name, form in _FORMS.items()}
        _how_to(book.add_worksheet(HOW_TO), base, states, forms)
        _matrix(book.add_worksheet(MATRIX), base, states, _attributes(base, by), cells, forms)
        _passages(book.add_worksheet(PASSAGES), base, links, keys, forms)
        _sent(book.add_worksheet(SENT), told, level, forms)
    return buffer.getvalue()


def _title(base: EvidenceBase) -> str:
    return f"Framework matrix: {base.manifest['project']['title']}"


def _keys(base: EvidenceBase, links: pd.DataFrame) -> dict[str, str]:
    """The short reference of each passage on the sheet, in the order of the texts."""
    segments = base.tables["segments"]["segment_id"]
    held = segments[segments.isin(links["segment_id"])]
    return {segment_id: f"P{number}" for number, segment_id in enumerate(held, start=1)}


def said(sentence: str, references: Iterable[str], *, draft: bool) -> str:
    """A sentence as a cell of the sheet shows it.

    >>> said("They met.", ["P1", "P2"], draft=True)
    'Draft: They met. [P1] [P2]'
    """
    return f"{DRAFT if draft else ''}{sentence} " + " ".join(f"[{reference}]" for reference in references)


def _how_to(sheet: Any, base: EvidenceBase, states: pd.DataFrame, forms: Mapping[str, Any]) -> None:
    project = base.manifest["project"]
    counts = pd.Series(states.to_numpy().ravel()).value_counts()
    told = ", ".join(f"{int(counts.get(state, 0))} {state}" for state in ("written", "draft", IS_EMPTY))
    lines = [
        f"A row a case, a column a code. Cells: {told}. A grey cell is empty: no passage of the case has the code.",
        f"1. On the sheet {MATRIX}, sum up in each cell what the case says, in your own words, keeping the key terms "
        "of the case. A line a sentence.",
        f"2. End every sentence with the references that it rests on, such as [P12] or [P3] [P7]. The sheet {PASSAGES} shows "
        "the words behind each; filter it by case or code to see all passages of a cell.",
        "3. What begins with “Draft:” was taken word for word from a passage and is nobody's summary yet. Rewrite it, or delete "
        "the word “Draft:” to make it yours; a draft that is left as it is stays a draft.",
        "4. To take a sentence back, delete it. Rows may be sorted and filtered, columns moved or hidden. Leave the header row, "
        f"the column {CASE_ID} and the sheet {PASSAGES} as they are.",
        "5. Save the file as xlsx and run: "
        f"evidence framework {project.get('name', 'PROJECT')} --read FILE --author YOUR-NAME. "
        "It is taken whole or, if anything is wrong, not at all.",
        "This file holds people's words: keep it as safe as the sources.",
        *([f"Note: {project['notice']}"] if project.get("notice") else []),
    ]
    sheet.set_column(0, 0, 100)
    sheet.hide_gridlines(2)
    sheet.fit_to_pages(1, 0)
    sheet.set_row(0, 2 * _LINE)
    sheet.write_string(0, 0, cell(_title(base)), forms["title"])
    for number, line in enumerate(lines, start=1):
        sheet.set_row(number, _height([line], [100]) + _LINE / 2)
        sheet.write_string(number, 0, cell(line), forms["line"])


def _matrix(
    sheet: Any, base: EvidenceBase, states: pd.DataFrame, attributes: pd.DataFrame, cells: _Cells, forms: Mapping[str, Any]
) -> None:
    """The rows in the order of `states`, each with its attributes."""
    names = base.tables["codes"].set_index("code")["name"]
    heads = [CASE, CASE_ID, *attributes.columns, *(f"{names[code]} [{code}]" for code in states.columns)]
    widths = [_NARROW + 6, _NARROW, *[_NARROW] * len(attributes.columns), *[_WIDE] * len(states.columns)]
    _header(sheet, heads, widths, forms)
    sheet.freeze_panes(1, 1)
    cases = base.tables["cases"].set_index("case_id")
    called = cases["place"].fillna(cases["title"])
    for number, case_id in enumerate(states.index, start=1):
        texts = [called[case_id], case_id, *attributes.loc[case_id], *(cells.get((case_id, code), "") for code in states.columns)]
        looks = ["case", "key", *["text"] * len(attributes.columns), *states.loc[case_id]]
        _row(sheet, number, texts, widths, [forms[look] for look in looks])
    if len(states):
        sheet.autofilter(0, 0, len(states), len(heads) - 1)
    sheet.set_landscape()
    sheet.set_paper(8)  # A3
    sheet.repeat_rows(0)
    sheet.repeat_columns(0)


def _cells(told: pd.DataFrame, keys: Mapping[str, str]) -> _Cells:
    """The text of each cell that has any.

    raises: CodingError, if one is longer than a cell can be.
    """
    columns = (told[name] for name in ("case_id", "column", "sentence", "segments", "draft"))
    lines: dict[tuple[str, str], list[str]] = {}
    for case_id, column, sentence, segments, draft in zip(*columns, strict=True):
        references = [keys[segment_id] for segment_id in segments.split()]
        lines.setdefault((case_id, column), []).append(said(sentence, references, draft=draft))
    cells = {key: cell("\n".join(texts)) for key, texts in lines.items()}
    mend = "Shorten what is written there, or write the sheet with: --level code"
    what = f"holds more than the {LONGEST:,} characters that a cell of a spreadsheet can hold"
    too_long = [(case, code) for (case, code), text in cells.items() if len(text) > LONGEST]
    if too_long:
        raise CodingError([Problem(f"cell of case '{case}' and code '{code}'", what, mend) for case, code in too_long])
    return cells


def _attributes(base: EvidenceBase, by: str | None) -> pd.DataFrame:
    """What stands beside each case: the attribute that the rows are sorted by, then the usual ones that are known of any."""
    names = [name for name in _ATTRIBUTES if name != by and base.tables["cases"][name].notna().any()]
    table = pd.DataFrame(index=pd.Index(case_order(base)["case_id"]))
    if by is not None:
        table[by] = case_order(base, by).set_index("case_id")["value"]
    for name in names:
        table[name] = case_values(base, name).set_index("case_id")["value"].replace(NOT_STATED, "")
    return table


def _passages(sheet: Any, base: EvidenceBase, links: pd.DataFrame, keys: Mapping[str, str], forms: Mapping[str, Any]) -> None:
    """A row a passage: its reference, where it stands, the columns of the matrix it belongs to, and its words."""
    widths = {KEY: 10, CASE_ID: _NARROW, "Codes": 22, WORDS: 80, "Heading": 30, "Page": 7, "File": 30, SEGMENT_ID: 30}
    _header(sheet, list(widths), list(widths.values()), forms)
    sheet.freeze_panes(1, 1)
    codes = links.groupby("segment_id")["column"].agg(", ".join)
    segments = base.tables["segments"].merge(
        base.tables["documents"][["document_id", "case_id", "source_file"]], on="document_id"
    )
    segments = segments[segments["segment_id"].isin(keys)]
    columns = (segments[name] for name in ("segment_id", "case_id", "text", "heading", "page", "source_file"))
    for number, (segment_id, case_id, text, heading, page, file) in enumerate(zip(*columns, strict=True), start=1):
        under, at = heading if isinstance(heading, str) else "", "" if pd.isna(page) else str(page)
        texts = [keys[segment_id], case_id, codes[segment_id], text[:LONGEST], under, at, file, segment_id]
        _row(sheet, number, texts, list(widths.values()), [forms["case"], *[forms["text"]] * 6, forms["key"]])
    if keys:
        sheet.autofilter(0, 0, len(keys), len(widths) - 1)


def _sent(sheet: Any, told: pd.DataFrame, level: str, forms: Mapping[str, Any]) -> None:
    heads = [*SENT_COLUMNS, BY_LEVEL.format(level=level)]
    _header(sheet, heads, [_NARROW] * len(heads), forms)
    for number, row in enumerate(told[list(SENT_COLUMNS)].itertuples(index=False), start=1):
        for place, value in enumerate(row):
            text = ("yes" if value else "no") if isinstance(value, bool) else value
            sheet.write_string(number, place, cell(text)[:LONGEST])
    sheet.hide()


def _header(sheet: Any, heads: Sequence[str], widths: Sequence[int], forms: Mapping[str, Any]) -> None:
    for place, (head, width) in enumerate(zip(heads, widths, strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, cell(head), forms["head"])


def _row(sheet: Any, number: int, texts: Sequence[str], widths: Sequence[int], looks: Sequence[Any]) -> None:
    sheet.set_row(number, _height(texts, widths))
    for place, (text, look) in enumerate(zip(texts, looks, strict=True)):
        sheet.write_string(number, place, cell(text), look)


def _height(texts: Sequence[str], widths: Sequence[int]) -> float:
    """Points that a row needs: not every program fits it to wrapped text by itself.

    >>> _height(["one line", "two " * 10], [20, 30])
    30.0
    """
    lines = [
        sum(math.ceil(max(len(line), 1) / width) for line in text.split("\n")) for text, width in zip(texts, widths, strict=True)
    ]
    return min(_LINE * max(lines), _TALLEST)
