"""What cases of different years and of different models speak of: counts of cases, small numbers treated as small."""

from __future__ import annotations

import pandas as pd

from evidence.coded.attributes import cases_read, model_attribute
from evidence.coded.dating import case_years
from evidence.landscape.cells import cells
from evidence.landscape.gaps import groups_of
from evidence.model import EvidenceBase

MOST_PERIODS = 10
"""More columns than this cannot be read beside each other: years are then taken together."""

_WIDTHS = (1, 2, 5, 10, 25, 50, 100)


def periods(base: EvidenceBase) -> pd.DataFrame:
    """The cases that were read by the years that they tell of: a case stands in every year from its first to its last.

    returns: one row per case and year, or period of several years where there would be more than ten: case_id, group (the
             year, or "2010 to 2014"), in order of time. A case whose years are not known has no row.
    """
    told = case_years(base)
    told = told[told["case_id"].isin(cases_read(base))]
    if told.empty:
        return pd.DataFrame({"case_id": [], "group": []}, dtype="str")
    first, last = int(told["year"].min()), int(told["year"].max())
    width = next(w for w in _WIDTHS if last // w - first // w < MOST_PERIODS)
    start = told["year"] // width * width
    names = {year: str(year) if width == 1 else f"{year} to {year + width - 1}" for year in start.unique()}
    told = told.assign(start=start, group=start.map(names)).drop_duplicates(["case_id", "group"])
    return told.sort_values(["start", "case_id"], ignore_index=True)[["case_id", "group"]].astype("str")


def by_period(base: EvidenceBase, *, level: str = "theme") -> pd.DataFrame:
    """What the cases that tell of each year speak of: as `cells`, a group for each of `periods`.

    It compares cases, not years: a case stands in each year it tells of, and a passage is not dated.
    """
    return cells(base, periods(base), level=level)


def by_model(base: EvidenceBase, attribute: str | None = None, *, level: str = "theme") -> pd.DataFrame:
    """What the cases of each model speak of: as `cells`, the model of most cases first.

    attribute: by default `attributes.model_attribute`.
    raises:    ValueError, if no case has such an attribute.
    """
    groups = groups_of(base, attribute or model_attribute(base))
    sizes = groups.groupby("group")["case_id"].transform("nunique")
    return cells(base, groups.loc[sizes.sort_values(ascending=False, kind="stable").index], level=level)
