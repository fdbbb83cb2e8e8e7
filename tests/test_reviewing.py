"""From the sheet to the decisions and back into the base: on files, and on the command line."""

import shutil
from datetime import UTC, datetime

import pytest

from evidence.__main__ import main
from evidence.errors import CodebookError, CodingError, EvidenceError, ProjectError, StoreError
from evidence.pipeline import build
from evidence.pipeline.comparing import CHANGES, build_and_compare
from evidence.pipeline.reviewing import read_review, suggested_terms, write_review
from tests.projects import CODEBOOK, small_project
from tests.review.filling import cells, fill


@pytest.fixture
def project(tmp_path):
    return small_project(tmp_path / "small")


def clock():
    return datetime(2026, 11, 22, 10, tzinfo=UTC)


def decide(path, applied, polarity="barrier"):
    """Decide alike on every coding of a sheet."""
    return fill(path, lambda row: {"Applied": applied, "Polarity": polarity if applied == "yes" else ""} if row["Code"] else None)


def test_decisions_go_to_the_coders_file_and_the_machines_stay_beside_them(project):
    written = write_review(project, "ana")
    taken = read_review(project, "ana", decide(written.path, "no"), now=clock)
    assert (taken.path, taken.new, taken.replaced, taken.same) == (project / "codings/ana.csv", written.codings, 0, 0)
    base = build(project)
    mine = base.codings[base.codings["coder"] == "ana"]
    assert len(mine) == written.codings > 0
    assert set(mine["decided"]) == {"2026-11-22T10:00:00+00:00"}
    assert set(mine["codebook"]) == {base.manifest["codebook"]["hash"]}
    assert (base.codings["coder"] == "rules").sum() >= len(mine)
    assert mine["drawn"].notna().any()


def test_the_same_base_gives_the_same_sheet_and_what_is_decided_is_not_asked_again(project):
    written = write_review(project, "ana")
    first = written.path.read_bytes()
    assert write_review(project, "ana").path.read_bytes() == first
    asked = {(row["segment_id"], row["Code"]) for row in cells(written.path) if row["Code"]}
    read_review(project, "ana", decide(written.path, "no"))
    again = {(row["segment_id"], row["Code"]) for row in cells(write_review(project, "ana").path) if row["Code"]}
    assert not asked & again


def test_another_decision_replaces_the_earlier_one_and_is_counted(project):
    written = write_review(project, "ana")
    read_review(project, "ana", decide(written.path, "no"))
    assert read_review(project, "ana", written.path).same == written.codings
    taken = read_review(project, "ana", decide(written.path, "unsure"))
    assert (taken.new, taken.replaced, taken.same) == (0, written.codings, 0)
    assert set(build(project).codings.query("coder == 'ana'")["applied"]) == {"unsure"}


