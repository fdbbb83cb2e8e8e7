"""Raw values made into memberships in a set, by thresholds that a researcher wrote down."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

LOG_ODDS = float(np.log(19))
"""Log odds of a membership of 0.95, which the threshold of full inclusion stands for (Ragin 2008; R package QCA 3.25)."""


def calibrate(values: pd.Series, *, exclusion: float, crossover: float, inclusion: float) -> pd.Series:
    """Degrees of membership by direct calibration: 0.05 at `exclusion`, 0.5 at `crossover`, 0.95 at `inclusion`.

    values:  any numbers; NaN stays NaN.
    returns: from 0 to 1, falling with the value where inclusion lies below exclusion.
    raises:  ValueError, if the crossover does not lie between the two others.
    source:  Ragin (2008), with the log odds of R package QCA 3.25.

    >>> calibrate(pd.Series([400.0, 720.0]), exclusion=400, crossover=550, inclusion=900).round(4).tolist()
    [0.05, 0.8069]
    """
    if not (exclusion < crossover < inclusion or exclusion > crossover > inclusion):
        raise ValueError("the crossover must lie between exclusion and inclusion")
    away = values.astype(float) - crossover
    towards = np.sign(inclusion - crossover)
    span = np.where(away * towards >= 0, abs(inclusion - crossover), abs(crossover - exclusion))
    return pd.Series(1 / (1 + np.exp(-LOG_ODDS * away.to_numpy() * towards / span)), index=values.index)


def cut(values: pd.Series, thresholds: Sequence[float]) -> pd.Series:
    """Values of a crisp or multi-value set: how many of the thresholds each value reaches.

    raises: ValueError, if the thresholds do not rise.

    >>> cut(pd.Series([500, 550, 900]), [550, 850]).tolist()
    [0.0, 1.0, 2.0]
    """
    if not thresholds or list(thresholds) != sorted(set(thresholds)):
        raise ValueError("thresholds must rise")
    reached = np.searchsorted(np.asarray(thresholds, dtype=float), values.to_numpy(dtype=float), side="right").astype(float)
    return pd.Series(np.where(values.isna(), np.nan, reached), index=values.index)
