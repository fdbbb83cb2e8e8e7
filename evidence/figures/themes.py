"""Themes as barriers and as enablers."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib import style

from evidence.exhibits import listed
from evidence.figures.drawing import (
    BARRIER_COLOUR,
    ENABLER_COLOUR,
    MOST_ROWS,
    STYLE,
    Chart,
    finished,
    label_ends,
    name_rows,
    new_axes,
)


@style.context(STYLE, after_reset=True)
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
    figure, axes = new_axes(0.5 * len(found) + 1.1, title, f"Number of {of} that report each theme, of {base} read", note)
    for column, offset, colour, word in (
        ("cases_barrier", -0.2, BARRIER_COLOUR, "a barrier"),
        ("cases_enabler", 0.2, ENABLER_COLOUR, "an enabler"),
    ):
        places = [n + offset for n in range(len(found))]
        axes.barh(places, found[column], height=0.36, color=colour)
        labels = [f"{count} {word}" if n == 0 else str(count) for n, count in enumerate(found[column])]
        label_ends(axes, places, found[column], labels)
    name_rows(axes, found["name"])
    absent = table.loc[table["cases_any"] == 0, "name"]
    return finished(figure, title, _themes_said(found, list(absent), of, base), note)


def _themes_said(found: pd.DataFrame, absent: Sequence[str], of: str, base: int) -> str:
    rows = zip(found["name"], found["cases_barrier"], found["cases_enabler"], strict=True)
    parts = [f"{name} is reported as a barrier in {b} of {base} {of} and as an enabler in {e}" for name, b, e in rows]
    said = f"{'; '.join(parts)}." if parts else f"None of {base} {of} reports any of these themes."
    return f"{said} In none: {listed(absent)}." if parts and absent else said
