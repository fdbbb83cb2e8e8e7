"""The short form says what the table says, no term can be shortened, and no fewer terms would do."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from evidence.configurations.minimisation import minimal_models, others, prime_implicants
from evidence.configurations.terms import ANY, holds

LEVELS = {"A": 2, "B": 3, "C": 2}
ROWS = others([], LEVELS)


@st.composite
def tables(draw):
    outcomes = draw(st.lists(st.sampled_from("10?"), min_size=len(ROWS), max_size=len(ROWS)))
    return [row for row, o in zip(ROWS, outcomes, strict=True) if o == "1"], [
        row for row, o in zip(ROWS, outcomes, strict=True) if o == "0"
    ]


def every_term(off):
    """All terms that hold nothing that is off, found by trying each."""
    tried = itertools.product(*((ANY, *range(count)) for count in LEVELS.values()))
    return [term for term in tried if not any(holds(term, row) for row in off)]


@given(tables())
def test_prime_implicants_are_the_widest_terms_that_hold_a_positive_row_and_nothing_off(table):
    positive, off = table
    terms = every_term(off)
    widest = {t for t in terms if not any(o != t and holds(o, t) for o in terms) and any(holds(t, row) for row in positive)}
    assert set(prime_implicants(positive, off)) == widest


@given(tables())
def test_models_are_all_the_smallest_choices_of_prime_implicants_that_hold_every_positive_row(table):
    positive, off = table
    primes = prime_implicants(positive, off)
    found = minimal_models(positive, primes)
    for size in range(len(primes) + 1):
        smallest = {
            tuple(sorted(pick, reverse=True))
            for pick in itertools.combinations(primes, size)
            if all(any(holds(term, row) for term in pick) for row in positive)
        }
        if smallest:
            break
    assert found.complete
    assert len(found.models) == len(set(found.models))
    assert set(found.models) == smallest


def test_nothing_is_covered_by_no_term():
    assert minimal_models([], ()).models == ((),)


def test_without_any_row_that_is_off_one_term_without_conditions_holds_all():
    assert prime_implicants([(1, 0, 0)], []) == ((ANY, ANY, ANY),)
