import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from evidence.model import EvidenceBase
from evidence.survey import (
    association,
    closed_table,
    crosstab,
    effective_base,
    likert_table,
    number_summary,
    open_codes,
    open_codes_by,
    response_rate,
    wilson,
)
from tests.drawing import base

AGREE = ("Disagree", "Neither", "Agree")


def asked(
    answers: str, kind: str = "single", options: str = "", weights: str = "", invited: int | None = None, people: int = 4
) -> EvidenceBase:
    """A survey `s` with question `q` (of `kind`), attribute `role`, and respondents r1, r2, …

    answers: "r1=a r2=b", and "r1:role=nurse" for another question; options: "a|b"; weights: "2 1 1".
    """
    rows = []
    for word in answers.split():
        who, value = word.split("=")
        respondent, _, question = who.partition(":")
        rows.append({"survey_id": "s", "question_id": question or "q", "respondent_id": respondent, "value": value})
    given_weights = [float(w) for w in weights.split()] or [1.0] * people
    return base(
        surveys=[{"survey_id": "s", "invited": invited}],
        questions=[
            {"survey_id": "s", "question_id": "q", "kind": kind},
            {"survey_id": "s", "question_id": "role", "kind": "attribute"},
        ],
        options=[{"survey_id": "s", "question_id": "q", "option": o} for o in options.split("|") if o],
        respondents=[{"survey_id": "s", "respondent_id": f"r{n}", "weight": w} for n, w in enumerate(given_weights, start=1)],
        answers=rows,
    )


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        (0, 20, 0, 0.161125),
        (1, 29, 0.006113, 0.171755),
        (15, 148, 0.062386, 0.160487),
        (81, 263, 0.255289, 0.366210),
        (5, 10, 0.236593, 0.763407),
    ],
)
def test_wilson_gives_the_known_answers(successes, n, low, high):
    assert wilson(successes / n, n) == pytest.approx((low, high), abs=1e-6)


@given(st.integers(1, 400), st.data())
def test_wilson_agrees_with_scipy_wherever_the_base_is_a_whole_number(n, data):
    successes = data.draw(st.integers(0, n))
    theirs = binomtest(successes, n).proportion_ci(method="wilson")
    assert wilson(successes / n, n) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


def test_wilson_of_no_answers_is_not_a_number():
    assert all(math.isnan(end) for end in wilson(math.nan, 0))


@given(st.lists(st.floats(0.1, 10), min_size=1, max_size=20))
def test_the_effective_base_is_never_above_the_base(weights):
    assert 1 - 1e-9 <= effective_base(pd.Series(weights)) <= len(weights) + 1e-9


def test_a_share_is_of_those_who_answered_and_options_no_one_chose_are_shown():
    table = closed_table(asked("r1=a r2=b r3=a", options="a|b|c"), "s", "q")
    assert table["option"].tolist() == ["a", "b", "c"]
    assert table["count"].tolist() == [2, 1, 0]
    assert table["share"].tolist() == pytest.approx([2 / 3, 1 / 3, 0])
    assert table[["base", "missing"]].drop_duplicates().to_numpy().tolist() == [[3, 1]]
    assert table.loc[0, ["low", "high"]].tolist() == pytest.approx(wilson(2 / 3, 3))


def test_weights_move_the_share_and_widen_the_interval_by_the_effective_base():
    table = closed_table(asked("r1=a r2=b r3=b", options="a|b", weights="4 1 1"), "s", "q")
    # 4 of 6 by weight; (4 + 1 + 1)² / (16 + 1 + 1) = 36 / 18 = 2
    assert table["share"].tolist() == pytest.approx([4 / 6, 2 / 6])
    assert table["count"].tolist() == [1, 2]
    assert table["effective_base"].tolist() == pytest.approx([2, 2])
    assert table.loc[0, ["low", "high"]].tolist() == pytest.approx(wilson(4 / 6, 2))
    assert "weighted" in table["note"][0]


def test_the_base_of_a_multiple_choice_is_people_who_ticked_anything_and_shares_may_exceed_one():
    table = closed_table(asked("r1=a r1=b r2=a", kind="multiple", options="a|b"), "s", "q")
    assert table["share"].tolist() == pytest.approx([1.0, 0.5])
    assert table["base"].tolist() == [2, 2]
    assert "over 100 %" in table["note"][0]


