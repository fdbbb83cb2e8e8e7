from pathlib import Path

import pytest

from evidence.errors import CodingError
from evidence.findings import COMPONENTS, check_findings, read_findings, suggest_level
from evidence.model import EvidenceBase
from tests.drawing import base

LEEDS = "There was no time to meet."
AGAIN = "Money ran out in the second year."
TRURO = "Time was protected for every team."


def places(**more: object) -> EvidenceBase:
    answer = {"document_id": "s/q/r1", "kind": "answer", "survey_id": "s", "question_id": "q", "respondent_id": "r1"}
    return base(
        surveys="survey_id\ns",
        cases="case_id | selection\nleeds | chosen by the team\ntruro | .\nderby | chosen by the team",
        documents=[answer, *({"document_id": case, "case_id": case} for case in ("leeds", "truro", "derby"))],
        segments=[
            {"document_id": "leeds", "text": LEEDS},
            {"document_id": "leeds", "text": AGAIN},
            {"document_id": "truro", "text": TRURO},
            {"document_id": "derby", "text": "All was well."},
            {"document_id": "s/q/r1", "text": "We never had any time."},
        ],
        codes="code\nCAP\nCAP.time",
        **more,
    )


def said(text: str, tmp_path: Path, known: EvidenceBase | None = None):
    file = tmp_path / "findings.yaml"
    file.write_text("findings:\n" + text, encoding="utf-8")
    return read_findings(file, "p/findings.yaml", known or places())


def faults(text: str, tmp_path: Path, known: EvidenceBase | None = None) -> str:
    with pytest.raises(CodingError) as caught:
        said(text, tmp_path, known)
    return str(caught.value)


JUDGED = """\
- id: time
  claim: Places lack the time
    to meet.
  codes: [CAP.time]
  about_frequency: true
  for:
    - segment: leeds:0-26
      quote: no time to meet
    - segment: s/q/r1:0-22
      quote: We never had any time.
  against:
    - segment: truro:0-34
      quote: "Time was
        protected for every team"
  confidence:
    level: low
    by: A. Researcher
    concerns: {methodological limitations: moderate, coherence: none, adequacy: serious, relevance: minor}
    reasons:
      methodological limitations: written by the places themselves
      coherence: all agree
      adequacy: two places
      relevance: near
"""


def plain(citation: str) -> str:
    return f"- id: a\n  claim: So it is.\n  for:\n{citation}"


def test_a_finding_counts_cases_people_and_passages_for_and_against(tmp_path):
    row = said(JUDGED, tmp_path).summary.iloc[0]
    assert row["claim"] == "Places lack the time to meet."
    assert row[["cases_for", "cases_against", "of_cases"]].tolist() == [1, 1, 3]
    assert row[["respondents_for", "respondents_against", "segments_for", "segments_against"]].tolist() == [1, 0, 2, 1]
    assert row["kinds"] == "case studies; survey answers"


def test_a_case_cited_twice_is_one_case(tmp_path):
    cited = "    - {segment: 'leeds:0-26', quote: no time to}\n    - {segment: 'leeds:28-61', quote: Money ran out}\n"
    row = said(plain(cited), tmp_path).summary.iloc[0]
    assert row[["cases_for", "segments_for"]].tolist() == [1, 2]


def test_the_level_is_the_person_s_and_the_suggestion_stands_beside_it(tmp_path):
    found = said(JUDGED, tmp_path)
    row = found.summary.iloc[0]
    assert (row["confidence"], row["by"]) == ("low", "A. Researcher")
    # high; down 1 for adequacy, down 1 for limitations and relevance together
    assert row["suggested"].startswith("low (from high, down 1 for serious concerns (adequacy), down 1 for lesser")
    assert "adequacy: two places" in row["reasons"]
    assert found.profile["component"].tolist() == list(COMPONENTS)
    assert found.profile["concern"].tolist() == ["moderate", "none", "serious", "minor"]


def test_a_claim_about_frequency_says_how_the_cases_came_to_be_studied(tmp_path):
    assert said(JUDGED, tmp_path).summary["selection"][0] == "chosen by the team (2 of 3 cases); not stated (1 of 3 cases)"
    once = JUDGED.replace("about_frequency: true", "about_frequency: false")
    assert said(once, tmp_path).summary["selection"][0] == ""


