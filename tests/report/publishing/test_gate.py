"""Nothing leaves unread; nothing personal leaves; what left is on record to the byte."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import python_calamine

from evidence.errors import PublicationError
from evidence.report import make_report
from evidence.report.blocks import Cell, Chapter, Explorer, Origin, Paragraph, Passage, Quotation, Span, Table
from evidence.report.html import write_html
from evidence.report.publishing import as_draft, check, gate, prepare, publish, take_decisions, write_sheet
from evidence.report.publishing.decisions import ALLOWED, QUOTES, hash_of
from evidence.report.publishing.masking import texts_in
from evidence.report.publishing.sheet import SHEET
from tests.report.drawn import NO_TIME, drawn_base, drawn_project
from tests.report.publishing.test_masking import QUOTED, SEGMENT, base_of
from tests.review import filling

PRINTED = "We rang [name] on [phone]."
WHEN = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.fixture
def project(tmp_path):
    (tmp_path / "hubs").mkdir()
    project = drawn_project(tmp_path / "hubs")
    allow(project, "Tadhg Mutasa,published,ana")
    return project


def allow(project, *rows):
    path = project.folder / ALLOWED
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(["words,why,by", *rows]))


def report_of(project, *blocks, words="What partners said of the hub."):
    quoted = (Quotation(SEGMENT, QUOTED), Paragraph((Span(words),)), *blocks)
    return make_report(base_of(), [Chapter("Themes", quoted)], project)


def ready_of(project, **more):
    return prepare(report_of(project, **more), base_of(), project)


def decided(project, *rows):
    lines = ["segment_id,sha256,decision,mask,reviewer,when,why", *rows]
    (project.folder / QUOTES).write_text("\n".join(lines))


def read(project, decision="yes", mask="", printed=PRINTED):
    decided(project, f"{SEGMENT},{hash_of(printed)},{decision},{mask},ben,2026-01-01,")


def let_out(project, ready=None, **more):
    ready = ready or ready_of(project)
    return publish(ready, project, {"r.html": write_html(ready.report)}, by="ana", why="for the board", now=lambda: WHEN, **more)


def test_a_draft_is_masked_and_says_in_its_first_notice_that_it_is_one(project):
    draft = as_draft(report_of(project), base_of(), project)
    assert draft.notices[0].startswith("Draft: not for publication")
    assert PRINTED in str(draft)
    assert "Gwenllian" not in str(draft)


def test_what_no_one_has_read_stays(project):
    with pytest.raises(PublicationError, match=rf"1 of 1 texts were not read as they would be printed now, first: {SEGMENT}"):
        let_out(project)
    assert not (project.out / gate.PUBLISHED).exists()


def test_of_the_explorer_only_passages_that_a_person_has_read_leave(project):
    passages = (Passage(SEGMENT, QUOTED, "", ()), Passage("leeds:40-66", "Leeds City Council helped.", "", ()))
    origin = Origin("Leeds hub", "Leeds", "", "", "case_studies/leeds.txt", "0" * 64, "", passages)
    report = replace(report_of(project), explorer=Explorer((), (origin,)))
    assert prepare(report, base_of(), project).report.explorer.origins == ()
    read(project)
    (left,) = prepare(report, base_of(), project).report.explorer.origins
    assert [passage.text for passage in left.passages] == [PRINTED]


def test_what_was_read_leaves_and_goes_on_record(project):
    read(project)
    out = let_out(project)
    data = (out.folder / "r.html").read_bytes()
    assert out.folder == project.out / "reports/published/1"
    (line,) = (project.folder / gate.RECORD).read_text().splitlines()
    told = json.loads(line)
    assert (told["by"], told["why"], told["when"]) == ("ana", "for the board", "2026-01-02T03:04:05+00:00")
    assert told["files"] == {"r.html": hashlib.sha256(data).hexdigest()}
    assert check(project, out.folder / "r.html")["number"] == 1
    assert let_out(project).folder.name == "2"


def test_what_leaves_names_no_respondent_and_no_row(tmp_path):
    """Drafts and the reviewers' sheet do: those who read them hold the base."""
    project, base = drawn_project(tmp_path), drawn_base()
    words = "There is <b>no</b> time."
    allow(project, "Leeds hub,a title,ana")
    report = make_report(base, [Chapter("Themes", (Quotation(NO_TIME, words),))], project)
    decided(project, f"{NO_TIME},{hash_of(words)},yes,,ben,2026-01-01,")
    ready = prepare(report, base, project)
    assert [item.segment_id for item in ready.items if item.segment_id] == [NO_TIME]
    assert NO_TIME in str(as_draft(report, base, project))
    page = write_html(ready.report).decode()
    assert "There is" in page
    assert "fb/q/r1" not in page
    assert "row 2" not in page.lower()


