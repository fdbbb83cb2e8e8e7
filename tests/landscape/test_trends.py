"""Years and models: a case stands in each year that it tells of, and groups keep their size beside every count."""

from __future__ import annotations

import pytest

from evidence.coded.attributes import model_attribute
from evidence.coded.dating import case_years, years_told
from evidence.landscape import by_model, by_period, cells, groups_of, periods
from tests.landscape.drawn import places


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2012 to 2014", (2012, 2013, 2014)),
        ("2014", (2014,)),
        ("written 2016, of 2014", (2014, 2015, 2016)),
        ("not stated", ()),
        ("", ()),
        ("120145", ()),
        ("1776", ()),
    ],
)
def test_years_are_all_from_the_first_named_to_the_last(text, years):
    assert years_told(text) == years


def test_a_case_tells_of_its_years_or_else_of_its_write_up_and_one_that_says_none_of_neither():
    rows = case_years(places()).values.tolist()
    told = "the years told of"
    assert rows == [
        ["leeds", 2012, told], ["leeds", 2013, told], ["leeds", 2014, told], ["derby", 2014, told],
        ["hull", 2012, "the write-up"],
    ]  # fmt: skip


def test_a_case_counts_in_every_year_that_it_tells_of():
    table = by_period(places()).set_index(["group", "code"])
    assert [table.loc[(year, "CAP"), "of_cases"] for year in ("2012", "2013", "2014")] == [2, 1, 2]
    assert [table.loc[(year, "CULT"), "cases"] for year in ("2012", "2013", "2014")] == [1, 1, 2]


def test_many_years_are_taken_together():
    attributes = "case_id | attribute | value\nleeds | facts_from | 1995 to 2015\nderby | facts_from | 2014"
    table = periods(places(case_attributes=attributes))
    assert list(table["group"].drop_duplicates()) == [
        "1995 to 1999", "2000 to 2004", "2005 to 2009", "2010 to 2014", "2015 to 2019",
    ]  # fmt: skip
    assert len(table[table["case_id"] == "derby"]) == 1


def test_without_any_year_there_is_no_period():
    drawn = places(cases="case_id\nleeds\ntruro\nderby\nhull", case_attributes=[])
    assert periods(drawn).empty
    assert by_period(drawn).empty


def test_models_are_compared_with_the_largest_first_and_by_the_groups_that_a_researcher_made():
    assert model_attribute(places()) == "model"
    assert list(by_model(places())["group"].drop_duplicates()) == ["hub", "small team", "not stated"]
    grouped = places(case_attributes="case_id | attribute | value\nleeds | model_type | one\nderby | model_type | one")
    assert model_attribute(grouped) == "model_type"
    table = by_model(grouped).set_index(["group", "code"])
    assert table.loc[("one", "CULT"), ["of_cases", "cases", "cases_enabler"]].tolist() == [2, 2, 2]


def test_no_count_of_a_cell_exceeds_the_cases_of_its_group():
    base = places()
    for attribute in ("policy_area", "model", "place"):
        table = cells(base, groups_of(base, attribute), level="code")
        assert (table["cases"] <= table["of_cases"]).all()
        assert (table[["cases_barrier", "cases_enabler"]].max(axis=1) <= table["cases"]).all()
        assert (table["by_person"] <= table["segments"]).all()


def test_cells_of_no_group_are_an_empty_table():
    base = places()
    assert cells(base, groups_of(base, "place").head(0)).empty
