"""From a base and a notebook to the file: all is checked before anything is written."""

from __future__ import annotations

import lxml.html
import nbformat
import pytest

from evidence.errors import ReportError
from evidence.report import make_report, write_report
from evidence.report.blocks import Chapter, Paragraph, Quotation, Span
from tests.report.drawn import NO_TIME, STAFF, drawn_base, drawn_project

QUOTES = (Quotation(STAFF, "Staff had no time to meet."), Quotation(NO_TIME, "There is <b>no</b> time."))


@pytest.fixture
def own(tmp_path):
    """A researcher's own notebook, outside the project."""
    folder = tmp_path / "own"
    folder.mkdir()

    def write(words):
        markup = f'<figure data-segment="{STAFF}"><blockquote>{words}</blockquote></figure>'
        code = f"class Shown:\n    def _repr_html_(self):\n        return {markup!r}\nShown()"
        cells = [nbformat.v4.new_code_cell(source) for source in ("project = ''", code)]
        cells.insert(0, nbformat.v4.new_markdown_cell("# My own"))
        cells[1].metadata["tags"] = ["parameters"]
        nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / "own.ipynb")
        return folder / "own.ipynb"

    return write


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "hubs"
    folder.mkdir()
    return drawn_project(folder)


def test_a_researchers_own_notebook_becomes_a_report_whose_quotes_lead_home(own, project):
    path = write_report(drawn_base(), project, notebooks=[own(QUOTES[0].text)], progress=False)
    assert path == project.out / "reports" / "evidence-base.html"
    page = lxml.html.document_fromstring(path.read_text(encoding="utf-8"))
    (link,) = page.xpath("//figure[@class='quote']//a/@href")
    assert page.get_element_by_id(link[1:]).text_content() == QUOTES[0].text
    assert "Shown" not in page.text_content()


def test_the_same_input_is_the_same_bytes_in_any_folder(own, project, tmp_path):
    notebooks = [own(QUOTES[0].text)]
    first = write_report(drawn_base(), project, tmp_path / "a", notebooks, False).read_bytes()
    assert write_report(drawn_base(), project, tmp_path / "b", notebooks, False).read_bytes() == first
    assert str(tmp_path).encode() not in first


def test_a_quote_that_is_wrong_leaves_the_old_report_as_it_was(own, project):
    path = write_report(drawn_base(), project, notebooks=[own(QUOTES[0].text)], progress=False)
    before = path.read_bytes()
    with pytest.raises(ReportError, match="not word for word"):
        write_report(drawn_base(), project, notebooks=[own("Staff had time to meet.")], progress=False)
    assert path.read_bytes() == before


def test_a_changed_source_stops_the_report_before_a_notebook_is_run(project):
    (project.folder / "case_studies/leeds.txt").write_text("changed")
    with pytest.raises(ReportError, match="has changed since the evidence base was built"):
        write_report(drawn_base(), project, notebooks=[], progress=False)
    assert not project.out.exists()


def test_a_folder_that_cannot_be_written_is_an_error_to_mend(project, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ReportError, match="cannot be written"):
        write_report(drawn_base(), project, tmp_path / "file", [], False)


def test_without_notebooks_there_is_nothing_to_report(project, monkeypatch, tmp_path):
    monkeypatch.setattr("evidence.report.NOTEBOOKS", tmp_path / "none")
    with pytest.raises(ReportError, match="holds no notebook"):
        write_report(drawn_base(), project)


def test_the_notices_of_the_project_and_of_made_up_surveys_stand_at_the_top(tmp_path):
    report = make_report(drawn_base(), [], drawn_project(tmp_path, notice="Read with care."))
    assert report.notices == ("Read with care.", "The answers of the survey “Feedback” are made up.")


def test_where_quotes_may_not_leave_no_word_of_them_does(tmp_path):
    project = drawn_project(tmp_path, publication="{quotes: false}")
    report = make_report(drawn_base(), [Chapter("c", (*QUOTES, Paragraph((Span("Kept."),))))], project)
    assert report.sources == ()
    assert "Staff" not in str(report)
    assert "Kept." in str(report)


def test_how_it_was_made_names_codebook_versions_and_files(tmp_path):
    manifest = {"codebook": {"hash": "abc"}, "versions": {"evidence": "1"}, "inputs": {"b.md": "22", "a.md": "11"}}
    report = make_report(drawn_base(manifest=manifest), [], drawn_project(tmp_path))
    *_, words, versions, files = report.chapters[-1].blocks
    assert "abc" in words.words[0].text
    assert [[cell.text for cell in row] for row in files.rows] == [["a.md", "11"], ["b.md", "22"]]
    assert versions.rows[0][0].text == "evidence"
