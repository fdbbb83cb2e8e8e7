"""What every figure shares: its colours, its frame with the title, labels in place of legends, and the picture made of it."""

from __future__ import annotations

import base64
import io
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from afcharts.af_colours import get_af_colours
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from PIL import Image

ENABLER_COLOUR, BARRIER_COLOUR = get_af_colours("duo")
SHADES = ("#FFFFFF", *get_af_colours("sequential", number_of_colours=5)[::-1])
"""From none to most, light to dark."""

GREY = "#D9D9D9"
"""The middle of a scale: neither end's colour."""

MOST_ROWS = 40
"""More rows than this cannot be read in one figure; the table beside it holds all."""

_WIDTH = 7.2  # inches: as wide as a page's text, so that print keeps 11 points
_DPI = 160
_COLOURS = 64

STYLE: list[str | Path | dict[str, Any]] = [
    "default",
    "afcharts.afcharts",
    {"font.family": "DejaVu Sans", "font.size": 10.5, "axes.grid": False},
]
"""What every figure is drawn with, and nothing that an earlier figure left behind."""


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


def new_axes(height: float, title: str, subtitle: str, note: str) -> tuple[Figure, Axes]:
    """A figure as wide as the page and so many inches high under its title, its subtitle and its note; and its axes."""
    head = textwrap.wrap(title, 62)
    lines = [line for text in (subtitle, note) for line in textwrap.wrap(text, 88)]
    height = max(height, 0.8) + 0.22 * len(head) + 0.18 * len(lines)
    figure = Figure(figsize=(_WIDTH, height), dpi=_DPI, layout="constrained")
    # The title is given empty lines that keep the room in which the subtitle then stands.
    figure.suptitle(plain("\n".join(head)) + "\n" * len(lines), x=0.01, ha="left", fontweight="bold", fontsize=13)
    below = 1 - (0.07 + 0.22 * len(head)) / height
    figure.text(0.01, below, plain("\n".join(lines)), va="top", fontsize=10)
    axes = figure.add_subplot()
    for side in ("top", "right", "bottom", "left"):
        axes.spines[side].set_visible(False)
    axes.set_xticks([])
    return figure, axes


def finished(figure: Figure, title: str, alt: str, note: str) -> Chart:
    """The chart: `figure` as a picture, with the words that stand in for it."""
    drawn, stored = io.BytesIO(), io.BytesIO()
    figure.savefig(drawn, format="png")
    # A palette in place of full colour makes a third of the bytes; and no name of a program, so that they are always the same.
    Image.open(drawn).convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE).save(stored, "PNG", optimize=True)
    return Chart(title, " ".join(filter(None, (alt, note))), note, stored.getvalue())


def plain(text: str) -> str:
    """Text that matplotlib draws as it stands: a pair of dollar signs would be read as mathematics."""
    return text.replace("$", r"\$")


def shortened(text: str, width: int, lines: int) -> str:
    """Text in at most so many lines; what has no room is in the table beside the figure."""
    return textwrap.fill(text, width, max_lines=lines, placeholder=" …")


def name_rows(axes: Axes, names: Iterable[str], *, wrap: bool = True) -> None:
    """The names of the rows, the first on top."""
    labels = [plain(textwrap.fill(name, 30) if wrap else name) for name in names]
    axes.set_yticks(range(len(labels)), labels)
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(max(len(labels), 1) - 0.5, -0.5)  # the first on top
    if not labels:
        axes.text(0.01, 0, "Nothing to show.")


def label_ends(axes: Axes, places: Iterable[float], ends: Iterable[float], labels: Iterable[str]) -> None:
    """A label behind the end of each bar, with room for it."""
    ends = list(ends)
    reach = max(ends, default=0) or 1
    axes.set_xlim(0, reach * 1.35)
    for place, end, label in zip(places, ends, labels, strict=True):
        axes.text(end + reach * 0.012, place, label, va="center")


def draw_square(axes: Axes, row: int, column: int, count: int, most: int) -> None:
    """A count on its shade; none is a dash on white."""
    shade = 0 if not count else 1 + round((count - 1) / max(most - 1, 1) * (len(SHADES) - 2))
    axes.barh(row, 1, left=column - 0.5, height=1, color=SHADES[shade], edgecolor="#D0D5DA", linewidth=0.8)
    ink = "white" if shade >= 3 else "black"
    axes.text(column, row, str(count) if count else "–", ha="center", va="center", color=ink if count else "#6B7680")
