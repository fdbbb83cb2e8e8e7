"""What a reader sees of a survey: numbers, words of other boxes, and a survey of which nothing can be shown."""

from __future__ import annotations

import pytest

from evidence.disclosure import protecting
from evidence.disclosure.attack import SolverError
from evidence.exhibits import WITHHELD, Captioned, Statement
from evidence.figures import Chart
from evidence.summary import surveys
from tests.drawing import base

SURVEY = "survey_id | title | illustrative\nfb | Feedback | yes"


def of_people(answers, kind, options=(), **more):
    """A base of one survey with one question q; answers: for each person the value, or None, or (value, other)."""
    people = [f"p{n:03d}" for n in range(len(answers))]
    pairs = [answer if isinstance(answer, tuple) else (answer, None) for answer in answers]
    return base(
        surveys=SURVEY,
        questions=[{"survey_id": "fb", "question_id": "q", "kind": kind, "text": "How?"}],
        options=[{"survey_id": "fb", "question_id": "q", "option": option} for option in options],
        respondents=[{"survey_id": "fb", "respondent_id": person} for person in people],
        answers=[
            {"survey_id": "fb", "question_id": "q", "respondent_id": person, "value": str(value), "other": other}
            for person, (value, other) in zip(people, pairs, strict=True)
            if value is not None
        ],
        **more,
    )


def tables(shown):
    return {one.caption: one for one in shown if isinstance(one, Captioned)}


def test_numbers_are_shown_as_mean_and_quartiles_with_those_withheld_that_tell_of_few():
    told = tables(surveys.closed_answers(of_people([*range(1, 21), *[None] * 12], "number"), "fb"))["Answers in numbers"]
    assert told.columns == ("Question", "People", "Mean", "Lower quartile", "Median", "Upper quartile")
    assert told.rows == (("How?", "20", "10.5", WITHHELD, "10.5", WITHHELD),)
    assert "No lowest or highest is shown" in told.note
    assert told.counts


def test_numbers_of_few_people_are_withheld_with_how_many_they_are():
    told = tables(surveys.closed_answers(of_people([*range(9), *[None] * 20], "number"), "fb"))["Answers in numbers"]
    assert told.rows == (("How?", *[WITHHELD] * 5),)


def test_a_number_question_that_no_one_answered_is_no_row():
    assert tables(surveys.closed_answers(of_people([None] * 12, "number"), "fb"))["Answers in numbers"].rows == ()


@pytest.mark.parametrize(
    ("decided", "open_", "said"),
    [
        (14, 11, "Back-coded: 14 of 25 answers in people's own words are counted where a person says they belong."),
        (9, 16, "Some wrote an answer of their own; where a person has said which answer it means, it is counted there."),
        (0, 0, ""),
    ],
)
def test_own_words_counted_elsewhere_are_told_and_few_only_in_words(decided, open_, said):
    chosen = ["Phone"] * 30 + ["Other"] * 12
    written = [("Phone", "back-coded")] * decided + [("Other", "own words")] * open_
    (told,) = tables(surveys.closed_answers(of_people([*chosen, *written], "single", ["Phone", "Other"]), "fb")).values()
    assert told.note == " ".join(filter(None, ["Illustrative data: these answers are made up.", said]))


def test_where_a_count_is_withheld_own_words_are_told_without_numbers():
    written = [("Phone", "back-coded")] * 12 + [("Other", "own words")] * 12
    shown = surveys.closed_answers(of_people(["Phone"] * 30 + ["Fax"] * 3 + written, "single", ["Phone", "Fax", "Other"]), "fb")
    (told,) = tables(shown).values()
    assert "Some wrote an answer of their own" in told.note
    assert "12" not in told.note


def test_a_survey_of_which_nothing_can_be_shown_says_so_in_words(monkeypatch):
    def fails(*_):
        raise SolverError("time is up")

    answers = ["Yes"] * 30 + ["No"] * 30
    monkeypatch.setattr(protecting, "intervals", fails)
    failed = of_people(answers, "single", ["Yes", "No"])
    shown = [*surveys.closed_answers(failed, "fb"), *surveys.open_answers(failed, "fb"), *surveys.by_attributes(failed, "fb")]
    assert not any(isinstance(one, (Captioned, Chart)) for one in shown)
    said = [one.sentences[0] for one in shown if isinstance(one, Statement)]
    assert said[1].startswith("All counts of people are withheld")
    assert not any(number in " ".join(said) for number in ("30", "60"))


def test_a_group_whose_name_does_not_tell_its_answers_is_told_with_them():
    groups = {
        "(did not answer)": "Nurse and 2 other groups",
        "Nurse": "Nurse and 2 other groups",
        "Clerk": "Nurse and 2 other groups",
    }
    assert surveys._members("Nurse and 2 other groups", groups) == "“Nurse and 2 other groups” (Nurse, Clerk and not stated)"
    assert surveys._members("Nurse or Clerk", dict.fromkeys(["Nurse", "Clerk"], "Nurse or Clerk")) == "“Nurse or Clerk”"
