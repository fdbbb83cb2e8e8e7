"""What the surveys say: who answered, what they ticked, and what they wrote."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import compress
from typing import Any

import pandas as pd

from evidence.exhibits import ILLUSTRATIVE, Statement, captioned, listed, per_cent
from evidence.figures import likert_figure, shares_figure
from evidence.model import ANSWER, EvidenceBase
from evidence.summary.wording import Exhibits, counted, quoted, small
from evidence.survey import CLOSED_KINDS, closed_table, likert_table, open_codes, response_rate

MOST_OPTIONS = 12
"""A question with more answers than this is not shown answer by answer: it may tell people apart."""


def survey_note(base: EvidenceBase, survey_id: str) -> str:
    """What must stand beside everything that uses this survey; empty if its answers are real."""
    surveys = base.tables["surveys"].set_index("survey_id")
    return ILLUSTRATIVE if surveys.loc[survey_id, "illustrative"] else ""


def who_answered(base: EvidenceBase) -> Statement:
    """For every survey, how many were invited and how many answered; or that there is no survey."""
    surveys = base.tables["surveys"]
    if surveys.empty:
        return Statement(("This project has no survey.",))
    said = [f"{counted(len(surveys), 'survey')} with {counted(len(base.tables['respondents']), 'respondent')}."]
    said += [_response(base, survey_id) for survey_id in surveys["survey_id"]]
    said.append("Those who answer a survey are rarely like all who were asked: read shares as those of the people who answered.")
    return Statement(tuple(said), note=ILLUSTRATIVE if surveys["illustrative"].any() else "")


def _response(base: EvidenceBase, survey_id: str) -> str:
    row = response_rate(base, survey_id).iloc[0]
    told = f"“{row['title']}”: {counted(int(row['valid']), 'person', 'people')} answered at least one question"
    if row["reason"]:
        return f"{told}; {row['reason'].partition(':')[0]}."
    return f"{told}, {per_cent(row['rate'])} of the {row['invited']:,} invited."


def closed_answers(base: EvidenceBase, survey_id: str) -> Exhibits:
    """The closed questions of a survey: those on a scale as a table and a figure, then a table for each of the others."""
    note, title = survey_note(base, survey_id), _survey_title(base, survey_id)
    closed, written = _questions(base, survey_id, CLOSED_KINDS), _questions(base, survey_id, ("free_text",))
    said = f"{counted(len(closed), 'closed question')} and {counted(len(written), 'open one')}."
    yield Statement((said,), heading=title, level=2, note=note)
    for scale, items in _by_scale(likert_table(base, survey_id)):
        shown = items[["question", *scale, "base", "missing", "net"]]
        yield captioned(shown, f"On a scale from “{scale[0]}” to “{scale[-1]}”", note=note, shares=scale)
        yield likert_figure(items, title=f"On a scale from “{scale[0]}” to “{scale[-1]}”", note=note)
    for question in _questions(base, survey_id, ("single", "multiple", "attribute")):
        table = closed_table(base, survey_id, question["question_id"])
        if 0 < len(table) <= MOST_OPTIONS:
            base_said = f"{table['base'].max():,} answered, {table['missing'].max():,} did not"
            shown = table.rename(columns={"option": "answer", "count": "people"})
            columns = ["answer", "people", "share", "low", "high", "note"]
            yield captioned(shown[columns], f"{question['text']} ({base_said})", note=note)


def _by_scale(items: pd.DataFrame) -> Iterator[tuple[list[str], pd.DataFrame]]:
    """The items that share a scale, in the order in which each scale first comes."""
    points = [str(name) for name in items if name not in ("question_id", "question", "base", "missing", "net")]
    answered = items[items["base"] > 0]
    offered = answered[points].notna().apply(tuple, axis=1) if points else pd.Series(dtype="object")
    for pattern in dict.fromkeys(offered):
        yield list(compress(points, pattern)), answered[offered == pattern]


def open_answers(base: EvidenceBase, survey_id: str, *, most: int = 1) -> Exhibits:
    """The open questions of a survey: which codes the answers hold, as tables and a figure, and in whose words.

    most: quotations for each side of the two themes most found.
    """
    note = survey_note(base, survey_id)
    for question in _questions(base, survey_id, ("free_text",)):
        asked = (survey_id, question["question_id"])
        themes = open_codes(base, *asked, level="theme")
        yield Statement((_open_said(themes),), heading=question["text"], note=note)
        found = themes[themes["count"] > 0]
        if found.empty:
            continue
        yield captioned(_reading(found), "Themes in the answers", note=note)
        yield shares_figure(found, title=f"What people wrote: {question['text']}", note=note)
        codes = open_codes(base, *asked)
        below = codes[(codes["count"] > 0) & ~codes["code"].isin(themes["code"])]
        if len(below):
            yield captioned(_reading(below), "What these themes are made of", note=note)
        shown: set[str] = set()
        for theme in found["code"].head(2):
            yield from quoted(base, theme, ANSWER, most=most, shown=shown, question=asked, note=note)


def _reading(codes: pd.DataFrame) -> pd.DataFrame:
    columns = ["name", "count", "share", "low", "high", "barrier", "enabler", "unsure", "base", "note"]
    return codes[columns].rename(columns={"count": "people"})


def surveys_in_brief(base: EvidenceBase) -> Exhibits:
    """For every survey, who answered and what the open answers speak of most, a sentence a question."""
    if base.tables["surveys"].empty:
        yield who_answered(base)
    for survey_id in base.tables["surveys"]["survey_id"]:
        said = [_response(base, survey_id)]
        for question in _questions(base, survey_id, ("free_text",)):
            themes = open_codes(base, survey_id, question["question_id"], level="theme")
            said.append(f"“{question['text']}” {_open_said(themes)}")
        yield Statement(tuple(said), heading=_survey_title(base, survey_id), note=survey_note(base, survey_id))


def _open_said(themes: pd.DataFrame, most: int = 3) -> str:
    answered = int(themes["base"].max()) if len(themes) else 0
    found = themes[themes["count"] > 0].head(most)
    people = counted(answered, "person", "people")
    if found.empty:
        return f"{people} wrote an answer; none holds a code of the codebook."
    rows = zip(found["name"], found["share"], found["count"], strict=True)
    named = [f"{small(name)} ({per_cent(share)}, {counted(count, 'person', 'people')})" for name, share, count in rows]
    return f"{people} wrote an answer. Most often they speak of {listed(named)}."


def _questions(base: EvidenceBase, survey_id: str, kinds: Iterable[str]) -> list[Mapping[str, Any]]:
    questions = base.tables["questions"]
    chosen = questions[(questions["survey_id"] == survey_id) & questions["kind"].isin(list(kinds))].sort_values("ordinal")
    return [{str(k): v for k, v in row.items()} for row in chosen.to_dict("records")]


def _survey_title(base: EvidenceBase, survey_id: str) -> str:
    surveys = base.tables["surveys"]
    return str(surveys.loc[surveys["survey_id"] == survey_id, "title"].iloc[0])
