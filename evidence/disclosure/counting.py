"""Tidy tables of counts of people, made from a table of people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from evidence.disclosure.tables import COUNT, NO_ANSWER, PUBLISHED, REST, TOTAL

YES = "yes"


def count_people(
    people: pd.DataFrame, chains: Sequence[Sequence[str]], categories: Mapping[str, Sequence[str]], *, by: str = ""
) -> pd.DataFrame:
    """How many people are in each category of each chain of dimensions.

    people:     a row per person and a column per dimension; `NO_ANSWER` for who left a question blank.
    chains:     the dimensions of each, outermost first: the second is counted of those alone who are in the first category of
                the first, such as `ANSWERED`.
    categories: every category of each dimension, in order; for one that the people hold besides, a KeyError.
    by:         a dimension that parts people into groups: all is counted of each group, too.
    returns:    a tidy table for `protect`; `REST`, and groups of people whose group is not known, are shown nowhere.

    >>> people = pd.DataFrame({"say": ["Yes", "No", "Yes", "(did not answer)"]})
    >>> count_people(people, [["say"]], {"say": ["Yes", "No", "(did not answer)"]})["count"].tolist()
    [4, 2, 1, 1]
    """
    names = list(dict.fromkeys([*([by] if by else []), *(name for chain in chains for name in chain)]))
    strange = {name for name in names if not set(people[name].dropna()) <= set(categories[name])}
    if strange:
        raise KeyError(f"categories of {sorted(strange)} that are not named")
    said = {name: people[name].to_numpy(dtype=object) for name in names}
    counts: dict[tuple[tuple[str, str], ...], int] = {}
    for group in [TOTAL, *(categories[by] if by else ())]:
        whole = np.ones(len(people), dtype=bool) if group == TOTAL else said[by] == group
        within = () if group == TOTAL else ((by, group),)
        counts[within] = int(whole.sum())
        for chain in chains:
            inside, above = whole, within
            for name in chain:
                first = categories[name][0]
                if (*above, (name, first)) not in counts:
                    counts |= {(*above, (name, c)): int((inside & (said[name] == c)).sum()) for c in categories[name]}
                inside, above = inside & (said[name] == first), (*above, (name, first))
    hidden = {(by, NO_ANSWER)} if by else set()
    rows = [
        {**dict(key), COUNT: count, PUBLISHED: not (any(c == REST for _, c in key) or (len(key) > 1 and hidden & set(key)))}
        for key, count in counts.items()
    ]
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
