"""Coded segments: every decision that stands, with its segment, document and case or respondent beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
import pandas as pd

from evidence.coding.decisions import settle
from evidence.model import ANSWER, BARRIER, CASE_STUDY, ENABLER, MIXED, NONE, UNSURE, YES, EvidenceBase

SAYS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {BARRIER: (BARRIER, MIXED), ENABLER: (ENABLER, MIXED), MIXED: (MIXED,), NONE: (NONE,)}
)
"""Polarities that count when one is asked for: a mixed segment names a barrier and an enabler, so it counts as each."""

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


def rolled_segments(base: EvidenceBase, *, kind: str | None = None) -> pd.DataFrame:
    """`roll_up` of `coded_segments`, with all that says yes or unsure."""
    return kept(base, f"rolled {kind}", lambda: roll_up(coded_segments(base, kind=kind), base.tables["codes"]))


def kept(base: EvidenceBase, name: str, make: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    """What `make` works out from a base, worked out once: a base never changes, and many tables begin with the same one.

    Whatever is done to the table that is returned leaves the one that is kept as it is.
    """
    worked_out: dict[str, pd.DataFrame] = base.__dict__.setdefault("_worked_out", {})
    if name not in worked_out:
        worked_out[name] = make()
    return worked_out[name].copy(deep=False)


def settled(base: EvidenceBase) -> pd.DataFrame:
    """The decision that stands for each segment and code, as `evidence.coding.decisions.settle`."""
    return kept(base, "settled", lambda: settle(base.tables["codings"]))


def _coded_segments(base: EvidenceBase) -> pd.DataFrame:
    standing = settled(base)
    standing = standing.loc[
        standing["applied"].isin((YES, UNSURE)),
        ["segment_id", "code", "applied", "polarity", "score", "coder", "coder_kind"],
    ]
    codes = base.tables["codes"][["code", "theme", "ordinal"]]
    segments = base.tables["segments"][["segment_id", "document_id", "start", "heading", "text"]]
    segments = segments.assign(place=np.arange(len(segments)))
    documents = base.tables["documents"][_OF_DOCUMENT]
    joined = standing.merge(codes, on="code").merge(segments, on="segment_id").merge(documents, on="document_id")
    ordered = joined.sort_values(["place", "ordinal"], ignore_index=True)
    first = ["segment_id", "code", "theme", "applied", "polarity", "score", "coder", "coder_kind", "document_id"]
    return ordered[[*first, *(c for c in ordered.columns if c not in (*first, "place", "ordinal"))]]


def roll_up(coded: pd.DataFrame, codes: pd.DataFrame) -> pd.DataFrame:
    """Each segment once for every code that it speaks of: the code given, and every code above it in the tree.

    coded:   as `coded_segments`.
    codes:   the model's table of codes.
    returns: one row per (segment_id, code): applied (yes if any decision below says yes), polarity (of the yes
             decisions; a barrier and an enabler together are mixed; of an unsure segment, none), and the columns of
             its document. A segment with two sub-codes of one theme is one row of the theme.
    """
    yes, polarity = coded["applied"] == YES, coded["polarity"]
    rows = pd.DataFrame(
        {
            # Numbers in place of names and words: this table has a row for every code above every coding.
            "row": np.arange(len(coded)),
            "segment": pd.factorize(coded["segment_id"])[0],
            "below": coded["code"].to_numpy(),
            "yes": yes.to_numpy(),
            "barrier": (yes & polarity.isin(SAYS[BARRIER])).to_numpy(),
            "enabler": (yes & polarity.isin(SAYS[ENABLER])).to_numpy(),
        }
    ).merge(at_or_above(codes), on="below")
    said = rows.groupby(["segment", "code"], sort=False).agg(
        row=("row", "first"), yes=("yes", "any"), barrier=("barrier", "any"), enabler=("enabler", "any")
    )
    said = said.reset_index()
    pole = np.select([said["barrier"] & said["enabler"], said["barrier"], said["enabler"]], [MIXED, BARRIER, ENABLER], NONE)
    rolled = coded[["segment_id", *_OF_DOCUMENT]].iloc[said["row"]].reset_index(drop=True)
    rolled.insert(1, "code", said["code"])
    applied = pd.Series(np.where(said["yes"], YES, UNSURE), dtype="str")
    return rolled.assign(applied=applied, polarity=pd.Series(pole, dtype="str"))


def at_or_above(codes: pd.DataFrame) -> pd.DataFrame:
    """One row per code and per code that its segments count for: itself and all above it."""
    parents = {code: parent for code, parent in zip(codes["code"], codes["parent"], strict=True) if isinstance(parent, str)}
    pairs = []
    for code in codes["code"]:
        above: str | None = code
        while above is not None:
            pairs.append((code, above))
            above = parents.get(above)
    return pd.DataFrame(pairs, columns=["below", "code"], dtype="str")


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
