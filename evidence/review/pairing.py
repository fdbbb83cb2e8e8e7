"""The spreadsheet on which a person confirms or refuses pairs of barrier and answer, or names one that was missed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from evidence.coded import SAYS, coded_segments
from evidence.coding.human import shown
from evidence.errors import CodingError, Problem
from evidence.model import BARRIER, CASE_STUDY, ENABLER, HEADING, NO, PARTLY, UNSURE, YES, EvidenceBase
from evidence.pairs.decisions import DECISIONS, quote_of
from evidence.project import Limits
from evidence.review.sheet import returned_sheet
from evidence.review.workbook import Column, cell, fill_rows, head_row, how_to_sheet, new_workbook, row_height
from evidence.sources.delimited import tidy

PAIRS, PASSAGES = "Pairs", "Passages"
"""The sheets beside that on how to fill them in."""

DECISION, MEMO, STOOD, HELPED = "Answered", "Memo", "What stood in the way", "What may have answered it"
BARRIER_ID, ENABLER_ID = "barrier_segment", "enabler_segment"
COLUMNS = (
    Column("Case", 20),
    Column("Barrier", 20),
    Column(STOOD, 52),
    Column(HELPED, 52),
    Column(DECISION, 11, filled_in=True),
    Column(MEMO, 26, filled_in=True),
    Column("Why it was proposed", 34),
    Column("Score", 8),
    Column(BARRIER_ID, 24),
    Column(ENABLER_ID, 24),
)
_AT = {column.header: place for place, column in enumerate(COLUMNS)}
_NEEDED = (STOOD, HELPED, DECISION, MEMO, BARRIER_ID, ENABLER_ID)
_NEW_SHEET = "Write a new sheet: evidence pairs PROJECT --coder NAME"


def pairs_workbook(base: EvidenceBase, asked: pd.DataFrame, coder: str) -> bytes:
    """The pairs to decide on, and each barrier without one, as an xlsx file of three sheets: how to, pairs, passages.

    asked:   as the model's table `pairs`.
    returns: the same bytes for the same rows; every cell is text, none a formula.
    """
    title = f"What answered which barrier: {base.manifest['project']['title']}"
    sides = _sides(base)
    with new_workbook(title) as (book, forms, buffer):
        how_to_sheet(book, title, _how_to(base, len(asked), coder), forms)
        _pairs_sheet(book, _rows(base, asked, sides), forms)
        _passages_sheet(book, sides, forms)
    return buffer.getvalue()


def read_pairs_workbook(path: Path, base: EvidenceBase, coder: str, *, limits: Limits, decided: str = "") -> pd.DataFrame:
    """The decisions on a sheet that `pairs_workbook` wrote and a person filled in.

    decided: when it was decided, an ISO 8601 time.
    returns: one row a decision, all text: barrier_segment, enabler_segment, decision, coder, decided, memo, barrier_quote,
             enabler_quote.
    raises:  SourceError, if the file cannot be read; CodingError, with all that is wrong in it, row by row.
    """
    rows = [row for row in _returned(path, limits) if row.filled]
    sides = _sides(base).set_index("segment_id")
    words = dict(zip(base.tables["segments"]["segment_id"], base.tables["segments"]["text"], strict=True))
    problems = [Problem(f"{path.name}, row {row.number}", *told) for row in rows for told in _wrong(row, sides, words)]
    first: dict[tuple[str, str], int] = {}
    for row in rows:
        if first.setdefault((row.barrier, row.enabler), row.number) != row.number:
            what = f"decides on the pair of row {first[row.barrier, row.enabler]} again"
            problems.append(Problem(f"{path.name}, row {row.number}", what, "Keep the row that holds."))
    if problems:
        raise CodingError(problems)
    return pd.DataFrame(
        [
            {
                "barrier_segment": row.barrier,
                "enabler_segment": row.enabler,
                "decision": DECISIONS[row.decision.lower()],
                "coder": coder,
                "decided": decided,
                "memo": row.memo,
                "barrier_quote": quote_of(words[row.barrier]),
                "enabler_quote": quote_of(words[row.enabler]),
            }
            for row in rows
        ]
    )


def _sides(base: EvidenceBase) -> pd.DataFrame:
    """The passages of cases that report a barrier: segment_id, case_id, place, text, and the codes of each side, "" if none."""
    coded = coded_segments(base, kind=CASE_STUDY)
    coded = coded[(coded["applied"] == YES) & coded["case_id"].notna()]
    names = coded["code"].map(base.tables["codes"].set_index("code")["name"])
    reporting = coded.loc[coded["polarity"].isin(SAYS[BARRIER]), "case_id"].unique()
    documents = base.tables["documents"]
    documents = documents.loc[
        (documents["kind"] == CASE_STUDY) & documents["case_id"].isin(reporting), ["document_id", "case_id"]
    ]
    segments = base.tables["segments"]
    sides = segments[segments["kind"] != HEADING].merge(documents, on="document_id").set_index("segment_id")[["case_id", "text"]]
    for side in (BARRIER, ENABLER):
        of_side = names[coded["polarity"].isin(SAYS[side])].groupby(coded["segment_id"]).agg("; ".join)
        sides[side] = of_side.reindex(sides.index).fillna("")
    cases = base.tables["cases"].set_index("case_id")
    sides["place"] = sides["case_id"].map(cases["place"].fillna(cases["title"]))
    return sides.reset_index()


def _how_to(base: EvidenceBase, pairs: int, coder: str) -> list[str]:
    name, notice = (base.manifest["project"].get(key, "") for key in ("name", "notice"))
    return [
        f"For {coder}. Pairs to decide on: {pairs}. A machine proposed them; only a person can say what answered what.",
        f"1. On the sheet {PAIRS}, read both passages. Does the second tell of something that answered the first, wholly or in "
        "part? That both are about the same thing is not enough.",
        f"2. Choose under {DECISION}: yes, in part, no or unsure. Leave the cell empty to decide later. Say in the "
        "memo what it rests on.",
        f"3. Rows at the end name a barrier without a proposal. If the account tells what answered it, copy the id of "
        f"that passage from the sheet {PASSAGES} into {ENABLER_ID}, and choose yes or in part. For a pair of your "
        "own copy both ids so.",
        "4. Rows may be sorted and filtered. Change nothing but the yellow cells: each row is checked by its words.",
        f"5. Save the file as xlsx and run: evidence pairs {name} --coder {coder} --read FILE",
        "This file holds people's words: keep it as safe as the sources.",
        *([f"Note: {notice}"] if notice else []),
    ]


def _rows(base: EvidenceBase, asked: pd.DataFrame, sides: pd.DataFrame) -> list[dict[str, str]]:
    """The rows of the sheet, by header: the pairs to decide on, best first within a case, then barriers without a pair."""
    of, names = sides.set_index("segment_id"), base.tables["codes"].set_index("code")["name"]
    rows = []
    for pair in asked.to_dict("records"):
        barrier, enabler = (of.loc[pair[name]] for name in (BARRIER_ID, ENABLER_ID))
        row = {"Case": barrier["place"], "Barrier": names[pair["barrier_code"]], STOOD: barrier["text"], HELPED: enabler["text"]}
        told = {"Why it was proposed": pair["why"], "Score": "" if pd.isna(pair["score"]) else f"{pair['score']:.2f}"}
        rows.append(row | told | {BARRIER_ID: pair[BARRIER_ID], ENABLER_ID: pair[ENABLER_ID]})
    paired = set(base.tables["pairs"][BARRIER_ID])
    for barrier in sides[(sides[BARRIER] != "") & ~sides["segment_id"].isin(paired)].to_dict("records"):
        row = {"Case": barrier["place"], "Barrier": barrier[BARRIER], STOOD: barrier["text"], BARRIER_ID: barrier["segment_id"]}
        rows.append(row | {"Why it was proposed": "nothing was proposed for this barrier"})
    return [dict.fromkeys(_AT, "") | row for row in rows]


def _pairs_sheet(book: Any, rows: Sequence[Mapping[str, str]], forms: Mapping[str, Any]) -> None:
    sheet = book.add_worksheet(PAIRS)
    widths = [column.width for column in COLUMNS]
    head_row(sheet, [column.header for column in COLUMNS], widths, forms)
    for number, row in enumerate(rows, start=1):
        sheet.set_row(number, row_height([row[column.header] for column in COLUMNS], widths))
        for place, column in enumerate(COLUMNS):
            open_id = column.header == ENABLER_ID and not row[ENABLER_ID]
            key = column.header in (BARRIER_ID, ENABLER_ID, "Score")
            form = "fill" if column.filled_in or open_id else "key" if key else "text"
            sheet.write_string(number, place, cell(row[column.header]), forms[form])
        choice = {"validate": "list", "source": [YES, PARTLY, NO, UNSURE], "error_message": "Choose yes, in part, no or unsure."}
        sheet.data_validation(number, _AT[DECISION], number, _AT[DECISION], choice)
    if rows:
        sheet.autofilter(0, 0, len(rows), len(COLUMNS) - 1)
    sheet.set_landscape()
    sheet.set_paper(8)  # A3
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _passages_sheet(book: Any, sides: pd.DataFrame, forms: Mapping[str, Any]) -> None:
    sheet = book.add_worksheet(PASSAGES)
    widths = [24, 20, 28, 28, 80]
    head_row(sheet, ["segment_id", "Case", "A barrier", "An enabler", "Words"], widths, forms)
    told = sides[["segment_id", "place", BARRIER, ENABLER, "text"]]
    fill_rows(sheet, told.itertuples(index=False, name=None), widths, forms)


class _Row(NamedTuple):
    """A row of the sheet; `number` counts as the spreadsheet does."""

    number: int
    stood: str
    helped: str
    decision: str
    memo: str
    barrier: str
    enabler: str

    @property
    def filled(self) -> bool:
        """Whether a person wrote in it: a row that asks for the answer's passage comes without one."""
        return bool(self.decision or self.memo or (self.enabler and not self.helped))


