"""Tidy tables of counts of people, made from a table of people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from evidence.disclosure.tables import COUNT, NO_ANSWER, PUBLISHED, REST, TOTAL

YES = "yes"


def count_people(
    people: pd.DataFrame, chain: Sequence[str], categories: Mapping[str, Sequence[str]], *, by: str = ""
) -> pd.DataFrame:
    """How many people are in each category of a chain of dimensions, where each but the last goes on from its first category.

    people:     a row per person and a column per dimension; `NO_ANSWER` for who left a question blank.
    chain:      the dimensions, outermost first: the second is counted of those alone who are in the first category of the
                first, such as `ANSWERED`.
    categories: every category of each dimension, in order; for one that the people hold besides, a KeyError.
    by:         a dimension that parts people into groups: all is counted of each group, too.
    returns:    a tidy table for `protect`; `REST`, and groups of people whose group is not known, are shown nowhere.

    >>> people = pd.DataFrame({"say": ["Yes", "No", "Yes", "(did not answer)"]})
    >>> count_people(people, ["say"], {"say": ["Yes", "No", "(did not answer)"]})["count"].tolist()
    [4, 2, 1, 1]
    """
    strange = {name for name in filter(None, [*chain, by]) if not set(people[name].dropna()) <= set(categories[name])}
    if strange:
        raise KeyError(f"categories of {sorted(strange)} that are not named")
    rows: list[dict[str, object]] = []
    for group in [TOTAL, *(categories[by] if by else ())]:
        inside = people if group == TOTAL else people[people[by] == group]
        above: dict[str, object] = {by: group} if by else {}
        rows.append({**above, COUNT: len(inside), PUBLISHED: True})
        for name in chain:
            counts = inside[name].value_counts()
            rows += [
                {**above, name: c, COUNT: int(counts.get(c, 0)), PUBLISHED: c != REST and group != NO_ANSWER}
                for c in categories[name]
            ]
            above[name] = categories[name][0]
            inside = inside[inside[name] == categories[name][0]]
    names = [*([by] if by else []), *chain]
    return pd.DataFrame(rows, columns=[*names, COUNT, PUBLISHED]).fillna(dict.fromkeys(names, TOTAL))


def joined(table: pd.DataFrame, dimension: str, names: Mapping[str, str], wider: str) -> pd.DataFrame:
    """A table of one dimension, and the counts of the wider categories that its own are joined to.

    table: as `count_people` makes it of one dimension; names: for each category the wider one; wider: what the wider
           dimension is called.

    >>> three = pd.DataFrame({"say": ["Yes", "Rather", "No", "(total)"], "count": [5, 4, 3, 12], "published": True})
    >>> wide = joined(three, "say", {"Yes": "Yes", "Rather": "Yes", "No": "No"}, "in two")
    >>> wide.loc[(wide["say"] == "(total)"), ["in two", "count"]].values.tolist()
    [['(total)', 12], ['Yes', 9], ['No', 3]]
    """
    inner = table[table[dimension] != TOTAL]
    called = inner[dimension].map(names)
    sums = inner[COUNT].groupby(called, sort=False).sum().rename_axis(wider).reset_index()
    parts, wide, narrow = inner.copy(), sums, table.copy()
    parts[wider], parts[PUBLISHED] = called, False
    wide[dimension], wide[PUBLISHED] = TOTAL, True
    narrow[wider] = TOTAL
    return pd.concat([narrow, wide, parts])[[wider, dimension, COUNT, PUBLISHED]].reset_index(drop=True)


def side_by_side(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Several tidy tables as one; a dimension that one of them lacks is a total there."""
    every = pd.concat(tables, ignore_index=True)
    names = [name for name in every.columns if name not in (COUNT, PUBLISHED)]
    return every[[*names, COUNT, PUBLISHED]].fillna(dict.fromkeys(names, TOTAL)).drop_duplicates(ignore_index=True)
