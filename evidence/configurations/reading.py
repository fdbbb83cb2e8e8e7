"""What `configurations.yaml` says of each comparison: cases, conditions, outcome, and what counts as membership in each."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evidence.config import Mapped, did_you_mean, read_yaml, unknown_keys
from evidence.configurations.minimisation import MOST_CONFIGURATIONS
from evidence.configurations.truth_table import HALF, Cuts
from evidence.errors import CodingError, Problem

CRISP, FUZZY, MULTI_VALUE = "crisp", "fuzzy", "multi-value"
KINDS = (CRISP, FUZZY, MULTI_VALUE)
PRESENT, ABSENT = "present", "absent"

_TOP = ("id", "question", "by", "leave_out", "conditions", "outcome", "cuts")
_SET = ("id", "name", "means", "kind", "values", "expected")
_RULES = ("codes", "attribute", "scores")
_BESIDE = {"codes": ("polarity", "at_least"), "attribute": ("memberships", "calibrate", "cut"), "scores": ()}
_CUTS = ("consistency", "pri", "cases", "unclear")
_ANCHORS = ("exclusion", "crossover", "inclusion")
_ID = re.compile(r"[A-Z][A-Z0-9_]{0,19}")


@dataclass(frozen=True)
class Measure:
    """A condition or the outcome: what counts as membership, and by which rule each case gets its score.

    kind:     crisp (0 or 1), fuzzy (0 to 1) or multi-value (0, 1, 2 …, of which there are `values`).
    expected: the value that theory expects to help the outcome; None if there is no expectation.
    rule:     the mapping as it stands in the file, with its lines.
    """

    id: str
    name: str
    means: str
    kind: str
    values: int
    expected: int | None
    rule: Mapped


@dataclass(frozen=True)
class Plan:
    """One comparison as it is written: what is asked of which cases. `left_out` gives a reason for each case left out."""

    id: str
    question: str
    by: str
    left_out: dict[str, str]
    conditions: tuple[Measure, ...]
    outcome: Measure
    cuts: Cuts
    line: int


Wrong = Callable[[Mapped, str, str, str], None]
"""Notes a problem: the mapping it is in, the key, the finding and the mend."""


def read_plans(path: Path, shown: str) -> tuple[Plan, ...]:
    """The comparisons of `configurations.yaml`, as far as the file alone says; what needs the cases is checked when scored.

    shown:  how messages name the file.
    raises: CodingError, with all that is wrong and its line: an unknown key, a membership of exactly 0.5 or out of range, a
            condition without a meaning or a rule, more configurations than can be listed.

    The file holds `comparisons:`, a list of:

        - id: hubs
          question: Under which conditions do places report that …?
          by: the person who wrote down what counts as membership
          leave_out: {a-case: the reason}           # every other case that was read takes part
          conditions:
            - id: TOGETHER
              name: Staff of several services work in one place
              means: what counts as being a member, and what does not
              kind: crisp                           # crisp, fuzzy or multi-value (then also: values: 3)
              expected: present                     # or absent, or a value; what theory expects to help
              codes: [MODEL.coloc]                  # 1 where at_least passages have one of the codes, on this side
              polarity: enabler
              at_least: 1
            - id: IN_USE
              …
              attribute: stage                      # of cases.csv, with one of:
              memberships: {in use: 1, planning: 0} #   the score of each value that a case has
              calibrate: {exclusion: 10, crossover: 25, inclusion: 60}   # of a number: direct calibration
              cut: [10, 50]                         #   of a number: 0 below 10, 1 from 10, 2 from 50
          outcome:
            …
            scores:                                 # by hand, with the passages that support each
              - case: leeds
                score: 0.67
                why: …
                for: [{segment: leeds:0-101, quote: a few of its words}]
          cuts: {consistency: 0.8, pri: 0.5, cases: 1}
    """
    whole = read_yaml(path, shown, CodingError)
    if not isinstance(whole, Mapped) or not isinstance(whole.get("comparisons"), list) or not whole["comparisons"]:
        mend = "Write 'comparisons:' and under it, for each: - id: …"
        raise CodingError(Problem(shown, "holds no list of comparisons", mend))
    problems = unknown_keys(whole, ["comparisons"], shown)

    def wrong(item: Mapped, key: str, what: str, mend: str) -> None:
        problems.append(Problem(f"{shown}, line {item.lines.get(key, item.line)}", what, mend))

    plans = []
    for item in whole["comparisons"]:
        if isinstance(item, Mapped):
            problems += unknown_keys(item, _TOP, shown)
            plans.append(_plan(item, shown, wrong))
        else:
            wrong(whole, "comparisons", "a comparison is no mapping", "Write each as: - id: … and, indented, its conditions.")
    names = [plan.id for plan in plans]
    problems += [
        Problem(f"{shown}, line {plan.line}", f"the id '{plan.id}' was used before", "Give each comparison its own.")
        for at, plan in enumerate(plans)
        if plan.id in names[:at]
    ]
    if problems:
        raise CodingError(sorted(problems, key=_line))
    return tuple(plans)


def _line(problem: Problem) -> int:
    digits = problem.where.rpartition("line ")[2]
    return int(digits) if digits.isdigit() else 0


def _plan(item: Mapped, shown: str, wrong: Wrong) -> Plan:
    for key, what in (("id", "has no id"), ("question", "asks no question"), ("by", "does not say who decided")):
        if not _words(item.get(key)):
            wrong(item, key, f"the comparison {what}", f"Write: {key}: …")
    conditions = item.get("conditions")
    if not isinstance(conditions, list) or not conditions or not all(isinstance(one, Mapped) for one in conditions):
        wrong(item, "conditions", "the comparison has no list of conditions", "Write under it for each: - id: …")
        conditions = []
    outcome = item.get("outcome")
    if not isinstance(outcome, Mapped):
        wrong(item, "outcome", "the comparison has no outcome", "Write under it, indented: id, name, means, kind and a rule.")
        outcome = Mapped()
    measures = [_measure(one, shown, wrong) for one in conditions]
    names = [measure.id for measure in measures]
    for one, name in zip(conditions, names, strict=True):
        if names.count(name) > 1:
            wrong(one, "id", f"two conditions are called {name}", "Give each its own id.")
    if math.prod(measure.values for measure in measures) > MOST_CONFIGURATIONS:
        wrong(item, "conditions", f"more than {MOST_CONFIGURATIONS:,} configurations", "Choose the few conditions that matter.")
    result = _measure(outcome, shown, wrong) if outcome else Measure("", "", "", CRISP, 2, None, outcome)
    if result.kind == MULTI_VALUE:
        wrong(outcome, "kind", "the outcome is multi-value", "Make it crisp or fuzzy: choose the value that is to be explained.")
    return Plan(
        id=_words(item.get("id")),
        question=_words(item.get("question")),
        by=_words(item.get("by")),
        left_out=_left_out(item, wrong),
        conditions=tuple(measures),
        outcome=result,
        cuts=_cuts(item, shown, wrong),
        line=item.line,
    )


def _left_out(item: Mapped, wrong: Wrong) -> dict[str, str]:
    left_out = item.get("leave_out") or Mapped()
    if not isinstance(left_out, Mapped) or not all(_words(reason) for reason in left_out.values()):
        wrong(item, "leave_out", "'leave_out' gives no reason for each case", "Write for each: its case_id: the reason")
        return {}
    return {case: _words(reason) for case, reason in left_out.items()}


def _measure(item: Mapped, shown: str, wrong: Wrong) -> Measure:
    rules = [rule for rule in _RULES if rule in item]
    beside = _BESIDE[rules[0]] if len(rules) == 1 else sum(_BESIDE.values(), ())
    for problem in unknown_keys(item, (*_SET, *_RULES, *beside), shown):
        wrong(item, problem.what.split("'")[1], problem.what, problem.mend)
    name = item.get("id")
    if not isinstance(name, str) or not _ID.fullmatch(name):
        wrong(item, "id", "has no id that can be used", "Write a short name in capitals: id: TOGETHER")
    for key in ("name", "means"):
        if not _words(item.get(key)):
            wrong(item, key, f"'{key}' is missing: it says what counts as a member", f"Write: {key}: …")
    kind = item.get("kind")
    if kind not in KINDS:
        wrong(item, "kind", f"'kind' is none of {', '.join(KINDS)}", "Write for example: kind: crisp")
    values = item.get("values", 2) if kind == MULTI_VALUE else 2
    if type(values) is not int or not 2 <= values <= 10 or ("values" in item and kind != MULTI_VALUE):
        wrong(item, "values", "'values' is no number of values from 2 to 10 of a multi-value condition", "Write: values: 3")
        values = 2
    if len(rules) != 1:
        wrong(item, "id", "needs one rule that gives scores", f"Write one of: {', '.join(_RULES)}.")
    else:
        _RULE_CHECKS[rules[0]](item, shown, wrong)
    return Measure(
        id=str(name),
        name=_words(item.get("name")),
        means=_words(item.get("means")),
        kind=str(kind),
        values=values,
        expected=_expected(item, values, wrong),
        rule=item,
    )


def _expected(item: Mapped, values: int, wrong: Wrong) -> int | None:
    expected = item.get("expected")
    if expected in (PRESENT, ABSENT):
        return 1 if expected == PRESENT else 0
    if expected is None or (type(expected) is int and 0 <= expected < values):
        return expected
    wrong(item, "expected", "'expected' is neither present nor absent nor one of the values", "Write: expected: present")
    return None


def _check_codes(item: Mapped, _shown: str, wrong: Wrong) -> None:
    codes, least = item["codes"], item.get("at_least", 1)
    if not isinstance(codes, list) or not codes or not all(isinstance(code, str) for code in codes):
        wrong(item, "codes", "'codes' is no list of codes", "Write for example: codes: [CAP.time]")
    if item.get("polarity") not in (None, "barrier", "enabler", "mixed", "none"):
        wrong(item, "polarity", "'polarity' is no side", "Write barrier or enabler, or leave it out to count both.")
    if type(least) is not int or least < 1:
        wrong(item, "at_least", "'at_least' is no whole number from 1 on", "Write: at_least: 1")
    if item.get("kind") != CRISP:
        wrong(item, "kind", "a number of passages makes a crisp set only", "Write: kind: crisp; or give scores by hand.")


def _check_attribute(item: Mapped, shown: str, wrong: Wrong) -> None:
    given = [key for key in _BESIDE["attribute"] if key in item]
    if not isinstance(item["attribute"], str) or len(given) != 1:
        wrong(item, "attribute", "needs one way from a value to a score", "Write one of: memberships, calibrate, cut.")
        return
    value = item[given[0]]
    if given[0] == "cut":
        rises = isinstance(value, list) and value and all(_number(one) for one in value) and value == sorted(set(value))
        if not rises:
            wrong(item, "cut", "'cut' is no list of numbers that rise", "Write for example: cut: [550]")
    elif not isinstance(value, Mapped):
        wrong(item, given[0], f"'{given[0]}' is no mapping", "See the form in the documentation of the file.")
    elif given[0] == "memberships":
        for name, score in value.items():
            _check_score(value, name, score, item, wrong)
    else:
        _check_anchors(value, item, shown, wrong)


def _check_anchors(anchors: Mapped, item: Mapped, shown: str, wrong: Wrong) -> None:
    for problem in unknown_keys(anchors, _ANCHORS, shown):
        wrong(anchors, problem.what.split("'")[1], problem.what, problem.mend)
    at = [anchors.get(name) for name in _ANCHORS]
    if not all(_number(one) for one in at) or not (at[0] < at[1] < at[2] or at[0] > at[1] > at[2]):  # type: ignore[operator]
        what = "exclusion, crossover and inclusion are not three numbers in order"
        wrong(item, "calibrate", what, "Write for example: calibrate: {exclusion: 10, crossover: 25, inclusion: 60}")
    if item.get("kind") != FUZZY:
        wrong(item, "kind", "calibration makes a fuzzy set", "Write: kind: fuzzy; or use cut in place of calibrate.")


def _check_scores(item: Mapped, shown: str, wrong: Wrong) -> None:
    scores = item["scores"]
    if not isinstance(scores, list) or not all(isinstance(one, Mapped) for one in scores):
        wrong(item, "scores", "'scores' is no list of scores", "Write under it for each case: - case: … and its score.")
        return
    seen: set[str] = set()
    for one in scores:
        for problem in unknown_keys(one, ("case", "score", "why", "for"), shown):
            wrong(one, problem.what.split("'")[1], problem.what, problem.mend)
        case = str(one.get("case"))
        if case in seen:
            wrong(one, "case", f"case '{case}' is scored twice in {item.get('id')}", "Keep one score.")
        seen.add(case)
        _check_score(one, "score", one.get("score"), item, wrong, case)
        if not _words(one.get("why")):
            wrong(one, "case", f"case '{case}': no reason for its score in {item.get('id')}", "Write: why: …")


def _check_score(at: Mapped, key: str, score: Any, item: Mapped, wrong: Wrong, case: str = "") -> None:
    """Note what is wrong with one score of a set, with the case (or value) that it is given to."""
    kind, who = item.get("kind"), f"case '{case}'" if case else f"value '{key}'"
    top = item.get("values", 2) - 1 if kind == MULTI_VALUE and type(item.get("values", 2)) is int else 1
    if score == HALF and kind == FUZZY:
        mend = "Decide whether it is more in than out: 0.51 or more, or 0.49 or less."
        wrong(at, key, f"{who} has a membership of exactly 0.5 in {item.get('id')}: neither in nor out", mend)
    elif not _number(score) or not 0 <= score <= top or (kind != FUZZY and score != int(score)):
        allowed = "a number from 0 to 1" if kind == FUZZY else f"a whole number from 0 to {top}"
        wrong(at, key, f"{who} has a score in {item.get('id')} that is not {allowed}", f"Write {allowed}.")


_RULE_CHECKS: dict[str, Callable[[Mapped, str, Wrong], None]] = {
    "codes": _check_codes,
    "attribute": _check_attribute,
    "scores": _check_scores,
}


def _cuts(item: Mapped, shown: str, wrong: Wrong) -> Cuts:
    given = item.get("cuts") or Mapped()
    if not isinstance(given, Mapped):
        wrong(item, "cuts", "'cuts' is no mapping", "Write for example: cuts: {consistency: 0.8, pri: 0.5, cases: 1}")
        return Cuts()
    for problem in unknown_keys(given, _CUTS, shown):
        wrong(given, problem.what.split("'")[1], problem.what, problem.mend)
    cuts = Cuts(**{key: given[key] for key in _CUTS if key in given})
    limits: Sequence[tuple[str, Any, float, float]] = (
        ("consistency", cuts.consistency, HALF, 1),
        ("pri", cuts.pri, 0, 1),
        ("unclear", 0 if cuts.unclear is None else cuts.unclear, 0, 1),
    )
    for key, value, low, high in limits:
        if not _number(value) or not low <= value <= high:
            wrong(given, key, f"'{key}' is no number from {low} to {high}", f"Write for example: {key}: 0.8")
    if type(cuts.cases) is not int or cuts.cases < 1:
        wrong(given, "cases", "'cases' is no whole number from 1 on", "Write: cases: 1")
    return cuts


def _number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _words(value: Any) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def codes_named(codes: Sequence[str], known: Sequence[str]) -> list[str]:
    """What is wrong with the codes that a rule names, in words.

    >>> codes_named(["trsut"], ["trust"])
    ["code 'trsut' is not in the codebook; did you mean 'trust'?"]
    """
    return [f"code '{code}' is not in the codebook{did_you_mean(code, known)}" for code in codes if code not in known]
