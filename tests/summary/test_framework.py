"""What is said of the matrix: counted from its cells, with drafts told apart from what people wrote."""

import pytest

from evidence.errors import CodingError
from evidence.exhibits import Captioned, Statement
from evidence.framework import framework_sentences, no_sentences
from evidence.quotes import Quotes
from evidence.summary import framework
from tests.drawing import base
from tests.framework.drawn import NO_TIME, TRUST, matrix_base, written


@pytest.fixture
def told():
    wrote = f"case_id | code | sentence | segments\nleeds | CULT | Trust took a year. | {TRUST}"
    return framework_sentences(matrix_base(), written(wrote))


def test_the_answer_counts_the_cells_and_names_who_wrote(told):
    first, second, *rest = framework.in_brief(matrix_base(), told).sentences
    assert first == "2 cases by 3 themes make 6 cells: people have summed up 1, 2 hold drafts and 3 are empty."
    assert second == "1 sentence by ana, the latest of 2026-11-01; each names the passages it rests on."
    assert "Most often a case is silent on tools (2 of 2 cases)." in rest


def test_where_no_one_wrote_it_says_so():
    drafts = framework_sentences(matrix_base(), no_sentences())
    assert "No one has written a summary yet" in framework.in_brief(matrix_base(), drafts).sentences[1]
    assert isinstance(framework.written_table(matrix_base(), drafts), Statement)
    assert all(isinstance(exhibit, Statement) for exhibit in framework.one_cell(matrix_base(), drafts))


def test_the_table_of_cells_is_sorted_by_the_attribute_that_stands_beside_each_case(told):
    table = framework.states_table(matrix_base(), told, by="policy_area")
    assert table.columns == ("Case", "Policy area", "Capacity", "Culture", "Tools")
    assert table.rows == (("Leeds", "homes", "draft", "written", "–"), ("Truro", "not stated", "–", "draft", "–"))


def test_what_people_wrote_names_its_passages_and_its_author(told):
    table = framework.written_table(matrix_base(), told)
    assert table.rows == (("Leeds", "Culture", "Trust took a year.", TRUST, "ana"),)
    drafts = framework.drafts_table(matrix_base(), told)
    assert [row[3] for row in drafts.rows] == [NO_TIME, "truro:0-29"]
    assert "no one's summary" in drafts.note


def test_a_cell_leads_to_the_words_of_its_passages(told):
    _, count, quotes = framework.one_cell(matrix_base(), told)
    assert count.sentences == ("The summary rests on this passage:",)
    assert isinstance(quotes, Quotes)
    assert [quote.segment_id for quote in quotes] == [TRUST]


def test_a_count_by_attribute_keeps_its_base_in_sight():
    table = framework.by_attribute(matrix_base(), "policy_area")
    assert table.columns == ("Policy area", "Cases read", "Capacity", "Culture", "Tools")
    assert table.rows == (("homes", "1", "1 of 1", "1 of 1", "–"), ("not stated", "1", "–", "1 of 1", "–"))
    assert "report a barrier" in framework.by_attribute(matrix_base(), "policy_area", polarity="barrier").caption


def test_co_occurrence_and_the_rows_of_cases_are_shown_by_name():
    assert framework.together_table(matrix_base()).columns[1:] == ("Capacity", "Culture", "Tools")
    assert "at most 2 apart" in framework.together_table(matrix_base(), how="near", within=2).caption
    assert framework.wide_table(matrix_base()).rows[0] == ("leeds", "homes", "1", "1", "0")


def test_a_long_table_is_cut_and_says_so(told, monkeypatch):
    monkeypatch.setattr(framework, "MOST_ROWS", 1)
    table = framework.states_table(matrix_base(), told)
    assert len(table.rows) == 1
    assert table.caption.endswith(": the first 1 of 2 rows")


def test_a_project_without_case_studies_says_so():
    told = framework_sentences(base(), no_sentences())
    shown = [framework.in_brief(base(), told), framework.states_table(base(), told), framework.by_attribute(base(), "place")]
    shown += [framework.together_table(base()), framework.wide_table(base()), framework.drafts_table(base(), told)]
    assert all(isinstance(exhibit, Statement) for exhibit in shown)


def test_sentences_come_from_the_file_or_are_drafts(tmp_path):
    assert framework.sentences_of(matrix_base(), tmp_path / "framework.csv")["draft"].all()
    (tmp_path / "framework.csv").write_text("no table")
    with pytest.raises(CodingError):
        framework.sentences_of(matrix_base(), tmp_path / "framework.csv")
    assert isinstance(framework.states_table(matrix_base(), framework_sentences(matrix_base(), no_sentences())), Captioned)
