"""What is said of a base is true of it: each number has its base, and what is missing is said, too."""

from __future__ import annotations

import pytest

from evidence.errors import CodingError
from evidence.exhibits import ILLUSTRATIVE, Captioned, Statement
from evidence.figures import Chart
from evidence.matrix import count_matrix
from evidence.quotes import Quotes
from evidence.summary import claims, coding, sources, surveys, themes
from evidence.summary import people as people_room
from evidence.summary.wording import how_chosen, left_out, limits, names_of, reviewed
from tests.drawing import base
from tests.summary.drawn import drawn_base

ALL_SHOWN = {"project": {"title": "Drawn"}, "publication": {"threshold": 0, "group_disclosure": False}}
"""A project that shows every count: for tests of what is said, not of what is withheld."""

EMPTY = base(codes="code\nCAP")


SILENT = base(
    segments="document_id | text\nleeds | No trust.", codings="segment_id | code\nleeds:0-9 | CULT", codes="code\nCAP\nCULT"
)


def said(exhibits):
    return [sentence for one in exhibits if isinstance(one, Statement) for sentence in one.sentences]


def quoted(exhibits):
    return [quote.segment_id for one in exhibits if isinstance(one, Quotes) for quote in one]


def test_the_bottom_line_counts_cases_out_of_those_read():
    assert themes.bottom_line(drawn_base()).sentences[:5] == (
        "2 cases were read.",
        "Reported most often as a barrier: capacity (1 of 2 cases) and culture (1 of 2 cases).",
        "Reported most often as an enabler: culture (1 of 2 cases).",
        "1 theme is reported both ways: by some cases as a barrier, by some as an enabler.",
        "Of technology there are only passages that nobody is sure of.",
    )
    assert "No case speaks of cap: that is silence, not proof of absence." in themes.bottom_line(SILENT).sentences


def test_themes_of_equal_number_stand_or_fall_together():
    codes = [f"T{n}" for n in range(8)]
    names = [f"d{n}" for n in range(3)]
    segments = [{"document_id": d, "text": f"Words {d}."} for d in names]
    codings = [
        {"segment_id": f"{d}:0-9", "code": c, "polarity": "barrier"} for d in names for c in codes if d == "d0" or c in codes[:2]
    ]
    first = themes.bottom_line(base(segments=segments, codings=codings)).sentences[1]
    assert first == "Reported most often as a barrier: t0 (3 of 3 cases) and t1 (3 of 3 cases)."


@pytest.mark.parametrize("polarity", ["barrier", "enabler", "none"])
def test_a_side_that_no_case_reports_is_said_to_be_missing(polarity):
    codings = f"segment_id | code | polarity\nleeds:0-8 | CAP | {polarity}"
    drawn = base(segments="document_id | text\nleeds | No time.", codings=codings)
    sentences = themes.bottom_line(drawn).sentences
    assert ("No case reports a barrier." in sentences) == (polarity != "barrier")
    assert ("No case reports an enabler." in sentences) == (polarity != "enabler")


def test_each_theme_names_its_cases_its_parts_and_quotes_both_sides_once():
    shown = list(themes.theme_by_theme(drawn_base()))
    assert [one.heading for one in shown if isinstance(one, Statement) and one.heading] == ["Capacity", "Culture"]
    assert said(shown) == [
        "1 passage in 1 of 2 cases.",
        "It stands in the way in 1 of 2 cases (Leeds): time and space (1 passage).",
        "No case reports it as an enabler.",
        "As a barrier, for example:",
        "2 passages in 2 of 2 cases.",
        "It stands in the way in 1 of 2 cases (A team).",
        "It helps in 1 of 2 cases (Leeds).",
        "As a barrier, for example:",
        "As an enabler, for example:",
    ]
    assert quoted(shown) == ["leeds:0-33", "truro:0-29", "leeds:35-65"]


def test_a_passage_that_says_both_is_quoted_twice_only_for_want_of_another():
    drawn = base(
        segments="document_id | text\nleeds | Time was short and then it was found.\ntruro | The team was given time for it.",
        codings="segment_id | code | polarity\nleeds:0-37 | CAP | mixed\ntruro:0-31 | CAP | enabler",
    )
    assert quoted(themes.theme_by_theme(drawn)) == ["leeds:0-37", "truro:0-31"]
    alone = base(
        segments="document_id | text\nleeds | Time was short and then it was found.",
        codings="segment_id | code | polarity\nleeds:0-37 | CAP | mixed",
    )
    assert quoted(themes.theme_by_theme(alone)) == ["leeds:0-37", "leeds:0-37"]


def test_a_theme_of_neither_side_says_so():
    drawn = base(segments="document_id | text\nleeds | Time.", codings="segment_id | code\nleeds:0-5 | CAP")
    assert said(themes.theme_by_theme(drawn))[1:] == ["No case says whether it stands in the way or helps."]