def test_the_evidence_is_one_row_a_passage_with_whose_it_is(tmp_path):
    evidence = said(JUDGED, tmp_path).evidence
    assert evidence["side"].tolist() == ["for", "for", "against"]
    assert evidence["case_id"].tolist()[::2] == ["leeds", "truro"]
    assert evidence["respondent_id"][1] == "r1"
    assert evidence["quote"][2] == "Time was protected for every team"


def test_a_finding_that_no_one_judged_says_so(tmp_path):
    found = said(plain("    - {segment: 'leeds:0-26', quote: no time to}\n"), tmp_path)
    assert found.summary["confidence"].tolist() == ["not judged"]
    assert found.summary["suggested"].tolist() == [""]
    assert found.profile.empty
    assert "not judged" in repr(found)
    assert "not judged" in found._repr_html_()
    assert len(found) == 1


def test_quotation_marks_of_either_shape_are_the_same(tmp_path):
    known = base(segments=[{"document_id": "leeds", "text": "They said “it’s  not\nours” again."}])
    text = '    - segment: leeds:0-33\n      quote: "said \\"it\'s not ours\\" again"\n'
    assert len(said(plain(text), tmp_path, known)) == 1


def test_no_findings_yet_is_an_empty_table(tmp_path):
    found = said("  []\n", tmp_path)
    assert found.summary.empty
    assert found.evidence.empty


@pytest.mark.parametrize(
    ("citation", "finding", "mend"),
    [
        (
            "{segment: 'leeds:0-26', quote: no time to sleep}",
            "stand nowhere in case_studies/leeds.txt",
            "misquoted, or the source has changed",
        ),
        ("{segment: 'leeds:0-26', quote: ran out in}", "now stand at leeds:28-61", "Write: segment: leeds:28-61"),
        ("{segment: 'leeds:3-30', quote: ran out in}", "no such segment any more; the words quoted now stand", "leeds:28-61"),
        ("{segment: 'leeds:3-30', quote: gone for good}", "no such segment any more, and the words", "source has changed"),
        ("{segment: 'leeds:0-26', quote: to meet. Money ran}", "run over several segments", "one segment"),
        ("{segment: 'leeds:28-61', quote: 'me'}", "stand 2 times in", "Quote more"),
        ("{segment: 'leds:0-26', quote: no time to}", "no document 'leds'; did you mean 'leeds'", "segment's id"),
        ("{segment: 'leeds:0-26', quote: time}", "too short", "at least 3 words"),
        ("{segment: 'leeds:0-26'}", "no quote", "a few of its words"),
        ("{quote: no time to}", "cites no segment", "segment: "),
        ("{segment: [1], quote: no time to}", "cites no segment", "segment: "),
        ("{segment: 'leeds:0-26', quote: no time to, page: 3}", "unknown key 'page'", "segment, quote"),
    ],
)
def test_evidence_that_does_not_stand_is_refused_with_finding_segment_and_file(tmp_path, citation, finding, mend):
    message = faults(plain(f"    - {citation}\n"), tmp_path)
    assert "p/findings.yaml, line 5" in message
    assert finding in message
    assert mend in message
    assert "'a'" in message or "page" in message


