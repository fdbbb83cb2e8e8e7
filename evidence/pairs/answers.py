"""What answered each barrier, where and with what outcome; and the barriers that nothing answered."""

from __future__ import annotations

import numpy as np
import pandas as pd

from evidence.coded import SAYS, coded_segments, read_documents
from evidence.model import BARRIER, CASE_STUDY, CONFIRMED, HEADING, PARTLY, PROPOSED, REFUSED, YES, EvidenceBase

ANSWERED, IN_PART, UNDECIDED, OPEN = "answered", PARTLY, "proposed", "no answer"
"""What is known of a barrier in one case, from the most to the least; see `barrier_states`."""

STATES = (ANSWERED, IN_PART, UNDECIDED, OPEN)

NO_WAY = "An answer that no code names"
"""The way of a pair whose answer no coder saw as an enabler."""

NEARBY = 2
"""Passages after an answer in which an outcome counts as near: an account tells first what was done, then what changed."""


def answers(base: EvidenceBase) -> pd.DataFrame:
    """The pairs that no one refused, with what a reader needs to judge them.

    returns: one row a pair, decided ones first, then by barrier in the codebook's order and by case, an answer in part after
             a whole one: barrier_code, barrier (its name), way_code, way (name of the code that answered, or `NO_WAY`),
             case_id, place (or title), status, score, outcomes (names of outcome codes in the answer or the two passages
             after it, joined by "; "; empty if none), barrier_segment, enabler_segment, barrier_text, enabler_text, memo,
             coder, why.
    """
    pairs = base.tables["pairs"]
    pairs = pairs[pairs["status"] != REFUSED]
    codes, cases = base.tables["codes"].set_index("code"), base.tables["cases"].set_index("case_id")
    texts = base.tables["segments"].set_index("segment_id")["text"]
    near = _outcomes_near(base, pairs["enabler_segment"])
    told = pairs.assign(
        barrier=pairs["barrier_code"].map(codes["name"]),
        way_code=pairs["enabler_code"],
        way=pairs["enabler_code"].map(codes["name"]).fillna(NO_WAY),
        place=pairs["case_id"].map(cases["place"].fillna(cases["title"])),
        outcomes=pd.Series([near.get(segment, "") for segment in pairs["enabler_segment"]], index=pairs.index, dtype="str"),
        barrier_text=pairs["barrier_segment"].map(texts),
        enabler_text=pairs["enabler_segment"].map(texts),
        order=pairs["barrier_code"].map(codes["ordinal"]),
        open=pairs["status"] == PROPOSED,
        partly=pairs["status"] == PARTLY,
    )
    told = told.sort_values(["open", "order", "case_id", "partly"], kind="stable", ignore_index=True)
    return told[list(_ANSWERS)]


_ANSWERS = (
    *("barrier_code", "barrier", "way_code", "way", "case_id", "place", "status", "score", "outcomes"),
    *("barrier_segment", "enabler_segment", "barrier_text", "enabler_text", "memo", "coder", "why"),
)


def barrier_states(base: EvidenceBase) -> pd.DataFrame:
    """For each case and each barrier that it reports, what is known of an answer.

    "answered": a person confirmed a pair for this barrier. "in part": a person said of one that it answers the barrier in
    part, or one was confirmed, wholly or in part, for another barrier that the same passage names. "proposed": the machine
    proposes one that no one has confirmed or refused. "no answer": nothing of these.

    returns: one row per (case_id, code), in order of the codebook and the cases: case_id, code, theme, state, segments (how
             many passages report it), segment_id (the first of them).
    """
    coded = coded_segments(base, kind=CASE_STUDY)
    coded = coded[(coded["applied"] == YES) & coded["polarity"].isin(SAYS[BARRIER]) & coded["case_id"].notna()]
    pairs = base.tables["pairs"]
    own = pd.MultiIndex.from_frame(pairs[["barrier_segment", "barrier_code"]])
    mine = pd.MultiIndex.from_frame(coded[["segment_id", "code"]])
    confirmed, proposed = pairs["status"] == CONFIRMED, pairs["status"] == PROPOSED
    some = pairs["status"].isin([CONFIRMED, PARTLY])
    rank = np.select(
        [mine.isin(own[confirmed]), coded["segment_id"].isin(pairs.loc[some, "barrier_segment"]), mine.isin(own[proposed])],
        [0, 1, 2],
        len(STATES) - 1,
    )
    grouped = coded.assign(rank=rank).groupby(["case_id", "code"])
    held = grouped.agg(
        theme=("theme", "first"), rank=("rank", "min"), segments=("segment_id", "size"), segment_id=("segment_id", "first")
    )
    held = held.reset_index()
    held["state"] = held["rank"].map(dict(enumerate(STATES))).astype("str")
    held["order"] = held["code"].map(base.tables["codes"].set_index("code")["ordinal"])
    held = held.sort_values(["order", "case_id"], ignore_index=True)
    return held[["case_id", "code", "theme", "state", "segments", "segment_id"]]


def barrier_summary(base: EvidenceBase) -> pd.DataFrame:
    """For each barrier that any case reports: in how many cases, and in how many of them it was answered.

    returns: one row per code, most cases first: code, name, cases, of_cases (that were read), and these cases by state:
             answered, in_part, proposed, no_answer, which add to cases.
    """
    states, names = barrier_states(base), base.tables["codes"].set_index("code")
    counts = states.groupby(["code", "state"]).size().unstack("state", fill_value=0).reindex(columns=list(STATES), fill_value=0)
    counts = counts.rename(columns={state: state.replace(" ", "_") for state in STATES}).rename_axis(columns=None)
    summary = counts.assign(cases=counts.sum(axis=1), of_cases=read_documents(base, CASE_STUDY)["case_id"].nunique())
    summary = summary.reset_index().assign(
        name=lambda t: t["code"].map(names["name"]), order=lambda t: t["code"].map(names["ordinal"])
    )
    summary = summary.sort_values(["cases", "order"], ascending=[False, True], ignore_index=True)
    return summary[["code", "name", "cases", "of_cases", *counts.columns]]


def _outcomes_near(base: EvidenceBase, segment_ids: pd.Series) -> dict[str, str]:
    """For each segment, the names of codes that are neither barrier nor enabler in it or in the passages right after it."""
    codes = base.tables["codes"].set_index("code")
    coded = coded_segments(base, kind=CASE_STUDY)
    coded = coded[(coded["applied"] == YES) & ~coded["code"].map(codes["polar"]).astype(bool)]
    passages = base.tables["segments"]
    passages = passages.loc[passages["kind"] != HEADING, ["segment_id", "document_id"]]
    passages = passages.assign(place=passages.groupby("document_id").cumcount())
    said = coded[["segment_id", "code"]].merge(passages, on="segment_id")
    mine = passages[passages["segment_id"].isin(segment_ids)]
    both = mine.merge(said, on="document_id", suffixes=("", "_said"))
    both = both[(both["place_said"] - both["place"]).between(0, NEARBY)]
    both = both.assign(name=both["code"].map(codes["name"]), order=both["code"].map(codes["ordinal"])).sort_values("order")
    return {str(key): "; ".join(dict.fromkeys(names)) for key, names in both.groupby("segment_id")["name"]}
