"""Counts of people as one system: every cell once, and the sums that a reader knows to hold between them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

TOTAL = "(total)"
"""The category of a dimension over which a cell is a sum."""

REST = "(the others)"
"""The category that is never shown: who is in the total and in none of the other categories."""

NO_ANSWER = "(did not answer)"
"""The category of those who left a question blank; how many they are is not withheld, for it says nothing of anyone."""

ANSWERED = "(answered)"
"""The category of those who answered; within it stands what they said."""

COUNT, PUBLISHED = "count", "published"

Key = tuple[tuple[str, str], ...]
"""A cell: its categories, (dimension, category) in the order of the dimensions' names; () is everyone."""


@dataclass(frozen=True)
class System:
    """The cells of several tables of one population.

    keys:      each cell once.
    counts:    how many people are in it; NaN where that is not known.
    published: False for a cell that no table shows, such as `REST`.
    sums:      a row per sum that holds: 1 for each part, -1 for the total.
    depth:     in how many of these sums a cell is the total: 0 for an inner cell.
    """

    keys: tuple[Key, ...]
    counts: np.ndarray
    published: np.ndarray
    sums: csr_array
    depth: np.ndarray

    @cached_property
    def where(self) -> dict[Key, int]:
        """The place of each cell."""
        return {key: place for place, key in enumerate(self.keys)}


def dimensions(table: pd.DataFrame) -> list[str]:
    """The columns of a tidy table that say which people a row counts."""
    return [str(name) for name in table.columns if name not in (COUNT, PUBLISHED)]


def keys_of(table: pd.DataFrame) -> list[Key]:
    """The cell of each row of a tidy table.

    >>> keys_of(pd.DataFrame({"area": ["North", TOTAL], "say": ["Yes", "Yes"], "count": [3, 20]}))
    [(('area', 'North'), ('say', 'Yes')), (('say', 'Yes'),)]
    """
    names = sorted(dimensions(table))
    rows = zip(*(table[name] for name in names), strict=True) if names else iter([()] * len(table))
    return [tuple((n, str(c)) for n, c in zip(names, row, strict=True) if c != TOTAL) for row in rows]


@dataclass(frozen=True)
class Read:
    """One tidy table, read once: its cells, their counts, whether it shows them, and the parts of its totals."""

    keys: tuple[Key, ...]
    counts: tuple[float, ...]
    published: tuple[bool, ...]
    parts: Mapping[tuple[Key, str], frozenset[Key]]


def read(table: pd.DataFrame) -> Read:
    """The cells of a tidy table and the totals within it.

    table: a column per dimension, whose categories stand for parts that share nobody and together hold everybody, with `TOTAL`
           for a sum; `count`, people (NaN where not known); and, where some rows are shown nowhere, `published`.
    """
    public = table[PUBLISHED] if PUBLISHED in table else [True] * len(table)
    keys = keys_of(table)
    held, found = set(keys), dict[tuple[Key, str], set[Key]]()
    for key in keys:
        for place, (name, _) in enumerate(key):
            total = (*key[:place], *key[place + 1 :])
            if total in held:
                found.setdefault((total, name), set()).add(key)
    counts = tuple(float(count) for count in table[COUNT].astype("float64"))
    return Read(tuple(keys), counts, tuple(map(bool, public)), {whole: frozenset(members) for whole, members in found.items()})


def system(tables: Mapping[str, Read]) -> System:
    """All cells of several tables of one population and the sums between them; a dimension of one name is one thing in all.

    raises: ValueError, if two tables disagree on a cell, or parts do not add up to their total.
    """
    counts: dict[Key, float] = {}
    published: dict[Key, bool] = {}
    parts: dict[tuple[Key, str], frozenset[Key]] = {}
    for name, table in tables.items():
        for key, count, public in zip(table.keys, table.counts, table.published, strict=True):
            known = counts.get(key, math.nan)
            if not (math.isnan(known) or math.isnan(count) or known == count):
                raise ValueError(f"{name}: two tables give one cell different counts")
            counts[key] = known if math.isnan(count) else count
            published[key] = published.get(key, False) or public
        for whole, members in table.parts.items():
            if parts.setdefault(whole, members) != members:
                raise ValueError(f"{name}: two tables part one total into different categories")
    return _assembled(counts, published, parts)


def _assembled(counts: dict[Key, float], published: dict[Key, bool], parts: dict[tuple[Key, str], frozenset[Key]]) -> System:
    keys = tuple(counts)
    place = {key: n for n, key in enumerate(keys)}
    rows, columns, values, depth = [], [], [], np.zeros(len(keys), dtype=int)
    for row, ((total, name), members) in enumerate(parts.items()):
        added = sum(counts[key] for key in members)
        if not math.isnan(added - counts[total]) and added != counts[total]:
            raise ValueError(f"the categories of {name!r} do not add up to their total")
        depth[place[total]] += 1
        rows += [row] * (len(members) + 1)
        columns += [place[total], *sorted(place[key] for key in members)]
        values += [-1.0, *[1.0] * len(members)]
    sums = csr_array((values, (rows, columns)), shape=(len(parts), len(keys)))
    return System(keys, np.array(list(counts.values())), np.array([published[key] for key in keys], dtype=bool), sums, depth)
