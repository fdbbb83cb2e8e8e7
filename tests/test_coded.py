import pytest

from evidence.coded import chosen_codes, coded_segments, contributors, read_documents, roll_up
from evidence.model import ANSWER, CASE_STUDY, EvidenceBase
from tests.drawing import base


def both_kinds() -> EvidenceBase:
    """One case study, one answer that says something and one that does not."""
    answers = [
        {
            "document_id": f"s/q/{r}",
            "kind": "answer",
            "survey_id": "s",
            "question_id": "q",
            "respondent_id": r,
            "no_answer": r == "r2",
        }
        for r in ("r1", "r2")
    ]
    return base(
        surveys="survey_id\ns",
        documents=[*answers, {"document_id": "leeds", "case_id": "leeds"}],
        segments="""
            document_id | text
            leeds       | No time here.
            leeds       | No trust there.
            s/q/r1      | No money.
            s/q/r2      | n/a
        """,
        codings="""
            segment_id  | code       | coder | applied | polarity
            leeds:0-13  | CAP.time   | rules | yes     | barrier
            leeds:0-13  | CAP.time   | ana   | no      | none
            leeds:0-13  | CAP.money  | rules | unsure  | barrier
            leeds:15-30 | CULT.trust | rules | yes     | barrier
            leeds:15-30 | CULT.trust | ana   | yes     | enabler
            s/q/r1:0-9  | CAP.money  | rules | yes     | barrier
        """,
    )


def test_a_person_s_decision_stands_above_a_machine_s():
    coded = coded_segments(both_kinds(), kind=CASE_STUDY)
    assert coded["code"].tolist() == ["CAP.money", "CULT.trust"]
    assert coded["polarity"].tolist() == ["barrier", "enabler"]
    assert coded["coder"].tolist() == ["rules", "ana"]


def test_both_kinds_stand_in_one_table_that_tells_them_apart():
    coded = coded_segments(both_kinds())
    assert coded["kind"].tolist() == [CASE_STUDY, CASE_STUDY, ANSWER]
    assert coded["text"].tolist() == ["No time here.", "No trust there.", "No money."]
    assert contributors(coded).tolist() == ["leeds", "leeds", "s r1"]


def test_an_answer_that_says_nothing_was_not_read_for_codes():
    assert read_documents(both_kinds(), ANSWER)["document_id"].tolist() == ["s/q/r1"]
    assert read_documents(both_kinds(), CASE_STUDY)["document_id"].tolist() == ["leeds"]


def test_a_segment_counts_for_its_code_and_for_every_code_above():
    drawn = both_kinds()
    rolled = roll_up(coded_segments(drawn), drawn.codes)
    rows = rolled.set_index(["segment_id", "code"])["applied"].to_dict()
    assert rows == {
        ("leeds:0-13", "CAP"): "unsure",
        ("leeds:0-13", "CAP.money"): "unsure",
        ("leeds:15-30", "CULT"): "yes",
        ("leeds:15-30", "CULT.trust"): "yes",
        ("s/q/r1:0-9", "CAP"): "yes",
        ("s/q/r1:0-9", "CAP.money"): "yes",
    }
    assert rolled.loc[rolled["applied"] == "unsure", "polarity"].unique().tolist() == ["none"]


def test_themes_are_the_codes_without_a_parent():
    codes = both_kinds().codes
    assert chosen_codes(codes, "theme")["code"].tolist() == ["CAP", "CULT"]
    assert len(chosen_codes(codes, "code")) == len(codes)
    with pytest.raises(ValueError, match="'theme' or 'code'"):
        chosen_codes(codes, "themes")


def test_what_is_done_to_a_table_of_codings_changes_no_later_one():
    drawn = both_kinds()
    first = coded_segments(drawn)
    assert len(first)
    first["code"] = "changed"
    first.loc[:, "text"] = "changed"
    assert "changed" not in {*coded_segments(drawn)["code"], *coded_segments(drawn)["text"]}
