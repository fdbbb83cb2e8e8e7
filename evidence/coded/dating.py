"""The years that a case's account tells of, read from how people write them."""

from __future__ import annotations

import re

import pandas as pd

from evidence.model import EvidenceBase

FACTS_FROM = "facts_from"
"""Attribute of a case: the years that its account tells of, e.g. '2012 to 2014'."""

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def years_told(text: str) -> tuple[int, ...]:
    """Every year from the first that a text names to the last; none where it names none.

    >>> years_told("2012 to 2014"), years_told("March 2016"), years_told("not stated")
    ((2012, 2013, 2014), (2016,), ())
    """
    named = [int(year) for year in _YEAR.findall(text)]
    return tuple(range(min(named), max(named) + 1)) if named else ()


def case_years(base: EvidenceBase) -> pd.DataFrame:
    """The years that each case tells of.

    returns: one row per case and year, in the order of the cases: case_id, year, from ("the years told of", its attribute
             `facts_from`, or "the write-up", its date, where it has no such attribute). A case whose years are not known has
             no row.
    """
    attributes = base.tables["case_attributes"]
    told = attributes[attributes["attribute"] == FACTS_FROM].set_index("case_id")["value"].to_dict()
    rows = []
    for case, date in base.tables["cases"][["case_id", "date"]].itertuples(index=False):
        text, origin = (told[case], "the years told of") if case in told else (date, "the write-up")
        rows += [(case, year, origin) for year in (years_told(text) if isinstance(text, str) else ())]
    types = {"case_id": "str", "year": "int64", "from": "str"}
    return pd.DataFrame(rows, columns=list(types)).astype(types)
