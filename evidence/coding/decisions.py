"""What stands where several coders decided on the same segment and code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from itertools import groupby
from typing import Any

import numpy as np
import pandas as pd

from evidence.codebook import Codebook
from evidence.model import MIXED, NONE, PERSON, TABLES, UNSURE

_PAIR = ["segment_id", "code"]


def settle(codings: pd.DataFrame) -> pd.DataFrame:
    """The decision that stands for each (segment, code): a person's above any machine's, the model's above the rules'.

    Several people count by majority; where no decision has more than half of them, the code is unsure. The polarity is
    that of most of those who made the decision that stands and named one; mixed where they are split. Their names are
    joined by "; ".

    codings: as the model's table.
    returns: one row per (segment_id, code), with the columns of codings and `agreed`: False where people decided
             differently on whether the code applies.

    >>> row = {"segment_id": "d:0-5", "code": "trust", "calibrated": False, "polarity": "none", "codebook": "0" * 12}
    >>> rules = {**row, "coder": "rules", "coder_kind": "machine", "applied": "yes", "score": 0.7}
    >>> ana = {**row, "coder": "ana", "coder_kind": "person", "applied": "no"}
    >>> settle(TABLES["codings"].frame([rules, ana]))[["coder", "applied", "agreed"]].values.tolist()
    [['ana', 'no', True]]
    """
    kind, coder = codings["coder_kind"], codings["coder"]
    person = (kind == PERSON).to_numpy()
    rank = np.select([person, coder == "model", coder == "rules"], [0, 1, 2], 3)
    # Numbers in place of names: sorting hundreds of thousands of names takes seconds.
    segment, code = (pd.factorize(codings[name])[0] for name in _PAIR)
    order = np.lexsort((pd.factorize(coder, sort=True)[0], rank, code, segment))
    begins = np.diff(segment[order], prepend=-1).astype(bool) | np.diff(code[order], prepend=-1).astype(bool)
    pair = np.cumsum(begins) - 1
    people = np.bincount(pair, weights=person[order])
    alone = codings.assign(agreed=True, place=np.arange(len(codings))).take(order[begins][people < 2])
    several = codings.assign(place=np.arange(len(codings))).take(order[(people > 1)[pair] & person[order]])
    # Plain rows: a frame a pair would take a second for every thousand pairs that several people read.
    rows_of_pairs = groupby(several.to_dict("records"), key=lambda row: [row[name] for name in _PAIR])
    joined = [_together(list(group)) for _, group in rows_of_pairs]
    rows = pd.concat([alone, pd.DataFrame(joined)]) if joined else alone
    rows = rows.sort_values("place")
    settled = TABLES["codings"].frame(rows[list(TABLES["codings"].columns)])
    return settled.assign(agreed=rows["agreed"].astype(bool).to_numpy())


def _together(group: list[dict[Hashable, Any]]) -> dict[Hashable, Any]:
    """What several people's decisions on one segment and code come to."""
    counts = Counter(row["applied"] for row in group)
    most, number = counts.most_common(1)[0]
    applied = most if number * 2 > len(group) else UNSURE
    dated = [row["decided"] for row in group if isinstance(row["decided"], str)]
    return group[0] | {
        "coder": "; ".join(row["coder"] for row in group),
        "applied": applied,
        "polarity": _spoken([row["polarity"] for row in group if row["applied"] == applied]),
        "decided": max(dated) if len(dated) == len(group) else None,
        "memo": "; ".join(row["memo"] for row in group if isinstance(row["memo"], str)) or None,
        "place": min(row["place"] for row in group),
        "agreed": len(counts) == 1,
    }


def _spoken(polarities: list[str]) -> str:
    """The polarity that more than half of those give who give any; mixed where none has."""
    counts = Counter(polarity for polarity in polarities if polarity != NONE)
    if not counts:
        return NONE
    most, number = counts.most_common(1)[0]
    return most if number * 2 > counts.total() else MIXED


def kin(codebook: Codebook, code: str, given: Iterable[str]) -> bool:
    """Whether `code` is one of the codes given, or above or below one: who gives a code has not withheld its theme."""

    def line(one: str) -> set[str]:
        above, parent = {one}, codebook[one].parent
        while parent is not None:
            above.add(parent)
            parent = codebook[parent].parent
        return above

    return any(code in line(one) or one in line(code) for one in given)