def test_a_question_that_no_one_answered_has_no_shares_and_says_so():
    table = closed_table(asked("", options="a|b"), "s", "q")
    assert table["share"].isna().all()
    assert table["missing"].tolist() == [4, 4]
    assert table["note"][0] == "no one answered"


@pytest.mark.parametrize(("people", "small"), [(29, True), (30, False)])
def test_a_base_below_thirty_is_said_to_be_small(people, small):
    answers = " ".join(f"r{n}=a" for n in range(1, people + 1))
    table = closed_table(asked(answers, options="a", people=people), "s", "q")
    assert ("small base" in table["note"][0]) == small


def test_an_attribute_without_listed_options_shows_the_values_found_in_order_of_name():
    table = closed_table(asked("r1:role=nurse r2:role=clerk"), "s", "role")
    assert table["option"].tolist() == ["clerk", "nurse"]


def test_open_and_unknown_questions_are_refused_with_what_was_meant():
    with pytest.raises(ValueError, match="kind free_text"):
        closed_table(asked("", kind="free_text"), "s", "q")
    with pytest.raises(ValueError, match="did you mean 'role'"):
        closed_table(asked(""), "s", "roles")
    with pytest.raises(ValueError, match="survey_id is 'x'"):
        likert_table(asked(""), "x")


def test_a_crosstab_is_a_closed_table_for_each_group_and_keeps_people_whose_group_is_not_stated():
    drawn = asked("r1=a r2=b r3=a r4=b r1:role=nurse r2:role=nurse r3:role=clerk", options="a|b")
    table = crosstab(drawn, "s", "q", by="role")
    wide = table.pivot(index="group", columns="option", values="count")
    assert wide.loc["nurse"].tolist() == [1, 1]
    assert wide.loc["clerk"].tolist() == [1, 0]
    assert wide.loc["not stated"].tolist() == [0, 1]
    assert table.loc[table["group"] == "nurse", "share"].tolist() == [0.5, 0.5]


def two_by_two(a: int, b: int, c: int, d: int, **more: str) -> EvidenceBase:
    """a nurses and c clerks say yes; b nurses and d clerks say no."""
    people = ["nurse yes"] * a + ["nurse no"] * b + ["clerk yes"] * c + ["clerk no"] * d
    words = [f"r{n}={p.split()[1]} r{n}:role={p.split()[0]}" for n, p in enumerate(people, start=1)]
    return asked(" ".join(words), options="yes|no|maybe", people=len(people), **more)


def test_chi_square_is_the_known_sum_where_it_holds():
    found = association(two_by_two(20, 10, 10, 20), "s", "q", "role").iloc[0]
    # every cell is expected to hold 15 and is 5 off: 4 * 25 / 15
    assert found["chi_square"] == pytest.approx(100 / 15)
    assert found["degrees"] == 1
    assert found["cramers_v"] == pytest.approx(math.sqrt(100 / 15 / 60))
    assert found["smallest_expected"] == 15
    assert found["refused"] == ""


def test_chi_square_is_refused_where_a_cell_is_expected_to_hold_fewer_than_five():
    found = association(two_by_two(8, 1, 8, 3), "s", "q", "role").iloc[0]
    assert math.isnan(found["p"])
    # 9 nurses, 4 of 20 say no: 9 * 4 / 20
    assert found["smallest_expected"] == pytest.approx(1.8)
    assert "1.8 answers, fewer than 5" in found["refused"]


def test_people_whose_group_is_not_stated_are_in_no_test():
    drawn = two_by_two(20, 10, 10, 20)
    answers = drawn.answers
    unstated = answers[~((answers["question_id"] == "role") & (answers["respondent_id"].isin([f"r{n}" for n in range(1, 11)])))]
    found = association(EvidenceBase({**drawn.tables, "answers": unstated}), "s", "q", "role").iloc[0]
    assert (found["base"], found["degrees"]) == (50, 1)


