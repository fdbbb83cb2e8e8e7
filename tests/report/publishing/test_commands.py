"""From a draft to a publication by the command line, as a person would do it who has only the README."""

from __future__ import annotations

import json
import shutil

import pytest

from evidence import load
from evidence.__main__ import main
from evidence.project import Limits
from evidence.report import FORMATS
from evidence.report.publishing.contents import words_in
from evidence.report.publishing.sheet import SHEET
from evidence.sources.sheets import read_sheet
from tests.projects import LEEDS, small_project
from tests.report.drawn import html, notebook
from tests.report.test_disclosing import GRID, exhibit, protected
from tests.review import filling

REFUSED = 15  # exit code of PublicationError
NOT_REPORTED = 9  # of ReportError
TOLD = "We rang Gwenllian Bebb on 07700 900461 about trust."
FINDINGS = """
findings:
  - id: time
    claim: {claim}
    codes: [CULT.trust]
    about_frequency: false
    for:
      - segment: {segment}
        quote: built trust within a year
    confidence:
      level: low
      by: ana
      concerns: {{methodological limitations: minor, coherence: none, adequacy: serious, relevance: none}}
      reasons: {{methodological limitations: One account., coherence: One., adequacy: One., relevance: Fits.}}
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A small project and its evidence base."""
    folder = small_project(tmp_path_factory.mktemp("built") / "ours", **{"case_studies/leeds.md": f"{LEEDS}\n{TOLD}\n"})
    assert main(["build", str(folder), "--quiet"]) == 0
    return folder


@pytest.fixture
def project(built, tmp_path, monkeypatch):
    """The small project, whose report quotes two passages; what its notebook shows is put in the place of a kernel's work."""
    folder = tmp_path / "ours"
    shutil.copytree(built, folder)
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "01_own.ipynb").write_text(json.dumps(notebook("# Trust")))
    monkeypatch.setattr("evidence.report.NOTEBOOKS", tmp_path / "notebooks")
    shows(monkeypatch, *quoted(folder))
    return folder


def quoted(folder):
    """A figure for each passage that tells of trust."""
    segments = load(folder).segments
    spoken = segments["text"].str.contains("trust") & segments["segment_id"].str.startswith("leeds:")
    rows = segments[spoken].itertuples()
    return [f'<figure data-segment="{row.segment_id}"><blockquote>{row.text}</blockquote></figure>' for row in rows]


def shows(monkeypatch, *markup):
    made = notebook("# Trust", "What partners said.", *(("show()", html(one)) for one in markup))
    monkeypatch.setattr("evidence.report.run_notebooks", lambda *_, **__: [made])


def run(folder, command, *options):
    return main([command, str(folder), *map(str, options), "--quiet"])


def let_out(folder, *options):
    return run(folder, "report", "--publish", "--by", "ana", "--why", "for the board", *options)


def read_all(folder, decide=lambda row: "yes"):
    """A sheet written, filled in and read back; returns its rows."""
    path = folder.parent / "words.xlsx"
    assert run(folder, "publish", "--sheet", path, "--reviewer", "ben") == 0
    header, *rows = read_sheet(path, path.name, Limits(), sheet=SHEET).rows
    items = [dict(zip(header, row + [""] * (len(header) - len(row)), strict=True)) for row in rows]
    path.write_bytes(filling.sheet([{**item, "Decision": decide(item)} for item in items], SHEET))
    assert run(folder, "publish", "--read", path, "--reviewer", "ben") == 0
    return items


def words(path):
    return "\n".join(" ".join(unit.text.split()) for unit in words_in(path.read_bytes(), path.name))


def published(folder):
    return folder / "processed" / "reports" / "published"


def test_nothing_is_published_while_words_are_unread_and_it_is_told_how_to_have_them_read(project, capsys):
    assert let_out(project, "--format", "html,pdf,docx,xlsx") == REFUSED
    said = capsys.readouterr().err
    assert "2 of 2 texts were not read" in said
    assert "evidence publish ours --sheet FILE.xlsx --reviewer NAME" in said
    assert not published(project).exists()
    assert not (project / "publication").exists()


