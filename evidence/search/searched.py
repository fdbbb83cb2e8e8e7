"""What a base holds to be searched: its passages, their meanings and their words, worked out once for all queries."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from evidence.coded import coded_segments, worked_out
from evidence.coded import kept as kept_table
from evidence.model import CASE_STUDY, HEADING, REFUSED, YES, EvidenceBase
from evidence.search.meanings import Meanings, Progress, meanings_of
from evidence.search.words import WordIndex, kept_index

LINKS = 2
"""Links from which a passage is taken for a list of sources."""

WORDS = "words.bin"
"""The file beside that of the meanings, in which the index of words is kept."""


class Searched(NamedTuple):
    """The passages of case studies, and what a query is compared with.

    passages: one row per passage: segment_id, text; a passage is known by its row.
    case:     the number of each passage's case in `cases`; areas are the policy areas of these, "" where not known.
    """

    passages: pd.DataFrame
    case: npt.NDArray[np.int64]
    cases: tuple[str, ...]
    areas: tuple[str, ...]
    meanings: Meanings
    words: WordIndex

    def rows_of(self, segment_ids: pd.Series) -> npt.NDArray[np.int64]:
        """The row of each passage; -1 where it is not searched."""
        rows: npt.NDArray[np.int64] = pd.Index(self.passages["segment_id"]).get_indexer(pd.Index(segment_ids))
        return rows


def searched_base(base: EvidenceBase, kept: Path | None, progress: Progress | None) -> Searched:
    """What there is to search, made at the first query and then remembered with the base."""
    return worked_out(base, f"searched {kept}", lambda: _searched(base, kept, progress))


def _searched(base: EvidenceBase, kept: Path | None, progress: Progress | None) -> Searched:
    passages = _passages(base)
    case, cases = pd.factorize(passages["case_id"])
    areas = base.tables["cases"].set_index("case_id")["policy_area"].reindex(cases).fillna("")
    texts = passages["text"].tolist()
    return Searched(
        passages=passages[["segment_id", "text"]],
        case=case,
        cases=tuple(cases),
        areas=tuple(areas),
        meanings=meanings_of(texts, kept, progress=progress),
        words=kept_index(texts, None if kept is None else kept.with_name(WORDS)),
    )


def _passages(base: EvidenceBase) -> pd.DataFrame:
    """The passages of case studies: segment_id, text, case_id."""
    documents = base.tables["documents"]
    documents = documents.loc[(documents["kind"] == CASE_STUDY) & documents["case_id"].notna(), ["document_id", "case_id"]]
    segments = base.tables["segments"]
    segments = segments[segments["kind"] != HEADING].merge(documents, on="document_id")
    # A list of links says nothing of what a place did, but holds many words.
    told = segments["text"].str.count("https?://") < LINKS
    return segments.loc[told, ["segment_id", "text", "case_id"]].reset_index(drop=True)


def searched_codings(base: EvidenceBase, searched: Searched) -> pd.DataFrame:
    """The codings of passages that say yes: row (of the passage), code, name (of the code), polarity."""

    def make() -> pd.DataFrame:
        coded = coded_segments(base, kind=CASE_STUDY)
        coded = coded.loc[coded["applied"] == YES, ["segment_id", "code", "polarity"]]
        names = dict(zip(base.tables["codes"]["code"], base.tables["codes"]["name"], strict=True))
        coded = coded.assign(row=searched.rows_of(coded["segment_id"]), name=coded["code"].map(names))
        return coded.loc[coded["row"] >= 0, ["row", "code", "name", "polarity"]]

    return kept_table(base, "searched codings", make)


def searched_pairs(base: EvidenceBase, searched: Searched) -> pd.DataFrame:
    """The pairs that no one refused: barrier and answer (the rows of their passages), enabler_segment, status."""

    def make() -> pd.DataFrame:
        pairs = base.tables["pairs"]
        pairs = pairs.loc[pairs["status"] != REFUSED, ["barrier_segment", "enabler_segment", "status"]]
        pairs["barrier"], pairs["answer"] = (searched.rows_of(pairs[side]) for side in ("barrier_segment", "enabler_segment"))
        pairs = pairs[(pairs["barrier"] >= 0) & (pairs["answer"] >= 0)]
        return pairs[["barrier", "answer", "enabler_segment", "status"]]

    return kept_table(base, "searched pairs", make)
