"""The gap map, and counts of cases by year or by model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib import style
from matplotlib.axes import Axes

from evidence.exhibits import listed
from evidence.figures.drawing import (
    ENABLER_COLOUR,
    GREY,
    MOST_ROWS,
    SHADES,
    STYLE,
    Chart,
    draw_square,
    finished,
    name_rows,
    new_axes,
    plain,
    shortened,
)

_INITIALS: Mapping[str, str] = {"very low": "VL", "low": "L", "moderate": "M", "high": "H", "not judged": "?", "no finding": ""}
_FILLS: Mapping[str, str] = {
    "very low": SHADES[1],
    "low": SHADES[2],
    "moderate": SHADES[3],
    "high": SHADES[-1],
    "not judged": "white",
    "no finding": "white",
}
_DARK = ("moderate", "high")
_LEAST = 19.0
"""Width in points of the least circle that holds its number and letter."""

_ROOM = 325.0
"""Width in points that the columns have beside the names of the rows."""

_KEY = (
    "In brackets, the cases read. The larger the circle, the more of them speak; the number counts them. The letters and the "
    "shade are the confidence of the findings that rest on the cell: H high, M moderate, L low, VL very low, ? not judged; "
    "white, no finding. A dash: cases were read, and none speaks of it. A grey row: no case was read."
)


@style.context(STYLE, after_reset=True)
def gap_figure(table: pd.DataFrame, *, title: str, note: str = "") -> Chart:
    """The gap map: a circle a cell, larger for more cases, shaded and lettered by confidence; empty cells stay visible.

    table: as `landscape.gap_map`.
    """
    groups, codes = list(table["group"].drop_duplicates())[:MOST_ROWS], list(table["code"].drop_duplicates())
    names = dict(zip(table["code"], table["name"], strict=True))
    figure, axes = new_axes(0.46 * len(groups) + 2.2, title, _KEY, note)
    axes.set_xlim(-0.5, max(len(codes), 1) - 0.5)
    most = int(table["cases"].max()) if len(table) else 0
    widest = min(31.0, _ROOM / max(len(codes), 1))
    for row, group in enumerate(groups):
        found = table[table["group"] == group].set_index("code")
        for column, code in enumerate(codes):
            _cell(axes, (row, column), found.loc[code], most, widest)
    sizes = table.drop_duplicates("group").set_index("group")["of_cases"]
    labels = [f"{group} ({sizes[group]})" for group in groups]
    name_rows(axes, [shortened(label, 32, 2) for label in labels], wrap=False)
    heads = [plain(shortened(names[code], 20, 2)) for code in codes]
    axes.set_xticks(range(len(codes)), heads, rotation=90)
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    return finished(figure, title, _gaps_said(table), note)


def _cell(axes: Axes, place: tuple[int, int], cell: pd.Series, most: int, widest: float) -> None:
    row, column = place
    cases, confidence = int(cell["cases"]), str(cell["confidence"])
    if not cell["of_cases"]:
        axes.barh(row, 1, left=column - 0.5, height=1, color=GREY, edgecolor="white", linewidth=0.8)
    if not cases:
        axes.text(column, row, "–" if cell["of_cases"] else "", ha="center", va="center", color="#6B7680")
        return
    size = min(_LEAST, widest) + max(widest - _LEAST, 0) * ((cases - 1) / max(most - 1, 1)) ** 0.5
    axes.scatter([column], [row], s=size**2, color=_FILLS[confidence], edgecolor=ENABLER_COLOUR, linewidth=1)
    ink = "white" if confidence in _DARK else "black"
    axes.text(column, row, f"{cases}{_INITIALS[confidence]}", ha="center", va="center", color=ink, fontsize=8)


def _gaps_said(table: pd.DataFrame) -> str:
    if table.empty:
        return "There is no case and no theme to map."
    spoken = table[table["cases"] > 0]
    judged = int(spoken["confidence"].isin(_INITIALS.keys() - {"not judged", "no finding"}).sum())
    silent = int(((table["cases"] == 0) & (table["of_cases"] > 0)).sum())
    unread = list(table.loc[table["of_cases"] == 0, "group"].drop_duplicates())
    rest = f"findings that a person judged rest on {judged or 'none'} of these"
    said = f"Of {len(table)} cells, cases speak in {len(spoken)}; {rest}. "
    said += f"In {silent} {'cell' if silent == 1 else 'cells'} cases were read and none speaks of the theme." if silent else ""
    return said.rstrip() + (f" No case was read for {listed(unread)}." if unread else "")


@style.context(STYLE, after_reset=True)
def counts_figure(table: pd.DataFrame, *, title: str, subtitle: str, note: str = "") -> Chart:
    """Codes by groups of cases: the number of cases on a shade, each group's own number of cases at its head.

    table: as `landscape.cells`, e.g. by year. Codes that no case speaks of are left out.
    """
    held = table.groupby("code", sort=False)["cases"].sum()
    codes = [code for code in held.index if held[code] > 0][:MOST_ROWS]
    groups = table.drop_duplicates("group")[["group", "of_cases"]]
    counts = table.set_index(["code", "group"])["cases"]
    names = dict(zip(table["code"], table["name"], strict=True))
    figure, axes = new_axes(0.38 * len(codes) + 1.0, title, subtitle, note)
    axes.set_xlim(-0.5, max(len(groups), 1) - 0.5)
    most = int(table["cases"].max()) if len(table) else 0
    for row, code in enumerate(codes):
        for column, group in enumerate(groups["group"]):
            draw_square(axes, row, column, int(counts[code, group]), most)
    name_rows(axes, [names[code] for code in codes])
    heads = [plain(f"{group}\n(of {of})") for group, of in groups.itertuples(index=False)]
    axes.set_xticks(range(len(groups)), heads)
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    return finished(figure, title, _counts_said(codes, groups, counts, names), note)


def _counts_said(codes: Sequence[str], groups: pd.DataFrame, counts: pd.Series, names: Mapping[str, str]) -> str:
    if not codes:
        return "No case speaks of any theme."
    parts = []
    for group, of in groups.itertuples(index=False):
        by_code = sorted(((int(counts[code, group]), code) for code in codes), key=lambda pair: -pair[0])
        told = [f"{names[code]} in {count}" for count, code in by_code[:3] if count]
        parts.append(f"{group} ({of} {'case' if of == 1 else 'cases'}): {listed(told) or 'none of the themes'}")
    return f"The themes that most cases speak of. {'; '.join(parts)}."


@style.context(STYLE, after_reset=True)
def saturation_figure(table: pd.DataFrame, whole: pd.DataFrame, *, title: str, note: str = "") -> Chart:
    """How many codes so many cases hold: in the order of their files as steps, and in any order as a line in its band.

    table: as `landscape.saturation`.
    whole: as `landscape.accumulation`.
    """
    subtitle = "Codes found in so many cases. Steps: in the order of files. Dashed: on average over all orders; band: 90 of 100."
    figure, axes = new_axes(3.4, title, subtitle, note)
    axes.fill_between(whole["case"], whole["low"], whole["high"], color=GREY, linewidth=0)
    axes.plot(whole["case"], whole["mean"], color="black", linestyle="--", linewidth=1.4)
    axes.step(table["case"], table["so_far"], where="post", color=ENABLER_COLOUR, linewidth=2)
    cases, codes = len(table), int(table["so_far"].max()) if len(table) else 0
    axes.set_xlim(0.5, max(cases, 1) + 0.5)
    axes.set_ylim(0, max(codes, 1) * 1.1)
    marks = sorted({1, cases, *range(5, cases - 1, max(5, cases // 50 * 5))} - {0})
    axes.set_xticks(marks, [str(mark) for mark in marks])
    axes.set_xlabel("cases")
    axes.set_ylabel("codes")
    half = table[table["so_far"] >= codes / 2].head(1)
    said = "".join(f"Half of the {codes} codes are found by case {case}" for case in half["case"] if codes)
    brought = int(table["new"].iloc[-1]) if len(table) else 0
    last = f"; the last case brings {brought or 'no'} new one{'s' if brought > 1 else ''}."
    return finished(figure, title, f"{said}{last}" if said else "No code is found in any case.", note)
