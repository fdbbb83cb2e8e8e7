"""The shipped notebooks: readable as a brief, stored with outputs that strict nbval can compare, and fit for any project."""

from __future__ import annotations

import json
import re
from pathlib import Path

import lxml.html
import nbformat
import pytest

from evidence.pipeline import build
from evidence.project import find_project
from evidence.report import NOTEBOOKS, in_order, write_report
from evidence.report.reading import read_chapter
from evidence.report.running import PARAMETERS
from tests.projects import small_project

PATHS = sorted(NOTEBOOKS.glob("*.ipynb"))


def read(path):
    return nbformat.read(path, as_version=4)


def code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def outputs(notebook):
    return [output for cell in code(notebook) for output in cell.outputs]


@pytest.fixture(params=PATHS, ids=[path.stem for path in PATHS])
def notebook(request):
    return read(request.param)


def test_there_is_a_notebook_for_each_stage():
    assert [path.stem for path in PATHS] == [
        "01_sources",
        "02_coding",
        "03_themes_across_places",
        "04_survey_feedback",
        "05_evidence_base",
        "06_barriers_and_solutions",
        "07_framework_matrix",
        "08_gaps_and_trends",
        "09_what_works",
        "10_value",
    ]


def test_every_code_cell_was_run_in_order_for_strict_nbval_compares_no_other(notebook):
    assert [cell.execution_count for cell in code(notebook)] == list(range(1, len(code(notebook)) + 1))


def test_one_cell_names_the_project(notebook):
    (cell,) = [cell for cell in notebook.cells if PARAMETERS in cell.metadata.get("tags", [])]
    assert cell.source.startswith('project = "information-sharing"')


def test_cells_are_short_and_define_nothing(notebook):
    for cell in code(notebook):
        assert len(cell.source.splitlines()) <= 12
        assert not re.search(r"^\s*(def|class|lambda)\b", cell.source, re.MULTILINE)


def test_the_answer_comes_first(notebook):
    """After the title and the base, before anything else, stands what the notebook finds."""
    kinds = [cell.cell_type for cell in notebook.cells]
    assert kinds[0] == "markdown"
    assert notebook.cells[0].source.startswith("# ")
    first = next(cell for cell in code(notebook) if cell.outputs)
    assert "<p" in first.outputs[0]["data"]["text/html"]
    assert "<table" not in first.outputs[0]["data"]["text/html"]


def test_every_figure_has_words_and_stands_after_the_table_it_was_drawn_from(notebook):
    before = None
    for output in outputs(notebook):
        data = output.get("data", {})
        if "image/png" in data:
            assert len(output.metadata["image/png"]["alt"].split()) >= 6
            assert before is not None
            assert "<table" in before["text/html"]
        before = data


def test_nothing_was_printed_by_mistake(notebook):
    for output in outputs(notebook):
        assert output.output_type in ("execute_result", "display_data")
    shown = json.dumps([output.get("data", {}).get("text/html", "") for output in outputs(notebook)])
    assert not re.search(r"0x[0-9a-f]{6,}|Warning|Traceback", shown)


def test_the_notebook_names_no_folder_of_this_machine(notebook):
    text = nbformat.writes(notebook)
    for folder in {str(NOTEBOOKS.parent), str(Path.home()), "/home/", "/Users/"}:
        assert folder not in text or folder == "/"


def test_the_kernel_is_one_that_everyone_has(notebook):
    assert notebook.metadata["kernelspec"]["name"] == "python3"
    assert notebook.metadata["language_info"] == {"name": "python"}


def test_the_report_begins_with_what_was_found_and_ends_with_how():
    order = ["05", "06", "03", "08", "09", "10", "04", "07", "02", "01"]
    assert [path.stem[:2] for path in in_order([])] == [number for number in order if number in {path.stem[:2] for path in PATHS}]


def test_numbers_are_computed_and_never_typed_into_the_text(notebook):
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            assert not re.search(r"\d+ (of|cases|places|people|per cent)|\d%(?! interval)", cell.source)


def test_each_notebook_is_a_chapter_without_code(notebook):
    chapter = read_chapter(notebook, "")
    assert chapter.title
    assert "base = load" not in str(chapter)


def reported(folder, notebooks=None):
    base = build(folder, progress=False)
    (file,) = write_report(base, find_project(folder), notebooks=notebooks, progress=False)
    return lxml.html.document_fromstring(file.read_bytes())


def test_the_notebooks_run_on_another_project_and_make_its_report(tmp_path):
    page = reported(small_project(tmp_path / "own"))
    text = page.text_content()
    assert page.xpath("string(//h1)") == "Small project"
    assert "2 cases were read." in text
    assert "The answers of the survey “Small survey” are made up." in text
    links = page.xpath("//figure[@class='quote']//a/@href")
    assert links
    assert all(page.get_element_by_id(link[1:]).tag == "mark" for link in links)


def test_a_project_without_surveys_whose_case_study_holds_no_code_says_so(tmp_path):
    gone = dict.fromkeys(("surveys/feedback.csv", "surveys/feedback.yaml", "case_studies/truro.md", "cases.csv"))
    bare = small_project(tmp_path / "own", **gone, **{"case_studies/leeds.md": "# Weather\n\nIt rained.\n"})
    text = reported(bare, [NOTEBOOKS / "03_themes_across_places.ipynb", NOTEBOOKS / "04_survey_feedback.ipynb"]).text_content()
    assert "This project has no survey." in text
    assert "No case study holds a passage on any theme of the codebook." in text
