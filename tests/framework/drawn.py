"""A small base with a framework matrix: two cases by three themes, and what a person wrote into it."""

from __future__ import annotations

import pandas as pd

from evidence.framework.written import WRITTEN
from tests.drawing import base, drawn

NO_TIME, TRUST, NOBODY, RAIN = "leeds:0-33", "leeds:35-81", "truro:0-29", "truro:31-41"


def matrix_base(**more):
    """Leeds lacks time (CAP.time) and grew trust (CULT); Truro lacks trust (CULT.trust) and speaks, unsurely, of tools."""
    return base(
        {"project": {"title": "Small", "name": "small"}},
        **{
            "cases": "case_id | place | policy_area\nleeds | Leeds | homes\ntruro | . | .",
            "segments": """
                document_id | text
                leeds       | Staff had no time at all to meet.
                leeds       | It rained. Trust was built within a long year.
                truro       | Nobody trusted anybody there.
                truro       | It rained.
            """,
            "codes": "code | name\nCAP | Capacity\nCAP.time | Time\nCULT | Culture\nCULT.trust | Trust\nTECH | Tools",
            "codings": f"""
                segment_id | code       | polarity | applied | evidence_start | evidence_end
                {NO_TIME}  | CAP.time   | barrier  | yes     | 10             | 17
                {TRUST}    | CULT       | enabler  | yes     | 46             | 51
                {NOBODY}   | CULT.trust | barrier  | yes     | .              | .
                {RAIN}     | TECH       | none     | unsure  | .              | .
            """,
            **more,
        },
    )


def written(text: str = "") -> pd.DataFrame:
    """Sentences as `framework.csv` holds them, drawn; author ana and a time unless drawn otherwise."""
    defaults = {"author": "ana", "edited": "2026-11-01"}
    rows = [defaults | {name: value for name, value in row.items() if value} for row in drawn(text)] if text else []
    return pd.DataFrame(rows, columns=list(WRITTEN), dtype="str")
