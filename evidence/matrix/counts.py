"""How many cases, documents and segments hold each code: count matrices, codes by attribute, barriers and enablers apart."""

from __future__ import annotations

import pandas as pd

from evidence.coded import SAYS, chosen_codes, contributors, ordered_codes, polarity_of, read_documents, rolled
from evidence.coded.attributes import NOT_STATED, attribute_names, case_values, cases_read
from evidence.coded.counted import case_cells, case_passages
from evidence.matrix.words import one_of
from evidence.model import BARRIER, CASE_STUDY, ENABLER, MIXED, NONE, EvidenceBase

_UNITS = ("cases", "documents", "segments")


def count_matrix(
    base: EvidenceBase, *, polarity: str | None = None, unit: str = "cases", rows: str = "case", level: str = "theme"
) -> pd.DataFrame:
    """How many cases, documents or segments of the case studies hold each code: one row a case, one column a code.

    polarity: "barrier" or "enabler" counts segments that say so, mixed ones among them; "mixed" or "none" only
              those; None counts all.
    unit:     what is counted: "cases", "documents" or "segments". With rows="case" and unit="cases" every cell
              is 1 or 0: the case holds the code or does not.
    rows:     "case", or an attribute of cases such as "policy_area": a column of `cases`, or an attribute of
              `case_attributes`. Each partner of a case counts for the row of that partner.
    level:    "theme", or "code" for every code; a code counts what lies below it in the tree.
    returns:  counts; rows in order of name, "not stated" last; columns the codes, in the codebook's order. Cases
              that were read but hold no code, and codes found nowhere, keep their rows and columns of 0.
    raises:   ValueError, if polarity, unit, rows or level is none of these.

    >>> from tests.drawing import base
    >>> drawn = base(segments='''
    ...     document_id | text
    ...     leeds       | No time.
    ...     truro       | Money ran out.
    ... ''', codings='''
    ...     segment_id | code      | polarity
    ...     leeds:0-8  | CAP.time  | barrier
    ...     truro:0-14 | CAP.money | barrier
    ... ''')
    >>> count_matrix(drawn, level="code")
    code     CAP  CAP.time  CAP.money
    case_id
    leeds      1         1          0
    truro      1         0          1
    """
    one_of("unit", unit, _UNITS)
    grouped = _case_groups(base, rows)
    codes = chosen_codes(base.tables["codes"], level)["code"]
    cells = _held(base, polarity).merge(grouped, on="case_id").groupby(["group", "code"])[unit].sum()
    order = sorted(grouped["group"].unique(), key=lambda group: (group == NOT_STATED, group))
    matrix = cells.unstack("code", fill_value=0).reindex(index=order, columns=list(codes), fill_value=0).astype("int64")
    return matrix.rename_axis(index="case_id" if rows == "case" else rows, columns=level)


def cases_by(base: EvidenceBase, attribute: str) -> pd.Series:
    """How many cases were read for each value of an attribute: the bases of a count matrix with those rows.

    returns: number of cases by value, most first; "not stated" where it is not known.
    raises:  ValueError, if no case has such an attribute.
    """
    sizes = _case_groups(base, attribute).groupby("group")["case_id"].nunique().rename("cases").rename_axis(attribute)
    return sizes.sort_index().sort_values(ascending=False, kind="stable").astype("int64")


def codes_by_attribute(base: EvidenceBase, attribute: str, *, polarity: str | None = None, level: str = "theme") -> pd.DataFrame:
    """In how many cases of each value of an attribute each code is found, with the number of cases read for that value.

    attribute, polarity, level: as `count_matrix`; a case with several partners counts for each of them.
    returns: one row per value (most cases first, "not stated" as any other) and code (in the codebook's order): value,
             code, name, cases, of_cases, segments. Codes found nowhere keep their rows of 0.
    raises:  ValueError, if no case has such an attribute, or polarity or level is no word for one.

    >>> from tests.drawing import base
    >>> drawn = base(cases='''
    ...     case_id | place
    ...     leeds   | North
    ...     truro   | South
    ... ''', segments='''
    ...     document_id | text
    ...     leeds       | No time.
    ...     truro       | Nothing.
    ... ''', codings="segment_id | code\\nleeds:0-8 | CAP")
    >>> codes_by_attribute(drawn, "place")[["value", "code", "cases", "of_cases"]].to_numpy().tolist()
    [['North', 'CAP', 1, 1], ['South', 'CAP', 0, 1]]
    """
    sizes = cases_by(base, attribute)
    codes = chosen_codes(base.tables["codes"], level)[["code", "name"]]
    grid = pd.MultiIndex.from_product([sizes.index, codes["code"]], names=["value", "code"])
    held = _held(base, polarity).merge(_case_groups(base, attribute), on="case_id")
    found = held.groupby(["group", "code"])[["cases", "segments"]].sum()
    table = found.reindex(grid, fill_value=0).astype("int64").reset_index()
    table = table.assign(name=table["code"].map(codes.set_index("code")["name"]), of_cases=table["value"].map(sizes))
    return table[["value", "code", "name", "cases", "of_cases", "segments"]]


