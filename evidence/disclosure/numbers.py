"""Means and quartiles of what people were asked for in numbers: which of them may be shown."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from evidence.disclosure.protecting import Policy

LARGEST, HELD = 2, 0.9
"""A mean is withheld where the two largest amounts hold over nine tenths of all: the (n, k) rule as ACRO has it."""

NEAR = 0.1
"""And where the second largest could tell the largest to within a tenth: the p % rule, too."""

FIGURES = ("mean", "lower_quartile", "median", "upper_quartile")


def shown_figures(values: pd.Series, policy: Policy) -> pd.Series:
    """Mean and quartiles of one number a person, as far as they may be shown.

    values:  a number for each who gave one.
    returns: the four of `FIGURES`; NaN for one that is withheld: the mean of fewer people than the threshold, or that one or
             two of them make up; a quartile with fewer than the threshold below or above it; all, where all gave one number
             and the policy withholds that. No lowest and no highest: those are single people.
    source:  Hundepool and others (2012), chapter 4; the limits are those of ACRO (Smith and others 2022).

    >>> shown_figures(pd.Series(range(1, 21)), Policy(threshold=10)).tolist()
    [10.5, nan, 10.5, nan]
    """
    held = np.sort(values.dropna().to_numpy(dtype="float64"))
    least = max(policy.threshold, 1)
    told = dict.fromkeys(FIGURES, math.nan)
    if len(held) >= least and not (policy.group_disclosure and held[0] == held[-1]):
        if not dominated(held):
            told["mean"] = float(held.mean())
        for name, part in (("lower_quartile", 0.25), ("median", 0.5), ("upper_quartile", 0.75)):
            if min(part, 1 - part) * len(held) >= least:
                told[name] = float(np.quantile(held, part))
    return pd.Series(told)


def dominated(values: np.ndarray) -> bool:
    """True if one or two amounts make up so much of their sum that it tells them.

    >>> dominated(np.array([1.0] * 20)), dominated(np.array([1.0] * 20 + [500.0]))
    (False, True)
    """
    amounts = np.sort(np.abs(values))[::-1]
    whole, largest = amounts.sum(), amounts[:LARGEST].sum()
    return bool(whole > 0 and (largest > HELD * whole or whole - largest < NEAR * amounts[0]))
