"""What works: configurations of conditions, and theories of change."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib import style
from matplotlib.axes import Axes

from evidence.exhibits import listed
from evidence.figures.drawing import BARRIER_COLOUR, ENABLER_COLOUR, STYLE, Chart, finished, new_axes, plain, shortened

OUTCOMES: Mapping[str, str] = {
    "1": "reported",
    "0": "not reported",
    "C": "reported by some",
    "?": "too few cases",
}
"""What the outcome of a configuration is called in a figure."""

_INK = "#6B7680"


@style.context(STYLE, after_reset=True)
def configurations_figure(table: pd.DataFrame, names: Mapping[str, str], cases: Mapping[str, str], *, note: str = "") -> Chart:
    """A grid of configurations: a row each, a filled circle for a condition that is there, an empty one for one that is not.

    table: as `configurations.truth_table`, or any table with a column per condition, outcome, cases and cases_without. Of a
           multi-value condition the value stands in the circle; a condition that may be either is left out (-1).
    names: what a reader calls each condition, in the order of the columns.
    cases: what a reader calls each case.
    """
    title = "Which conditions come together, and what is reported there"
    figure, axes = new_axes(0.5 * len(table) + 1.2, title, "● there   ○ not there; cases without the outcome in [ ]", note)
    wide = 1.7 * len(names)
    for row, (_, held) in enumerate(table.iterrows()):
        for column, name in enumerate(names):
            _circle(axes, row, 1.7 * column, int(held[name]))
        axes.text(
            wide - 0.4, row, OUTCOMES[held["outcome"]], va="center", fontweight="bold" if held["outcome"] == "1" else "normal"
        )
        axes.text(wide + 2.2, row, plain(shortened(_cases_told(held, cases), 34, 2)), va="center", fontsize=9)
    heads = [(1.7 * column, "center", words) for column, words in enumerate(names.values())]
    for at, side, words in [*heads, (wide - 0.4, "left", "Outcome"), (wide + 2.2, "left", "Cases")]:
        axes.text(at, -0.6, plain(textwrap.fill(words, 14)), ha=side, va="bottom", fontsize=8.5, fontweight="bold")
    axes.set_xlim(-0.9, wide + 6.6)
    axes.set_ylim(max(len(table), 1) - 0.5, -1.8)
    axes.set_yticks([])
    return finished(figure, title, _grid_said(table, names, cases), note)


def _circle(axes: Axes, row: int, column: float, value: int) -> None:
    if value < 0:
        return
    filled = value > 0
    axes.scatter(column, row, s=190, marker="o", color=ENABLER_COLOUR if filled else "white", edgecolors=_INK, linewidths=1.3)
    if value > 1:
        axes.text(column, row, str(value), ha="center", va="center", color="white", fontsize=8)


def _cases_told(row: pd.Series, cases: Mapping[str, str]) -> str:
    with_it = "; ".join(cases.get(case, case) for case in row["cases"])
    without = "; ".join(cases.get(case, case) for case in row["cases_without"])
    return " ".join(filter(None, (with_it, f"[{without}]" if without else "")))


def _grid_said(table: pd.DataFrame, names: Mapping[str, str], cases: Mapping[str, str]) -> str:
    parts = []
    for _, row in table.iterrows():
        there = [words for name, words in names.items() if row[name] > 0]
        absent = [words for name, words in names.items() if row[name] == 0]
        said = f"There: {listed(there) or 'none'}. Not there: {listed(absent) or 'none'}."
        told = [f"{what} {listed([cases.get(c, c) for c in held])}" for what, held in _sides(row) if held]
        parts.append(f"{said} The outcome is {OUTCOMES[row['outcome']]}: {', '.join(told)}.")
    return " ".join(parts) or "No case shows any configuration."


def _sides(row: pd.Series) -> list[tuple[str, list[str]]]:
    return [("with it", row["cases"]), ("without it", row["cases_without"])]


@style.context(STYLE, after_reset=True)
def theory_figure(
    elements: Sequence[tuple[str, str, str]], links: Sequence[tuple[str, str]], title: str, *, note: str = ""
) -> Chart:
    """A theory of change: a column for each stage, boxes for its elements, arrows for what is thought to lead to what.

    elements: (id, stage, words) of each; stages stand from left to right in the order in which they first come, assumptions and
              outside factors in a row below.
    links:    (from, to) of each arrow, by id.
    """
    stages = list(dict.fromkeys(stage for _, stage, _ in elements if stage not in _BELOW))
    columns = [[one for one in elements if one[1] == stage] for stage in stages]
    below = [one for one in elements if one[1] in _BELOW]
    tall = max([len(column) for column in columns], default=1)
    across = max(len(stages), 1)
    figure, axes = new_axes(1.25 * (tall + (1 if below else 0)) + 0.7, title, "Arrows: what is thought to lead to what", note)
    at: dict[str, tuple[float, float]] = {}
    for x, (stage, column) in enumerate(zip(stages, columns, strict=True)):
        axes.text(x, -0.62, stage.capitalize(), ha="center", fontweight="bold", fontsize=10)
        for n, (name, _, _) in enumerate(column):
            at[name] = (x, n + (tall - len(column)) / 2)
    at |= _places_below([name for name, _, _ in below], links, at, across, tall)
    boxes = {}
    for name, stage, words in elements:
        edge, kind = (BARRIER_COLOUR, "--") if stage in _BELOW else (ENABLER_COLOUR, "-")
        label = f"{_BELOW[stage]}: {words}" if stage in _BELOW else words
        box = {"boxstyle": "round,pad=0.35", "facecolor": "white", "edgecolor": edge, "linestyle": kind, "linewidth": 1.3}
        said = plain(shortened(label, 18 if across > 3 else 26, 5))
        boxes[name] = axes.text(*at[name], said, ha="center", va="center", fontsize=8, bbox=box, zorder=2)
    axes.set_xlim(-0.55, across - 0.45)
    axes.set_ylim(tall + (0.75 if below else -0.4), -0.75)
    axes.set_yticks([])
    figure.draw_without_rendering()  # Only a box that was drawn has an edge at which an arrow can end.
    for start, end in links:
        ends = {"patchA": boxes[start].get_bbox_patch(), "patchB": boxes[end].get_bbox_patch(), "shrinkA": 1, "shrinkB": 2}
        bend = 0.45 if at[start][0] == at[end][0] and at[start][1] - at[end][1] > 1 else 0
        arrow = {"arrowstyle": "-|>", "color": _INK, "linewidth": 1.2, "connectionstyle": f"arc3,rad={-bend}", **ends}
        axes.annotate("", xy=at[end], xytext=at[start], arrowprops=arrow, zorder=1).set_in_layout(False)
    return finished(figure, title, _theory_said(elements, links), note)


def _places_below(
    names: Sequence[str], links: Sequence[tuple[str, str]], at: Mapping[str, tuple[float, float]], across: int, tall: int
) -> dict[str, tuple[float, float]]:
    """Where assumptions and outside factors stand: under what they act on, side by side and within the figure."""
    aims = {name: [at[end][0] for start, end in links if start == name and end in at] for name in names}
    wanted = sorted(names, key=lambda name: (min(aims[name], default=0), name))
    placed: dict[str, float] = {}
    for name in wanted:
        placed[name] = max([min(aims[name], default=0), *(x + 1 for x in placed.values())])
    over = max(0, max(placed.values(), default=0) - (across - 1))
    return {name: (x - over, tall + 0.1) for name, x in placed.items()}


_BELOW = {"assumptions": "Assumes", "outside": "From outside"}


def _theory_said(elements: Sequence[tuple[str, str, str]], links: Sequence[tuple[str, str]]) -> str:
    words = {name: text for name, _, text in elements}
    return " ".join(f"{words[start]} leads to or acts on: {words[end]}." for start, end in links) or "No links were drawn."
