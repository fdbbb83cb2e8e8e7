"""What a reader can work out: the lowest and the highest count that each withheld cell can have, by linear programming."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import block_diag, csr_array
from scipy.sparse.csgraph import connected_components

FAR = 1e6
"""More people than any survey has: the bound of a count that nothing bounds."""

_AT_ONCE = 24
"""Questions put to the solver in one go: enough to save its start, few enough to stop when an answer settles others."""


class SolverError(Exception):
    """The solver gave no answer: nothing is known of what a reader can work out, so nothing may be shown."""


@dataclass(frozen=True)
class Part:
    """Unknown cells that bear on each other, and what is known around them.

    cells:     their places in the whole system.
    rows:      the sums that they stand in.
    sums:      these sums, a column per cell of `cells`, and a last one for what is known in them, which counts once.
    low, high: bounds of each column.
    """

    cells: np.ndarray
    rows: np.ndarray
    sums: csr_array
    low: np.ndarray
    high: np.ndarray


@dataclass(frozen=True)
class Answers:
    """What the solver found for some questions, a row each.

    values:    the least or greatest value of the cell asked for.
    tables:    the counts of the part's cells at which it is reached.
    marginals: what one person more in each sum would be worth to it.
    """

    values: np.ndarray
    tables: np.ndarray
    marginals: np.ndarray


def extremes(part: Part, places: Sequence[int], sign: int) -> Answers:
    """The least (sign 1) or greatest (sign -1) count of some cells of a part.

    places: of these cells in `part.cells`.
    raises: SolverError, if the solver fails or no counts fit.
    """
    width, count = len(part.low), len(places)
    cost = np.zeros(width * count)
    cost[np.arange(count) * width + np.asarray(places)] = sign
    every = block_diag([part.sums] * count, format="csr")
    bounds = np.column_stack((np.tile(part.low, count), np.tile(part.high, count)))
    found = linprog(cost, A_eq=every, b_eq=np.zeros(every.shape[0]), bounds=bounds, method="highs")
    if found.status != 0:
        raise SolverError(found.message)
    tables = found.x.reshape(count, width)
    values = tables[np.arange(count), np.asarray(places)]
    return Answers(values, tables[:, :-1], found.eqlin.marginals.reshape(count, len(part.rows)))


def parts(sums: csr_array, low: np.ndarray, high: np.ndarray) -> Iterator[Part]:
    """The unknown cells (low below high) in groups that bear on each other, in the order of their first cell."""
    unknown = np.flatnonzero(low < high)
    inner = abs(sums[:, unknown]).tocsc()
    number, group = connected_components(inner.T @ inner, directed=False)
    for label in range(number):
        members = unknown[group == label]
        rows = np.unique(inner[:, group == label].tocoo().coords[0])
        around = sums[rows]
        known = around @ np.where(low < high, 0.0, low)
        local = csr_array(np.column_stack((around[:, members].toarray(), known)))
        yield Part(members, rows, local, np.append(low[members], 1.0), np.append(np.minimum(high[members], FAR), 1.0))


def intervals(
    sums: csr_array, low: np.ndarray, high: np.ndarray, cells: np.ndarray, *, enough: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """The lowest and highest count that each of `cells` can have.

    low, high: bounds of every cell; equal where the count is known.
    enough:    for each cell of the system, how wide a range settles that it is safe; those settled are not made exact: what
               comes back is a range that they have at least. None makes all exact.
    raises:    SolverError, as `extremes`.
    """
    least, most = low.copy(), high.copy()
    wanted = np.zeros(len(low), dtype=bool)
    wanted[cells] = True
    for part in parts(sums, low, high):
        asked = np.flatnonzero(wanted[part.cells])
        if len(asked):
            need = None if enough is None else enough[part.cells[asked]]
            least[part.cells[asked]], most[part.cells[asked]] = _ranges(part, asked, need)
    return least[cells], most[cells]


def _ranges(part: Part, places: np.ndarray, need: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
    """The range of each of `places`: exact, or, where `need` is given, until it is seen to be wide enough.

    Every answer of the solver is a table that could be true, so it widens what is known of all cells, not only of the one asked.
    """
    seen_low, seen_high = np.full(len(places), np.inf), np.full(len(places), -np.inf)
    for sign in (-1, 1):
        waiting = _open(range(len(places)), seen_low, seen_high, need)
        while waiting:
            now, waiting = waiting[:_AT_ONCE], waiting[_AT_ONCE:]
            inside = extremes(part, [int(places[n]) for n in now], sign).tables[:, places]
            seen_low, seen_high = np.minimum(seen_low, inside.min(axis=0)), np.maximum(seen_high, inside.max(axis=0))
            waiting = _open(waiting, seen_low, seen_high, need)
    return _tidy(seen_low), _tidy(seen_high)


def _open(waiting: Iterable[int], low: np.ndarray, high: np.ndarray, need: np.ndarray | None) -> list[int]:
    """Those of `waiting` whose range is not yet seen to be wide enough."""
    return [n for n in waiting if need is None or not settled(low[n], high[n], need[n])]


def settled(low: float, high: float, need: float) -> bool:
    """True if a range this wide, or wider, cannot tell that a count is small."""
    return high >= need - _HAIR and high - low >= need - _HAIR


_HAIR = 1e-6
"""What the solver may be off by."""


def _tidy(values: np.ndarray) -> np.ndarray:
    whole = np.round(values)
    return np.where(abs(values - whole) < _HAIR, whole, values)
