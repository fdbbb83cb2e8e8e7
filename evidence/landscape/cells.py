"""Groups of cases by codes: how many cases of each group speak of each code, as barrier or as enabler, and in which passages."""

from __future__ import annotations

import numpy as np
import pandas as pd

from evidence.coded import SAYS, chosen_codes, coded_segments, roll_up
from evidence.model import BARRIER, CASE_STUDY, ENABLER, PERSON, YES, EvidenceBase

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
    said = passages(base, groups, level=level)
    counted = said.groupby(["group", "code"]).agg(
        cases=("case_id", "nunique"), segments=("segment_id", "nunique"), by_person=("by_person", "sum")
    )
    for side in (BARRIER, ENABLER):
        held = said[said["polarity"].isin(SAYS[side])].groupby(["group", "code"])["case_id"].nunique()
        counted[f"cases_{side}"] = held
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
    codes = list(chosen_codes(base.tables["codes"], level)["code"])
    coded = coded_segments(base, kind=CASE_STUDY)
    coded = coded[coded["applied"] == YES]
    people = set(coded.loc[coded["coder_kind"] == PERSON, "segment_id"])
    rolled = roll_up(coded, base.tables["codes"])
    rolled = rolled.loc[rolled["code"].isin(codes), ["segment_id", "code", "case_id", "polarity"]]
    rolled = rolled.assign(by_person=rolled["segment_id"].isin(people), place=np.arange(len(rolled)))
    joined = rolled.merge(groups[["case_id", "group"]].drop_duplicates(), on="case_id")
    of_group = {group: n for n, group in enumerate(groups["group"].drop_duplicates())}
    of_code = {code: n for n, code in enumerate(codes)}
    ranked = joined.assign(first=joined["group"].map(of_group), second=joined["code"].map(of_code))
    ranked = ranked.sort_values(["first", "second", "place"], ignore_index=True)
    return ranked[["group", "code", "segment_id", "case_id", "polarity", "by_person"]]
