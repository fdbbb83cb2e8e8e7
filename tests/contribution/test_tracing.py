"""What tests of a hypothesis allow to be said (Van Evera 1997; Collier 2011), and Bayes' rule beside it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.contribution.tracing import (
    CONFIRMED,
    CONTRADICTED,
    DECISIVE,
    ELIMINATED,
    FAILED,
    HINT,
    HOOP,
    KINDS,
    NOT_KNOWN,
    OPEN,
    PASSED,
    POSSIBLE,
    REFUTED,
    SMOKING_GUN,
    STANDING,
    STRAW,
    SUPPORTED,
    UNTOLD,
    Test,
    may_be_said,
    update,
    verdict,
)


def drawn(*rows):
    return [Test(f"t{n}", kind, "claim", "what would be seen", result, "why") for n, (kind, result) in enumerate(rows)]


anything = st.lists(st.tuples(st.sampled_from(sorted(KINDS)), st.sampled_from([PASSED, FAILED, NOT_KNOWN])), max_size=6)


@pytest.mark.parametrize(
    ("rows", "status"),
    [
        ([(HOOP, FAILED)], ELIMINATED),
        ([(DECISIVE, FAILED)], ELIMINATED),
        ([(SMOKING_GUN, PASSED)], CONFIRMED),
        ([(DECISIVE, PASSED)], CONFIRMED),
        ([(HOOP, PASSED)], STANDING),
        ([(STRAW, PASSED)], HINT),
        ([(SMOKING_GUN, FAILED)], OPEN),
        ([(STRAW, FAILED)], OPEN),
        ([(HOOP, NOT_KNOWN), (DECISIVE, NOT_KNOWN)], OPEN),
        ([(HOOP, FAILED), (SMOKING_GUN, PASSED)], CONTRADICTED),
        ([], OPEN),
    ],
)
def test_each_kind_of_test_allows_one_thing_to_be_said(rows, status):
    assert verdict(drawn(*rows)).status == status


@given(anything, st.integers(0, 50))
def test_one_failed_hoop_eliminates_whatever_the_straws(rows, straws):
    quiet = [row for row in rows if row not in ((SMOKING_GUN, PASSED), (DECISIVE, PASSED))]
    assert verdict(drawn(*quiet, (HOOP, FAILED), *[(STRAW, PASSED)] * straws)).status == ELIMINATED


@given(anything, st.integers(1, 50))
def test_straws_never_change_a_verdict_but_from_open_to_a_hint(rows, straws):
    before, after = verdict(drawn(*rows)), verdict(drawn(*rows, *[(STRAW, PASSED)] * straws))
    assert after.status == (HINT if before.status == OPEN else before.status)


@given(anything)
def test_the_order_of_tests_does_not_matter(rows):
    assert verdict(drawn(*rows)).status == verdict(drawn(*reversed(rows))).status


def of(*rows):
    return verdict(drawn(*rows))


@pytest.mark.parametrize(
    ("claim", "rivals", "level"),
    [
        (of((HOOP, PASSED)), {"Staff did it.": of((HOOP, FAILED))}, SUPPORTED),
        (of((HOOP, PASSED)), {"Staff did it.": of()}, POSSIBLE),
        (of((HOOP, PASSED)), {}, POSSIBLE),
        (of((SMOKING_GUN, PASSED)), {"Staff did it.": of((HOOP, PASSED))}, SUPPORTED),
        (of((HOOP, FAILED)), {"Staff did it.": of((HOOP, FAILED))}, REFUTED),
        (of((STRAW, PASSED)), {"Staff did it.": of((HOOP, FAILED))}, UNTOLD),
        (of((HOOP, FAILED), (DECISIVE, PASSED)), {}, UNTOLD),
    ],
)
def test_a_claim_is_supported_only_where_it_is_confirmed_or_every_rival_is_eliminated(claim, rivals, level):
    assert may_be_said(claim, rivals).level == level


def test_a_rival_that_stands_beside_a_confirmed_claim_is_named():
    assert "Staff did it." in may_be_said(of((SMOKING_GUN, PASSED)), {"Staff did it.": of((HOOP, PASSED))}).sentence


def judged(result, if_true, if_false):
    return Test("t", HOOP, "claim", "", result, "", (if_true, if_false), "a judgement")


def test_the_probability_is_updated_by_bayes_rule():
    # Odds 1; passed: times .9/.3 = 3, so 3/4; failed: times .1/.7 = 1/7, so (3/7) / (10/7) = .3.
    steps = update(0.5, [judged(PASSED, 0.9, 0.3), judged(FAILED, 0.9, 0.3)])
    assert [round(step.probability, 6) for step in steps] == [0.75, 0.3]


@given(st.floats(0.01, 0.99), st.floats(0.01, 0.99), st.floats(0.01, 0.99))
def test_a_passed_test_raises_the_probability_if_it_is_likelier_under_the_claim(prior, if_true, if_false):
    after = update(prior, [judged(PASSED, if_true, if_false)])[0].probability
    # Bayes' rule, written out.
    assert after == pytest.approx(prior * if_true / (prior * if_true + (1 - prior) * if_false))


def test_what_is_not_known_or_not_judged_updates_nothing():
    assert update(0.5, [judged(NOT_KNOWN, 0.9, 0.3), Test("t", HOOP, "claim", "", PASSED, "")]) == ()
