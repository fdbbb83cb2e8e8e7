"""Saturation: new codes in the order given, the run against the base, and the mean over every order."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.landscape import accumulation, codes_by_cases, saturated_at, saturation
from tests.drawing import base


def held(*cases, **more):
    """A base in which each case holds the codes named by its letters."""
    rows, at = [], []
    for number, codes in enumerate(cases):
        rows.append({"document_id": f"c{number}", "text": f"Text {number}."})
        at += [{"segment_id": f"c{number}:0-{len(rows[-1]['text'])}", "code": code} for code in sorted(set(codes))]
    every = sorted({code for codes in cases for code in codes})
    return base(segments=rows, codings=at, codes=[{"code": code} for code in (every or ["A"])], **more)


def test_the_run_is_measured_against_the_codes_of_the_first_cases():
    table = saturation(held("AB", "BC", "D", "AE", "F", "A", "AB"))
    assert table["new"].tolist() == [2, 1, 1, 1, 1, 0, 0]
    assert table["so_far"].tolist() == [2, 3, 4, 5, 6, 6, 6]
    # base: 5 codes in 4 cases; cases 5 and 6 bring one, cases 6 and 7 none
    assert table["in_run"].tolist()[5:] == [1, 0]
    assert table["ratio"].tolist()[5:] == [pytest.approx(1 / 5), 0.0]
    assert table["ratio"][:5].isna().all()
    assert saturated_at(table) == 7
    assert saturated_at(table, threshold=0.2) == 6


def test_the_order_of_dates_puts_undated_cases_last():
    drawn = held("A", "B", "C", cases="case_id | date\nc0 | .\nc1 | 2016\nc2 | 2014-05")
    assert saturation(drawn, by="date")["case_id"].tolist() == ["c2", "c1", "c0"]
    assert saturation(drawn)["case_id"].tolist() == ["c0", "c1", "c2"]


def test_with_fewer_cases_than_base_and_run_nothing_is_said_of_saturation():
    table = saturation(held("A", "B"))
    assert table["ratio"].isna().all()
    assert saturated_at(table) is None
    assert accumulation(held("A", "B"))["saturated"].tolist() == [0.0, 0.0]


def test_a_base_without_codes_has_no_ratio():
    assert saturation(held("", "", "", "", "", ""))["ratio"].isna().all()


@pytest.mark.parametrize("wrong", [{"by": "size"}, {"base_size": 0}, {"run": 0}])
def test_what_cannot_be_used_is_refused(wrong):
    with pytest.raises(ValueError, match="at least 1"):
        saturation(held("A"), **wrong)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.text(alphabet="ABC", max_size=3), min_size=1, max_size=5))
def test_the_mean_is_that_of_every_order_there_is(cases):
    orders = list(permutations(cases))
    table = accumulation(held(*cases), orders=3)
    for number, mean in zip(table["case"], table["mean"], strict=True):
        by_hand = sum(len(set("".join(order[:number]))) for order in orders) / len(orders)
        assert mean == pytest.approx(by_hand)


def test_the_same_seed_draws_the_same_orders_and_the_last_case_ends_them_all():
    drawn = held("AB", "BC", "D", "AE", "F", "A", "AB")
    one, two = accumulation(drawn, seed=3, orders=50), accumulation(drawn, seed=3, orders=50)
    assert one.equals(two)
    assert one["low"].iloc[-1] == one["high"].iloc[-1] == one["mean"].iloc[-1] == 6


def test_the_share_of_orders_that_end_saturated_counts_those_whose_last_run_brings_little():
    # one code in every case but the last in file order, and a code of its own there: new in the last two of 6 cases in 2 of 6
    # places; the base of 4 holds 1 or 2 codes, so that one more is always above 5 in 100
    share = accumulation(held("A", "A", "A", "A", "A", "AB"), orders=4000)["saturated"].iloc[-1]
    assert share == pytest.approx(4 / 6, abs=0.03)


def test_codes_of_one_case_alone_are_counted():
    assert codes_by_cases(held("AB", "BC")).to_dict() == {"A": 1, "B": 2, "C": 1}
