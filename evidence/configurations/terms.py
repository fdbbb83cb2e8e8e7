"""Configurations of conditions: a value for each condition, or none where it does not matter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

ANY = -1
"""In a term: the condition may have any value."""

Term = tuple[int, ...]
"""One value for each condition, in order: 1 present, 0 absent, a higher number a further value; or `ANY`."""

Levels = Mapping[str, int]
"""How many values each condition can have, in order of the conditions: 2 for a crisp or fuzzy set, more for a multi-value one."""


def written(term: Term, levels: Levels) -> str:
    """A term as the method writes it: * is and, ~ is not; with {value} as soon as one condition has more than two.

    >>> written((1, 0, ANY), {"TRUST": 2, "TIME": 2, "LAW": 2}), written((2, ANY), {"TRUST": 3, "TIME": 2})
    ('TRUST*~TIME', 'TRUST{2}')
    """
    many = any(count > 2 for count in levels.values())
    parts = [
        f"{name}{{{value}}}" if many else name if value else f"~{name}"
        for name, value in zip(levels, term, strict=True)
        if value != ANY
    ]
    return "*".join(parts) or "1"


def written_model(terms: Sequence[Term], levels: Levels) -> str:
    """The terms of one model with + (or) between them; "0" if it has none.

    >>> written_model([(1, 0), (1, 1)], {"TRUST": 2, "TIME": 2})
    'TRUST*~TIME + TRUST*TIME'
    """
    return " + ".join(written(term, levels) for term in terms) or "0"


def holds(term: Term, row: Term) -> bool:
    """Whether a configuration (or a term) lies within `term`.

    >>> holds((1, ANY), (1, 0)), holds((1, ANY), (ANY, 0))
    (True, False)
    """
    return all(value in (ANY, other) for value, other in zip(term, row, strict=True))


def membership(scores: pd.DataFrame, levels: Levels, term: Term) -> np.ndarray:
    """How far each case belongs to a term: the least of its memberships in the conditions, 1 for a term without any.

    scores: one row per case, one column per condition: from 0 to 1, or for a multi-value condition the value itself.

    >>> membership(pd.DataFrame({"TRUST": [0.9, 0.2], "TIME": [0.7, 0.4]}), {"TRUST": 2, "TIME": 2}, (1, 0)).round(1).tolist()
    [0.3, 0.2]
    """
    least = np.ones(len(scores))
    for (name, count), value in zip(levels.items(), term, strict=True):
        if value == ANY:
            continue
        held = scores[name].to_numpy(dtype=float)
        least = np.minimum(least, (held == value).astype(float) if count > 2 else held if value else 1 - held)
    return least