def test_outcomes_are_told_apart_from_barriers_and_enablers():
    shown = list(themes.other_themes(drawn_base()))
    assert said(shown) == ["1 passage in 1 of 2 cases speak of it."]
    assert quoted(shown) == ["leeds:35-65"]


def test_the_spread_names_the_widest_and_the_narrowest_case():
    sentences = themes.spread(drawn_base()).sentences
    assert "culture (2 of 2 cases)" in sentences[0]
    assert sentences[1] == "The middle case speaks of 2 themes; the fewest are 1 (A team), the most 3 (Leeds)."


def test_a_matrix_has_the_names_of_a_reader():
    shown = themes.matrix_table(drawn_base(), count_matrix(drawn_base()), "Cases")
    assert shown.columns == ("Case", "Capacity", "Culture", "Technology", "Outcomes")
    assert [row[0] for row in shown.rows] == ["Leeds", "A team"]


def test_a_case_is_called_by_its_title_where_its_place_tells_it_from_no_other():
    two = base(cases="case_id | title | place\na | One | Leeds\nb | Two | Leeds\nc | Three | Truro")
    assert names_of(two) == {"a": "One", "b": "Two", "c": "Truro"}


def test_what_was_read_and_left_out_is_counted():
    assert sources.what_was_read(drawn_base()).sentences[:4] == (
        "The evidence base holds 2 case studies of 2 cases and 1 survey with 2 respondents.",
        "Of 2 files, 1 could be read and 1 could not.",
        "Of 200 words in the case studies, 50 (25%) were left out: running heads, menus, signatures and the like.",
        "No two case studies share most of their words.",
    )


def test_copies_are_told():
    copies = "document_id | duplicate_of | kind | similarity\ntruro | leeds | near | 0.8"
    told = sources.what_was_read(drawn_base(duplicates=copies)).sentences
    assert any(sentence.startswith("1 pair of case studies shares most of their words; both") for sentence in told)
    assert sources.duplicates_table(drawn_base(duplicates=copies)).rows == (("truro", "leeds", "near", "80%"),)


def test_how_cases_were_chosen_is_said_with_its_counts():
    assert how_chosen(drawn_base()).endswith("How they came to be studied: chosen for its hub (1 case); not stated (1 case).")
    assert how_chosen(EMPTY) == "No case study was read."


def test_tallies_are_summed_by_folder_and_unit():
    rows = sources.tally_table(drawn_base()).rows
    assert rows == (("case studies", "file", "2", "1", "1"), ("case studies", "words", "200", "150", "50"))


def test_every_case_study_has_a_row_with_its_words():
    rows = sources.documents_table(drawn_base()).rows
    assert [(row[0], row[1], row[3]) for row in rows] == [("Leeds hub", "Leeds", "14"), ("A team", "–", "6")]


def test_everything_left_out_has_its_reason_and_its_mend():
    dropped = "source_file | where | why | mend\ncase_studies/x.pdf | whole file | no text layer | Run OCR."
    assert sources.left_out_table(drawn_base(dropped=dropped)).rows == (
        ("case_studies/x.pdf", "whole file", "1", "file", "no text layer", "Run OCR."),
    )


def test_unsure_codings_are_told_and_not_counted():
    *said, checked, unsure = coding.how_coded(drawn_base()).sentences
    assert checked.startswith("No person has checked these codings")
    assert (*said, unsure) == (
        "6 passages of case studies and 0 sentences of answers were read.",
        "The codebook has 5 codes in 4 themes.",
        "5 of the passages and sentences (83%) hold at least one code.",
        "1 more coding is unsure and counted nowhere.",
    )


def test_codings_that_no_person_has_checked_are_said_to_be():
    assert reviewed(drawn_base()).startswith("No person has checked these codings: all were made by a machine (rules).")
    two = "document_id | text\nleeds | No time.\ntruro | No money."
    codings = "segment_id | code | coder\nleeds:0-8 | CAP | ana\nleeds:0-8 | CAP | rules\ntruro:0-9 | CAP | rules"
    assert reviewed(base(segments=two, codings=codings)) == (
        "The counts rest on 2 codings, each a code given to a passage: a person decided 1 (ana), and 1 is a machine's first "
        "reading that no person has checked."
    )
    alone = "segment_id | code | coder\nleeds:0-8 | CAP | ana"
    assert reviewed(base(segments=two, codings=alone)).endswith("a person decided 1 (ana).")
    assert reviewed(EMPTY) == "Nothing has been coded."


def test_decisions_are_counted_by_coder():
    assert coding.coders_table(drawn_base()).rows == (("rules", "machine", "6", "1", "0", "6"),)


