"""Tables of counts of people with their totals, for tests of disclosure control."""

from __future__ import annotations

import numpy as np
import pandas as pd

from evidence.disclosure import TOTAL


def crossed(counts, rows=None, columns=None):
    """A tidy table of two dimensions, area and say, with every total."""
    grid = np.array(counts)
    rows = rows or [f"row {n}" for n in range(grid.shape[0])]
    columns = columns or [f"column {n}" for n in range(grid.shape[1])]
    cells = [(r, c, int(grid[i, j])) for i, r in enumerate(rows) for j, c in enumerate(columns)]
    cells += [(r, TOTAL, int(grid[i].sum())) for i, r in enumerate(rows)]
    cells += [(TOTAL, c, int(grid[:, j].sum())) for j, c in enumerate(columns)]
    cells.append((TOTAL, TOTAL, int(grid.sum())))
    return pd.DataFrame(cells, columns=["area", "say", "count"])


def listed(counts, name="say"):
    """A tidy table of one dimension with its total."""
    cells = [*counts.items(), (TOTAL, sum(counts.values()))]
    return pd.DataFrame(cells, columns=[name, "count"])


def withheld(protected, name="t"):
    """The cells of a protected table that are withheld, as (area, say)."""
    table = protected.tables[name]
    hidden = table[table["count"].isna()]
    return {tuple(row) for row in hidden[[c for c in ("area", "say") if c in table]].itertuples(index=False)}


def ranges(protected):
    """What a reader can work out of each withheld cell, by its name in the record."""
    record = protected.record
    return {cell: (low, high) for cell, low, high in zip(record["cell"], record["low"], record["high"], strict=True)}


def random_grid(seed):
    """A table as surveys have them: 3 to 6 groups by 3 to 5 answers, most counts small and some large."""
    draw = np.random.default_rng(seed)
    return draw.negative_binomial(1.2, 0.05, size=(draw.integers(3, 7), draw.integers(3, 6)))