def test_what_stood_in_the_coders_file_stays_even_what_cannot_be_placed(project):
    stale = "segment_id,code,applied,quote,my notes\ngone:0-4,CULT,yes,words,keep me\nleeds:0-4,OLD,no,,and me\n"
    small_project(project, **{"codings/ana.csv": stale})
    written = write_review(project, "ana")
    read_review(project, "ana", decide(written.path, "no"))
    lines = (project / "codings/ana.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("segment_id,code,applied,quote,my notes,")
    assert lines[1].startswith("gone:0-4,CULT,yes,words,keep me")
    assert lines[2].startswith("leeds:0-4,OLD,no,,and me")
    assert len(lines) == 3 + written.codings


def test_a_sheet_with_a_fault_changes_nothing(project):
    written = write_review(project, "ana")
    with pytest.raises(CodingError):
        read_review(project, "ana", decide(written.path, "perhaps"))
    assert not (project / "codings").exists()


def test_a_sheet_that_was_filled_in_is_not_written_over(project):
    written = write_review(project, "ana")
    decide(written.path, "no")
    with pytest.raises(CodingError, match="not read back"):
        write_review(project, "ana")
    written.path.write_bytes(b"damaged")
    with pytest.raises(CodingError, match="cannot be read as it is"):
        write_review(project, "ana")
    other = project / "other.xlsx"
    assert write_review(project, "ana", file=other).path == other


def test_a_source_that_changed_since_the_build_is_told_before_the_sheet_is_read(project):
    written = write_review(project, "ana")
    small_project(project, **{"case_studies/truro.md": "# Other\n\nAll is different now."})
    with pytest.raises(StoreError, match="changed since the evidence base was built, first case_studies"):
        read_review(project, "ana", written.path)


@pytest.mark.parametrize("name", ["rules", "Model", "../ana", "", "a/b", ".ana", "x" * 61])
def test_a_name_that_is_none_for_a_coder_is_refused(project, name):
    with pytest.raises(CodingError):
        write_review(project, name)


def test_a_coder_who_is_there_in_other_capitals_is_told(project):
    small_project(project, **{"codings/Ana.csv": "segment_id,code,applied\n"})
    with pytest.raises(CodingError, match="there is a coder 'Ana' already"):
        write_review(project, "ana")


def test_rows_below_one_are_refused(project):
    with pytest.raises(ProjectError, match="0 is no number of rows"):
        write_review(project, "ana", rows=0)


def test_a_first_build_compares_nothing_and_a_changed_codebook_says_what_it_did(project):
    assert build_and_compare(project)[1] is None
    assert build_and_compare(project)[1] is None
    small_project(project, **{"case_studies/third.md": "# Third\n\nNo time at all."})
    assert build_and_compare(project)[1] is None
    small_project(
        project, **{"codebook.yaml": CODEBOOK.replace("[capacity, training]", "[capacity, training, families noticed]")}
    )
    base, changed = build_and_compare(project)
    assert changed[["code", "change"]].to_numpy().tolist() == [["CAP", "gained"]]
    assert "Families noticed" in base.quote(changed["segment_id"][0]).text
    assert (project / "processed" / CHANGES).is_file()


def test_terms_are_suggested_for_a_code_of_the_codebook_only(project):
    build(project)
    assert suggested_terms(project, "CULT.trust").empty
    with pytest.raises(CodebookError, match=r"no code 'CULT.trus'; did you mean 'CULT.trust'"):
        suggested_terms(project, "CULT.trus")


def test_the_command_line_writes_a_sheet_reads_it_and_says_what_to_run_next(project, capsys):
    assert main(["review", str(project), "--coder", "ana"]) == 0
    assert f"evidence review {project} --coder ana --read" in capsys.readouterr().out
    path = decide(project / "review/ana.xlsx", "no")
    assert main(["review", str(project), "--coder", "ana", "--read", str(path)]) == 0
    said = capsys.readouterr().out
    assert "0 in place of earlier ones, 0 as before; 0 left open" in said
    assert f"run: evidence build {project}" in said
    assert main(["build", str(project)]) == 0
    assert "Codings changed since the last build: 0 gained," in capsys.readouterr().out
    assert main(["build", str(project)]) == 0
    assert "Codings changed" not in capsys.readouterr().out


def test_the_command_line_suggests_terms_and_groups_what_no_code_covers(project, capsys):
    weeks = "\n\n".join(f"The team met in week {n} to see the parking permits of nurse {n}." for n in range(4))
    meetings = "\n\n".join(f"Trust grew in joint meetings about case {n}." for n in range(4))
    for name in ("one", "two"):
        small_project(
            project, **{f"case_studies/{name}.md": f"# Place {name}\n\n## Weeks\n\n{weeks}\n\n## Meetings\n\n{meetings}\n"}
        )
    assert main(["codebook", "suggest", str(project), "CULT.trust"]) == 0
    capsys.readouterr()
    assert main(["codebook", "gaps", str(project)]) == 0
    assert "passages have no code" in capsys.readouterr().out
    assert main(["codebook", "suggest", str(project), "NONE"]) == 4


def test_a_passage_read_with_nothing_missed_teaches_that_its_other_codes_do_not_apply(project):
    written = write_review(project, "ana")
    assert written.path == project / "review/ana.xlsx"
    looked = {row["segment_id"] for row in cells(written.path) if not row["Code"]}
    taken = read_review(project, "ana", fill(written.path, lambda row: None if row["Code"] else {"Applied": "no"}), now=clock)
    assert taken.looked == len(looked) > 0
    assert taken.new == 0
    mine = build(project).codings.query("coder == 'ana'")
    assert set(mine["segment_id"]) <= looked
    assert set(mine["applied"]) == set(mine["drawn"]) == {"no"}
    again = read_review(project, "ana", written.path, now=clock)
    assert again.looked == len(looked)
    assert len(build(project).codings.query("coder == 'ana'")) == len(mine)


def test_a_sheet_that_was_filled_in_outlives_the_evidence_base(project):
    written = write_review(project, "ana")
    filled = decide(written.path, "no").read_bytes()
    shutil.rmtree(project / "processed")
    build(project)
    assert written.path.read_bytes() == filled


@pytest.mark.parametrize("name", ["con", "CON", "nul.x", "com1", "rules", "Model", "", ".", "a/b", "a b", "ana.", "x" * 61])
def test_a_name_that_no_person_or_no_file_can_have_is_refused(project, name):
    with pytest.raises(CodingError, match="--coder"):
        write_review(project, name)


def test_a_sheet_that_is_not_there_is_told_with_where_it_would_lie(project):
    write_review(project, "ana")
    with pytest.raises(EvidenceError) as fault:
        read_review(project, "ana", project / "ana.xlsx")
    assert "no such file" in str(fault.value)
    assert "review/ana.xlsx" in str(fault.value)