def test_a_sample_takes_every_theme_in_turn_and_is_always_the_same():
    sample = coding.sample_codings(drawn_base(), 3)
    assert sorted(row[1] for row in sample.rows) == ["CAP.time", "CULT", "OUT"]
    assert sample == coding.sample_codings(drawn_base(), 3)
    assert len(sample.segments) == 3


def test_the_codebook_is_shown_in_its_order():
    assert [row[1] for row in coding.codebook_table(drawn_base()).rows] == ["CAP", "CAP.time", "CULT", "TECH", "OUT"]
    assert [row[1] for row in coding.codes_table(drawn_base()).rows] == ["CAP", "CAP.time", "CULT", "TECH", "OUT"]


def test_who_answered_is_said_with_the_rate_or_why_there_is_none():
    assert (
        surveys.who_answered(drawn_base(manifest=ALL_SHOWN)).sentences[1]
        == "“Feedback”: 2 people answered at least one question, 25% of the 8 invited."
    )
    unknown = drawn_base(manifest=ALL_SHOWN, surveys="survey_id | title | illustrative\nfb | Feedback | no")
    told = surveys.who_answered(unknown)
    assert told.sentences[1] == "“Feedback”: 2 people answered at least one question; how many were invited is not known."
    assert told.note == ""


def test_all_that_uses_a_made_up_survey_says_so():
    shown = [
        *surveys.closed_answers(drawn_base(manifest=ALL_SHOWN), "fb"),
        *surveys.open_answers(drawn_base(manifest=ALL_SHOWN), "fb"),
    ]
    noted = [one for one in shown if not isinstance(one, Quotes)]
    assert {type(one) for one in noted} == {Statement, Captioned, Chart}
    assert all(ILLUSTRATIVE.rstrip(".") in one.note for one in noted)
    real = drawn_base(manifest=ALL_SHOWN, surveys="survey_id | title | illustrative\nfb | Feedback | no")
    assert all(ILLUSTRATIVE not in repr(one) for one in [*surveys.closed_answers(real, "fb"), *surveys.open_answers(real, "fb")])


def test_every_figure_follows_the_table_that_it_shows():
    shown = [
        *surveys.closed_answers(drawn_base(manifest=ALL_SHOWN), "fb"),
        *surveys.open_answers(drawn_base(manifest=ALL_SHOWN), "fb"),
    ]
    charts = [n for n, one in enumerate(shown) if isinstance(one, Chart)]
    assert len(charts) == 2
    assert all(isinstance(shown[n - 1], Captioned) for n in charts)


def test_closed_answers_name_their_base():
    captions = [one.caption for one in surveys.closed_answers(drawn_base(manifest=ALL_SHOWN), "fb") if isinstance(one, Captioned)]
    assert captions == ["On a scale from “Disagree” to “Agree”", "Your role (1 answered, 1 did not)"]


def test_questions_on_different_scales_are_shown_apart():
    questions = [{"survey_id": "fb", "question_id": q, "kind": "likert"} for q in ("a", "b", "c")]
    scales = {"a": ["No", "Yes"], "b": ["Low", "Middle", "High"], "c": ["No", "Yes"]}
    options = [
        {"survey_id": "fb", "question_id": q, "option": o, "ordinal": n} for q in scales for n, o in enumerate(scales[q], 1)
    ]
    answers = [{"survey_id": "fb", "question_id": q, "respondent_id": "r1", "value": scales[q][0]} for q in scales]
    two = drawn_base(
        manifest=ALL_SHOWN, questions=questions, options=options, answers=answers, documents=[], segments=[], codings=[]
    )
    shown = [one for one in surveys.closed_answers(two, "fb") if isinstance(one, Captioned)]
    assert [one.columns[1:3] for one in shown] == [("No", "Yes"), ("Low", "Middle")]
    assert [len(one.rows) for one in shown] == [2, 1]
    assert shown[0].rows[0][1:3] == ("100%", "0%")


def test_open_answers_are_told_by_theme_with_people_and_base():
    first = next(surveys.open_answers(drawn_base(manifest=ALL_SHOWN), "fb"))
    assert first.heading == "What gets in the way?"
    (said_first,) = first.sentences
    assert said_first.startswith("2 people wrote an answer. They speak most often of ")
    assert said_first.endswith(" capacity (50%, 1 person); and culture (50%, 1 person).")


def test_a_question_with_very_many_answers_is_not_shown_answer_by_answer():
    people = [f"r{n}" for n in range(1, people_room.MOST_OPTIONS + 2)]
    many = drawn_base(
        manifest=ALL_SHOWN,
        respondents=[{"survey_id": "fb", "respondent_id": r} for r in people],
        answers=[{"survey_id": "fb", "question_id": "role", "respondent_id": r, "value": f"job {r}"} for r in people],
    )
    assert not [one for one in surveys.closed_answers(many, "fb") if isinstance(one, Captioned)]


