"""The framework matrix (Ritchie and Spencer): cases by codes, a cell the summary that a person wrote, or a draft of it.

`framework.csv` keeps what people wrote, a sentence a row with the passages that it rests on. A spreadsheet takes the matrix
to where people edit it, and brings it back without losing a reference.
"""

from __future__ import annotations

from evidence.framework.chart import (
    IS_DRAFT,
    IS_EMPTY,
    IS_WRITTEN,
    case_order,
    cell_segments,
    cell_states,
    framework_matrix,
    framework_sentences,
)
from evidence.framework.returned import Returned, read_workbook
from evidence.framework.workbook import to_workbook
from evidence.framework.written import AUTHOR, FILE, check_written, no_sentences, read_written, written_bytes

__all__ = [
    "AUTHOR",
    "FILE",
    "IS_DRAFT",
    "IS_EMPTY",
    "IS_WRITTEN",
    "Returned",
    "case_order",
    "cell_segments",
    "cell_states",
    "check_written",
    "framework_matrix",
    "framework_sentences",
    "no_sentences",
    "read_workbook",
    "read_written",
    "to_workbook",
    "written_bytes",
]
