"""Captioned tables and statements: text stays text, shares are percentages, notes stand beside."""

from __future__ import annotations

import lxml.html
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.exhibits import Captioned, Statement, captioned, listed, per_cent, show


def parsed(exhibit):
    return lxml.html.fragment_fromstring(exhibit._repr_html_(), create_parent="div")


PIECES = ["<b>", "</b>", "<script>", "&lt;", "&", '"', "'", "<", ">", "[a](javascript:b)", "=1+1", "é", " "]


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map("".join))
def test_whatever_a_cell_holds_is_shown_as_text(words):
    shown = parsed(captioned(pd.DataFrame({"name": ["a"], "value": [words]}), words))
    assert shown.xpath("string(.//td)") == words
    assert not shown.xpath(".//script | .//a | .//img")


def test_a_statement_is_text_whatever_the_data_holds():
    shown = parsed(Statement(("<script>x</script>", "[a](javascript:b)"), heading="<b>", note="<i>"))
    assert shown.xpath("string(.//p)") == "<script>x</script>"
    assert shown.xpath("string(.//h3)") == "<b>"
    assert shown.xpath("string(.//aside)") == "<i>"
    assert shown.xpath("string(.//li)") == "[a](javascript:b)"


def test_shares_are_percentages_and_missing_values_a_dash():
    table = pd.DataFrame({"name": ["a", "b"], "share": [0.335, float("nan")], "count": [1200, 3], "weighted": [2.0, 0.25]})
    assert captioned(table, "Shares").rows == (("a", "34%", "1,200", "2.0"), ("b", "–", "3", "0.2"))


def test_columns_have_the_words_of_a_reader():
    table = pd.DataFrame({"cases_barrier": [1], "of_cases": [2], "own_column": [True]})
    shown = captioned(table, "Themes")
    assert shown.columns == ("Cases: a barrier", "Cases read", "Own column")
    assert shown.rows == (("1", "2", "yes"),)


def test_a_named_index_is_the_first_column_and_a_counted_one_is_not_shown():
    table = pd.DataFrame({"a": [5, 6]}, index=pd.Index(["x", "y"], name="case_id"))
    assert captioned(table, "t").columns == ("Case", "A")
    assert captioned(table.reset_index(drop=True).iloc[::-1], "t").rows == (("6",), ("5",))


def test_words_of_a_segment_carry_its_id_so_that_a_report_can_trace_them():
    table = pd.DataFrame({"code": ["a"], "text": ["No time."], "segment_id": ["leeds:0-8"]})
    shown = parsed(captioned(table, "Codings"))
    assert shown.xpath("//td[@data-segment='leeds:0-8']/text()") == ["No time."]
    assert shown.xpath("//thead//th/text()") == ["Code", "Words"]


def test_a_note_that_is_the_same_in_every_row_stands_beside_the_table():
    table = pd.DataFrame({"a": [1, 2], "note": ["small base: 2 answered"] * 2})
    shown = captioned(table, "t", note="Illustrative data.")
    assert shown.note == "Illustrative data. Small base: 2 answered."
    assert shown.columns == ("A",)
    assert parsed(shown).xpath("//table/@data-note") == [shown.note]


def test_an_empty_table_says_so():
    shown = captioned(pd.DataFrame({"a": []}), "Duplicates")
    assert parsed(shown).text_content() == "Duplicates: none."
    assert repr(shown) == "Duplicates: none."


def test_the_text_of_a_table_names_its_caption_note_and_cells():
    assert repr(Captioned("C", ("A",), (("x",),), note="N")).split() == ["C", "N", "A", "x"]


def test_the_text_of_a_statement_is_its_sentences():
    assert repr(Statement(("One.", "Two."), heading="H", note="N")) == "H\nN\nOne.\n- Two."
    assert repr(Statement(())) == ""


@pytest.mark.parametrize(("words", "said"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a, b", "c"], "a, b; and c")])
def test_words_are_listed_as_in_english(words, said):
    assert listed(words) == said


def test_half_a_percent_is_rounded_up():
    assert [per_cent(x) for x in (0.005, 0.125, 0.995, 1.0, 0.0)] == ["1%", "13%", "100%", "100%", "0%"]


def test_each_of_several_exhibits_is_shown(monkeypatch):
    shown = []
    monkeypatch.setattr("evidence.exhibits.display", shown.append)
    show(iter(["a", "b"]))
    assert shown == ["a", "b"]
