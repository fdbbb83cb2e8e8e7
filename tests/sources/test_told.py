"""What a reader passes over, changes or guesses is told, and words that only look hidden are read."""

from __future__ import annotations

import io
import struct
import zipfile

import pandas as pd
import pyreadstat
import pytest
import xlsxwriter

from evidence.errors import SourceError
from evidence.project import Limits
from evidence.sources.docx import read_docx
from evidence.sources.eml import read_eml
from evidence.sources.grid import to_grid
from evidence.sources.guard import inspect
from evidence.sources.html import read_html
from evidence.sources.markdown import read_markdown
from evidence.sources.pdf import read_pdf
from evidence.sources.plain import read_plain
from evidence.sources.rtf import read_rtf
from evidence.sources.sheets import read_sheet
from tests.sources.files import archive, docx, paragraph, pdf

WORDS = "Partners met each week and trusted each other."


def why(reading):
    return [cut.why for cut in reading.cuts]


def sheet(tmp_path, data, name="a.xlsx"):
    (tmp_path / name).write_bytes(data)
    return read_sheet(tmp_path / name, name, Limits())


def workbook(**parts):
    """A workbook of one sheet with two rows, and further parts."""
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        book.add_worksheet("S").write_column(0, 0, ["why", WORDS])
    with zipfile.ZipFile(held) as made:
        whole = {name: made.read(name) for name in made.namelist()}
    return archive({**whole, **{name.replace("__", "/").replace("_xml", ".xml"): data for name, data in parts.items()}})


def test_parts_of_a_word_file_from_elsewhere_and_out_of_it():
    rels = '<R xmlns="r"><Relationship Id="a" Target="../../../etc/passwd"/><Relationship Id="b" TargetMode="External"/></R>'
    assert "parts that lie elsewhere (never fetched)" in why(
        read_docx(docx(paragraph(WORDS), **{"word/_rels/document.xml.rels": rels}), "a")
    )


def test_a_file_that_a_word_file_wants_put_in_is_not_read():
    asks = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/hostname" parse="text"/>'
    reading = read_docx(docx(asks + paragraph(WORDS)), "a")
    assert [block.text for block in reading.blocks] == [WORDS]
    assert "files to be put in from elsewhere (never read)" in why(reading)


@pytest.mark.parametrize("data", [docx(paragraph(WORDS)) + b"\0" * 30, b"PK" + docx(paragraph(WORDS))])
def test_bytes_around_an_archive(data):
    assert "bytes that belong to no part of it" in why(read_docx(data, "a"))


def test_a_word_file_without_a_body_is_no_word_file():
    with pytest.raises(SourceError, match="holds no Word document"):
        read_docx(archive({"word/document.xml": "<w:document xmlns:w='w'/>"}), "a")


def test_a_remote_picture_of_rich_text():
    text = rb'{\rtf1 Partners met. {\field{\*\fldinst INCLUDEPICTURE "http://127.0.0.1/a.png"}{\fldrslt pic}}}'
    assert "fields that show what lies elsewhere (never fetched)" in why(read_rtf(text, "a", Limits()))


@pytest.mark.parametrize(
    ("inside", "reason"),
    [
        ('<iframe src="http://127.0.0.1/"></iframe>', "frames, objects and pictures from elsewhere (never fetched)"),
        ('<p style="display: none">Unseen.</p>', "passages that the page hides at first, or always; they are read"),
        ("<p hidden>Unseen.</p>", "passages that the page hides at first, or always; they are read"),
    ],
)
def test_what_a_page_takes_from_elsewhere_or_hides(inside, reason):
    page = f"<html><body><p>{WORDS}</p>{inside}</body></html>".encode()
    assert reason in why(read_html(page, "a"))
    assert why(read_html(page.replace(inside.encode(), b""), "a")) == []


def test_a_page_that_breaks_off_or_makes_up_entities():
    assert "the end of the page: it breaks off unclosed" in why(read_html(f"<html><body><p>{WORDS}".encode(), "a"))
    page = f'<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/hostname">]><html><body><p>{WORDS}&x;</p></body></html>'
    assert "entities that the file makes up (never read)" in why(read_html(page.encode(), "a"))


