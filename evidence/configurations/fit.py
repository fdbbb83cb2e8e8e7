"""Parameters of fit: how far a configuration is sufficient for the outcome, or a condition necessary."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Sufficiency(NamedTuple):
    """How far x is a subset of y, from 0 to 1; NaN where x (for coverage: y) has no members.

    consistency: share of x that lies within y.
    pri:         the same without what lies within both y and not-y (proportional reduction in inconsistency).
    coverage:    share of y that lies within x (raw coverage).
    """

    consistency: float
    pri: float
    coverage: float


class Necessity(NamedTuple):
    """How far y is a subset of x, from 0 to 1; NaN where it cannot be said.

    consistency: share of y that lies within x.
    ron:         relevance of necessity: near 0 where nearly every case belongs to x, so that it is trivially necessary.
    coverage:    share of x that lies within y.
    """

    consistency: float
    ron: float
    coverage: float


def sufficiency(x: np.ndarray, y: np.ndarray) -> Sufficiency:
    """Parameters of sufficiency of memberships `x` for the outcome `y`, case by case.

    source: Ragin (2006); PRI: Schneider and Wagemann (2012).

    >>> sufficiency(np.array([1.0, 1, 0]), np.array([1.0, 0, 1]))
    Sufficiency(consistency=0.5, pri=0.5, coverage=0.5)
    """
    both, every = np.minimum(x, y).sum(), np.minimum.reduce([x, y, 1 - y]).sum()
    return Sufficiency(_share(both, x.sum()), _share(both - every, x.sum() - every), _share(both, y.sum()))


def necessity(x: np.ndarray, y: np.ndarray) -> Necessity:
    """Parameters of necessity of memberships `x` for the outcome `y`, case by case.

    source: Ragin (2006); relevance of necessity: Schneider and Wagemann (2012).

    >>> necessity(np.array([1.0, 1, 0]), np.array([1.0, 0, 0]))
    Necessity(consistency=1.0, ron=0.5, coverage=0.5)
    """
    least = np.minimum(x, y)
    return Necessity(_share(least.sum(), y.sum()), _share((1 - x).sum(), (1 - least).sum()), _share(least.sum(), x.sum()))


def _share(part: float, whole: float) -> float:
    return float(part / whole) if whole > 0 else float("nan")
