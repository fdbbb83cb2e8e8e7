"""Which cases are like which: by what is known of them, and by the barriers that they report."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from evidence.coded import SAYS, coded_segments
from evidence.coded.attributes import NOT_STATED, attribute_names, case_values
from evidence.config import did_you_mean
from evidence.errors import Problem, ProjectError
from evidence.model import BARRIER, CASE_STUDY, YES, EvidenceBase

OF_ITS_OWN = ("title", "place", "date", "source", "selection")
"""Columns of cases that say nothing of likeness: what is a case's own, and how it came to be known."""

ALIKE = 0.5
"""Share of words that two values of an attribute must have in common to be named as a reason."""


def places_like(base: EvidenceBase, place: str) -> pd.DataFrame:
    """The other cases, those most like a place first.

    Likeness is the mean over what is known of both: each attribute (the share of words that their values have in common), and
    the barriers that they report (the share of themes in common). With few attributes it is a rough guide, and says why.

    place:   a place, or the title or id of a case, in any case of letters.
    returns: one row per other case that was read: case_id, place, likeness (0 to 1), shared (what they have in common, in words).
    raises:  ProjectError, if there is no such place.
    """
    case_id = find_case(base, place)
    values = {name: _by_case(base, name) for name in attribute_names(base) if name not in OF_ITS_OWN}
    barriers = _barriers(base)
    cases = base.tables["cases"].set_index("case_id")
    names = cases["place"].fillna(cases["title"])
    themes = dict(zip(base.tables["codes"]["code"], base.tables["codes"]["name"], strict=True))
    rows = []
    for other in sorted(set().union(*values.values(), barriers) - {case_id}):
        shares, shared = [], []
        for name, known in values.items():
            if case_id in known and other in known:
                share = _overlap(_words(known[case_id]), _words(known[other]))
                shares.append(share)
                if share >= ALIKE:
                    shared.append(f"{name.replace('_', ' ')} ({'; '.join(known[other])})")
        mine, its = barriers.get(case_id, set()), barriers.get(other, set())
        if mine and its:
            shares.append(_overlap(mine, its))
            common = sorted(themes[theme] for theme in mine & its)
            shared += [f"barriers in {', '.join(common)}"] if common else []
        likeness = sum(shares) / len(shares) if shares else 0.0
        rows.append({"case_id": other, "place": names[other], "likeness": round(likeness, 3), "shared": "; ".join(shared)})
    table = pd.DataFrame(rows, columns=["case_id", "place", "likeness", "shared"])
    return table.sort_values(["likeness", "case_id"], ascending=[False, True], ignore_index=True)


def find_case(base: EvidenceBase, place: str) -> str:
    """The case of a place, a title or an id, in any case of letters.

    raises: ProjectError, if there is none.
    """
    cases = base.tables["cases"]
    known: dict[str, str] = {}
    for name in ("title", "place", "case_id"):
        named = cases.dropna(subset=[name])
        known |= dict(zip(named[name].str.casefold(), named["case_id"], strict=True))
    wanted = " ".join(place.split()).casefold()
    if wanted in known:
        return known[wanted]
    part = sorted({case for name, case in known.items() if re.search(rf"\b{re.escape(wanted)}\b", name)}) if wanted else []
    if len(part) == 1:
        return part[0]
    names = sorted(set(cases["place"].dropna()))
    what = f"there is no place '{place}'{did_you_mean(place, names)}"
    if part:
        what = f"'{place}' could mean several cases: {', '.join(part)}"
    raise ProjectError(Problem("--like", what, f"Name one of: {', '.join(part or names)}."))


def _by_case(base: EvidenceBase, attribute: str) -> dict[str, list[str]]:
    values = case_values(base, attribute)
    values = values[values["value"] != NOT_STATED]
    return {str(case): sorted(set(found)) for case, found in values.groupby("case_id")["value"]}


def _words(values: Sequence[str]) -> set[str]:
    words = {word for value in values for word in re.findall(r"[^\W_]+", value.casefold())}
    return words - {"and", "of", "the", "with", "in", "for"}


def _overlap(a: set[str], b: set[str]) -> float:
    return len(a & b) / len(a | b) if a | b else 0.0


def _barriers(base: EvidenceBase) -> dict[str, set[str]]:
    """The themes that each case reports a barrier in."""
    coded = coded_segments(base, kind=CASE_STUDY)
    said = coded[(coded["applied"] == YES) & coded["polarity"].isin(SAYS[BARRIER]) & coded["case_id"].notna()]
    return {str(case): set(themes) for case, themes in said.groupby("case_id")["theme"]}