@pytest.mark.parametrize(
    ("drawn", "reason"),
    [
        (two_by_two(20, 10, 10, 20, kind="multiple"), "several answers allowed"),
        (two_by_two(5, 5, 5, 5, weights="2 " + "1 " * 19), "weighted"),
        (two_by_two(20, 10, 0, 0), "fewer than two groups"),
        (asked("", options="a|b"), "fewer than two groups"),
    ],
)
def test_chi_square_is_refused_where_its_assumptions_fail(drawn, reason):
    found = association(drawn, "s", "q", "role").iloc[0]
    assert reason in found["refused"]
    assert math.isnan(found["p"])


def test_the_net_of_an_item_is_the_upper_half_less_the_lower_and_the_middle_counts_for_neither():
    drawn = asked("r1=Agree r2=Agree r3=Neither r4=Disagree", kind="likert", options="|".join(AGREE))
    row = likert_table(drawn, "s").iloc[0]
    assert row[list(AGREE)].tolist() == [0.25, 0.25, 0.5]
    assert row["net"] == pytest.approx(0.25)
    assert (row["base"], row["missing"]) == (4, 0)


def test_a_scale_of_even_length_has_no_middle():
    row = likert_table(asked("r1=1 r2=2 r3=3 r4=4", kind="likert", options="1|2|3|4"), "s").iloc[0]
    assert row["net"] == 0
    row = likert_table(asked("r1=1 r2=3 r3=3 r4=4", kind="likert", options="1|2|3|4"), "s").iloc[0]
    assert row["net"] == pytest.approx(0.5)


def test_an_item_no_one_answered_has_no_net():
    row = likert_table(asked("", kind="likert", options="|".join(AGREE)), "s").iloc[0]
    assert math.isnan(row["net"])
    assert row["missing"] == 4


def test_a_survey_that_no_one_answered_gives_tables_of_no_answers():
    nobody = base(
        surveys="survey_id\ns",
        questions="survey_id | question_id | kind\ns | q | likert\ns | n | number\ns | o | free_text\ns | role | attribute",
        options="survey_id | question_id | option\ns | q | a\ns | q | b",
        codes="code\nCAP",
    )
    assert closed_table(nobody, "s", "q")["count"].tolist() == [0, 0]
    assert likert_table(nobody, "s")["base"].tolist() == [0]
    assert open_codes(nobody, "s", "o")["count"].tolist() == [0]
    assert number_summary(nobody, "s", "n")["base"].tolist() == [0]
    assert response_rate(nobody, "s")["valid"].tolist() == [0]
    assert crosstab(nobody, "s", "q", "role").empty
    assert open_codes_by(nobody, "s", "o", "role").empty
    assert "fewer than two" in association(nobody, "s", "q", "role")["refused"][0]


def test_a_survey_without_items_has_an_empty_likert_table():
    assert likert_table(asked("r1=a"), "s").empty


def test_numbers_are_summed_up_without_their_extremes():
    row = number_summary(asked("r1=1 r2=2 r3=6", kind="number"), "s", "q").iloc[0]
    assert (row["base"], row["missing"], row["not_numbers"]) == (3, 1, 0)
    assert (row["mean"], row["lower_quartile"], row["median"], row["upper_quartile"]) == (3, 1.5, 2, 4)
    assert number_summary(asked("r1=many r2=2", kind="number"), "s", "q")["not_numbers"].tolist() == [1]


def test_the_response_rate_is_valid_of_invited_and_an_attribute_alone_is_no_answer():
    row = response_rate(asked("r1=a r2=b r3:role=nurse", invited=10), "s").iloc[0]
    assert (row["respondents"], row["valid"], row["rate"]) == (4, 2, 0.2)
    assert row["reason"] == ""


@pytest.mark.parametrize(("invited", "reason"), [(None, "not known"), (1, "only 1 were invited"), (0, "only 0 were invited")])
def test_a_response_rate_that_cannot_be_known_says_why(invited, reason):
    row = response_rate(asked("r1=a r2=b", invited=invited), "s").iloc[0]
    assert math.isnan(row["rate"])
    assert reason in row["reason"]


