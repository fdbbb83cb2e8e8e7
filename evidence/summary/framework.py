"""The framework matrix for a reader: what its cells hold, what people wrote, and the passages behind it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from evidence.exhibits import Captioned, Statement, captioned, listed
from evidence.framework import (
    IS_DRAFT,
    IS_EMPTY,
    IS_WRITTEN,
    case_order,
    cell_segments,
    cell_states,
    framework_sentences,
    read_written,
)
from evidence.matrix import codes_by_attribute, cooccurrence, wide
from evidence.model import EvidenceBase
from evidence.quotes import as_quotes
from evidence.summary.wording import CHOSEN, Exhibits, counted, names_of, small

MOST_ROWS = 40
"""Rows of a table in a report; the sheet that `evidence framework` writes has all."""

NO_CASE = "No case study was read, so there is no matrix."
DRAFTED = "Drafts are sentences taken word for word from a passage; they are no one's summary until a person makes them hers."


def sentences_of(base: EvidenceBase, path: Path, *, level: str = "theme") -> pd.DataFrame:
    """The sentences of the matrix, as `framework.framework_sentences`: what people wrote into the file, and drafts.

    raises: CodingError, if the file does not fit the base.
    """
    return framework_sentences(base, read_written(path, path.name, base), level=level)


def in_brief(base: EvidenceBase, told: pd.DataFrame) -> Statement:
    """How many cells people wrote, how many are drafts and how many are empty; who wrote; which themes are silent most."""
    states = cell_states(base, told)
    if states.empty:
        return Statement((NO_CASE,))
    counts = states.stack().value_counts()
    written, drafts, empty = (int(counts.get(state, 0)) for state in (IS_WRITTEN, IS_DRAFT, IS_EMPTY))
    size = f"{counted(len(states), 'case')} by {counted(len(states.columns), 'theme')} make {counted(states.size, 'cell')}"
    said = [f"{size}: people have summed up {written}, {drafts} hold drafts and {empty} are empty."]
    said.append(_authors(told))
    said.append("An empty cell means that no passage of the case speaks of the theme: silence, not proof of absence.")
    names, silent = names_of(base), (states == IS_EMPTY).sum().sort_values(ascending=False, kind="stable")
    most = [f"{small(names[str(code)])} ({n} of {len(states)} cases)" for code, n in silent[silent == silent.max()].items()]
    if silent.max():
        said.append(f"Most often a case is silent on {listed(most)}.")
    return Statement((*said, *([DRAFTED] if drafts else []), CHOSEN))


def _authors(told: pd.DataFrame) -> str:
    written = told[~told["draft"]]
    if written.empty:
        return "No one has written a summary yet: every sentence shown is a draft."
    people, last = sorted(written["author"].unique()), written["edited"].max()[:10]
    return f"{counted(len(written), 'sentence')} by {listed(people)}, the latest of {last}; each names the passages it rests on."


def states_table(base: EvidenceBase, told: pd.DataFrame, *, by: str | None = None) -> Captioned | Statement:
    """What each cell is: written, a draft, or empty ("–").

    by: the attribute of cases that the rows are sorted by; it stands beside each case.
    """
    states, names = cell_states(base, told, by=by), names_of(base)
    if states.empty:
        return Statement((NO_CASE,))
    table = states.replace(IS_EMPTY, "–").rename(columns=names).rename_axis(columns=None)
    if by is not None:
        table.insert(0, by, list(case_order(base, by)["value"]))
    table.insert(0, "case", [names[case] for case in table.index])
    caption = "What each cell of the matrix holds" + (f", by {by.replace('_', ' ')}" if by else "")
    return captioned(*_cut(table.reset_index(drop=True), caption))


def written_table(base: EvidenceBase, told: pd.DataFrame) -> Captioned | Statement:
    """The sentences that people wrote, each with the passages it rests on, and by whom."""
    written = told[~told["draft"]]
    if written.empty:
        return Statement((_authors(told),))
    return captioned(*_cut(_readable(base, written).assign(by=written["author"].to_numpy()), "What people wrote into the matrix"))


def drafts_table(base: EvidenceBase, told: pd.DataFrame) -> Captioned | Statement:
    """The drafted sentences, each with its passage."""
    drafts = told[told["draft"]]
    if drafts.empty:
        return Statement(("No cell holds a draft.",))
    return captioned(*_cut(_readable(base, drafts), "Drafts: sentences of the passages, not yet anyone's summary"), note=DRAFTED)


def _readable(base: EvidenceBase, told: pd.DataFrame) -> pd.DataFrame:
    names = names_of(base)
    table = {"case": told["case_id"].map(names), "theme": told["column"].map(names), "summary": told["sentence"]}
    return pd.DataFrame({**table, "rests on": told["segments"].str.replace(" ", ", ")}).reset_index(drop=True)


def _cut(table: pd.DataFrame, caption: str) -> tuple[pd.DataFrame, str]:
    cut = f": the first {MOST_ROWS} of {len(table):,} rows" if len(table) > MOST_ROWS else ""
    return table.head(MOST_ROWS), caption + cut


def one_cell(base: EvidenceBase, told: pd.DataFrame) -> Exhibits:
    """From a cell to its passages: the cell that people wrote most sentences into, and all passages of it."""
    written = told[~told["draft"]]
    if written.empty:
        yield Statement((_authors(told),))
        return
    sizes = written.groupby(["case_id", "column"], sort=False).size().sort_values(ascending=False, kind="stable")
    (case_id, column), names = sizes.index[0], names_of(base)
    cell = written[(written["case_id"] == case_id) & (written["column"] == column)]
    yield Statement(tuple(cell["sentence"]), heading=f"{names[case_id]}: {names[column]}")
    links = cell_segments(base, told)
    mine = links[(links["case_id"] == case_id) & (links["column"] == column)]
    uncited = int((~mine["cited"]).sum())
    more = f"{counted(uncited, 'more passage', 'more passages')} of the theme, not cited, can be read on the sheet. "
    on = int(mine["cited"].sum())
    yield Statement((f"{more if uncited else ''}The summary rests on {'this passage' if on == 1 else f'these {on} passages'}:",))
    yield as_quotes(base, mine.loc[mine["cited"], "segment_id"])


def by_attribute(base: EvidenceBase, attribute: str, *, polarity: str | None = None) -> Captioned | Statement:
    """How many of the cases of each value of an attribute speak of each theme: "1 of 3", so that no base is out of sight."""
    table = codes_by_attribute(base, attribute, polarity=polarity)
    if table.empty:
        return Statement((NO_CASE,))
    cells = table["cases"].map(str) + " of " + table["of_cases"].map(str)
    grid = table.assign(cell=cells.where(table["cases"] > 0, "–")).pivot(index="value", columns="name", values="cell")
    grid = grid.reindex(index=table["value"].unique(), columns=table["name"].unique()).rename_axis(index=attribute, columns=None)
    grid.insert(0, "of_cases", table.drop_duplicates("value").set_index("value")["of_cases"])
    what = {None: "speak of each theme", "barrier": "report a barrier", "enabler": "report an enabler"}[polarity]
    return captioned(*_cut(grid.reset_index(), f"Cases that {what}, by {attribute.replace('_', ' ')}"))


def together_table(base: EvidenceBase, *, how: str = "exact", within: int = 1) -> Captioned | Statement:
    """How often two themes are found together, as `matrix.cooccurrence`."""
    table, names = cooccurrence(base, how=how, within=within), names_of(base)
    if table.empty:
        return Statement(("The codebook has no theme.",))
    caption = {
        "exact": "Passages that speak of both themes; on the diagonal, of the theme",
        "overlap": "Pairs of codings whose words overlap; on the diagonal, passages of the theme",
        "near": f"Pairs of passages at most {within} apart, one of each theme; on the diagonal, passages of the theme",
    }[how]
    return captioned(table.rename(index=names, columns=names).rename_axis(index="theme", columns=None), caption)


def wide_table(base: EvidenceBase, *, level: str = "theme") -> Captioned | Statement:
    """One row per case: 1 for each theme that it holds, else 0; with the policy area, as a taste of the file."""
    table, names = wide(base, level=level), names_of(base)
    if table.empty:
        return Statement((NO_CASE,))
    codes = [code for code in table.columns if code in set(base.tables["codes"]["code"])]
    return captioned(
        *_cut(table[["case_id", "policy_area", *codes]].rename(columns=names), "A row for each case, 0 or 1 for each theme")
    )
