"""Time a comparison of 200 cases by 12 conditions, from memberships to all three solutions: python benchmarks/qca_speed.py

The figure to reach is under 10 seconds on two cores. The cases are drawn from a seed: by a rule of three terms with noise,
and at random, which is the harder, for then nothing makes the table short.
"""

from __future__ import annotations

import time

import numpy as np
import pandas as pd

from evidence.configurations.solutions import models_table, necessity_table, solutions, terms_table
from evidence.configurations.truth_table import Cuts, Sets, truth_table

CONDITIONS = [f"C{n:02}" for n in range(1, 13)]


def drawn(kind: str, cases: int = 200) -> Sets:
    """Fuzzy memberships, two digits, none of them 0.5; the outcome follows a rule with noise, or nothing."""
    rng = np.random.default_rng(20141015)
    scores = rng.beta(0.6, 0.6, size=(cases, len(CONDITIONS)))
    rule = np.max([np.min(scores[:, at], axis=1) for at in ([0, 1], [2, 3, 4], [5, 6])], axis=0)
    outcome = np.clip(rule + rng.normal(0, 0.08, cases), 0, 1) if kind == "by a rule" else rng.beta(0.6, 0.6, cases)
    clear = [np.where(np.round(values, 2) == 0.5, 0.51, np.round(values, 2)) for values in (scores, outcome)]
    return Sets(pd.DataFrame(clear[0], columns=CONDITIONS), pd.Series(clear[1]), dict.fromkeys(CONDITIONS, 2))


def main() -> None:
    """Print the seconds and what was found."""
    for kind in ("by a rule", "at random"):
        sets = drawn(kind)
        begun = time.perf_counter()
        table = truth_table(sets, Cuts(consistency=0.8, pri=0.5))
        found = solutions(table, sets.levels, dict.fromkeys(CONDITIONS, 1))
        models, _, _ = models_table(sets, found), terms_table(sets, found), necessity_table(sets)
        seconds = time.perf_counter() - begun
        told = "; ".join(
            f"{one.kind} {len(one.models)} model(s) of {len(one.models[0]) if one.models else 0} terms"
            + ("" if one.complete else " (not all, or not proven)")
            for one in found
        )
        present = int((table["outcome"] == "1").sum())
        shown = f"{len(table)} configurations shown, {present} with the outcome; {len(models)} models"
        print(f"{kind}: {seconds:.1f} s; {shown}; {told}")


if __name__ == "__main__":
    main()
