"""Tables for other programs: a row for each quote, and a row of 0 and 1 for each case."""

from __future__ import annotations

import pandas as pd

from evidence.coded import chosen_codes, coded_segments
from evidence.coded.attributes import attribute_names, case_values
from evidence.matrix.counts import count_matrix
from evidence.model import YES, EvidenceBase

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
    coded = coded_segments(base)
    coded = coded[coded["applied"] == YES].reset_index(drop=True)
    tables = base.tables
    made_up = _lookup(tables["surveys"], "survey_id", "illustrative").map({True: "yes", False: "no"})
    found = coded.drop(columns="kind").assign(
        name=coded["code"].map(_lookup(tables["codes"], "code", "name")),
        source_file=coded["document_id"].map(_lookup(tables["documents"], "document_id", "source_file")),
        page=coded["segment_id"].map(_lookup(tables["segments"], "segment_id", "page")).astype("Int64"),
        illustrative=coded["survey_id"].map(made_up),
    )
    names = [name for name in attribute_names(base) if name not in _LONG]
    values = {f"case_{name}" if name in found.columns else name: _values(base, name) for name in names}
    attributes = pd.DataFrame({name: found["case_id"].map(of_case) for name, of_case in values.items()})
    joined = pd.concat([found[list(_OF_QUOTE)], attributes, found[list(_OF_CODING)]], axis=1)
    texts = [name for name in joined.columns if name != "page"]
    return joined.assign(**joined[texts].astype("str").fillna(""))


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