def test_answers_without_a_code_are_told():
    uncoded = drawn_base(manifest=ALL_SHOWN, codings="segment_id | code\nleeds:0-33 | CAP.time")
    (only,) = surveys.open_answers(uncoded, "fb")
    assert only.sentences == ("No answer holds a code of the codebook.",)


def test_a_survey_in_brief_is_a_sentence_a_question():
    (brief,) = surveys.surveys_in_brief(drawn_base(manifest=ALL_SHOWN))
    assert brief.heading == "Feedback"
    assert brief.sentences[0].startswith("“What gets in the way?” 2 people wrote an answer.")


def test_limits_name_all_four():
    text = repr(limits(drawn_base()))
    for words in ("chosen, not sampled", "No person has checked", "25%", "The answers of the survey “Feedback” are made up."):
        assert words in text


FINDINGS = """
findings:
  - id: time
    claim: Staff lack time.
    for:
      - {segment: "leeds:0-33", quote: Staff had no time}
    against:
      - {segment: "leeds:35-65", quote: Trust was built}
    confidence:
      level: low
      by: Ana
      concerns: {methodological limitations: minor, coherence: none, adequacy: serious, relevance: none}
      reasons: {methodological limitations: M., coherence: C., adequacy: One place., relevance: R.}
  - id: trust
    claim: Trust helps.
    for:
      - {segment: "leeds:35-65", quote: Trust was built}
      - {segment: "fb/q/r2:0-24", quote: We trust each other}
"""


def test_findings_are_told_with_both_sides_and_the_judgement(tmp_path):
    (tmp_path / "findings.yaml").write_text(FINDINGS)
    brief = claims.findings_in_brief(drawn_base(), tmp_path / "findings.yaml")
    assert brief.rows == (("Staff lack time.", "1", "1", "2", "low"), ("Trust helps.", "1", "0", "2", "not judged"))
    shown = list(claims.findings_told(drawn_base(), tmp_path / "findings.yaml"))
    first, second, *_ = said(shown)
    assert first == "1 of 2 cases speak for it; 1 against it (the same case). Confidence: low. Judged by: Ana."
    assert second == "Methodological limitations: M."
    assert "Adequacy: One place." in said(shown)
    assert any("what people wrote in a survey is cited for it" in sentence for sentence in said(shown))
    assert quoted(shown) == ["leeds:0-33", "leeds:35-65", "leeds:35-65", "fb/q/r2:0-24"]


def test_a_project_without_findings_says_so(tmp_path):
    told = claims.findings_in_brief(drawn_base(), tmp_path / "findings.yaml")
    assert told.sentences[0].startswith("No one has written down a finding yet")
    assert list(claims.findings_told(drawn_base(), tmp_path / "findings.yaml")) == [told]


def test_a_finding_whose_words_are_gone_stops_the_telling(tmp_path):
    (tmp_path / "findings.yaml").write_text(FINDINGS.replace("Staff had no time", "Staff had all the time"))
    with pytest.raises(CodingError, match="time"):
        claims.findings_in_brief(drawn_base(), tmp_path / "findings.yaml")


def test_an_empty_base_is_told_without_an_error(tmp_path):
    told = [
        themes.bottom_line(EMPTY),
        themes.spread(EMPTY),
        sources.what_was_read(EMPTY),
        coding.how_coded(EMPTY),
        surveys.who_answered(EMPTY),
        *surveys.surveys_in_brief(EMPTY),
        *themes.theme_by_theme(EMPTY),
        *themes.other_themes(EMPTY),
        limits(EMPTY),
    ]
    assert "This project has no survey." in said(told)
    assert left_out(EMPTY) == []
    tables = (sources.tally_table, sources.documents_table, sources.left_out_table, sources.duplicates_table)
    for table in (*tables, coding.sample_codings):
        assert repr(table(EMPTY)).endswith("none.")


def test_agreement_of_two_people_is_told_code_by_code_and_said_to_be_unknown_where_no_two_decided():
    segments = "document_id | text\nleeds | No time.\nleeds | No trust."
    codings = """
        segment_id  | code | coder | applied
        leeds:0-8   | CAP  | ana   | yes
        leeds:0-8   | CAP  | ben   | yes
        leeds:10-19 | CAP  | ana   | yes
        leeds:10-19 | CAP  | ben   | no
    """
    table = coding.agreement_table(base(segments=segments, codings=codings))
    assert isinstance(table, Captioned)
    assert table.rows[0][:5] == ("Cap", "1", "1", "0", "50%")
    assert isinstance(coding.agreement_table(base(segments=segments, codings=codings.replace("ben", "rules"))), Statement)
