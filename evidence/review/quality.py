"""How often the machine is right, told from the passages that were drawn at random and that people decided on."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from evidence.coding.decisions import settle
from evidence.model import PERSON, UNSURE, YES, EvidenceBase
from evidence.survey import wilson

ENOUGH = 30
"""Decisions from which a share is told: its 95 % interval is then at most 34 points wide, whatever the share."""

ALL = "all codes"


def quality(base: EvidenceBase) -> pd.DataFrame:
    """How often the machine's yes is right, and how much of what is there it found, theme by theme and over all.

    Only passages drawn at random count (see `queue.review_queue`), with what the machine had said when they were drawn: it
    may since have learned from these very decisions. Where several people decided, what they settled on counts.

    returns: one row per theme, in the codebook's order, then "all codes": theme, name; decided (codings to which the
             machine had said yes and people yes or no), right (people said yes), precision with low and high; there
             (codings that people gave to drawn passages), found (to which the machine had said yes), recall with
             recall_low and recall_high; unsure (people were; counts for neither); note: how many more decisions are
             needed, where a share rests on fewer than 30 and is NaN. Intervals are Wilson's, at 95 %.
    """
    codings = base.tables["codings"]
    drawn = codings[(codings["coder_kind"] == PERSON) & codings["drawn"].notna()]
    said = drawn.drop_duplicates(["segment_id", "code"])[["segment_id", "code", "drawn"]].rename(columns={"drawn": "said"})
    decided = settle(drawn).merge(said, on=["segment_id", "code"])
    codes = base.tables["codes"].sort_values("ordinal")
    decided["theme"] = decided["code"].map(dict(zip(codes["code"], codes["theme"], strict=True)))
    themes = codes[codes["parent"].isna()]
    rows = [
        _row(theme, name, decided[decided["theme"] == theme]) for theme, name in zip(themes["code"], themes["name"], strict=True)
    ]
    return pd.DataFrame([*rows, _row(ALL, "All codes", decided)])


def _row(theme: str, name: str, decided: pd.DataFrame) -> dict[str, Any]:
    sure = decided[decided["applied"] != UNSURE]
    by_machine, by_people = sure["said"] == YES, sure["applied"] == YES
    both, yes, there = int((by_machine & by_people).sum()), int(by_machine.sum()), int(by_people.sum())
    needed = [f"{what}: {ENOUGH - n} more needed" for what, n in (("precision", yes), ("recall", there)) if n < ENOUGH]
    return {
        "theme": theme,
        "name": name,
        "decided": yes,
        "right": both,
        **dict(zip(("precision", "low", "high"), _share(both, yes), strict=True)),
        "there": there,
        "found": both,
        **dict(zip(("recall", "recall_low", "recall_high"), _share(both, there), strict=True)),
        "unsure": len(decided) - len(sure),
        "note": "; ".join(needed),
    }


def _share(part: int, whole: int) -> tuple[float, float, float]:
    """A share with its interval; no number where it rests on too little."""
    if whole < ENOUGH:
        return math.nan, math.nan, math.nan
    return part / whole, *wilson(part / whole, whole)
