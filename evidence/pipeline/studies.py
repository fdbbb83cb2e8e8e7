"""The case studies of an evidence base by themselves, without the answers to surveys that may be a thousand times as many."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from evidence.coded import worked_out
from evidence.model import CASE_STUDY, EvidenceBase

ALONE = "case studies"
"""The name under which a base keeps its case studies by themselves."""

_OF_CASES = ("cases", "case_attributes", "codes")


def case_studies_of(base: EvidenceBase) -> EvidenceBase:
    """The cases of `base`, the codebook, and the documents, segments and codings of case studies; all other tables are empty."""
    return worked_out(base, ALONE, lambda: case_studies_in(base.tables))


def case_studies_in(tables: Mapping[str, pd.DataFrame]) -> EvidenceBase:
    """`case_studies_of` the base that `tables` are, or are to be: they are not checked."""
    documents, segments, codings = (tables[name] for name in ("documents", "segments", "codings"))
    of_cases = (documents["kind"] == CASE_STUDY).to_numpy()
    if not of_cases.all():
        documents = documents[of_cases]
        segments = segments[segments["document_id"].isin(documents["document_id"])]
        codings = codings[codings["segment_id"].isin(segments["segment_id"])]
    kept = {name: tables[name] for name in _OF_CASES} | {"documents": documents, "segments": segments, "codings": codings}
    return EvidenceBase.unchecked({name: kept.get(name, table.head(0)) for name, table in tables.items()})
