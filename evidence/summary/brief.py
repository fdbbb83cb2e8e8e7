"""What a reader with five minutes must know: claims and how sure they are, what answered barriers, what is asked of others."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from evidence.exhibits import Statement, listed
from evidence.findings import LEVELS, NOT_JUDGED, read_findings
from evidence.model import EvidenceBase
from evidence.pairs.escalation import FILE as REGISTER
from evidence.pairs.escalation import read_register
from evidence.project import Project
from evidence.summary import landscape, solutions
from evidence.summary.claims import both_sides
from evidence.summary.solutions import also_cited
from evidence.summary.wording import counted, reviewed

FINDINGS = "findings.yaml"

_SENTENCES = 3
"""Sentences of a bottom line that are told here; the rest stands in its part of the report."""


def in_brief(base: EvidenceBase, project: Project) -> list[Statement]:
    """What the findings, the pairs, the register and the gap map say, in this order, each with a heading.

    project: in its folder stand `findings.yaml` and `escalation.yaml`, if anyone has written them.
    raises:  CodingError, if one of them quotes words that no longer stand in its source.
    """
    claims = project.folder / FINDINGS
    solved = solutions.bottom_line(base)
    thin = landscape.bottom_line(base, landscape.gaps(base, claims, tuple(project.wanted.get("policy_area", ()))))
    said = [
        claims_in_brief(base, claims),
        Statement(solved.sentences[:_SENTENCES], "Barriers, and what answered them"),
        asked_of_others(base, project.folder / REGISTER),
        Statement(thin.sentences[:_SENTENCES], "Where the evidence is thin"),
    ]
    return [statement for statement in said if statement.sentences]


def claims_in_brief(base: EvidenceBase, path: Path) -> Statement:
    """Each claim with its confidence and its cases, the surest first; or that no one has made one."""
    heading = "What we know, and how surely"
    if not path.is_file():
        none = "No one has written down a finding yet. What follows are counts: no count is a finding."
        return Statement((none, reviewed(base)), heading)
    findings = read_findings(path, path.name, base)
    summary = findings.summary
    rank = summary["confidence"].map({level: n for n, level in enumerate(reversed(LEVELS))}).fillna(len(LEVELS))
    rows = summary.iloc[rank.argsort(kind="stable")].to_dict("records")
    judged = int((summary["confidence"] != NOT_JUDGED).sum())
    by = sorted({name for name in summary["by"] if name})
    of = "each" if judged == len(rows) else f"{judged} of them"
    who = f"Confidence in {of} was judged by: {'; '.join(by)}" if judged else "No one has judged how sure they are"
    first = f"People stand by {counted(len(rows), 'finding')}. {who}."
    told = (
        f"{row['claim'].rstrip('.')}. {_sureness(str(row['confidence']), str(row['suggested']))}: {row['cases_for']} of "
        f"{counted(row['of_cases'], 'case')} for it, {row['cases_against']} against{both_sides(findings, str(row['finding']))}."
        for row in rows
    )
    return Statement((first, *told, reviewed(base)), heading)


def asked_of_others(base: EvidenceBase, path: Path) -> Statement:
    """What the escalation register asks that no place can do alone, each with its barrier and its cases; empty without one."""
    if not path.is_file():
        return Statement(())
    entries = read_register(path, path.name, base).entries
    beyond = entries[entries["scope"].isin(("national", "both"))]
    if beyond.empty:
        return Statement(())
    scopes = beyond["scope"].value_counts()
    told = [f"{scopes[scope]} {what}" for scope, what in _NEED.items() if scope in scopes]
    first = f"{counted(len(beyond), 'thing is', 'things are')} asked for: {listed(told)}. Who judged so, and why, stands below."
    return Statement((first, *(_asked(row) for _, row in beyond.iterrows())), "What central government could do")


_NEED = {
    "national": "judged to need national action alone",
    "both": "judged to need national and local action together",
}


def _asked(row: pd.Series) -> str:
    where = f"The barrier behind it, “{row['barrier']}”: {row['cases']} of {counted(row['of_cases'], 'case')}"
    return f"{row['ask'].rstrip('.')}. {where}{also_cited(row)}. Status: {row['status']}."


def _sureness(level: str, suggested: str) -> str:
    """The level in words; beside it what the concerns suggest, where that is another."""
    if level == NOT_JUDGED:
        return "Confidence not judged"
    other = suggested.partition(" (")[0]
    return f"{level.capitalize()} confidence" + (f", where its concerns suggest {other}" if other and other != level else "")
