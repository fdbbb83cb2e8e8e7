"""The case studies of an evidence base by themselves, without the answers to surveys that may be a thousand times as many."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from evidence.model import CASE_STUDY, EvidenceBase

_OF_PEOPLE = ("respondents", "answers", "personal_data")


def case_studies_of(tables: Mapping[str, pd.DataFrame]) -> EvidenceBase:
    """A base of the same tables, of whose documents, segments and codings only those of case studies are kept."""
    documents = tables["documents"]
    studies = documents[documents["kind"] == CASE_STUDY]
    segments = tables["segments"][tables["segments"]["document_id"].isin(studies["document_id"])]
    codings = tables["codings"][tables["codings"]["segment_id"].isin(segments["segment_id"])]
    empty = {name: tables[name].head(0) for name in _OF_PEOPLE}
    return EvidenceBase({**tables, **empty, "documents": studies, "segments": segments, "codings": codings})
