"""The gap map: which themes are spoken of where, how sure people are of what rests on it, and where there is nothing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from evidence.coded import at_or_above
from evidence.coded.attributes import NOT_STATED, case_values
from evidence.landscape.cells import cells, passages
from evidence.model import EvidenceBase

NO_CASE, SILENT, SPOKEN = "no case read", "no case speaks of it", "spoken of"
NO_FINDING = "no finding"
NOT_JUDGED = "not judged"
LEVELS = ("very low", "low", "moderate", "high")
"""Levels of confidence, from the least: those that a person gives a finding."""


def groups_of(base: EvidenceBase, attribute: str) -> pd.DataFrame:
    """The cases that were read by the value of an attribute, values in order of name, "not stated" last: case_id, group.

    raises: ValueError, if no case has such an attribute.
    """
    values = case_values(base, attribute).rename(columns={"value": "group"})
    last = values["group"] == NOT_STATED
    return values.assign(last=last).sort_values(["last", "group", "case_id"], ignore_index=True)[["case_id", "group"]]


def gap_map(
    base: EvidenceBase,
    attribute: str = "policy_area",
    *,
    level: str = "theme",
    wanted: Sequence[str] = (),
    cited: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Themes by the values of an attribute: the cases that speak of each, and the confidence of what rests on them.

    wanted:  values that matter whether or not a case was read, e.g. policy areas; each has its rows.
    cited:   the passages that findings cite for themselves: finding, codes (of the finding, joined by ", "), segment_id,
             confidence (one of `LEVELS`, or "not judged"); None where no one has made a finding.
    returns: one row per value and code: the columns of `cells`, and state (`NO_CASE`, `SILENT` or `SPOKEN`), findings (that
             rest on the cell, joined by ", "), confidence. A finding rests on a cell if it cites for itself a passage of the cell
             and names the code, one above or one below it (or no code at all). The confidence is the lowest that a
             person gave a finding that rests on the cell; "not judged" where no one judged any of them; "no finding"
             where none rests on it; empty where no case speaks. It is never made from counts.
    raises:  ValueError, if no case has such an attribute, or `level` is neither "theme" nor "code".
    """
    groups = groups_of(base, attribute)
    found = cells(base, groups, level=level)
    table = pd.concat([found, _unread(found, base, level, wanted)], ignore_index=True) if wanted else found
    rest = _resting(base, groups, level, cited)
    table = table.merge(rest, on=["group", "code"], how="left").fillna({"findings": "", "confidence": NO_FINDING})
    table["state"] = np.select([table["of_cases"] == 0, table["cases"] == 0], [NO_CASE, SILENT], SPOKEN)
    table["confidence"] = table["confidence"].where(table["state"] == SPOKEN, "")
    return table


def gap_passages(base: EvidenceBase, attribute: str = "policy_area", *, level: str = "theme") -> pd.DataFrame:
    """The passages of each cell of the gap map: one row per value, code and passage, as `cells.passages`."""
    return passages(base, groups_of(base, attribute), level=level)


def _unread(found: pd.DataFrame, base: EvidenceBase, level: str, wanted: Sequence[str]) -> pd.DataFrame:
    """Rows of nothing for values of which no case was read."""
    there = set(found["group"])
    absent = [value for value in dict.fromkeys(wanted) if value not in there]
    nothing = cells(base, pd.DataFrame({"case_id": "", "group": absent}, dtype="str"), level=level)
    return nothing.assign(of_cases=0)


def _resting(base: EvidenceBase, groups: pd.DataFrame, level: str, cited: pd.DataFrame | None) -> pd.DataFrame:
    """The findings that rest on each cell, and the lowest confidence that a person gave one of them."""
    empty = pd.DataFrame(columns=["group", "code", "findings", "confidence"], dtype="str")
    if cited is None or cited.empty:
        return empty
    related, held = _related(base.tables["codes"]), passages(base, groups, level=level)
    both = held.merge(cited[["finding", "codes", "segment_id", "confidence"]], on="segment_id")
    names = both["codes"].str.split(", ")
    keep = [not told[0] or any(code in related[name] for name in told) for told, code in zip(names, both["code"], strict=True)]
    both = both[np.array(keep, dtype=bool)]
    if both.empty:
        return empty
    both = both.assign(rank=both["confidence"].map({name: n for n, name in enumerate((*LEVELS, NOT_JUDGED))}))
    grouped = both.sort_values("rank", kind="stable").groupby(["group", "code"], sort=False)
    rest = grouped.agg(findings=("finding", lambda found: ", ".join(sorted(set(found)))), confidence=("confidence", "first"))
    return rest.reset_index()


def _related(codes: pd.DataFrame) -> dict[str, set[str]]:
    """Each code with itself and all above and below it."""
    tree = at_or_above(codes)
    both = pd.concat([tree, tree.rename(columns={"below": "code", "code": "below"})])
    return {str(code): set(names) for code, names in both.groupby("code")["below"]}
