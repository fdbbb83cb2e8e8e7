"""Groups of cases by codes: how many cases of each group speak of each code, as barrier or as enabler, and in which passages."""

from __future__ import annotations

import pandas as pd

from evidence.coded import chosen_codes, ordered_codes, polarity_of
from evidence.coded.counted import case_cells, case_passages
from evidence.coded.numbers import places
from evidence.model import BARRIER, ENABLER, EvidenceBase

FEW = 5
"""Groups of fewer cases than this are told case by case, and said to be few: one more case could turn them."""


def cells(base: EvidenceBase, groups: pd.DataFrame, *, level: str = "theme") -> pd.DataFrame:
    """What the cases of each group speak of.

    groups:  one row per case and group it belongs to: case_id, group; the groups in the order in which they are to stand.
    level:   "theme", or "code" for every code; a code counts what lies below it.
    returns: one row per group and code, empty ones among them, codes in the codebook's order: group, code, name, polar,
             of_cases (in the group), cases (that speak of it), cases_barrier, cases_enabler, segments, by_person (segments
             of which a person decided on a code).
    raises:  ValueError, if `level` is neither.

    >>> from tests.drawing import base
    >>> drawn = base(segments="document_id | text\\nleeds | No time.",
    ...              codings="segment_id | code | polarity\\nleeds:0-8 | CAP | barrier")
    >>> cells(drawn, pd.DataFrame({"case_id": ["leeds"], "group": ["hub"]}))[["code", "cases", "cases_barrier"]].values.tolist()
    [['CAP', 1, 1]]
    """
    codes = chosen_codes(base.tables["codes"], level)[["code", "name", "polar"]]
    sizes = groups.groupby("group", sort=False)["case_id"].nunique().rename("of_cases").reset_index()
    of_cases = groups[["case_id", "group"]].drop_duplicates()
    said = of_cases.merge(case_cells(base).assign(cases=1), on="case_id")
    counted = said.groupby(["group", "code"])[["cases", "segments", "by_person"]].sum()
    for side in (BARRIER, ENABLER):
        counted[f"cases_{side}"] = of_cases.merge(case_cells(base, side), on="case_id").groupby(["group", "code"]).size()
    every = sizes.merge(codes, how="cross").merge(counted.reset_index(), on=["group", "code"], how="left")
    numbers = ["of_cases", "cases", "cases_barrier", "cases_enabler", "segments", "by_person"]
    every[numbers] = every[numbers].fillna(0).astype("int64")
    return every[["group", "code", "name", "polar", *numbers]]


def passages(base: EvidenceBase, groups: pd.DataFrame, *, level: str = "theme") -> pd.DataFrame:
    """The passages that `cells` counts.

    groups, level, raises: as `cells`.
    returns: one row per group, code and passage, in the order of the groups, the codebook and the base: group, code,
             segment_id, case_id, polarity, by_person.
    """
    ordered, cases = ordered_codes(base), base.tables["cases"]["case_id"]
    chosen = ordered["code"].isin(chosen_codes(ordered, level)["code"]).to_numpy()
    rows = case_passages(base)
    rows = rows[chosen[rows["code"]] & (rows["case"] >= 0)]
    names = groups["group"].drop_duplicates().reset_index(drop=True)
    stands = pd.DataFrame({"case": places(groups["case_id"], cases), "place": places(groups["group"], names)}).drop_duplicates()
    joined = rows.merge(stands, on="case").sort_values(["place", "code", "segment"], ignore_index=True)
    return pd.DataFrame(
        {
            "group": names.take(joined["place"].to_numpy()).array,
            "code": ordered["code"].take(joined["code"].to_numpy()).array,
            "segment_id": base.tables["segments"]["segment_id"].take(joined["segment"].to_numpy()).array,
            "case_id": cases.take(joined["case"].to_numpy()).array,
            "polarity": polarity_of(joined),
            "by_person": joined["by_person"],
        }
    )
