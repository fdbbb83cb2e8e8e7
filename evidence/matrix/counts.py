"""How many cases, documents and segments hold each code: count matrices, codes by attribute, barriers and enablers apart."""

from __future__ import annotations

import pandas as pd

from evidence.coded import SAYS, chosen_codes, contributors, read_documents, rolled_segments
from evidence.coded.attributes import NOT_STATED, attribute_names, case_values, cases_read
from evidence.matrix.words import one_of
from evidence.model import BARRIER, CASE_STUDY, ENABLER, MIXED, NONE, UNSURE, YES, EvidenceBase

_UNITS = {"cases": "case_id", "documents": "document_id", "segments": "segment_id"}


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
    held = _held(base, polarity)[["code", "case_id", *(c for c in (_UNITS[unit],) if c != "case_id")]]
    cells = held.merge(grouped, on="case_id").groupby(["group", "code"])[_UNITS[unit]].nunique()
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
    found = held.groupby(["group", "code"]).agg(cases=("case_id", "nunique"), segments=("segment_id", "nunique"))
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
    codes = chosen_codes(base.tables["codes"], "code")
    rolled = rolled_segments(base, kind=CASE_STUDY)
    yes = rolled[rolled["applied"] == YES]
    counts = yes.groupby("code").agg(
        cases=("case_id", "nunique"), documents=("document_id", "nunique"), segments=("segment_id", "nunique")
    )
    by_polarity = yes.groupby(["code", "polarity"]).size().unstack("polarity", fill_value=0)
    by_polarity = by_polarity.reindex(columns=[BARRIER, ENABLER, MIXED, NONE], fill_value=0)
    unsure = rolled[rolled["applied"] == UNSURE].groupby("code").size().rename("unsure")
    counted = counts.join(by_polarity).join(unsure, how="outer").reindex(codes["code"]).fillna(0).astype("int64")
    counted.insert(1, "of_cases", read_documents(base, CASE_STUDY)["case_id"].nunique())
    return pd.concat([codes[["code", "theme", "name"]], counted.reset_index(drop=True)], axis=1)


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
    rolled = rolled_segments(base, kind=kind)
    yes = rolled[rolled["applied"] == YES].assign(contributor=contributors)
    table = themes[["code", "name"]].rename(columns={"code": "theme"})
    for column, says in (("cases_barrier", SAYS[BARRIER]), ("cases_enabler", SAYS[ENABLER]), ("cases_any", None)):
        chosen = yes if says is None else yes[yes["polarity"].isin(says)]
        table[column] = _per(table["theme"], chosen.groupby("code")["contributor"].nunique())
    table["of_cases"] = contributors(read_documents(base, kind)).nunique()
    table["segments"] = _per(table["theme"], yes.groupby("code").size())
    return table


def _held(base: EvidenceBase, polarity: str | None) -> pd.DataFrame:
    rolled = rolled_segments(base, kind=CASE_STUDY)
    yes = rolled[rolled["applied"] == YES]
    if polarity is None:
        return yes
    one_of("polarity", polarity, SAYS)
    return yes[yes["polarity"].isin(SAYS[polarity])]


def _case_groups(base: EvidenceBase, rows: str) -> pd.DataFrame:
    """One row per case that was read and per group it belongs to: case_id, group."""
    if rows == "case":
        return cases_read(base).to_frame().assign(group=lambda table: table["case_id"])
    one_of("rows", rows, ["case", *attribute_names(base)])
    return case_values(base, rows).rename(columns={"value": "group"})


def _per(codes: pd.Series, counts: pd.Series) -> pd.Series:
    return codes.map(counts).fillna(0).astype("int64")
