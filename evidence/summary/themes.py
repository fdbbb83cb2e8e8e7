"""What the case studies say, theme by theme: in how many cases, as barrier or enabler, and in whose words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from evidence.coded import SAYS, chosen_codes, coded_segments
from evidence.exhibits import Captioned, Statement, captioned, listed, opening
from evidence.matrix import code_summary, count_matrix, theme_by_polarity
from evidence.model import BARRIER, CASE_STUDY, ENABLER, UNSURE, YES, EvidenceBase
from evidence.quotes import show_quotes
from evidence.summary.wording import CHOSEN, Exhibits, counted, names_of, quoted, reviewed, small

MOST_NAMED = 4
"""More names than this in one sentence are passed over; the table has them."""


def bottom_line(base: EvidenceBase, *, most: int = 3) -> Statement:
    """What stands in the way in most cases, what helps in most, and what no case speaks of; each with its base."""
    table = theme_by_polarity(base)
    if not len(table) or not table["cases_any"].any():
        return Statement(("No case study holds a passage on any theme of the codebook.",))
    said = [f"{counted(int(table['of_cases'].max()), 'case was', 'cases were')} read."]
    said.append(_foremost(table, "cases_barrier", "a barrier", most))
    said.append(_foremost(table, "cases_enabler", "an enabler", most))
    both = int(((table["cases_barrier"] > 0) & (table["cases_enabler"] > 0)).sum())
    if both:
        said.append(
            f"{counted(both, 'theme is', 'themes are')} reported both ways: by some cases as a barrier, by some as an enabler."
        )
    silent = table.loc[table["cases_any"] == 0, ["theme", "name"]]
    coded = coded_segments(base, kind=CASE_STUDY)
    doubtful = silent["theme"].isin(coded.loc[coded["applied"] == UNSURE, "theme"])
    if doubtful.any():
        said.append(
            f"Of {listed([small(name) for name in silent.loc[doubtful, 'name']])} there are only passages that nobody is sure of."
        )
    absent = [small(name) for name in silent.loc[~doubtful, "name"]]
    if absent:
        said.append(f"No case speaks of {listed(absent)}: that is silence, not proof of absence.")
    said += [CHOSEN, reviewed(base)]
    return Statement(tuple(said))


def _foremost(table: pd.DataFrame, column: str, what: str, most: int) -> str:
    """The themes that most cases report; themes of equal number stand or fall together."""
    ranked = table[table[column] > 0].sort_values(column, ascending=False, kind="stable")
    if ranked.empty:
        return f"No case reports {what}."
    top = ranked[ranked[column] >= ranked[column].head(most).min()]
    if len(top) > most + 2 and top[column].nunique() > 1:
        top = top[top[column] > top[column].min()]
    of = int(table["of_cases"].max())
    named = [f"{small(name)} ({count} of {of} cases)" for name, count in zip(top["name"], top[column], strict=True)]
    return f"Reported most often as {what}: {listed(named)}."


def spread(base: EvidenceBase) -> Statement:
    """Which themes most cases speak of, and how many themes a case speaks of."""
    held = count_matrix(base)
    cases, names = counted(len(held), "case"), names_of(base)
    if not held.to_numpy().any():
        return Statement(("No case study holds a passage on any theme of the codebook.",))
    found = held.sum().sort_values(ascending=False, kind="stable")
    top = [
        f"{small(names[str(code)])} ({count} of {len(held)} cases)" for code, count in found[found > 0].head(MOST_NAMED).items()
    ]
    per_case = held.sum(axis=1).sort_values(kind="stable")
    of = counted(len(held.columns), "theme")
    fewest, widest = names[str(per_case.index[0])], names[str(per_case.index[-1])]
    return Statement(
        (
            f"{cases} {'was' if len(held) == 1 else 'were'} read for {of}. Spoken of most widely: {listed(top)}.",
            f"The middle case speaks of {int(per_case.median())} themes; the fewest are {per_case.iloc[0]} ({fewest}), the most "
            f"{per_case.iloc[-1]} ({widest}).",
            "A longer case study holds more passages: read numbers of passages within a row, not down a column.",
            CHOSEN,
        )
    )


def matrix_table(base: EvidenceBase, matrix: pd.DataFrame, caption: str, *, polarity: str = "") -> Captioned:
    """A matrix of codes or cases with the names that a reader knows; in a report each count of cases opens its passages.

    polarity: that of the passages counted; empty for any.
    """
    names = names_of(base)
    shown = captioned(matrix.rename(index=names, columns=names).rename_axis(columns=None), caption)
    return replace(shown, opens=tuple(_opens(matrix, names, polarity)))


def _opens(matrix: pd.DataFrame, names: Mapping[str, str], polarity: str) -> Iterator[tuple[str, ...]]:
    """For each row what its cells open; nothing for a matrix whose rows are no cases."""
    across = _ACROSS.get(str(matrix.index.name))
    for row, *counts in matrix.itertuples(name=None) if across else ():
        asked = {str(across): names.get(row, row), "polarity": polarity}
        yield ("", *(opening(theme=str(code), **asked) if n else "" for code, n in zip(matrix.columns, counts, strict=True)))


_ACROSS = {"case_id": "place", "policy_area": "area"}
"""What the rows of a matrix are in the report's explorer."""


