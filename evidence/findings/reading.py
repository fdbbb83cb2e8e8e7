"""`findings.yaml` read and checked: claims with the passages for and against each, and evaluations that cases report."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from evidence.coded.citing import Citations, citation_problems
from evidence.config import Mapped, did_you_mean, read_yaml, unknown_keys
from evidence.errors import CodingError, Problem
from evidence.findings.levels import COMPONENTS, CONCERNS, LEVELS, suggest_level
from evidence.findings.standards import DESIGN
from evidence.model import ANSWER, CASE_STUDY, EvidenceBase

FOR, AGAINST = "for", "against"
NOT_JUDGED = "not judged"

_KEYS = ("id", "claim", "codes", "about_frequency", FOR, AGAINST, "confidence")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")

COUNTING = re.compile(
    r"\b(?:(?<!the )most(?! likely)|many|majority|minority|half|fewer|few|every|none|never|always|often|rarely|seldom|usually"
    r"|frequently|commonly|typically|mostly|mainly|generally|(?<!at )(?<!above )(?<!after )all(?! the same| at once))\b",
    re.IGNORECASE,
)
"""Words by which a claim says how many or how often."""

_STEPS = 2
"""Levels by which a person may not stand above what the concerns of the same person suggest, without being told."""

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
    evaluations: one row per evaluation that a case reports and fact of its design: case_id, evaluated (what), by (who
              judged), fact (as `standards.DESIGN`), holds.
    """

    summary: pd.DataFrame
    evidence: pd.DataFrame
    profile: pd.DataFrame
    evaluations: pd.DataFrame

    def __len__(self) -> int:
        return len(self.summary)

    def __repr__(self) -> str:
        return self.summary[["finding", "cases_for", "cases_against", "of_cases", "confidence"]].to_string(index=False)

    def _repr_html_(self) -> str:
        return self.summary.to_html(index=False)


def read_findings(path: Path, shown: str, base: EvidenceBase) -> Findings:
    """The findings that a person wrote, checked against `base`.

    shown:  how messages name the file.
    raises: CodingError, with all that is wrong and its line: an unknown key, a finding without id, claim or evidence,
            a code or segment that is not in the base, a quote whose words are not in its segment (it is misquoted, the
            source has changed, or the segment is another), a level of confidence without a name or without its reasons,
            an evaluation of a case that is not in the base or whose design is told in facts that are not known.

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

    and, where a case reports an evaluation, `evaluations:`, a list of:

        - case: leeds
          evaluated: what was done, and for whom
          by: the person who judged its design
          design: {theory_of_change: true, before_and_after: true}     # the facts of `standards.DESIGN` that hold
          for: passages that tell of the design, as above
    """
    whole = _whole(path, shown)
    words = Citations(base)
    problems = _problems(whole, shown, list(base.tables["codes"]["code"]), words)
    if problems:
        raise CodingError(problems)
    items, evaluated = whole["findings"], whole.get("evaluations") or []
    evidence = _evidence_table(items, words)
    return Findings(_summary_table(items, evidence, base), evidence, _profile_table(items), _evaluations_table(evaluated))


def documents_cited(path: Path, shown: str) -> set[str]:
    """The ids of the documents of which a file of findings cites passages; none, if it cannot be read."""
    try:
        found = [read_yaml(path, shown, CodingError)]
    except CodingError:
        return set()
    cited = set()
    while found:
        one = found.pop()
        if isinstance(one, Mapped):
            cited.add(str(one.get("segment", "")).rpartition(":")[0])
        found += one.values() if isinstance(one, Mapped) else one if isinstance(one, list) else []
    return cited - {""}


def check_findings(path: Path, shown: str, codes: Sequence[str], base: EvidenceBase | None = None) -> list[Problem]:
    """All that is wrong with a file of findings; empty if all is well.

    codes: the codes of the codebook.
    base:  the evidence base, if there is one that is up to date: without it, passages cited cannot be looked up.
    """
    try:
        whole = _whole(path, shown)
    except CodingError as fault:
        return list(fault.problems)
    problems = _problems(whole, shown, codes, None if base is None else Citations(base))
    return problems + [one for item in _mapped(whole["findings"]) for one in _told_beyond(item, shown)]


def _told_beyond(item: Mapped, shown: str) -> list[Problem]:
    """Where a claim or a level says more than its finding bears: told by a check, though the finding can be read."""
    who, problems = f"finding '{item.get('id')}'", []
    counts = COUNTING.search(item["claim"]) if isinstance(item.get("claim"), str) else None
    if counts and item.get("about_frequency", False) is False:
        what = f"{who} says how many or how often ('{counts[0].lower()}'), and is not marked so"
        place = f"{shown}, line {item.lines['claim']}"
        problems.append(
            Problem(place, what, "Write: about_frequency: true, so that the report says how cases were chosen; or reword.")
        )
    judged = item.get("confidence")
    if not isinstance(judged, Mapped) or not isinstance(judged.get("concerns"), Mapped) or judged.get("level") not in LEVELS:
        return problems
    concerns = judged["concerns"]
    if set(concerns) != set(COMPONENTS) or any(concern not in CONCERNS for concern in concerns.values()):
        return problems
    level, why = suggest_level(concerns)
    if LEVELS.index(judged["level"]) - LEVELS.index(level) >= _STEPS:
        what = f"{who} is judged '{judged['level']}', where its own concerns suggest '{level}' ({why})"
        place = f"{shown}, line {judged.lines['level']}"
        problems.append(Problem(place, what, "Rate the level down, or judge the concerns anew, with reasons."))
    return problems


