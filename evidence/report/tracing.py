"""From every quote of a report back to the words in the file; and no report whose quotes lead nowhere."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from evidence.errors import Problem, ReportError
from evidence.exhibits import ILLUSTRATIVE
from evidence.model import ANSWER, EvidenceBase
from evidence.project import Project
from evidence.report.blocks import Block, Cell, Chapter, Figure, Quotation, Table, segments_in

_SHOW = "Show it with base.quote(…) or quotes(…), so that it is read from the evidence base, and report again."
_UNTOLD = "This may rest on illustrative survey answers, which are made up."


def trace(chapters: Sequence[Chapter], base: EvidenceBase) -> tuple[Chapter, ...]:
    """The chapters with every quote compared with its document, and with what must stand beside it.

    raises: ReportError, naming chapter and segment, if a quote names no segment or is not word for word what it quotes.
    """
    shown = {name for chapter in chapters for block in chapter.blocks for name in segments_in(block)}
    known = _quotations(base, shown)
    made_up = bool(base.tables["surveys"]["illustrative"].any())
    problems: list[Problem] = []
    traced = []
    for chapter in chapters:
        blocks = [_traced(block, known, made_up, chapter.title, problems) for block in chapter.blocks]
        traced.append(replace(chapter, blocks=tuple(blocks)))
    if problems:
        raise ReportError(problems)
    return tuple(traced)


def _quotations(base: EvidenceBase, segment_ids: set[str]) -> dict[str, Quotation]:
    """Each of these segments as a quotation, its words cut from the document itself."""
    segments = base.segments.loc[lambda table: table["segment_id"].isin(list(segment_ids))]
    documents = {row["document_id"]: row for row in records(base, "documents")}
    cases = {row["case_id"]: row for row in records(base, "cases")}
    surveys = {row["survey_id"]: row for row in records(base, "surveys")}
    questions = {(row["survey_id"], row["question_id"]): row for row in records(base, "questions")}
    found = {}
    for segment in segments.to_dict("records"):
        document = documents[segment["document_id"]]
        text = document["text"][segment["start"] : segment["end"]]
        if document["kind"] == ANSWER:
            survey = surveys[document["survey_id"]]
            question = questions.get((document["survey_id"], document["question_id"]), {}).get("text", document["question_id"])
            source, place = f"Answer to “{question}”, {survey['title']}", document["location"] or ""
            note = ILLUSTRATIVE if survey["illustrative"] else ""
        else:
            case = cases.get(document["case_id"], {})
            source = ", ".join(dict.fromkeys(filter(None, (title_of(document, case), case.get("place")))))
            place, note = "" if pd.isna(segment["page"]) else f"page {segment['page']}", ""
        found[segment["segment_id"]] = Quotation(segment["segment_id"], text, source, place, note)
    return found


def records(base: EvidenceBase, table: str) -> list[dict[str, Any]]:
    """The rows of one table as dictionaries, None where a value is missing."""
    frame = base.tables[table].astype(object)
    return [{str(k): v for k, v in row.items()} for row in frame.where(frame.notna(), None).to_dict("records")]


def title_of(document: Mapping[str, Any], case: Mapping[str, Any]) -> str:
    """What a reader calls a case-study document: its own title, its case's, or its short name."""
    return str(document["title"] or case.get("title") or document["document_id"])


def _traced(block: Block, known: Mapping[str, Quotation], made_up: bool, chapter: str, problems: list[Problem]) -> Block:
    where = f"report, chapter “{chapter}”"
    if isinstance(block, Quotation):
        problems.extend(_faults(block.segment_id, block.text, known, where))
        return known.get(block.segment_id, block)
    if isinstance(block, Table):
        for cell in (cell for row in block.rows for cell in row if cell.segment_id):
            problems.extend(_faults(cell.segment_id, cell.text, known, where))
    if isinstance(block, Table | Figure) and block.note is None:
        return replace(block, note=_UNTOLD if made_up else "")
    return block


def _faults(segment_id: str, shown: str, known: Mapping[str, Quotation], where: str) -> Iterator[Problem]:
    if segment_id not in known:
        yield Problem(where, f"a quote names the segment '{segment_id}', which is not in the evidence base", _SHOW)
    elif shown.strip() != known[segment_id].text.strip():
        yield Problem(where, f"a quote of the segment '{segment_id}' is not word for word what its document says", _SHOW)


def check_sources(base: EvidenceBase, project: Project) -> None:
    """Raise ReportError unless every file that the base was read from still holds the bytes it held then."""
    tables = (base.tables["documents"], base.tables["surveys"])
    recorded = {str(f): str(h) for table in tables for f, h in zip(table["source_file"], table["sha256"], strict=True)}
    mend = f"Build again, then report: evidence build {project.name}"
    problems = []
    for file, sha256 in sorted(recorded.items()):
        try:
            with (project.folder / file).open("rb") as opened:
                found = hashlib.file_digest(opened, "sha256").hexdigest()
        except OSError:
            problems.append(Problem(file, "the evidence base quotes this file, but it cannot be read any more", mend))
            continue
        if found != sha256:
            problems.append(Problem(file, "has changed since the evidence base was built, so its quotes may be wrong", mend))
    if problems:
        raise ReportError(problems)


def withhold(chapters: Iterable[Chapter]) -> tuple[Chapter, ...]:
    """The chapters without the words of any quote, for a project whose rules keep quotes in the house."""
    held = []
    for chapter in chapters:
        blocks = [_withheld(block) for block in chapter.blocks]
        held.append(replace(chapter, blocks=tuple(blocks)))
    return tuple(held)


def _withheld(block: Block) -> Block:
    if isinstance(block, Quotation):
        return replace(block, text="")
    if isinstance(block, Table):
        rows = tuple(tuple(Cell("[words withheld]") if cell.segment_id else cell for cell in row) for row in block.rows)
        return replace(block, rows=rows)
    return block
