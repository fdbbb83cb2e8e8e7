"""References to survey answers in what is published: they lead to a row only those who hold the evidence base.

Whoever has a survey's closed answers by respondent, as open data have them, must not find out who said what is quoted. So a
published report names neither respondent nor row, and gives each answer a reference of its own, also where one person
gave several.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from itertools import groupby
from typing import Any, TypeVar

from evidence.model import ANSWER, EvidenceBase
from evidence.report.blocks import Brand, Cell, Part, Passage, Quotation, Report

_Any = TypeVar("_Any")

_LETTERS = "bcdfghjklmnpqrstvwxz"
_PAIRS = 6
"""Of a letter and a digit each: no run of either can look like a word or a number that means anything."""


def references(base: EvidenceBase) -> dict[str, str]:
    """By the document id of each answer the reference that stands for it in what is published; both as "survey/question/…".

    It is a hash keyed by all answers to the survey and who gave them: who can work it out holds the whole export, and
    would find the answer by its words. If the survey changes, so do its references.
    """
    documents = base.tables["documents"]
    answers = documents[documents["kind"] == ANSWER]
    found = {}
    for survey_id, rows in answers.groupby("survey_id", sort=True):
        held = sorted(zip(rows["document_id"], rows["text"], strict=True))
        key = hashlib.sha256(json.dumps(held).encode()).digest()
        for document_id, question_id in zip(rows["document_id"], rows["question_id"], strict=True):
            found[document_id] = f"{survey_id}/{question_id}/{_code(key, document_id)}"
    return found


def _code(key: bytes, document_id: str) -> str:
    number = int.from_bytes(hmac.digest(key, json.dumps(document_id).encode(), "sha256")[:16])
    pairs = []
    for _ in range(_PAIRS):
        number, place = divmod(number, 10 * len(_LETTERS))
        pairs.append(f"{_LETTERS[place // 10]}{place % 10}")
    return "".join(pairs)


def veiled(report: Report, base: EvidenceBase) -> Report:
    """The report with references in place of the ids of answers, without their rows, and in no order that tells of these."""
    documents = base.tables["documents"]
    answers = documents[documents["kind"] == ANSWER]
    if answers.empty:
        return report
    where = (answers[name].fillna("").astype(str) for name in ("document_id", "source_file", "location"))
    rows = {document: (file, place) for document, file, place in zip(*where, strict=True)}
    return _veiled(report, _Veil(references(base), rows, renamed(references(base))))


def renamed(names: Mapping[str, str]) -> Callable[[str], str]:
    """What exchanges the names of documents for others wherever a text names a segment of one.

    names: by each document's name, all as "survey/question/…", the other name.

    >>> renamed({"s/q/12": "s/q/b1"})("See [s/q/12:0-40] and [s/q/123:0-4].")
    'See [s/q/b1:0-40] and [s/q/123:0-4].'
    """
    surveys = "|".join(sorted(map(re.escape, {name.partition("/")[0] for name in names}), key=lambda name: (-len(name), name)))
    segment = re.compile(rf"((?:{surveys})/[^\[\]“”\n]{{1,300}}?)(?=:\d+-\d+)")
    return lambda text: segment.sub(lambda found: names.get(found[1], found[1]), text) if names else text


@dataclass(frozen=True)
class _Veil:
    """names: the reference of each answer; rows: its file and its row; text: what exchanges the ones for the others."""

    names: Mapping[str, str]
    rows: Mapping[str, tuple[str, str]]
    text: Callable[[str], str]

    def hides(self, segment_id: str) -> bool:
        return segment_id.rpartition(":")[0] in self.names


def _veiled(value: _Any, veil: _Veil) -> _Any:
    if isinstance(value, str):
        return veil.text(value)  # type: ignore[return-value]
    if isinstance(value, tuple):
        return tuple(_veiled(part, veil) for part in _ordered(_without_row(value, veil), veil))  # type: ignore[return-value]
    if isinstance(value, Quotation) and veil.hides(value.segment_id):
        value = replace(value, place="")
    if isinstance(value, Passage) and veil.hides(value.segment_id):
        value = replace(value, where="")
    if isinstance(value, Part) and any(veil.hides(piece.segment_id) for piece in value.pieces):
        value = replace(value, label="")
    if is_dataclass(value) and not isinstance(value, type | Brand):
        return replace(value, **{f.name: _veiled(getattr(value, f.name), veil) for f in fields(value)})
    return value


def _without_row(values: tuple[Any, ...], veil: _Veil) -> tuple[Any, ...]:
    """The cells of a row that names an answer, with its file alone where they give its file and row."""
    if not any(isinstance(value, Cell) for value in values):
        return values
    named = [veil.rows[name] for value in values for name in _named(value) if name in veil.rows]
    whole = {f"{file}, {place}": file for file, place in named} | {place: "" for _, place in named if place}
    return tuple(replace(v, text=whole[v.text]) if isinstance(v, Cell) and v.text in whole else v for v in values)


def _named(cell: Cell) -> Iterator[str]:
    for told in (cell.segment_id, cell.text.strip("[]")):
        yield told.rpartition(":")[0]


def _ordered(values: Iterable[Any], veil: _Veil) -> Iterator[Any]:
    """Answers that follow each other in the order of their references, not of their rows."""

    def reference(value: Any) -> str:
        pieces = value.pieces if isinstance(value, Part) else (value,) if isinstance(value, Passage) else ()
        return next((veil.text(piece.segment_id) for piece in pieces if veil.hides(piece.segment_id)), "")

    for hidden, run in groupby(values, key=lambda value: bool(reference(value))):
        answers = list(run)
        yield from sorted(answers, key=reference) if hidden else answers
