"""How far a solution depends on choices that could have been made otherwise, and on chance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from evidence.config import Mapped
from evidence.configurations.reading import Measure, Plan
from evidence.configurations.scoring import score
from evidence.configurations.solutions import models_table, solutions
from evidence.configurations.truth_table import (
    ABSENT,
    CONTRADICTORY,
    EXACT,
    HALF,
    PRESENT,
    Cuts,
    Sets,
    rows_of,
    truth_table,
)
from evidence.errors import CodingError
from evidence.model import EvidenceBase

STEP = 0.05
"""How far the cut-off of consistency is moved at a time."""

SHIFT = 0.1
"""How far a threshold of calibration is moved: this share of the way to its neighbour, or of itself if it has none."""


def robustness(plan: Plan, base: EvidenceBase, sets: Sets, kind: str) -> pd.DataFrame:
    """The solution of one kind under other cut-offs, one choice changed at a time; the first row is the plan's own.

    returns: one row per choice: choice (in words), solution (tied models separated by ' or '; "none" if no configuration is
             present), models, coverage (of the first) and same (True if the solution is the plan's own).
    source:  one at a time, as Skaaning (2011) has it.
    """
    rows = [("as planned", *_solved(sets, plan.cuts, plan, kind))]
    for words, cuts in _other_cuts(plan.cuts):
        rows.append((words, *_solved(sets, cuts, plan, kind)))
    for words, changed in _other_thresholds(plan):
        try:
            rows.append((words, *_solved(score(changed, base, "").sets, plan.cuts, plan, kind)))
        except (CodingError, ValueError):  # the moved threshold gives some case exactly 0.5, or no value at all
            continue
    table = pd.DataFrame(rows, columns=["choice", "solution", "models", "coverage"])
    return table.assign(same=table["solution"] == table.loc[0, "solution"])


def chance(sets: Sets, cuts: Cuts, *, seed: int, draws: int = 1000) -> float:
    """In what share of draws the table explains at least as much if the outcomes are dealt out among the cases at random.

    What is compared is the coverage of all configurations whose outcome is present. A share that is not small says that so
    many conditions would have found a "solution" in noise as well. NaN if no configuration is present.

    source: the concern of Marx (2010); the draws are our own form of it.
    """
    shown = rows_of(truth_table(sets, cuts), sets.levels, PRESENT, ABSENT, CONTRADICTORY)
    x, y = np.array([sets.x(term) for term in shown]).reshape(len(shown), -1), sets.y()
    found = _covered(x, y, cuts)
    if found == 0:
        return float("nan")
    rng = np.random.default_rng(seed)
    return float(np.mean([_covered(x, rng.permutation(y), cuts) >= found - EXACT for _ in range(draws)]))


def _covered(x: np.ndarray, y: np.ndarray, cuts: Cuts) -> float:
    """The share of the outcome that lies in configurations whose outcome is present.

    x: one row per configuration that enough cases show, one column per case.
    """
    both, every = np.minimum(x, y), np.minimum(np.minimum(x, y), 1 - y).sum(axis=1)
    rest = x.sum(axis=1) - every
    pri = np.divide(both.sum(axis=1) - every, rest, out=np.zeros(len(x)), where=rest > 0)
    present = (both.sum(axis=1) >= (cuts.consistency - EXACT) * x.sum(axis=1)) & (pri >= cuts.pri - EXACT)
    return float(both[present].max(axis=0).sum() / y.sum()) if present.any() and y.sum() else 0.0


def _solved(sets: Sets, cuts: Cuts, plan: Plan, kind: str) -> tuple[str, int, float]:
    found = models_table(sets, solutions(truth_table(sets, cuts), sets.levels, expected(plan.conditions)))
    mine = found[found["kind"] == kind]
    said = [model if model != "0" else "none" for model in mine["solution"]]
    return " or ".join(said), len(mine), float(mine["coverage"].iloc[0])


def expected(conditions: Sequence[Measure]) -> dict[str, int]:
    """The value of each condition that theory expects to help, where it expects one."""
    return {measure.id: measure.expected for measure in conditions if measure.expected is not None}


def _other_cuts(cuts: Cuts) -> Iterator[tuple[str, Cuts]]:
    for step in (-3, -2, -1, 1, 2, 3):
        least = round(cuts.consistency + step * STEP, 2)
        if HALF < least <= 1:
            yield f"a consistency of {least:.2f} in place of {cuts.consistency:.2f}", replace(cuts, consistency=least)
    for cases in (cuts.cases - 1, cuts.cases + 1):
        if cases >= 1:
            yield (
                f"configurations of at least {cases} {'case' if cases == 1 else 'cases'} in place of {cuts.cases}",
                replace(cuts, cases=cases),
            )


def _other_thresholds(plan: Plan) -> Iterator[tuple[str, Plan]]:
    """The plan with one threshold of one rule moved."""
    for at, measure in enumerate((*plan.conditions, plan.outcome)):
        for words, rule in _other_rules(measure.rule):
            changed = replace(measure, rule=rule)
            if at == len(plan.conditions):
                yield f"{measure.id}: {words}", replace(plan, outcome=changed)
            else:
                others = tuple(changed if n == at else one for n, one in enumerate(plan.conditions))
                yield f"{measure.id}: {words}", replace(plan, conditions=others)


def _other_rules(rule: Mapped) -> Iterator[tuple[str, Mapped]]:
    if "codes" in rule:
        least = rule.get("at_least", 1)
        for other in (least - 1, least + 1):
            if other >= 1:
                yield (
                    f"a member from {other} {'passage' if other == 1 else 'passages'} on in place of {least}",
                    _changed(rule, "at_least", other),
                )
    for way, sign in (("lower", -1), ("higher", 1)):
        if "calibrate" in rule:
            anchors = rule["calibrate"]
            room = abs(anchors["inclusion"] - anchors["exclusion"]) * SHIFT
            moved = _changed(anchors, "crossover", anchors["crossover"] + sign * room)
            yield f"the crossover {room:g} {way}", _changed(rule, "calibrate", moved)
        if "cut" in rule:
            moved_cuts = [at + sign * abs(at) * SHIFT for at in rule["cut"]]
            yield f"the threshold(s) {SHIFT:.0%} {way}", _changed(rule, "cut", moved_cuts)


def _changed(mapped: Mapped, key: str, value: object) -> Mapped:
    changed = Mapped([*mapped.items(), (key, value)], {key: mapped.line, **mapped.lines})
    changed.line = mapped.line
    return changed
