"""A mean or a quartile that would tell what one person said is withheld."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.disclosure import Policy, shown_figures
from evidence.disclosure.numbers import dominated


def figures(values, **policy):
    return shown_figures(pd.Series(values, dtype="float64"), Policy(**policy)).to_dict()


@pytest.mark.parametrize(("people", "shown"), [(9, []), (10, ["mean"]), (20, ["mean", "median"]), (19, ["mean"])])
def test_a_mean_needs_ten_people_and_a_median_ten_on_either_side(people, shown):
    assert [name for name, value in figures(range(people)).items() if not math.isnan(value)] == shown


def test_quartiles_need_ten_people_beyond_them():
    found = figures(range(1, 41))
    # 40 values from 1 to 40: the mean and median are 20.5, the quartiles lie at places 9.75 and 29.25 from the first
    assert found == {"mean": 20.5, "lower_quartile": 10.75, "median": 20.5, "upper_quartile": 30.25}
    assert math.isnan(figures(range(39))["lower_quartile"])


def test_one_number_that_all_gave_is_withheld_unless_the_policy_shows_it():
    assert all(map(math.isnan, figures([5] * 30).values()))
    assert figures([5] * 30, group_disclosure=False)["mean"] == 5


@pytest.mark.parametrize(
    ("amounts", "withheld"),
    [
        ([10, 10] + [1] * 18, False),  # 20 of 38 with the two largest
        ([90, 91] + [1] * 20, True),  # 181 of 201: 90.05 per cent, over nine tenths
        ([90, 90] + [1] * 20, False),  # 180 of 200: nine tenths, not over
        ([-90, 91] + [-1] * 20, True),  # a debt tells as a wage does
        ([100, 1] + [1] * 9, True),  # 9 left beside the two: the second knows the largest to within 9 of 100
        ([0] * 20, False),
    ],
)
def test_a_mean_that_one_or_two_amounts_make_up_is_withheld(amounts, withheld):
    assert dominated(np.array(amounts, dtype=float)) == withheld
    assert math.isnan(figures(amounts, group_disclosure=False)["mean"]) == withheld


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=60), st.integers(1, 20))
def test_what_is_shown_has_the_threshold_of_people_on_either_side(values, threshold):
    found = figures(values, threshold=threshold)
    if not math.isnan(found["mean"]):
        assert len(values) >= threshold
    for name in ("lower_quartile", "median", "upper_quartile"):
        if not math.isnan(found[name]):
            assert sum(value <= found[name] for value in values) >= threshold
            assert sum(value >= found[name] for value in values) >= threshold
