"""Figures as the Analysis Function advises: few colours, labels in place of legends, and a text that says the finding.

Each takes a table and draws what stands in it, so a reader who cannot see the figure reads the table beside it.
"""

from __future__ import annotations

import base64
import io
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
from afcharts.af_colours import get_af_colours
from matplotlib import style
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from PIL import Image

from evidence.exhibits import listed, per_cent

ENABLER_COLOUR, BARRIER_COLOUR = get_af_colours("duo")
SHADES = ("#FFFFFF", *get_af_colours("sequential", number_of_colours=5)[::-1])
"""From none to most, light to dark."""

GREY = "#D9D9D9"
"""The middle of a scale: neither end's colour."""

MOST_ROWS = 40
"""More rows than this cannot be read in one figure; the table beside it holds all."""

_ROOM = 0.035
"""A bar narrower than this part of the figure has no room for its number; the table has it."""

_WIDTH = 7.2  # inches: as wide as a page's text, so that print keeps 11 points
_LINE = 0.17  # inches: a line of a label
_DPI = 160
_COLOURS = 64
_STYLE: list[str | Path | dict[str, Any]] = [
    "default",
    "afcharts.afcharts",
    {"font.family": "DejaVu Sans", "font.size": 10.5, "axes.grid": False},
]


@dataclass(frozen=True)
class Chart:
    """A picture with its title and the words that stand in for it. In Jupyter it shows itself.

    alt:  the finding, in words, for whoever cannot see the picture.
    note: words that must stand beside it; may be empty.
    """

    title: str
    alt: str
    note: str = ""
    png: bytes = field(default=b"", repr=False)

    def __repr__(self) -> str:
        return "\n".join(filter(None, (f"Figure: {self.title}", self.note, self.alt)))

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        said = {"alt": self.alt, "title": self.title, "note": self.note}
        picture = base64.b64encode(self.png).decode("ascii")
        return {"image/png": picture, "text/plain": repr(self)}, {"image/png": said}


@style.context(_STYLE, after_reset=True)
def themes_figure(table: pd.DataFrame, *, of: str = "cases", note: str = "") -> Chart:
    """In how many cases each theme stands in the way and in how many it helps: two bars a theme, most found first.

    table: as `matrix.theme_by_polarity`. Themes that no case holds are left out of the picture and named in its words.
    of:    what is counted, as a reader calls it: "cases", "places", "people".
    """
    title = "What stands in the way, and what helps"
    found = table[table["cases_any"] > 0].copy()
    found["most"] = found[["cases_barrier", "cases_enabler"]].max(axis=1)
    found = found.sort_values(["most", "cases_barrier", "cases_any"], ascending=False, kind="stable").head(MOST_ROWS)
    base = int(table["of_cases"].max()) if len(table) else 0
    figure, axes = _axes(0.62 * len(found) + 1.1, title, f"Number of {of} that report each theme, of {base} read", note)
    for column, offset, colour, word in (
        ("cases_barrier", -0.2, BARRIER_COLOUR, "a barrier"),
        ("cases_enabler", 0.2, ENABLER_COLOUR, "an enabler"),
    ):
        places = [n + offset for n in range(len(found))]
        axes.barh(places, found[column], height=0.36, color=colour)
        labels = [f"{count} {word}" if n == 0 else str(count) for n, count in enumerate(found[column])]
        _labels(axes, places, found[column], labels)
    _rows(axes, found["name"])
    absent = table.loc[table["cases_any"] == 0, "name"]
    return _chart(figure, title, _themes_said(found, list(absent), of, base), note)


@style.context(_STYLE, after_reset=True)
def places_figure(matrix: pd.DataFrame, names: Mapping[str, str], *, title: str, note: str = "") -> Chart:
    """Cases by themes: how many passages of each case speak of each theme, as numbers on a shade.

    matrix: as `matrix.count_matrix` with unit="segments": one row a case, one column a theme. Columns of 0 are left out.
    names:  what a reader calls each row and column; one that is not named keeps its id.
    """
    held = matrix.loc[:, matrix.sum() > 0]
    held = held.loc[held.sum(axis=1).sort_values(ascending=False, kind="stable").index].head(MOST_ROWS)
    most = int(held.to_numpy().max()) if held.size else 0
    cut = f"; the {MOST_ROWS} with most of {len(matrix)}" if len(matrix) > MOST_ROWS else ""
    figure, axes = _axes(0.38 * len(held) + 2.2, title, f"Number of passages{cut}", note)
    axes.set_xlim(-0.5, max(len(held.columns), 1) - 0.5)
    for row, counts in enumerate(held.to_numpy().tolist()):
        for column, count in enumerate(counts):
            _square(axes, row, column, count, most)
    _rows(axes, [_cut(names.get(str(name), str(name)), 30, 2) for name in held.index], wrap=False)
    labels = [_plain(_cut(names.get(str(name), str(name)), 20, 2)) for name in held.columns]
    axes.set_xticks(range(len(held.columns)), labels, rotation=90)
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    return _chart(figure, title, _places_said(held, matrix, names), note)