def test_one_changed_byte_is_no_published_file(project, tmp_path):
    read(project)
    out = let_out(project)
    copy = tmp_path / "copy.html"
    copy.write_bytes((out.folder / "r.html").read_bytes().replace(b"hub", b"hup", 1))
    with pytest.raises(PublicationError, match="is not, byte for byte, a file that was published"):
        check(project, copy)


def test_words_that_changed_since_they_were_read_must_be_read_again(project):
    read(project, printed="We rang [name] on 07700 900461.")
    with pytest.raises(PublicationError, match="were not read"):
        let_out(project)
    read(project)
    allow(project, "Tadhg Mutasa,published,ana", "Gwenllian Bebb,an author,ana")
    with pytest.raises(PublicationError, match="were not read"):
        let_out(project)


def test_a_quote_that_was_refused_is_left_out_everywhere_and_counted(project):
    read(project, "no")
    table = Table("t", ("Code", "Words"), ((Cell("a"), Cell(QUOTED, SEGMENT)),), 1, "")
    ready = prepare(report_of(project, table), base_of(), project)
    told = str(list(texts_in(ready.report)))
    assert "We rang" not in told
    assert SEGMENT not in told
    assert "[words left out]" in told
    assert ready.report.notices[-1] == "A reviewer left one quote out of this report."
    out = let_out(project, ready)
    assert json.loads((project.folder / gate.RECORD).read_text())["left_out"] == 1
    assert b"We rang" not in (out.folder / "r.html").read_bytes()


def test_a_reviewer_may_mask_more(project):
    start = QUOTED.index("We rang")
    read(project, "mask more", f"{start}-{start + 7}", "[removed] [name] on [phone].")
    ready = ready_of(project)
    assert ready.open == ()
    assert "[removed] [name] on [phone]." in str(ready.report)
    read(project, "mask more", "3-7", "[removed] [name] on [phone].")  # other words than those that were read
    assert len(ready_of(project).open) == 1


def test_of_a_document_only_what_is_quoted_leaves(project):
    read(project)
    ready = ready_of(project)
    assert "Leeds City Council" not in str(list(texts_in(ready.report)))
    assert PRINTED in str(ready.report.sources)


def test_the_reports_own_words_with_a_name_in_them_are_read_too(project):
    read(project)
    words = "As Gwenllian Bebb says, the hub works."
    (open_,) = ready_of(project, words=words).open
    assert (open_.segment_id, open_.text) == ("", words)
    rows = [f"{SEGMENT},{hash_of(PRINTED)},yes,,ben,2026,", f",{hash_of(words)},{{}},,ben,2026,"]
    decided(project, rows[0], rows[1].format("no"))
    with pytest.raises(PublicationError, match="a text of the report itself was refused"):
        let_out(project, ready_of(project, words=words))
    decided(project, rows[0], rows[1].format("yes"))
    let_out(project, ready_of(project, words=words))


@pytest.mark.parametrize(("by", "why"), [("", "x"), ("x", " "), ("x\x1b", "x")])
def test_nobody_and_no_reason_let_nothing_out(project, by, why):
    read(project)
    with pytest.raises(PublicationError, match=r"--by|--why"):
        publish(ready_of(project), project, {"r.html": b"<p>x</p>"}, by=by, why=why)


def test_what_the_last_look_finds_keeps_all_files_in_and_is_told_without_its_words(project):
    read(project)
    files = {"a.csv": b"n\n1\n", "b.csv": b"who\ntsegaye.g@example.org\n"}
    with pytest.raises(PublicationError, match=r"b.csv: email \(email.form\)") as caught:
        publish(ready_of(project), project, files, by="ana", why="x")
    assert "tsegaye" not in str(caught.value)
    assert "tsegaye.g@example.org" in (project.out / gate.BLOCKED).read_text()
    assert not (project.out / gate.PUBLISHED).exists()
    assert not (project.folder / gate.RECORD).exists()


def test_a_file_that_cannot_be_read_and_no_file_at_all_stay(project):
    read(project)
    for files, said in (({"a.pdf": b"%PDF-"}, "unreadable"), ({}, "no file to publish")):
        with pytest.raises(PublicationError, match=said):
            publish(ready_of(project), project, files, by="ana", why="x")


def test_a_publication_that_breaks_off_leaves_no_part_of_itself(project, monkeypatch):
    read(project)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(gate.os, "rename", full)
    with pytest.raises(PublicationError, match="No space left"):
        let_out(project)
    assert list((project.out / gate.PUBLISHED).iterdir()) == []


