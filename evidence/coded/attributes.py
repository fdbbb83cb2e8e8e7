"""What is known of each case: the columns of `cases` and whatever else cases.csv says, by the name of the attribute."""

from __future__ import annotations

import numpy as np
import pandas as pd

from evidence.coded import read_documents
from evidence.config import did_you_mean
from evidence.model import CASE_STUDY, EvidenceBase

NOT_STATED = "not stated"
"""The value of an attribute that is not known of a case."""

MODEL_TYPE = "model_type"
"""Attribute of a case: the group that its model belongs to, where a researcher has said so."""


def attribute_names(base: EvidenceBase) -> list[str]:
    """Names of all attributes: the columns of `cases`, then those of `case_attributes` in order of name."""
    known = [str(name) for name in base.tables["cases"].columns if name != "case_id"]
    return [*known, *sorted(set(base.tables["case_attributes"]["attribute"]) - set(known))]


def model_attribute(base: EvidenceBase) -> str:
    """The attribute that delivery models are compared by: `model_type` where a researcher grouped them, else `model`."""
    return MODEL_TYPE if MODEL_TYPE in attribute_names(base) else "model"


def cases_read(base: EvidenceBase) -> pd.Series:
    """The cases of which a case study was read, in order of name."""
    found = read_documents(base, CASE_STUDY)["case_id"].dropna().unique()
    return pd.Series(np.sort(found), dtype="str", name="case_id")


def case_values(base: EvidenceBase, attribute: str) -> pd.DataFrame:
    """One row per case that was read: case_id, value of the attribute; `NOT_STATED` where it is not known.

    Each partner of a case has a row of its own, so that for "partners" a case may have several.

    raises: ValueError, if no case has such an attribute.

    >>> from tests.drawing import base
    >>> drawn = base(cases="case_id | place\\nleeds | Leeds", segments="document_id | text\\nleeds | Words.")
    >>> case_values(drawn, "place").to_numpy().tolist()
    [['leeds', 'Leeds']]
    """
    names = attribute_names(base)
    if attribute not in names:
        meant = did_you_mean(attribute, names)
        raise ValueError(f"no case has the attribute {attribute!r}{meant}: use one of {', '.join(names)}")
    cases, more = base.tables["cases"], base.tables["case_attributes"]
    if attribute in cases.columns:
        values = cases[["case_id", attribute]].rename(columns={attribute: "value"})
    else:
        values = more.loc[more["attribute"] == attribute, ["case_id", "value"]]
    if attribute == "partners":
        values = values.assign(value=values["value"].str.split("; ")).explode("value").drop_duplicates()
    found = cases_read(base).to_frame().merge(values, on="case_id", how="left")
    return found.assign(value=found["value"].astype("str").fillna(NOT_STATED))