@style.context(_STYLE, after_reset=True)
def likert_figure(table: pd.DataFrame, *, title: str, note: str = "") -> Chart:
    """Every item of a scale: disagreement to the left, agreement to the right, each share written in its place.

    table: as `survey.likert_table`; items of other scales than the first item's are left out.
    """
    scale = _scale(table)
    items = table[(table["base"] > 0) & table[scale].notna().all(axis=1)].head(MOST_ROWS) if scale else table.head(0)
    colours, lower = _diverging(len(scale)), len(scale) // 2
    lefts = [-sum(shares[:lower]) - (shares[lower] / 2 if len(scale) % 2 else 0) for shares in _rows_of(items, scale)]
    rights = [left + sum(shares) for left, shares in zip(lefts, _rows_of(items, scale), strict=True)]
    labels = [f"{textwrap.fill(str(row.question), 34)}\n({row.base:,} answered)" for row in items.itertuples()]
    tall = max(0.74, max((label.count("\n") + 2 for label in labels), default=0) * _LINE)
    figure, axes = _axes(tall * (len(items) + 1), title, "Percentage of those who answered each question", note)
    start, end = min(lefts, default=-1), max(rights, default=1)
    for point, word in enumerate(scale):
        wide = (end - start) / len(scale)
        _share(axes, 0, start + point * wide, wide, colours[point], _cut(word, 11, 3))
    for n, (left, shares) in enumerate(zip(lefts, _rows_of(items, scale), strict=True), start=1):
        for point, share in enumerate(shares):
            word = f"{share * 100:.0f}" if share >= _ROOM * (end - start) else ""
            _share(axes, n, left + sum(shares[:point]), share, colours[point], word)
    _rows(axes, ["Key", *labels] if labels else [], wrap=False)
    axes.set_xlim(start, end)
    return _chart(figure, title, _likert_said(items, scale), note)


@style.context(_STYLE, after_reset=True)
def shares_figure(table: pd.DataFrame, *, title: str, label: str = "name", note: str = "", most: int = 10) -> Chart:
    """Shares with their 95 % intervals as lines: the largest first, each with its count.

    table: as `survey.open_codes` or `survey.closed_table`: share, low, high, count, base.
    label: the column that names the rows.
    most:  how many rows are drawn; the rest stand in the table.
    """
    found = table[table["count"] > 0].sort_values("share", ascending=False, kind="stable").head(most)
    base = int(table["base"].max()) if len(table) else 0
    subtitle = f"Share of the {base} who answered; the line is the 95% interval"
    figure, axes = _axes(0.46 * len(found) + 1.1, title, subtitle, note)
    places = range(len(found))
    axes.barh(places, found["share"], height=0.55, color="#6BACE6", edgecolor=ENABLER_COLOUR)
    axes.hlines(places, found["low"], found["high"], color="black", linewidth=1.6)
    labels = [f"{per_cent(share)} ({count})" for share, count in zip(found["share"], found["count"], strict=True)]
    _labels(axes, places, found["high"], labels)
    _rows(axes, found[label])
    parts = [f"{name} {per_cent(share)}" for name, share in zip(found[label], found["share"], strict=True)]
    said = f"Of {base} who answered: {'; '.join(parts)}." if parts else "No answer holds any of these."
    return _chart(figure, title, said, note)


