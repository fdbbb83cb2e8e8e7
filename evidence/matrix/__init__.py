"""Which codes are found where: count matrices, codes by attribute, co-occurrence, a row for each quote or case.

Everything here counts decisions that stand and say yes; unsure is shown apart where it is shown at all. A segment,
document or case counts once for a code however many of its sub-codes it holds. Case studies and survey answers are
never added together.
"""

from __future__ import annotations

from evidence.coded.attributes import NOT_STATED
from evidence.matrix.counts import cases_by, code_summary, codes_by_attribute, count_matrix, theme_by_polarity
from evidence.matrix.rows import quotes_table, wide
from evidence.matrix.together import EXACT, NEAR, OVERLAP, cooccurrence

__all__ = [
    "EXACT",
    "NEAR",
    "NOT_STATED",
    "OVERLAP",
    "cases_by",
    "code_summary",
    "codes_by_attribute",
    "cooccurrence",
    "count_matrix",
    "quotes_table",
    "theme_by_polarity",
    "wide",
]
