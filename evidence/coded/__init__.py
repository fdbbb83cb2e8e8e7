"""Coded segments: every decision that stands, with its segment, document and case or respondent beside it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from evidence.coded.numbers import (
    SAYS,
    codes_above,
    kept,
    ordered_codes,
    places,
    polarity_of,
    roll,
    rolled,
    settled,
    standing,
    worked_out,
)
from evidence.model import ANSWER, BARRIER, CASE_STUDY, ENABLER, UNSURE, YES, EvidenceBase

__all__ = [
    "SAYS",
    "at_or_above",
    "chosen_codes",
    "coded_segments",
    "contributors",
    "kept",
    "ordered_codes",
    "polarity_of",
    "read_documents",
    "roll_up",
    "rolled",
    "rolled_segments",
    "settled",
    "standing",
    "worked_out",
]

_OF_DOCUMENT = ["document_id", "kind", "case_id", "survey_id", "question_id", "respondent_id"]


def coded_segments(base: EvidenceBase, *, kind: str | None = None) -> pd.DataFrame:
    """Every decision that stands and says yes or unsure, with its words and where they come from.

    kind:    `CASE_STUDY` or `ANSWER`; None is both, in one table that tells them apart.
    returns: one row per (segment_id, code): code, theme, applied, polarity, score, coder, coder_kind, then the segment
             (document_id, start, heading, text) and its document (kind, case_id, survey_id, question_id, respondent_id);
             in the order of `base.segments`, then of the codebook.

    A person's decision stands above a machine's: see `evidence.coding.decisions.settle`.
    """
    coded = kept(base, "coded", lambda: _coded_segments(base))
    return coded if kind is None else coded[coded["kind"] == kind].reset_index(drop=True)


def _coded_segments(base: EvidenceBase) -> pd.DataFrame:
    rows, codes = standing(base), ordered_codes(base)[["code", "theme"]]
    decisions = settled(base)[["segment_id", "applied", "polarity", "score", "coder", "coder_kind"]]
    segments = base.tables["segments"][["start", "heading", "text"]]
    documents = base.tables["documents"][_OF_DOCUMENT]
    parts = [(decisions, "decision"), (codes, "code"), (segments, "segment"), (documents, "document")]
    joined: pd.DataFrame = pd.concat([table.take(rows[row].to_numpy()).reset_index(drop=True) for table, row in parts], axis=1)
    first = ["segment_id", "code", "theme", "applied", "polarity", "score", "coder", "coder_kind", "document_id"]
    return joined[[*first, *(name for name in joined.columns if name not in first)]]


def rolled_segments(base: EvidenceBase, *, kind: str | None = None) -> pd.DataFrame:
    """`roll_up` of `coded_segments`, with all that says yes or unsure."""
    return kept(base, f"rolled {kind}", lambda: _rolled_segments(base, kind))


def _rolled_segments(base: EvidenceBase, kind: str | None) -> pd.DataFrame:
    rows, documents = rolled(base), base.tables["documents"]
    if kind is not None:
        rows = rows[(documents["kind"] == kind).to_numpy()[rows["document"]]]
    named = documents[_OF_DOCUMENT].take(rows["document"].to_numpy()).reset_index(drop=True)
    named.insert(0, "segment_id", base.tables["segments"]["segment_id"].take(rows["segment"].to_numpy()).array)
    return _named(rows, named, ordered_codes(base))


def _named(rows: pd.DataFrame, named: pd.DataFrame, codes: pd.DataFrame) -> pd.DataFrame:
    """Rows of `rolled` as `roll_up` returns them: with the names of their segments and documents, and words for what they say."""
    named.insert(1, "code", codes["code"].take(rows["code"].to_numpy()).array)
    applied = pd.Series([UNSURE, YES], dtype="str").take(rows["yes"].to_numpy(dtype="int64")).array
    return named.assign(applied=applied, polarity=polarity_of(rows))


def roll_up(coded: pd.DataFrame, codes: pd.DataFrame) -> pd.DataFrame:
    """Each segment once for every code that it speaks of: the code given, and every code above it in the tree.

    coded:   as `coded_segments`.
    codes:   the model's table of codes.
    returns: one row per (segment_id, code): applied (yes if any decision below says yes), polarity (of the yes
             decisions; a barrier and an enabler together are mixed; of an unsure segment, none), and the columns of
             its document. A segment with two sub-codes of one theme is one row of the theme.
    """
    yes, polarity = coded["applied"] == YES, coded["polarity"]
    codes = codes.sort_values("ordinal", ignore_index=True)
    rows = pd.DataFrame(
        {
            "row": np.arange(len(coded)),
            "segment": pd.factorize(coded["segment_id"])[0],
            "code": places(coded["code"], codes["code"]),
            "yes": yes.to_numpy(),
            "barrier": (yes & polarity.isin(SAYS[BARRIER])).to_numpy(),
            "enabler": (yes & polarity.isin(SAYS[ENABLER])).to_numpy(),
        }
    )
    rows = roll(rows, codes)
    return _named(rows, coded[["segment_id", *_OF_DOCUMENT]].take(rows["row"].to_numpy()).reset_index(drop=True), codes)


def at_or_above(codes: pd.DataFrame) -> pd.DataFrame:
    """One row per code and per code that its segments count for: itself and all above it."""
    above, names = codes_above(codes), codes["code"].to_numpy()
    below, _ = np.nonzero(above >= 0)
    return pd.DataFrame({"below": names[below], "code": names[above[above >= 0]]}, dtype="str")


def chosen_codes(codes: pd.DataFrame, level: str) -> pd.DataFrame:
    """The rows of `codes` at one level, in the codebook's order.

    level: "theme", the codes without a parent, or "code", every code (each counts what lies below it, too).
    raises: ValueError, if it is neither.
    """
    if level not in ("theme", "code"):
        raise ValueError(f"level is 'theme' or 'code', not {level!r}")
    ordered = codes.sort_values("ordinal", ignore_index=True)
    return ordered if level == "code" else ordered[ordered["parent"].isna()].reset_index(drop=True)


def contributors(rows: pd.DataFrame) -> pd.Series:
    """Who each row speaks for: the case of a case study, or the person (within the survey) of an answer.

    rows: any table with the columns kind, case_id, survey_id and respondent_id of documents.
    """
    person = rows["survey_id"] + " " + rows["respondent_id"]
    return rows["case_id"].where(rows["kind"] == CASE_STUDY, person).rename("contributor")


def read_documents(base: EvidenceBase, kind: str) -> pd.DataFrame:
    """The documents that could have been coded: case studies, or answers that say something."""
    documents = base.tables["documents"]
    return documents[(documents["kind"] == kind) & ~(documents["no_answer"] & (documents["kind"] == ANSWER))]
