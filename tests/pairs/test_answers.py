from __future__ import annotations

import pytest

from evidence.pairs.answers import answers, barrier_states, barrier_summary
from tests.pairs.drawn import AGREED, BUS, CODINGS, MISTRUST, NO_TIME, PROTOCOL, TIME, drawn_base, pair


def states(base):
    table = barrier_states(base)
    return {(case, code): state for case, code, state in zip(table["case_id"], table["code"], table["state"], strict=True)}


def test_a_barrier_is_answered_where_a_person_confirmed_an_answer_and_open_where_nothing_is_known():
    base = drawn_base(pairs=[pair(TIME, AGREED), pair(NO_TIME, BUS, "proposed", score=0.5)])
    assert states(base) == {
        ("leeds", "CAP.time"): "answered",
        ("truro", "CAP.time"): "proposed",
        ("truro", "CULT.trust"): "no answer",
    }


def test_a_refused_pair_is_no_answer():
    assert states(drawn_base(pairs=[pair(TIME, AGREED, "refused")]))["leeds", "CAP.time"] == "no answer"


def test_what_a_person_took_for_an_answer_in_part_never_counts_as_answered():
    assert states(drawn_base(pairs=[pair(TIME, AGREED, "in part")]))["leeds", "CAP.time"] == "in part"
    whole = drawn_base(pairs=[pair(TIME, AGREED, "in part"), pair(TIME, PROTOCOL)])
    assert states(whole)["leeds", "CAP.time"] == "answered"


def test_an_answer_to_one_barrier_answers_the_others_of_its_passage_in_part():
    base = drawn_base([*CODINGS, (TIME, "CULT.trust", "barrier")], pairs=[pair(TIME, AGREED)])
    assert states(base)["leeds", "CULT.trust"] == "in part"


def test_each_case_counts_once_by_the_best_that_is_known():
    base = drawn_base(pairs=[pair(TIME, AGREED), pair(TIME, PROTOCOL, "proposed")])
    table = barrier_summary(base).set_index("code")
    columns = ["cases", "of_cases", "answered", "in_part", "proposed", "no_answer"]
    assert table.loc["CAP.time", columns].tolist() == [2, 2, 1, 0, 0, 1]
    assert table.loc["CULT.trust", columns].tolist() == [1, 2, 0, 0, 0, 1]
    assert (table[["answered", "in_part", "proposed", "no_answer"]].sum(axis=1) == table["cases"]).all()


def test_an_answer_tells_where_and_what_changed_soon_after_it():
    base = drawn_base(pairs=[pair(TIME, AGREED), pair(NO_TIME, BUS, "proposed"), pair(TIME, PROTOCOL, "refused")])
    table = answers(base)
    assert table[["barrier", "way", "place", "status", "outcomes"]].to_numpy().tolist() == [
        ["Cap.Time", "Cap.Time", "Leeds", "confirmed", "Out.Timely"],  # the outcome stands two passages after the answer
        ["Cap.Time", "Cap.Money", "Truro", "proposed", ""],
    ]
    assert table["enabler_text"][0] == "Protected time for meetings about families was agreed."


def test_an_outcome_told_before_the_answer_is_not_its_outcome():
    codings = [*CODINGS, (MISTRUST, "OUT.timely", "none")]
    assert answers(drawn_base(codings, pairs=[pair(NO_TIME, BUS)]))["outcomes"].tolist() == [""]


@pytest.mark.parametrize("table", [barrier_states, barrier_summary, answers])
def test_a_base_without_codings_gives_empty_tables(table):
    assert table(drawn_base([])).empty
