"""A finished report is compared with its base quote by quote: one changed word is found, in every format."""

from __future__ import annotations

import io
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest

from evidence.__main__ import main
from evidence.commands.shared import PROBLEMS
from evidence.errors import ReportError
from evidence.pipeline import build
from evidence.project import find_project
from evidence.report import FORMATS, NOTEBOOKS, in_order, make_report, write_report, written
from evidence.report.blocks import Cell, Chapter, Quotation, Table
from evidence.report.verifying import READERS, compare, files_now, verify
from tests.projects import small_project
from tests.report.drawn import LEEDS, NO_TIME, STAFF, drawn_base, drawn_project, sha256

HELPED = "leeds:36-60"
WORDS = {STAFF: "Staff had no time to meet.", NO_TIME: "There is <b>no</b> time.", HELPED: "They built trust instead"}


@pytest.fixture
def base():
    segments = drawn_base().tables["segments"].to_dict("records")
    more = {"segment_id": HELPED, "document_id": "leeds", "start": 36, "end": 60, "text": LEEDS[36:60]}
    rows = [{k: v for k, v in row.items() if k in more} for row in segments]
    return drawn_base(manifest={"inputs": {"a": "1"}}, segments=[*rows, more])


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "hubs"
    folder.mkdir()
    return drawn_project(folder)


@pytest.fixture
def report(base, project):
    """Two quotes that stand alone and one in a table."""
    told = Table("Told", ("Case", "Words"), ((Cell("Leeds"), Cell(WORDS[HELPED], HELPED)),), 1, "")
    chapter = Chapter("c", (Quotation(STAFF, WORDS[STAFF]), Quotation(NO_TIME, WORDS[NO_TIME]), told))
    return make_report(base, [chapter], project)


@pytest.fixture(params=list(FORMATS))
def write(request, tmp_path):
    def to_file(made):
        ((name, data),) = written(made, [request.param]).items()
        (tmp_path / name).write_bytes(data)
        return tmp_path / name

    return to_file


def checked(path, base, project):
    """As `verify`, without the child process that reads what may be hostile: it takes seconds to start."""
    return compare(READERS[path.suffix](path.read_bytes(), path.name), base, files_now(base, project), path.name)


def said(verified):
    return dict(zip(verified.quotes["segment_id"], verified.quotes["status"], strict=True))


def altered(report, segment_id, words):
    def block(one):
        if isinstance(one, Quotation) and one.segment_id == segment_id:
            return replace(one, text=words)
        if isinstance(one, Table):
            rows = [[replace(c, text=words) if c.segment_id == segment_id else c for c in row] for row in one.rows]
            return replace(one, rows=tuple(map(tuple, rows)))
        return one

    return replace(report, chapters=tuple(replace(c, blocks=tuple(map(block, c.blocks))) for c in report.chapters))


def test_every_quote_of_a_report_as_it_was_written_is_found(report, base, project, write):
    verified = verify(write(report), base, project)
    assert said(verified) == dict.fromkeys(WORDS, "found")
    assert verified.holds
    assert verified.same_base


@pytest.mark.parametrize(
    ("segment_id", "words"),
    [(STAFF, "Staff had much time to meet."), (STAFF, "Staff had no time to meet"), (HELPED, "They lost trust instead")],
)
def test_a_changed_word_is_found(report, base, project, write, segment_id, words):
    verified = checked(write(altered(report, segment_id, words)), base, project)
    assert said(verified) == {**dict.fromkeys(WORDS, "found"), segment_id: "changed"}
    assert not verified.holds


def test_a_quote_that_is_listed_and_not_shown_is_missing(report, base, project, write):
    first, *rest = report.chapters
    verified = checked(write(replace(report, chapters=(replace(first, blocks=first.blocks[1:]), *rest))), base, project)
    assert said(verified) == {**dict.fromkeys(WORDS, "found"), STAFF: "missing"}


LONG = "Staff had no time to meet, and so " + "they went on as before and wrote to each other " * 3
LONG_ID = f"leeds:0-{len(LONG)}"


@pytest.fixture
def long_base(project):
    """A base of one case study that is one long passage."""
    (project.folder / "case_studies/leeds.txt").write_text(LONG)
    document = {"document_id": "leeds", "case_id": "leeds", "title": "Leeds hub", "text": LONG, "sha256": sha256(LONG)}
    segment = {"segment_id": LONG_ID, "document_id": "leeds", "start": 0, "end": len(LONG), "text": LONG}
    none = {"blocks": [], "surveys": [], "questions": [], "respondents": []}
    return drawn_base(manifest={"inputs": {"a": "1"}}, documents=[document], segments=[segment], **none)


@pytest.fixture
def long_report(long_base, project):
    """It quotes the passage in full, and then twice by its beginning."""
    told = Table("Told", ("Case", "Words"), ((Cell("Leeds"), Cell(LONG, LONG_ID)),), 1, "")
    return make_report(long_base, [Chapter("c", (Quotation(LONG_ID, LONG), Quotation(LONG_ID, LONG), told))], project)


