"""Counts of people as one system: every cell once, and the sums that a reader knows to hold between them."""

from __future__ import annotations

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


def system(tables: Mapping[str, pd.DataFrame]) -> System:
    """All cells of `tables` and the sums between them.

    tables: tidy tables of one population: a column per dimension, whose categories stand for parts that share nobody and
            together hold everybody, with `TOTAL` for a sum; `count`, people (NaN where not known); and, where some rows
            are shown nowhere, `published`. A dimension of one name is one thing in every table.
    raises: ValueError, if two tables disagree on a cell, or parts do not add up to their total.
    """
    counts: dict[Key, float] = {}
    published: dict[Key, bool] = {}
    parts: dict[tuple[Key, str], set[Key]] = {}
    for name, table in tables.items():
        shown = table[PUBLISHED] if PUBLISHED in table else pd.Series(True, index=table.index)
        keys = keys_of(table)
        for key, count, public in zip(keys, table[COUNT].astype("float64"), shown, strict=True):
            known = counts.get(key, np.nan)
            if not (np.isnan(known) or np.isnan(count) or known == count):
                raise ValueError(f"{name}: two tables give one cell different counts")
            counts[key] = known if np.isnan(count) else count
            published[key] = published.get(key, False) or bool(public)
        for whole, members in _sums(table, keys).items():
            if parts.setdefault(whole, members) != members:
                raise ValueError(f"{name}: two tables part one total into different categories")
    return _assembled(counts, published, parts)


def _sums(table: pd.DataFrame, keys: list[Key]) -> dict[tuple[Key, str], set[Key]]:
    """For each total and dimension the cells that it is the sum of, where the table holds them."""
    names, held = dimensions(table), set(keys)
    found: dict[tuple[Key, str], set[Key]] = {}
    for key in keys:
        for name, _ in key:
            total = tuple(pair for pair in key if pair[0] != name)
            if name in names and total in held:
                found.setdefault((total, name), set()).add(key)
    return found


def _assembled(counts: dict[Key, float], published: dict[Key, bool], parts: dict[tuple[Key, str], set[Key]]) -> System:
    keys = tuple(counts)
    place = {key: n for n, key in enumerate(keys)}
    rows, columns, values, depth = [], [], [], np.zeros(len(keys), dtype=int)
    for row, ((total, name), members) in enumerate(parts.items()):
        added = [counts[key] for key in members]
        if not np.isnan([*added, counts[total]]).any() and sum(added) != counts[total]:
            raise ValueError(f"the categories of {name!r} do not add up to their total")
        depth[place[total]] += 1
        for key, sign in [(total, -1.0), *((key, 1.0) for key in sorted(members))]:
            rows.append(row)
            columns.append(place[key])
            values.append(sign)
    sums = csr_array((values, (rows, columns)), shape=(len(parts), len(keys)))
    return System(keys, np.array(list(counts.values())), np.array([published[key] for key in keys], dtype=bool), sums, depth)
