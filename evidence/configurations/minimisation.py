"""Truth tables made as short as they can be, exactly: every prime implicant, and every model of the fewest terms."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from evidence.configurations.terms import ANY, Levels, Term, holds

MOST_CONFIGURATIONS = 2**16
"""More configurations than this are not listed: no comparison of places bears 16 conditions."""

MOST_MODELS = 100
"""Tied models listed; so many say that the data cannot decide, and that is told."""

_NODES = 5_000
"""Steps of a search, so that a table which nobody could read does not take for ever; reaching it is told."""


class Models(NamedTuple):
    """The models that cover every positive row in the fewest terms, in order; `complete` if these are surely all."""

    models: tuple[tuple[Term, ...], ...]
    complete: bool


def others(rows: Sequence[Term], levels: Levels) -> list[Term]:
    """Every configuration that is not one of `rows`, in order.

    >>> others([(0, 0), (1, 1)], {"TRUST": 2, "TIME": 2})
    [(0, 1), (1, 0)]
    """
    known = set(rows)
    return [row for row in itertools.product(*(range(count) for count in levels.values())) if row not in known]


def prime_implicants(positive: Sequence[Term], off: Sequence[Term]) -> tuple[Term, ...]:
    """The terms that hold a positive row and no row that is off, and can lose no further condition; in order.

    off: configurations that no term may hold; what is neither positive nor off may be assumed to be either.

    For each positive row, all sets of its conditions are looked at together: a set is a term if every row that is off
    differs in it, and prime if no set within it is one. So the work grows with 2 to the number of conditions, and not with
    the pairs of terms that the tables of Quine and McCluskey hold; the answer is the same.

    >>> prime_implicants([(1, 1), (1, 0)], [(0, 0), (0, 1)])
    ((1, -1),)
    """
    if not positive:
        return ()
    count = len(positive[0])
    bits = 1 << np.arange(count)
    rows_off = np.array(off, dtype=np.int64).reshape(len(off), count)
    found = set[Term]()
    for row in positive:
        kept = np.flatnonzero(_prime_sets((rows_off != np.array(row)) @ bits, count))
        found.update(tuple(value if chosen >> n & 1 else ANY for n, value in enumerate(row)) for chosen in kept.tolist())
    return tuple(sorted(found, reverse=True))


def _prime_sets(differences: np.ndarray, count: int) -> np.ndarray:
    """For each set of conditions (bit n of its number is condition n), whether it is the set of a prime implicant.

    differences: for each row that is off, the set of conditions in which it differs.
    """
    within = np.zeros(1 << count, dtype=bool)
    within[differences] = True
    for n in range(count):  # Does a row that is off differ only within this set?
        pairs = within.reshape(-1, 2, 1 << n)
        pairs[:, 1] |= pairs[:, 0]
    term = ~within[::-1]  # A set is a term unless some row differs only outside it, in the set that completes it.
    prime = term.copy()
    for n in range(count):
        prime.reshape(-1, 2, 1 << n)[:, 1] &= ~term.reshape(-1, 2, 1 << n)[:, 0]
    return prime


def minimal_models(positive: Sequence[Term], primes: Sequence[Term]) -> Models:
    """Every choice of the fewest prime implicants that together hold every positive row.

    Two or more models mean that the data cannot tell them apart: all must be reported (Baumgartner and Thiem 2017).

    >>> rows = [(0, 1, 1), (0, 1, 0), (1, 0, 1), (1, 0, 0), (0, 0, 1), (1, 1, 0)]
    >>> len(minimal_models(rows, prime_implicants(rows, [(0, 0, 0), (1, 1, 1)])).models)
    2
    """
    if not positive:
        return Models(((),), True)
    held = {term: sum(1 << n for n, row in enumerate(positive) if holds(term, row)) for term in primes}
    essential = _essential(held, len(positive))
    covered = 0
    for term in essential:
        covered |= held[term]
    columns = _needed(held, [n for n in range(len(positive)) if not covered >> n & 1])
    if not columns:
        return Models((tuple(sorted(essential, reverse=True)),), True)
    groups: dict[int, list[Term]] = {}
    for term, rows in held.items():
        mask = sum(1 << at for at, n in enumerate(columns) if rows >> n & 1)
        if mask and term not in essential:
            groups.setdefault(mask, []).append(term)
    masks = sorted(groups, key=lambda mask: (-mask.bit_count(), mask))
    one, sure = _least(masks, len(columns))
    chosen, complete = _covers(masks, len(columns), len(one))
    chosen = chosen or [one]
    every = (pick for masks in chosen for pick in itertools.product(*(groups[mask] for mask in masks)))
    models = [tuple(sorted((*essential, *pick), reverse=True)) for pick in itertools.islice(every, MOST_MODELS + 1)]
    return Models(tuple(sorted(models[:MOST_MODELS], reverse=True)), sure and complete and len(models) <= MOST_MODELS)


def _essential(held: dict[Term, int], count: int) -> set[Term]:
    """Terms that alone hold some row."""
    sole = set[Term]()
    for n in range(count):
        holding = [term for term, rows in held.items() if rows >> n & 1]
        if len(holding) == 1:
            sole.update(holding)
    return sole


def _needed(held: dict[Term, int], rows: list[int]) -> list[int]:
    """The rows left to cover, without those that are covered whenever another one is."""
    terms = list(held)
    holding = {n: frozenset(at for at, term in enumerate(terms) if held[term] >> n & 1) for n in rows}
    first = {terms_of: n for n, terms_of in reversed(holding.items())}
    return [n for n in rows if first[holding[n]] == n and not any(other < holding[n] for other in first)]


def _least(masks: list[int], count: int) -> tuple[tuple[int, ...], bool]:
    """The fewest masks that cover all columns, and whether that is proven: a set cover, solved as an integer program."""
    best: list[int] = []
    for mask in masks:  # For the number alone, a mask within another is not needed.
        if not any(mask & other == mask for other in best):
            best.append(mask)
    chart = np.array([[mask >> at & 1 for mask in best] for at in range(count)])
    solved = milp(
        np.ones(len(best)),
        constraints=LinearConstraint(chart, lb=1),
        integrality=np.ones(len(best)),
        bounds=Bounds(0, 1),
        options={"node_limit": _NODES},
    )
    if solved.x is None:
        return tuple(best), False
    return tuple(mask for mask, taken in zip(best, np.round(solved.x), strict=True) if taken), solved.status == 0


def _covers(masks: list[int], count: int, size: int) -> tuple[list[tuple[int, ...]], bool]:
    """The choices of so many masks that cover all columns; False beside them if the search was cut short."""
    holding = [[mask for mask in masks if mask >> at & 1] for at in range(count)]
    columns = sorted(range(count), key=lambda at: (len(holding[at]), at))
    widest = masks[0].bit_count()
    found: list[tuple[int, ...]] = []
    stack: list[tuple[int, tuple[int, ...], frozenset[int]]] = [((1 << count) - 1, (), frozenset())]
    for _ in range(_NODES):
        if not stack or len(found) > MOST_MODELS:
            break
        left, picked, barred = stack.pop()
        if not left:
            found.append(picked)
            continue
        if left.bit_count() > widest * (size - len(picked)):
            continue
        column = next(at for at in columns if left >> at & 1)
        options = [mask for mask in holding[column] if mask not in barred]
        # What an earlier branch takes, a later one leaves: so no choice is found twice.
        branches = [(left & ~mask, (*picked, mask), barred | frozenset(options[:n])) for n, mask in enumerate(options)]
        stack.extend(reversed(branches))
    return found, not stack
