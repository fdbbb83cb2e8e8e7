"""What a survey says: shares with their intervals and bases, cross tables, and the codes of open answers.

These are the researcher's own counts, small ones too; what a report shows goes through `evidence.summary.surveys`, which
withholds what would give people away.
"""

from __future__ import annotations

from evidence.survey.answers import CLOSED_KINDS, NOT_STATED
from evidence.survey.people import closed_by_person, open_by_person
from evidence.survey.tables import (
    LEAST_EXPECTED,
    SMALL_BASE,
    association,
    closed_table,
    crosstab,
    effective_base,
    likert_table,
    number_summary,
    open_codes,
    open_codes_by,
    open_sides,
    response_rate,
    wilson,
)

__all__ = [
    "CLOSED_KINDS",
    "LEAST_EXPECTED",
    "NOT_STATED",
    "SMALL_BASE",
    "association",
    "closed_by_person",
    "closed_table",
    "crosstab",
    "effective_base",
    "likert_table",
    "number_summary",
    "open_by_person",
    "open_codes",
    "open_codes_by",
    "open_sides",
    "response_rate",
    "wilson",
]
