"""Which cases are like which: by what is known of them, and by the barriers that they report."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from evidence.coded import SAYS, coded_segments, worked_out
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
    values, barriers = worked_out(base, "what is known of cases", lambda: _known(base))
    cases = base.tables["cases"].set_index("case_id")
    names = cases["place"].fillna(cases["title"]).to_dict()
    themes = dict(zip(base.tables["codes"]["code"], base.tables["codes"]["name"], strict=True))
    rows = []
    for other in sorted(set().union(*values.values(), barriers) - {case_id}):
        shares, shared = [], []
        for name, known in values.items():
            if case_id in known and other in known:
                share = _overlap(known[case_id].words, known[other].words)
                shares.append(share)
                if share >= ALIKE:
                    shared.append(f"{name.replace('_', ' ')} ({'; '.join(known[other].values)})")
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


class _Value(NamedTuple):
    """The values of one attribute of one case, and their words."""

    values: list[str]
    words: set[str]


def _known(base: EvidenceBase) -> tuple[dict[str, dict[str, _Value]], dict[str, set[str]]]:
    """What tells of likeness: by attribute and case its values; and by case the themes that it reports a barrier in."""
    attributes = {name: _by_case(base, name) for name in attribute_names(base) if name not in OF_ITS_OWN}
    return attributes, _barriers(base)


def _by_case(base: EvidenceBase, attribute: str) -> dict[str, _Value]:
    values = case_values(base, attribute)
    known: dict[str, set[str]] = {}
    for case, value in values.loc[values["value"] != NOT_STATED, ["case_id", "value"]].itertuples(index=False):
        known.setdefault(str(case), set()).add(value)
    return {case: _Value(sorted(found), _words(sorted(found))) for case, found in known.items()}


def _words(values: Sequence[str]) -> set[str]:
    words = {word for value in values for word in re.findall(r"[^\W_]+", value.casefold())}
    return words - {"and", "of", "the", "with", "in", "for"}


def _overlap(a: set[str], b: set[str]) -> float:
    return len(a & b) / len(a | b) if a | b else 0.0


def _barriers(base: EvidenceBase) -> dict[str, set[str]]:
    """The themes that each case reports a barrier in."""
    coded = coded_segments(base, kind=CASE_STUDY)
    said = coded[(coded["applied"] == YES) & coded["polarity"].isin(SAYS[BARRIER]) & coded["case_id"].notna()]
    themes: dict[str, set[str]] = {}
    for case, theme in said[["case_id", "theme"]].drop_duplicates().itertuples(index=False):
        themes.setdefault(str(case), set()).add(theme)
    return themes