def _returned(path: Path, limits: Limits) -> Iterator[_Row]:
    sheet, at = returned_sheet(path, PAIRS, _NEEDED, limits, _NEW_SHEET)
    for number, cells in zip(sheet.numbers[1:], sheet.rows[1:], strict=True):
        yield _Row(number, *(cells[place].strip() if place < len(cells) else "" for place in at.values()))


def _wrong(row: _Row, sides: pd.DataFrame, words: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What is wrong in a row that is filled in, with how to mend it."""
    if not row.decision:
        yield (
            f"has a memo or a passage, but '{DECISION}' is empty",
            "Choose yes, in part, no or unsure, or empty the row's yellow cells.",
        )
    elif row.decision.lower() not in DECISIONS:
        yield f"'{DECISION}' is none of yes, in part, no, unsure{shown(row.decision)}", "Choose yes, in part, no or unsure."
    told = ((BARRIER_ID, BARRIER, row.barrier, row.stood), (ENABLER_ID, ENABLER, row.enabler, row.helped))
    for name, side, segment, text in told:
        if not segment:
            yield f"'{name}' is empty", f"Copy the passage's id from the sheet {PASSAGES}, or empty the row's yellow cells."
        elif segment not in words:
            yield f"the segment in '{name}' is not in the evidence base", f"Copy it from the sheet {PASSAGES}. Or: {_NEW_SHEET}"
        elif text and _squeezed(text) != _squeezed(words[segment]):
            yield f"its words are not those of its segment in '{name}': source or row was changed", _NEW_SHEET
        elif segment not in sides.index:
            yield f"the passage of '{name}' is of no case that reports a barrier", f"Copy its id from the sheet {PASSAGES}."
        elif side == BARRIER and not sides.loc[segment, side]:
            yield f"no code is a barrier in the passage of '{name}'", "Code the passage first: evidence review"
    cases = [sides.loc[segment, "case_id"] for segment in (row.barrier, row.enabler) if segment in sides.index]
    if len(set(cases)) > 1:
        yield "its two passages are of different cases", "Pair passages of one case."


def _squeezed(text: str) -> str:
    # As the text went out and came back: unseen characters gone, line ends and runs of blanks as one blank.
    return " ".join(tidy(cell(text))[0].split())
