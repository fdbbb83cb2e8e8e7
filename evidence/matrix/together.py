"""Which codes are found together: in the same segment, in words that overlap, or a few segments apart."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import numpy as np
import pandas as pd

from evidence.coded import chosen_codes, ordered_codes, rolled, settled, standing
from evidence.coded.numbers import Numbers, codes_above, document_rows, places
from evidence.config import did_you_mean
from evidence.matrix.words import one_of
from evidence.model import CASE_STUDY, HEADING, EvidenceBase

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
    ordered = ordered_codes(base)
    column = places(ordered["code"], chosen_codes(ordered, level)["code"])
    rows = _chosen(base, kind, cases)
    rows = rows.assign(code=column[rows["code"]])
    rows = rows[rows["code"] >= 0]
    codes = ordered.loc[column >= 0, "code"].to_numpy()
    counts = _overlapping(base, rows, column) if how == OVERLAP else _near(base, rows, len(codes), within if how == NEAR else 0)
    np.fill_diagonal(counts, np.bincount(rows["code"], minlength=len(codes)))
    return pd.DataFrame(counts, index=pd.Index(codes, name=level, dtype="str"), columns=pd.Index(codes, name="with", dtype="str"))


def _chosen(base: EvidenceBase, kind: str, cases: Collection[str] | None) -> pd.DataFrame:
    """The rows of `rolled` that say yes, of documents of this kind and of these cases."""
    documents, rows = base.tables["documents"], rolled(base)
    chosen = documents["kind"] == kind
    if cases is not None:
        known = list(base.tables["cases"]["case_id"])
        strange = sorted(set(cases) - set(known))
        if strange:
            raise ValueError(f"there is no case {strange[0]!r}{did_you_mean(strange[0], known)}")
        chosen &= documents["case_id"].isin(list(cases))
    return rows[rows["yes"] & chosen.to_numpy()[rows["document"]]]


def _near(base: EvidenceBase, rows: pd.DataFrame, codes: int, within: int) -> np.ndarray:
    """Pairs of segments of one document, so many places apart at most; each pair once."""
    segments, document = base.tables["segments"], document_rows(base)
    order = np.lexsort((segments["start"], document))
    counted = (segments["kind"] != HEADING).to_numpy(copy=True)
    counted[rows["segment"]] = True
    # The place of each segment that counts, in the order of the text.
    place = np.zeros(len(order), dtype=np.int64)
    place[order] = np.cumsum(counted[order]) - 1
    document = document[order][counted[order]]
    # 32 bits hold every count below 16 million exactly, and multiply many times faster than whole numbers do.
    held = np.zeros((len(document), codes), dtype=np.float32)
    held[place[rows["segment"]], rows["code"]] = 1
    # How often each code stands in the segments after each.
    ahead = np.zeros_like(held)
    for apart in range(1, min(within, len(document) - 1) + 1):
        same = document[:-apart] == document[apart:]
        if not same.any():
            break
        ahead[:-apart] += held[apart:] * same[:, None]
    pairs = held.T @ ahead
    counts: np.ndarray = (held.T @ held + pairs + pairs.T).astype("int64")
    return counts


def _overlapping(base: EvidenceBase, rows: pd.DataFrame, column: Numbers) -> np.ndarray:
    """Pairs of (segment, code) whose words overlap; each pair once, however many stretches of its words do."""
    size = int(column.max(initial=-1)) + 1
    spans = _spans(base, rows, column, size)
    coding, most = spans["coding"].to_numpy(), len(base.tables["segments"]) * size
    found = [np.empty(0, dtype=np.int64)]
    for first, second in _crossing(*(spans[name].to_numpy() for name in ("document", "start", "end"))):
        found.append(np.minimum(coding[first], coding[second]) * most + np.maximum(coding[first], coding[second]))
    pairs = np.unique(np.concatenate(found))
    one, other = (pairs // max(most, 1)) % max(size, 1), pairs % max(size, 1)
    counts = np.bincount(one * size + other, minlength=size * size).reshape(size, size)
    return counts + counts.T


def _spans(base: EvidenceBase, rows: pd.DataFrame, column: Numbers, size: int) -> pd.DataFrame:
    """One row per coding and stretch of words that was marked, or its whole segment, in the order of the text.

    returns: coding (the number of its segment and that of its code, in one), document, start, end.
    """
    given = standing(base)
    given = given[given["yes"] & given["document"].isin(rows["document"].unique())]
    above = codes_above(ordered_codes(base))
    code = np.where(above >= 0, column[above], -1)[given["code"]]
    given = given.take(np.repeat(np.arange(len(given)), code.shape[1])[code.ravel() >= 0])
    spans = pd.DataFrame(
        {"coding": given["segment"].to_numpy() * size + code[code >= 0], "document": given["document"].to_numpy()}
    )
    for edge in ("start", "end"):
        marked = settled(base)[f"evidence_{edge}"].take(given["decision"].to_numpy()).to_numpy("float64", na_value=np.nan)
        whole = base.tables["segments"][edge].to_numpy()[given["segment"]]
        spans[edge] = np.where(np.isnan(marked), whole, marked).astype("int64")
    return spans.take(np.lexsort((spans["start"], spans["document"])))


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
