from __future__ import annotations

import pytest

from evidence.summary import solutions
from tests.pairs.drawn import AGREED, BUS, NO_TIME, TIME, drawn_base, pair

PAIRS = [pair(TIME, AGREED, coder="ana", memo="Agreed in May."), pair(NO_TIME, BUS, "proposed", score=0.5)]


def told(exhibits):
    return "\n".join(map(repr, exhibits))


def test_the_bottom_line_tells_each_count_with_its_base():
    said = repr(solutions.bottom_line(drawn_base(pairs=PAIRS)))
    assert said.startswith("2 of 2 cases report a barrier. In 1 of these 2, a person confirmed what answered at least one.")
    assert "Answered most often, of the cases that report it: cap.Time (in 1 of the 2)." in said
    assert "No barrier without a known answer is reported by more than one case." in said
    nothing = repr(solutions.bottom_line(drawn_base(pairs=[])))
    assert "Reported most often, with no answer known from any case: cap.Time (2 cases)" in nothing
    assert (
        "Of 2 pairs of a barrier and what may have answered it, ana decided on 1; the other one is a machine's proposal" in said
    )


def test_before_anyone_decided_no_pair_counts_as_an_answer():
    said = repr(solutions.bottom_line(drawn_base(pairs=[pair(NO_TIME, BUS, "proposed")])))
    assert "cases report a barrier. No person has confirmed yet what answered any of them." in said
    assert "A machine proposes 1 pair of a barrier and what may have answered it. No person has decided on any" in said
    assert "No person has confirmed yet" in told(solutions.answered(drawn_base(pairs=[pair(NO_TIME, BUS, "proposed")])))


def test_an_answer_is_told_with_where_what_changed_and_the_words_of_both():
    said = told(solutions.answered(drawn_base(pairs=PAIRS)))
    assert "Reported by 2 of 2 cases; answered in 1 of them." in said
    assert "What answered it in Leeds: cap.Time. Outcomes told nearby: out.Timely. The reader notes: Agreed in May." in said
    assert "Nobody had time for meetings" in said
    assert "Protected time for meetings" in said
    assert "bus" not in said


def test_an_answer_in_part_is_told_as_one():
    base = drawn_base(pairs=[pair(TIME, AGREED, "in part")])
    said = told(solutions.answered(base))
    assert "Reported by 2 of 2 cases; answered in part in 1 of them." in said
    assert "What answered it in Leeds: cap.Time (in part)." in said
    assert "Cap.Time (in part)" in repr(solutions.ways_table(base))


def test_every_row_of_a_table_leads_to_its_passage():
    table = solutions.ways_table(drawn_base(pairs=PAIRS))
    assert table.segments == (AGREED, BUS)
    left = solutions.unanswered(drawn_base(pairs=PAIRS))
    assert left.segments == ("truro:0-41",)


def test_the_register_shows_what_is_judged_then_what_is_not(tmp_path):
    path = tmp_path / "escalation.yaml"
    assert "No one has written a register yet" in told(solutions.register(drawn_base(pairs=PAIRS), path))
    path.write_text(
        "barriers:\n  - {id: t, code: CULT.trust, ask: Say who may., "
        "for: [{segment: 'truro:0-41', quote: Police and council mistrusted}]}\n"
    )
    said = told(solutions.register(drawn_base(), path))
    assert "Not judged: no one has said whether it is national or local" in said
    assert "Barriers that may need someone above the places to act" in said


def test_the_worked_query_asks_for_a_place_that_has_no_answer_what_another_did(tmp_path):
    said = told(solutions.places_like_mine(drawn_base(pairs=[pair(TIME, AGREED)]), tmp_path / "m.npz"))
    assert said.startswith("Truro reports a barrier, cap.Time, and tells no answer to it.")
    assert "Protected time for meetings" in said


@pytest.mark.parametrize(
    "base", [drawn_base([]), drawn_base([], documents=[], segments=[], cases=[])], ids=["no code", "nothing"]
)
def test_a_project_without_barriers_says_so_in_a_sentence(tmp_path, base):
    assert "No case study holds a passage that names a barrier." in repr(solutions.bottom_line(base))
    assert "No case study holds a passage that names a barrier." in repr(solutions.barriers_table(base))
    assert "No passage is known to answer a barrier." in repr(solutions.ways_table(base))
    assert "Every barrier" in repr(solutions.unanswered(base))
    assert "there is no question to show" in told(solutions.places_like_mine(base, tmp_path / "m.npz"))
    assert told(solutions.register(base, tmp_path / "none.yaml")).startswith("No one has written a register yet")