OPEN = [
    ("r1", "No time. Money helps.", False, [("No time.", "CAP.time", "barrier"), ("Money helps.", "CAP.money", "enabler")]),
    (
        "r2",
        "No time, no trust.",
        False,
        [("No time, no trust.", "CAP.time", "barrier"), ("No time, no trust.", "TRUST", "mixed")],
    ),
    ("r3", "Fine.", False, []),
    ("r4", "n/a", True, []),
]


def opened(weights: str = "1 1 1 1 1") -> EvidenceBase:
    """Five people: r1 and r2 hold codes, r3 holds none, r4 gave no answer that says anything, r5 none at all."""
    documents, segments, codings = [], [], []
    for who, text, nothing, coded in OPEN:
        name = f"s/q/{who}"
        keys = {"survey_id": "s", "question_id": "q", "respondent_id": who}
        documents.append({"document_id": name, "kind": "answer", "text": text, "no_answer": nothing, **keys})
        for words in dict.fromkeys(w for w, _, _ in coded):
            segments.append({"document_id": name, "text": words, "kind": "sentence"})
        for words, code, polarity in coded:
            at = text.index(words)
            codings.append({"segment_id": f"{name}:{at}-{at + len(words)}", "code": code, "polarity": polarity})
    return base(
        surveys=[{"survey_id": "s"}],
        questions=[
            {"survey_id": "s", "question_id": "q", "kind": "free_text"},
            {"survey_id": "s", "question_id": "role", "kind": "attribute"},
        ],
        respondents=[{"survey_id": "s", "respondent_id": f"r{n}", "weight": float(w)} for n, w in enumerate(weights.split(), 1)],
        answers=[{"survey_id": "s", "question_id": "role", "respondent_id": "r1", "value": "nurse"}],
        documents=documents,
        segments=segments,
        codings=codings,
    )


def test_open_codes_count_people_once_and_their_base_is_answers_that_say_something():
    table = open_codes(opened(), "s", "q").set_index("code")
    assert table["count"].to_dict() == {"CAP": 2, "CAP.time": 2, "TRUST": 1, "CAP.money": 1}
    assert (table["base"] == 3).all()
    assert (table["missing"] == 2).all()
    assert table.loc["CAP", "share"] == pytest.approx(2 / 3)
    assert "1 of 3 answers hold none" in table.loc["CAP", "note"]


def test_a_person_who_says_both_counts_as_barrier_and_as_enabler():
    table = open_codes(opened(), "s", "q", level="theme").set_index("code")
    assert table.index.tolist() == ["CAP", "TRUST"]
    assert table["barrier"].to_dict() == {"CAP": 2, "TRUST": 1}
    assert table["enabler"].to_dict() == {"CAP": 1, "TRUST": 1}


def test_open_codes_are_weighted_as_closed_answers_are():
    table = open_codes(opened("1 2 1 9 9"), "s", "q").set_index("code")
    assert table.loc["TRUST", "share"] == pytest.approx(2 / 4)
    # (1 + 2 + 1)² / (1 + 4 + 1) = 16 / 6
    assert table.loc["TRUST", "effective_base"] == pytest.approx(16 / 6)


def test_open_codes_by_group_add_up_to_the_whole():
    table = open_codes_by(opened(), "s", "q", by="role", level="code")
    assert table["group"].unique().tolist() == ["nurse", "not stated"]
    sums = table.groupby("code")["count"].sum().to_dict()
    assert sums == open_codes(opened(), "s", "q").set_index("code")["count"].to_dict()
    assert table.drop_duplicates("group")["base"].tolist() == [1, 2]


def test_an_unsure_decision_is_shown_apart_and_never_counted():
    drawn = opened()
    codings = drawn.codings
    codings["applied"] = np.where(codings["code"] == "TRUST", "unsure", codings["applied"])
    unsure = EvidenceBase({**drawn.tables, "codings": codings.astype({"applied": "str"})})
    row = open_codes(unsure, "s", "q").set_index("code").loc["TRUST"]
    assert (row["count"], row["unsure"]) == (0, 1)
    assert open_codes(drawn, "s", "q")["unsure"].eq(0).all()


def test_a_closed_question_has_no_open_codes():
    with pytest.raises(ValueError, match="kind attribute"):
        open_codes(opened(), "s", "role")
