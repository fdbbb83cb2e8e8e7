"""Discount factors chain year by year, a table ends where it ends, and nothing that is unchecked looks checked."""

from __future__ import annotations

import numpy as np
import pytest

from evidence.errors import ValueModelError
from evidence.value import confidence_grades, deflator_tables, discount_factors, discount_tables
from evidence.value.rates import price_index, value_band, year_name, year_names

GREEN_BOOK = discount_tables()["green-book-2022"]


@pytest.mark.parametrize(
    ("years", "factor"), [(0, 1.0), (1, 0.966184), (5, 0.841973), (10, 0.708919), (30, 0.356278), (31, 0.345901)]
)
def test_discount_factors_are_those_published(years, factor):
    """Known answers: tests of the R package greenbook; specs/cba.md, 5.4."""
    assert discount_factors(GREEN_BOOK, years + 1)[years] == pytest.approx(factor, abs=5e-7)


@pytest.mark.parametrize(
    ("ratio", "band"),
    [
        (-0.01, "very poor"),
        (0, "poor"),
        (0.99, "poor"),
        (1, "low"),
        (1.5, "medium"),
        (2, "high"),
        (3.99, "high"),
        (4, "very high"),
    ],
)
def test_a_ratio_at_a_boundary_is_in_the_band_above(ratio, band):
    """Known answers: value for money categories of the Department for Transport; specs/cba.md, 5.4."""
    assert value_band(ratio) == band


def test_no_ratio_has_no_band():
    with pytest.raises(ValueError, match="no ratio"):
        value_band(float("nan"))


def test_each_band_changes_the_step_and_not_the_years_before_it():
    factors = discount_factors(GREEN_BOOK, 303)
    rates = {
        1: 0.035,
        30: 0.035,
        31: 0.03,
        75: 0.03,
        76: 0.025,
        125: 0.025,
        126: 0.02,
        200: 0.02,
        201: 0.015,
        300: 0.015,
        301: 0.01,
    }
    for year, rate in rates.items():
        assert factors[year - 1] / factors[year] == pytest.approx(1 + rate, rel=1e-12)
    assert factors[31] == pytest.approx(factors[30] / 1.03, rel=1e-12)


def test_long_factors_are_exact_products_of_their_bands():
    factors = discount_factors(GREEN_BOOK, 301)
    assert factors[75] == pytest.approx(1.035**-30 * 1.03**-45, rel=1e-12)
    assert factors[300] == pytest.approx(1.035**-30 * 1.03**-45 * 1.025**-50 * 1.02**-75 * 1.015**-100, rel=1e-12)


def test_net_present_values_of_the_greenbook_package():
    """Known answers: greenbook tests (-100, then 30 for five years) and its README; specs/cba.md, 5.4."""
    factors = discount_factors(GREEN_BOOK, 10)
    assert -100 + 30 * factors[1:6].sum() == pytest.approx(35.451571, abs=5e-7)
    costs, benefits = np.array([100, 50, 50]) @ factors[:3], 30 * factors[3:].sum()
    assert benefits - costs == pytest.approx(-23.744947, abs=5e-7)


def test_health_has_rates_of_its_own():
    assert discount_factors(GREEN_BOOK, 2, series="health")[1] == pytest.approx(1 / 1.015)
    assert discount_factors(GREEN_BOOK, 32, series="health")[31] == pytest.approx(1.015**-30 / 1.0129)


def test_a_first_year_that_is_discounted_moves_all_by_one():
    assert discount_factors(GREEN_BOOK, 4, first=1).tolist() == discount_factors(GREEN_BOOK, 5)[1:].tolist()


def test_a_table_that_ends_is_not_carried_on():
    review = discount_tables()["review-2026"]
    assert not review.in_force
    assert discount_factors(review, 31)[30] == pytest.approx(1.03**-30)
    with pytest.raises(ValueModelError, match="end 30 years after the first; the model needs 31"):
        discount_factors(review, 32)
    with pytest.raises(ValueModelError, match="no series 'helth'; did you mean 'health'"):
        discount_factors(GREEN_BOOK, 2, series="helth")


def test_a_financial_year_is_three_quarters_of_one_year_and_one_of_the_next():
    table = deflator_tables()["gdp-deflator-2025-12"]
    assert price_index(table, "2024") == 100
    assert price_index(table, "2013/14") == pytest.approx(0.75 * 73.4795 + 0.25 * 74.6524)
    with pytest.raises(ValueModelError, match=r"not 2025, which prices of 2024/25 need"):
        price_index(table, "2024/25")


def test_every_table_says_how_far_it_was_checked():
    tables = [*discount_tables().values(), *deflator_tables().values()]
    assert all(table.status.startswith("second hand") for table in tables)
    assert confidence_grades().attrs["status"].startswith("unverified")


def test_a_worse_grade_is_corrected_more():
    grades = confidence_grades()
    assert grades.index.tolist() == [1, 2, 3, 4, 5, 6]
    assert grades["correction"].tolist() == [0, 0.05, 0.1, 0.15, 0.25, 0.4]
    assert grades["error"].is_monotonic_increasing


@pytest.mark.parametrize("value", ["2014/16", "14/15", 14, True, None, 2014.0, "2014/15 ", ["2014"]])
def test_what_is_no_year_is_none(value):
    assert year_name(value) is None


def test_years_cross_the_century():
    assert year_names("1998/99", 3) == ["1998/99", "1999/00", "2000/01"]
    assert year_name("1999/00") == "1999/00"
