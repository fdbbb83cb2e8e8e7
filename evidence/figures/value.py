"""What a cost benefit model comes to: who pays and who benefits, year by year, and how far it hangs on its inputs."""

from __future__ import annotations

import textwrap
from collections.abc import Callable

import numpy as np
import pandas as pd
from matplotlib import style
from matplotlib.axes import Axes

from evidence.figures.drawing import (
    BARRIER_COLOUR,
    ENABLER_COLOUR,
    GREY,
    STYLE,
    Chart,
    finished,
    name_rows,
    new_axes,
    plain,
)
from evidence.value.results import in_round

_BINS = 40
_MOST_INPUTS = 10
"""Inputs that a tornado shows; the table beside it holds all."""


@style.context(STYLE, after_reset=True)
def agencies_figure(table: pd.DataFrame, *, title: str, note: str = "") -> Chart:
    """What each agency pays, and the benefits that fall to it: two bars an agency, those that pay most first.

    table: as `value.by_agency`.
    """
    figure, axes = new_axes(0.72 * len(table) + 0.8, title, "Present values over all years", note)
    gains = table[["fiscal", "economic", "social"]].sum(axis=1)
    reach = max([*table["costs"], *gains, 1.0])
    for values, offset, colour, word in (
        (table["costs"], -0.2, BARRIER_COLOUR, "pays"),
        (gains, 0.2, ENABLER_COLOUR, "gains"),
    ):
        for row, value in enumerate(values):
            axes.barh(row + offset, value, height=0.36, color=colour)
            axes.text(value + reach * 0.012, row + offset, plain(f"{word} {in_round(value)}"), va="center")
    axes.set_xlim(0, reach * 1.45)
    name_rows(axes, table["name"])
    parts = [
        f"{name} pays {in_round(c)} and gains {in_round(g)}"
        for name, c, g in zip(table["name"], table["costs"], gains, strict=True)
    ]
    return finished(figure, title, f"{'; '.join(parts)}.", note)


@style.context(STYLE, after_reset=True)
def running_figure(table: pd.DataFrame, *, title: str, note: str = "") -> Chart:
    """Benefits less costs, summed up year by year: fiscal ones alone, and all.

    table: as `value.cumulative`.
    """
    figure, axes = new_axes(3.2, title, "Benefits less costs, summed up to the end of each year, present values", note)
    places = list(range(len(table)))
    lines = [("cumulative", BARRIER_COLOUR, "fiscal alone", "--")]
    if (table["other"] != 0).any():
        lines.append(("cumulative_public", ENABLER_COLOUR, "all benefits", "-"))
    for column, colour, word, dashes in lines:
        axes.plot(places, table[column], color=colour, linewidth=2.4, linestyle=dashes, marker="o", markersize=4)
        axes.text(places[-1] + 0.12, table[column].iloc[-1], plain(f"{word}\n{in_round(table[column].iloc[-1])}"), va="center")
    axes.axhline(0, color="black", linewidth=1)
    axes.text(-0.35, 0, "0", ha="right", va="center")
    step = max(1, len(places) // 10)
    axes.set_xticks(places[::step], list(table["year"])[::step])
    axes.set_xlim(-0.3, max(places[-1] * 1.28, 0.8))
    axes.set_yticks([])
    ends = [f"{word}: {in_round(table[column].iloc[-1])}" for column, _, word, _ in lines]
    lows = f"at its lowest {in_round(table['cumulative'].min())}"
    return finished(figure, title, f"At the end of {table['year'].iloc[-1]}, {'; '.join(ends)}. Fiscal alone is {lows}.", note)


@style.context(STYLE, after_reset=True)
def tornado_figure(table: pd.DataFrame, now: float, *, title: str, note: str = "") -> Chart:
    """What becomes of a measure when one input alone is at its lowest and at its highest; the widest swing on top.

    table: as `value.tornado`.
    now:   the measure with all inputs as they are, in in_round.
    """
    shown = table.head(_MOST_INPUTS)
    left = f"; the {_MOST_INPUTS} that matter most of {len(table)}" if len(table) > _MOST_INPUTS else ""
    subtitle = f"The line is at {in_round(now)}, with every input as written; each bar varies one input, from low to high{left}"
    figure, axes = new_axes(0.5 * len(shown) + 1.0, title, subtitle, note)
    _tornado_bars(axes, shown, now)
    name_rows(axes, [f"{name}: {step}" for name, step in zip(shown["name"], shown["step"], strict=True)])
    parts = [
        f"{row['name']}, {row['step']}: {in_round(row['at_low'])} at its lowest, {in_round(row['at_high'])} at its highest"
        for row in shown.head(3).to_dict("records")
    ]
    return finished(figure, title, f"{'; '.join(parts)}." if parts else "No input varies.", note)


def _tornado_bars(axes: Axes, shown: pd.DataFrame, now: float) -> None:
    ends = pd.concat([shown["at_low"], shown["at_high"], pd.Series([now])])
    span = max(float(ends.max() - ends.min()), 1.0)
    for row, (at_low, at_high) in enumerate(zip(shown["at_low"], shown["at_high"], strict=True)):
        for value, word, colour in ((at_low, "low", GREY), (at_high, "high", ENABLER_COLOUR)):
            axes.barh(row, value - now, left=now, height=0.6, color=colour, edgecolor="black", linewidth=0.5)
            side = "left" if value >= now else "right"
            shift = span * (0.012 if value >= now else -0.012)
            axes.text(value + shift, row, plain(f"{word}: {in_round(value)}"), va="center", ha=side)
    axes.axvline(now, color="black", linewidth=1.4)
    axes.set_xlim(float(ends.min()) - 0.5 * span, float(ends.max()) + 0.5 * span)


@style.context(STYLE, after_reset=True)
def draws_figure(
    draws: pd.Series, *, title: str, note: str = "", good: Callable[[float], bool] = lambda value: value > 0
) -> Chart:
    """How the draws of a measure spread: a bar for each part of its range, those that speak for the programme in blue.

    draws: one value per draw, in in_round, as a column of `value.monte_carlo`.
    good:  whether a value speaks for the programme.
    """
    subtitle = f"{len(draws):,} draws of all inputs at once; the line is at 0"
    figure, axes = new_axes(2.8, title, subtitle, note)
    counts, edges = np.histogram(draws, bins=_BINS)
    for count, start, end in zip(counts.tolist(), edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        colour = ENABLER_COLOUR if good((start + end) / 2) else GREY
        axes.bar((start + end) / 2, count, width=(end - start) * 0.94, color=colour)
    axes.axvline(0, color="black", linewidth=1.4)
    low, median, high = draws.quantile([0.05, 0.5, 0.95])
    axes.set_yticks([])
    axes.set_xticks(
        [low, median, high],
        [plain(textwrap.fill(f"{w} {in_round(v)}", 14)) for w, v in (("5% below", low), ("median", median), ("5% above", high))],
    )
    share = float(draws.map(good).mean())
    top = axes.get_ylim()[1]
    axes.text(0, top, f" {share * 100:.0f}% of the draws", va="bottom", ha="left")
    said = f"Nine in ten draws lie between {in_round(low)} and {in_round(high)}; the median is {in_round(median)}."
    return finished(figure, title, f"{said} {share * 100:.0f}% of the draws speak for the programme.", note)
