"""The decisions that stand, as numbers: rows of the base's tables in place of names, so that a large base is counted quickly.

A code is known by its place in the codebook, from 0; segments and documents by their rows in the base's tables.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from evidence.coding.decisions import settle
from evidence.model import BARRIER, ENABLER, MIXED, NONE, PERSON, UNSURE, YES, EvidenceBase

T = TypeVar("T")
Numbers = npt.NDArray[np.int64]

SAYS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {BARRIER: (BARRIER, MIXED), ENABLER: (ENABLER, MIXED), MIXED: (MIXED,), NONE: (NONE,)}
)
"""Polarities that count when one is asked for: a mixed segment names a barrier and an enabler, so it counts as each."""


def kept(base: EvidenceBase, name: str, make: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    """What `make` works out from a base, worked out once: a base never changes, and many tables begin with the same one.

    Whatever is done to the table that is returned leaves the one that is kept as it is.
    """
    return worked_out(base, name, make).copy(deep=False)


def worked_out(base: EvidenceBase, name: str, make: Callable[[], T]) -> T:
    """The very thing that `make` works out from a base, worked out once; no one may change it."""
    known: dict[str, T] = base.__dict__.setdefault("_worked_out", {})
    if name not in known:
        known[name] = make()
    return known[name]


def settled(base: EvidenceBase) -> pd.DataFrame:
    """The decision that stands for each segment and code, as `evidence.coding.decisions.settle`."""
    return kept(base, "settled", lambda: settle(base.tables["codings"]))


def standing(base: EvidenceBase) -> pd.DataFrame:
    """Every decision that stands and says yes or unsure, in the order of the segments, then of the codebook.

    returns: one row per segment and code: decision (its row in `settled`), segment, document, code; yes, barrier, enabler
             (whether it says so; an unsure one says neither), person (whether a person decided).
    """
    return kept(base, "standing", lambda: _standing(base))


def _standing(base: EvidenceBase) -> pd.DataFrame:
    decisions = settled(base)
    chosen = np.flatnonzero(decisions["applied"].isin((YES, UNSURE)))
    decisions = decisions.take(chosen)
    segment = segment_rows(base, decisions["segment_id"])
    code = places(decisions["code"], ordered_codes(base)["code"])
    yes, polarity = (decisions["applied"] == YES).to_numpy(), decisions["polarity"]
    table = pd.DataFrame(
        {
            "decision": chosen,
            "segment": segment,
            "document": document_rows(base)[segment],
            "code": code,
            "yes": yes,
            "barrier": yes & polarity.isin(SAYS[BARRIER]).to_numpy(),
            "enabler": yes & polarity.isin(SAYS[ENABLER]).to_numpy(),
            "person": (decisions["coder_kind"] == PERSON).to_numpy(),
        }
    )
    return table.take(np.lexsort((code, segment))).reset_index(drop=True)


def rolled(base: EvidenceBase) -> pd.DataFrame:
    """Each segment once for every code that it speaks of: the code given, and every code above it in the tree.

    returns: one row per segment and code, in the order of the segments: segment, document, code; yes (if any decision below
             says so), barrier, enabler (if any of these does).
    """
    given = ["segment", "document", "code", "yes", "barrier", "enabler"]
    return kept(base, "rolled", lambda: roll(standing(base)[given], ordered_codes(base)))


def roll(rows: pd.DataFrame, codes: pd.DataFrame) -> pd.DataFrame:
    """`rolled` of such rows as `standing` has; the other columns are those of the first row of each.

    codes: in the codebook's order.
    """
    above = codes_above(codes)
    code = above[rows["code"]].ravel()
    row = np.repeat(np.arange(len(rows)), above.shape[1])[code >= 0]
    code = code[code >= 0]
    _, first, which = np.unique(rows["segment"].to_numpy()[row] * len(codes) + code, return_index=True, return_inverse=True)
    order = np.argsort(first)
    table = rows.take(row[first[order]]).reset_index(drop=True).assign(code=code[first[order]])
    for side in ("yes", "barrier", "enabler"):
        said = np.zeros(len(first), dtype=bool)
        said[which[rows[side].to_numpy()[row]]] = True
        table[side] = said[order]
    return table


def polarity_of(rows: pd.DataFrame) -> pd.Series:
    """What rows of `rolled` say of the thing: barrier, enabler, mixed or none."""
    kinds = pd.Series([NONE, BARRIER, ENABLER, MIXED], dtype="str")
    return kinds.take(rows["barrier"].to_numpy() + 2 * rows["enabler"].to_numpy()).reset_index(drop=True)


def ordered_codes(base: EvidenceBase) -> pd.DataFrame:
    """The codes in the codebook's order."""
    return base.tables["codes"].sort_values("ordinal", ignore_index=True)


def document_rows(base: EvidenceBase) -> Numbers:
    """The row of each segment's document."""
    names, among = (base.tables[table]["document_id"] for table in ("segments", "documents"))
    return worked_out(base, "document rows", lambda: places(names, among))


def segment_rows(base: EvidenceBase, segment_ids: pd.Series) -> Numbers:
    """The row of each segment; -1 where there is none such."""
    known = worked_out(base, "segment index", lambda: pd.Index(base.tables["segments"]["segment_id"]))
    rows: Numbers = known.get_indexer(pd.Index(segment_ids))
    return rows


def places(names: pd.Series, among: pd.Series) -> Numbers:
    """The row of each name in a column in which each stands once; -1 where it stands nowhere."""
    rows: Numbers = pd.Index(among).get_indexer(pd.Index(names))
    return rows


def codes_above(codes: pd.DataFrame) -> Numbers:
    """For each code its own place, then that of the code above it and so on; -1 where there is none."""
    parent = pd.Index(codes["code"]).get_indexer(pd.Index(codes["parent"]))
    columns = [np.arange(len(codes))]
    while (columns[-1] >= 0).any():
        columns.append(np.where(columns[-1] >= 0, parent[columns[-1]], -1))
    return np.column_stack(columns[:-1] or columns)
