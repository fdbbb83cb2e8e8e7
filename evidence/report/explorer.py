"""What the explorer in the HTML report holds: the coded passages, where each stands, and how they are written into the page.

All passages of case studies that speak of a code are there. Of surveys only the answers that the report quotes are: whoever
could list every answer on a theme could count the people, also where a table withholds their number.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import pandas as pd

from evidence.coded import coded_segments
from evidence.coded.attributes import case_values
from evidence.exhibits import ILLUSTRATIVE
from evidence.model import ANSWER, CASE_STUDY, PERSON, YES, EvidenceBase
from evidence.report.blocks import Code, Coding, Explorer, Origin, Passage
from evidence.report.tracing import records, title_of
from evidence.report.words import speakable
from evidence.summary.wording import counted, names_of

SCRIPT = (Path(__file__).parent / "explorer.js").read_text(encoding="utf-8")
"""The one script of the page, which its content security policy knows by its hash."""


def explored(base: EvidenceBase, quoted: Iterable[str]) -> Explorer | None:
    """The explorer of a base: passages that a code was applied to, never those of which a coder was unsure.

    quoted:  the segments that the report quotes: of answers, these alone are shown.
    returns: sources in the order of the base, survey questions last; None if no passage carries a code.
    """
    coded = coded_segments(base)
    answers = (coded["kind"] == ANSWER) & coded["segment_id"].isin(list(quoted))
    shown = coded[(coded["applied"] == YES) & ((coded["kind"] == CASE_STUDY) | answers)]
    if shown.empty:
        return None
    found: dict[Any, list[Passage]] = {}
    for key, passage in _passages(shown, base):
        found.setdefault(key, []).append(passage)
    known = _origins(base)
    origins = tuple(Origin(**told, passages=tuple(found[key])) for key, told in known.items() if key in found)
    return Explorer(_codes(base, set(shown["code"])), origins)


def _passages(shown: pd.DataFrame, base: EvidenceBase) -> Iterable[tuple[Any, Passage]]:
    """Each passage with the key of its source: a document, or a survey and its question."""
    pages = base.tables["segments"].set_index("segment_id")["page"].dropna().astype("int64").to_dict()
    rows = base.tables["documents"].set_index("document_id")["location"].dropna().to_dict()
    for segment_id, group in groupby(shown.to_dict("records"), key=lambda row: row["segment_id"]):
        codings = list(group)
        first = codings[0]
        if first["kind"] == CASE_STUDY:
            key, where = first["document_id"], f"page {pages[segment_id]}" if segment_id in pages else ""
        else:
            key, where = (first["survey_id"], first["question_id"]), rows.get(first["document_id"], "")
        yield key, Passage(segment_id, first["text"], where, tuple(_coding(row) for row in codings))


def _coding(row: Mapping[Any, Any]) -> Coding:
    score = None if pd.isna(row["score"]) else round(float(row["score"]), 2)
    return Coding(row["code"], row["polarity"], row["coder_kind"] == PERSON, score)


def _origins(base: EvidenceBase) -> dict[Any, dict[str, str]]:
    """What is told of each source, by its document or by its survey and question; in the order of the base."""
    names = names_of(base)
    areas = case_values(base, "policy_area").set_index("case_id")["value"].to_dict()
    cases = {row["case_id"]: row for row in records(base, "cases")}
    surveys = {row["survey_id"]: row for row in records(base, "surveys")}
    told: dict[Any, dict[str, str]] = {}
    for row in records(base, "documents"):
        if row["kind"] == CASE_STUDY:
            case = row["case_id"]
            where = {"place": names.get(case, ""), "area": areas.get(case, ""), "question": "", "note": ""}
            file = {"file": row["source_file"], "sha256": row["sha256"]}
            told[row["document_id"]] = {"title": title_of(row, cases.get(case, {})), **where, **file}
    for row in records(base, "questions"):
        survey = surveys[row["survey_id"]]
        note = ILLUSTRATIVE if survey["illustrative"] else ""
        asked = {"title": survey["title"], "place": "", "area": "", "question": row["text"], "note": note}
        told[row["survey_id"], row["question_id"]] = {**asked, "file": survey["source_file"], "sha256": survey["sha256"]}
    return told


def _codes(base: EvidenceBase, used: set[str]) -> tuple[Code, ...]:
    """The codes that are used and all above them."""
    table = base.tables["codes"].sort_values("ordinal")
    parents = {code: parent for code, parent in zip(table["code"], table["parent"], strict=True) if isinstance(parent, str)}
    wanted, above = set(used), used
    while above := {parents[code] for code in above if code in parents}:
        wanted |= above
    named = zip(table["code"], table["name"], strict=True)
    return tuple(Code(code, name, parents.get(code, "")) for code, name in named if code in wanted)


@dataclass(frozen=True)
class Offered:
    """What a reader may choose from: each theme with the codes below it, places, policy areas and questions; and what is here."""

    told: str
    themes: Sequence[tuple[Code, Sequence[Code]]]
    places: Sequence[str]
    areas: Sequence[str]
    questions: Sequence[str]


def offered(explorer: Explorer) -> Offered:
    """What there is to choose from in an explorer, in the codebook's order and of the alphabet."""
    parents = {code.code: code.parent for code in explorer.codes}

    def theme(code: str) -> str:
        return theme(parents[code]) if parents[code] else code

    below: dict[str, list[Code]] = {code.code: [] for code in explorer.codes if not code.parent}
    for code in explorer.codes:
        if code.parent:
            below[theme(code.code)].append(code)
    themes = [(code, below[code.code]) for code in explorer.codes if not code.parent]
    values = ({getattr(origin, name) for origin in explorer.origins} - {""} for name in ("place", "area", "question"))
    return Offered(_told(explorer), themes, *(sorted(value, key=lambda text: (text.casefold(), text)) for value in values))


