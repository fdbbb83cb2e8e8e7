"""What people claim from the evidence, with the passages for and against, and how sure they are."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from evidence.coded.attributes import cases_read
from evidence.exhibits import Captioned, Statement, captioned, listed, per_cent
from evidence.findings import (
    AGAINST,
    COMPONENTS,
    FOR,
    MARYLAND,
    NESTA,
    NOT_JUDGED,
    Findings,
    counter_evidence,
    counter_search,
    finding_facts,
    read_findings,
    standards_of_cases,
)
from evidence.model import EvidenceBase
from evidence.quotes import as_quotes
from evidence.summary.wording import Exhibits, counted, names_of, small


def findings_in_brief(base: EvidenceBase, path: Path) -> Statement | Captioned:
    """The findings that people wrote into `findings.yaml`, a row each; or that there are none yet.

    raises: CodingError, if a finding quotes words that no longer stand in its source.
    """
    if not path.is_file():
        return Statement(("No one has written down a finding yet: findings.yaml is where a person's claims stand.",))
    summary = read_findings(path, path.name, base).summary
    table = pd.DataFrame(
        {
            "finding": summary["claim"],
            "cases for it": summary["cases_for"],
            "cases against it": summary["cases_against"],
            "of_cases": summary["of_cases"],
            "confidence": summary["confidence"],
        }
    )
    return captioned(table, "Findings, with the cases for and against each, and how sure the person who made it is")


def findings_told(base: EvidenceBase, path: Path, *, most: int = 2) -> Exhibits:
    """Each finding with the judgement of confidence, the reasons for it, and passages for and against.

    most:   quotations for a finding; all that speak against it are shown.
    raises: as `findings_in_brief`.
    """
    if not path.is_file():
        yield findings_in_brief(base, path)
        return
    findings = read_findings(path, path.name, base)
    searched = counter_search(counter_evidence(base, findings), findings).set_index("finding")
    for row in findings.summary.to_dict("index").values():
        search = _searched({str(k): v for k, v in searched.loc[row["finding"]].items()})
        told = {str(k): v for k, v in row.items()} | {"both": both_sides(findings, str(row["finding"]))}
        yield _finding_said(told, findings.profile, search)
        yield from _evidence(base, findings, str(row["finding"]), most)


def both_sides(findings: Findings, finding: str) -> str:
    """How many cases are cited both for and against a finding, as a remark in brackets; empty if none is."""
    cited = findings.evidence[findings.evidence["finding"] == finding]
    for_it, against = (set(cited.loc[cited["side"] == side, "case_id"].dropna()) for side in (FOR, AGAINST))
    both = len(for_it & against)
    if not both:
        return ""
    if for_it == against:
        return " (the same case)" if both == 1 else f" (the same {both} cases)"
    return f" ({both} of them cited on both sides)"


def _finding_said(row: Mapping[str, Any], profile: pd.DataFrame, search: str) -> Statement:
    sides = [f"{row['cases_for']} of {row['of_cases']} cases speak for it"]
    sides.append(f"{row['cases_against']} against it{row['both']}" if row["cases_against"] else "none against it")
    if row["respondents_for"] or row["respondents_against"]:
        # Without a number: how many of a survey's people are cited is a small count of people.
        named = [side for side in (FOR, AGAINST) if row[f"respondents_{side}"]]
        sides.append(f"what people wrote in a survey is cited {' and '.join(named)} it")
    judged = "not judged yet" if row["confidence"] == NOT_JUDGED else f"{row['confidence']}. Judged by: {row['by']}"
    said = [f"{'; '.join(sides)}. Confidence: {judged.rstrip('.')}."]
    reasons = profile[profile["finding"] == row["finding"]]
    said += [f"{name.capitalize()}: {why}" for name, why in zip(reasons["component"], reasons["reason"], strict=True)]
    if row["selection"]:
        said.append(f"How its cases came to be studied: {row['selection']}.")
    return Statement((*said, search), heading=row["claim"])


def _evidence(base: EvidenceBase, findings: Findings, finding: str, most: int) -> Exhibits:
    mine = findings.evidence[findings.evidence["finding"] == finding]
    for side, what in ((FOR, "For it, for example:"), (AGAINST, "Against it:")):
        cited = mine.loc[mine["side"] == side, "segment_id"]
        if len(cited):
            yield Statement((what,))
            yield as_quotes(base, cited.head(most) if side == FOR else cited)


def _searched(row: Mapping[str, Any]) -> str:
    """How far counter-evidence was looked for, in one sentence."""
    if not row["codes"]:
        return "It names no code, so that nothing could be looked for that speaks against it."
    looked = f"Counter-evidence was looked for in {counted(row['looked_at'], 'passage')} with its codes:"
    if not row["offered"]:
        return f"{looked} beyond those it cites, none says the other side or denies anything."
    return f"{looked} beyond those it cites, {row['offered']} may speak against it."


def cited_for(base: EvidenceBase, path: Path) -> pd.DataFrame | None:
    """The passages that findings cite for themselves: finding, codes, segment_id, confidence; None without findings.

    raises: as `findings_in_brief`.
    """
    if not path.is_file():
        return None
    findings = read_findings(path, path.name, base)
    evidence = findings.evidence[findings.evidence["side"] == FOR]
    return evidence.merge(findings.summary, on="finding")[["finding", "codes", "segment_id", "confidence"]]


def profiles(base: EvidenceBase, path: Path) -> Exhibits:
    """For each finding, what the evidence shows beside each of the four judgements, as an evidence profile of GRADE-CERQual.

    raises: as `findings_in_brief`.
    """
    if not path.is_file():
        yield findings_in_brief(base, path)
        return
    findings = read_findings(path, path.name, base)
    searched = counter_search(counter_evidence(base, findings), findings)
    facts = finding_facts(base, findings).merge(searched[["finding", "offered"]], on="finding")
    for row, fact in zip(findings.summary.to_dict("records"), facts.to_dict("records"), strict=True):
        judged = findings.profile[findings.profile["finding"] == row["finding"]].set_index("component")
        shows = _shows({str(k): v for k, v in fact.items()})
        table = pd.DataFrame({"component": COMPONENTS, "what the evidence shows": [shows[name] for name in COMPONENTS]})
        if len(judged):
            told = judged.reindex(COMPONENTS)
            table["concern"] = told["concern"].fillna("not told").to_numpy()
            table["reason"] = told["reason"].to_numpy()
        table["component"] = table["component"].str.capitalize()
        suggested = f" The concerns suggest: {row['suggested']}." if row["suggested"] else ""
        note = f"Confidence: {row['confidence']}.{suggested}" + (f" Judged by: {row['by']}." if row["by"] else "")
        yield captioned(table, str(row["claim"]), note=note)


def _shows(fact: Mapping[str, Any]) -> dict[str, str]:
    """What the evidence shows for each component, in words."""
    sources = [f"sources: {fact['source_types']}" if fact["source_types"] else "", f"selection: {fact['selection']}"]
    designs = f"kind of evidence: {fact['designs']}" if fact["designs"] else ""
    limitations = ". ".join(part[0].upper() + part[1:] for part in (*sources, designs) if part)
    coherence = f"{fact['segments_for']} of {counted(fact['segments_for'] + fact['segments_against'], 'passage')} cited "
    coherence += f"({per_cent(fact['share_for'])}) speak for it; {fact['offered']} not cited may speak against it"
    people = f" and {counted(fact['respondents'], 'respondent')}" if fact["respondents"] else ""
    adequacy = f"{counted(fact['cases'], 'case')}{people}; {counted(fact['segments'], 'passage')} of {fact['words']:,} words"
    years = fact["years"] or "years not stated"
    undated = f", {counted(fact['undated'], 'case does', 'cases do')} not say" if fact["undated"] and fact["years"] else ""
    relevance = f"Policy areas: {fact['policy_areas']}. Years: {years}{undated}"
    return dict(zip(COMPONENTS, (limitations, coherence, adequacy, relevance), strict=True))


def counter_evidence_told(base: EvidenceBase, path: Path, *, most: int = 3) -> Exhibits:
    """For each finding, how far counter-evidence was looked for, and the passages that may speak against it, best first.

    most:   quotations for a finding.
    raises: as `findings_in_brief`.
    """
    if not path.is_file():
        yield findings_in_brief(base, path)
        return
    findings = read_findings(path, path.name, base)
    looked = counter_evidence(base, findings)
    claims = dict(zip(findings.summary["finding"], findings.summary["claim"], strict=True))
    for row in counter_search(looked, findings).to_dict("records"):
        offered = looked[looked["offered"] & (looked["finding"] == row["finding"])].head(most)
        found = _found(offered, names_of(base))
        yield Statement((_searched({str(k): v for k, v in row.items()}), *found), heading=claims[row["finding"]])
        if len(offered):
            yield as_quotes(base, offered["segment_id"])


def _found(offered: pd.DataFrame, names: Mapping[str, str]) -> list[str]:
    """Where each passage offered stands, what it speaks of, and how it was found."""
    who = offered["by_person"].map({True: "a person's decision", False: "a machine's coding"})
    where = offered["case_id"].map(names).fillna("A survey answer")
    subjects = [listed([small(names[code]) for code in codes.split(", ")]) for codes in offered["codes"]]
    rows = zip(where, subjects, offered["found_by"], who, strict=True)
    return [f"{place}, on {subject}: {found} ({decided})." for place, subject, found, decided in rows]


def evaluations_told(base: EvidenceBase, path: Path) -> Exhibits:
    """Where the evaluations that cases report stand on the Maryland scale and by Nesta's standards; all others on neither.

    raises: as `findings_in_brief`.
    """
    read = cases_read(base)
    if not path.is_file() or read.empty:
        yield Statement(("No evaluation has been described: a case study stands on no scale of evaluations.",))
        return
    table = standards_of_cases(read, read_findings(path, path.name, base).evaluations)
    scored = table[table["evaluated"] != ""]
    silent = table.loc[table["evaluated"] == "", "case_id"].nunique()
    said = (
        f"{silent} of {len(read)} cases report no evaluation that was described: they are case studies, not scoreable on either"
    )
    said += " scale, and what they show is judged by GRADE-CERQual instead."
    yield Statement((said, f"The scales: {MARYLAND}; {NESTA}."))
    if len(scored):
        names = names_of(base)
        shown = scored.assign(case_id=scored["case_id"].map(names)).rename(columns={"case_id": "case", "by": "judged_by"})
        shown = shown.rename(columns={"maryland": "Maryland", "nesta": "Nesta", "reasons": "rests_on", "missing": "next_level"})
        yield captioned(shown, "Evaluations that cases report, and the level whose least evidence each has")
