"""From a base and a notebook to the file: all is checked before anything is written."""

from __future__ import annotations

import os
import subprocess
import sys

import lxml.html
import nbformat
import pytest

from evidence.errors import CodingError, ReportError
from evidence.report import FORMATS, in_order, make_report, parts, write_report
from evidence.report.blocks import Chapter, Heading, Item, ListBlock, Notice, Paragraph, Quotation, Span, plain
from evidence.store import save
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
    return stored(drawn_project(folder))


def stored(project):
    """The project with the drawn base in its place, as a build leaves it."""
    save(drawn_base(), project.out)
    return project


def test_a_researchers_own_notebook_becomes_a_report_whose_quotes_lead_home(own, project):
    (path,) = write_report(drawn_base(), project, notebooks=[own(QUOTES[0].text)], progress=False)
    assert path == project.out / "reports" / "evidence-base.html"
    page = lxml.html.document_fromstring(path.read_text(encoding="utf-8"))
    (link,) = page.xpath("//figure[@class='quote']//a/@href")
    assert page.get_element_by_id(link[1:]).text_content() == QUOTES[0].text
    assert [head.text_content() for head in page.xpath("//h2")][1:] == [
        "My own",
        "Annex A: How to make this report again",
        "Annex B: Where each quote stands",
        "The words in their documents",
    ]
    assert "Shown" not in page.text_content()


def test_the_same_input_is_the_same_bytes_in_any_folder_and_every_format(own, project, tmp_path):
    def made(name):
        return [
            p.read_bytes()
            for p in write_report(drawn_base(), project, tmp_path / name, [own(QUOTES[0].text)], False, formats=FORMATS)
        ]

    first = made("a")
    assert made("b") == first
    assert len(first) == 4
    assert not any(str(tmp_path).encode() in data for data in first)


def test_bytes_hang_on_no_order_of_sets_and_on_no_clock(tmp_path):
    """Two programs with other seeds of hashes, in other places of the world."""
    code = (
        "import hashlib; from tests.report.test_html import report; from evidence.report import written, FORMATS;"
        "made = written(report(), FORMATS); print([hashlib.sha256(data).hexdigest() for data in made.values()])"
    )
    said = []
    for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo")):
        known = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone}
        said.append(subprocess.run([sys.executable, "-c", code], env=known, capture_output=True, text=True, check=True).stdout)
    assert said[0] == said[1]


def test_a_quote_that_is_wrong_leaves_the_old_report_as_it_was(own, project):
    (path,) = write_report(drawn_base(), project, notebooks=[own(QUOTES[0].text)], progress=False)
    before = path.read_bytes()
    with pytest.raises(ReportError, match="not word for word"):
        write_report(drawn_base(), project, notebooks=[own("Staff had time to meet.")], progress=False)
    assert path.read_bytes() == before


def test_a_changed_source_stops_the_report_before_a_notebook_is_run(project):
    (project.folder / "case_studies/leeds.txt").write_text("changed")
    with pytest.raises(ReportError, match="has changed since the evidence base was built"):
        write_report(drawn_base(), project, notebooks=[], progress=False)
    assert not (project.out / "reports").exists()


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
    (made,) = [chapter for chapter in report.chapters if chapter.title == "Annex A: How to make this report again"]
    words, versions, files = made.blocks
    assert "abc" in words.words[0].text
    assert [[cell.text for cell in row] for row in files.rows] == [["a.md", "11"], ["b.md", "22"]]
    assert [row[0].text for row in versions.rows] == ["Fingerprint of the evidence base", "evidence"]


def chapter(title, *blocks):
    return Chapter(title, blocks)


def words(text):
    return (Span(text),)


BRIEF = ("What we know, and how surely", "Barriers, and what answered them", "Where the evidence is thin")


def test_the_report_in_five_minutes_gives_the_answer_of_each_part_with_what_must_stand_beside_it(tmp_path):
    points = ListBlock((Item(words("First.")), Item(words("x" * 400)), Item(words("Second."))))
    chapters = [
        chapter("Barriers", Paragraph(words("Two of 3 cases report one.")), points),
        chapter("Survey", Notice(words("Made up.")), Paragraph(words("People wrote much.")), Paragraph(words("More."))),
        chapter("Empty"),
    ]
    first = make_report(drawn_base(), chapters, drawn_project(tmp_path)).chapters[0]
    assert first.title == "The report in five minutes"
    headings = [block.text for block in first.blocks if isinstance(block, Heading)]
    assert headings == [
        "What we know, and how surely",
        "Barriers, and what answered them",
        "Where the evidence is thin",
        "Part by part",
    ]
    assert plain(first.blocks[1].words).startswith("No one has written down a finding yet.")
    barriers, survey = first.blocks[-1].items
    assert plain(barriers.words) == "Barriers: Two of 3 cases report one. First."  # what was looked at alone is no answer
    assert plain(survey.words) == "Survey: Made up. People wrote much."
    assert survey.nested is None


def test_without_anything_else_to_tell_each_part_gives_its_first_short_points():
    points = ListBlock((Item(words("First.")), Item(words("x" * 400)), Item(words("Second.")), Item(words("Third."))))
    chapters = [chapter("Barriers", Paragraph(words("Two of 3 cases report one.")), points), chapter("Empty")]
    [short] = parts.in_short(chapters)
    assert [plain(item.words) for item in short.blocks[1].items[0].nested.items] == ["First.", "Second."]
    assert parts.in_short(chapters[:1]) == ()


def test_each_quote_is_listed_with_its_file_and_the_files_hash(tmp_path):
    base = drawn_base()
    last = make_report(base, [chapter("c", *QUOTES)], drawn_project(tmp_path)).chapters[-1]
    hashes = dict(zip(base.tables["documents"]["document_id"], base.tables["documents"]["sha256"], strict=True))
    assert [[cell.text for cell in row] for row in last.blocks[1].rows] == [
        [f"[{STAFF}]", "case_studies/leeds.txt", hashes["leeds"]],
        [f"[{NO_TIME}]", "surveys/fb.csv, row 2", hashes["fb/q/r1"]],
    ]


def test_findings_that_do_not_fit_stop_the_report_before_a_notebook_is_run(project):
    (project.folder / "findings.yaml").write_text("findings:\n  - id: a\n    claim: b\n    for: []\n")
    with pytest.raises(CodingError, match=r"hubs/findings.yaml, line 4: finding 'a' cites nothing"):
        write_report(drawn_base(), project, notebooks=[], progress=False)


def numbered(folder, name, chapter):
    made = nbformat.v4.new_notebook(cells=[])
    made.metadata["evidence_chapter"] = chapter
    nbformat.write(made, folder / name)
    return folder / name


def test_a_researchers_own_notebook_stands_where_its_chapter_puts_it(tmp_path):
    mine = numbered(tmp_path, "mine.ipynb", 1.5)
    placed = in_order([mine])
    assert placed.index(mine) == 1
    assert len(placed) == len(in_order([])) + 1


@pytest.mark.parametrize("chapter", ["first", True, [1], None])
def test_a_chapter_that_is_no_number_is_refused(tmp_path, chapter):
    with pytest.raises(ReportError, match=r"mine.ipynb: its metadata 'evidence_chapter' is no number"):
        in_order([numbered(tmp_path, "mine.ipynb", chapter)])
