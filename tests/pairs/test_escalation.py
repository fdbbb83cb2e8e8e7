from __future__ import annotations

import pytest

from evidence.errors import CodingError
from evidence.pairs.escalation import candidates, check_register, read_register
from tests.drawing import base
from tests.pairs.drawn import AGREED, BUS, NO_TIME, TIME, account, drawn_base, pair

CODES = ["CAP", "CAP.time", "CULT.trust"]

GOOD = f"""
barriers:
  - id: time
    code: CAP
    ask: Pay for time to meet.
    scope: national
    department: The Treasury
    status: raised
    by: Ana
    reasons: Both places say so.
    for:
      - segment: {TIME}
        quote: Nobody had time for meetings
  - id: trust
    code: CULT.trust
    ask: Say who may trust whom.
    for:
      - segment: truro:0-41
        quote: Police and council mistrusted
"""


def read(folder, text, base=None):
    (folder / "escalation.yaml").write_text(text, encoding="utf-8")
    return read_register(folder / "escalation.yaml", "escalation.yaml", base or drawn_base(pairs=[pair(TIME, AGREED)]))


def test_an_entry_tells_how_many_cases_report_it_and_what_people_judged(tmp_path):
    register = read(tmp_path, GOOD)
    first, second = register.entries.to_dict("records")
    # CAP holds CAP.time: Leeds answered it, Truro did not.
    assert (first["cases"], first["of_cases"], first["answered"], first["no_answer"]) == (2, 2, 1, 1)
    assert (first["scope"], first["department"], first["status"], first["by"]) == ("national", "The Treasury", "raised", "Ana")
    assert (first["cited"], second["cited"]) == (1, 1)
    assert register.evidence["case_id"].tolist() == ["leeds", "truro"]


def test_what_no_one_judged_says_so(tmp_path):
    second = read(tmp_path, GOOD).entries.to_dict("records")[1]
    assert (second["scope"], second["department"], second["status"], second["by"]) == ("not judged",) * 3 + ("",)


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        ("code: CAP\n", "code: CAPP\n", 4, "code 'CAPP' is not in the codebook; did you mean 'CAP'?"),
        ("scope: national", "scope: nationl", 6, "'scope' is none of national, local, both; did you mean 'national'?"),
        ("status: raised", "status: shelved", 8, "'status' is none of raised, in discussion, resolved, remains"),
        ("by: Ana", "by: ''", 6, "a judgement (scope, department, status) without the name of the person who judged"),
        ("reasons: Both places say so.", "reasons: ''", 6, "without a reason"),
        ("ask: Pay for time to meet.", "ask: 3", 5, "does not say what is asked for"),
        ("department: The Treasury", "department: [a]", 7, "'department' is no text"),
        ("id: trust", "id: time", 14, "the id 'time' was used before, in line 3"),
        ("id: trust", "id: a b", 14, "no id that can be used"),
        ("ask: Say", "aks: x\n    ask: Say", 16, "unknown key 'aks'"),
    ],
)
def test_a_fault_is_told_with_its_line_with_a_base_and_without(tmp_path, old, new, line, what):
    assert old in GOOD
    text = GOOD.replace(old, new)
    with pytest.raises(CodingError) as caught:
        read(tmp_path, text)
    found = check_register(tmp_path / "escalation.yaml", "escalation.yaml", CODES)
    assert found
    for problems in (caught.value.problems, found):
        assert any(problem.where == f"escalation.yaml, line {line}" and what in problem.what for problem in problems)


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        (f"segment: {TIME}", "segment: leeds:1-2", "there is no such segment any more"),
        ("quote: Nobody had time for meetings", "quote: Nobody had money for meetings", "its words are not those quoted"),
        ("quote: Nobody had time for meetings", "quote: ''", "no quote"),
    ],
)
def test_a_passage_that_is_gone_or_changed_is_told(tmp_path, old, new, what):
    with pytest.raises(CodingError, match=what):
        read(tmp_path, GOOD.replace(old, new))
    known = drawn_base(pairs=[pair(TIME, AGREED)])
    (problem,) = check_register(tmp_path / "escalation.yaml", "escalation.yaml", CODES, known)
    assert what in problem.what
    # Without a base only the form of a citation is seen: whether anything is quoted at all.
    alone = check_register(tmp_path / "escalation.yaml", "escalation.yaml", CODES)
    assert [one.what for one in alone] == ([problem.what] if what == "no quote" else [])


@pytest.mark.parametrize(
    "text", ["", "barriers: 3", "barriers: [3]", "barriers:\n  - id: a\n    code: CAP\n    ask: b\n", "a: &b 1"]
)
def test_what_is_no_register_is_refused(tmp_path, text):
    with pytest.raises(CodingError):
        read(tmp_path, text)


def test_no_file_is_no_fault(tmp_path):
    assert check_register(tmp_path / "escalation.yaml", "escalation.yaml", CODES) == []


def test_a_candidate_is_reported_by_several_and_answered_by_none_or_speaks_of_the_law():
    assert candidates(drawn_base())[["code", "cases", "signs"]].to_numpy().tolist() == [
        ["CAP.time", 2, "reported by 2 cases, and no answer was confirmed in any"]
    ]
    assert candidates(drawn_base(), judged=["CAP.time"]).empty
    assert candidates(drawn_base(pairs=[pair(TIME, AGREED)])).empty
    text, rows = account("leeds", [("passage", "", "Legislation forbids it, and central government will not move.")])
    drawn = drawn_base(
        [(rows[0]["segment_id"], "CULT.trust", "barrier")],
        segments=rows,
        documents=[{"document_id": "leeds", "case_id": "leeds", "text": text}],
    )
    (found,) = candidates(drawn).to_dict("records")
    assert found["signs"] == "speaks of law, departments or national systems in its one passage"
    assert found["text"].startswith("Legislation forbids it")


def test_a_pair_that_is_only_proposed_takes_no_candidate_away():
    assert candidates(drawn_base(pairs=[pair(NO_TIME, BUS, "proposed")]))["code"].tolist() == ["CAP.time"]


def test_the_passage_that_speaks_most_clearly_stands_for_a_candidate():
    rows = [
        {"segment_id": segment, "code": "CAP.time", "polarity": "barrier", "score": score}
        for segment, score in ((TIME, 0.6), (NO_TIME, 0.9))
    ]
    told = drawn_base([]).tables
    drawn = base(**{name: told[name].to_dict("records") for name in ("documents", "segments", "cases")}, codings=rows)
    (found,) = candidates(drawn).to_dict("records")
    assert found["text"] == "There was no time to talk."
