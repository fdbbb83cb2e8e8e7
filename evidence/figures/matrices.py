"""Matrices as pictures: numbers on a shade."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib import style

from evidence.exhibits import listed
from evidence.figures.drawing import MOST_ROWS, STYLE, Chart, draw_square, finished, name_rows, new_axes, plain, shortened
from evidence.model import BARRIER, ENABLER


@style.context(STYLE, after_reset=True)
def places_figure(matrix: pd.DataFrame, names: Mapping[str, str], *, title: str, polarity: str = "", note: str = "") -> Chart:
    """Cases by themes: how many passages of each case speak of each theme, as numbers on a shade.

    matrix:   as `matrix.count_matrix` with unit="segments": one row a case, one column a theme. Columns of 0 are left out.
    names:    what a reader calls each row and column; one that is not named keeps its id.
    polarity: that of the passages counted; empty for any.
    """
    held = matrix.loc[:, matrix.sum() > 0]
    held = held.loc[held.sum(axis=1).sort_values(ascending=False, kind="stable").index].head(MOST_ROWS)
    most = int(held.to_numpy().max()) if held.size else 0
    cut = f"; the {MOST_ROWS} with most of {len(matrix)}" if len(matrix) > MOST_ROWS else ""
    figure, axes = new_axes(0.31 * len(held) + 2.2, title, f"Number of passages{cut}", note)
    axes.set_xlim(-0.5, max(len(held.columns), 1) - 0.5)
    for row, counts in enumerate(held.to_numpy().tolist()):
        for column, count in enumerate(counts):
            draw_square(axes, row, column, count, most)
    name_rows(axes, [shortened(names.get(str(name), str(name)), 30, 2) for name in held.index], wrap=False)
    labels = [plain(shortened(names.get(str(name), str(name)), 20, 2)) for name in held.columns]
    axes.set_xticks(range(len(held.columns)), labels, rotation=90)
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    return finished(figure, title, _places_said(held, matrix, names, _SAYS[polarity]), note)


@style.context(STYLE, after_reset=True)
def together_figure(table: pd.DataFrame, names: Mapping[str, str], *, title: str, subtitle: str, note: str = "") -> Chart:
    """Codes by codes: how often two are found together, as numbers on a shade; each pair is drawn once, below the diagonal.

    table:    as `matrix.cooccurrence`. Codes found nowhere are left out of the picture and counted in its words.
    names:    what a reader calls each code; one that is not named keeps its id.
    subtitle: what a number is, e.g. "Number of passages that speak of both".
    """
    found = [code for code in table.index if table.loc[code, code] > 0][:MOST_ROWS]
    held = table.loc[found, found]
    pairs = held.where(np.tril(np.ones(held.shape, dtype=bool), k=-1), 0)
    most = int(pairs.to_numpy().max()) if pairs.size else 0
    figure, axes = new_axes(0.38 * len(found) + 2.2, title, f"{subtitle}; in brackets, passages of the theme itself", note)
    axes.set_xlim(-0.5, max(len(found) - 1, 1) - 0.5)
    for row, code in enumerate(found):
        for column in range(row):
            draw_square(axes, row, column, int(held.loc[code, found[column]]), most)
    labels = [shortened(names.get(code, code), 28, 2) + f" ({held.loc[code, code]})" for code in found]
    name_rows(axes, labels, wrap=False)
    below = [plain(shortened(names.get(code, code), 20, 2)) for code in found[:-1]]
    axes.set_xticks(range(len(below)), below, rotation=90)
    axes.tick_params(length=0)
    return finished(figure, title, _together_said(pairs, names, len(table) - len(found)), note)


def _together_said(pairs: pd.DataFrame, names: Mapping[str, str], absent: int) -> str:
    """The pairs found together most often; pairs of equal number stand or fall together."""
    counts = {(a, b): int(pairs.loc[a, b]) for n, a in enumerate(pairs.index) for b in pairs.index[:n] if pairs.loc[a, b]}
    if not counts:
        return "No two of these are found together anywhere."
    least = sorted(counts.values())[-_NAMED:][0]
    top = [(names.get(b, b), names.get(a, a), count) for (a, b), count in counts.items() if count >= least]
    told = [f"{first} with {second} ({count})" for first, second, count in sorted(top, key=lambda pair: -pair[2])]
    if len(told) > 2 * _NAMED:
        told = [f"{len(told)} pairs, each {'once' if least == 1 else f'{least} times'} or more"]
    never = len(pairs) * (len(pairs) - 1) // 2 - len(counts)
    silent = f" Left out, found nowhere: {absent}." if absent else ""
    return f"Most often found together: {listed(told)}. {never} of the pairs are never found together.{silent}"


_NAMED = 3


_SAYS: Mapping[str, str] = {"": "speak of", BARRIER: "report a barrier of", ENABLER: "report an enabler of"}


def _places_said(held: pd.DataFrame, matrix: pd.DataFrame, names: Mapping[str, str], says: str) -> str:
    if held.empty:
        return f"In none of {len(matrix)} cases does a passage {says} any theme."
    cases = (matrix > 0).sum().sort_values(ascending=False, kind="stable")
    parts = [f"{names.get(str(code), str(code))} in {count}" for code, count in cases[cases > 0].items()]
    full = held.sum(axis=1)
    top = f"{names.get(str(full.index[0]), str(full.index[0]))} holds most passages, {int(full.iloc[0])}"
    return f"Of {len(matrix)} cases, passages {says} {listed(parts)}. {top}."
