from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.project import Project
from evidence.sources.register import Register, case_attributes, document_ids, read_register

FILES = ("leeds.md", "truro.md", "more/derby.txt")


@pytest.fixture
def register(tmp_path):
    """The register that a `cases.csv` of these words makes, in a project of three files."""

    def register(text):
        for name in FILES:
            path = tmp_path / "case_studies" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("Text.")
        if text is not None:
            (tmp_path / "cases.csv").write_bytes(text.encode() if isinstance(text, str) else text)
        return read_register(Project("p", tmp_path, tmp_path / "out", "P"))

    return register


def said(register):
    return [f"{problem.where}: {problem.what}" for problem in register.problems]


def test_a_project_without_a_register_has_an_empty_one(register):
    assert register(None) == Register()


def test_each_file_has_the_columns_that_its_row_fills(register):
    found = register("file,Case ID,place,date,region\nleeds.md,leeds,Leeds,1/5/2014,North\ncase_studies/truro.md,truro,,,South\n")
    assert found.problems == ()
    assert found.entries == {
        "case_studies/leeds.md": {"case_id": "leeds", "place": "Leeds", "date": "2014-05-01", "region": "North"},
        "case_studies/truro.md": {"case_id": "truro", "region": "South"},
    }


@pytest.mark.parametrize(
    "data", ["\ufefffile;case_id\nleeds.md;leeds\n", "file\tcase_id\r\nleeds.md\tleeds\r\n", "file,case_id\rleeds.md,leeds\r"]
)
def test_whatever_a_spreadsheet_writes_is_read(register, data):
    assert register(data).entries == {"case_studies/leeds.md": {"case_id": "leeds"}}


def test_windows_letters_and_breaks_in_quotes_are_read(register):
    found = register('file,case_id,place\nleeds.md,leeds,"Café\n""Nero"", Leeds"\n'.encode("cp1252"))
    assert found.entries["case_studies/leeds.md"]["place"] == 'Café "Nero", Leeds'


def test_a_month_of_a_year_is_a_date_and_a_month_that_no_year_has_is_told(register):
    found = register("file,case_id,date\nleeds.md,leeds,03/2022\ntruro.md,truro,13/2022\n")
    assert found.entries["case_studies/leeds.md"]["date"] == "2022-03"
    assert said(found) == ["cases.csv, row 3: the date cannot be read"]


def test_a_file_in_a_folder_may_be_named_with_either_slash(register):
    assert "case_studies/more/derby.txt" in register("file,case_id\nmore\\derby.txt,derby\n").entries


def test_each_fault_is_told_with_its_row_and_the_rest_is_used(register):
    found = register(
        "file,case_id,place,date,,place\n"
        "leeds.md,leeds,Leeds,soon,,\n"
        "leads.md,leads,,,,\n"
        "\n"
        "leeds.md,again,,,,\n"
        "truro.md,truro,leeds\n"
        ",derby,,,,\n"
        "more/derby.txt,bad id,,,,\n"
    )
    assert said(found) == [
        "cases.csv, row 1: has the column 'place' 2 times",
        "cases.csv, row 1: has a column without a name",
        "cases.csv, row 2: the date cannot be read",
        "cases.csv, row 3: there is no file 'case_studies/leads.md'; did you mean 'leeds.md'?",
        "cases.csv, row 5: names 'case_studies/leeds.md' again (first in row 2)",
        "cases.csv, row 6: has 3 cells, the header has 6",
        "cases.csv, row 7: names no file",
        "cases.csv, row 8: 'case_id' holds other signs than a short name may",
        "cases.csv, row 6: 'place' says 'leeds', row 2 says 'Leeds': they count as two",
    ]
    assert all(problem.mend for problem in found.problems)
    assert found.entries == {
        "case_studies/leeds.md": {"case_id": "leeds", "place": "Leeds"},
        "case_studies/truro.md": {"case_id": "truro", "place": "leeds"},
        "case_studies/more/derby.txt": {},
    }


@pytest.mark.parametrize("text", ["place\nLeeds\n", " \n", "case_id,place\nleeds,Leeds\n"])
def test_a_register_without_files_is_told_and_not_used(register, text):
    found = register(text)
    assert found.entries == {}
    assert len(found.problems) == 1


def test_a_register_without_case_ids_is_told_and_used(register):
    found = register("file,place\nleeds.md,Leeds\n")
    assert said(found) == ["cases.csv, row 1: has no column 'case_id'"]
    assert found.entries == {"case_studies/leeds.md": {"place": "Leeds"}}


def test_a_register_that_cannot_be_read_is_told(register):
    assert said(register(b"\x89PNG\r\n")) == ["cases.csv: is a picture, not plain text as its name says"]


def test_a_register_with_a_cell_that_never_ends_is_told(register):
    assert said(register('file,case_id\nleeds.md,"' + "x" * 200_000)) == ["cases.csv: is no table that can be read"]


def test_a_register_among_the_case_studies_is_told(register, tmp_path):
    register(None)
    (tmp_path / "case_studies" / "cases.csv").write_text("file\n")
    assert said(register(None)) == ["case_studies/cases.csv: is not read there"]


def test_two_files_cannot_have_one_document_id(register):
    found = register("file,case_id,document_id\nleeds.md,leeds,x\ntruro.md,truro,x\n")
    assert said(found) == ["cases.csv, row 3: 'document_id' is that of case_studies/leeds.md too"]
    assert [entry.get("document_id") for entry in found.entries.values()] == ["x", None]


def test_a_document_id_cannot_be_the_one_that_another_files_name_makes(register):
    found = register("file,case_id,document_id\nleeds.md,leeds,truro\n")
    assert said(found) == ["cases.csv, row 2: 'document_id' is that of case_studies/truro.md too"]


def test_attributes_are_all_other_columns_and_the_first_file_of_a_case_decides():
    entries = {"a.md": {"place": "Leeds", "region": "North"}, "b.md": {"region": "South", "scope": "county"}}
    found = case_attributes(Register(entries), {"b.md": "leeds", "a.md": "leeds", "c.md": "truro"})
    assert found.to_numpy().tolist() == [["leeds", "region", "North"], ["leeds", "scope", "county"]]


@given(st.lists(st.text(alphabet="aé B.-_/", min_size=1, max_size=8), max_size=12, unique=True))
def test_document_ids_are_short_names_and_unique_in_any_order(files):
    ids = document_ids(files)
    assert list(ids) == files
    assert len(set(ids.values())) == len(files)
    assert all(name and set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-") for name in ids.values())
    assert document_ids(files[::-1]) == ids


def test_a_file_keeps_its_id_when_files_of_other_stems_come():
    before = document_ids(["c/a.md", "c/b.md"])
    assert before.items() <= document_ids(["c/a.md", "c/aa.md", "c/b.md", "c/c.md"]).items()
