"""Tables for other programs: a row for each quote, and a row of 0 and 1 for each case."""

from __future__ import annotations

import pandas as pd

from evidence.coded import chosen_codes, ordered_codes, settled, standing
from evidence.coded.attributes import attribute_names, case_values
from evidence.matrix.counts import count_matrix
from evidence.model import EvidenceBase

_LONG = ("source", "partners", "selection")
"""Attributes that are texts or lists, not values to sort by: they stay in the table of cases."""

_OF_QUOTE = (
    "case_id",
    "survey_id",
    "question_id",
    "respondent_id",
    "illustrative",
    "document_id",
    "source_file",
    "page",
    "heading",
)
_OF_CODING = ("segment_id", "code", "name", "theme", "polarity", "coder", "coder_kind", "text")


def quotes_table(base: EvidenceBase) -> pd.DataFrame:
    """One row per passage and code that stands with yes, of case studies and of answers.

    returns: where it stands (case_id, or survey_id, question_id and respondent_id; illustrative: "yes" where the answers
             are made up; document_id, source_file, page, heading), every attribute of the case that can be sorted by,
             segment_id, code, name, theme, polarity, coder, coder_kind, text; in the order of the segments, then of the
             codebook. Missing text is "", a missing page <NA>.

    >>> from tests.drawing import base
    >>> drawn = base(segments="document_id | text\\nleeds | No time.", codings="segment_id | code\\nleeds:0-8 | CAP")
    >>> quotes_table(drawn)[["case_id", "code", "text"]].to_numpy().tolist()
    [['leeds', 'CAP', 'No time.']]
    """
    rows, tables = standing(base), base.tables
    rows = rows[rows["yes"]]
    segments = tables["segments"][["segment_id", "text", "page", "heading"]]
    decisions = settled(base)[["polarity", "coder", "coder_kind"]]
    parts = [
        (_documents(base), "document"),
        (segments.assign(heading=segments["heading"].fillna("")), "segment"),
        (ordered_codes(base)[["code", "name", "theme"]], "code"),
        (decisions, "decision"),
    ]
    joined = pd.concat([table.take(rows[row].to_numpy()).reset_index(drop=True) for table, row in parts], axis=1)
    attributes = [name for name in _documents(base).columns if name not in _OF_QUOTE]
    return joined[[*_OF_QUOTE, *attributes, *_OF_CODING]]


def _documents(base: EvidenceBase) -> pd.DataFrame:
    """What `quotes_table` says of the document of a quote, a row a document: where it stands, and the attributes of its case."""
    documents = base.tables["documents"]
    made_up = _lookup(base.tables["surveys"], "survey_id", "illustrative").map({True: "yes", False: "no"})
    found = documents[["case_id", "survey_id", "question_id", "respondent_id"]].assign(
        illustrative=documents["survey_id"].map(made_up),
        document_id=documents["document_id"],
        source_file=documents["source_file"],
    )
    for name in (name for name in attribute_names(base) if name not in _LONG):
        taken = name in (*found.columns, *_OF_QUOTE, *_OF_CODING)
        found[f"case_{name}" if taken else name] = documents["case_id"].map(_values(base, name))
    return found.astype("str").fillna("")


def wide(base: EvidenceBase, *, level: str = "code", polarity: str | None = None) -> pd.DataFrame:
    """One row per case that was read: its attributes, and for each code 1 if the case holds it, else 0.

    level, polarity: as `count_matrix`; a code is held wherever one of its sub-codes is.
    returns:         case_id, every attribute that can be sorted by ("not stated" where it is not known), then one column
                     per code, in the codebook's order, whole numbers.
    raises:          ValueError, as `count_matrix`.
    """
    held = count_matrix(base, level=level, polarity=polarity)
    codes = list(chosen_codes(base.tables["codes"], level)["code"])
    names = [name for name in attribute_names(base) if name not in _LONG]
    attributes = {f"attribute_{name}" if name in codes else name: _values(base, name).reindex(held.index) for name in names}
    joined = pd.concat([pd.DataFrame(attributes, index=held.index), held], axis=1)
    return joined.rename_axis("case_id").reset_index()


def _lookup(table: pd.DataFrame, key: str, column: str) -> pd.Series:
    return table.set_index(key)[column]


def _values(base: EvidenceBase, attribute: str) -> pd.Series:
    return _lookup(case_values(base, attribute), "case_id", "value")
