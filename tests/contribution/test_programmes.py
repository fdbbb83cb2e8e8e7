"""Theories of change and claims as they are written, and what bad input gets."""

from __future__ import annotations

import pytest

from evidence.contribution import check_programmes, claim_said, read_programmes, theory_table, updates_table, verdicts
from tests.drawing import base as drawn_base

PROGRAMME = """programme: The hub
case: leeds
question: What did sharing do?
by: ana
theory:
  inputs:
    - {id: team, text: A small team, basis: source}
  outcomes:
    - {id: faster, text: Faster decisions, basis: reading}
  links:
    - {from: team, to: faster, because: They ask each other}
claims:
  - id: by-sharing
    claim: Sharing made decisions faster.
    link: {from: team, to: faster}
    rivals:
      - {id: staff, explanation: More staff did it.}
    tests:
      - id: after
        test: hoop
        of: by-sharing
        expects: Decisions are faster than before.
        result: passed
        why: They were.
        for: [{segment: "leeds:0-29", quote: Decisions came in half}]
        likelihood: {if_true: 0.9, if_false: 0.3, source: a judgement}
      - id: hands
        test: hoop
        of: staff
        expects: There were more hands.
        result: failed
        why: There were fewer.
        against: [{segment: "leeds:31-60", quote: Fewer people worked}]
    prior: {probability: 0.5, source: no view}
    would_change: [A place without a hub.]
"""


@pytest.fixture
def base():
    return drawn_base(
        segments="document_id | text\nleeds | Decisions came in half a day.\nleeds | Fewer people worked there now."
    )


def project(tmp_path, text=PROGRAMME):
    folder = tmp_path / "contribution"
    folder.mkdir(exist_ok=True)
    text = text.replace("leeds:31-60", "leeds:31-61")
    (folder / "hub.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def told(folder, base):
    return [f"{p.where.rpartition(', ')[2]}: {p.what}" for p in check_programmes(folder, base)]


def test_a_claim_stands_where_it_passed_its_hoop_and_the_rival_failed_its_own(base, tmp_path):
    claim = read_programmes(project(tmp_path), base)[0].claims[0]
    assert {name: found.status for name, found in verdicts(claim).items()} == {
        "by-sharing": "not eliminated",
        "staff": "eliminated",
    }
    assert claim_said(claim).level == "supported"
    assert claim.evidence == (("after", "for", "leeds:0-29"), ("hands", "against", "leeds:31-61"))


def test_updating_prints_the_prior_and_what_each_probability_rests_on(base, tmp_path):
    table = updates_table(read_programmes(project(tmp_path), base)[0].claims[0])
    assert table["probability"].round(3).tolist() == [0.5, 0.75]
    assert table["rests on"].tolist() == ["no view", "a judgement"]


def test_no_prior_no_updating(base, tmp_path):
    text = PROGRAMME.replace("    prior: {probability: 0.5, source: no view}\n", "")
    assert updates_table(read_programmes(project(tmp_path, text), base)[0].claims[0]).empty


def test_the_theory_is_a_table_too(base, tmp_path):
    table = theory_table(read_programmes(project(tmp_path), base)[0])
    assert table["leads to"].fillna("").tolist() == ["Faster decisions", ""]


def test_a_project_without_the_folder_has_no_programmes(base, tmp_path):
    assert read_programmes(tmp_path, base) == ()
    assert check_programmes(tmp_path, None) == []


BAD = [
    ("if_true: 0.9", "if_true: 1.9", "line 26: test 'after': 'if_true' is no probability between 0 and 1"),
    ("if_true: 0.9", "if_true: 0.2", "line 26: test 'after' is no likelier to be passed if the hypothesis is true"),
    ("probability: 0.5", "probability: 1", "line 34: the prior: 'probability' is no probability between 0 and 1"),
    (", source: no view", "", "line 34: the prior has no source"),
    (", source: a judgement", "", "line 26: test 'after': its probabilities have no source"),
    ("test: hoop", "test: hop", "line 20: 'test' is none of straw in the wind, hoop, smoking gun, doubly decisive"),
    (
        "of: by-sharing",
        "of: by-shering",
        "line 21: test 'after' is of 'by-shering', no claim or rival here; did you mean 'by-sharing'?",
    ),
    ("result: passed", "result: yes indeed", "line 23: test 'after': 'result' is none of passed, failed, not known"),
    ("result: passed", "result: failed", "line 23: test 'after' is said to be failed and cites nothing against it"),
    ("        against: [", "        for: [", "line 31: test 'hands' is said to be failed and cites nothing against it"),
    ("to: faster, because", "to: fastr, because", "line 11: a link names 'fastr', which is no element; did you mean 'faster'?"),
    (", because: They ask each other", "", "line 11: a link gives no reason"),
    (", basis: source", "", "line 7: an element of inputs needs a text and a basis"),
    ("id: faster,", "id: team,", "line 9: two of the elements are called 'team'"),
    ("would_change: [A place without a hub.]", "would_change: []", "line 35: does not say what would change the verdict"),
    ("question:", "qestion:", "line 3: unknown key 'qestion'; did you mean 'question'?"),
    ("id: hands", "id: after", "line 27: two of the tests are called 'after'"),
    ("claim: Sharing made decisions faster.", "claim: ''", "line 14: makes no claim"),
    ("expects: There were more hands.", "expects: ''", "line 30: test 'hands': 'expects' is missing"),
    ("link: {from: team, to: faster}", "link: team", "line 15: 'link' is no mapping"),
    ("id: staff,", "id: More staff,", "line 17: has no id that can be used"),
    ("explanation: More staff did it.", "explanation: ''", "line 17: a rival has no explanation"),
]


@pytest.mark.parametrize(("good", "bad", "line"), BAD)
def test_what_the_file_says_wrong_is_told_with_its_line(good, bad, line, tmp_path):
    assert good in PROGRAMME
    found = told(project(tmp_path, PROGRAMME.replace(good, bad, 1)), None)
    assert any(one.startswith(line) for one in found), found


@pytest.mark.parametrize(
    ("good", "bad", "line"),
    [
        ("case: leeds", "case: leads", "line 2: there is no case 'leads'; did you mean 'leeds'?"),
        (
            "quote: Decisions came in half",
            "quote: Decisions came in twice",
            "line 25: test 'after', segment leeds:0-29: its words",
        ),
    ],
)
def test_what_does_not_fit_the_base_is_told_with_its_line(good, bad, line, base, tmp_path):
    folder = project(tmp_path, PROGRAMME.replace(good, bad, 1))
    assert told(folder, None) == []
    assert any(one.startswith(line) for one in told(folder, base)), told(folder, base)


def test_a_well_written_programme_has_no_problem(base, tmp_path):
    assert told(project(tmp_path), base) == []


@pytest.mark.parametrize("text", ["- a", "programme: x"])
def test_a_file_that_is_no_programme_is_told(text, tmp_path):
    assert told(project(tmp_path, text), None)
