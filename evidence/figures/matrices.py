"""Matrices as pictures: numbers on a shade."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib import style

from evidence.exhibits import listed
from evidence.figures.drawing import MOST_ROWS, STYLE, Chart, draw_square, finished, name_rows, new_axes, plain, shortened


@style.context(STYLE, after_reset=True)
def places_figure(matrix: pd.DataFrame, names: Mapping[str, str], *, title: str, note: str = "") -> Chart:
    """Cases by themes: how many passages of each case speak of each theme, as numbers on a shade.

    matrix: as `matrix.count_matrix` with unit="segments": one row a case, one column a theme. Columns of 0 are left out.
    names:  what a reader calls each row and column; one that is not named keeps its id.
    """
    held = matrix.loc[:, matrix.sum() > 0]
    held = held.loc[held.sum(axis=1).sort_values(ascending=False, kind="stable").index].head(MOST_ROWS)
    most = int(held.to_numpy().max()) if held.size else 0
    cut = f"; the {MOST_ROWS} with most of {len(matrix)}" if len(matrix) > MOST_ROWS else ""
    figure, axes = new_axes(0.38 * len(held) + 2.2, title, f"Number of passages{cut}", note)
    axes.set_xlim(-0.5, max(len(held.columns), 1) - 0.5)
    for row, counts in enumerate(held.to_numpy().tolist()):
        for column, count in enumerate(counts):
            draw_square(axes, row, column, count, most)
    name_rows(axes, [shortened(names.get(str(name), str(name)), 30, 2) for name in held.index], wrap=False)
    labels = [plain(shortened(names.get(str(name), str(name)), 20, 2)) for name in held.columns]
    axes.set_xticks(range(len(held.columns)), labels, rotation=90)
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    return finished(figure, title, _places_said(held, matrix, names), note)


def _places_said(held: pd.DataFrame, matrix: pd.DataFrame, names: Mapping[str, str]) -> str:
    if held.empty:
        return f"None of {len(matrix)} cases holds a passage on any theme."
    cases = (matrix > 0).sum().sort_values(ascending=False, kind="stable")
    parts = [f"{names.get(str(code), str(code))} in {count}" for code, count in cases[cases > 0].items()]
    full = held.sum(axis=1)
    top = f"{names.get(str(full.index[0]), str(full.index[0]))} holds most passages, {int(full.iloc[0])}"
    return f"Of {len(matrix)} cases, passages speak of {listed(parts)}. {top}."
