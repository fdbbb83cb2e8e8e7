"""The register of barriers that remain: what people ask of central government, on what evidence, and what came of it.

What a barrier's scope is, who could act and what the status is are a person's judgements, made in `escalation.yaml`; nothing
here makes them. What no one has judged is offered as a candidate, with the signs that speak for it.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from evidence.coded import SAYS, at_or_above, coded_segments, read_documents
from evidence.coded.citing import Citations, citation_problems
from evidence.coded.numbers import segment_rows
from evidence.config import Mapped, did_you_mean, read_yaml, unknown_keys
from evidence.errors import CodingError, Problem
from evidence.model import BARRIER, CASE_STUDY, YES, EvidenceBase
from evidence.pairs.answers import ANSWERED, OPEN, barrier_states, barrier_summary

FILE = "escalation.yaml"
SCOPES = ("national", "local", "both")
STATUSES = ("raised", "in discussion", "resolved", "remains")
NOT_JUDGED = "not judged"

_KEYS = ("id", "code", "ask", "scope", "department", "status", "by", "reasons", "for")
_JUDGED = ("scope", "department", "status")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")

NATIONAL = re.compile(
    r"\b(?:central government|government departments?|ministers?|ministry|parliament|legislat\w+|statut\w+|(?:the|common) law\b"
    r"|acts of parliament|national (?:guidance|system|standard|rule|identifier|polic)\w*|law commission|home office"
    r"|department of health)",
    re.IGNORECASE,
)
"""Words by which a passage may speak of what only central government can move: a sign to look at, no judgement."""

MANY = 2
"""Cases that report a barrier which none of them answered, from which it is worth asking whether it can be moved locally."""


@dataclass(frozen=True)
class Register:
    """The register of barriers that remain.

    entries:  one row per entry of the file, in its order: id, code, barrier (the code's name), ask, cases (that report it),
              of_cases, answered (cases in which a person confirmed an answer), no_answer (cases in which none is known);
              scope, department, status, each "not judged" where no one has; by, reasons; cited (passages), cases_cited.
    evidence: one row per passage cited: id, segment_id, quote, case_id, text.
    """

    entries: pd.DataFrame
    evidence: pd.DataFrame


def read_register(path: Path, shown: str, base: EvidenceBase) -> Register:
    """The register that people wrote, checked against `base`.

    shown:  how messages name the file.
    raises: CodingError, with all that is wrong and its line: an unknown key, code, scope or status; a judgement without
            the person's name and reasons; a passage that is not in the base or does not hold the words quoted.

    The file holds `barriers:`, a list of:

        - id: legal-gateways
          code: GOV.law
          ask: A review of the powers to share …
          scope: national               # national, local or both
          department: which could act
          status: raised                # raised, in discussion, resolved or remains
          by: the person who judged
          reasons: why so
          for:
            - segment: law-commission:717-1144
              quote: a few of its words, so that a changed source is noticed
    """
    citations = Citations(base)
    items, problems = _items(path, shown, set(base.tables["codes"]["code"]), citations)
    if problems:
        raise CodingError(problems)
    evidence = [
        {"id": item["id"], "segment_id": one["segment"], "quote": " ".join(one["quote"].split())}
        | {"case_id": citations.origin(one["segment"])["case_id"], "text": citations.segments[one["segment"]]}
        for item in items
        for one in item["for"]
    ]
    columns = ["id", "segment_id", "quote", "case_id", "text"]
    cited = pd.DataFrame(evidence, columns=columns, dtype="str")
    cases = cited.groupby("id")["case_id"].nunique()
    entries = _entries(items, base)
    return Register(entries.assign(cases_cited=entries["id"].map(cases).astype("int64")), cited)


def check_register(path: Path, shown: str, codes: Collection[str], base: EvidenceBase | None = None) -> list[Problem]:
    """All that is wrong with the register; nothing where there is no file.

    codes: the codes of the codebook.
    base:  the evidence base, if there is one that is up to date: without it, passages cited cannot be looked up.
    """
    there = path.exists() or path.is_symlink()
    return _items(path, shown, codes, None if base is None else Citations(base))[1] if there else []


def candidates(base: EvidenceBase, judged: Collection[str] = ()) -> pd.DataFrame:
    """Barriers that may need someone above the places to act, for a person to judge.

    judged:  codes that the register holds already.
    returns: one row per code, most signs first: code, name, cases, of_cases, no_answer, signs (in words), segment_id and text
             of a passage that shows it. A sign is: passages that speak of law, departments or national systems; several
             cases that report it and none that answered it. A code without any sign has no row.
    """
    summary = barrier_summary(base)
    passages = _barrier_passages(base)
    texts = base.tables["segments"]["text"]
    rows = []
    for row in summary[~summary["code"].isin(list(judged))].to_dict("records"):
        mine = passages[passages["code"] == row["code"]]
        national = mine[mine["national"]]
        where = f"{len(national)} of {len(mine)} passages" if len(mine) > 1 else "its one passage"
        signs = [f"speaks of law, departments or national systems in {where}"] if len(national) else []
        if row["cases"] >= MANY and not row["answered"] and not row["in_part"]:
            signs.append(f"reported by {row['cases']} cases, and no answer was confirmed in any")
        if signs:
            shown = (national if len(national) else mine).iloc[0]
            told = {name: row[name] for name in ("code", "name", "cases", "of_cases", "no_answer")}
            told |= {"segment_id": shown["segment_id"], "text": texts.iloc[shown["segment"]]}
            rows.append(told | {"signs": "; ".join(signs), "rank": len(signs)})
    table = pd.DataFrame(rows, columns=["code", "name", "cases", "of_cases", "no_answer", "signs", "segment_id", "text", "rank"])
    return table.sort_values(["rank", "cases"], ascending=False, kind="stable", ignore_index=True).drop(columns="rank")


def _barrier_passages(base: EvidenceBase) -> pd.DataFrame:
    """The passages that name a barrier: segment_id, segment (its row), code, national (whether its words are a sign of that)."""
    coded = coded_segments(base, kind=CASE_STUDY)
    held = coded["polarity"].isin(SAYS[BARRIER]) & (coded["applied"] == YES) & coded["case_id"].notna()
    # What a person decided (without a score) first, then what speaks most clearly: one of them stands for all.
    coded = coded[held].sort_values("score", ascending=False, kind="stable", na_position="first")[["segment_id", "code"]]
    once = coded["segment_id"].drop_duplicates()
    rows = segment_rows(base, once)
    texts = base.tables["segments"]["text"].take(rows)
    # Passed over quickly first, by the same words without their endings: few texts hold any.
    maybe = texts.str.contains(re.sub(r"\\w[+*]", "", NATIONAL.pattern), case=False).to_numpy()
    national = maybe.copy()
    national[maybe] = [bool(NATIONAL.search(text)) for text in texts[maybe]]
    signs = pd.DataFrame({"segment_id": once.array, "segment": rows, "national": national})
    return coded.merge(signs, on="segment_id")


def _items(path: Path, shown: str, codes: Collection[str], citations: Citations | None) -> tuple[list[Mapped], list[Problem]]:
    """The entries of the file, and all that is wrong with them; passages are looked up where there are `citations`."""
    try:
        whole = read_yaml(path, shown, CodingError)
    except CodingError as fault:
        return [], list(fault.problems)
    if not isinstance(whole, Mapped) or not isinstance(whole.get("barriers"), list):
        return [], [Problem(shown, "holds no list of barriers", "Write 'barriers:' and under it, for each: - id: …")]
    problems = unknown_keys(whole, ["barriers"], shown)
    items = [item for item in whole["barriers"] if isinstance(item, Mapped)]
    if len(items) < len(whole["barriers"]):
        problems.append(Problem(shown, "a barrier is no mapping", "Write each as: - id: … and, indented, its code and ask."))
    ids: dict[str, int] = {}
    for item in items:
        problems += unknown_keys(item, _KEYS, shown) + _wrong(item, shown, codes, ids)
        problems += citation_problems(item, "for", f"barrier '{item.get('id')}'", shown, citations)
    return items, problems


def _wrong(item: Mapped, shown: str, codes: Collection[str], ids: dict[str, int]) -> list[Problem]:
    """What is wrong with one entry, its passages apart."""
    problems = []

    def wrong(key: str, what: str, mend: str) -> None:
        problems.append(Problem(f"{shown}, line {item.lines.get(key, item.line)}", what, mend))

    name, code = item.get("id"), item.get("code")
    if not isinstance(name, str) or not _ID.fullmatch(name):
        wrong("id", "the barrier has no id that can be used", "Write a short name of letters, digits and '-': id: legal-gateways")
    elif name in ids:
        wrong("id", f"the id '{name}' was used before, in line {ids[name]}", "Give each barrier its own.")
    else:
        ids[name] = item.line
    if code not in codes:
        wrong("code", f"code '{code}' is not in the codebook{did_you_mean(str(code), codes)}", "Correct it, or define it.")
    if not _said(item, "ask"):
        wrong("ask", "does not say what is asked for", "Write one sentence: ask: …")
    for key, known in (("scope", SCOPES), ("status", STATUSES)):
        if item.get(key) is not None and item[key] not in known:
            hint = did_you_mean(str(item[key]), known)
            wrong(key, f"'{key}' is none of {', '.join(known)}{hint}", f"Write for example: {key}: {known[0]}")
    if item.get("department") is not None and not _said(item, "department"):
        wrong("department", "'department' is no text", "Write the department that could act, or leave it out.")
    judged = [key for key in _JUDGED if item.get(key) is not None]
    for key, what in (("by", "without the name of the person who judged"), ("reasons", "without a reason")):
        if judged and not _said(item, key):
            wrong(judged[0], f"a judgement ({', '.join(judged)}) {what}", f"Write: {key}: …")
    if not item.get("for"):
        wrong("for", f"barrier '{name}' cites nothing", "Cite at least one segment that reports it.")
    return problems


def _said(item: Mapped, key: str) -> bool:
    return isinstance(item.get(key), str) and bool(item[key].strip())


def _entries(items: list[Mapped], base: EvidenceBase) -> pd.DataFrame:
    states, names = barrier_states(base), base.tables["codes"].set_index("code")["name"]
    tree = at_or_above(base.tables["codes"])
    of_cases = read_documents(base, CASE_STUDY)["case_id"].nunique()
    rows: list[dict[str, Any]] = []
    for item in items:
        mine = states[states["code"].isin(tree.loc[tree["code"] == item["code"], "below"])]
        open_cases = set(mine.loc[mine["state"] == OPEN, "case_id"])
        done = set(mine.loc[mine["state"] == ANSWERED, "case_id"])
        row = {"id": item["id"], "code": item["code"], "barrier": names[item["code"]], "ask": " ".join(item["ask"].split())}
        row |= {
            "cases": mine["case_id"].nunique(),
            "of_cases": of_cases,
            "answered": len(done),
            "no_answer": len(open_cases - done),
        }
        row |= {key: " ".join(str(item.get(key) or NOT_JUDGED).split()) for key in _JUDGED}
        row |= {key: " ".join(str(item.get(key) or "").split()) for key in ("by", "reasons")}
        rows.append(row | {"cited": len(item["for"])})
    return pd.DataFrame(rows, columns=list(_ENTRY)).astype(_ENTRY)


_ENTRY = {
    **dict.fromkeys(("id", "code", "barrier", "ask"), "str"),
    **dict.fromkeys(("cases", "of_cases", "answered", "no_answer"), "int64"),
    **dict.fromkeys(("scope", "department", "status", "by", "reasons"), "str"),
    "cited": "int64",
}
