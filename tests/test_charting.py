"""The commands of the matrix: a sheet written, edited and read back into framework.csv; and tables exported."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pandas as pd
import pytest

from evidence.__main__ import main
from evidence.errors import CodingError, ProjectError, StoreError
from evidence.matrix import quotes_table
from evidence.pipeline import build, check, load
from evidence.pipeline.charting import read_chart, write_chart
from evidence.pipeline.exporting import WITHHELD, export_tables, table_bytes
from tests.framework.test_sheet import put
from tests.projects import small_project

NOW = lambda: datetime(2026, 11, 22, 10, tzinfo=UTC)  # noqa: E731


@pytest.fixture
def project(tmp_path):
    return small_project(tmp_path / "own")


def test_a_sheet_goes_out_is_edited_and_comes_back_into_the_project(project):
    chart = write_chart(project, by="region", progress=False)
    assert (chart.written, chart.drafts + chart.empty) == (0, 4)
    put(chart.path, "leeds", "CULT", "Mistrust gave way to trust. [P1]")
    path, returned = read_chart(project, chart.path, "ana", now=NOW)
    assert returned.cells["new"].tolist() == [1]
    row = next(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    assert (row["case_id"], row["code"], row["summary"]) == ("leeds", "CULT", "Mistrust gave way to trust.")
    assert (row["author"], row["edited"]) == ("ana", "2026-11-22T10:00:00+00:00")
    assert check(project) == []
    build(project, progress=False)
    assert write_chart(project, file=project / "again.xlsx", progress=False).written == 1


def test_a_sheet_with_edits_that_were_not_read_back_is_not_overwritten(project):
    chart = write_chart(project, progress=False)
    write_chart(project, progress=False)
    put(chart.path, "leeds", "CULT", "Mistrust gave way to trust. [P1]")
    with pytest.raises(CodingError, match="1 cell"):
        write_chart(project, progress=False)
    chart.path.write_bytes(b"no sheet")
    with pytest.raises(CodingError, match="cannot be read back"):
        write_chart(project, progress=False)


def test_nothing_is_taken_from_a_sheet_with_a_fault_or_after_a_source_changed(project):
    chart = write_chart(project, progress=False)
    put(chart.path, "leeds", "CULT", "Mistrust gave way to trust. [P1]")
    put(chart.path, "truro", "CAP", "No reference.")
    with pytest.raises(CodingError):
        read_chart(project, chart.path, "ana")
    assert not (project / "framework.csv").exists()
    (project / "case_studies" / "truro.md").write_text("# Other\n\nOther words now.\n")
    with pytest.raises(StoreError, match="changed since"):
        read_chart(project, chart.path, "ana")


def test_names_that_are_none_are_told(project):
    with pytest.raises(ProjectError, match="did you mean 'region'"):
        write_chart(project, by="regoin", progress=False)
    with pytest.raises(CodingError, match="no name for an author"):
        read_chart(project, project / "x.xlsx", "no name")


def test_the_command_tells_what_it_wrote_and_what_came_back(project, capsys):
    assert main(["framework", str(project), "--quiet"]) == 0
    said = capsys.readouterr().out
    sheet = project / "processed" / "framework" / "theme.xlsx"
    assert f"Sheet: {sheet}" in said
    put(sheet, "leeds", "CULT", "Mistrust gave way to trust. [P1]")
    assert main(["framework", str(project), "--read", str(sheet)]) == CodingError.exit_code
    assert "--author" in capsys.readouterr().err
    assert main(["framework", str(project), "--read", str(sheet), "--author", "ana"]) == 0
    said = capsys.readouterr().out
    assert "1 sentences new, 0 changed, 0 removed" in said
    assert "leeds, CULT: 1 new" in said
    assert "Mistrust" not in said


def test_a_check_reads_what_people_wrote(project):
    (project / "framework.csv").write_text(
        "case_id,code,summary,segments,quotes,author,edited\nleeds,CULTT,Yes.,a:0-1,x,ana,2026-11-22\n"
    )
    (problem,) = check(project)
    assert problem.where == "framework.csv, row 2"


def test_quotes_and_cases_are_exported_as_csv_that_a_spreadsheet_opens(project, tmp_path, capsys):
    quotes, cases = tmp_path / "out" / "q.csv", tmp_path / "w.csv"
    assert main(["export", str(project), "--quotes", str(quotes), "--wide", str(cases), "--quiet"]) == 0
    assert f"{cases}: 2 rows" in capsys.readouterr().out
    assert quotes.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(quotes.read_text(encoding="utf-8-sig"))))
    assert [row["segment_id"] for row in rows] == quotes_table(load(project))["segment_id"].tolist()
    held = list(csv.DictReader(io.StringIO(cases.read_text(encoding="utf-8-sig"))))
    assert [(row["case_id"], row["CULT.trust"], row["region"]) for row in held] == [
        ("leeds", "1", "North"),
        ("truro", "0", "not stated"),
    ]


def test_an_export_that_names_no_table_is_told(project, capsys):
    assert main(["export", str(project)]) == ProjectError.exit_code
    assert "--quotes" in capsys.readouterr().err


def test_words_stay_in_the_house_where_the_project_says_so(project, tmp_path):
    text = (project / "project.yaml").read_text() + "publication: {quotes: false}\n"
    (project / "project.yaml").write_text(text)
    export_tables(project, {"quotes": tmp_path / "q.csv"}, progress=False)
    rows = list(csv.DictReader(io.StringIO((tmp_path / "q.csv").read_text(encoding="utf-8-sig"))))
    assert {row["text"] for row in rows} == {WITHHELD}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1+1", "\n=1", "a\r=1"])
def test_no_text_that_a_spreadsheet_would_run_leaves_as_it_is(text):
    table = pd.DataFrame({"words": pd.Series([text, "safe"], dtype="str"), text: pd.Series(["a", "b"], dtype="str")})
    rows = list(csv.reader(io.StringIO(table_bytes(table).decode("utf-8-sig"), newline="")))
    assert [len(row) for row in rows] == [2, 2, 2]
    assert rows[2] == ["safe", "b"]
    for cell in (rows[0][1], rows[1][0]):
        assert not cell.lstrip().startswith(("=", "+", "-", "@", "＝"))
        assert cell.lstrip("'") == text