def test_after_the_whole_a_quote_may_stand_by_its_beginning(long_report, long_base, project, write):
    assert said(checked(write(long_report), long_base, project)) == {LONG_ID: "found"}


def test_a_beginning_of_other_words_is_found(long_report, long_base, project, write):
    first, *rest = long_report.chapters
    other = replace(first, blocks=(first.blocks[0], *altered(long_report, LONG_ID, "Much " + LONG).chapters[0].blocks[1:]))
    checked_now = checked(write(replace(long_report, chapters=(other, *rest))), long_base, project)
    assert said(checked_now) == {LONG_ID: "changed"}


def test_a_beginning_without_the_whole_is_told(long_report, long_base, project, write):
    first, *rest = long_report.chapters
    path = write(replace(long_report, chapters=(replace(first, blocks=first.blocks[1:]), *rest)))
    # Of the others a workbook always has the whole, and a PDF where there is no page to refer to.
    shown = "missing" if path.suffix in (".html", ".docx") else "found"
    assert said(checked(path, long_base, project)) == {LONG_ID: shown}


def test_masked_words_are_found_and_other_words_about_the_mask_are_not(report, base, project, write):
    masked = checked(write(altered(report, STAFF, "[name] had no time to meet.")), base, project)
    assert said(masked)[STAFF] == "found"
    assert "some of its words are masked" in set(masked.quotes["why"])
    assert said(checked(write(altered(report, STAFF, "[name] had all time to meet.")), base, project))[STAFF] == "changed"


def test_a_source_that_changed_since_is_found(report, base, project, write):
    path = write(report)
    (project.folder / "case_studies/leeds.txt").write_text("changed")
    verified = checked(path, base, project)
    assert said(verified) == {STAFF: "changed", HELPED: "changed", NO_TIME: "found"}
    assert "case_studies/leeds.txt is not the file" in " ".join(verified.quotes["why"])


def test_a_report_of_another_base_is_told(report, project, write):
    other = drawn_base(manifest={"inputs": {"other": "2"}}, segments=[])
    verified = checked(write(report), other, project)
    assert not verified.same_base
    assert set(said(verified).values()) == {"missing"}


def test_words_that_are_withheld_are_told_and_no_fault(base, tmp_path, write):
    folder = tmp_path / "kept"
    folder.mkdir()
    project = drawn_project(folder, publication="{quotes: false}")
    verified = checked(write(make_report(base, [Chapter("c", (Quotation(STAFF, WORDS[STAFF]),))], project)), base, project)
    assert said(verified) == {STAFF: "withheld"}
    assert verified.holds


@pytest.mark.parametrize("left_out", ["[words left out]", "[words withheld]"])
@pytest.mark.parametrize(("words", "status"), [(WORDS[HELPED], "found"), ("They lost trust instead", "changed")])
def test_a_quote_is_looked_up_also_where_it_follows_words_that_were_left_out(base, project, write, left_out, words, status):
    rows = ((Cell("Ely"), Cell(left_out)), (Cell("Leeds"), Cell(WORDS[HELPED], HELPED)))
    made = make_report(base, [Chapter("c", (Table("Told", ("Case", "Words"), rows, 1, ""),))], project)
    assert said(checked(write(altered(made, HELPED, words)), base, project)) == {HELPED: status}


def test_words_marked_in_a_source_that_the_page_shows_are_compared_too(report, base, project, tmp_path):
    page = written(report, ["html"])["evidence-base.html"].decode()
    at = page.index("<mark")
    (tmp_path / "r.html").write_text(
        page[:at] + page[at:].replace("Staff had no time", "Staff had all time", 1), encoding="utf-8"
    )
    assert said(checked(tmp_path / "r.html", base, project))[STAFF] == "changed"


@pytest.fixture
def coded():
    """The drawn base with a code on two passages, so that a page has an explorer."""
    return drawn_base(
        manifest={"inputs": {"a": "1"}},
        codings=f"""
            segment_id | code | polarity
            {STAFF}    | CAP  | barrier
            {NO_TIME}  | CAP  | barrier
        """,
    )


@pytest.fixture
def page(coded, project, tmp_path):
    """The page of a report on the coded base, as text, with a way to look at it when it was altered."""

    class Written:
        text = written(make_report(coded, [Chapter("c", (Quotation(STAFF, WORDS[STAFF]),))], project), ["html"])[
            "evidence-base.html"
        ].decode()

        def after(self, old, new):
            before, data = self.text.split('id="explorer-data">')
            assert old in data
            (tmp_path / "r.html").write_text(f'{before}id="explorer-data">{data.replace(old, new, 1)}', encoding="utf-8")
            return checked(tmp_path / "r.html", coded, project)

    return Written()


def explored(verified):
    return dict(zip(verified.explored["segment_id"], verified.explored["status"], strict=True))


def test_the_passages_of_the_explorer_are_found_as_they_were_written(page):
    verified = page.after("", "")
    assert explored(verified) == {STAFF: "found"}
    assert verified.holds


