"""Passages that a person cites in a file of judgements, each with a few of its words, so that a changed source is noticed."""

from __future__ import annotations

import unicodedata
from typing import Any

from evidence.config import Mapped, did_you_mean, unknown_keys
from evidence.errors import Problem
from evidence.model import EvidenceBase

LEAST_WORDS = 3
"""Words that a quote must have, unless it is its whole segment: one or two could stand in any other text."""


class Citations:
    """Where quoted words stand in the documents of one base."""

    def __init__(self, base: EvidenceBase) -> None:
        documents, segments = base.tables["documents"], base.tables["segments"]
        self.documents: dict[str, dict[str, Any]] = documents.set_index("document_id").to_dict("index")  # type: ignore[assignment]
        self.segments: dict[str, str] = dict(zip(segments["segment_id"], segments["text"], strict=True))

    def fault(self, segment: str, quote: str) -> tuple[str, str] | None:
        """What is wrong with quoting `segment` so, and how to mend it; None if its words stand there."""
        quoted, known = folded(quote), segment in self.segments
        if known and quoted in folded(self.segments[segment]):
            short = len(quoted.split()) < LEAST_WORDS and quoted != folded(self.segments[segment])
            return ("the quote is too short to notice a change", f"Quote at least {LEAST_WORDS} words.") if short else None
        document = segment.rpartition(":")[0]
        if document not in self.documents:
            hint = did_you_mean(document, self.documents)
            return f"there is no document '{document}'{hint}", "Take the segment's id from the evidence base."
        file, text = self.documents[document]["source_file"], folded(self.documents[document]["text"])
        problem = "its words are not those quoted" if known else "there is no such segment any more"
        if text.count(quoted) == 0:
            mend = "They are misquoted, or the source has changed: quote what stands there, or withdraw the evidence."
            return f"{problem}, and the words quoted stand nowhere in {file}", mend
        if text.count(quoted) > 1:
            return f"{problem}, and the words quoted stand {text.count(quoted)} times in {file}", "Quote more of the words."
        now = [name for name, words in self.segments.items() if name.startswith(f"{document}:") and quoted in folded(words)]
        if not now:
            return f"{problem}, and the words quoted run over several segments of {file}", "Quote words of one segment."
        return f"{problem}; the words quoted now stand at {now[0]} in {file}", f"Write: segment: {now[0]}"

    def origin(self, segment: str) -> dict[str, Any]:
        """The document of a segment and whose it is."""
        document = segment.rpartition(":")[0]
        found = self.documents[document]
        return {"document_id": document} | {name: found[name] for name in ("kind", "case_id", "survey_id", "respondent_id")}


def citation_problems(item: Mapped, key: str, who: str, shown: str, citations: Citations | None) -> list[Problem]:
    """What is wrong with the passages that `item` cites under `key`: a list of mappings, each a segment and its quote.

    who:   how a message names the item, e.g. "finding 'fear'".
    shown: how a message names the file.
    citations: None where there is no base to look them up in: then only their form is checked.
    """
    cited = item.get(key) or []
    if not isinstance(cited, list) or not all(isinstance(one, Mapped) for one in cited):
        place = f"{shown}, line {item.lines.get(key, item.line)}"
        mend = "Write under it for each passage: - segment: … and, indented below, quote: …"
        return [Problem(place, f"'{key}' is no list of segments", mend)]
    problems, seen = [], set[str]()
    for one in cited:
        place = f"{shown}, line {one.line}"
        problems += unknown_keys(one, ("segment", "quote"), shown) + _of_one(one, place, who, citations)
        if str(one.get("segment")) in seen:
            problems.append(Problem(place, f"segment {one['segment']} is cited twice", "Keep one."))
        seen.add(str(one.get("segment")))
    return problems


def _of_one(one: Mapped, place: str, who: str, citations: Citations | None) -> list[Problem]:
    segment, quote = one.get("segment"), one.get("quote")
    if not isinstance(segment, str):
        return [Problem(place, f"{who} cites no segment", "Write: segment: the segment's id")]
    if not isinstance(quote, str) or not quote.strip():
        mend = "Write a few of its words, so that a changed source is noticed: quote: …"
        return [Problem(place, f"{who}, segment {segment}: no quote", mend)]
    fault = None if citations is None else citations.fault(segment, quote)
    return [] if fault is None else [Problem(place, f"{who}, segment {segment}: {fault[0]}", fault[1])]


def folded(words: str) -> str:
    """`words` without what a YAML file or a keyboard changes: breaks of lines, and curly quotation marks."""
    straight = unicodedata.normalize("NFC", words).translate(_STRAIGHT)
    return " ".join(straight.split())


_STRAIGHT = str.maketrans("‘’“”", "''\"\"")
