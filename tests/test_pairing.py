"""Pairs from the sheet that is given out to the base that counts them, and the commands that do it."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from evidence.__main__ import main
from evidence.errors import CodingError, StoreError
from evidence.pipeline import build, check
from evidence.pipeline.pairing import read_pairs, write_pairs
from evidence.project import Limits
from evidence.review.pairing import PAIRS, PASSAGES
from evidence.sources.sheets import read_sheet
from tests.projects import small_project
from tests.review.filling import sheet

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def project(tmp_path):
    return small_project(tmp_path / "own")


def rows_of(path):
    header, *rows = read_sheet(path, path.name, Limits(), sheet=PAIRS).rows
    return [dict(zip(header, row + [""] * (len(header) - len(row)), strict=True)) for row in rows]


def fill(path, **cells):
    rows = rows_of(path)
    rows[0] |= cells
    path.write_bytes(sheet(rows, PAIRS))
    return rows


def given(project):
    return write_pairs(project, "ana", progress=False)


def test_a_decision_goes_out_comes_back_and_survives_every_rebuild(project):
    asked = given(project)
    assert asked.pairs >= 1
    (first, *_) = fill(asked.path, Answered="yes", Memo="They say so.")
    taken = read_pairs(project, "ana", asked.path, now=lambda: NOON)
    assert (taken.new, taken.replaced, taken.same) == (1, 0, 0)
    text = taken.path.read_bytes()
    for _ in range(2):
        pairs = build(project, progress=False).pairs.set_index(["barrier_segment", "enabler_segment"])
        row = pairs.loc[first["barrier_segment"], first["enabler_segment"]]
        assert (row["status"], row["coder"], row["memo"]) == ("confirmed", "ana", "They say so.")
        assert row["decided"] == "2026-11-22T12:00:00+00:00"
    assert taken.path.read_bytes() == text
    assert read_pairs(project, "ana", asked.path, now=lambda: NOON)[1:] == (0, 0, 1)
    fill(asked.path, Answered="no")
    assert read_pairs(project, "ana", asked.path, now=lambda: NOON)[1:] == (0, 1, 0)


def test_what_was_decided_is_not_asked_again_and_a_changed_source_is_noticed(project):
    asked = given(project)
    fill(asked.path, Answered="yes")
    read_pairs(project, "ana", asked.path, now=lambda: NOON)
    asked.path.unlink()
    assert given(project).pairs == asked.pairs - 1
    source = project / "case_studies" / "leeds.md"
    source.write_text(source.read_text().replace("Partners told of mistrust", "Partners spoke of mistrust"))
    dropped = build(project, progress=False).dropped
    (row,) = dropped[dropped["unit"] == "pairs"].to_dict("records")
    assert row["why"].startswith("its barrier passage has changed")
    assert "pairs.csv" in {left["source_file"] for left in build(project, progress=False).manifest["left_out"]}
    assert len((project / "pairs.csv").read_text().splitlines()) == 2


def test_decisions_on_a_sheet_are_never_overwritten(project):
    asked = given(project)
    fill(asked.path, Answered="yes")
    with pytest.raises(CodingError, match=r"holds 1 decision\(s\) that were not read back"):
        given(project)
    asked.path.write_bytes(b"no sheet")
    with pytest.raises(CodingError, match="cannot be read as it is"):
        given(project)


def test_the_same_base_gives_the_same_sheet_to_the_byte(project, tmp_path):
    first = write_pairs(project, "ana", file=tmp_path / "a.xlsx", progress=False)
    second = write_pairs(project, "ana", file=tmp_path / "b.xlsx", progress=False)
    assert first.path.read_bytes() == second.path.read_bytes()


@pytest.mark.parametrize(
    ("cells", "what"),
    [
        ({"Answered": "perhaps"}, "'Answered' is none of yes, in part, no, unsure ('perhaps')"),
        ({"Memo": "Hm."}, "has a memo or a passage, but 'Answered' is empty"),
        ({"Answered": "yes", "barrier_segment": "leeds:0-3"}, "the segment in 'barrier_segment' is not in the evidence base"),
        ({"Answered": "yes", "What stood in the way": "Other words."}, "its words are not those of its segment"),
        ({"Answered": "yes", "enabler_segment": "", "What may have answered it": ""}, "'enabler_segment' is empty"),
    ],
)
def test_a_fault_on_the_sheet_is_told_with_its_row_and_nothing_is_taken(project, cells, what):
    asked = given(project)
    fill(asked.path, **cells)
    with pytest.raises(CodingError) as caught:
        read_pairs(project, "ana", asked.path)
    (problem,) = caught.value.problems
    assert problem.where == "pairs-ana.xlsx, row 2"
    assert what in problem.what
    assert not (project / "pairs.csv").exists()


def test_an_answer_needs_no_code_but_a_barrier_does(project):
    source = project / "case_studies" / "leeds.md"
    source.write_text(source.read_text() + "\n## Weather\n\nIt rained for most of the week, and the river rose.\n")
    asked = given(project)
    (first, *_) = rows_of(asked.path)
    passages = {row[0]: row for row in read_sheet(asked.path, asked.path.name, Limits(), sheet=PASSAGES).rows[1:]}
    plain = next(name for name, row in passages.items() if not row[2] and not row[3] and row[1] == first["Case"])
    fill(asked.path, Answered="yes", enabler_segment=plain, **{"What may have answered it": ""})
    assert read_pairs(project, "ana", asked.path)[1:] == (1, 0, 0)
    assert plain in build(project, progress=False).pairs.query("status == 'confirmed'")["enabler_segment"].tolist()
    fill(asked.path, Answered="yes", barrier_segment=plain, **{"What stood in the way": ""})
    with pytest.raises(CodingError, match="no code is a barrier in the passage of 'barrier_segment'"):
        read_pairs(project, "ana", asked.path)


def test_a_sheet_without_its_header_or_a_machines_name_is_refused(project, tmp_path):
    build(project, progress=False)
    (tmp_path / "x.xlsx").write_bytes(sheet([{"a": "b"}], PAIRS))
    with pytest.raises(CodingError, match="has not once each of the columns"):
        read_pairs(project, "ana", tmp_path / "x.xlsx")
    with pytest.raises(CodingError, match="machine"):
        write_pairs(project, "rules", progress=False)


def test_a_sheet_is_not_read_on_a_base_whose_sources_changed(project):
    asked = given(project)
    (project / "case_studies" / "truro.md").write_text("# Truro\n\nAll is new.\n")
    with pytest.raises(StoreError):
        read_pairs(project, "ana", asked.path)


def test_check_names_the_faults_of_pairs_and_register(project):
    (project / "pairs.csv").write_text("barrier_segment\n")
    (project / "escalation.yaml").write_text("barriers:\n  - id: a\n    code: CAPP\n    ask: More time.\n    for: [x]\n")
    told = {problem.where for problem in check(project)}
    assert {"pairs.csv, row 1", "escalation.yaml, line 3"} <= told


def test_check_names_an_attribute_spelt_two_ways_with_file_and_row(project):
    (project / "cases.csv").write_text(
        "file,case_id,place,policy_area\ncase_studies/leeds.md,leeds,Leeds,Safeguarding\n"
        'case_studies/truro.md,truro,Truro,"safeguarding "\n'
    )
    (problem,) = check(project)
    assert problem.where == "cases.csv, row 3"
    assert "'policy_area' says 'safeguarding', row 2 says 'Safeguarding'" in problem.what


def test_the_commands_write_a_sheet_read_it_and_find(project, tmp_path, capsys, monkeypatch):
    own = str(project)
    assert main(["pairs", own, "--coder", "ana", "--file", str(tmp_path / "a.xlsx")]) == 0
    fill(tmp_path / "a.xlsx", Answered="yes")
    assert main(["pairs", own, "--coder", "ana", "--read", str(tmp_path / "a.xlsx")]) == 0
    assert "1 new, 0 in place of earlier ones, 0 as before" in capsys.readouterr().out
    assert main(["find", "partners mistrusted each other", own, "--quiet", "--json", "-"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert rows[0]["kind"] == "pair"
    assert "a person confirmed the answer" in rows[0]["why"]
    assert main(["find", "mistrust", "--project", own, "--quiet", "--code", "CULT.trust", "--polarity", "barrier"]) == 0
    out = capsys.readouterr().out
    assert "Why: same barrier: Trust" in out
    assert "chosen, not sampled" in out
    assert main(["find", "mistrust", own, "--like", "Ledes"]) == 3
    assert "did you mean 'Leeds'?" in capsys.readouterr().err
    assert main(["find", "mistrust", own, "--json", str(tmp_path / "f.json")]) == 0
    assert json.loads((tmp_path / "f.json").read_text())


def test_find_needs_no_project_where_there_is_only_one(tmp_path, capsys, monkeypatch):
    small_project(tmp_path / "data" / "raw" / "one")
    monkeypatch.chdir(tmp_path)
    assert main(["find", "mistrust", "--quiet"]) == 0
    assert "Leeds" in capsys.readouterr().out
    small_project(tmp_path / "data" / "raw" / "two")
    assert main(["find", "mistrust"]) == 3
    assert "there are 2 projects under data/raw/: one, two" in capsys.readouterr().err
