"""`evidence value` and what it rests on: models of a project, a database of unit costs beside them, and what check says."""

from __future__ import annotations

import json

import pytest
import xlsxwriter

from evidence.__main__ import main
from evidence.errors import SourceError, ValueModelError
from evidence.pipeline import build, check
from evidence.pipeline.valuing import base_of, project_models, read_value_model, seed_of
from evidence.project import find_project
from tests.projects import small_project
from tests.value.drawn import MODEL, changed
from tests.value.recalculating import cells
from tests.value.test_unit_costs import HEADERS, row

SEGMENT = "A joint team built trust within a year. Families noticed the difference soon afterwards."
CODE_9 = changed(
    ("title: Constructed case", "title: Constructed case\nunit_costs: ours.xlsx"),
    ("unit_value: {value: 415, unit: per incident, price_year: 2013/14, source: ucd}", "unit_value: {code: CR9.9}"),
    ("unit_value: {code: SS1.0}", "unit_value: {code: CR9.8}"),
)


def project(folder, text=MODEL, **more):
    return small_project(folder / "own", **{"value/hub.yaml": text, **more})


def citing(segment, quote):
    cashable = "    cashable: 0.5\n"
    return changed((cashable, f"{cashable}    segments: [{{segment: '{segment}', quote: {quote}}}]\n"))


def database(path, rows):
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Introduction").write(0, 0, "About")
        sheet = book.add_worksheet("Crime ")
        for number, cells_ in enumerate([*HEADERS, *rows]):
            for column, cell in enumerate(cells_):
                sheet.write(number, column, float(cell) if column == 7 and cell.replace(".", "").isdigit() else cell)


def test_a_project_has_the_models_of_its_folder_in_order(tmp_path):
    folder = project(tmp_path, **{"value/another.yml": MODEL, "value/notes.txt": "x"})
    assert list(project_models(find_project(folder))) == ["value/another.yml", "value/hub.yaml"]
    assert project_models(find_project(small_project(tmp_path / "none"))) == {}


def test_all_that_is_wrong_in_any_model_is_said_with_its_file(tmp_path):
    bad = changed(("affected: {value: 0.5", "affected: {value: 5"))
    with pytest.raises(ValueModelError) as caught:
        project_models(find_project(project(tmp_path, bad, **{"value/z.yaml": bad})))
    assert [one.where for one in caught.value.problems] == ["value/hub.yaml, line 33", "value/z.yaml, line 33"]


def test_check_reads_models_before_anything_is_built(tmp_path):
    assert check(project(tmp_path)) == []
    (found,) = check(project(tmp_path, changed(("grade: 3", "grade: 9"))))
    assert found.where == "value/hub.yaml, line 19"


def test_a_passage_is_checked_against_the_base_of_the_project(tmp_path):
    folder = project(tmp_path)
    base = build(folder, progress=False)
    segments = base.tables["segments"]
    segment = segments.loc[segments["text"].str.contains("built trust"), "segment_id"].iloc[0]
    assert base_of(folder / "value/hub.yaml") is not None
    project(tmp_path, citing(segment, "joint team built trust within"))
    assert len(project_models(find_project(folder), base)["value/hub.yaml"].cited) == 1
    project(tmp_path, citing(segment, "joint team lost trust within"))
    with pytest.raises(ValueModelError, match="its words are not those quoted"):
        project_models(find_project(folder), base)
    assert main(["value", str(folder / "value/hub.yaml")]) == ValueModelError.exit_code


def test_a_model_outside_any_project_has_no_base(tmp_path, capsys):
    path = tmp_path / "hub.yaml"
    path.write_text(citing("leeds:0-10", "some of its words"), encoding="utf-8")
    assert base_of(path) is None
    assert main(["value", str(path), "--draws", "50"]) == 0
    told = capsys.readouterr()
    assert "Passages cited were not checked" in told.err
    assert "£826,058" in told.out


