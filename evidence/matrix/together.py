"""Which codes are found together: in the same segment, in words that overlap, or a few segments apart."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import numpy as np
import pandas as pd

from evidence.coded import at_or_above, chosen_codes, rolled_segments, settled
from evidence.config import did_you_mean
from evidence.matrix.words import one_of
from evidence.model import CASE_STUDY, HEADING, YES, EvidenceBase

EXACT, OVERLAP, NEAR = "exact", "overlap", "near"


def cooccurrence(
    base: EvidenceBase,
    *,
    how: str = EXACT,
    within: int = 1,
    level: str = "theme",
    kind: str = CASE_STUDY,
    cases: Collection[str] | None = None,
) -> pd.DataFrame:
    """How often two codes are found together.

    how:     "exact" counts segments that hold both. "overlap" counts pairs of codings, one of each code, whose words
             overlap: the words that the coder marked, else the whole segment. "near" counts pairs of segments of one
             document, one of each code, at most `within` segments apart (headings are passed over); 0 is the same segment.
    within:  for "near", from 0.
    level:   "theme", or "code" for every code; a code counts what lies below it, so that it is found wherever
             one of its sub-codes is.
    kind:    `CASE_STUDY` or `ANSWER`.
    cases:   only case studies of these cases; None is all.
    returns: codes by codes, both in the codebook's order; symmetric; the diagonal is the segments of the code.
    raises:  ValueError, if how or level is none of these, within is below 0, or a case is not in the base.

    >>> from tests.drawing import base
    >>> drawn = base(segments="document_id | text\\nleeds | No time.\\nleeds | No trust.",
    ...              codings="segment_id | code\\nleeds:0-8 | CAP\\nleeds:10-19 | CULT")
    >>> cooccurrence(drawn, how="near").loc["CAP", "CULT"]
    np.int64(1)
    """
    one_of("how", how, (EXACT, OVERLAP, NEAR))
    if within < 0:
        raise ValueError(f"within is {within}: it is a number of segments, from 0")
    codes = list(chosen_codes(base.tables["codes"], level)["code"])
    rolled = _of_cases(base, rolled_segments(base, kind=kind), cases)
    yes = rolled[(rolled["applied"] == YES) & rolled["code"].isin(codes)]
    counts = _overlapping(base, yes, codes) if how == OVERLAP else _near(base, yes, codes, within if how == NEAR else 0)
    np.fill_diagonal(counts, yes["code"].value_counts().reindex(codes, fill_value=0).to_numpy())
    return pd.DataFrame(counts, index=pd.Index(codes, name=level, dtype="str"), columns=pd.Index(codes, name="with", dtype="str"))


def _of_cases(base: EvidenceBase, rolled: pd.DataFrame, cases: Collection[str] | None) -> pd.DataFrame:
    if cases is None:
        return rolled
    known = list(base.tables["cases"]["case_id"])
    strange = sorted(set(cases) - set(known))
    if strange:
        raise ValueError(f"there is no case {strange[0]!r}{did_you_mean(strange[0], known)}")
    return rolled[rolled["case_id"].isin(list(cases))]


def _near(base: EvidenceBase, yes: pd.DataFrame, codes: list[str], within: int) -> np.ndarray:
    """Pairs of segments of one document, so many places apart at most; each pair once."""
    segments = base.tables["segments"].sort_values(["document_id", "start"], kind="stable")
    row = pd.Index(segments["segment_id"]).get_indexer(pd.Index(yes["segment_id"]))
    counted = (segments["kind"] != HEADING).to_numpy(copy=True)
    counted[row] = True
    document = pd.factorize(segments["document_id"])[0][counted]
    row = np.cumsum(counted)[row] - 1
    # 32 bits hold every count below 16 million exactly, and multiply many times faster than whole numbers do.
    held = np.zeros((len(document), len(codes)), dtype=np.float32)
    held[row, pd.Index(codes).get_indexer(pd.Index(yes["code"]))] = 1
    counts = held.T @ held
    for apart in range(1, min(within, len(document) - 1) + 1):
        same = document[:-apart] == document[apart:]
        if not same.any():
            break
        pairs = held[:-apart][same].T @ held[apart:][same]
        counts = counts + pairs + pairs.T
    return counts.astype("int64")


def _overlapping(base: EvidenceBase, yes: pd.DataFrame, codes: list[str]) -> np.ndarray:
    """Pairs of (segment, code) whose words overlap; each pair once, however many stretches of its words do."""
    spans = _spans(base, yes, codes)
    order = spans.sort_values(["document", "start", "end", "coding"], ignore_index=True)
    found = [np.empty((0, 2), dtype=np.int64)]
    coding = order["coding"].to_numpy()
    for first, second in _crossing(*(order[name].to_numpy() for name in ("document", "start", "end"))):
        found.append(np.sort(np.column_stack([coding[first], coding[second]]), axis=1))
    pairs = np.unique(np.concatenate(found), axis=0)
    code = spans.drop_duplicates("coding").set_index("coding")["code"].sort_index().to_numpy()
    counts = np.zeros((len(codes), len(codes)), dtype=np.int64)
    np.add.at(counts, (code[pairs[:, 0]], code[pairs[:, 1]]), 1)
    return counts + counts.T


def _spans(base: EvidenceBase, yes: pd.DataFrame, codes: list[str]) -> pd.DataFrame:
    """One row per coding and stretch of words that was marked, or its whole segment: coding, code, document, start, end."""
    standing = settled(base)
    marks = standing.loc[standing["applied"] == YES, ["segment_id", "code", "evidence_start", "evidence_end"]]
    below = at_or_above(base.tables["codes"])
    marks = marks.rename(columns={"code": "below"}).merge(below[below["code"].isin(codes)], on="below")
    marks = marks.merge(yes[["segment_id", "code"]], on=["segment_id", "code"])
    marks = marks.merge(base.tables["segments"][["segment_id", "document_id", "start", "end"]], on="segment_id")
    return pd.DataFrame(
        {
            "coding": marks.groupby(["segment_id", "code"], sort=False).ngroup(),
            "code": pd.Index(codes).get_indexer(pd.Index(marks["code"])),
            "document": pd.factorize(marks["document_id"])[0],
            "start": marks["evidence_start"].fillna(marks["start"]).astype("int64"),
            "end": marks["evidence_end"].fillna(marks["end"]).astype("int64"),
        }
    )


def _crossing(document: np.ndarray, start: np.ndarray, end: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Places of two stretches that share a character, for stretches in order of document and start.

    Each is compared with the first after it, then the second, and so on, until one begins behind its end: none later
    can reach it, so that the work grows with the pairs that are found.
    """
    first, apart = np.arange(len(start)), 1
    while len(first):
        first = first[first + apart < len(start)]
        second = first + apart
        touching = (document[first] == document[second]) & (start[second] < end[first])
        first = first[touching]
        yield first, first + apart
        apart += 1