def theme_by_theme(base: EvidenceBase, *, most: int = 1) -> Exhibits:
    """For each theme: in how many cases it stands in the way and in how many it helps, as what, and in whose words.

    most: quotations for each side.
    """
    table = theme_by_polarity(base)
    table = table[table["cases_any"] > 0]
    table = table.assign(most=table[["cases_barrier", "cases_enabler"]].max(axis=1))
    codes, where, shown = code_summary(base), _cases_by_side(base), set[str]()
    for row in table.sort_values(["most", "cases_barrier"], ascending=False, kind="stable").to_dict("index").values():
        yield _theme_said({str(k): v for k, v in row.items()}, codes, where)
        yield from quoted(base, str(row["theme"]), CASE_STUDY, most=most, shown=shown)


def other_themes(base: EvidenceBase, *, most: int = 2) -> Exhibits:
    """For each theme that is neither barrier nor enabler, such as outcomes: in how many cases, and in whose words."""
    codes = chosen_codes(base.tables["codes"], "theme")
    summary = code_summary(base).set_index("code")
    for code, name in codes.loc[~codes["polar"], ["code", "name"]].itertuples(index=False):
        found = summary.loc[code]
        told = f"{counted(int(found['segments']), 'passage')} in {found['cases']} of {found['of_cases']} cases speak of it"
        parts = _parts(summary.reset_index(), str(code), "cases")
        yield Statement((f"{told}{f': {parts}' if parts else ''}.",), heading=str(name))
        if found["cases"]:
            yield show_quotes(base, str(code), most=most)


def _theme_said(row: Mapping[str, Any], codes: pd.DataFrame, where: Mapping[tuple[str, str], list[str]]) -> Statement:
    of, said = row["of_cases"], []
    for polarity, what, article in ((BARRIER, "stands in the way", "a barrier"), (ENABLER, "helps", "an enabler")):
        count = row[f"cases_{polarity}"]
        if not count:
            said.append(f"No case reports it as {article}.")
            continue
        parts = _parts(codes, row["theme"], polarity)
        named = _some(where.get((row["theme"], polarity), []))
        said.append(f"It {what} in {count} of {of} cases ({named}){f': {parts}' if parts else ''}.")
    if not row["cases_barrier"] and not row["cases_enabler"]:
        said = ["No case says whether it stands in the way or helps."]
    first = f"{counted(row['segments'], 'passage')} in {row['cases_any']} of {of} cases."
    return Statement((first, *said), heading=row["name"])


def _parts(codes: pd.DataFrame, theme: str, counted_by: str) -> str:
    """The sub-codes most found, with how many passages (or cases) say so."""
    below = codes[(codes["theme"] == theme) & (codes["code"] != theme) & (codes[counted_by] > 0)]
    below = below.sort_values(counted_by, ascending=False, kind="stable").head(MOST_NAMED)
    unit = "case" if counted_by == "cases" else "passage"
    named = zip(below["name"], below[counted_by], strict=True)
    return listed([f"{small(name)} ({counted(count, unit)})" for name, count in named])


def _cases_by_side(base: EvidenceBase) -> dict[tuple[str, str], list[str]]:
    """For each theme and side, the names of the cases that report it so."""
    coded = coded_segments(base, kind=CASE_STUDY)
    yes, names = coded[(coded["applied"] == YES) & coded["case_id"].notna()], names_of(base)
    found: dict[tuple[str, str], set[str]] = {}
    for theme, polarity, case in yes[["theme", "polarity", "case_id"]].itertuples(index=False):
        for side in (BARRIER, ENABLER):
            if polarity in SAYS[side]:
                found.setdefault((theme, side), set()).add(names[case])
    return {key: sorted(held) for key, held in found.items()}


def _some(names: Sequence[str]) -> str:
    more = len(names) - MOST_NAMED
    return listed([*names[:MOST_NAMED], f"{more} more"] if more > 0 else list(names))
