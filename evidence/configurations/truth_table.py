"""The truth table: every configuration of conditions that some case shows, and what the outcome is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from evidence.configurations.fit import sufficiency
from evidence.configurations.terms import Levels, Term, membership, written

PRESENT, ABSENT, CONTRADICTORY, REMAINDER = "1", "0", "C", "?"
"""The outcome of a configuration; a remainder is one that too few cases show to say anything of it."""

HALF = 0.5
"""A membership above it is in the set, one below it out; exactly this is neither and must not be."""

EXACT = 1e-9
"""Sums of memberships carry errors of rounding; a consistency short of the cut-off by less than this reaches it."""


@dataclass(frozen=True)
class Cuts:
    """Where the outcome of a configuration is said to be present.

    consistency: least consistency of a configuration with the outcome, above 0.5 to 1.
    pri:         least PRI, 0 to 1.
    cases:       fewest cases that must show a configuration.
    unclear:     from this consistency up to `consistency` the outcome is contradictory; None: there is no such range.
    """

    consistency: float = 1.0
    pri: float = 0.0
    cases: int = 1
    unclear: float | None = None


@dataclass(frozen=True)
class Sets:
    """Memberships of cases in conditions and outcome.

    scores:  one row per case (the index is case_id), one column per condition: 0 to 1, or a multi-value condition's value.
    outcome: one membership per case, 0 to 1, of the same index.
    levels:  how many values each condition can have, in order.
    raises:  ValueError, if a membership is missing, out of range or exactly 0.5.
    """

    scores: pd.DataFrame
    outcome: pd.Series
    levels: Levels

    def __post_init__(self) -> None:
        for name, count in [*self.levels.items(), ("the outcome", 2)]:
            held = self.outcome if name == "the outcome" else self.scores[name]
            wrong = held.index[~held.between(0, max(1, count - 1)) | ((count == 2) & (held == HALF))]
            wrong = wrong.union(held.index[(count > 2) & (held % 1 != 0)])
            if len(wrong):
                raise ValueError(f"membership of case {wrong[0]!r} in {name} is missing, out of range or exactly 0.5")

    def negated(self) -> Sets:
        """The same cases with the absence of the outcome as the outcome."""
        return Sets(self.scores, 1 - self.outcome, self.levels)

    def y(self) -> np.ndarray:
        """The outcome's memberships."""
        return self.outcome.to_numpy(dtype=float)

    def x(self, term: Term) -> np.ndarray:
        """The cases' memberships in a term."""
        return membership(self.scores, self.levels, term)


def truth_table(sets: Sets, cuts: Cuts) -> pd.DataFrame:
    """One row per configuration that at least one case shows.

    returns: a column per condition (its value), then configuration (as the method writes it), n (cases with a membership
             above 0.5), consistency, pri, outcome ("1", "0", "C" contradictory, "?" shown by too few cases), cases (those
             with the outcome), cases_without (those without it) and contradictory (True if there are both). Present rows
             first, then by consistency and number of cases. Consistency is taken over all cases, as the fuzzy sets have it.
    source:  Ragin (2008); Thiem and Dușa (2013).
    """
    rows = []
    for term in _shown(sets):
        x, y = sets.x(term), sets.y()
        fit = sufficiency(x, y)
        inside = sets.scores.index[x > HALF]
        with_it = [str(case) for case in inside if sets.outcome[case] > HALF]
        without = [str(case) for case in inside if sets.outcome[case] < HALF]
        said = _outcome(len(inside), fit.consistency, fit.pri, cuts)
        rows.append(
            {
                **dict(zip(sets.levels, term, strict=True)),
                "configuration": written(term, sets.levels),
                "n": len(inside),
                "consistency": fit.consistency,
                "pri": 0.0 if np.isnan(fit.pri) else fit.pri,
                "outcome": said,
                "cases": with_it,
                "cases_without": without,
                "contradictory": bool(with_it and without),
            }
        )
    table = pd.DataFrame(rows)
    order = table["outcome"].map({PRESENT: 0, CONTRADICTORY: 1, ABSENT: 2, REMAINDER: 3})
    order_by = table.assign(order=order, shown=-table["n"], fit=-table["consistency"].round(9))
    placed = order_by.sort_values(["order", "fit", "shown", "configuration"], kind="stable").index
    return table.loc[placed].reset_index(drop=True)


def rows_of(table: pd.DataFrame, levels: Levels, *outcomes: str) -> list[Term]:
    """The configurations of a truth table that have one of these outcomes, in the order of their values."""
    chosen = table.loc[table["outcome"].isin(outcomes), list(levels)]
    return sorted(tuple(int(value) for value in row) for row in chosen.to_numpy())


def diversity(table: pd.DataFrame, levels: Levels) -> dict[str, int]:
    """How many configurations there could be (possible), how many some case shows (shown), and how many none does (never)."""
    possible = int(np.prod(list(levels.values()), dtype=np.int64))
    return {"possible": possible, "shown": len(table), "never": possible - len(table)}


def too_many_conditions(cases: int, levels: Levels) -> list[str]:
    """Why there are too many conditions for the cases, in words; empty if there are not.

    source: that a solution can come of chance where conditions are more than about a third of the cases: Marx (2010).

    >>> too_many_conditions(11, {"TRUST": 2, "TIME": 2, "LAW": 2})
    []
    >>> too_many_conditions(8, {"A": 2, "B": 2, "C": 2, "D": 2})[0]
    '4 conditions make 16 configurations, more than the 8 cases can show'
    """
    possible = int(np.prod(list(levels.values()), dtype=np.int64))
    reasons = []
    if possible > cases:
        reasons.append(f"{len(levels)} conditions make {possible:,} configurations, more than the {cases} cases can show")
    if len(levels) * 3 > cases:
        reasons.append(f"{len(levels)} conditions are more than a third of {cases} cases: even outcomes at random look explained")
    return reasons


def _shown(sets: Sets) -> Sequence[Term]:
    """The configuration that each case shows most: each condition present above 0.5; each once, in order."""
    values = [
        sets.scores[name].to_numpy() if count > 2 else (sets.scores[name] > HALF).to_numpy()
        for name, count in sets.levels.items()
    ]
    return sorted({tuple(int(value) for value in row) for row in zip(*values, strict=True)})


def _outcome(cases: int, consistency: float, pri: float, cuts: Cuts) -> str:
    if cases < cuts.cases:
        return REMAINDER
    if consistency >= cuts.consistency - EXACT:
        return PRESENT if np.nan_to_num(pri) >= cuts.pri - EXACT else ABSENT
    return CONTRADICTORY if cuts.unclear is not None and consistency >= cuts.unclear - EXACT else ABSENT