@pytest.mark.parametrize("encoding", ["utf-7", "x-unknown-9"])
def test_an_encoding_that_is_not_used(encoding):
    mail = f"Subject: a\r\nContent-Type: text/plain; charset={encoding}\r\n\r\n{WORDS}".encode()
    reading = read_eml(mail, "a")
    assert [block.text for block in reading.blocks] == [WORDS]
    assert why(reading) == [f"an encoding that is not used ({encoding}): read as utf-8"]


def test_a_picture_that_tells_its_sender_who_read_the_email():
    mail = f"Subject: a\r\nContent-Type: text/html\r\n\r\n<p>{WORDS}</p><img src='http://127.0.0.1/t.png'>".encode()
    assert why(read_eml(mail, "a")) == ["pictures from elsewhere (never fetched)"]


def test_markdown_nested_beyond_the_reader_is_counted_in_words():
    reading = read_markdown((">" * 300 + " deep words here\n\n" + WORDS).encode(), "a")
    assert [(cut.unit, cut.count) for cut in reading.cuts] == [("words", 3)]


def test_a_pdf_whose_objects_lie_elsewhere_than_listed():
    made = pdf([[(WORDS, 12, 50, 700)]])
    moved = made.replace(b"0000000009 00000 n", b"0000000019 00000 n")
    assert why(read_pdf(made, "a", Limits())) == []
    assert "its table of contents, which is broken and was made anew" in why(read_pdf(moved, "a", Limits()))


def test_a_pdf_with_a_stream_of_false_length():
    made = pdf([[(WORDS, 12, 50, 700)]])
    length = f"/Length {made.split(b'/Length ')[1].split(b' ')[0].decode()}".encode()
    assert "streams that are not as long as they say" in why(read_pdf(made.replace(length, b"/Length 9"), "a", Limits()))


def test_what_stands_in_a_workbook_beside_its_cells(tmp_path):
    data = workbook(xl__comments1_xml="<c/>", xl__externalLinks__externalLink1_xml="<e/>", **{"xl__vbaProject.bin": b"v"})
    found = [cut.why for cut in sheet(tmp_path, data, "a.xlsm").cuts]
    assert found == ["comments", "links to other workbooks (never followed)", "macros (never run)"]
    assert sheet(tmp_path, workbook()).cuts == ()


def test_rows_of_a_workbook_out_of_order(tmp_path):
    rows = '<row r="3"><c r="A3"><v>3</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>'
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    data = workbook(xl__worksheets__sheet1_xml=f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>')
    assert [cut.why for cut in sheet(tmp_path, data).cuts] == ["rows out of order or twice; of two the last counts"]


def test_an_spss_file_that_holds_fewer_rows_than_it_says(tmp_path):
    pyreadstat.write_sav(pd.DataFrame({"why": ["a", "b"]}), tmp_path / "made.sav")
    data = (tmp_path / "made.sav").read_bytes()
    assert sheet(tmp_path, data, "a.sav").cuts == ()
    lie = data[:80] + struct.pack("<i", 2**31 - 1) + data[84:]
    assert [cut.why for cut in sheet(tmp_path, lie, "a.sav").cuts] == ["its header says 2,147,483,647 rows, and it holds 2"]


def test_quotation_marks_after_a_backslash(tmp_path):
    made = sheet(tmp_path, b'id,why\n1,"he said \\"hi\\", twice"\n2,x\n', "a.csv")
    assert [cut.why for cut in made.cuts] == ["quotation marks within cells follow a backslash: read as such"]


def test_an_export_in_which_nobody_answered(tmp_path):
    grid = to_grid(sheet(tmp_path, b"id,why\n", "a.csv"), "a.csv")
    assert [cut.why for cut in grid.cuts] == ["no row of answers: nobody answered"]


@pytest.mark.parametrize("name", ["a\nb.txt", "a\x1b[31mb.txt", "a\u202eb.txt"])
def test_a_name_that_no_one_sees_is_refused_in_words_that_all_can_see(name, tmp_path):
    (tmp_path / name).write_text(WORDS, encoding="utf-8")
    with pytest.raises(SourceError, match="character that no one sees") as caught:
        inspect(tmp_path / name, name, Limits())
    assert str(caught.value).isprintable() or "\n" in str(caught.value)
    assert "\x1b" not in str(caught.value)
    assert "\u202e" not in str(caught.value)


def test_plain_text_is_read_without_a_word():
    assert why(read_plain(WORDS.encode(), "a")) == []
