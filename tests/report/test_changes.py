"""What changed since the last published report: findings, confidence, cases and counts, and nothing else."""

from __future__ import annotations

import json

import pytest

from evidence.errors import ReportError
from evidence.findings import read_findings
from evidence.report import make_report
from evidence.report.blocks import ListBlock, plain
from evidence.report.changes import LAST_PUBLISHED, changes, fingerprint, last_record, record_of
from tests.drawing import base
from tests.report.drawn import drawn_base, drawn_project

CODED = base(
    segments="document_id | text\nleeds | No time to meet at all.\ntruro | Money ran out here.",
    codings="""
        segment_id  | code | polarity
        leeds:0-23  | CAP  | barrier
        truro:0-19  | CAP  | enabler
    """,
)
CLAIMED = "findings:\n  - {id: time, claim: Time is short., for: [{segment: 'leeds:0-23', quote: No time to meet}]}\n"


def said(now, before):
    found = changes(now, before)
    return [plain(item.words) for block in found if isinstance(block, ListBlock) for item in block.items]


def record(**more):
    return {"findings": {}, "cases": {}, "themes": {}, **more}


def finding(claim="Time is short.", confidence="low", cases_for=1, cases_against=0):
    return {"claim": claim, "confidence": confidence, "cases_for": cases_for, "cases_against": cases_against}


def test_a_record_holds_claims_cases_and_counts_by_theme(tmp_path):
    (tmp_path / "findings.yaml").write_text(CLAIMED)
    kept = record_of(CODED, read_findings(tmp_path / "findings.yaml", "findings.yaml", CODED))
    assert kept == {
        "fingerprint": fingerprint(CODED),
        "findings": {"time": finding(confidence="not judged")},
        "cases": {"leeds": "Leeds", "truro": "Truro"},
        "themes": {"CAP": {"name": "Cap", "barrier": 1, "enabler": 1}},
    }
    assert json.loads(json.dumps(kept)) == kept


def test_the_same_is_said_to_be_the_same():
    kept = record_of(CODED, None)
    assert "No finding" in plain(changes(kept, kept)[0].words)


def test_findings_new_withdrawn_reworded_and_judged_anew_are_each_told():
    before = record(findings={"a": finding(), "b": finding("Gone.")})
    now = record(findings={"a": finding("Time is very short.", "high", 3), "c": finding("New one.")})
    assert said(now, before) == [
        "New finding: New one. Confidence: low.",
        "No longer claimed: Gone.",
        "Said in other words: Time is very short. Before: Time is short.",
        "Confidence is now high, and was low: Time is very short.",
        "3 cases for and 0 against, where there were 1 and 0: Time is very short.",
    ]


def test_cases_and_counts_that_changed_are_told_with_their_bases():
    theme = {"name": "Capacity", "barrier": 2, "enabler": 0}
    before = record(cases={"l": "Leeds", "d": "Derby"}, themes={"CAP": theme, "LAW": {**theme, "name": "Law"}})
    now = record(cases={"l": "Leeds", "t": "Truro"}, themes={"CAP": {**theme, "barrier": 3}, "LAW": {**theme, "name": "Law"}})
    assert said(now, before) == ["New cases: Truro.", "Cases left out: Derby."]
    table = changes(now, before)[-1]
    assert [[cell.text for cell in row] for row in table.rows] == [["Capacity", "2", "3", "0", "0"]]
    assert table.note == "Of 2 cases then, and 2 now."


def test_a_report_after_a_published_one_says_what_changed(tmp_path):
    project = drawn_project(tmp_path)
    assert "What changed" not in str([chapter.title for chapter in make_report(drawn_base(), [], project).chapters])
    (tmp_path / "publication").mkdir()
    (tmp_path / LAST_PUBLISHED).write_text(json.dumps(record_of(CODED, None)))
    report = make_report(drawn_base(), [], project)
    (news,) = [chapter for chapter in report.chapters if chapter.title == "What changed since the last published report"]
    assert "Cases left out: Truro." in str(news)


@pytest.mark.parametrize(
    "content", [b"", b"[1]", b'{"findings": {}}', b'{"findings":{"a":1},"cases":{},"themes":{}}', b"[" * 9000]
)
def test_a_record_that_is_damaged_is_told_and_never_taken_for_none(tmp_path, content):
    project = drawn_project(tmp_path)
    (tmp_path / "publication").mkdir()
    (tmp_path / LAST_PUBLISHED).write_bytes(content)
    with pytest.raises(ReportError, match="cannot be read as the record of a report"):
        last_record(project)
