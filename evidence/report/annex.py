"""The annex of a report: the words that it quotes, in the documents they stand in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from evidence.exhibits import ILLUSTRATIVE
from evidence.model import ANSWER, EvidenceBase
from evidence.report.blocks import Part, Piece, Source
from evidence.report.tracing import records, title_of

Spans = Sequence[tuple[int, int, str]]
"""(start, end, segment_id) of what is quoted of one document, in order."""


def sources(base: EvidenceBase, quoted: Iterable[str]) -> tuple[Source, ...]:
    """The case studies and surveys that hold the quoted segments, in the order of the base, with their words.

    A case study is given whole, a survey by the answers that are quoted.
    """
    wanted = set(quoted)
    spans: dict[str, list[tuple[int, int, str]]] = {}
    for segment in sorted(records(base, "segments"), key=lambda row: (row["document_id"], row["start"])):
        if segment["segment_id"] in wanted:
            spans.setdefault(segment["document_id"], []).append((segment["start"], segment["end"], segment["segment_id"]))
    documents = [row for row in records(base, "documents") if row["document_id"] in spans]
    cases = {row["case_id"]: row for row in records(base, "cases")}
    blocks: dict[str, list[dict[str, Any]]] = {}
    for block in records(base, "blocks"):
        blocks.setdefault(block["document_id"], []).append(block)
    found = [
        _case_study(row, cases.get(row["case_id"], {}), blocks.get(row["document_id"], []), spans[row["document_id"]])
        for row in documents
        if row["kind"] != ANSWER
    ]
    for survey in records(base, "surveys"):
        answers = [row for row in documents if row["kind"] == ANSWER and row["survey_id"] == survey["survey_id"]]
        if answers:
            found.append(_survey(survey, answers, base, spans))
    return tuple(replace(source, parts=tuple(_with_beginnings(source.parts))) for source in found)


_KNOWN = (
    ("place", "Place"),
    ("author", "Author"),
    ("date", "Date"),
    ("source", "Published at"),
    ("source_file", "File"),
    ("sha256", "SHA-256 of the file"),
    ("extractor", "Read by"),
)


def _case_study(row: Mapping[str, Any], case: Mapping[str, Any], blocks: Sequence[Mapping[str, Any]], spans: Spans) -> Source:
    facts = ((label, row.get(name) or case.get(name)) for name, label in _KNOWN)
    return Source(
        title=title_of(row, case),
        facts=tuple((label, str(value)) for label, value in facts if value),
        parts=tuple(_parts(row["text"], sorted(blocks, key=lambda block: block["start"]), spans)),
    )


def _survey(
    survey: Mapping[str, Any], answers: Sequence[Mapping[str, Any]], base: EvidenceBase, spans: Mapping[str, Spans]
) -> Source:
    parts: list[Part] = []
    asked = [row for row in records(base, "questions") if row["survey_id"] == survey["survey_id"]]
    for question in sorted(asked, key=lambda row: row["ordinal"]):
        given = [row for row in answers if row["question_id"] == question["question_id"]]
        if given:
            parts.append(Part("heading", (Piece(question["text"]),), level=1))
        for row in given:
            pieces = _pieces(row["text"], 0, len(row["text"]), spans[row["document_id"]])
            parts.append(Part("answer", pieces, label=(row["location"] or "").capitalize()))
    facts = (
        ("About", survey["description"]),
        ("File", survey["source_file"]),
        ("SHA-256 of the file", survey["sha256"]),
        ("Shown here", f"the answers that this report quotes, {len(answers)} in all"),
    )
    note = ILLUSTRATIVE if survey["illustrative"] else ""
    return Source(survey["title"], tuple((label, value) for label, value in facts if value), tuple(parts), note)


def _parts(text: str, blocks: Sequence[Mapping[str, Any]], spans: Spans) -> Iterator[Part]:
    """The parts of a document in order; words that stand in no block are paragraphs, so that none is left out."""
    at, page = 0, None
    open_levels: list[int] = []
    for block in blocks:
        yield from _loose(text, at, block["start"], spans)
        rank = 0
        if block["kind"] == "heading":
            level = block["level"] or 1
            open_levels = [*(n for n in open_levels if n < level), level]
            rank = len(open_levels)
        label = f"Page {block['page']}" if block["page"] not in (None, page) else ""
        page = block["page"] or page
        yield Part(block["kind"], _pieces(text, block["start"], block["end"], spans), rank, label)
        at = block["end"]
    yield from _loose(text, at, len(text), spans)


def _loose(text: str, start: int, end: int, spans: Spans) -> Iterator[Part]:
    at = start
    for words in text[start:end].split("\n\n"):
        if words.strip():
            yield Part("paragraph", _pieces(text, at, at + len(words), spans))
        at += len(words) + 2


def _pieces(text: str, start: int, end: int, spans: Spans) -> tuple[Piece, ...]:
    """`text[start:end]`, cut where a quotation begins or ends."""
    touching = [span for span in spans if span[0] < end and span[1] > start]
    cuts = sorted({start, end, *(min(max(cut, start), end) for span in touching for cut in span[:2])})
    return tuple(Piece(text[a:b], next((name for s, e, name in touching if s <= a and b <= e), "")) for a, b in pairwise(cuts))


def _with_beginnings(parts: Iterable[Part]) -> Iterator[Part]:
    """The parts with the first piece of every quotation marked as such."""
    seen = {""}
    for part in parts:
        pieces = []
        for piece in part.pieces:
            pieces.append(replace(piece, first=piece.segment_id not in seen))
            seen.add(piece.segment_id)
        yield replace(part, pieces=tuple(pieces))
