"""How far the probabilities of the learning coder hold."""

from __future__ import annotations

import pandas as pd
from matplotlib import style

from evidence.exhibits import per_cent
from evidence.figures.drawing import BARRIER_COLOUR, ENABLER_COLOUR, STYLE, Chart, finished, new_axes


@style.context(STYLE, after_reset=True)
def calibration_figure(curve: pd.DataFrame, *, note: str = "") -> Chart:
    """What share of its guesses was right, beside how probable the coder called them: on the line they are the same.

    curve: as `coding.measures.calibration_curve`, one row a bin of probability.
    """
    title = "How far the coder's probabilities hold"
    subtitle = "Share that people gave, by the probability that the coder gave; beside each point the number of its guesses"
    figure, axes = new_axes(4.0, title, subtitle, note)
    axes.plot([0, 1], [0, 1], color=BARRIER_COLOUR, linestyle="--", linewidth=1)
    axes.text(0.88, 0.97, "as probable as said", ha="right", va="top")
    axes.plot(curve["mean_probability"], curve["share_yes"], color=ENABLER_COLOUR, marker="o", linewidth=1.5)
    for x, y, count in zip(curve["mean_probability"], curve["share_yes"], curve["decisions"], strict=True):
        axes.annotate(f"{count:,}", (x, y), xytext=(7, -11), textcoords="offset points")
    marks = [0, 0.2, 0.4, 0.6, 0.8, 1]
    axes.set_xticks(marks, [per_cent(mark) for mark in marks])
    axes.set_yticks(marks, [per_cent(mark) for mark in marks])
    axes.set_xlim(-0.02, 1.08)
    axes.set_ylim(-0.05, 1.05)
    axes.set_xlabel("Probability that the coder gave")
    axes.set_ylabel("Share that people gave")
    parts = [
        f"of {count:,} guesses of about {per_cent(p)}, people gave {per_cent(share)}"
        for p, share, count in zip(curve["mean_probability"], curve["share_yes"], curve["decisions"], strict=True)
    ]
    said = "; ".join(parts)
    return finished(figure, title, f"{said[:1].upper()}{said[1:]}." if said else "Nothing to show.", note)
