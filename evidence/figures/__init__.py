"""Figures as the Analysis Function advises: few colours, labels in place of legends, and a text that says the finding.

Each takes a table and draws what stands in it, so a reader who cannot see the figure reads the table beside it. A module
a family of figures; what they share is in `drawing`.
"""

from __future__ import annotations

from evidence.figures.drawing import BARRIER_COLOUR, ENABLER_COLOUR, GREY, MOST_ROWS, SHADES, Chart
from evidence.figures.landscape import counts_figure, gap_figure, saturation_figure
from evidence.figures.matrices import places_figure, together_figure
from evidence.figures.surveys import likert_figure, shares_figure
from evidence.figures.themes import themes_figure

__all__ = [
    "BARRIER_COLOUR",
    "ENABLER_COLOUR",
    "GREY",
    "MOST_ROWS",
    "SHADES",
    "Chart",
    "counts_figure",
    "gap_figure",
    "likert_figure",
    "places_figure",
    "saturation_figure",
    "shares_figure",
    "themes_figure",
    "together_figure",
]