def test_messages_never_repeat_the_words_quoted(tmp_path):
    assert "secret" not in faults(plain("    - {segment: 'leeds:0-26', quote: my secret words}\n"), tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("- id: time", "- id: time to", "line 2: the finding has no id"),
        ("- id: time", "- id: 7", "line 2: the finding has no id"),
        ("  claim: Places lack the time\n    to meet.\n", "", "line 2: the finding makes no claim"),
        ("[CAP.time]", "[CAP.tiem]", "line 5: code 'CAP.tiem' is not in the codebook; did you mean 'CAP.time'"),
        ("[CAP.time]", "CAP.time", "line 5: 'codes' is no list"),
        ("about_frequency: true", "about_frequency: often", "line 6: 'about_frequency' is neither"),
        ("  claim:", "  clam: x\n  claim:", "line 3: unknown key 'clam'; did you mean 'claim'"),
        ("    by: A. Researcher\n", "", "without the name of the person"),
        ("level: low", "level: certain", "line 17: 'level' is none of"),
        ("adequacy: two places", "adequacy: ''", "finding 'time': no reason for adequacy"),
        ("adequacy: two places", "adequcy: two places", "unknown key 'adequcy'"),
        ("adequacy: serious, ", "", "line 19: 'concerns' does not judge all four"),
        ("adequacy: serious", "adequacy: substantial", "'concerns' does not judge all four"),
        ("    concerns: {", "    concern: {", "unknown key 'concern'; did you mean 'concerns'"),
    ],
)
def test_what_is_wrong_with_a_finding_is_said_with_its_line(tmp_path, old, new, finding):
    assert old in JUDGED
    assert finding in faults(JUDGED.replace(old, new), tmp_path)


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("- id: a\n  claim: So.\n  for: []\n", "cites nothing for it"),
        ("- id: a\n  claim: So.\n  for: leeds\n", "'for' is no list"),
        ("- id: a\n  claim: So.\n  for: [leeds]\n", "'for' is no list"),
        ("- only words\n", "line 1: one of 'findings' is no mapping"),
        (plain("    - {segment: 'leeds:0-26', quote: no time to}\n  confidence: high\n"), "'confidence' is no mapping"),
        (plain("    - {segment: 'leeds:0-26', quote: no time to}\n" * 2), "is cited twice"),
        (plain("    - {segment: 'leeds:0-26', quote: no time to}\n") * 2, "the id 'a' was used before, in line 2"),
    ],
)
def test_a_finding_out_of_shape_is_refused(tmp_path, text, finding):
    assert finding in faults(text, tmp_path)


def test_all_that_is_wrong_is_said_at_once(tmp_path):
    message = faults(JUDGED.replace("level: low", "level: certain").replace("leeds:0-26", "leeds:0-9"), tmp_path)
    assert "'level' is none of" in message
    assert "no such segment any more" in message


@pytest.mark.parametrize("text", ["", "findings: 3\n", "- a\n"])
def test_a_file_without_a_list_of_findings_is_refused(tmp_path, text):
    file = tmp_path / "findings.yaml"
    file.write_text(text)
    with pytest.raises(CodingError, match="holds no list of findings"):
        read_findings(file, "p/findings.yaml", places())


@pytest.mark.parametrize(
    ("concerns", "level"),
    [
        (("none", "none", "none", "none"), "high"),
        (("serious", "none", "none", "none"), "moderate"),
        (("serious", "serious", "none", "none"), "low"),
        (("serious", "serious", "serious", "none"), "very low"),
        (("serious", "serious", "serious", "serious"), "very low"),
        (("none", "moderate", "moderate", "none"), "moderate"),
        (("minor", "none", "none", "none"), "high"),
        (("minor", "minor", "none", "none"), "high"),
        (("serious", "moderate", "moderate", "none"), "low"),
    ],
)
def test_a_level_is_suggested_as_the_known_answers_have_it(concerns, level):
    suggested, why = suggest_level(dict(zip(COMPONENTS, concerns, strict=True)))
    assert suggested == level
    assert ("judgement" in why) == ("moderate" in concerns)


@pytest.mark.parametrize("concerns", [{}, dict.fromkeys(COMPONENTS, "substantial"), dict.fromkeys([*COMPONENTS, "x"], "none")])
def test_no_level_is_suggested_without_a_concern_for_each_component(concerns):
    with pytest.raises(ValueError, match="give for each"):
        suggest_level(concerns)


EVALUATED = (
    JUDGED
    + """\
evaluations:
- case: leeds
  evaluated: the hub, before and after
  by: A. Researcher
  design: {before_and_after: true, randomised: false}
  for:
    - segment: leeds:0-26
      quote: no time to meet
"""
)


