"""What stands beside a finding: the evidence for each judgement, what may speak against it, and evaluations on their scales."""

from __future__ import annotations

import pytest

from evidence.exhibits import Captioned, Statement
from evidence.summary import claims
from tests.landscape.drawn import places
from tests.summary.test_landscape import EMPTY, FINDING

EVALUATION = """
evaluations:
  - case: derby
    evaluated: the team
    by: Ben
    design: {before_and_after: true}
    for:
      - {segment: "derby:0-11", quote: Trust grew.}
"""


@pytest.fixture
def findings(tmp_path):
    path = tmp_path / "findings.yaml"
    path.write_text(FINDING)
    return path


def test_a_profile_sets_what_the_evidence_shows_beside_what_the_person_says(findings):
    (table,) = claims.profiles(places(), findings)
    assert table.columns == ("Component", "What the evidence shows", "Concern", "Reason")
    assert [row[0] for row in table.rows] == ["Methodological limitations", "Coherence", "Adequacy", "Relevance"]
    assert [row[2:] for row in table.rows] == [("not told", word) for word in ("M.", "C.", "A.", "R.")]
    shown = [row[1] for row in table.rows]
    assert shown[0] == "Selection: not stated (1 of 1 cases)"
    assert shown[1] == "1 of 1 passage cited (100%) speak for it; 0 not cited may speak against it"
    assert shown[2] == "1 case; 1 passage of 6 words"
    assert shown[3] == "Policy areas: housing (1 of 1 cases). Years: 2012 to 2014"
    assert table.note == "Confidence: low. Judged by: Ana."


def test_a_finding_that_no_one_judged_has_a_profile_without_concerns(findings):
    findings.write_text(FINDING[: FINDING.index("    confidence")])
    (table,) = claims.profiles(places(), findings)
    assert table.columns == ("Component", "What the evidence shows")
    assert table.note == "Confidence: not judged."


def test_what_may_speak_against_a_finding_is_quoted_with_how_it_was_found(findings):
    base = places(codings="segment_id | code | polarity\nleeds:0-25 | CAP.time | barrier\nderby:0-11 | CAP.time | enabler")
    said, quotes = claims.counter_evidence_told(base, findings)
    assert said.sentences == (
        "Counter-evidence was looked for in 2 passages with its codes: beyond those it cites, 1 may speak against it.",
        "Derby, on time: says the other side (a machine's coding).",
    )
    assert [quote.segment_id for quote in quotes] == ["derby:0-11"]


def test_looking_in_vain_and_not_being_able_to_look_are_told_apart(findings):
    none = places(codings="segment_id | code | polarity\nleeds:0-25 | CAP.time | barrier")
    (said,) = claims.counter_evidence_told(none, findings)
    assert said.sentences[0].endswith("beyond those it cites, none says the other side or denies anything.")
    findings.write_text(FINDING.replace("    codes: [CAP.time]\n", ""))
    (said,) = claims.counter_evidence_told(none, findings)
    assert said.sentences[0].startswith("It names no code")


def test_evaluations_stand_on_their_scales_and_case_studies_on_none(findings):
    findings.write_text(FINDING + EVALUATION)
    said, table = claims.evaluations_told(places(), findings)
    assert said.sentences[0].startswith("3 of 4 cases report no evaluation that was described")
    assert "What Works Growth" in said.sentences[1]
    assert table.rows[0][:5] == ("Derby", "the team", "Ben", "1", "not scoreable")


def test_without_findings_or_cases_each_says_so_in_a_sentence(findings, tmp_path):
    for told in (claims.profiles, claims.counter_evidence_told, claims.evaluations_told):
        (said,) = told(places(), tmp_path / "none.yaml")
        assert isinstance(said, Statement)
    assert claims.cited_for(places(), tmp_path / "none.yaml") is None
    findings.write_text("findings: []\n")
    assert not any(isinstance(shown, Captioned) for shown in claims.evaluations_told(EMPTY, findings))
    assert list(claims.profiles(EMPTY, findings)) == []
