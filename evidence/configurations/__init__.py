"""Qualitative comparative analysis: which configurations of conditions go with an outcome in which cases.

Sets are crisp, fuzzy or multi-value, and what counts as membership is written down in `configurations.yaml`, with the
passages that support each score. Everything is exact, and every tied model is reported: where two solutions fit the same
cases equally well, the cases cannot tell which of them is true. Few cases that were chosen show what happens, not how often.

No Python library served: those there are are young, and none of them has crisp, fuzzy and multi-value sets with all tied
models in one. So the known answers of R package QCA are tests here.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from evidence.configurations.reading import Plan, read_plans
from evidence.configurations.robustness import chance, expected, robustness
from evidence.configurations.scoring import score
from evidence.configurations.solutions import (
    CONSERVATIVE,
    INTERMEDIATE,
    PARSIMONIOUS,
    models_table,
    necessity_table,
    solutions,
    terms_table,
)
from evidence.configurations.truth_table import Cuts, Sets, diversity, too_many_conditions, truth_table
from evidence.errors import CodingError, Problem
from evidence.model import EvidenceBase

__all__ = [
    "CONSERVATIVE",
    "FILE",
    "INTERMEDIATE",
    "PARSIMONIOUS",
    "Comparison",
    "Cuts",
    "Plan",
    "Sets",
    "chance",
    "check_comparisons",
    "compare",
    "read_comparisons",
    "read_plans",
    "truth_table",
]

FILE = "configurations.yaml"


@dataclass(frozen=True)
class Comparison:
    """One comparison of `configurations.yaml`, worked out.

    plan:      what was asked, and what counts as membership.
    sets:      the memberships of cases.
    support:   what each score rests on: see `evidence.configurations.scoring.Scored`.
    table:     the truth table; see `evidence.configurations.truth_table.truth_table`.
    models:    the solutions of the presence of the outcome, a row a model.
    terms:     their terms.
    absence:   the solutions of the absence of the outcome, a row a model: they need not be the mirror of the presence.
    necessity: each condition, present or absent, as a necessary condition.
    robust:    the solution that is shown under other cut-offs; see `evidence.configurations.robustness.robustness`.
    chance:    how often outcomes dealt at random would have been explained as well; see `chance`.
    warnings:  why the comparison bears little, in words; may be empty.
    """

    plan: Plan
    sets: Sets
    support: pd.DataFrame
    table: pd.DataFrame
    models: pd.DataFrame
    terms: pd.DataFrame
    absence: pd.DataFrame
    necessity: pd.DataFrame
    robust: pd.DataFrame
    chance: float
    warnings: tuple[str, ...]

    @property
    def shown(self) -> str:
        """The kind of solution that is shown first: the intermediate, or the conservative where nothing is expected."""
        return INTERMEDIATE if expected(self.plan.conditions) else CONSERVATIVE

    @property
    def diversity(self) -> dict[str, int]:
        """How many configurations are possible, shown by some case, and never shown."""
        return diversity(self.table, self.sets.levels)


def read_comparisons(path: Path, shown: str, base: EvidenceBase) -> tuple[Comparison, ...]:
    """The comparisons of `configurations.yaml`, worked out on the cases of `base`.

    shown:  how messages name the file.
    raises: CodingError, as `read_plans` and `evidence.configurations.scoring.score`.
    """
    return tuple(compare(plan, base, shown) for plan in read_plans(path, shown))


def check_comparisons(path: Path, shown: str, base: EvidenceBase | None) -> list[Problem]:
    """What is wrong with the comparisons of a project: without a base, as far as the file alone says."""
    problems: list[Problem] = []
    try:
        plans = read_plans(path, shown)
        if base is not None:
            for plan in plans:
                score(plan, base, shown)
    except CodingError as fault:
        problems += fault.problems
    return problems


def compare(plan: Plan, base: EvidenceBase, shown: str) -> Comparison:
    """One comparison worked out; see `read_comparisons`."""
    scored = score(plan, base, shown)
    sets, want = scored.sets, expected(plan.conditions)
    table = truth_table(sets, plan.cuts)
    solved, negated = solutions(table, sets.levels, want), sets.negated()
    without = solutions(truth_table(negated, plan.cuts), sets.levels, {name: 1 - value for name, value in _binary(want, sets)})
    kind = INTERMEDIATE if want else CONSERVATIVE
    return Comparison(
        plan=plan,
        sets=sets,
        support=scored.support,
        table=table,
        models=models_table(sets, solved),
        terms=terms_table(sets, solved),
        absence=models_table(negated, without),
        necessity=necessity_table(sets),
        robust=robustness(plan, base, sets, kind),
        chance=chance(sets, plan.cuts, seed=int(base.manifest.get("seed", 0))),
        warnings=tuple(too_many_conditions(len(sets.scores), sets.levels)),
    )


def _binary(want: dict[str, int], sets: Sets) -> list[tuple[str, int]]:
    """Expectations that can be turned round: of a multi-value condition the opposite of one value is no single value."""
    return [(name, value) for name, value in want.items() if sets.levels[name] == 2]
