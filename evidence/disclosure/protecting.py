"""Tables of counts of people, with the cells withheld that would tell of fewer people than the threshold."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from evidence.disclosure.attack import FAR, SolverError, intervals, joined_by
from evidence.disclosure.choosing import Cells, NoChoiceError, choose
from evidence.disclosure.tables import ANSWERED, COUNT, NO_ANSWER, PUBLISHED, REST, Key, Read, System, keys_of, read, system

Tables = Mapping[str, pd.DataFrame]

_MARGIN, _EVERYONE = 20.0, 50.0
"""What losing a total costs against losing an inner cell of the same count, and what losing the grand total costs."""

RECORD = ("cell", "count", "why", "low", "high")


@dataclass(frozen=True)
class Policy:
    """What may be shown; the settings of a project's `publication`.

    threshold:        the smallest count of people that may be shown or worked out.
    rounding:         the number that shown counts are rounded to a multiple of, after protection; 0 for none.
    zeros:            True if a count of nobody may be shown.
    group_disclosure: True if it is withheld that everyone in a group gave one answer.
    """

    threshold: int = 10
    rounding: int = 0
    zeros: bool = True
    group_disclosure: bool = True


@dataclass(frozen=True)
class Protected:
    """Tables that may be shown, and the record of what was withheld: for the researcher, never for the report.

    tables: as they were given, but `count` is missing where it is withheld (and in rows that are shown nowhere).
    record: a row per cell withheld: cell, count, why, and low and high, what a reader can work out of it.
    failed: why every count is withheld, where nothing less was found to be safe; else empty.
    """

    tables: Mapping[str, pd.DataFrame]
    record: pd.DataFrame
    failed: str = ""


def rounded(counts: pd.Series, base: int) -> pd.Series:
    """Counts to the nearest multiple of `base`, halves up; as they are where `base` is 0.

    >>> rounded(pd.Series([8, 16, 23, None], dtype="Int64"), 5).tolist()
    [10, 15, 25, <NA>]
    """
    if not base:
        return counts.astype("Int64")
    return ((counts.astype("Float64") / base + 0.5).map(math.floor, na_action="ignore") * base).astype("Int64")


def unsafe(counts: pd.Series, policy: Policy) -> pd.Series:
    """True for the counts that may not be shown, whatever stands around them.

    >>> unsafe(pd.Series([0, 4, 10]), Policy(threshold=10)).tolist()
    [False, True, False]
    """
    return (counts < policy.threshold) & ((counts > 0) | (not policy.zeros))


def protect(tables: Tables, policy: Policy, earlier: Tables | None = None, *, groups: Collection[str] | None = None) -> Protected:
    """`tables` with every count withheld that is small, or from which with all the others a small one could be worked out.

    tables:  tidy tables of counts of one population, as `tables.system` takes them; those that come first are kept fullest.
    earlier: what was released of the same population before: what it shows can no longer be withheld.
    groups:  the dimensions that part people into groups; None takes each for one.
    returns: the tables, rounded where the policy says so, and the record.
    raises:  ValueError, if the tables do not agree with each other.

    Counts are people, each counted once. Where no choice of cells protects a table, or the solver fails, all of it is withheld;
    where that is not enough, all of them are.

    >>> people = pd.DataFrame({"say": ["Yes", "No", "Unsure", "(total)"], "count": [41, 12, 3, 56]})
    >>> protect({"say": people}, Policy()).tables["say"]["count"].tolist()
    [41, <NA>, <NA>, 56]
    """
    work = _Work(policy, {name: read(table) for name, table in (earlier or {}).items()}, groups)
    for name, table in tables.items():
        work.add(name, read(table))
    try:
        work.finish()
    except SolverError as fault:
        return _nothing_shown(tables, str(fault))
    shown = {name: _shown(table, work.withheld, policy) for name, table in tables.items()}
    return Protected(shown, work.record())


def _nothing_shown(tables: Tables, why: str) -> Protected:
    shown = {name: table.assign(**{COUNT: pd.Series(pd.NA, index=table.index, dtype="Int64")}) for name, table in tables.items()}
    counts = {key: count for table in tables.values() for key, count in zip(keys_of(table), table[COUNT], strict=True)}
    rows = [(told(key), int(count), f"everything is withheld: {why}", 0.0, FAR) for key, count in counts.items()]
    record = pd.DataFrame(rows, columns=list(RECORD)).sort_values("cell", ignore_index=True)
    return Protected(shown, record, why)


def _shown(table: pd.DataFrame, withheld: Collection[Key], policy: Policy) -> pd.DataFrame:
    counts = rounded(table[COUNT].astype("Int64"), policy.rounding)
    public = table[PUBLISHED].astype(bool) if PUBLISHED in table else pd.Series(True, index=table.index)
    hidden = pd.Series([key in withheld for key in keys_of(table)], index=table.index)
    return table.assign(**{COUNT: counts.mask(hidden | ~public)})


@dataclass
class _Work:
    """The state of one protection: the tables so far and what of them is withheld."""

    policy: Policy
    before: dict[str, Read]
    groups: Collection[str] | None
    tables: dict[str, Read] = field(default_factory=dict)
    withheld: dict[Key, str] = field(default_factory=dict)
    decided: set[Key] = field(default_factory=set)
    _released: set[Key] = field(default_factory=set)
    _settled: set[bytes] = field(default_factory=set)
    _ranges: tuple[np.ndarray, np.ndarray] = field(init=False)

    def __post_init__(self) -> None:
        for table in self.before.values():
            self._released |= {key for key, count in zip(table.keys, table.counts, strict=True) if not math.isnan(count)}
        self.decided |= self._released

    def add(self, name: str, table: Read) -> None:
        """Withhold what `table` needs, given what is withheld already."""
        self.tables[name] = table
        cells = self._system()
        mine = set(table.keys)
        own = np.array([key in mine for key in cells.keys])
        small = self._small(cells)
        for place in np.flatnonzero(own & cells.published):
            key = cells.keys[place]
            if key in self.decided or exempt(key, self.groups):
                continue
            if small[place]:
                self.withheld.setdefault(key, f"fewer than {self.policy.threshold} people")
            elif self.policy.group_disclosure and _whole_group(cells, key, self.groups):
                self.withheld.setdefault(key, "everyone in the group")
        near = _near(cells, own, self._hidden(cells))
        try:
            chosen = self._choose(cells, near, own)
        except (NoChoiceError, SolverError) as fault:
            self._close(name, str(fault))
        else:
            for place in near[chosen]:
                if cells.published[place]:
                    self.withheld.setdefault(cells.keys[place], "to protect another count")
        public = dict(zip(cells.keys, cells.published, strict=True))
        self.decided |= {key for key in mine if public[key] and key not in self.withheld}

    def finish(self) -> None:
        """Ask once more what can be worked out of all tables together; what is not safe takes its tables with it."""
        risky = self._risky()
        while risky:
            named = [name for name, table in self.tables.items() if not risky.isdisjoint(table.keys)]
            before = len(self.withheld)
            for name in named:
                self.decided -= set(self.tables[name].keys) - self._released
                self._close(name, "its counts could be worked out from other tables")
            if len(self.withheld) == before:
                raise SolverError("no choice of cells protects these tables")
            risky = self._risky()

    def record(self) -> pd.DataFrame:
        """What was withheld, why, and what a reader can work out of it."""
        cells = self._system()
        place = cells.where
        low, high = self._ranges
        rows = [
            (told(key), int(cells.counts[place[key]]), why, low[place[key]], high[place[key]])
            for key, why in self.withheld.items()
        ]
        return pd.DataFrame(rows, columns=list(RECORD)).sort_values("cell", ignore_index=True)

    def _system(self) -> System:
        return system({**{f"earlier: {name}": table for name, table in self.before.items()}, **self.tables})

    def _small(self, cells: System) -> np.ndarray:
        return np.asarray(unsafe(pd.Series(cells.counts), self.policy))

    def _hidden(self, cells: System) -> np.ndarray:
        return np.array([key in self.withheld or not public for key, public in zip(cells.keys, cells.published, strict=True)])

    def _need(self, cells: System) -> np.ndarray:
        """How wide a range each cell must have: the threshold, or all that is left where fewer people are known to be."""
        where, need = cells.where, np.full(len(cells.keys), float(self.policy.threshold))
        for n, key in enumerate(cells.keys):
            for pair in key:
                within = where.get((pair,))
                if pair[1] == NO_ANSWER and within is not None and within != n and exempt((pair,), self.groups):
                    need[n] = min(need[n], cells.counts[within])
            if exempt(key, self.groups):
                need[n] = 0.0
        return need

    def _must(self, cells: System) -> np.ndarray:
        """Cells that must be wide even where a reader can tell that they are not small: withheld ones, and small ones."""
        small = (cells.counts > 0) & (cells.counts < self.policy.threshold)
        return np.array([key in self.withheld or low for key, low in zip(cells.keys, small, strict=True)])

    def _choose(self, cells: System, near: np.ndarray, own: np.ndarray) -> np.ndarray:
        hidden = self._hidden(cells)
        locked = np.array([key in self.decided or (len(key) == 1 and exempt(key, self.groups)) for key in cells.keys]) | ~own
        if self.policy.zeros:
            locked |= cells.counts == 0
        worth = np.maximum(cells.counts, 1.0) * np.where(cells.depth == 0, 1.0, _MARGIN)
        worth[[not key for key in cells.keys]] *= _EVERYONE / _MARGIN
        # Only sums of cells at hand bear on the choice; what stands in them besides is known.
        rows = np.flatnonzero(abs(cells.sums)[:, near].sum(axis=1) > 0)
        sums = cells.sums[rows][:, near]
        facts = (cells.counts, hidden, locked, worth, self._need(cells), self._must(cells))
        return choose(sums, Cells(*(fact[near] for fact in facts)), self.policy.threshold, self._settled)

    def _attack(self, cells: System) -> tuple[np.ndarray, np.ndarray]:
        hidden = self._hidden(cells)
        low, high = np.where(hidden, 0.0, cells.counts), np.where(hidden, FAR, cells.counts)
        asked = np.flatnonzero(hidden)
        low[asked], high[asked] = intervals(cells.sums, low, high, asked)
        return low, high

    def _risky(self) -> set[Key]:
        """The cells not shown of which a reader of all tables can tell that they are small."""
        cells = self._system()
        low, high = self._ranges = self._attack(cells)
        need, must = self._need(cells), self._must(cells)
        wide = (high >= need) & (high - low >= need)
        harmless = ~must & ((low >= self.policy.threshold) | (high <= 0))
        return {cells.keys[n] for n in np.flatnonzero(self._hidden(cells) & (need > 0) & ~wide & ~harmless)}

    def _close(self, name: str, why: str) -> None:
        for key in self.tables[name].keys:
            if key not in self.decided and not (len(key) == 1 and exempt(key, self.groups)):
                self.withheld.setdefault(key, f"the whole table is withheld: {why}")


def _near(cells: System, own: np.ndarray, hidden: np.ndarray) -> np.ndarray:
    """The cells that bear on the choice for one table: its own, what is withheld beside them, and all in their sums."""
    touched, open_to_choice = own.copy(), np.flatnonzero(hidden | own)
    group = joined_by(cells.sums, open_to_choice)
    touched[open_to_choice] = np.isin(group, group[own[open_to_choice]])
    rows = np.flatnonzero(abs(cells.sums)[:, np.flatnonzero(touched)].sum(axis=1) > 0)
    touched[np.unique(cells.sums[rows].tocoo().coords[1])] = True
    return np.flatnonzero(touched)


def exempt(key: Key, groups: Collection[str] | None) -> bool:
    """True for a count of people who left a question blank: all of them, or those of one group."""
    return any(c == NO_ANSWER for _, c in key) and all(c == NO_ANSWER or (groups is not None and d in groups) for d, c in key)


def _whole_group(cells: System, key: Key, groups: Collection[str] | None) -> bool:
    """True if a cell holds everyone of a group that it is a part of."""
    count = cells.counts[cells.where[key]]
    if not count > 0:
        return False
    for name, category in key:
        rest = tuple(pair for pair in key if pair[0] != name)
        grouped = rest and (groups is None or (any(d in groups for d, _ in rest) and name not in groups))
        if (
            grouped
            and category not in (ANSWERED, NO_ANSWER, REST)
            and rest in cells.where
            and cells.counts[cells.where[rest]] == count
        ):
            return True
    return False


def told(key: Key) -> str:
    """A cell in words.

    >>> told((("area", "North"), ("say", "Yes")))
    'area: North; say: Yes'
    """
    return "; ".join(f"{name}: {category}" for name, category in key) or "everyone"
