"""Claims that a person makes from the evidence: the passages for and against each, and how sure that person is.

Confidence is judged as GRADE-CERQual has it: four components, a level, and a reason for each, by a person who is named.
A level may be suggested here; none is ever given.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from evidence.coded.citing import Citations, citation_problems
from evidence.config import Mapped, did_you_mean, read_yaml, unknown_keys
from evidence.errors import CodingError, Problem
from evidence.model import ANSWER, CASE_STUDY, EvidenceBase

LEVELS = ("very low", "low", "moderate", "high")
"""Confidence that a finding represents what it is about, from the least (Lewin et al. 2018)."""

COMPONENTS = ("methodological limitations", "coherence", "adequacy", "relevance")
CONCERNS = ("none", "minor", "moderate", "serious")
FOR, AGAINST = "for", "against"
NOT_JUDGED = "not judged"

_KEYS = ("id", "claim", "codes", "about_frequency", FOR, AGAINST, "confidence")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_SUMMARY = {
    "finding": "str",
    "claim": "str",
    "codes": "str",
    "cases_for": "int64",
    "cases_against": "int64",
    "of_cases": "int64",
    "respondents_for": "int64",
    "respondents_against": "int64",
    "segments_for": "int64",
    "segments_against": "int64",
    "kinds": "str",
    "confidence": "str",
    "by": "str",
    "suggested": "str",
    "reasons": "str",
    "selection": "str",
}
_EVIDENCE = ("finding", "side", "segment_id", "quote", "kind", "document_id", "case_id", "survey_id", "respondent_id")
_PROFILE = ("finding", "component", "concern", "reason")


@dataclass(frozen=True, repr=False)
class Findings:
    """What `findings.yaml` claims, checked against the evidence base.

    summary:  one row per finding, in the file's order: finding (its id), claim, codes; cases_for, cases_against,
              of_cases (that were read), respondents_for, respondents_against, segments_for, segments_against; kinds (of
              the evidence for it); confidence (the level, or "not judged"), by (whose judgement), suggested (the level
              that the concerns suggest, and why), reasons; selection (of a claim about frequency: how the cases came
              to be studied).
    evidence: one row per passage cited: finding, side (for or against), segment_id, quote, kind, document_id, case_id,
              survey_id, respondent_id.
    profile:  one row per finding that was judged and component: finding, component, concern (may be missing), reason.
    """

    summary: pd.DataFrame
    evidence: pd.DataFrame
    profile: pd.DataFrame

    def __len__(self) -> int:
        return len(self.summary)

    def __repr__(self) -> str:
        return self.summary[["finding", "cases_for", "cases_against", "of_cases", "confidence"]].to_string(index=False)

    def _repr_html_(self) -> str:
        return self.summary.to_html(index=False)


def suggest_level(concerns: Mapping[str, str]) -> tuple[str, str]:
    """The level that concerns suggest, and why; for a person to judge, never to publish as it is.

    concerns: each of `COMPONENTS`: "none", "minor", "moderate" or "serious".
    raises:   ValueError, if a component is missing or unknown, or a concern is none of these.
    source:   the rules for rating down of Lewin et al. (2018); that lesser concerns together cost one level is our
              reading of "several may justify one level".

    >>> suggest_level({"methodological limitations": "serious", "coherence": "none", "adequacy": "none", "relevance": "none"})
    ('moderate', 'from high, down 1 for serious concerns (methodological limitations)')
    """
    if set(concerns) != set(COMPONENTS) or not set(concerns.values()) <= set(CONCERNS):
        raise ValueError(f"give for each of {', '.join(COMPONENTS)} one of {', '.join(CONCERNS)}")
    serious = [name for name in COMPONENTS if concerns[name] == "serious"]
    lesser = [name for name in COMPONENTS if concerns[name] in ("minor", "moderate")]
    together = len(lesser) >= 2 and "moderate" in concerns.values()
    reasons = [f"down {len(serious)} for serious concerns ({', '.join(serious)})"] if serious else []
    if together:
        reasons.append(f"down 1 for lesser concerns together ({', '.join(lesser)}), which is a judgement")
    if not reasons:
        return LEVELS[-1], "high: no concern that would rate it down"
    level = max(0, len(LEVELS) - 1 - len(serious) - together)
    return LEVELS[level], f"from high, {', '.join(reasons)}"


def read_findings(path: Path, shown: str, base: EvidenceBase) -> Findings:
    """The findings that a person wrote, checked against `base`.

    shown:  how messages name the file.
    raises: CodingError, with all that is wrong and its line: an unknown key, a finding without id, claim or evidence,
            a code or segment that is not in the base, a quote whose words are not in its segment (the source has
            changed, or the segment is another), a level of confidence without a name or without its reasons.

    The file holds `findings:`, a list of:

        - id: time-to-meet
          claim: Places that made time to meet …
          codes: [CAP.time]
          about_frequency: false        # true if it says how many or how often
          for:
            - segment: leeds:0-101
              quote: a few of its words, so that a changed source is noticed
          against: []
          confidence:
            level: moderate             # high, moderate, low or very low
            by: the person who judged
            concerns: {methodological limitations: moderate, coherence: none, adequacy: minor, relevance: none}
            reasons: {methodological limitations: …, coherence: …, adequacy: …, relevance: …}
    """
    whole = read_yaml(path, shown, CodingError)
    if not isinstance(whole, Mapped) or not isinstance(whole.get("findings"), list):
        raise CodingError(Problem(shown, "holds no list of findings", "Write 'findings:' and under it, for each: - id: …"))
    problems = unknown_keys(whole, ["findings"], shown)
    words = Citations(base)
    ids: dict[str, int] = {}
    items = [item for item in whole["findings"] if isinstance(item, Mapped)]
    if len(items) < len(whole["findings"]):
        problems.append(Problem(shown, "a finding is no mapping", "Write each as: - id: … and, indented, its claim."))
    for item in items:
        problems += _check_finding(item, shown, base, ids) + _check_evidence(item, shown, words) + _check_confidence(item, shown)
    if problems:
        raise CodingError(problems)
    evidence = _evidence_table(items, words)
    return Findings(_summary_table(items, evidence, base), evidence, _profile_table(items))


def _check_finding(item: Mapped, shown: str, base: EvidenceBase, ids: dict[str, int]) -> list[Problem]:
    problems = unknown_keys(item, _KEYS, shown)

    def wrong(key: str, what: str, mend: str) -> None:
        problems.append(Problem(f"{shown}, line {item.lines.get(key, item.line)}", what, mend))

    name = item.get("id")
    if not isinstance(name, str) or not _ID.fullmatch(name):
        wrong("id", "the finding has no id that can be used", "Write a short name of letters, digits and '-': id: time-to-meet")
    elif name in ids:
        wrong("id", f"the id '{name}' was used before, in line {ids[name]}", "Give each finding its own.")
    else:
        ids[name] = item.line
    if not isinstance(item.get("claim"), str) or not item["claim"].strip():
        wrong("claim", "the finding makes no claim", "Write one sentence: claim: …")
    if not isinstance(item.get("about_frequency", False), bool):
        wrong("about_frequency", "'about_frequency' is neither true nor false", "Write true if the claim says how many.")
    known, codes = list(base.tables["codes"]["code"]), item.get("codes") or []
    if not isinstance(codes, list):
        wrong("codes", "'codes' is no list", "Write for example: codes: [CAP.time]")
        return problems
    for code in codes:
        if code not in known:
            wrong("codes", f"code '{code}' is not in the codebook{did_you_mean(str(code), known)}", "Correct it, or define it.")
    return problems


def _check_evidence(item: Mapped, shown: str, words: Citations) -> list[Problem]:
    problems = []
    for side in (FOR, AGAINST):
        problems += citation_problems(item, side, f"finding '{item.get('id')}'", shown, words)
    if not item.get(FOR):
        place = f"{shown}, line {item.lines.get(FOR, item.line)}"
        problems.append(Problem(place, f"finding '{item.get('id')}' cites nothing for it", "Cite at least one segment."))
    return problems


def _check_confidence(item: Mapped, shown: str) -> list[Problem]:
    judged = item.get("confidence")
    if judged is None:
        return []
    line = item.lines["confidence"]
    if not isinstance(judged, Mapped):
        return [Problem(f"{shown}, line {line}", "'confidence' is no mapping", "Write under it: level, by and reasons.")]
    problems = unknown_keys(judged, ("level", "by", "concerns", "reasons"), shown)

    def wrong(key: str, what: str, mend: str) -> None:
        problems.append(Problem(f"{shown}, line {judged.lines.get(key, line)}", what, mend))

    if judged.get("level") not in LEVELS:
        wrong("level", f"'level' is none of {', '.join(LEVELS)}", "Write for example: level: moderate")
    if not isinstance(judged.get("by"), str) or not judged["by"].strip():
        wrong("by", "a level of confidence without the name of the person who judged", "Write: by: the person's name")
    reasons, concerns = judged.get("reasons"), judged.get("concerns")
    missing = [
        c for c in COMPONENTS if not (isinstance(reasons, Mapped) and isinstance(reasons.get(c), str) and reasons[c].strip())
    ]
    if missing:
        wrong("reasons", f"no reason for {', '.join(missing)}", "Give a reason in words for each of the four components.")
    if isinstance(reasons, Mapped):
        problems += unknown_keys(reasons, COMPONENTS, shown)
    if concerns is None:
        return problems
    if not isinstance(concerns, Mapped) or [c for c in COMPONENTS if concerns.get(c) not in CONCERNS]:
        wrong("concerns", "'concerns' does not judge all four components", f"Write for each: {', '.join(CONCERNS)}.")
    if isinstance(concerns, Mapped):
        problems += unknown_keys(concerns, COMPONENTS, shown)
    return problems


def _evidence_table(items: list[Mapped], words: Citations) -> pd.DataFrame:
    rows = [
        {"finding": item["id"], "side": side, "segment_id": one["segment"], "quote": " ".join(one["quote"].split())}
        | words.origin(one["segment"])
        for item in items
        for side in (FOR, AGAINST)
        for one in item.get(side) or []
    ]
    return pd.DataFrame(rows, columns=_EVIDENCE).astype(dict.fromkeys(_EVIDENCE, "str"))


def _profile_table(items: list[Mapped]) -> pd.DataFrame:
    rows = [
        {
            "finding": item["id"],
            "component": component,
            "concern": (item["confidence"].get("concerns") or {}).get(component),
            "reason": " ".join(item["confidence"]["reasons"][component].split()),
        }
        for item in items
        if item.get("confidence")
        for component in COMPONENTS
    ]
    return pd.DataFrame(rows, columns=_PROFILE).astype(dict.fromkeys(_PROFILE, "str"))


def _summary_table(items: list[Mapped], evidence: pd.DataFrame, base: EvidenceBase) -> pd.DataFrame:
    documents = base.tables["documents"]
    read = documents.loc[documents["kind"] == CASE_STUDY, "case_id"].nunique()
    rows = []
    for item in items:
        mine = evidence[evidence["finding"] == item["id"]]
        row = {"finding": item["id"], "claim": " ".join(item["claim"].split()), "codes": ", ".join(item.get("codes") or [])}
        row |= _counts(mine) | {"of_cases": read} | _judgement(item.get("confidence"))
        row["selection"] = _selection(base) if item.get("about_frequency") else ""
        rows.append(row)
    return pd.DataFrame(rows, columns=list(_SUMMARY)).astype(_SUMMARY)


def _counts(mine: pd.DataFrame) -> dict[str, Any]:
    counts: dict[str, Any] = {}
    for side in (FOR, AGAINST):
        rows = mine[mine["side"] == side]
        people = rows.loc[rows["kind"] == ANSWER, ["survey_id", "respondent_id"]]
        counts[f"cases_{side}"] = rows["case_id"].nunique()
        counts[f"respondents_{side}"] = len(people.drop_duplicates())
        counts[f"segments_{side}"] = len(rows)
    named = {CASE_STUDY: "case studies", ANSWER: "survey answers"}
    found = set(mine.loc[mine["side"] == FOR, "kind"])
    return counts | {"kinds": "; ".join(named[kind] for kind in named if kind in found)}


def _judgement(judged: Mapped | None) -> dict[str, str]:
    if judged is None:
        return {"confidence": NOT_JUDGED, "by": "", "suggested": "", "reasons": ""}
    suggested = ""
    if judged.get("concerns"):
        level, why = suggest_level(judged["concerns"])
        suggested = f"{level} ({why})"
    reasons = "; ".join(f"{name}: {' '.join(judged['reasons'][name].split())}" for name in COMPONENTS)
    return {"confidence": judged["level"], "by": judged["by"].strip(), "suggested": suggested, "reasons": reasons}


def _selection(base: EvidenceBase) -> str:
    """How the cases that were read came to be studied, each way with its number of cases."""
    documents, cases = base.tables["documents"], base.tables["cases"]
    read = cases[cases["case_id"].isin(documents.loc[documents["kind"] == CASE_STUDY, "case_id"])]
    ways = read["selection"].fillna("not stated").value_counts().sort_index()
    return "; ".join(f"{way} ({number} of {len(read)} cases)" for way, number in ways.items())