def code_summary(base: EvidenceBase) -> pd.DataFrame:
    """What the case studies say of each code: how many cases, documents and segments, and with which polarity.

    returns: one row per code, in the codebook's order: code, theme, name; cases (of of_cases that were read),
             documents, segments; and these segments by what they say: barrier, enabler, mixed, none. `unsure` counts
             segments apart, for which no one has said yes yet.
    """
    return _summary(base).reset_index(drop=True)


def _summary(base: EvidenceBase) -> pd.DataFrame:
    codes, passages = chosen_codes(base.tables["codes"], "code"), case_passages(base)
    counts = pd.DataFrame(index=codes.index)
    counts["cases"] = passages[passages["case"] >= 0].groupby("code")["case"].nunique()
    counts["of_cases"] = read_documents(base, CASE_STUDY)["case_id"].nunique()
    counts["documents"] = passages.groupby("code")["document"].nunique()
    counts["segments"] = passages["code"].value_counts()
    said = passages[["code"]].assign(says=polarity_of(passages)).value_counts()
    for side in (BARRIER, ENABLER, MIXED, NONE):
        counts[side] = said[said.index.get_level_values("says") == side].droplevel("says")
    counts["unsure"] = _unsure(base).value_counts()
    return pd.concat([codes[["code", "theme", "name"]], counts.fillna(0).astype("int64")], axis=1)


def _unsure(base: EvidenceBase) -> pd.Series:
    """The code of each passage of a case study, as its place in the codebook, for which no one has said yes yet."""
    rows = rolled(base)
    kind = base.tables["documents"]["kind"].take(rows["document"].to_numpy()).to_numpy()
    codes: pd.Series = rows.loc[~rows["yes"] & (kind == CASE_STUDY), "code"]
    return codes


def theme_by_polarity(base: EvidenceBase, *, kind: str = CASE_STUDY) -> pd.DataFrame:
    """In how many cases each theme stands in the way, and in how many it helps: ready for a figure of paired bars.

    kind:    `CASE_STUDY`, or `ANSWER`: then a case is a person who answered an open question of a survey.
    returns: one row per theme that can be a barrier or an enabler, in the codebook's order: theme, name,
             cases_barrier, cases_enabler, cases_any (with any polarity or none), of_cases (that were read), segments.
             A case that reports both counts in both, so the two may add to more than cases_any.
    """
    codes = base.tables["codes"]
    polar = set(codes.loc[codes["polar"], "theme"])
    themes = chosen_codes(codes, "theme")
    themes = themes[themes["code"].isin(polar)].reset_index(drop=True)
    rows, documents = rolled(base), base.tables["documents"]
    rows = rows[rows["yes"] & (documents["kind"] == kind).to_numpy()[rows["document"]]]
    # People of answers, of which a base has a row each, are counted by number; those that are not named count for nothing.
    who = pd.factorize(contributors(documents))[0][rows["document"]]
    rows = rows.assign(who=who, name=ordered_codes(base)["code"].take(rows["code"].to_numpy()).array)
    table = themes[["code", "name"]].rename(columns={"code": "theme"})
    for column, chosen in (("cases_barrier", rows["barrier"]), ("cases_enabler", rows["enabler"]), ("cases_any", rows["yes"])):
        table[column] = _per(table["theme"], rows[chosen & (rows["who"] >= 0)].groupby("name")["who"].nunique())
    table["of_cases"] = contributors(read_documents(base, kind)).nunique()
    table["segments"] = _per(table["theme"], rows["name"].value_counts())
    return table


def _held(base: EvidenceBase, polarity: str | None) -> pd.DataFrame:
    """`case_cells`, with a column of cases: 1 in each row."""
    if polarity is not None:
        one_of("polarity", polarity, SAYS)
    return case_cells(base, polarity).assign(cases=1)


def _case_groups(base: EvidenceBase, rows: str) -> pd.DataFrame:
    """One row per case that was read and per group it belongs to: case_id, group."""
    if rows == "case":
        return cases_read(base).to_frame().assign(group=lambda table: table["case_id"])
    one_of("rows", rows, ["case", *attribute_names(base)])
    return case_values(base, rows).rename(columns={"value": "group"})


def _per(codes: pd.Series, counts: pd.Series) -> pd.Series:
    return codes.map(counts).fillna(0).astype("int64")
