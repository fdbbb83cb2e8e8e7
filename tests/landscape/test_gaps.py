"""The gap map: cases counted once, empty cells kept and told apart, confidence only where a person judged."""

from __future__ import annotations

import pandas as pd
import pytest

from evidence.landscape import gap_map, gap_passages
from tests.drawing import drawn
from tests.landscape.drawn import places

CITED = """
    finding | codes    | segment_id  | confidence
    time    | CAP.time | leeds:0-25  | moderate
    again   | CAP      | truro:0-20  | low
    other   | OUT      | leeds:27-53 | high
    open    | .        | derby:0-11  | not judged
"""


def cited():
    return pd.DataFrame(drawn(CITED)).fillna("")


def cell(table, group, code):
    (row,) = table[(table["group"] == group) & (table["code"] == code)].to_dict("records")
    return row


def test_a_cell_counts_cases_by_side_and_the_passages_that_people_decided():
    found = cell(gap_map(places()), "housing", "CAP")
    assert [found[name] for name in ("of_cases", "cases", "cases_barrier", "cases_enabler", "segments", "by_person")] == [
        2, 2, 2, 0, 2, 1,
    ]  # fmt: skip


def test_an_unsure_coding_is_no_case_that_speaks():
    assert cell(gap_map(places()), "housing", "CULT")["cases"] == 1


def test_no_case_read_and_cases_that_are_silent_are_told_apart():
    table = gap_map(places(), wanted=["domestic violence", "housing"])
    assert cell(table, "domestic violence", "CAP")["state"] == "no case read"
    assert cell(table, "safeguarding", "CAP")["state"] == "no case speaks of it"
    assert cell(table, "safeguarding", "CULT")["state"] == "spoken of"
    assert cell(table, "not stated", "CAP")["state"] == "no case speaks of it"


def test_every_value_has_every_theme_in_the_order_of_names_then_not_stated_then_unread():
    table = gap_map(places(), wanted=["zoning", "alms"])
    assert list(table["group"].drop_duplicates()) == ["housing", "safeguarding", "not stated", "zoning", "alms"]
    assert list(table["code"][:3]) == ["CAP", "CULT", "OUT"]
    assert len(table) == 5 * 3


def test_the_confidence_of_a_cell_is_the_lowest_that_a_person_gave_a_finding_resting_on_it():
    table = gap_map(places(), cited=cited())
    found = cell(table, "housing", "CAP")
    assert (found["findings"], found["confidence"]) == ("again, time", "low")


def test_a_finding_rests_only_on_cells_whose_code_it_names_and_without_codes_on_all():
    table = gap_map(places(), cited=cited())
    assert cell(table, "housing", "CULT")["confidence"] == "no finding"  # 'other' cites its passage, and speaks of outcomes
    assert cell(table, "safeguarding", "OUT")["findings"] == "open"
    assert cell(table, "safeguarding", "CULT")["confidence"] == "not judged"


def test_without_findings_no_cell_has_a_confidence():
    assert set(gap_map(places())["confidence"]) == {"", "no finding"}


def test_the_passages_of_the_cells_are_those_that_the_cells_count():
    base = places()
    counted = gap_passages(base, level="code").groupby(["group", "code"])["segment_id"].nunique()
    table = gap_map(base, level="code")
    held = table[table["segments"] > 0].set_index(["group", "code"])["segments"]
    assert held.sort_index().to_dict() == counted.sort_index().to_dict()
    assert gap_passages(base).loc[0].to_dict() == {
        "group": "housing", "code": "CAP", "segment_id": "leeds:0-25", "case_id": "leeds", "polarity": "barrier",
        "by_person": True,
    }  # fmt: skip


def test_an_attribute_that_no_case_has_is_refused_with_the_nearest():
    with pytest.raises(ValueError, match="did you mean 'policy_area'"):
        gap_map(places(), "policy_aria")