def test_a_damaged_register_stops_everything(project):
    read(project)
    (project.folder / gate.RECORD).write_text('{"number": "one"}\n')
    with pytest.raises(PublicationError, match="is damaged"):
        let_out(project)


def test_counts_are_checked_with_those_of_earlier_publications(project, monkeypatch):
    read(project)
    seen = []
    monkeypatch.setattr(gate, "audit", lambda cells, earlier: seen.append((cells, list(earlier))) or [])
    let_out(project, cells={"fb": {"n": 20}})
    let_out(project, cells={"fb": {"n": 21}})
    assert seen == [({"fb": {"n": 20}}, []), ({"fb": {"n": 21}}, [{"fb": {"n": 20}}])]
    monkeypatch.setattr(gate, "audit", lambda *_: [gate.Problem("the table", "betrays a count", "Withhold it.")])
    with pytest.raises(PublicationError, match="betrays a count"):
        let_out(project, cells={"fb": {"n": 22}})


def test_the_record_for_the_next_reports_changes_is_kept(project):
    read(project)
    let_out(project, record={"cases": {"leeds": "Leeds hub"}})
    assert json.loads((project.folder / gate.LAST_PUBLISHED).read_text()) == {"cases": {"leeds": "Leeds hub"}}


def rows_of(data):
    return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name(SHEET).to_python()


def sheet(project, tmp_path, **answers):
    path = tmp_path / "sheet.xlsx"
    ready = ready_of(project)
    header, row = rows_of(write_sheet(ready, base_of(), "ben"))
    path.write_bytes(filling.sheet([{**dict(zip(header, row, strict=True)), **answers}], SHEET))
    return take_decisions(base_of(), project, path, "ben", now=lambda: WHEN)


def test_a_sheet_goes_out_and_comes_back(project, tmp_path):
    data = write_sheet(ready_of(project), base_of(), "ben")
    assert data == write_sheet(ready_of(project), base_of(), "ben")
    rows = rows_of(data)
    told = dict(zip(rows[0], rows[1], strict=True))
    assert told["As printed"] == PRINTED
    assert told["What was found"] == "1 name masked, 1 phone masked"
    assert "Gwenllian" not in str(rows)
    assert len(rows) == 2
    (decision,) = sheet(project, tmp_path, Decision="yes", Why="no one can be told by it")
    assert (decision.reviewer, decision.when) == ("ben", "2026-01-02T03:04:05+00:00")
    assert ready_of(project).open == ()
    let_out(project)


def test_words_to_mask_are_stored_as_places_and_never_as_words(project, tmp_path):
    sheet(project, tmp_path, **{"Decision": "mask more", "Words to mask": "We rang"})
    stored = (project.folder / QUOTES).read_text()
    assert "We rang" not in stored
    assert ",0-7," in stored
    assert "[removed] [name] on [phone]." in str(ready_of(project).report)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"Decision": "perhaps"}, "its decision is none that can be taken"),
        ({"Decision": "", "Why": "hm"}, "its decision is none"),
        ({"Decision": "mask more"}, "do not fit"),
        ({"Decision": "yes", "Words to mask": "We"}, "do not fit"),
        ({"Decision": "mask more", "Words to mask": "They"}, "stand in the quote"),
        ({"Decision": "yes", "hash": "0" * 12}, "not those that would be printed now"),
    ],
)
def test_a_row_that_cannot_be_taken_stores_nothing(project, tmp_path, answers, said):
    with pytest.raises(PublicationError, match=f"row 2: .*{said}"):
        sheet(project, tmp_path, **answers)
    assert not (project.folder / QUOTES).exists()


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        (ALLOWED, "words,why\nLeeds,x", "has not once each of the columns by"),
        (ALLOWED, "words,why,by\nLeeds City Council,,ana", "row 2: has no 'why'"),
        (ALLOWED, "words,why,by\na,x,ana", "row 2: has no 'words'"),
        (QUOTES, "segment_id,sha256,decision,mask,reviewer,when,why\nx,1,maybe,,b,,", "its decision is none of"),
        (QUOTES, f"segment_id,sha256,decision,mask,reviewer,when,why\nx,{'0' * 64},mask more,,b,,", "which characters"),
        (QUOTES, f"segment_id,sha256,decision,mask,reviewer,when,why\nx,{'0' * 64},yes,,,,", "names no reviewer"),
    ],
)
def test_a_projects_own_files_are_checked_row_by_row(project, file, text, said):
    (project.folder / file).write_text(text)
    with pytest.raises(PublicationError, match=said):
        ready_of(project)
