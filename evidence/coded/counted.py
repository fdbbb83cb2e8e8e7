"""How much of each case speaks of each code: what counts of cases, documents and segments are made from."""

from __future__ import annotations

import numpy as np
import pandas as pd

from evidence.coded.numbers import SAYS, kept, ordered_codes, places, polarity_of, rolled, standing
from evidence.model import CASE_STUDY, EvidenceBase


def case_cells(base: EvidenceBase, polarity: str | None = None) -> pd.DataFrame:
    """For each case and code how many of its documents and passages hold the code: decisions that stand and say yes.

    polarity: "barrier" or "enabler" counts passages that say so, mixed ones among them; "mixed" or "none" only those; None
              counts all.
    returns:  one row per case and code that any passage holds: case_id, code, documents, segments, by_person (segments of
              which a person decided on a code). A code is held wherever one below it is. A document, a segment belongs to
              one case, so that the counts of several cases may be added.
    """
    return kept(base, f"cells {polarity}", lambda: _case_cells(base, polarity))


def case_passages(base: EvidenceBase) -> pd.DataFrame:
    """Each passage of a case once for every code that it holds, as numbers.

    returns: one row per passage and code that stands with yes: segment, document, code, barrier and enabler as in
             `numbers.rolled`; case (its row in the base's table, -1 for none), by_person (whether a person decided on a code of
             the passage).
    """
    return kept(base, "case passages", lambda: _case_passages(base))


def _case_passages(base: EvidenceBase) -> pd.DataFrame:
    rows, given, documents = rolled(base), standing(base), base.tables["documents"]
    rows = rows[rows["yes"] & (documents["kind"] == CASE_STUDY).to_numpy()[rows["document"]]]
    people = np.zeros(len(base.tables["segments"]), dtype=bool)
    people[given.loc[given["yes"] & given["person"], "segment"]] = True
    case = places(documents["case_id"], base.tables["cases"]["case_id"])[rows["document"]]
    columns = rows[["segment", "document", "code", "barrier", "enabler"]]
    return columns.assign(case=case, by_person=people[rows["segment"]]).reset_index(drop=True)


def _case_cells(base: EvidenceBase, polarity: str | None) -> pd.DataFrame:
    rows = case_passages(base)
    rows = rows[rows["case"] >= 0]
    if polarity is not None:
        rows = rows[polarity_of(rows).isin(SAYS[polarity]).to_numpy()]
    numbers = rows[["case", "code", "document"]].assign(documents=1, segments=1, by_person=rows["by_person"].astype("int64"))
    counts = {"documents": "first", "segments": "sum", "by_person": "sum"}
    of_documents = numbers.groupby(["case", "code", "document"], as_index=False).agg(counts)
    cells = of_documents.groupby(["case", "code"], as_index=False)[[*counts]].sum()
    cases = base.tables["cases"]["case_id"].take(cells["case"].to_numpy())
    codes = ordered_codes(base)["code"].take(cells["code"].to_numpy())
    return cells[[*counts]].assign(case_id=cases.array, code=codes.array)
