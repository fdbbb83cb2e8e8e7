"""What a reader can work out: the lowest and the highest count that each withheld cell can have, by linear programming."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

FAR = 1e6
"""More people than any survey has: the bound of a count that nothing bounds."""

LEAST, MOST = 1, -1

_WIDEST = 3_000
"""Columns that one programme may have: questions are put to the solver together, for its start takes longer than an answer."""

SECONDS = 20.0
"""What the solver may take for one table; then all of the table is withheld."""

_HAIR = 1e-6
"""What the solver may be off by."""


class SolverError(Exception):
    """The solver gave no answer: nothing is known of what a reader can work out, so nothing may be shown."""


@dataclass(frozen=True)
class Part:
    """Unknown cells that bear on each other, and what is known around them.

    cells: their places in the whole system; rows: the sums that they stand in.
    sums:  for each of these sums, 1 for a part and -1 for a total, a column per cell.
    known: for each of these sums, what is known in it.
    low, high: bounds of each cell.
    """

    cells: np.ndarray
    rows: np.ndarray
    sums: np.ndarray
    known: np.ndarray
    low: np.ndarray
    high: np.ndarray


Question = tuple[Part, int, int]
"""A part, the place of one of its cells, and whether the `LEAST` or the `MOST` that it can count is asked."""


def parts(sums: csr_array, low: np.ndarray, high: np.ndarray) -> Iterator[Part]:
    """The unknown cells (low below high) in groups that bear on each other, in the order of their first cell.

    sums: a row per sum: its parts less its total, which is 0.
    """
    unknown = np.flatnonzero(low < high)
    if not len(unknown):
        return
    known = sums @ np.where(low < high, 0.0, low)
    group = joined_by(sums, unknown)
    cells = np.argsort(group, kind="stable")
    starts = np.searchsorted(group[cells], np.arange(group.max() + 1))
    place = np.empty(len(unknown), dtype=int)
    place[cells] = np.arange(len(unknown)) - starts[group[cells]]
    inner = sums[:, unknown].tocoo()
    entries = np.argsort(group[inner.col], kind="stable")
    ends = np.searchsorted(group[inner.col][entries], np.arange(1, len(starts)))
    # Cut by hand: a sparse matrix takes longer to cut into thousands of parts than all else here.
    for mine, sum_of in zip(np.split(cells, starts[1:]), np.split(entries, ends), strict=True):
        rows, at = np.unique(inner.row[sum_of], return_inverse=True)
        dense = np.zeros((len(rows), len(mine)))
        dense[at, place[inner.col[sum_of]]] = inner.data[sum_of]
        members = unknown[mine]
        yield Part(members, rows, dense, known[rows], low[members], np.minimum(high[members], FAR))


def joined_by(sums: csr_array, cells: np.ndarray) -> np.ndarray:
    """For each of some cells the number of the group of cells that stand in sums with it, or with one that does."""
    inner = abs(sums[:, cells])
    _, group = connected_components(inner.T @ inner, directed=False)
    return np.asarray(group)


class Seen(NamedTuple):
    """The lowest and the highest count that a solution found so far gives each cell of a part: a reader can rule neither out."""

    low: np.ndarray
    high: np.ndarray


Answer = tuple[float, np.ndarray]
"""The least or greatest count of a cell, and what one person more in each sum would be worth to it."""


def answers(questions: Sequence[Question], plain: Callable[[Question, Seen], bool]) -> list[Answer | None]:
    """The answer to each question; None where what was seen on the way made it `plain`, so that no solver was asked.

    Each solution is one way in which all counts of its part may be, so it tells something of every cell of it.

    raises: SolverError, if the solver fails or no counts fit.
    """
    found: list[Answer | None] = [None] * len(questions)
    seen: dict[int, Seen] = {}
    waiting = _in_turn(questions)
    while waiting:
        widths = np.cumsum([len(questions[n][0].cells) for n in waiting])
        count = max(1, int(np.searchsorted(widths, _WIDEST)))
        at_hand, waiting = waiting[:count], waiting[count:]
        for n, (counts, marginals) in zip(at_hand, _solved([questions[n] for n in at_hand]), strict=True):
            part, place, _ = questions[n]
            found[n] = float(counts[place]), marginals
            before = seen.get(id(part), Seen(counts, counts))
            seen[id(part)] = Seen(np.minimum(before.low, counts), np.maximum(before.high, counts))
        known = [(n, seen.get(id(questions[n][0]))) for n in waiting]
        waiting = [n for n, of_part in known if of_part is None or not plain(questions[n], of_part)]
    return found


def _in_turn(questions: Sequence[Question]) -> list[int]:
    """The places of the questions, one of each part after the other: the sooner each is seen, the fewer must be asked."""
    asked: Counter[int] = Counter()
    turns = []
    for n, (part, _, _) in enumerate(questions):
        turns.append((asked[id(part)], n))
        asked[id(part)] += 1
    return [n for _, n in sorted(turns)]


def at_once(part: Part) -> tuple[np.ndarray, np.ndarray] | None:
    """The lowest and highest count of each cell of a part, where no solver is needed; None where one is.

    None is needed where cells go in pairs of a known sum, and all else that is known of them is one sum: most tables of who
    ticked an option, or speaks of a theme, and who does not.
    """
    sizes = abs(part.sums).sum(axis=1)
    paired = (sizes == 2) & (part.sums.min(axis=1) >= 0)
    others = part.sums[~paired], part.known[~paired]
    if not len(others[0]) and paired.sum() > 1:
        others, paired = (part.sums[:1], part.known[:1]), paired & (np.arange(len(paired)) > 0)
    partner, total = _partners(part.sums[paired], -part.known[paired], len(part.cells))
    if partner is None:
        return None
    free = partner < 0
    low = np.where(free, part.low, np.maximum(part.low, total - part.high[partner]))
    high = np.where(free, part.high, np.minimum(part.high, total - part.low[partner]))
    if len(others[0]):
        mine = others[0][0] != 0
        if (mine & ~free & mine[partner]).any() or others[0][0].min() < 0 or not _same(others, partner, total, mine):
            return None
        rest = -others[1][0]
        lows, highs = low[mine].sum(), high[mine].sum()
        low[mine], high[mine] = (
            np.maximum(low[mine], rest - (highs - high[mine])),
            np.minimum(high[mine], rest - (lows - low[mine])),
        )
        there = mine & ~free
        low[partner[there]], high[partner[there]] = total[there] - high[there], total[there] - low[there]
    if (low > high + _HAIR).any():
        raise SolverError("the counts do not fit together")
    return low, high


def _partners(pairs: np.ndarray, sums: np.ndarray, width: int) -> tuple[np.ndarray | None, np.ndarray]:
    """The partner of each cell in a pair (-1 for none) and the sum of the two; None if a cell has two partners."""
    partner, total = np.full(width, -1), np.zeros(width)
    for row, whole in zip(pairs, sums, strict=True):
        one, two = np.flatnonzero(row)
        if partner[one] >= 0 or partner[two] >= 0:
            return None, total
        partner[[one, two]], total[[one, two]] = (two, one), whole
    return partner, total


def _same(others: tuple[np.ndarray, np.ndarray], partner: np.ndarray, total: np.ndarray, mine: np.ndarray) -> bool:
    """True if all sums say the same of the cells of the first (`mine`), once each other cell stands for its partner."""
    rows, known = others
    shown = []
    for row, constant in zip(rows, known, strict=True):
        away = np.flatnonzero((row != 0) & ~mine)
        if (partner[away] < 0).any():
            return False
        kept = np.where(mine, row, 0.0)
        kept[partner[away]] -= row[away]
        shown.append(np.append(kept, constant + (row[away] * total[away]).sum()))
    first = shown[0]
    return all(np.array_equal(one, first) or np.array_equal(one, -first) for one in shown)


def _solved(questions: Sequence[Question]) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """The counts of the whole part at each answer, and the worth of its sums; put to the solver as one programme of blocks."""
    widths = np.array([len(part.cells) for part, _, _ in questions])
    heights = np.array([len(part.rows) for part, _, _ in questions])
    left, top = np.append(0, np.cumsum(widths)), np.append(0, np.cumsum(heights))
    cost = np.zeros(left[-1])
    entries = []
    for n, (part, place, sign) in enumerate(questions):
        cost[left[n] + place] = sign
        rows, columns = np.nonzero(part.sums)
        entries.append((part.sums[rows, columns], rows + top[n], columns + left[n]))
    values, rows, columns = (np.concatenate(pieces) for pieces in zip(*entries, strict=True))
    every = csr_array((values, (rows, columns)), shape=(top[-1], left[-1]))
    bounds = np.column_stack([np.concatenate([getattr(part, end) for part, _, _ in questions]) for end in ("low", "high")])
    known = np.concatenate([part.known for part, _, _ in questions])
    limit = {"time_limit": SECONDS}
    found = linprog(cost, A_eq=every, b_eq=-known, bounds=bounds, method="highs", options=limit)
    if found.status != 0:
        raise SolverError(found.message)
    for n in range(len(questions)):
        yield found.x[left[n] : left[n + 1]], found.eqlin.marginals[top[n] : top[n + 1]]


def intervals(sums: csr_array, low: np.ndarray, high: np.ndarray, cells: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The lowest and highest count that each of `cells` can have.

    low, high: bounds of every cell; equal where the count is known.
    raises:    SolverError, if the solver fails or no counts fit.
    """
    least, most = low.copy(), high.copy()
    wanted = np.zeros(len(low), dtype=bool)
    wanted[cells] = True
    questions: list[Question] = []
    for part in parts(sums, low, high):
        seen = at_once(part)
        if seen is not None:
            least[part.cells], most[part.cells] = seen
        else:
            questions += [(part, int(n), sign) for n in np.flatnonzero(wanted[part.cells]) for sign in (LEAST, MOST)]
    for (part, place, sign), answer in zip(questions, answers(questions, _at_its_bound), strict=True):
        ends, bounds = (least, part.low) if sign == LEAST else (most, part.high)
        value = float(bounds[place]) if answer is None else answer[0]
        ends[part.cells[place]] = round(value) if abs(value - round(value)) < _HAIR else value
    return least[cells], most[cells]


def _at_its_bound(question: Question, seen: Seen) -> bool:
    """Whether a solution was seen in which the cell is as low, or as high, as its bound lets it be."""
    part, place, sign = question
    if sign == LEAST:
        return bool(seen.low[place] <= part.low[place] + _HAIR)
    return bool(seen.high[place] >= part.high[place] - _HAIR)