def test_a_report_that_was_read_leaves_in_all_formats_masked_and_each_file_is_known_by_its_bytes(project, capsys):
    items = read_all(project)
    assert sorted(item["What was found"] for item in items) == ["1 name masked, 1 phone masked", "nothing"]
    assert let_out(project, "--format", "html,pdf,docx,xlsx") == 0
    files = sorted((published(project) / "1").iterdir())
    assert [path.suffix for path in files] == [".docx", ".html", ".pdf", ".xlsx"]
    for path in files:
        said = words(path)
        assert "We rang [name] on [phone] about trust." in said
        assert "Draft" not in said
        assert not {"Bebb", "900461"} & set(said.split())
        assert run(project, "publish", "--check", path) == 0
    assert "is publication 1, let out by ana" in capsys.readouterr().out
    copy = project.parent / "copy.html"
    copy.write_bytes(files[1].read_bytes().replace(b"partners", b"partner5", 1))
    assert run(project, "publish", "--check", copy) == REFUSED


def test_a_refused_quote_is_left_out_of_every_format_and_counted(project):
    read_all(project, lambda row: "no" if "[phone]" in row["As printed"] else "yes")
    assert let_out(project, "--format", "html,pdf,docx,xlsx") == 0
    for path in (published(project) / "1").iterdir():
        assert "[phone]" not in words(path)
        assert "A reviewer left one quote out of this report." in words(path)
    (line,) = (project / "publication" / "publications.jsonl").read_text().splitlines()
    assert (json.loads(line)["quotes"], json.loads(line)["left_out"]) == (1, 1)


@pytest.mark.parametrize("format_", FORMATS)
def test_a_draft_says_so_in_every_format(project, format_):
    assert run(project, "report", "--format", format_) == 0
    said = words(project / "processed" / "reports" / f"evidence-base.{FORMATS[format_]}")
    assert "Draft: not for publication." in said
    assert "We rang [name] on [phone] about trust." in said


@pytest.mark.parametrize("first_shows", ["one", "other"])
def test_a_report_that_gives_a_count_away_beside_an_earlier_publication_is_not_even_a_draft(
    project, monkeypatch, capsys, first_shows
):
    quotes = quoted(project)
    leak = GRID[(GRID["area"] == "row 1") & (GRID["say"] != "(total)")].astype({"count": "Int64"})
    first, second = (exhibit(table, name) for table, name in ((leak[leak["count"] >= 10], "one"), (protected(GRID), "other")))
    first, second = (first, second) if first_shows == "one" else (second, first)
    shows(monkeypatch, *quotes, second._repr_html_())
    assert run(project, "report") == 0  # alone it gives nothing away
    shows(monkeypatch, *quotes, first._repr_html_())
    read_all(project)
    assert let_out(project) == 0
    shows(monkeypatch, *quotes, second._repr_html_())
    assert run(project, "report") == NOT_REPORTED
    assert "fewer than 10 people" in capsys.readouterr().err
    assert let_out(project) == NOT_REPORTED
    assert [path.name for path in published(project).iterdir()] == ["1"]


def claimed(folder, claim):
    segments = load(folder).segments
    segment = segments.loc[segments["text"].str.contains("A joint team"), "segment_id"].iloc[0]
    (folder / "findings.yaml").write_text(FINDINGS.format(claim=claim, segment=segment))


def test_the_next_report_tells_in_every_format_what_changed_since_the_last_that_was_published(project):
    claimed(project, "Trust grows in a joint team.")
    read_all(project)
    assert let_out(project) == 0
    claimed(project, "Trust may grow in a joint team.")
    (project / "case_studies" / "derby.md").write_text("# Derby\n\nMistrust stood in the way of every meeting there.\n")
    assert run(project, "report", "--format", "html,pdf,docx,xlsx") == 0
    for path in (project / "processed" / "reports").glob("evidence-base.*"):
        said = words(path)
        assert "What changed since the last published report" in said
        # A workbook holds tables and quotes, not sentences.
        if path.suffix != ".xlsx":
            assert "Said in other words: Trust may grow in a joint team. Before: Trust grows in a joint team." in said
            assert "New cases: Derby." in said
        assert "Of 2 cases then, and 3 now." in said


@pytest.mark.parametrize("options", [("--publish",), ("--publish", "--by", "ana"), ("--publish", "--why", "a board")])
def test_who_lets_a_report_out_and_why_is_asked_before_any_work(project, monkeypatch, options, capsys):
    monkeypatch.setattr("evidence.report.run_notebooks", None)
    assert run(project, "report", *options) == REFUSED
    assert "is empty" in capsys.readouterr().err


def test_the_command_that_comes_next_can_be_copied(project, tmp_path, capsys):
    path, out = tmp_path / "my words.xlsx", tmp_path / "else where"
    assert run(project, "publish", "--sheet", path, "--reviewer", "ben", "--out", out) == 0
    said = capsys.readouterr().out
    assert f"evidence publish {project} --out '{out}' --read '{path}' --reviewer ben" in said
