"""What is shown to readers, as cells that can be put together: within one report, and with the reports before it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from evidence.disclosure.attack import FAR, SolverError, intervals
from evidence.disclosure.protecting import Policy, exempt, told
from evidence.disclosure.tables import COUNT, NO_ANSWER, PUBLISHED, TOTAL, Key, System, dimensions, keys_of, read, system
from evidence.errors import Problem

Cells = Mapping[str, Any]
"""Of each population: the hash of its data, the policy, the dimensions that are groups, and its tables as they are shown."""

_MEND = "Show the protected table instead (evidence.summary.surveys), or withhold it."


def shown_cells(population: str, data: str, tables: Mapping[str, pd.DataFrame], policy: Policy, groups: Collection[str]) -> Cells:
    """What protected `tables` show, in plain JSON values: the tag that an exhibit carries.

    population: the survey whose respondents are counted; data: the hash of its export.
    tables:     as `protect` returns them: counts that are withheld are missing.
    """
    rules = {"threshold": policy.threshold, "rounding": policy.rounding, "zeros": policy.zeros}
    told_tables = {name: _packed(table) for name, table in tables.items()}
    return {population: {"data": data, "policy": rules, "groups": sorted(groups), "tables": told_tables}}


def _packed(table: pd.DataFrame) -> dict[str, Any]:
    """A table in few characters: words once, and each cell as places of dimension and category in turn."""
    keys, names = keys_of(table), dimensions(table)
    categories = sorted({category for key in keys for _, category in key})
    name_at, category_at = ({word: n for n, word in enumerate(words)} for words in (names, categories))
    public = table[PUBLISHED] if PUBLISHED in table else pd.Series(True, index=table.index)
    return {
        "dimensions": names,
        "categories": categories,
        "cells": [[place for name, category in key for place in (name_at[name], category_at[category])] for key in keys],
        "counts": [None if pd.isna(count) else int(count) for count in table[COUNT]],
        "unpublished": [n for n, shown in enumerate(public) if not shown],
    }


def as_text(cells: Cells) -> str:
    """The tag as one line of text, the same for the same cells."""
    return json.dumps(cells, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def together(tags: Iterable[Cells]) -> dict[str, Any]:
    """All that several exhibits show, population by population; a table that is shown twice stands once."""
    every: dict[str, Any] = {}
    for tag in tags:
        for population, shown in tag.items():
            into = every.setdefault(population, {**shown, "groups": [], "tables": {}})
            into["groups"] = sorted({*into["groups"], *shown["groups"]})
            for name, table in shown["tables"].items():
                fresh = name
                while into["tables"].get(fresh, table) != table:
                    fresh += "'"  # one name, two different tables: both stay, and the audit says where they disagree
                into["tables"][fresh] = table
    return every


def audit(cells: Cells, earlier: Sequence[Cells] = ()) -> list[Problem]:
    """What a reader could work out of `cells` and of `earlier` releases together, of fewer people than the threshold.

    returns: a problem for each table that shows or betrays a small count; none, if nothing does.

    Releases of the same data are put together; of other data of the same survey, which may differ by a few people, the
    differences are looked at. Nothing is known here of the true counts: the tables are judged as a reader sees them.
    """
    problems: list[Problem] = []
    for population, shown in cells.items():
        before = [release[population] for release in earlier if population in release]
        same = [release for release in before if release["data"] == shown["data"]]
        problems += _joint(population, shown, same)
        for release in before:
            if release["data"] != shown["data"]:
                problems += _differences(population, shown, release)
    return problems


def _tables(shown: Mapping[str, Any]) -> dict[str, pd.DataFrame]:
    """The tidy tables that were packed."""
    found = {}
    for name, table in shown["tables"].items():
        names, categories = table["dimensions"], table["categories"]
        rows = [{names[d]: categories[c] for d, c in zip(cell[::2], cell[1::2], strict=True)} for cell in table["cells"]]
        frame = pd.DataFrame(rows, columns=names, index=range(len(rows)), dtype="str").fillna(TOTAL)
        frame[COUNT] = pd.Series(table["counts"], dtype="float64")
        frame[PUBLISHED] = ~frame.index.isin(table["unpublished"])
        found[name] = frame
    return found


def _joint(population: str, shown: Mapping[str, Any], earlier: Sequence[Mapping[str, Any]]) -> list[Problem]:
    policy, groups = Policy(**shown["policy"]), set(shown["groups"])
    tables = _tables(shown)
    before: dict[str, pd.DataFrame] = {}
    for number, release in enumerate(earlier, start=1):
        before |= {f"release {number}: {name}": table for name, table in _tables(release).items()}
    try:
        risky = _worked_out({**tables, **before}, policy, groups)
        now = set().union(*(keys_of(table) for table in tables.values()))
        # What earlier releases withheld may be in no table of this one, and be betrayed by it all the same.
        betrayed = risky - now
        betrayed -= _worked_out(before, policy, groups) if betrayed else set()
    except (ValueError, SolverError) as fault:
        return [Problem(f"the tables of survey “{population}”", f"cannot be checked together: {fault}", _MEND)]
    problems = [
        Problem(f"the table “{name}” of survey “{population}”", _said(sorted(risky & set(keys_of(table))), policy), _MEND)
        for name, table in tables.items()
        if risky & set(keys_of(table))
    ]
    if betrayed:
        what = f"beside an earlier publication {_said(sorted(betrayed), policy)}"
        problems.append(Problem(f"the tables of survey “{population}”", what, _MEND))
    return problems


def _worked_out(tables: Mapping[str, pd.DataFrame], policy: Policy, groups: Collection[str]) -> set[Key]:
    """The cells of which a reader of all of `tables` can tell that they are small."""
    known = _loose(tables) if policy.rounding else system({name: read(table) for name, table in tables.items()})
    return _risky(known, policy, groups)


def _said(keys: Sequence[Key], policy: Policy) -> str:
    more = f" and {len(keys) - 3} more" if len(keys) > 3 else ""
    named = ", ".join(told(key) for key in keys[:3])
    return f"shows, or lets a reader work out, a count of fewer than {policy.threshold} people ({named}{more})"


def _loose(tables: Mapping[str, pd.DataFrame]) -> System:
    """The system of rounded tables: sums hold of the true counts, so that no two rounded ones need agree."""
    bare = system({name: read(table.assign(count=np.nan)) for name, table in tables.items()})
    where, counts = bare.where, np.full(len(bare.keys), np.nan)
    for table in tables.values():
        for key, count in zip(keys_of(table), table[COUNT], strict=True):
            counts[where[key]] = count if np.isnan(counts[where[key]]) else counts[where[key]]
    return System(bare.keys, counts, bare.published, bare.sums, bare.depth)


def _risky(known: System, policy: Policy, groups: Collection[str]) -> set[Key]:
    """The cells that are shown small, or of which a reader can tell that they are."""
    counts, half = known.counts, policy.rounding / 2
    seen = ~np.isnan(counts)
    least, most = np.where(seen, np.maximum(counts - half, 0), 0.0), np.where(seen, counts + half, FAR)
    need = np.array([_need(key, known, policy, groups) for key in known.keys])
    asked = np.flatnonzero(~seen & (need > 0))
    low, high = intervals(known.sums, least, most, asked)
    risky = {known.keys[n] for n in np.flatnonzero(seen & (need > 0)) if _small(most[n], policy)}
    for n, a, b in zip(asked, low, high, strict=True):
        wide = b >= need[n] and b - a >= need[n]
        if not (wide or a >= policy.threshold or (policy.zeros and b <= 0)):
            risky.add(known.keys[n])
    return risky


def _small(count: float, policy: Policy) -> bool:
    return count < policy.threshold and (count > 0 or not policy.zeros)


def _need(key: Key, known: System, policy: Policy, groups: Collection[str]) -> float:
    """How wide a range the cell must have; 0 for one that says nothing of anyone."""
    if exempt(key, groups):
        return 0.0
    where, least = known.where, float(policy.threshold)
    for pair in key:
        within = where.get((pair,))
        if pair[1] == NO_ANSWER and within is not None and not np.isnan(known.counts[within]):
            least = min(least, known.counts[within])
    return least


def _differences(population: str, shown: Mapping[str, Any], earlier: Mapping[str, Any]) -> list[Problem]:
    """Cells that two releases show of nearly the same people, and that differ by fewer than the threshold."""
    threshold = int(shown["policy"]["threshold"])
    now, then = dict(_counts(shown)), dict(_counts(earlier))
    if (() in now and () in then and abs(now[()] - then[()]) >= threshold) or shown["policy"]["rounding"]:
        return []
    changed = sorted(key for key in now.keys() & then.keys() if 0 < abs(now[key] - then[key]) < threshold)
    if not changed:
        return []
    more = f" and {len(changed) - 1} more" if len(changed) > 1 else ""
    what = (
        f"differs from an earlier release by fewer than {threshold} people ({told(changed[0])}{more}): whoever has both could "
        "tell what these few said"
    )
    return [Problem(f"survey “{population}”", what, "Set publication: rounding: 5 in project.yaml, or do not publish it again.")]


def _counts(shown: Mapping[str, Any]) -> Iterator[tuple[Key, float]]:
    for table in _tables(shown).values():
        yield from ((key, count) for key, count in zip(keys_of(table), table[COUNT], strict=True) if not np.isnan(count))