def _axes(height: float, title: str, subtitle: str, note: str) -> tuple[Figure, Axes]:
    head = textwrap.wrap(title, 62)
    lines = [line for text in (subtitle, note) for line in textwrap.wrap(text, 88)]
    height = max(height, 0.8) + 0.22 * len(head) + 0.18 * len(lines)
    figure = Figure(figsize=(_WIDTH, height), dpi=_DPI, layout="constrained")
    # The title is given empty lines that keep the room in which the subtitle then stands.
    figure.suptitle(_plain("\n".join(head)) + "\n" * len(lines), x=0.01, ha="left", fontweight="bold", fontsize=13)
    below = 1 - (0.07 + 0.22 * len(head)) / height
    figure.text(0.01, below, _plain("\n".join(lines)), va="top", fontsize=10)
    axes = figure.add_subplot()
    for side in ("top", "right", "bottom", "left"):
        axes.spines[side].set_visible(False)
    axes.set_xticks([])
    return figure, axes


def _chart(figure: Figure, title: str, alt: str, note: str) -> Chart:
    drawn, stored = io.BytesIO(), io.BytesIO()
    figure.savefig(drawn, format="png")
    # A palette in place of full colour makes a third of the bytes; and no name of a program, so that they are always the same.
    Image.open(drawn).convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE).save(stored, "PNG", optimize=True)
    return Chart(title, " ".join(filter(None, (alt, note))), note, stored.getvalue())


def _plain(text: str) -> str:
    """Text that matplotlib draws as it stands: a pair of dollar signs would be read as mathematics."""
    return text.replace("$", r"\$")


def _cut(text: str, width: int, lines: int) -> str:
    """Text in at most so many lines; what has no room is in the table beside the figure."""
    return textwrap.fill(text, width, max_lines=lines, placeholder=" …")


def _rows(axes: Axes, names: Iterable[str], *, wrap: bool = True) -> None:
    labels = [_plain(textwrap.fill(name, 30) if wrap else name) for name in names]
    axes.set_yticks(range(len(labels)), labels)
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(max(len(labels), 1) - 0.5, -0.5)  # the first on top
    if not labels:
        axes.text(0.01, 0, "Nothing to show.")


def _labels(axes: Axes, places: Iterable[float], ends: Iterable[float], labels: Iterable[str]) -> None:
    ends = list(ends)
    reach = max(ends, default=0) or 1
    axes.set_xlim(0, reach * 1.35)
    for place, end, label in zip(places, ends, labels, strict=True):
        axes.text(end + reach * 0.012, place, label, va="center")


def _square(axes: Axes, row: int, column: int, count: int, most: int) -> None:
    shade = 0 if not count else 1 + round((count - 1) / max(most - 1, 1) * (len(SHADES) - 2))
    axes.barh(row, 1, left=column - 0.5, height=1, color=SHADES[shade], edgecolor="#D0D5DA", linewidth=0.8)
    ink = "white" if shade >= 3 else "black"
    axes.text(column, row, str(count) if count else "–", ha="center", va="center", color=ink if count else "#6B7680")


def _share(axes: Axes, row: int, left: float, share: float, colour: tuple[str, str], word: str) -> None:
    fill, ink = colour
    axes.barh(row, share, left=left, height=0.62, color=fill, edgecolor="white", linewidth=1)
    axes.text(left + share / 2, row, _plain(word), ha="center", va="center", color=ink, linespacing=1.0, fontsize=9.5)


def _diverging(points: int) -> list[tuple[str, str]]:
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


def _themes_said(found: pd.DataFrame, absent: Sequence[str], of: str, base: int) -> str:
    rows = zip(found["name"], found["cases_barrier"], found["cases_enabler"], strict=True)
    parts = [f"{name} is reported as a barrier in {b} of {base} {of} and as an enabler in {e}" for name, b, e in rows]
    said = f"{'; '.join(parts)}." if parts else f"None of {base} {of} reports any of these themes."
    return f"{said} In none: {listed(absent)}." if parts and absent else said


def _places_said(held: pd.DataFrame, matrix: pd.DataFrame, names: Mapping[str, str]) -> str:
    if held.empty:
        return f"None of {len(matrix)} cases holds a passage on any theme."
    cases = (matrix > 0).sum().sort_values(ascending=False, kind="stable")
    parts = [f"{names.get(str(code), str(code))} in {count}" for code, count in cases[cases > 0].items()]
    full = held.sum(axis=1)
    top = f"{names.get(str(full.index[0]), str(full.index[0]))} holds most passages, {int(full.iloc[0])}"
    return f"Of {len(matrix)} cases, passages speak of {listed(parts)}. {top}."


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