def test_the_published_layout_is_read_from_a_workbook_and_what_was_refused_is_told(tmp_path):
    rows = [row("CR9.9", "700", year="2013/14"), row("CR9.8", "51080", year="2013/14"), row("CR9.7", "7778", unit="Per week")]
    database(tmp_path / "ours.xlsx", rows)
    (tmp_path / "hub.yaml").write_text(CODE_9, encoding="utf-8")
    found = read_value_model(tmp_path / "hub.yaml", "hub.yaml")
    assert found.inputs.set_index(["line", "step"]).loc[("dv", "unit value"), "value"] == 700
    (status,) = [sentence for sentence in found.status if sentence.startswith("ours.xlsx")]
    assert "2 entries read, 1 rows refused: CR9.7 of Crime, row 5, costs £7,778.00 per week" in status


def test_a_database_that_is_not_there_or_holds_no_theme_is_refused(tmp_path):
    (tmp_path / "hub.yaml").write_text(CODE_9, encoding="utf-8")
    with pytest.raises(ValueModelError, match="is no file beside the model"):
        read_value_model(tmp_path / "hub.yaml", "hub.yaml")
    with xlsxwriter.Workbook(tmp_path / "ours.xlsx") as book:
        book.add_worksheet("Other").write(0, 0, "About")
    with pytest.raises(ValueModelError, match="has no sheet of the unit cost database"):
        read_value_model(tmp_path / "hub.yaml", "hub.yaml")
    (tmp_path / "ours.xlsx").write_bytes(b"%PDF-1.7 no workbook")
    with pytest.raises(SourceError):
        read_value_model(tmp_path / "hub.yaml", "hub.yaml")


def test_the_command_writes_a_spreadsheet_and_json(tmp_path, capsys):
    path = tmp_path / "hub.yaml"
    path.write_text(MODEL, encoding="utf-8")
    out, figures = tmp_path / "hub.xlsx", tmp_path / "hub.json"
    assert main(["value", str(path), "--file", str(out), "--json", str(figures), "--seed", "4", "--draws", "80"]) == 0
    assert ("Results", 4, 1) in cells(out)
    assert json.loads(figures.read_text(encoding="utf-8"))["draws"]["seed"] == 4
    capsys.readouterr()
    assert main(["value", str(path), "--json", "-", "--seed", "4", "--draws", "80"]) == 0
    assert capsys.readouterr().out == figures.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "words", [["--draws", "0"], ["--draws", "9999999999"], ["--seed", "-1"], ["--json", "hub.yaml/no/folder.json"]]
)
def test_what_cannot_be_done_is_said_with_its_exit_code(tmp_path, words, capsys):
    path = tmp_path / "hub.yaml"
    path.write_text(MODEL, encoding="utf-8")
    words = [str(tmp_path / word) if word.endswith(".json") else word for word in words]
    assert main(["value", str(path), *words]) == ValueModelError.exit_code
    assert "Traceback" not in capsys.readouterr().err


def test_a_file_that_is_not_there_is_told(tmp_path, capsys):
    assert main(["value", str(tmp_path / "none.yaml")]) == ValueModelError.exit_code
    assert "cannot be read" in capsys.readouterr().err


def test_the_shipped_model_says_that_it_is_made_up_and_cites_what_it_does_not_make_up():
    (found,) = project_models(find_project("information-sharing")).values()
    assert "illustration" in found.notice
    real = found.inputs[~found.inputs["illustrative"]]
    assert set(real["step"]) == {"unit value", "deadweight"}
    published = found.sources[~found.sources["illustrative"]]
    assert published["url"].str.startswith("https://").all()
    assert len(found.cited) == 3


def test_the_command_draws_with_the_seed_of_the_project_as_its_report_does(tmp_path):
    folder = project(tmp_path)
    assert seed_of(folder / "value/hub.yaml") == find_project(folder).seed
    assert seed_of(tmp_path / "elsewhere.yaml") == 1
