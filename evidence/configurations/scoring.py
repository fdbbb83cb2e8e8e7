"""The score of every case in every set, by the rules of `configurations.yaml`, with what supports it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from evidence.coded import SAYS, at_or_above, coded_segments
from evidence.coded.attributes import NOT_STATED, attribute_names, case_values, cases_read
from evidence.coded.citing import Citations, citation_problems
from evidence.config import Mapped, did_you_mean
from evidence.configurations.calibration import calibrate, cut
from evidence.configurations.reading import FUZZY, Measure, Plan, codes_named
from evidence.configurations.truth_table import HALF, Sets
from evidence.errors import CodingError, Problem
from evidence.model import CASE_STUDY, YES, EvidenceBase

SCORES = ("case_id", "set", "name", "score", "why", "segment_id")


@dataclass(frozen=True)
class Scored:
    """The cases of a comparison in its sets.

    sets:    memberships, ready to be compared.
    support: one row per case, set and passage that supports the score: case_id, set, name, score, why, segment_id (missing
             where no passage does: then `why` says what the score rests on).
    """

    sets: Sets
    support: pd.DataFrame


def score(plan: Plan, base: EvidenceBase, shown: str) -> Scored:
    """The score of every case of a comparison in every set.

    shown:  how messages name the file.
    raises: CodingError, with all that is wrong and its line: a case without a score, a membership of exactly 0.5, a case, code
            or attribute that is not there, a passage of another case, a quote that does not stand in its passage.
    """
    cases = [case for case in cases_read(base) if case not in plan.left_out]
    problems = _unknown(plan, base, shown)
    citations = Citations(base)
    columns: dict[str, pd.Series] = {}
    support = []
    for measure in (*plan.conditions, plan.outcome):
        found, wrong = _scores(measure, cases, base, shown)
        wrong += _citation_problems(measure, shown, citations)
        wrong = wrong or _value_problems(measure, found, shown)
        problems += wrong
        columns[measure.id] = found["score"]
        support.append(_support(measure, found))
    if problems:
        raise CodingError(problems)
    frame = pd.DataFrame({name: held.astype(float) for name, held in columns.items()}, index=pd.Index(cases, name="case_id"))
    sets = Sets(frame[[c.id for c in plan.conditions]], frame[plan.outcome.id], {c.id: c.values for c in plan.conditions})
    return Scored(sets, pd.concat(support, ignore_index=True))


def _unknown(plan: Plan, base: EvidenceBase, shown: str) -> list[Problem]:
    read = list(cases_read(base))
    return [
        Problem(
            f"{shown}, line {plan.line}",
            f"leaves out case '{case}', of which nothing was read{did_you_mean(case, read)}",
            "Correct it, or remove it from leave_out.",
        )
        for case in plan.left_out
        if case not in read
    ]


def _scores(measure: Measure, cases: list[str], base: EvidenceBase, shown: str) -> tuple[pd.DataFrame, list[Problem]]:
    """One row per case (the index): score (NaN where there is none), why, segments (a list)."""
    if "codes" in measure.rule:
        return _by_codes(measure, cases, base, shown)
    if "attribute" in measure.rule:
        return _by_attribute(measure, cases, base, shown)
    given = {str(one["case"]): one for one in measure.rule["scores"]}
    place = f"{shown}, line {measure.rule.line}"
    problems = [
        Problem(
            f"{shown}, line {given[case].line}",
            f"{measure.id} scores case '{case}', which does not take part{did_you_mean(case, cases)}",
            "Correct it, or remove the score.",
        )
        for case in given
        if case not in cases
    ]
    missing = [case for case in cases if case not in given]
    problems += [Problem(place, f"case '{case}' has no score in {measure.id}", _MEND) for case in missing]
    rows = [_row(given.get(case)) for case in cases]
    return pd.DataFrame(rows, index=cases, columns=["score", "why", "segments"]), problems


_MEND = "Give it a score, or leave the case out with a reason (leave_out)."


def _row(one: Mapped | None) -> tuple[float, str, list[str]]:
    if one is None:
        return float("nan"), "", []
    cited = one.get("for")
    passages = [str(c.get("segment")) for c in (cited if isinstance(cited, list) else []) if isinstance(c, Mapped)]
    return float(one["score"]), " ".join(str(one["why"]).split()), passages


def _by_codes(measure: Measure, cases: list[str], base: EvidenceBase, shown: str) -> tuple[pd.DataFrame, list[Problem]]:
    rule, codes = measure.rule, base.tables["codes"]
    faults = codes_named(rule["codes"], list(codes["code"]))
    place = f"{shown}, line {rule.lines['codes']}"
    above = at_or_above(codes)
    coded = coded_segments(base, kind=CASE_STUDY)
    below = above.loc[above["code"].isin(rule["codes"]), "below"]
    said = coded[(coded["applied"] == YES) & coded["code"].isin(below)]
    if rule.get("polarity"):
        said = said[said["polarity"].isin(SAYS[rule["polarity"]])]
    least, side = rule.get("at_least", 1), f" as {rule['polarity']}" if rule.get("polarity") else ""
    rows = []
    for case in cases:
        passages = list(dict.fromkeys(said.loc[said["case_id"] == case, "segment_id"]))
        why = f"passages coded {', '.join(rule['codes'])}{side}: {len(passages)}; a member from {least} on"
        rows.append((float(len(passages) >= least), why, passages))
    frame = pd.DataFrame(rows, index=pd.Index(cases), columns=["score", "why", "segments"])
    return frame, [Problem(place, fault, "Correct it, or define the code in codebook.yaml.") for fault in faults]


def _by_attribute(measure: Measure, cases: list[str], base: EvidenceBase, shown: str) -> tuple[pd.DataFrame, list[Problem]]:
    rule = measure.rule
    place, names = f"{shown}, line {rule.lines['attribute']}", attribute_names(base)
    empty = pd.DataFrame({"score": np.nan, "why": "", "segments": [[] for _ in cases]}, index=pd.Index(cases))
    if rule["attribute"] not in names or rule["attribute"] == "partners":
        what = f"no case has an attribute '{rule['attribute']}' with one value{did_you_mean(rule['attribute'], names)}"
        return empty, [Problem(place, what, "Name a column of cases.csv.")]
    told = case_values(base, rule["attribute"]).drop_duplicates("case_id").set_index("case_id")["value"].reindex(cases)
    if "memberships" in rule:
        scores = told.map(rule["memberships"]).astype(float)
        mend = "Give the value a score under memberships, or leave the case out with a reason (leave_out)."
    else:
        numbers = pd.to_numeric(told.str.replace(",", ""), errors="coerce")
        scores = calibrate(numbers, **rule["calibrate"]) if "calibrate" in rule else cut(numbers, rule["cut"])
        mend = "Write a number in cases.csv, or leave the case out with a reason (leave_out)."
    problems = [
        Problem(place, f"case '{case}' has no score in {measure.id}: {rule['attribute']} is {_told(told[case])}", mend)
        for case in cases
        if np.isnan(scores[case])
    ]
    why = [f"{rule['attribute']}: {value}" for value in told]
    return pd.DataFrame({"score": scores, "why": why, "segments": [[] for _ in cases]}, index=pd.Index(cases)), problems


def _told(value: Any) -> str:
    return NOT_STATED if value == NOT_STATED else f"'{value}'"


def _value_problems(measure: Measure, found: pd.DataFrame, shown: str) -> list[Problem]:
    """What is wrong with scores that a rule gave: exactly 0.5, or a value that the set does not have."""
    line = f"{shown}, line {measure.rule.line}"
    problems = []
    for case, value in found["score"].items():
        if measure.kind == FUZZY and value == HALF:
            mend = "Move the crossover a little, so that the case is more in than out, or the reverse."
            problems.append(Problem(line, f"case '{case}' has a membership of exactly 0.5 in {measure.id}", mend))
        elif measure.kind != FUZZY and value not in range(measure.values):
            mend = f"Its values are 0 to {measure.values - 1}: correct the rule, or the kind."
            problems.append(Problem(line, f"case '{case}' has the value {value:g} in {measure.id}", mend))
    return problems


def _citation_problems(measure: Measure, shown: str, citations: Citations) -> list[Problem]:
    problems = []
    for one in measure.rule.get("scores", []):
        wrong = citation_problems(one, "for", f"{measure.id}, case '{one['case']}'", shown, citations)
        problems += wrong
        if wrong:
            continue
        for cited in one.get("for") or []:
            of = citations.origin(cited["segment"])["case_id"]
            if of != one["case"]:
                what = f"{measure.id}, case '{one['case']}': segment {cited['segment']} is not of this case"
                problems.append(Problem(f"{shown}, line {cited.line}", what, "Cite a passage of the case itself."))
    return problems


def _support(measure: Measure, found: pd.DataFrame) -> pd.DataFrame:
    rows = [
        (case, measure.id, measure.name, value, why, segment)
        for case, value, why, segments in found[["score", "why", "segments"]].itertuples()
        for segment in segments or [None]
    ]
    return pd.DataFrame(rows, columns=list(SCORES)).astype({"segment_id": "str"})