def _whole(path: Path, shown: str) -> Mapped:
    whole = read_yaml(path, shown, CodingError)
    if not isinstance(whole, Mapped) or not isinstance(whole.get("findings"), list):
        raise CodingError(Problem(shown, "holds no list of findings", "Write 'findings:' and under it, for each: - id: …"))
    if not isinstance(whole.get("evaluations") or [], list):
        mend = "Write under it, for each: - case: …"
        raise CodingError(Problem(f"{shown}, line {whole.lines['evaluations']}", "'evaluations' is no list", mend))
    return whole


def _problems(whole: Mapped, shown: str, codes: Sequence[str], words: Citations | None) -> list[Problem]:
    problems = unknown_keys(whole, ["findings", "evaluations"], shown)
    ids: dict[str, int] = {}
    for key, mend in (("findings", "Write each as: - id: …"), ("evaluations", "Write each as: - case: …")):
        if not all(isinstance(item, Mapped) for item in whole.get(key) or []):
            problems.append(Problem(f"{shown}, line {whole.lines[key]}", f"one of '{key}' is no mapping", mend))
    for item in _mapped(whole["findings"]):
        problems += _check_finding(item, shown, codes, ids) + _check_evidence(item, shown, words) + _check_confidence(item, shown)
    for item in _mapped(whole.get("evaluations")):
        problems += _check_evaluation(item, shown, words)
    return problems


def _mapped(items: list[Any] | None) -> list[Mapped]:
    return [item for item in items or [] if isinstance(item, Mapped)]


def _check_finding(item: Mapped, shown: str, known: Sequence[str], ids: dict[str, int]) -> list[Problem]:
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
    codes = item.get("codes") or []
    if not isinstance(codes, list):
        wrong("codes", "'codes' is no list", "Write for example: codes: [CAP.time]")
        return problems
    for code in codes:
        if code not in known:
            wrong("codes", f"code '{code}' is not in the codebook{did_you_mean(str(code), known)}", "Correct it, or define it.")
    return problems


def _check_evidence(item: Mapped, shown: str, words: Citations | None) -> list[Problem]:
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
        wrong(
            "reasons",
            f"finding '{item.get('id')}': no reason for {', '.join(missing)}",
            "Give a reason in words for each of the four components.",
        )
    if isinstance(reasons, Mapped):
        problems += unknown_keys(reasons, COMPONENTS, shown)
    if concerns is None:
        return problems
    if not isinstance(concerns, Mapped) or [c for c in COMPONENTS if concerns.get(c) not in CONCERNS]:
        wrong("concerns", "'concerns' does not judge all four components", f"Write for each: {', '.join(CONCERNS)}.")
    if isinstance(concerns, Mapped):
        problems += unknown_keys(concerns, COMPONENTS, shown)
    return problems


def _check_evaluation(item: Mapped, shown: str, words: Citations | None) -> list[Problem]:
    problems = unknown_keys(item, ("case", "evaluated", "by", "design", FOR), shown)
    who = f"the evaluation of case '{item.get('case')}'"

    def wrong(key: str, what: str, mend: str) -> None:
        problems.append(Problem(f"{shown}, line {item.lines.get(key, item.line)}", what, mend))

    for key, mend in (("case", "the case's id"), ("evaluated", "what was done, and for whom"), ("by", "who judged its design")):
        if not isinstance(item.get(key), str) or not item[key].strip():
            wrong(key, f"an evaluation without '{key}'", f"Write: {key}: {mend}")
    known = {found["case_id"] for found in words.documents.values() if found["kind"] == CASE_STUDY} if words else None
    if known is not None and item.get("case") not in known:
        wrong("case", f"there is no case '{item.get('case')}'{did_you_mean(str(item.get('case')), known)}", "Correct the id.")
    design = item.get("design")
    if not isinstance(design, Mapped) or not all(isinstance(holds, bool) for holds in design.values()):
        wrong("design", f"{who} does not tell its design", f"Write under it true or false for: {', '.join(DESIGN)}.")
    else:
        problems += unknown_keys(design, DESIGN, shown)
    problems += citation_problems(item, FOR, who, shown, words)
    if not item.get(FOR):
        wrong(FOR, f"{who} cites nothing that tells of its design", "Cite at least one segment.")
    return problems


def _evaluations_table(items: list[Mapped]) -> pd.DataFrame:
    rows = [
        {"case_id": item["case"], "evaluated": " ".join(item["evaluated"].split()), "by": item["by"].strip(), "fact": fact}
        | {"holds": holds}
        for item in items
        for fact, holds in item["design"].items()
    ]
    types = {"case_id": "str", "evaluated": "str", "by": "str", "fact": "str", "holds": "bool"}
    return pd.DataFrame(rows, columns=list(types)).astype(types)


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