def test_an_evaluation_is_a_row_for_each_fact_of_its_design(tmp_path):
    rows = said(EVALUATED, tmp_path).evaluations.values.tolist()
    told = ["leeds", "the hub, before and after", "A. Researcher"]
    assert rows == [[*told, "before_and_after", True], [*told, "randomised", False]]
    assert said(JUDGED, tmp_path).evaluations.empty


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("- case: leeds", "- case: leds", "line 26: there is no case 'leds'; did you mean 'leeds'"),
        ("- case: leeds\n  evaluated", "- evaluated", "an evaluation without 'case'"),
        ("  by: A. Researcher\n  design", "  design", "an evaluation without 'by'"),
        ("randomised: false", "randomized: false", "line 29: unknown key 'randomized'; did you mean 'randomised'"),
        ("randomised: false", "randomised: maybe", "line 29: the evaluation of case 'leeds' does not tell its design"),
        ("{before_and_after: true, randomised: false}", "good", "does not tell its design"),
        ("  for:\n    - segment: leeds:0-26\n      quote: no time to meet\n", "", "cites nothing that tells of its design"),
        ("quote: no time to meet", "quote: gone for good", "the words quoted stand nowhere in"),
    ],
)
def test_what_is_wrong_with_an_evaluation_is_said_with_its_line(tmp_path, old, new, finding):
    head, tail = EVALUATED.split("evaluations:")
    assert old in tail
    assert finding in faults(f"{head}evaluations:{tail.replace(old, new)}", tmp_path)


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("evaluations: 3\n", "line 25: 'evaluations' is no list"),
        ("evaluations: [x]\n", "line 25: one of 'evaluations' is no mapping"),
    ],
)
def test_evaluations_out_of_shape_are_refused(tmp_path, text, finding):
    assert finding in faults(JUDGED + text, tmp_path)


def test_without_a_base_all_but_the_passages_is_checked(tmp_path):
    file = tmp_path / "findings.yaml"
    file.write_text("findings:\n" + EVALUATED.replace("leeds:0-26", "gone:0-26").replace("level: low", "level: certain"))
    (problem,) = check_findings(file, "findings.yaml", ["CAP.time"])
    assert "'level' is none of" in str(problem)
    assert "code 'CAP.time' is not in the codebook" in str(check_findings(file, "findings.yaml", ["CAP"])[0])
    file.write_text("- x\n")
    assert "holds no list of findings" in str(check_findings(file, "findings.yaml", [])[0])


def test_with_a_base_the_check_says_what_the_reading_would(tmp_path):
    file = tmp_path / "findings.yaml"
    file.write_text("findings:\n" + EVALUATED.replace("leeds:0-26", "gone:0-26"))
    assert "there is no document 'gone'" in " ".join(map(str, check_findings(file, "f", ["CAP.time"], places())))


def checked(text: str, tmp_path: Path) -> list[str]:
    file = tmp_path / "findings.yaml"
    file.write_text("findings:\n" + text)
    return [str(problem) for problem in check_findings(file, "f", ["CAP.time"])]


@pytest.mark.parametrize(
    ("claim", "told"),
    [
        ("Most places lack the time to meet.", "'most'"),
        ("Places never have the time.", "'never'"),
        ("In all of them time was short.", "'all'"),
        ("Every place lacked time.", "'every'"),
        ("Some had no time at all; time was the most precious thing.", ""),
        ("Places lack the time to meet.", ""),
    ],
)
def test_a_claim_that_counts_and_is_not_marked_so_is_told(tmp_path, claim, told):
    text = JUDGED.replace("Places lack the time\n    to meet.", f'"{claim}"')
    assert checked(text, tmp_path) == []
    problems = checked(text.replace("about_frequency: true", "about_frequency: false"), tmp_path)
    assert len(problems) == bool(told)
    assert all(f"line 3: finding 'time' says how many or how often ({told})" in one for one in problems)


@pytest.mark.parametrize(("level", "told"), [("very low", 0), ("low", 0), ("moderate", 0), ("high", 1)])
def test_a_level_two_steps_above_what_its_own_concerns_suggest_is_told(tmp_path, level, told):
    # One serious concern and two lesser ones, one of them moderate: from high down two, to low.
    problems = checked(JUDGED.replace("level: low", f"level: {level}"), tmp_path)
    assert len(problems) == told
    assert all("finding 'time' is judged 'high', where its own concerns suggest 'low'" in one for one in problems)