def _told(explorer: Explorer) -> str:
    cases = [origin for origin in explorer.origins if not origin.question]
    answers = sum(len(origin.passages) for origin in explorer.origins if origin.question)
    said = []
    if cases:
        passages = counted(sum(len(origin.passages) for origin in cases), "passage")
        studies = counted(len(cases), "case study", "case studies")
        said.append(f"Here are {passages} of {studies}, each with the codes that were applied to it.")
    if answers:
        said.append(
            f"Of surveys, {counted(answers, 'answer')} that the report quotes can be found here, and no others: from a list of "
            "all, readers could count people where their number is withheld."
        )
    said.append("How many quotes are found says what was written and chosen, not how common something is.")
    return " ".join(said)


def as_json(explorer: Explorer, anchors: Mapping[str, str]) -> str:
    r"""The passages as data for the page's script. Nothing in it can end the element it stands in, or begin another.

    anchors: the place on the page of each segment that the report quotes.

    >>> as_json(Explorer((Code("</script>", "<!--"),), ()), {})
    '{"codes":[["\\u003c/script\\u003e","\\u003c!--",""]],"sources":[],"passages":[]}'
    """
    sources = [
        [origin.title, origin.place, origin.area, origin.question, origin.file, origin.sha256, origin.note]
        for origin in explorer.origins
    ]
    passages = [
        [
            number,
            passage.segment_id,
            passage.text,
            passage.where,
            anchors.get(passage.segment_id, ""),
            [[coding.code, coding.polarity, coding.by_person, coding.score] for coding in passage.codings],
        ]
        for number, origin in enumerate(explorer.origins)
        for passage in origin.passages
    ]
    codes = [[code.code, code.name, code.parent] for code in explorer.codes]
    held = {"codes": codes, "sources": sources, "passages": passages}
    return _harmless(json.dumps(_spoken(held), ensure_ascii=False, separators=(",", ":")))


def _spoken(value: Any) -> Any:
    """The same value with every text as `speakable`: an escape would bring back what no page may hold."""
    if isinstance(value, str):
        return speakable(value)
    if isinstance(value, list):
        return [_spoken(part) for part in value]
    return {key: _spoken(part) for key, part in value.items()} if isinstance(value, dict) else value


def _harmless(text: str) -> str:
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text
