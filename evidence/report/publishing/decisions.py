"""What people decided of the words that may leave: `publication/quotes.csv` and `publication/allowed.csv` of a project."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from evidence.config import MAX_BYTES, did_you_mean
from evidence.errors import Problem, PublicationError
from evidence.project import Project
from evidence.report.publishing.masking import REMOVED, Masked, Span
from evidence.textfiles import csv_bytes, csv_records, guarded, own_bytes, unguarded, utf8

QUOTES, ALLOWED = "publication/quotes.csv", "publication/allowed.csv"
YES, NO, MORE = "yes", "no", "mask more"
DECISIONS = (YES, NO, MORE)
_MOST = 50 * MAX_BYTES


class Decision(NamedTuple):
    """What a person decided of words as they would be printed.

    segment_id: the segment quoted; empty for the report's own words.
    sha256:     hash of the words as printed: other words need another decision.
    decision:   one of `DECISIONS`.
    mask:       for "mask more", the stretches of the document to mask beside what was found, as "12-18;40-45".
    reviewer:   who decided; `when` is an ISO 8601 time, `why` that person's note.
    """

    segment_id: str
    sha256: str
    decision: str
    mask: str
    reviewer: str
    when: str
    why: str


class Allowed(NamedTuple):
    """Words that may stand wherever they stand, such as the name of a public body or of a published author."""

    words: str
    why: str
    by: str


def hash_of(text: str) -> str:
    """The hash by which words are known as those that were read: blanks and line ends do not count."""
    return hashlib.sha256(" ".join(text.split()).encode("utf-8", "surrogatepass")).hexdigest()


def read_decisions(project: Project) -> list[Decision]:
    """The decisions of a project, in the order in which they were taken; none, if there is no file.

    raises: PublicationError, with all that is wrong in the file, row by row.
    """
    rows = _rows(project, QUOTES, Decision._fields)
    problems = [
        Problem(f"{QUOTES}, row {number}", what, "Take the row out, and have the words reviewed again: evidence publish.")
        for number, row in rows
        if (what := _wrong(Decision(*row)))
    ]
    if problems:
        raise PublicationError(problems)
    return [Decision(*row) for _, row in rows]


def _wrong(row: Decision) -> str:
    if row.decision not in DECISIONS:
        return f"its decision is none of {', '.join(DECISIONS)}"
    if not re.fullmatch(r"[0-9a-f]{64}", row.sha256):
        return "its sha256 is no hash"
    if not row.reviewer.strip():
        return "names no reviewer"
    if not re.fullmatch(r"(?:\d{1,9}-\d{1,9}(?:;\d{1,9}-\d{1,9})*)?", row.mask) or (row.decision == MORE) != bool(row.mask):
        return "does not say which characters to mask, or says it without 'mask more'"
    return ""


def read_allowed(project: Project) -> list[Allowed]:
    """The words that a project allows, with who allowed them and why.

    raises: PublicationError, if a row lacks its words, its reason or who allowed them, or the words are so few that they
            would allow nearly everything.
    """
    rows = [(number, Allowed(*row)) for number, row in _rows(project, ALLOWED, Allowed._fields)]
    problems = [
        Problem(f"{ALLOWED}, row {number}", f"has no '{name}'", "Fill in words, why and by, or take the row out.")
        for number, row in rows
        for name, value in zip(Allowed._fields, row, strict=True)
        if len(value.strip()) < (3 if name == "words" else 1)
    ]
    if problems:
        raise PublicationError(problems)
    return [row for _, row in rows]


def decisions_file(decisions: Iterable[Decision]) -> bytes:
    """The content of `quotes.csv`; of two decisions on the same words as printed the later stands."""
    standing = {(row.segment_id, row.sha256): row for row in decisions}
    return csv_bytes([Decision._fields, *([guarded(cell) for cell in row] for row in standing.values())])


def standing(decisions: Sequence[Decision], masked: Masked, texts: Mapping[str, str]) -> dict[tuple[str, str], Decision]:
    """The decisions that hold for words as they are now, by segment and by hash of the words as printed.

    masked: what is masked without the reviewers' masks.
    texts:  the words of each segment. A "mask more" holds only if the words so masked are those that were read.
    """
    holding = {}
    for row in decisions:
        if row.decision == MORE:
            text = texts.get(row.segment_id)
            if text is None or hash_of(masked_more(masked, [row]).of_segment(row.segment_id, text)) != row.sha256:
                continue
        holding[row.segment_id, row.sha256] = row
    return holding


def masked_more(masked: Masked, rows: Iterable[Decision]) -> Masked:
    """`masked` with what reviewers masked beyond it."""
    spans = {document: list(found) for document, found in masked.spans.items()}
    for row in rows:
        document = row.segment_id.rpartition(":")[0]
        for stretch in filter(None, row.mask.split(";")):
            start, _, end = stretch.partition("-")
            spans.setdefault(document, []).append(Span(int(start), int(end), REMOVED))
    return Masked(spans, masked.allowed)


def _rows(project: Project, file: str, columns: tuple[str, ...]) -> list[tuple[int, list[str]]]:
    """The rows of one of the project's own csv files, with their numbers; none, if there is no such file."""
    path = project.folder / file
    if not path.exists() and not path.is_symlink():
        return []
    data = own_bytes(path, file, PublicationError, most=_MOST, folder=project.folder)
    lines = list(csv_records(utf8(data, file, PublicationError)))
    header = [name.strip().lower() for name in lines[0]] if lines else []
    missing = [name for name in columns if header.count(name) != 1]
    if missing:
        hint = "".join(did_you_mean(name, set(header) - set(columns)) for name in missing[:1])
        what = f"has not once each of the columns {', '.join(missing)}{hint}"
        raise PublicationError(Problem(f"{file}, row 1", what, f"Write the header: {','.join(columns)}"))
    at = [header.index(name) for name in columns]
    rows = []
    for number, cells in enumerate(lines[1:], start=2):
        if any(cell.strip() for cell in cells):
            row = [cells[place] if place < len(cells) else "" for place in at]
            rows.append((number, [unguarded(cell) for cell in row]))
    return rows
