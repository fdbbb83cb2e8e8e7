"""Every quote of a report is word for word what its document says, or there is no report."""

from __future__ import annotations

import pytest

from evidence.errors import ReportError
from evidence.report.blocks import Cell, Chapter, Figure, Paragraph, Quotation, Table
from evidence.report.tracing import check_sources, trace, withhold
from tests.report.drawn import NO_TIME, STAFF, drawn_base, drawn_project

QUOTE = Quotation(STAFF, "Staff had no time to meet.")


def traced(*blocks, base=None):
    (chapter,) = trace([Chapter("Themes", blocks)], base or drawn_base())
    return chapter.blocks


def test_a_quote_is_given_its_source_and_its_page():
    known = drawn_base()
    segments = known.segments
    segments.loc[segments["segment_id"] == STAFF, "page"] = 2
    paged = drawn_base(segments=segments)
    assert traced(QUOTE, base=paged) == (Quotation(STAFF, QUOTE.text, "Leeds hub, Leeds", "page 2"),)


def test_an_answer_is_given_its_question_its_row_and_the_notice_that_it_is_made_up():
    (quote,) = traced(Quotation(NO_TIME, "There is <b>no</b> time."))
    assert quote.source == "Answer to “What gets in the way?”, Feedback"
    assert quote.place == "row 2"
    assert quote.note == "Illustrative data: these answers are made up."


@pytest.mark.parametrize("words", ["Staff had time to meet.", "Staff had no time to meet", "", "staff had no time to meet."])
def test_a_quote_that_is_not_word_for_word_stops_the_report(words):
    with pytest.raises(ReportError, match=r"chapter “Themes”: a quote of the segment 'leeds:9-35' is not word for word"):
        traced(Quotation(STAFF, words))


def test_a_quote_of_no_known_segment_stops_the_report():
    with pytest.raises(ReportError, match="names the segment 'leeds:1-2', which is not in the evidence base"):
        traced(Quotation("leeds:1-2", "he"))


def test_words_in_a_table_are_traced_as_a_quotation_is():
    def table(words):
        return Table("t", ("Code", "Words"), ((Cell("a"), Cell(words, STAFF)),), 1, "")

    assert traced(table(QUOTE.text)) == (table(QUOTE.text),)
    with pytest.raises(ReportError, match="not word for word"):
        traced(table("Other words."))


def test_all_that_is_wrong_is_said_at_once_and_without_the_words():
    with pytest.raises(ReportError) as caught:
        traced(Quotation(STAFF, "private words"), Quotation("x:0-1", "private words"))
    assert len(caught.value.problems) == 2
    assert "private" not in str(caught.value)


def test_what_does_not_say_whether_it_is_illustrative_is_marked_where_a_survey_is():
    table, figure = Table("t", ("a",), ()), Figure(b"", "f", "alt")
    untold = "This may rest on illustrative survey answers, which are made up."
    assert {block.note for block in traced(table, figure)} == {untold}
    real = drawn_base(surveys=drawn_base().surveys.assign(illustrative=False))
    assert [block.note for block in traced(table, figure, base=real)] == ["", ""]


def test_what_says_that_it_needs_no_note_gets_none():
    assert traced(Table("t", ("a",), (), note=""))[0].note == ""


def test_unchanged_sources_pass(tmp_path):
    check_sources(drawn_base(), drawn_project(tmp_path))


def test_one_changed_byte_of_any_source_stops_the_report(tmp_path):
    project = drawn_project(tmp_path)
    (tmp_path / "case_studies/leeds.txt").write_text("The hub, changed")
    (tmp_path / "surveys/fb.csv").unlink()
    with pytest.raises(ReportError) as caught:
        check_sources(drawn_base(), project)
    assert [(p.where, "changed" in p.what, "cannot be read" in p.what) for p in caught.value.problems] == [
        ("case_studies/leeds.txt", True, False),
        ("surveys/fb.csv", False, True),
    ]
    assert caught.value.exit_code == 9


def test_words_that_must_stay_in_the_house_are_in_no_block():
    table = Table("t", ("Code", "Words"), ((Cell("a"), Cell("Staff had no time to meet.", STAFF)),), 1, "")
    held = withhold([Chapter("c", (QUOTE, table, Paragraph(())))])
    assert "Staff" not in str(held)
