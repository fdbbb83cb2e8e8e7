"""Evidence standards for evaluations: the Maryland scale and Nesta's standards, as checks of the least that each level needs.

A case study that tells what happened is no evaluation and has no level: its findings are judged by GRADE-CERQual.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

DESIGN: Mapping[str, str] = MappingProxyType(
    {
        "theory_of_change": "a reason, told beforehand, why it should make a difference",
        "before_and_after": "outcomes of those who got it, before and after",
        "untreated_compared": "outcomes compared with others who did not get it",
        "control_variables": "control variables that are adequate",
        "comparison_before_and_after": "outcomes of a comparison group, before and after too",
        "comparator_justified": "reasons for the choice of the comparison",
        "comparability_shown": "evidence that the groups compared are alike",
        "sample_justified": "a sample that is large enough, with its size",
        "quasi_random": "chance that decided who got it, though no one drew lots",
        "suitability_shown": "evidence that this chance had no other way to the outcome",
        "randomised": "lots drawn for who gets it",
        "attrition_addressed": "loss of people and mixing of the groups attended to",
        "independent": "evaluators from outside",
        "replicated": "the same result found again elsewhere",
        "unit_cost": "what it costs for each person or case",
        "run_by_others": "two or more sites run by others",
        "fidelity_checked": "data on whether those others did it as meant",
    }
)
"""Facts of an evaluation's design, and what each means to a reader."""

MARYLAND = "What Works Growth, The Scientific Maryland Scale (page as read for this project)"
"""Whose wording of the Maryland scale is used: others put difference-in-differences at level 4, this one at 3."""

NESTA = "Nesta, Standards of Evidence (Puttick and Ludlow 2013)"

_MARYLAND: tuple[tuple[frozenset[str], ...], ...] = (
    (frozenset({"before_and_after"}), frozenset({"untreated_compared"})),
    (frozenset({"before_and_after", "control_variables"}), frozenset({"untreated_compared", "control_variables"})),
    (frozenset({"before_and_after", "comparison_before_and_after", "comparator_justified", "comparability_shown"}),),
    (frozenset({"quasi_random", "suitability_shown"}),),
    (frozenset({"randomised", "comparability_shown", "attrition_addressed"}),),
)
"""For each level from 1 on, the sets of facts of which one must hold."""

_NESTA_ADDS: tuple[frozenset[str], ...] = (
    frozenset({"theory_of_change"}),
    frozenset({"before_and_after"}),
    frozenset({"untreated_compared", "sample_justified"}),
    frozenset({"independent", "replicated", "unit_cost"}),
    frozenset({"run_by_others", "fidelity_checked"}),
)
"""What each level needs beside all that those below it need."""

NOT_SCOREABLE = "not scoreable"


@dataclass(frozen=True)
class Level:
    """A level on a scale of 1 to 5, or 0 for none.

    reasons: the facts that the level rests on, in words.
    missing: the facts that the nearest level above lacks, in words; empty at 5.
    """

    level: int
    reasons: str
    missing: str

    def __str__(self) -> str:
        return str(self.level) if self.level else NOT_SCOREABLE


def maryland_level(design: Mapping[str, bool]) -> Level:
    """The level of an evaluation on the Maryland scale; a fact that is not told does not hold.

    design: facts of `DESIGN`.
    raises: ValueError, if a fact is none of these.
    source: `MARYLAND`. Levels 4 and 5 are checked for their core only: read the guide before you rely on them.

    >>> level = maryland_level({"before_and_after": True})
    >>> level.level, level.missing
    (1, 'level 2 needs control variables that are adequate')
    """
    return _highest(design, _MARYLAND)


def nesta_level(design: Mapping[str, bool]) -> Level:
    """The highest of Nesta's levels for which an evaluation has the least evidence; each includes those below it.

    design, raises: as `maryland_level`.
    source: `NESTA`; what each level needs at least is this project's reading. A level is not an accreditation.

    >>> str(nesta_level({"before_and_after": True}))
    'not scoreable'
    """
    return _highest(design, [(frozenset[str]().union(*_NESTA_ADDS[:n]),) for n in range(1, len(_NESTA_ADDS) + 1)])


def standards_of_cases(cases: pd.Series, evaluations: pd.DataFrame) -> pd.DataFrame:
    """Where each case stands on both scales; a case that reports no evaluation is not scoreable, and the table says why.

    cases:       the case_id of each case that was read.
    evaluations: as `Findings.evaluations`.
    returns:     one row per case and evaluation of it, in the order of `cases`: case_id, evaluated, by (both empty for
                 none), maryland, nesta ("1" to "5" or "not scoreable"), reasons, missing (of the Maryland scale first).
    """
    rows = []
    for case in cases:
        mine = evaluations[evaluations["case_id"] == case]
        for (evaluated, by), facts in mine.groupby(["evaluated", "by"], sort=False):
            design = dict(zip(facts["fact"], facts["holds"].astype(bool), strict=True))
            one, other = maryland_level(design), nesta_level(design)
            above = [f"{name}: {level.missing}" for name, level in (("Maryland", one), ("Nesta", other)) if level.missing]
            rows.append((case, evaluated, by, str(one), str(other), one.reasons or other.reasons, "; ".join(above)))
        if mine.empty:
            why = "a case study: it tells what happened and reports no evaluation"
            rows.append((case, "", "", NOT_SCOREABLE, NOT_SCOREABLE, why, ""))
    columns = ["case_id", "evaluated", "by", "maryland", "nesta", "reasons", "missing"]
    return pd.DataFrame(rows, columns=columns, dtype="str")


def _highest(design: Mapping[str, bool], levels: Sequence[tuple[frozenset[str], ...]]) -> Level:
    unknown = sorted(set(design) - set(DESIGN))
    if unknown:
        raise ValueError(f"no such fact of a design: {', '.join(unknown)}")
    held = {fact for fact, holds in design.items() if holds}
    reached = max((n for n, ways in enumerate(levels, start=1) if any(way <= held for way in ways)), default=0)
    used = next((way for way in levels[reached - 1] if way <= held), frozenset[str]()) if reached else frozenset[str]()
    # The nearest level above lacks fewest facts: a trial that lacks one fact of level 5 is not told to seek level 2.
    above = [(len(way - held), n, way) for n, ways in enumerate(levels, start=1) if n > reached for way in ways]
    if not above:
        return Level(reached, _told(used), "")
    _, nearest, way = min(above, key=lambda option: (option[0], option[1], sorted(option[2])))
    return Level(reached, _told(used), f"level {nearest} needs {_told(way - held)}")


def _told(facts: frozenset[str]) -> str:
    return "; ".join(words for fact, words in DESIGN.items() if fact in facts)
