"""Process tracing: what tests of a hypothesis allow to be said. Tests are never counted up: one failed hoop eliminates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

STRAW, HOOP, SMOKING_GUN, DECISIVE = "straw in the wind", "hoop", "smoking gun", "doubly decisive"
PASSED, FAILED, NOT_KNOWN = "passed", "failed", "not known"

KINDS: Mapping[str, tuple[bool, bool]] = MappingProxyType(
    {STRAW: (False, False), HOOP: (True, False), SMOKING_GUN: (False, True), DECISIVE: (True, True)}
)
"""For each kind of test, whether passing it is necessary for the hypothesis, and whether it is sufficient (Van Evera 1997)."""

ELIMINATED, CONTRADICTED, CONFIRMED, STANDING, HINT, OPEN = (
    "eliminated",
    "contradicted by its own tests",
    "confirmed",
    "not eliminated",
    "no more than a hint",
    "not tested",
)
"""What can be said of one hypothesis; see `verdict`."""


@dataclass(frozen=True)
class Test:
    """One test of one hypothesis, and how it went.

    of:      the claim's id, or that of a rival explanation.
    expects: what would be seen if the hypothesis were true.
    likely:  the probability of passing if the hypothesis is true, and if it is false; None where nobody has judged.
    source:  what those two probabilities rest on.
    """

    __test__ = False  # no test of this program, whatever its name

    id: str
    kind: str
    of: str
    expects: str
    result: str
    why: str
    likely: tuple[float, float] | None = None
    source: str = ""


class Verdict(NamedTuple):
    """What may be said of one hypothesis, the sentence for it, and the tests that decide."""

    status: str
    because: str
    deciding: tuple[str, ...]


def verdict(tests: Sequence[Test]) -> Verdict:
    """What the tests of one hypothesis allow to be said.

    A failed hoop, or a failed doubly decisive test, eliminates, whatever else was passed. A passed smoking gun or doubly
    decisive test confirms. Passed hoops leave the hypothesis standing, and no more. Straws in the wind never decide.

    source: Van Evera (1997); Collier (2011).

    >>> verdict([Test("a", HOOP, "x", "", FAILED, ""), Test("b", STRAW, "x", "", PASSED, "")]).status
    'eliminated'
    """

    def ids(result: str, *kinds: str) -> tuple[str, ...]:
        return tuple(test.id for test in tests if test.result == result and test.kind in kinds)

    lost, won = ids(FAILED, HOOP, DECISIVE), ids(PASSED, SMOKING_GUN, DECISIVE)
    if lost and won:
        return Verdict(CONTRADICTED, "one test eliminates it and another confirms it: one of the two is wrong", lost + won)
    if lost:
        return Verdict(ELIMINATED, "a test that it had to pass was failed; no other test outweighs that", lost)
    if won:
        return Verdict(CONFIRMED, "a test was passed that hardly anything else could have passed", won)
    stood = ids(PASSED, HOOP)
    if stood:
        return Verdict(STANDING, "it passed a test that it had to pass, which does not single it out", stood)
    straws = ids(PASSED, STRAW)
    if straws:
        return Verdict(HINT, "only straws in the wind speak for it, and they decide nothing, however many", straws)
    return Verdict(OPEN, "nothing is known that it had to pass or that would single it out", ())


class Said(NamedTuple):
    """What may be said of a claim beside its rivals: a heading in words, and the sentence for it."""

    level: str
    sentence: str


SUPPORTED, POSSIBLE, UNTOLD, REFUTED = "supported", "possible, not shown", "cannot be said", "refuted"


def may_be_said(claim: Verdict, rivals: Mapping[str, Verdict]) -> Said:
    """What may be said of a claim, given the verdicts on it and on each rival explanation (by its words).

    A claim is supported only if it is confirmed itself, or if it stands and every rival that was written down is eliminated;
    a confirmed rival may hold beside it, and is named.
    """
    standing = [words for words, found in rivals.items() if found.status != ELIMINATED]
    if claim.status == ELIMINATED:
        return Said(REFUTED, "The claim does not hold as it is written: " + claim.because + ".")
    if claim.status == CONTRADICTED:
        return Said(UNTOLD, "Nothing can be said: " + claim.because + ".")
    if claim.status == CONFIRMED:
        beside = f" It may not be the only cause: {_joined(standing)}." if standing else ""
        return Said(SUPPORTED, f"The claim is supported: {claim.because}.{beside}")
    if claim.status == STANDING and rivals and not standing:
        return Said(SUPPORTED, "The claim stands and every rival explanation that was written down is eliminated.")
    if claim.status == STANDING:
        apart = f" It cannot be told apart from: {_joined(standing)}." if standing else " No rival explanation was written down."
        return Said(POSSIBLE, f"The claim is possible, and not shown: {claim.because}.{apart}")
    return Said(UNTOLD, f"It cannot be said whether the claim holds: {claim.because}.")


def _joined(words: Iterable[str]) -> str:
    return "; ".join(one.rstrip(".") for one in words)


class Step(NamedTuple):
    """One step of updating: the test, what it did to the odds, and the probability after it."""

    test: str
    result: str
    if_true: float
    if_false: float
    ratio: float
    probability: float


def update(prior: float, tests: Sequence[Test]) -> tuple[Step, ...]:
    """The probability of a hypothesis after each test that was judged and decided, by Bayes' rule; the tests in their order.

    Tests count as independent of each other given the hypothesis, which a reader must judge. A failed test counts by the
    probabilities of failing. It never overrules a verdict: a number made of judgements is a way to argue, not a measurement.

    prior:  above 0 and below 1.
    source: Fairfield and Charman (2017).

    >>> [round(step.probability, 3) for step in update(0.5, [Test("a", HOOP, "x", "", PASSED, "", (0.9, 0.3))])]
    [0.75]
    """
    odds, steps = prior / (1 - prior), []
    for test in tests:
        if test.likely is None or test.result == NOT_KNOWN:
            continue
        if_true, if_false = test.likely if test.result == PASSED else (1 - test.likely[0], 1 - test.likely[1])
        ratio = if_true / if_false
        odds *= ratio
        steps.append(Step(test.id, test.result, if_true, if_false, ratio, odds / (1 + odds)))
    return tuple(steps)