@pytest.mark.parametrize(
    ("old", "new", "status", "why"),
    [
        ("no time to meet", "much time to meet", "changed", "the words in the explorer"),
        ("no time to meet", "[name] to meet", "found", ""),
        ('"barrier"', '"enabler"', "changed", "other codes"),
        ("Leeds hub", "Truro hub", "changed", "another source"),
        ('hub","Leeds"', 'hub","Truro"', "changed", "another source"),
        ("[[0,", '[[0,"gone:0-4","x","","",[]],[0,', "found", ""),
    ],
)
def test_whatever_is_changed_in_the_explorer_is_found(page, old, new, status, why):
    verified = page.after(old, new)
    assert explored(verified)[STAFF] == status
    assert why in dict(zip(verified.explored["segment_id"], verified.explored["why"], strict=True))[STAFF]
    assert explored(verified).get("gone:0-4", "missing") == "missing"
    assert verified.holds == (status == "found" and "gone" not in new)
    assert said(verified) == {STAFF: "found"}


def test_a_file_that_changed_since_is_found_by_the_explorer_too(page, project):
    (project.folder / "case_studies/leeds.txt").write_text("changed")
    assert explored(page.after("", "")) == {STAFF: "changed"}


@pytest.mark.parametrize("data", ["{", "[]", '{"sources": [], "passages": [[0, "a", "b", "", "", []]]}', "[" * 100_000])
def test_an_explorer_that_holds_something_else_is_no_report_to_rely_on(page, data):
    whole = page.text.split('id="explorer-data">')[1].split("</script>")[0]
    with pytest.raises(ReportError, match="explorer whose data cannot be read"):
        page.after(whole, data)


NONE = [
    ("a.html", b"<p>Hello</p>"),
    ("a.html", b""),
    ("a.pdf", b"%PDF-1.7 no pages"),
    ("a.docx", b"PK\x03\x04 no"),
    ("a.txt", b"x"),
]


@pytest.mark.parametrize(("name", "content"), NONE)
def test_what_is_no_report_is_an_error_to_mend(base, project, tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ReportError):
        verify(tmp_path / name, base, project)


def test_a_document_that_would_grow_too_large_is_not_unpacked(report, base, project, tmp_path):
    data = io.BytesIO(written(report, ["docx"])["evidence-base.docx"])
    with zipfile.ZipFile(data, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/more.xml", b"<a>" + b" " * 90_000_000 + b"</a>")
    (tmp_path / "r.docx").write_bytes(data.getvalue())
    with pytest.raises(ReportError, match="unpacks to"):
        verify(tmp_path / "r.docx", base, project)


@pytest.fixture(scope="module")
def reported(tmp_path_factory):
    """A small project with its report in two formats, of one notebook: each takes a kernel."""
    own = small_project(tmp_path_factory.mktemp("whole") / "small")
    base = build(own, progress=False)
    write_report(base, find_project(own), None, [NOTEBOOKS / "05_evidence_base.ipynb"], False, formats=("html", "docx"))
    return own


@pytest.fixture
def small(reported, tmp_path):
    return shutil.copytree(reported, tmp_path / "small")


def test_the_command_tells_each_quote_and_ends_well(small, capsys):
    for name in ("html", "docx"):
        assert main(["verify", str(small / f"processed/reports/evidence-base.{name}"), str(small)]) == 0
        told = capsys.readouterr()
        assert "found     leeds:" in told.out
        assert told.out.splitlines()[-1].endswith(" found.")
        assert told.err == ""


def test_the_command_ends_with_its_own_code_where_a_word_was_changed(small, capsys):
    path = small / "processed/reports/evidence-base.html"
    path.write_text(path.read_text(encoding="utf-8").replace("“Partners told of mistrust", "“Partners told of trust"), "utf-8")
    assert main(["verify", str(path), str(small), "--quiet"]) == PROBLEMS
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("changed   leeds:")
    assert told[0].endswith(": the words are not those of the passage")


def test_the_command_tells_of_a_base_that_is_another(small, capsys):
    path = small / "processed/reports/evidence-base.html"
    with (small / "codebook.yaml").open("a") as book:
        book.write("  - {id: NEW, name: New, definition: Something new., terms: [novelty]}\n")
    assert main(["verify", str(path), str(small)]) == 0
    assert "another evidence base, or from an earlier state of this one" in capsys.readouterr().err


def test_report_writes_the_formats_asked_for_from_the_notebooks_that_ship_and_ones_own(small, capsys, monkeypatch):
    own = small / "mine.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[]), own)
    asked = {}
    monkeypatch.setattr("evidence.report.write_report", lambda *_, **more: asked.update(more) or [Path("r.pdf")])
    assert main(["report", str(small), "--format", "pdf, xlsx,pdf", "--notebook", str(own)]) == 0
    assert asked["formats"] == ("pdf", "xlsx")
    assert asked["notebooks"] == in_order([own])
    assert capsys.readouterr().out.endswith("Report: r.pdf\n")


def test_a_format_that_is_none_is_a_usage_error_with_a_hint(small, capsys):
    with pytest.raises(SystemExit):
        main(["report", str(small), "--format", "html,pfd"])
    assert "'pfd' is no format; did you mean 'pdf'?" in capsys.readouterr().err
