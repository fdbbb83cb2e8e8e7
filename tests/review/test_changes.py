"""What a change of codebook or decisions did to the codings, code by code and with the words."""

from evidence.review.changes import changes_by_code, changes_said, codings_changed
from tests.drawing import base

SEGMENTS = "document_id | text\nd | No time.\nd | Trust grew."


def coded(codings, segments=SEGMENTS):
    return base(segments=segments, codings=f"segment_id | code | applied | polarity | coder\n{codings}", codes="code\nCAP\nCULT")


def test_a_coding_is_gained_lost_or_turned():
    before = coded("d:0-8 | CAP | yes | barrier | rules\nd:10-21 | CULT | yes | enabler | rules")
    after = coded("d:0-8 | CAP | yes | enabler | rules\nd:0-8 | CULT | yes | barrier | rules")
    changed = codings_changed(before, after)
    assert changed[["code", "change", "was", "now", "by", "segment_id", "text"]].to_numpy().tolist() == [
        ["CAP", "turned", "barrier", "enabler", "rules", "d:0-8", "No time."],
        ["CULT", "gained", "–", "barrier", "rules", "d:0-8", "No time."],
        ["CULT", "lost", "enabler", "–", "rules", "d:10-21", "Trust grew."],
    ]
    assert changes_by_code(changed).to_dict("records") == [
        {"code": "CAP", "name": "Cap", "gained": 0, "lost": 0, "turned": 1},
        {"code": "CULT", "name": "Cult", "gained": 1, "lost": 1, "turned": 0},
    ]


def test_a_persons_no_takes_a_machines_yes_away_and_her_yes_gains():
    before = coded("d:0-8 | CAP | yes | barrier | rules\nd:10-21 | CULT | unsure | none | rules")
    after = coded(
        "d:0-8 | CAP | yes | barrier | rules\nd:10-21 | CULT | unsure | none | rules\n"
        "d:0-8 | CAP | no | none | ana\nd:10-21 | CULT | yes | enabler | ana"
    )
    changed = codings_changed(before, after)
    assert changed[["change", "was", "now", "by"]].to_numpy().tolist() == [
        ["lost", "barrier", "no", "rules"],
        ["gained", "unsure", "enabler", "ana"],
    ]


def test_nothing_changed_is_said():
    one = coded("d:0-8 | CAP | yes | barrier | rules")
    assert codings_changed(one, one).empty
    assert changes_said(codings_changed(one, one)) == "No coding changed since the last build."


def test_the_terminal_shows_sums_and_a_line_a_code_and_no_words():
    before, after = coded("d:0-8 | CAP | yes | barrier | rules"), coded("d:0-8 | CULT | yes | barrier | rules")
    said = changes_said(codings_changed(before, after))
    assert said.startswith("Codings changed since the last build: 1 gained, 1 lost, 0 turned")
    assert "CULT       1     0       0" in said
    assert "No time" not in said


def test_a_passage_that_is_no_more_loses_its_codings_and_a_new_one_gains():
    before = coded("d:0-8 | CAP | yes | barrier | rules")
    after = coded("e:0-8 | CAP | yes | barrier | rules", "document_id | text\ne | No time.")
    assert codings_changed(before, after)[["change", "segment_id", "text"]].to_numpy().tolist() == [
        ["gained", "e:0-8", "No time."],
        ["lost", "d:0-8", "No time."],
    ]
