"""What the evidence for a finding shows, offered beside a person's four judgements of confidence."""

from __future__ import annotations

import pandas as pd

from evidence.coded.dating import case_years
from evidence.findings.reading import AGAINST, FOR, Findings
from evidence.model import EvidenceBase

_KINDS = {"selection": "selection", "source_type": "source_types", "evidence_standard": "designs"}


def finding_facts(base: EvidenceBase, findings: Findings) -> pd.DataFrame:
    """What the passages cited for and against each finding come to.

    returns: one row per finding, in their order: finding; adequacy: cases, respondents, segments, words (of the passages
             cited, for and against); coherence: segments_for, segments_against, share_for (0 to 1);
             relevance: policy_areas, years (first and last that its cases tell of; of their write-up where they do not
             say), undated (cases without any); methodological limitations: selection, source_types, designs (attributes
             `source_type` and `evidence_standard`). These texts name each value with its number of cases, most first;
             "not stated" where a case does not say; empty without cases, or where no case has the attribute.
    """
    words = base.tables["segments"].set_index("segment_id")["text"]
    described, years = _described(base), case_years(base)
    rows = []
    for finding in findings.summary["finding"]:
        mine = findings.evidence[findings.evidence["finding"] == finding]
        cases = described[described["case_id"].isin(mine["case_id"].dropna())]
        sides = {f"segments_{side}": int((mine["side"] == side).sum()) for side in (FOR, AGAINST)}
        people = mine.loc[mine["respondent_id"].notna(), ["survey_id", "respondent_id"]].drop_duplicates()
        once = mine["segment_id"].drop_duplicates()
        row = {"finding": finding, "cases": len(cases), "respondents": len(people), "segments": len(once)}
        row |= {"words": sum(len(text.split()) for text in words.loc[once]), **sides}
        row |= {"share_for": sides["segments_for"] / len(mine), **_dated(cases["case_id"], years)}
        rows.append(row | {name: _counted(cases[name]) if name in cases else "" for name in _TEXTS})
    return pd.DataFrame(rows, columns=[*_NUMBERS, *_DATES, *_TEXTS])


_NUMBERS = ("finding", "cases", "respondents", "segments", "words", "segments_for", "segments_against", "share_for")
_DATES = ("years", "undated")
_TEXTS = ("policy_areas", *_KINDS.values())


def _described(base: EvidenceBase) -> pd.DataFrame:
    """One row per case, with what a judgement may rest on."""
    cases = base.tables["cases"]
    wide = base.tables["case_attributes"].pivot_table(index="case_id", columns="attribute", values="value", aggfunc="first")
    wide = wide.reindex(cases["case_id"])
    table = cases[["case_id"]].assign(policy_areas=cases["policy_area"])
    for attribute, name in _KINDS.items():
        if attribute in cases or attribute in wide:
            table[name] = (cases if attribute in cases else wide)[attribute].to_numpy()
    return table


def _dated(cases: pd.Series, years: pd.DataFrame) -> dict[str, str | int]:
    mine = years[years["case_id"].isin(cases)]
    if mine.empty:
        return {"years": "", "undated": len(cases)}
    first, last = mine["year"].min(), mine["year"].max()
    told = str(first) if first == last else f"{first} to {last}"
    return {"years": told, "undated": len(cases) - mine["case_id"].nunique()}


def _counted(values: pd.Series) -> str:
    counts = values.astype(object).fillna("not stated").map(str).value_counts(sort=False)
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], str(pair[0])))
    return "; ".join(f"{str(value).rstrip('.')} ({number} of {len(values)} cases)" for value, number in ranked)
