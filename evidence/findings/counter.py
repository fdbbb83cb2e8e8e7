"""Passages that may speak against a finding and that it does not cite: looked for, and offered to the person who judges."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import pandas as pd

from evidence.coded import coded_segments
from evidence.findings.reading import AGAINST, FOR, Findings
from evidence.model import BARRIER, CASE_STUDY, ENABLER, MIXED, NONE, PERSON, YES, EvidenceBase

OTHER_SIDE, DENIAL = "says the other side", "holds words of denial"
"""How a passage was found: it says barrier where the finding's passages say enabler, or the reverse; or it denies something."""

_DENIAL = re.compile(
    r"\b(?:although|but|cannot|despite|except|fail(?:ed|s|ure)?|however|lack(?:ed|s|ing)?|neither|never|no|nobody|none|nor|not|"
    r"nothing|though|unless|without|yet)\b|n['’]t\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{4,}")
_COLUMNS = {
    "finding": "str",
    "segment_id": "str",
    "codes": "str",
    "says": "str",
    "cited": "str",
    "offered": "bool",
    "found_by": "str",
    "by_person": "bool",
    "shared_words": "int64",
    "kind": "str",
    "case_id": "str",
    "respondent_id": "str",
}


def counter_evidence(base: EvidenceBase, findings: Findings) -> pd.DataFrame:
    """Every passage that holds one of a finding's codes, and whether it is offered as one that may speak against it.

    returns: one row per finding and passage: finding, segment_id, codes (the finding's that it holds, or those below
             them), says (barrier, enabler, mixed or none), cited ("for", "against" or empty), offered, found_by
             (`OTHER_SIDE`, or `DENIAL` with the words for one that takes no side; empty if not offered), by_person (a
             person decided on one of its codes), shared_words (with the claim), kind, case_id, respondent_id. Findings
             in their order; what is offered first, best first: the other side before denials, a person's decision
             before a machine's, then by the codes and the words that it shares with the finding, then by its place.

    Only decisions that stand and say yes count. A finding's side is what more of the passages cited for it say; one
    without a side is met by denials alone. A finding without codes has no row. Answers that are made up are passed over.
    What is found is a suggestion: whether it speaks against the finding, a person reads and says.
    """
    coded = _believable(base)
    below = _below(base.tables["codes"])
    parts = []
    for finding, claim, codes in findings.summary[["finding", "claim", "codes"]].itertuples(index=False):
        wanted = {code for name in filter(None, codes.split(", ")) for code in below[name]}
        cited = findings.evidence[findings.evidence["finding"] == finding]
        parts.append(_one_finding(coded[coded["code"].isin(wanted)], str(claim), cited).assign(finding=finding))
    looked = pd.concat(parts) if parts else pd.DataFrame(columns=list(_COLUMNS))
    return looked[list(_COLUMNS)].astype(_COLUMNS).reset_index(drop=True)


def counter_search(looked: pd.DataFrame, findings: Findings) -> pd.DataFrame:
    """How far counter-evidence was looked for.

    looked:  as `counter_evidence`.
    returns: one row per finding, in their order: finding, codes, looked_at, cited_for, cited_against, offered (none of
             these is cited).
    """
    cited = looked["cited"]
    flags = looked[["finding"]].assign(
        looked_at=1, cited_for=cited == FOR, cited_against=cited == AGAINST, offered=looked["offered"]
    )
    counts = flags.groupby("finding").sum().astype("int64").reindex(findings.summary["finding"], fill_value=0)
    counts.insert(0, "codes", findings.summary["codes"].to_numpy())
    return counts.reset_index()


def _believable(base: EvidenceBase) -> pd.DataFrame:
    coded = coded_segments(base)
    surveys = base.tables["surveys"]
    made_up = coded["survey_id"].isin(surveys.loc[surveys["illustrative"], "survey_id"])
    coded = coded[(coded["applied"] == YES) & ((coded["kind"] == CASE_STUDY) | ~made_up)]
    return coded.assign(place=np.arange(len(coded)))


def _below(codes: pd.DataFrame) -> dict[str, set[str]]:
    """Each code with all that lie below it, itself among them."""
    parents = dict(zip(codes["code"], codes["parent"], strict=True))
    found: dict[str, set[str]] = {code: {code} for code in parents}
    for code in parents:
        above = parents[code]
        while isinstance(above, str):
            found[above].add(code)
            above = parents[above]
    return found


def _one_finding(coded: pd.DataFrame, claim: str, cited: pd.DataFrame) -> pd.DataFrame:
    """The passages of `coded`, a row each, as `counter_evidence` has them for one finding."""
    looked = _passages(coded)
    looked["cited"] = looked["segment_id"].map(dict(zip(cited["segment_id"], cited["side"], strict=True))).fillna("")
    uncited, against = looked["cited"] == "", _against(looked[looked["cited"] == FOR])
    looked["side"] = uncited & (looked[against] if against else False)
    open_ = uncited & ~looked["side"] & (looked["says"].eq(NONE) | (not against))
    # Only where it can count: a large base has tens of thousands of passages for a theme.
    denials = [_denials(text) if asked else "" for text, asked in zip(looked["text"], open_, strict=True)]
    denies = pd.Series([bool(words) for words in denials], dtype=bool)
    looked["offered"] = looked["side"] | denies
    looked["found_by"] = np.select([looked["side"], denies], [OTHER_SIDE, [f"{DENIAL}: {words}" for words in denials]], "")
    words = _words(claim)
    texts = zip(looked["text"], looked["offered"], strict=True)
    looked["shared_words"] = [len(words & _words(text)) if offered else 0 for text, offered in texts]
    order = ["offered", "side", "by_person", "number", "shared_words", "place"]
    return looked.sort_values(order, ascending=[False] * 5 + [True], kind="stable", ignore_index=True)


def _passages(coded: pd.DataFrame) -> pd.DataFrame:
    """Each passage once, with all that its codings say together."""
    which, _ = pd.factorize(coded["segment_id"])
    looked = coded.drop_duplicates("segment_id").drop(columns=["code", "polarity"]).reset_index(drop=True)
    for column, held in (
        ("barrier", coded["polarity"].isin((BARRIER, MIXED))),
        ("enabler", coded["polarity"].isin((ENABLER, MIXED))),
        ("by_person", coded["coder_kind"] == PERSON),
    ):
        looked[column] = np.bincount(which, weights=held, minlength=len(looked)) > 0
    codes: list[list[str]] = [[] for _ in range(len(looked))]
    for place, code in zip(which, coded["code"], strict=True):
        codes[place].append(code)
    both = looked["barrier"] & looked["enabler"]
    says = pd.Series(np.select([both, looked["barrier"], looked["enabler"]], [MIXED, BARRIER, ENABLER], NONE), dtype="str")
    return looked.assign(number=[len(own) for own in codes], codes=[", ".join(own) for own in codes], says=says)


def _against(cited_for: pd.DataFrame) -> str:
    """The side that would speak against these passages, a column of theirs; empty where they take none or both alike."""
    barriers, enablers = int(cited_for["barrier"].sum()), int(cited_for["enabler"].sum())
    if barriers == enablers:
        return ""
    return ENABLER if barriers > enablers else BARRIER


def _denials(text: str) -> str:
    return ", ".join(_once(word.lower() for word in _DENIAL.findall(text)))


def _once(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(words))


def _words(text: str) -> set[str]:
    """Words of four letters and more: shorter ones say little of what a text is about."""
    return {word.lower() for word in _WORD.findall(text)}
