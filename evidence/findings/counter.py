"""Passages that may speak against a finding and that it does not cite: looked for, and offered to the person who judges."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import pandas as pd

from evidence.coded import at_or_above, kept, ordered_codes, polarity_of, standing
from evidence.coded.numbers import Numbers, segment_rows
from evidence.findings.reading import AGAINST, FOR, Findings
from evidence.model import BARRIER, CASE_STUDY, ENABLER, NONE, EvidenceBase

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
    coded, codes = _believable(base), ordered_codes(base)["code"]
    below = _below(base.tables["codes"])
    parts = []
    for finding, claim, named in findings.summary[["finding", "claim", "codes"]].itertuples(index=False):
        wanted = codes.isin([code for name in filter(None, named.split(", ")) for code in below[name]]).to_numpy()
        cited = findings.evidence[findings.evidence["finding"] == finding]
        parts.append(_one_finding(base, coded[wanted[coded["code"]]], str(claim), cited).assign(finding=finding))
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
    """The decisions that stand and say yes, as `numbers.standing`; answers that are made up are left out."""
    rows, documents, surveys = standing(base), base.tables["documents"], base.tables["surveys"]
    made_up = documents["survey_id"].isin(surveys.loc[surveys["illustrative"], "survey_id"])
    believable = (documents["kind"] == CASE_STUDY) | ~made_up
    return rows[rows["yes"] & believable.to_numpy()[rows["document"]]]


def _below(codes: pd.DataFrame) -> dict[str, set[str]]:
    """Each code with all that lie below it, itself among them."""
    return {str(code): set(names) for code, names in at_or_above(codes).groupby("code")["below"]}


def _one_finding(base: EvidenceBase, coded: pd.DataFrame, claim: str, cited: pd.DataFrame) -> pd.DataFrame:
    """The passages of `coded`, a row each, as `counter_evidence` has them for one finding."""
    segments, documents = base.tables["segments"], base.tables["documents"]
    looked = _passages(coded, ordered_codes(base)["code"])
    sides = dict(zip(segment_rows(base, cited["segment_id"]), cited["side"], strict=True))
    looked["cited"] = looked["segment"].map(sides).fillna("")
    uncited, against = looked["cited"] == "", _against(looked[looked["cited"] == FOR])
    looked["side"] = uncited & (looked[against] if against else False)
    open_ = uncited & ~looked["side"] & (looked["says"].eq(NONE) | (not against))
    denials = _denials(base).take(looked["segment"].to_numpy()).to_numpy()
    denies = (open_ & (denials != "")).to_numpy()
    looked["offered"] = looked["side"] | denies
    looked["found_by"] = np.select([looked["side"], denies], [OTHER_SIDE, f"{DENIAL}: " + denials], "")
    offered = looked.loc[looked["offered"], "segment"]
    looked.loc[looked["offered"], "shared_words"] = _shared_words(claim, segments["text"].take(offered))
    order = [~looked["offered"], ~looked["side"], ~looked["by_person"], -looked["number"], -looked["shared_words"]]
    looked = looked.take(np.lexsort(order[::-1])).reset_index(drop=True)
    named = documents[["kind", "case_id", "respondent_id"]].take(looked["document"].to_numpy()).reset_index(drop=True)
    return pd.concat([looked, named], axis=1).assign(segment_id=segments["segment_id"].take(looked["segment"].to_numpy()).array)


def _passages(coded: pd.DataFrame, codes: pd.Series) -> pd.DataFrame:
    """Each passage once, in the order of the base, with all that its codings say together."""
    begins = np.diff(coded["segment"], prepend=-1) > 0
    which = np.cumsum(begins) - 1
    looked = coded.loc[begins, ["segment", "document"]].reset_index(drop=True)
    for column, held in (("barrier", "barrier"), ("enabler", "enabler"), ("by_person", "person")):
        looked[column] = np.bincount(which, weights=coded[held], minlength=len(looked)) > 0
    looked["number"] = np.bincount(which, minlength=len(looked))
    looked["codes"] = _joined(which, coded["code"].to_numpy(), codes)
    return looked.assign(says=polarity_of(looked), shared_words=0)


def _joined(which: Numbers, code: Numbers, codes: pd.Series) -> pd.Series:
    """For each passage the codes that it holds, joined by ", "; `which` numbers the passages, from 0, in order."""
    names, held = [""], np.zeros(int(which.max(initial=-1)) + 1, dtype=np.int64)
    nth = pd.Series(which).groupby(which).cumcount().to_numpy()
    # Few codes stand together in many ways: each way is named once, from the one of a code less.
    for n in range(int(nth.max(initial=-1)) + 1):
        at = np.flatnonzero(nth == n)
        ways, way = np.unique(held[which[at]] * len(codes) + code[at], return_inverse=True)
        held[which[at]] = len(names) + way
        names += [f"{names[w // len(codes)]}{', ' if n else ''}{codes[w % len(codes)]}" for w in ways.tolist()]
    return pd.Series(names, dtype="str").take(held).reset_index(drop=True)


def _against(cited_for: pd.DataFrame) -> str:
    """The side that would speak against these passages, a column of theirs; empty where they take none or both alike."""
    barriers, enablers = int(cited_for["barrier"].sum()), int(cited_for["enabler"].sum())
    if barriers == enablers:
        return ""
    return ENABLER if barriers > enablers else BARRIER


def _denials(base: EvidenceBase) -> pd.Series:
    """The words of denial of each segment that is coded, joined by ", "; empty for the rest."""

    def make() -> pd.DataFrame:
        texts = base.tables["segments"]["text"]
        coded = np.unique(standing(base)["segment"])
        # Passed over quickly first: most texts hold none.
        maybe = coded[texts.take(coded).str.contains(_DENIAL.pattern, case=False).to_numpy()]
        words = np.full(len(texts), "", dtype=object)
        words[maybe] = [", ".join(_once(word.lower() for word in _DENIAL.findall(text))) for text in texts.take(maybe)]
        return pd.DataFrame({"words": words})

    return kept(base, "denials", make)["words"]


def _once(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(words))


def _shared_words(claim: str, texts: pd.Series) -> Numbers:
    """How many of the words of a claim stand in each text."""
    shared, plain = np.zeros(len(texts), dtype=np.int64), texts.str.isascii().to_numpy()
    for word in sorted(_words(claim)):
        held = texts.str.contains(rf"(?:^|[^a-z]){word}(?:$|[^a-z])", case=False).to_numpy(copy=True)
        # Beside a letter such as é the quick way sees the end of a word.
        rest = np.flatnonzero(held & ~plain)
        held[rest] = [word in _words(text) for text in texts.iloc[rest]]
        shared += held
    return shared


def _words(text: str) -> set[str]:
    """Words of four letters and more: shorter ones say little of what a text is about."""
    return {word.lower() for word in _WORD.findall(text)}
