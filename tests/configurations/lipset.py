"""Lipset's indicators of democracies between the wars (Lipset 1959), as R package QCA 3.25.1 has them."""

from __future__ import annotations

import pandas as pd

from evidence.configurations.calibration import cut
from evidence.configurations.truth_table import Sets

_RAW = """
AU 720 33.4 98 33.4 10 -9 | BE 1098 60.5 94.4 48.9 4 10 | CZ 586 69 95.9 37.4 6 7 | EE 468 28.5 95 14 6 -6
FI 590 22 99.1 22 9 4 | FR 983 21.2 96.2 34.8 5 10 | DE 795 56.5 98 40.4 11 -9 | GR 390 31.1 59.2 28.1 10 -8
HU 424 36.3 85 21.6 13 -1 | IE 662 25 95 14.5 5 8 | IT 517 31.4 72.1 29.6 9 -9 | NL 1008 78.8 99.9 39.3 2 10
PL 350 37 76.9 11.2 21 -6 | PT 320 15.3 38 23.1 19 -9 | RO 331 21.9 61.8 12.2 7 -4 | ES 367 43 55.6 25.5 12 -8
SE 897 34 99.9 32.3 6 10 | UK 1038 74 99.9 49.9 4 10
"""
_FUZZY = """
AU .81 .12 .99 .73 .43 .05 | BE .99 .89 .98 1 .98 .95 | CZ .58 .98 .98 .90 .91 .89 | EE .16 .07 .98 .01 .91 .12
FI .58 .03 .99 .08 .58 .77 | FR .98 .03 .99 .81 .95 .95 | DE .89 .79 .99 .96 .31 .05 | GR .04 .09 .13 .36 .43 .06
HU .07 .16 .88 .07 .13 .42 | IE .72 .05 .98 .01 .95 .92 | IT .34 .10 .41 .47 .58 .05 | NL .98 1 .99 .94 .99 .95
PL .02 .17 .59 0 0 .12 | PT .01 .02 .01 .11 .01 .05 | RO .01 .03 .17 0 .84 .21 | ES .03 .30 .09 .21 .20 .06
SE .95 .13 .99 .67 .91 .95 | UK .98 .99 .99 1 .98 .95
"""
CONDITIONS = ["DEV", "URB", "LIT", "IND", "STB"]


def _frame(text: str) -> pd.DataFrame:
    rows = [row.split() for row in text.replace("\n", "|").split("|") if row.strip()]
    frame = pd.DataFrame([[float(v) for v in row[1:]] for row in rows], index=[row[0] for row in rows])
    return frame.set_axis([*CONDITIONS, "SURV"], axis=1)


RAW = _frame(_RAW)


def _sets(frame: pd.DataFrame, conditions: list[str], levels: dict[str, int] | None = None) -> Sets:
    return Sets(frame[conditions], frame["SURV"], {name: (levels or {}).get(name, 2) for name in conditions})


def crisp(conditions: list[str] = CONDITIONS) -> Sets:
    """LC: the raw values cut as R package QCA documents."""
    cuts = {"DEV": 550, "URB": 50, "LIT": 75, "IND": 30}
    frame = pd.DataFrame({name: cut(RAW[name], [at]) for name, at in cuts.items()})
    frame["STB"] = (RAW["STB"] < 10).astype(float)
    return _sets(frame.assign(SURV=(RAW["SURV"] > 0).astype(float)), conditions)


def multi_value() -> Sets:
    """LM: development in three values, without the stability of government."""
    four = crisp()
    scores = four.scores.assign(DEV=cut(RAW["DEV"], [550, 850]))
    return Sets(scores[CONDITIONS[:4]], four.outcome, {"DEV": 3, "URB": 2, "LIT": 2, "IND": 2})


def fuzzy() -> Sets:
    """LF: degrees of membership, to two digits."""
    return _sets(_frame(_FUZZY), CONDITIONS)
