"""Barriers and what answered them: pairs of passages that a machine proposes and people confirm or refuse."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from evidence.model import EvidenceBase
from evidence.pairs.decisions import check_pairs, decided_pairs, with_proposals
from evidence.pairs.proposing import propose_pairs

__all__ = ["check_pairs", "decided_pairs", "pairs_of", "propose_pairs", "with_proposals"]


def pairs_of(base: EvidenceBase, folder: Path) -> dict[str, pd.DataFrame]:
    """All pairs of a base: those that people decided on in `pairs.csv` of the project folder, and those the machine proposes.

    base:    its table `pairs` is empty yet.
    returns: "pairs", in the order of the text, and "dropped" and "tallies" of the file, as the model's tables.
    raises:  CodingError, with all that is wrong in the file.
    """
    tables = decided_pairs(base, folder)
    decided = tables["pairs"]
    proposed = propose_pairs(base, decided)
    return {**tables, "pairs": _in_order(with_proposals(decided, proposed), base)}


def _in_order(pairs: pd.DataFrame, base: EvidenceBase) -> pd.DataFrame:
    """Pairs in the order of the barriers in the text, for each the best first; those that only a person found come last."""
    segments = base.tables["segments"]["segment_id"]
    place = dict(zip(segments, range(len(segments)), strict=True))
    keys = pairs.assign(b=pairs["barrier_segment"].map(place), e=pairs["enabler_segment"].map(place))
    return pairs.loc[keys.sort_values(["b", "score", "e"], ascending=[True, False, True]).index].reset_index(drop=True)
