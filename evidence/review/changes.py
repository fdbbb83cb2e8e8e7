"""Which codings a change brought and took: of the codebook, or of what people decided."""

from __future__ import annotations

import pandas as pd

from evidence.coding.decisions import settle
from evidence.model import YES, EvidenceBase

GAINED, LOST, TURNED = "gained", "lost", "turned"

_PAIR = ["segment_id", "code"]


def codings_changed(before: EvidenceBase, after: EvidenceBase) -> pd.DataFrame:
    """The codings that stand in one of two bases and not in the other, and those whose polarity turned.

    returns: one row per (segment_id, code): code, name, change ("gained", "lost" or "turned"), was and now (polarity of a
             coding that stands, else the decision: unsure, no, or "–" for none), by (who decided in the base in which
             it stands), segment_id, text; in the order of the codebook, then of the segments. A segment that only one
             base has counts like any other: what was coded there is gained or lost with it.
    """
    old, new = _standing(before), _standing(after)
    both = old.merge(new, on=_PAIR, how="outer", suffixes=("_before", "_after"))
    yes = {side: both[f"applied_{side}"] == YES for side in ("before", "after")}
    turned = yes["before"] & yes["after"] & (both["polarity_before"] != both["polarity_after"])
    both["change"] = pd.Series(LOST, index=both.index, dtype="str").mask(yes["after"], GAINED).mask(turned, TURNED)
    both = both[(yes["before"] != yes["after"]) | turned]
    both["was"], both["now"] = _told(both, "before"), _told(both, "after")
    both["by"] = both["coder_after"].where(yes["after"], both["coder_before"])
    return _placed(both, before, after)


def changes_by_code(changed: pd.DataFrame) -> pd.DataFrame:
    """How many codings each code gained and lost, and how many turned.

    changed: as `codings_changed`.
    returns: one row per code that changed, in the order of `changed`: code, name, gained, lost, turned.

    >>> rows = pd.DataFrame([("CAP", "Capacity", "gained")], columns=["code", "name", "change"])
    >>> changes_by_code(rows).to_dict("records")
    [{'code': 'CAP', 'name': 'Capacity', 'gained': 1, 'lost': 0, 'turned': 0}]
    """
    counts = changed.groupby(["code", "name", "change"], sort=False).size().unstack("change", fill_value=0)
    counts = counts.reindex(columns=[GAINED, LOST, TURNED], fill_value=0)
    return counts.rename_axis(columns=None).reset_index()


def changes_said(changed: pd.DataFrame) -> str:
    """What changed, a line for each code, for a terminal."""
    if changed.empty:
        return "No coding changed since the last build."
    table = changes_by_code(changed).drop(columns="name")
    sums = ", ".join(f"{table[change].sum():,} {change}" for change in (GAINED, LOST, TURNED))
    return f"Codings changed since the last build: {sums} (another polarity).\n{table.to_string(index=False)}"


def _standing(base: EvidenceBase) -> pd.DataFrame:
    return settle(base.tables["codings"])[[*_PAIR, "applied", "polarity", "coder"]]


def _told(both: pd.DataFrame, side: str) -> pd.Series:
    applied = both[f"applied_{side}"]
    return both[f"polarity_{side}"].where(applied == YES, applied.fillna("–"))


def _placed(changed: pd.DataFrame, before: EvidenceBase, after: EvidenceBase) -> pd.DataFrame:
    """The rows with the names of their codes and their words, in the order of the newer base."""
    segments, codes = (
        pd.concat([after.tables[table], before.tables[table]]).drop_duplicates(key).reset_index(drop=True)
        for table, key in (("segments", "segment_id"), ("codes", "code"))
    )
    segments["place"], codes["rank"] = segments.index, codes.index
    placed = changed.merge(codes[["code", "name", "rank"]], on="code").merge(segments[["segment_id", "text", "place"]])
    columns = ["code", "name", "change", "was", "now", "by", "segment_id", "text"]
    return placed.sort_values(["rank", "place"], ignore_index=True)[columns]
