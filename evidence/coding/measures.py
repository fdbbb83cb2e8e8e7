"""How good probabilities and decisions are, beside what people said."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

Matrix = npt.NDArray[np.float64]

BINS = 10
"""Equal bins of probability behind a calibration error."""


def calibration_curve(truth: Matrix, probability: Matrix) -> pd.DataFrame:
    """One row a bin of probability that any decision falls into: from, to, decisions, mean_probability, share_yes."""
    bins = np.minimum((probability.ravel() * BINS).astype(int), BINS - 1)
    decisions = pd.DataFrame({"bin": bins, "p": probability.ravel(), "yes": truth.ravel()})
    curve = decisions.groupby("bin").agg(decisions=("p", "size"), mean_probability=("p", "mean"), share_yes=("yes", "mean"))
    curve.insert(0, "from", curve.index / BINS)
    curve.insert(1, "to", (curve.index + 1) / BINS)
    return curve.reset_index(drop=True)


def calibration_error(truth: Matrix, probability: Matrix, *, above: float = 0.0) -> float:
    """Expected calibration error: how far share and probability lie apart, on average over decisions; 0 is perfect.

    above:  only decisions of at least this probability; NaN if there is none.
    source: Guo et al. (2017), with ten equal bins.

    >>> calibration_error(np.array([1.0, 0, 0, 0]), np.array([0.5, 0.5, 0.1, 0.1])).__round__(3)
    0.05
    """
    kept = probability >= above
    if not kept.any():
        return np.nan
    curve = calibration_curve(truth[kept], probability[kept])
    apart = (curve["mean_probability"] - curve["share_yes"]).abs()
    return float((apart * curve["decisions"]).sum() / curve["decisions"].sum())


def coverage_at(truth: Matrix, probability: Matrix, precisions: Sequence[float]) -> pd.DataFrame:
    """How much of what people gave is found when only decisions sure enough for a given precision are taken.

    returns: one row a precision: precision, share_found (0 if none is that sure), from_probability (NaN then).

    >>> coverage_at(np.array([1.0, 1, 0, 1]), np.array([0.9, 0.8, 0.7, 0.6]), [0.9])["share_found"].round(3).tolist()
    [0.667]
    """
    order = np.argsort(-probability.ravel(), kind="stable")
    p, right = probability.ravel()[order], np.cumsum(truth.ravel()[order])
    last_of_its_kind = np.append(np.diff(p) != 0, True)  # equal probabilities are taken together or not at all
    reached = right / np.arange(1, len(right) + 1)
    rows = []
    for wanted in precisions:
        good = np.flatnonzero((reached >= wanted) & last_of_its_kind)
        share = right[good[-1]] / max(right[-1], 1) if len(good) else 0.0
        rows.append((wanted, float(share), float(p[good[-1]]) if len(good) else np.nan))
    return pd.DataFrame(rows, columns=["precision", "share_found", "from_probability"])
