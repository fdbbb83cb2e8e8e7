"""Counter-evidence: the same codes and the other side, or words of denial, not cited; best first; and never more than offered."""

from __future__ import annotations

import pytest

from evidence.findings import DENIAL, OTHER_SIDE, counter_evidence, counter_search, finding_facts, read_findings
from tests.drawing import base

TEXTS = {
    "leeds": ["There was no time to meet.", "Time was found in Leeds.", "The clock struck."],
    "truro": ["Time to meet was protected for every team.", "Time, but never enough."],
    "derby": ["Money helped in Derby."],
}


def places(**more):
    return base(
        **{
            "cases": """
                case_id | policy_area | selection | date
                leeds   | a           | drawn     | 2014
                truro   | b           | drawn     | 2016
                derby   | a           | .         | .
            """,
            "case_attributes": "case_id | attribute | value\nleeds | source_type | posts",
            "segments": [{"document_id": case, "text": text} for case, texts in TEXTS.items() for text in texts],
            "codings": """
                segment_id  | code      | polarity | coder
                leeds:0-26  | CAP.time  | barrier  | rules
                leeds:28-52 | CAP.time  | enabler  | rules
                leeds:54-71 | CAP.time  | none     | rules
                truro:0-42  | CAP.time  | enabler  | ana
                truro:44-67 | CAP.time  | none     | rules
                derby:0-22  | CAP.money | enabler  | rules
            """,
            **more,
        }
    )


FINDING = """
findings:
  - id: time
    claim: Places lack the time to meet as a team.
    codes: [CODES]
    for:
      - {segment: "leeds:0-26", quote: no time to meet}
    against: [AGAINST]
"""


def found(tmp_path, codes="CAP.time", against="", text=FINDING, known=None):
    path = tmp_path / "findings.yaml"
    path.write_text(text.replace("CODES", codes).replace("AGAINST", against))
    known = known or places()
    findings = read_findings(path, "findings.yaml", known)
    return counter_evidence(known, findings), findings


def offered(looked):
    return looked.loc[looked["offered"], "segment_id"].tolist()


def test_passages_of_the_other_side_come_first_a_person_s_before_a_machine_s_then_denials(tmp_path):
    looked, _ = found(tmp_path)
    assert offered(looked) == ["truro:0-42", "leeds:28-52", "truro:44-67"]
    assert looked["found_by"].tolist()[:3] == [OTHER_SIDE, OTHER_SIDE, f"{DENIAL}: but, never"]
    assert looked["by_person"].tolist()[:3] == [True, False, False]


def test_all_that_was_looked_at_is_told_and_what_is_cited_is_not_offered(tmp_path):
    looked, findings = found(tmp_path, against='{segment: "truro:0-42", quote: Time to meet was protected}')
    assert offered(looked) == ["leeds:28-52", "truro:44-67"]
    row = counter_search(looked, findings).iloc[0]
    assert row[["looked_at", "cited_for", "cited_against", "offered"]].tolist() == [5, 1, 1, 2]


def test_a_theme_looks_below_itself_and_a_code_not_beside_itself(tmp_path):
    assert "derby:0-22" in offered(found(tmp_path, codes="CAP")[0])
    assert "derby:0-22" not in found(tmp_path, codes="CAP.time")[0]["segment_id"].tolist()


def test_a_finding_without_codes_is_told_to_have_none(tmp_path):
    looked, findings = found(tmp_path, codes="")
    assert looked.empty
    assert counter_search(looked, findings)[["codes", "looked_at", "offered"]].iloc[0].tolist() == ["", 0, 0]


def test_a_finding_whose_passages_take_no_side_is_met_by_denials_alone(tmp_path):
    text = FINDING.replace('{segment: "leeds:0-26", quote: no time to meet}', '{segment: "leeds:54-71", quote: The clock struck}')
    looked, _ = found(tmp_path, text=text)
    assert set(offered(looked)) == {"leeds:0-26", "truro:44-67"}
    assert all(how.startswith(DENIAL) for how in looked.loc[looked["offered"], "found_by"])


def answers(illustrative):
    answer = {"document_id": "s/q/r1", "kind": "answer", "survey_id": "s", "question_id": "q", "respondent_id": "r1"}
    return places(
        surveys=f"survey_id | illustrative\ns | {illustrative}",
        documents=[answer, *({"document_id": case, "case_id": case} for case in TEXTS)],
        segments=[
            *({"document_id": case, "text": text} for case, texts in TEXTS.items() for text in texts),
            {"document_id": "s/q/r1", "text": "We had time."},
        ],
        codings="segment_id | code | polarity\nleeds:0-26 | CAP.time | barrier\ns/q/r1:0-12 | CAP.time | enabler",
    )


@pytest.mark.parametrize(("illustrative", "expected"), [("no", ["s/q/r1:0-12"]), ("yes", [])])
def test_answers_that_are_made_up_speak_against_nothing(tmp_path, illustrative, expected):
    assert offered(found(tmp_path, known=answers(illustrative))[0]) == expected


def test_a_coding_withheld_or_unsure_is_no_evidence(tmp_path):
    codings = (
        "segment_id | code | polarity | applied\nleeds:0-26 | CAP.time | barrier | yes\ntruro:0-42 | CAP.time | enabler | unsure"
    )
    looked, _ = found(tmp_path, known=places(codings=codings))
    assert looked["segment_id"].tolist() == ["leeds:0-26"]


def test_the_facts_count_what_is_cited_on_both_sides_and_name_where_it_comes_from(tmp_path):
    _, findings = found(tmp_path, against='{segment: "truro:0-42", quote: Time to meet was protected}')
    row = finding_facts(places(), findings).iloc[0]
    assert row[["cases", "respondents", "segments", "words"]].tolist() == [2, 0, 2, 6 + 8]
    assert row[["segments_for", "segments_against", "share_for"]].tolist() == [1, 1, 0.5]
    assert row["policy_areas"] == "a (1 of 2 cases); b (1 of 2 cases)"
    assert (row["years"], row["undated"]) == ("2014 to 2016", 0)
    assert row["selection"] == "drawn (2 of 2 cases)"
    assert row["source_types"] == "not stated (1 of 2 cases); posts (1 of 2 cases)"


def test_no_findings_have_no_rows(tmp_path):
    looked, findings = found(tmp_path, text="findings: []\n")
    assert looked.empty
    assert counter_search(looked, findings).empty
    assert finding_facts(places(), findings).empty
