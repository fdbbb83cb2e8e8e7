"""What the explorer holds: passages that carry a code, never more of a survey than the report shows, and nothing but text."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.report.blocks import Cell, Chapter, Code, Coding, Explorer, Origin, Passage, Table
from evidence.report.explorer import as_json, explored, offered
from evidence.report.publishing import prepare
from evidence.report.publishing.decisions import QUOTES, Decision, decisions_file, hash_of
from evidence.report.publishing.masking import Masked, Span, masked_report
from evidence.report.words import speakable
from tests.report.drawn import ANSWER, LEEDS, NO_TIME, STAFF, drawn_base, drawn_project, segments
from tests.report.test_html import HOSTILE, page, report

BUILT = "leeds:36-61"
MORE = {
    "segments": segments(
        ("leeds", LEEDS, "Staff had no time to meet."),
        ("leeds", LEEDS, "They built trust instead."),
        ("fb/q/r1", ANSWER, "There is <b>no</b> time."),
    ),
    "cases": "case_id | title | place | policy_area\nleeds | Leeds hub | Leeds | housing",
    "codes": "code\ncapacity\ncapacity.time\ntrust",
}
CODINGS = f"""
    segment_id | code          | coder | applied | polarity | score
    {STAFF}    | capacity.time | ana   | yes     | barrier  | .
    {STAFF}    | trust         | rules | no      | none     | .
    {BUILT}    | trust         | rules | yes     | enabler  | .
    {NO_TIME}  | capacity.time | rules | yes     | barrier  | .
"""


def drawn(codings=CODINGS, **more):
    return drawn_base(**{**MORE, "codings": codings, **more})


def passages(explorer):
    return {passage.segment_id: passage for origin in explorer.origins for passage in origin.passages}


def test_each_passage_carries_the_codes_applied_to_it_and_no_code_withheld():
    found = passages(explored(drawn(), []))
    assert found[STAFF].codings == (Coding("capacity.time", "barrier", True),)
    assert found[BUILT].codings == (Coding("trust", "enabler", False),)
    assert found[STAFF].text == "Staff had no time to meet."


def test_a_passage_of_which_a_coder_was_unsure_is_not_there():
    unsure = f"segment_id | code | coder | applied\n{STAFF} | trust | ana | unsure\n{BUILT} | trust | ana | yes"
    assert set(passages(explored(drawn(unsure), []))) == {BUILT}


def test_of_answers_only_those_that_the_report_quotes_are_there():
    assert set(passages(explored(drawn(), []))) == {STAFF, BUILT}
    assert set(passages(explored(drawn(), [NO_TIME]))) == {STAFF, BUILT, NO_TIME}


def test_an_answer_is_known_by_its_question_and_by_nothing_else_of_its_person():
    (origin,) = [origin for origin in explored(drawn(), [NO_TIME]).origins if origin.question]
    assert (origin.question, origin.place, origin.area) == ("What gets in the way?", "", "")
    assert "made up" in origin.note


def test_a_case_study_is_known_by_place_policy_area_file_and_hash():
    first = explored(drawn(), []).origins[0]
    assert (first.title, first.place, first.area, first.question) == ("Leeds hub", "Leeds", "housing", "")
    assert first.file == "case_studies/leeds.txt"
    assert len(first.sha256) == 64


def test_the_codes_are_those_used_and_all_above_them_in_the_order_of_the_codebook():
    found = explored(drawn(f"segment_id | code | coder\n{STAFF} | capacity.time | ana"), [])
    assert found.codes == (Code("capacity", "Capacity"), Code("capacity.time", "Capacity.Time", "capacity"))


def test_without_a_code_there_is_no_explorer():
    assert explored(drawn("segment_id | code | coder\n"), []) is None


def test_what_may_be_chosen_is_what_is_there():
    choice = offered(explored(drawn(), [NO_TIME]))
    assert [(theme.code, [code.code for code in below]) for theme, below in choice.themes] == [
        ("capacity", ["capacity.time"]),
        ("trust", []),
    ]
    assert (choice.places, choice.areas, choice.questions) == (["Leeds"], ["housing"], ["What gets in the way?"])
    assert "2 passages of 1 case study" in choice.told
    assert "1 answer that the report quotes" in choice.told


def test_only_the_passages_asked_for_are_kept_and_sources_without_any_go():
    found = explored(drawn(), [NO_TIME]).only({STAFF})
    assert set(passages(found)) == {STAFF}
    assert len(found.origins) == 1


def test_personal_data_is_masked_in_the_explorer_too():
    base = drawn()
    made = report(chapters=(), sources=(), explorer=explored(base, []))
    masked = masked_report(made, base, Masked({"leeds": [Span(9, 14, "name")]}))
    assert passages(masked.explorer)[STAFF].text == "[name] had no time to meet."


def of_words(words):
    coding = Coding("c", "none", False, 0.5)
    passage = Passage("d:0-5", words, words, (coding,))
    return Explorer((Code("c", words),), (Origin(words, words, words, words, words, words, words, (passage,)),))


@given(st.text(max_size=30))
def test_data_comes_back_from_the_page_as_it_was_and_never_as_markup(words):
    text = as_json(of_words(words), {})
    assert not set("<>&\u2028\u2029") & set(text)
    held = json.loads(text)
    said = speakable(words)
    assert held["passages"] == [[0, "d:0-5", said, said, "", [["c", "none", False, 0.5]]]]
    assert held["sources"] == [[said] * 7]


@pytest.mark.parametrize("words", [HOSTILE, "</script><script>alert(1)</script>", "<!--<script>", "]]>"])
def test_words_cannot_break_out_of_the_data(words):
    found = page(words, explorer=of_words(words))
    scripts = found.xpath("//script")
    assert [script.get("type") for script in scripts] == ["application/json", None]
    assert json.loads(scripts[0].text)["passages"][0][2] == words
    assert found.xpath("//option[@value=$words]/text()", words=words)[0] == words


def test_a_count_opens_its_passages_and_can_open_nothing_else():
    cells = (Cell("Leeds"), Cell("2", opens='theme=c&place=Leeds" onclick="x'), Cell("0"))
    chapter = Chapter("c", (Table("t", ("", "Trust", "Time"), (cells,), 1, ""),))
    found = page(chapters=(chapter,), sources=(), explorer=of_words("w"))
    (link,) = found.xpath("//td/a")
    assert link.get("href") == "#explore?theme=c&place=Leeds%22+onclick%3D%22x"
    assert link.text_content() == "2: quotes of Leeds on Trust"
    assert not page(chapters=(chapter,), sources=()).xpath("//td/a")


def test_a_published_report_holds_only_what_a_person_has_read(tmp_path):
    base, project = drawn(), drawn_project(tmp_path)
    made = report(chapters=(), sources=(), explorer=explored(base, []))
    assert passages(prepare(made, base, project).report.explorer) == {}
    text = "They built trust instead."
    (tmp_path / "publication").mkdir()
    row = {
        "segment_id": BUILT,
        "sha256": hash_of(text),
        "decision": "yes",
        "reviewer": "Ana",
        "when": "2026-01-01T00:00:00+00:00",
    }
    decision = Decision(**{**dict.fromkeys(Decision._fields, ""), **row})
    (tmp_path / QUOTES).write_bytes(decisions_file([decision]))
    assert set(passages(prepare(made, base, project).report.explorer)) == {BUILT}
