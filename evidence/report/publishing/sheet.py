"""The spreadsheet on which a person reads every word that would leave, as it would be printed, and says yes or no."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from evidence.errors import Problem, PublicationError
from evidence.model import EvidenceBase
from evidence.project import Limits
from evidence.report.publishing.decisions import DECISIONS, MORE, NO, YES, Decision, hash_of
from evidence.report.publishing.masking import REMOVED, Masked, Span
from evidence.review.workbook import beside, cell, head_row, how_to_sheet, new_workbook, row_height
from evidence.sources.guard import inspect
from evidence.sources.sheets import read_sheet

SHEET = "Words to review"
DECISION, MASK, WHY, PRINTED, SEGMENT, HASH = "Decision", "Words to mask", "Why", "As printed", "segment_id", "hash"
_COLUMNS = {
    PRINTED: 60,
    DECISION: 12,
    MASK: 24,
    WHY: 24,
    "Before": 30,
    "After": 30,
    "What was found": 22,
    "Where it stands": 32,
    SEGMENT: 26,
    HASH: 14,
}
_FILLED = (DECISION, MASK, WHY)


class Item(NamedTuple):
    """Words that would leave.

    segment_id: the segment quoted; empty for the report's own words.
    text:       the words as they would be printed.
    found:      what was masked in them, or looks like a name and is not: "2 names".
    where:      the document, or the chapter.
    """

    segment_id: str
    text: str
    found: str
    where: str

    @property
    def sha256(self) -> str:
        return hash_of(self.text)


def to_sheet(items: Sequence[Item], base: EvidenceBase, masked: Masked, reviewer: str) -> bytes:
    """The items as an xlsx file: the same bytes for the same items; every cell is text, none a formula."""
    title = f"Words to review before publication: {base.manifest['project']['title']}"
    around = _context(base, masked, {item.segment_id for item in items})
    widths = list(_COLUMNS.values())
    with new_workbook(title) as (book, forms, buffer):
        how_to_sheet(book, title, _how_to(base, len(items), reviewer), forms)
        sheet = book.add_worksheet(SHEET)
        head_row(sheet, list(_COLUMNS), widths, forms)
        for number, item in enumerate(items, start=1):
            before, after = around.get(item.segment_id, ("", ""))
            row = dict.fromkeys(_COLUMNS, "")
            row |= {PRINTED: item.text, "Before": before, "After": after, "What was found": item.found}
            row |= {"Where it stands": item.where, SEGMENT: item.segment_id, HASH: item.sha256[:12]}
            sheet.set_row(number, row_height([cell(text) for text in row.values()], widths))
            for place, (header, text) in enumerate(row.items()):
                sheet.write_string(number, place, cell(text), forms["fill" if header in _FILLED else "text"])
            choices = list(DECISIONS) if item.segment_id else [YES, NO]
            message = f"Choose one of {', '.join(choices)}, or leave the cell empty."
            validation = {"validate": "list", "source": choices, "error_message": message}
            sheet.data_validation(number, 1, number, 1, validation)
        _printed_wide(sheet, len(items))
    return buffer.getvalue()


def _printed_wide(sheet: Any, rows: int) -> None:
    if rows:
        sheet.autofilter(0, 0, rows, len(_COLUMNS) - 1)
    sheet.set_landscape()
    sheet.set_paper(8)  # A3
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _how_to(base: EvidenceBase, rows: int, reviewer: str) -> list[str]:
    project = base.manifest["project"]
    return [
        f"For {reviewer}. Words to read: {rows}. Nothing is published until each has a decision.",
        f"1. On the sheet {SHEET}, read the words as they would be printed. What was found is masked already, as [name] or "
        "[email]. No program finds every name: look for what still tells who is meant, also by place, job, date or illness.",
        f"2. Choose under {DECISION}: yes, they may leave; no, they are left out of the report; mask more, they may leave if "
        f"further words are masked: write those under {MASK}, as printed, parted by semicolons.",
        "3. Rows without a segment_id are the report's own words in which something looks like a name: with no, the report "
        "stays until they are changed in the notebook or finding they come from.",
        f"4. Under {WHY} a note may stand. Leave a row empty to decide later. Change nothing but the yellow cells.",
        f"5. Save the file as xlsx and run: evidence publish {project.get('name', 'PROJECT')} --read FILE --reviewer NAME",
        "This file holds people's words: keep it as safe as the sources.",
        *([f"Note: {project['notice']}"] if project.get("notice") else []),
    ]


def _context(base: EvidenceBase, masked: Masked, segment_ids: set[str]) -> dict[str, tuple[str, str]]:
    """What stands before and after each segment, masked as far as it was found."""
    around = {name: words for name, words in beside(base).items() if name in segment_ids}
    texts = dict(zip(base.tables["documents"]["document_id"], base.tables["documents"]["text"], strict=True))
    hidden: dict[str, list[str]] = {
        document: [texts[document][start:end] for start, end, _ in sorted(spans, key=lambda span: span.start - span.end)]
        for document, spans in masked.spans.items()
    }

    def without(words: str, segment_id: str) -> str:
        for found in hidden.get(segment_id.rpartition(":")[0], ()):
            words = words.replace(found, "[masked]")
        return words

    return {name: (without(before, name), without(after, name)) for name, (before, after) in around.items()}


def read_sheet_back(
    path: Path, base: EvidenceBase, masked: Masked, *, limits: Limits, reviewer: str, when: str
) -> list[Decision]:
    """The decisions on a sheet that `to_sheet` wrote and a person filled in: all, or none if anything is wrong.

    masked: what is masked now: a row whose quote would be printed otherwise than it was read is an error.
    raises: SourceError, if the file cannot be read; PublicationError, with all that is wrong, row by row.
    """
    inspect(path, path.name, limits)
    sheet = read_sheet(path, path.name, limits, sheet=SHEET)
    header = [text.strip() for text in sheet.rows[0]] if sheet.rows else []
    missing = [name for name in (PRINTED, DECISION, MASK, WHY, SEGMENT, HASH) if header.count(name) != 1]
    if missing:
        what = f"has not once each of the columns {', '.join(missing)}"
        raise PublicationError(Problem(f"{path.name}, row 1", what, "Leave the header row as it was, or write a new sheet."))
    words = dict(zip(base.tables["segments"]["segment_id"], base.tables["segments"]["text"], strict=True))
    decisions: list[Decision] = []
    problems: list[Problem] = []
    for number, cells in zip(sheet.numbers[1:], sheet.rows[1:], strict=True):
        row = {name: cells[place].strip() if place < len(cells) else "" for place, name in enumerate(header)}
        if not (row[DECISION] or row[MASK] or row[WHY]):
            continue
        decided, what, mend = _decided(row, words, masked)
        if decided is None:
            problems.append(Problem(f"{path.name}, row {number}", what, mend))
        else:
            decisions.append(decided._replace(reviewer=reviewer, when=when))
    if problems:
        raise PublicationError(problems)
    return decisions


def _decided(row: Mapping[str, str], words: Mapping[str, str], masked: Masked) -> tuple[Decision | None, str, str]:
    """The decision of one row; or None, with what is wrong and how to mend it."""
    item = _item(row, words, masked)
    choice = row[DECISION].lower()
    if item is None or item.sha256[:12] != row[HASH]:
        return (
            None,
            "its words are not those that would be printed now",
            "Write a new sheet: evidence publish PROJECT --sheet FILE",
        )
    if choice not in DECISIONS or (choice == MORE and not item.segment_id):
        return None, "its decision is none that can be taken", f"Choose {YES} or {NO}, or for a quote: {MORE}."
    if (choice == MORE) != bool(row[MASK]):
        return None, f"'{MASK}' and the decision do not fit", f"With '{MORE}' write the words; else leave '{MASK}' empty."
    decision = Decision(item.segment_id, item.sha256, choice, "", "", "", row[WHY])
    if choice != MORE:
        return decision, "", ""
    spans = _stretches(row, words)
    if spans is None:
        return None, f"not all of its '{MASK}' stand in the quote", "Copy them from the quote, as they are printed."
    more = Masked({**masked.spans, _document(item): [*masked.spans.get(_document(item), ()), *spans]}, masked.allowed)
    text = words[item.segment_id]
    told = ";".join(f"{start}-{end}" for start, end, _ in spans)
    return decision._replace(mask=told, sha256=hash_of(more.of_segment(item.segment_id, text))), "", ""


def _document(item: Item) -> str:
    return item.segment_id.rpartition(":")[0]


def _item(row: Mapping[str, str], words: Mapping[str, str], masked: Masked) -> Item | None:
    """The words of a row as they would be printed now; None for a segment that is no more."""
    name = row[SEGMENT]
    if not name:
        return Item("", row[PRINTED], "", "")
    return Item(name, masked.of_segment(name, words[name]), "", "") if name in words else None


def _stretches(row: Mapping[str, str], segments: Mapping[str, str]) -> list[Span] | None:
    """Every place in the segment at which words to mask stand; None, if some stand nowhere."""
    text = segments[row[SEGMENT]]
    offset = int(row[SEGMENT].rpartition(":")[2].partition("-")[0])
    spans: list[Span] = []
    for words in filter(None, (part.strip() for part in row[MASK].split(";"))):
        at = text.find(words)
        if at < 0:
            return None
        while at >= 0:
            spans.append(Span(offset + at, offset + at + len(words), REMOVED))
            at = text.find(words, at + len(words))
    return spans
