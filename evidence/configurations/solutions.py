"""Solutions of a truth table: conservative, parsimonious and intermediate, each with every model that is tied."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from evidence.configurations.fit import necessity, sufficiency
from evidence.configurations.minimisation import MOST_MODELS, Models, minimal_models, others, prime_implicants
from evidence.configurations.terms import ANY, Levels, Term, written, written_model
from evidence.configurations.truth_table import ABSENT, CONTRADICTORY, HALF, PRESENT, Sets, rows_of

CONSERVATIVE, PARSIMONIOUS, INTERMEDIATE = "conservative", "parsimonious", "intermediate"

Expected = Mapping[str, int]
"""For a condition, the value that theory expects to help the outcome; a condition without an expectation is not there."""


class Solution(NamedTuple):
    """The tied models of one kind; `complete` if these are surely all."""

    kind: str
    models: tuple[tuple[Term, ...], ...]
    complete: bool


def solutions(table: pd.DataFrame, levels: Levels, expected: Expected | None = None) -> tuple[Solution, ...]:
    """The conservative, the parsimonious and the intermediate solution of a truth table, in this order.

    Conservative: nothing is assumed of configurations that no case shows. Parsimonious: whatever makes the solution shorter
    is assumed. Intermediate: only what makes it shorter and goes the way that `expected` says; so it needs an expectation.

    table: as `truth_table`. Configurations whose outcome is contradictory are held to be without it.
    """
    positive = rows_of(table, levels, PRESENT)
    short = _minimised(positive, rows_of(table, levels, ABSENT, CONTRADICTORY))
    careful = _minimised(positive, others(positive, levels))
    made = [Solution(CONSERVATIVE, *careful), Solution(PARSIMONIOUS, *short)]
    if expected:
        made.append(Solution(INTERMEDIATE, *_intermediate(table, levels, expected, (careful, short))))
    return tuple(made)


def _minimised(positive: list[Term], off: list[Term]) -> Models:
    return minimal_models(positive, prime_implicants(positive, off))


def _intermediate(table: pd.DataFrame, levels: Levels, expected: Expected, between: tuple[Models, Models]) -> Models:
    """The models with easy counterfactuals alone, for each pair of a conservative and a parsimonious model."""
    positive, (careful, short) = rows_of(table, levels, PRESENT), between
    open_rows = others(rows_of(table, levels, PRESENT, ABSENT, CONTRADICTORY), levels)
    wanted = np.array([expected.get(name, ANY) for name in levels])
    pairs = list(itertools.islice(itertools.product(careful.models, short.models), _MOST_PAIRS + 1))
    assumed = {_easy(open_rows, long_model, short_model, wanted) for long_model, short_model in pairs[:_MOST_PAIRS]}
    found: set[tuple[Term, ...]] = set()
    sure = careful.complete and short.complete and len(pairs) <= _MOST_PAIRS
    for rows in sorted(assumed):
        solved = _minimised(positive, others([*positive, *rows], levels))
        found.update(solved.models)
        sure = sure and solved.complete
    return Models(tuple(sorted(found, reverse=True))[:MOST_MODELS], sure and len(found) <= MOST_MODELS)


_MOST_PAIRS = 20
"""Pairs of a conservative and a parsimonious model from which intermediate models are made; if there are more, that is told."""


def _easy(rows: Sequence[Term], long_model: Sequence[Term], short_model: Sequence[Term], wanted: np.ndarray) -> tuple[Term, ...]:
    """Of configurations that no case shows, those that differ from a conservative term only in what theory expects to help."""
    if not rows:
        return ()
    values = np.array(rows)
    easy = np.zeros(len(rows), dtype=bool)
    for term in map(np.array, long_model):
        near = ((term == ANY) | (values == term) | (values == wanted)).all(axis=1)
        for brief in map(np.array, short_model):
            if ((brief == ANY) | (brief == term)).all():
                easy |= near & ((brief == ANY) | (values == brief)).all(axis=1)
    return tuple(rows[at] for at in np.flatnonzero(easy).tolist())


def models_table(sets: Sets, solved: Sequence[Solution]) -> pd.DataFrame:
    """One row per model: kind, model (M1 …), solution, consistency, pri, coverage, tied (models of its kind), complete."""
    x = {term: sets.x(term) for solution in solved for terms in solution.models for term in terms}
    rows = []
    for solution in solved:
        for number, terms in enumerate(solution.models, start=1):
            fit = sufficiency(np.max([np.zeros(len(sets.scores)), *(x[term] for term in terms)], axis=0), sets.y())
            rows.append(
                {
                    "kind": solution.kind,
                    "model": f"M{number}",
                    "solution": written_model(terms, sets.levels),
                    **fit._asdict(),
                    "tied": len(solution.models),
                    "complete": solution.complete,
                }
            )
    return pd.DataFrame(rows)


def terms_table(sets: Sets, solved: Sequence[Solution]) -> pd.DataFrame:
    """One row per term of a model.

    returns: kind, model, term, consistency, pri, coverage (raw), unique_coverage (what no other term of its model covers),
             cases (that belong to the term and have the outcome) and cases_without (that belong to it and do not).
    """
    distinct = sorted({term for solution in solved for terms in solution.models for term in terms}, reverse=True)
    x = {term: sets.x(term) for term in distinct}
    of_term = {term: _of_term(sets, term, x[term]) for term in distinct}
    rows = []
    for solution in solved:
        for number, terms in enumerate(solution.models, start=1):
            unique = _unique([x[term] for term in terms], sets.y())
            for term, own in zip(terms, unique, strict=True):
                rows.append({"kind": solution.kind, "model": f"M{number}", **of_term[term], "unique_coverage": own})
    columns = ["kind", "model", "term", "consistency", "pri", "coverage", "unique_coverage", "cases", "cases_without"]
    return pd.DataFrame(rows, columns=columns)


def _of_term(sets: Sets, term: Term, x: np.ndarray) -> dict[str, Any]:
    inside, y = sets.scores.index[x > HALF], sets.outcome
    return {
        "term": written(term, sets.levels),
        **sufficiency(x, sets.y())._asdict(),
        "cases": [str(case) for case in inside if y[case] > HALF],
        "cases_without": [str(case) for case in inside if y[case] < HALF],
    }


def _unique(memberships: Sequence[np.ndarray], y: np.ndarray) -> list[float]:
    """For each term of a model, the share of the outcome that would be lost without it; NaN if there is no outcome."""
    held = np.vstack([np.zeros_like(y), *memberships])
    ranked = np.sort(held, axis=0)
    most, second = ranked[-1], ranked[-2] if memberships else ranked[-1]
    whole = np.minimum(most, y).sum()
    rests = (np.where(x == most, second, most) for x in memberships)
    return [float((whole - np.minimum(rest, y).sum()) / y.sum()) if y.sum() else float("nan") for rest in rests]


def necessity_table(sets: Sets) -> pd.DataFrame:
    """Each condition and each absence of one as a necessary condition: condition, consistency, ron, coverage.

    A condition that nearly every case has is consistent with any outcome: a low relevance of necessity (ron) says so.
    """
    rows = []
    for at, count in enumerate(sets.levels.values()):
        for value in reversed(range(count)):
            term = tuple(value if n == at else ANY for n in range(len(sets.levels)))
            rows.append({"condition": written(term, sets.levels), **necessity(sets.x(term), sets.y())._asdict()})
    return pd.DataFrame(rows)
