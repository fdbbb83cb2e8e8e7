"""Is any small count of 10,000 random tables recoverable once they are protected? Answer: none may be.

Run from the repository: python -m benchmarks.disclosure_audit [tables [first]]

Table n is drawn with the seed n, from `first` (0) on: parts run one after another, or side by side, are as good as the whole.
"""

from __future__ import annotations

import sys
import time

import numpy as np
import pandas as pd
from tqdm import tqdm

from evidence.disclosure import TOTAL, Policy, audit, protect, shown_cells

THRESHOLD = 10


def random_table(seed: int) -> pd.DataFrame:
    """3 to 6 groups by 3 to 5 answers with all totals; counts as surveys have them, most small and some large."""
    draw = np.random.default_rng(seed)
    grid = draw.negative_binomial(1.2, 0.05, size=(draw.integers(3, 7), draw.integers(3, 6)))
    whole = np.vstack([np.column_stack([grid, grid.sum(axis=1)]), np.append(grid.sum(axis=0), grid.sum())])
    areas = [*(f"row {n}" for n in range(grid.shape[0])), TOTAL]
    says = [*(f"column {n}" for n in range(grid.shape[1])), TOTAL]
    cells = [(area, say, int(whole[i, j])) for i, area in enumerate(areas) for j, say in enumerate(says)]
    return pd.DataFrame(cells, columns=["area", "say", "count"])


def recoverable(seed: int) -> tuple[bool, int, int]:
    """Whether the protected table gives a small count away; how many cells were small, and how many are withheld."""
    table = random_table(seed)
    found = protect({"t": table}, Policy(THRESHOLD))
    shown = found.tables["t"]["count"]
    small = table["count"].between(1, THRESHOLD - 1)
    record = found.record[found.record["count"] < THRESHOLD]
    narrow = (record["high"] < THRESHOLD) | (record["high"] - record["low"] < THRESHOLD)
    given_away = bool(shown[small].notna().any() or narrow.any())
    return (
        given_away or bool(audit(shown_cells("s", "hash", found.tables, Policy(THRESHOLD), []))),
        int(small.sum()),
        int(shown.isna().sum()),
    )


def main(tables: int = 10_000, first: int = 0) -> int:
    """Protect and attack so many tables from the seed `first` on; returns how many give a small count away."""
    start = time.perf_counter()
    found = [recoverable(seed) for seed in tqdm(range(first, first + tables), "tables", mininterval=10)]
    bad = sum(given_away for given_away, _, _ in found)
    small, withheld = (sum(row[n] for row in found) / tables for n in (1, 2))
    print(f"{tables:,} tables: {bad} recoverable; {small:.1f} small counts and {withheld - small:.1f} others withheld a table")
    print(f"{(time.perf_counter() - start) / tables * 1000:.0f} ms a table")
    return bad


if __name__ == "__main__":
    sys.exit(1 if main(*map(int, sys.argv[1:])) else 0)
