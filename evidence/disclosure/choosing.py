"""Which further cells to withhold, so that no reader can work out a small count: the cheapest choice, found exactly.

The choice is a small integer programme. A rule that it must obey is only added when a choice breaks it: the solver that plays
the reader shows how narrow a cell is and, by its marginals, which other cells would have widened it (Fischetti and Salazar
1999, 2001).
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import partial
from hashlib import sha256

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from evidence.disclosure.attack import FAR, LEAST, MOST, SECONDS, Part, Question, Seen, SolverError, answers, at_once, parts

_ROUNDS = 60
"""Choices tried before a table is given up and withheld whole; the hardest of 10,000 random tables needs fewer."""

_HAIR = 1e-6


class NoChoiceError(Exception):
    """No choice of cells protects the table."""


@dataclass(frozen=True)
class Cells:
    """What is known of the cells of one table before the choice.

    counts:  people in each.
    hidden:  True for those withheld whatever is chosen: small counts, and what no table shows.
    locked:  True for those that must stay shown.
    cost:    what it costs the reader to lose each.
    need:    how wide a range each must have if it is withheld; 0 where any will do.
    must:    True for those that need it even where a reader can tell that they are not small.
    """

    counts: np.ndarray
    hidden: np.ndarray
    locked: np.ndarray
    cost: np.ndarray
    need: np.ndarray
    must: np.ndarray


def choose(sums: csr_array, cells: Cells, threshold: int, settled: set[bytes]) -> np.ndarray:
    """The cheapest cells to withhold so that every withheld cell is safe; True for each of them.

    settled: parts of tables that are known to be safe at this threshold, as `_content` names them; more are added.
    returns: one bool per cell; those of `hidden` are always True.
    raises:  NoChoiceError, if none protects them; SolverError, if the solver fails or takes too long.
    """
    cuts = _pairs(sums, cells)
    end = time.monotonic() + SECONDS
    for _ in range(_ROUNDS):
        if time.monotonic() > end:
            raise SolverError(f"no choice found in {SECONDS:.0f} seconds")
        chosen = _cheapest(cells, cuts)
        more = _broken(sums, cells, chosen, threshold, settled)
        if not more:
            return chosen
        cuts += more
    raise SolverError(f"no choice found in {_ROUNDS} rounds")


_Cut = tuple[np.ndarray, float]
"""Weights and a floor: the weights of the cells withheld must add to the floor."""


def _pairs(sums: csr_array, cells: Cells) -> list[_Cut]:
    """A small count that is withheld alone from a sum is what the others leave."""
    cuts: list[_Cut] = []
    for row in range(sums.shape[0]):
        members = sums.indices[sums.indptr[row] : sums.indptr[row + 1]]
        for cell in members[cells.must[members] & cells.hidden[members] & (cells.need[members] > 0)]:
            weights = np.zeros(len(cells.counts))
            weights[members] = 1.0
            weights[cell] = 0.0
            cuts.append((weights, 1.0))
    return cuts


def _cheapest(cells: Cells, cuts: list[_Cut]) -> np.ndarray:
    lower, upper = cells.hidden.astype(float), np.where(cells.locked & ~cells.hidden, 0.0, 1.0)
    if not cuts:
        return lower > 0
    rules = LinearConstraint(np.array([weights for weights, _ in cuts]), lb=np.array([floor for _, floor in cuts]))
    # A hair more for each later cell: of two choices that cost the same, the earlier is taken, whatever the solver.
    cost = cells.cost + np.arange(len(cells.cost)) * 1e-5
    found = milp(
        cost,
        constraints=rules,
        integrality=np.ones(len(cost)),
        bounds=Bounds(lower, upper),
        options={"time_limit": SECONDS, "mip_rel_gap": 0.0},
    )
    if found.status == 2:
        raise NoChoiceError("no choice of cells protects this table")
    if found.status != 0:
        raise SolverError(found.message)
    return np.asarray(found.x > 0.5)


def _broken(sums: csr_array, cells: Cells, chosen: np.ndarray, threshold: int, settled: set[bytes]) -> list[_Cut]:
    """A rule for each way in which `chosen` leaves a cell too narrow; parts that are seen to be safe are added to `settled`."""
    low, high = np.where(chosen, 0.0, cells.counts), np.where(chosen, FAR, cells.counts)
    fresh = {name: part for part in parts(sums, low, high) if (name := _content(part, cells)) not in settled}
    asked = [(part, int(place)) for part in fresh.values() for place in _doubtful(part, cells, threshold)]
    found = answers([(part, place, sign) for part, place in asked for sign in (LEAST, MOST)], partial(_wide, cells))
    cuts: list[_Cut] = []
    narrow: set[int] = set()
    for (part, place), lowest, highest in zip(asked, found[::2], found[1::2], strict=True):
        if lowest is None or highest is None:
            continue  # What was seen of the cell is wide enough.
        cell, (least, below), (most, above) = int(part.cells[place]), lowest, highest
        if not _safe(cells, cell, least, most, threshold):
            around = sums[part.rows].T
            worth = _worth(around @ above, cell, MOST, cells), _worth(around @ below, cell, LEAST, cells)
            cuts += _cuts(cells, cell, (least, most), worth)
            narrow.add(id(part))
    settled |= {name for name, part in fresh.items() if id(part) not in narrow}
    return cuts


def _content(part: Part, cells: Cells) -> bytes:
    """A name for all that the safety of a part hangs on: the same in every table that it is a part of."""
    facts = part.sums, part.known, part.low, part.high, cells.need[part.cells], cells.must[part.cells]
    return sha256(b"".join([bytes(str(part.sums.shape), "ascii"), *(fact.tobytes() for fact in facts)])).digest()


def _doubtful(part: Part, cells: Cells, threshold: int) -> list[int]:
    """The cells of a part of which only the solver can tell that they are safe, and those that are not."""
    needy = np.flatnonzero(cells.need[part.cells] > 0)
    seen = at_once(part)
    if seen is None:
        return [int(n) for n in needy]
    return [int(n) for n in needy if not _safe(cells, int(part.cells[n]), seen[0][n], seen[1][n], threshold)]


def _wide(cells: Cells, question: Question, seen: Seen) -> bool:
    """Whether what was seen of a cell shows already that it is safe: more that is possible only makes it safer."""
    part, place, _ = question
    return _range_fits(float(cells.need[part.cells[place]]), float(seen.low[place]), float(seen.high[place]))


def _range_fits(need: float, low: float, high: float) -> bool:
    return high >= need - _HAIR and high - low >= need - _HAIR


def _safe(cells: Cells, cell: int, low: float, high: float, threshold: int) -> bool:
    if _range_fits(float(cells.need[cell]), low, high):
        return True
    return not cells.must[cell] and (low >= threshold - _HAIR or high <= _HAIR)


def _worth(priced: np.ndarray, cell: int, sign: int, cells: Cells) -> np.ndarray:
    """How much further than its true count `cell` could be moved for each cell that is withheld, at most."""
    reduced = -priced
    reduced[cell] += sign
    return np.asarray(np.maximum(reduced, 0) * cells.counts + np.maximum(-reduced, 0) * FAR)


def _cuts(cells: Cells, cell: int, found: tuple[float, float], worth: tuple[np.ndarray, np.ndarray]) -> list[_Cut]:
    need, true = float(cells.need[cell]), float(cells.counts[cell])
    low, high = found
    rules = []
    if high < need - _HAIR:
        rules.append((worth[0], need - true))
    if high - low < need - _HAIR:
        rules.append((worth[0] + worth[1], need))
    return [_only_if_withheld(np.minimum(weights, floor), floor, cells, cell) for weights, floor in rules]


def _only_if_withheld(weights: np.ndarray, floor: float, cells: Cells, cell: int) -> _Cut:
    """The cut as it stands for a cell that is withheld anyway; for another, one that bears only if it is."""
    weights[weights < _HAIR] = 0.0
    if cells.hidden[cell]:
        return weights, floor
    weights[cell] -= floor
    return weights, 0.0
