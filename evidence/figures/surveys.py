"""Closed questions and shares: diverging bars for scales, bars with their intervals for shares."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import pandas as pd
from matplotlib import style
from matplotlib.axes import Axes

from evidence.exhibits import WITHHELD, listed, per_cent
from evidence.figures.drawing import (
    BARRIER_COLOUR,
    ENABLER_COLOUR,
    GREY,
    MOST_ROWS,
    STYLE,
    Chart,
    finished,
    label_ends,
    name_rows,
    new_axes,
    plain,
    shortened,
)

_ROOM = 0.035
"""A bar narrower than this part of the figure has no room for its number; the table has it."""

_LINE = 0.17  # inches: a line of a label


@style.context(STYLE, after_reset=True)
def likert_figure(table: pd.DataFrame, *, title: str, note: str = "", scale: Sequence[str] = ()) -> Chart:
    """Every item of a scale: disagreement to the left, agreement to the right, each share written in its place.

    table: as `survey.likert_table`; items of other scales than the first item's are left out. A share that is missing is
           withheld: what is left of the 100 % stands as one bar marked so, if all of it lies in one half of the scale; else
           the item is not drawn, and the words say so.
    scale: its points in order; by default those of the first item.
    """
    if not scale:
        scale = _scale(table)
        table = table[table[scale].notna().all(axis=1)]
    told = table[table["base"] > 0].reset_index(drop=True) if scale else table.head(0)
    items, withheld = _filled(told, scale)
    colours, lower = diverging(len(scale)), len(scale) // 2
    lefts = [-sum(shares[:lower]) - (shares[lower] / 2 if len(scale) % 2 else 0) for shares in _rows_of(items, scale)]
    rights = [left + sum(shares) for left, shares in zip(lefts, _rows_of(items, scale), strict=True)]
    labels = [f"{textwrap.fill(str(row.question), 34)}\n({row.base:,} answered)" for row in items.itertuples()]
    tall = max(0.74, max((label.count("\n") + 2 for label in labels), default=0) * _LINE)
    figure, axes = new_axes(tall * (len(items) + 1), title, "Percentage of those who answered each question", note)
    start, end = min(lefts, default=-1), max(rights, default=1)
    for point, word in enumerate(scale):
        wide = (end - start) / len(scale)
        _share(axes, 0, start + point * wide, wide, colours[point], shortened(word, 11, 3))
    for n, (left, shares) in enumerate(zip(lefts, _rows_of(items, scale), strict=True), start=1):
        for point, share in enumerate(shares):
            word = f"{share * 100:.0f}" if share >= _ROOM * (end - start) else ""
            if (items.index[n - 1], point) in withheld:
                _share(axes, n, left + sum(shares[:point]), share, ("white", "black"), WITHHELD, edge="black")
            else:
                _share(axes, n, left + sum(shares[:point]), share, colours[point], word)
    name_rows(axes, ["Key", *labels] if labels else [], wrap=False)
    axes.set_xlim(start, end)
    said, absent = _likert_said(items, scale), [f"“{question}”" for question in told["question"].drop(items.index)]
    if absent:
        said += f" Not drawn, for shares are withheld or there is no room: {listed(absent)}."
    return finished(figure, title, said, note)


@style.context(STYLE, after_reset=True)
def shares_figure(table: pd.DataFrame, *, title: str, label: str = "name", note: str = "", most: int = 10) -> Chart:
    """Shares with their 95 % intervals as lines: the largest first, each with its count.

    table: as `survey.open_codes` or `survey.closed_table`: share, low, high, count, base.
    label: the column that names the rows.
    most:  how many rows are drawn; the rest stand in the table.
    """
    found = table[table["count"] > 0].sort_values("share", ascending=False, kind="stable").head(most)
    base = int(table["base"].max()) if len(table) else 0
    subtitle = f"Share of the {base} who answered; the line is the 95% interval"
    figure, axes = new_axes(0.46 * len(found) + 1.1, title, subtitle, note)
    places = range(len(found))
    axes.barh(places, found["share"], height=0.55, color="#6BACE6", edgecolor=ENABLER_COLOUR)
    axes.hlines(places, found["low"], found["high"], color="black", linewidth=1.6)
    labels = [f"{per_cent(share)} ({count})" for share, count in zip(found["share"], found["count"], strict=True)]
    label_ends(axes, places, found["high"], labels)
    name_rows(axes, found[label])
    parts = [f"{name} {per_cent(share)}" for name, share in zip(found[label], found["share"], strict=True)]
    said = f"Of {base} who answered: {'; '.join(parts)}." if parts else "No answer holds any of these."
    return finished(figure, title, said, note)


def _filled(items: pd.DataFrame, scale: Sequence[str]) -> tuple[pd.DataFrame, set[tuple[int, int]]]:
    """The items that can be drawn, the share that is left in the first withheld point, and which (item, point) that is."""
    lower, upper = range(len(scale) // 2), range(len(scale) - len(scale) // 2, len(scale))
    drawn, marks, keep = items.copy(), set[tuple[int, int]](), []
    for row, shares in zip(items.index, _rows_of(items, scale), strict=True):
        hidden = [n for n, share in enumerate(shares) if pd.isna(share)]
        if hidden and not (set(hidden) <= set(lower) or set(hidden) <= set(upper)):
            continue
        keep.append(row)
        if hidden:
            marks.add((int(row), hidden[0]))
            drawn.loc[row, [scale[n] for n in hidden]] = 0.0
            drawn.loc[row, scale[hidden[0]]] = 1 - sum(share for share in shares if not pd.isna(share))
    return drawn.loc[keep].head(MOST_ROWS), marks


def _likert_said(items: pd.DataFrame, scale: Sequence[str]) -> str:
    if items.empty:
        return "No question on a scale was answered."
    half = len(scale) // 2
    low, high = items[list(scale[:half])].sum(axis=1), items[list(scale[len(scale) - half :])].sum(axis=1)
    ends = f"{scale[len(scale) - half]} or more"
    parts = [
        f"“{question}”: {per_cent(up)} {ends}, {per_cent(down)} {scale[half - 1]} or less, of {base}"
        for question, up, down, base in zip(items["question"], high, low, items["base"], strict=True)
    ]
    return "; ".join(parts) + "."


def _share(axes: Axes, row: int, left: float, share: float, colour: tuple[str, str], word: str, *, edge: str = "white") -> None:
    fill, ink = colour
    axes.barh(row, share, left=left, height=0.62, color=fill, edgecolor=edge, linewidth=1)
    axes.text(left + share / 2, row, plain(word), ha="center", va="center", color=ink, linespacing=1.0, fontsize=9.5)


def diverging(points: int) -> list[tuple[str, str]]:
    """Fill and ink of each point: orange at the low end, blue at the high one, both paler inwards, grey in the middle."""
    half = points // 2
    low = [(BARRIER_COLOUR, "black"), *[("#FBC3A8", "black")] * (half - 1)][:half]
    high = [*[("#6BACE6", "black")] * (half - 1), (ENABLER_COLOUR, "white")][-half:] if half else []
    return [*low, *([(GREY, "black")] if points % 2 else []), *high]


def _rows_of(items: pd.DataFrame, scale: Sequence[str]) -> list[list[float]]:
    return [[float(share) for share in row] for row in items[list(scale)].to_numpy()]


def _scale(table: pd.DataFrame) -> list[str]:
    """The points of the first item's scale."""
    points = [name for name in table.columns if name not in ("question_id", "question", "base", "missing", "net")]
    answered = table[table["base"] > 0]
    return [name for name in points if len(answered) and pd.notna(answered.iloc[0][name])]
