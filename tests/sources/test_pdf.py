from __future__ import annotations

import io

import pytest
from pypdf import PdfReader, PdfWriter

from evidence.errors import SourceError
from evidence.project import Limits
from evidence.sources.pdf import read_pdf
from tests.sources.files import pdf, told

BODY = [
    "The partners met every Tuesday for a year, and by the spring",
    "each of them knew what the others could lawfully be told.",
]


def page(number, *lines):
    head = [("Example Trust report", 8, 50, 780), (f"Page {number} of 9", 8, 280, 20)]
    return [*head, *((text, 11, 50, 700 - 14 * place) for place, text in enumerate(lines))]


def read(data, **limits):
    return read_pdf(data, "a.pdf", Limits(**limits))


def test_lines_are_joined_and_blocks_know_their_page():
    reading = read(pdf([[("Sharing in Truro", 20, 50, 740), *page(1, *BODY)[2:]], page(2, "And so on.")[2:]]))
    assert [(block.kind, block.page, block.text) for block in reading.blocks] == [
        ("heading", 1, "Sharing in Truro"),
        ("paragraph", 1, " ".join(BODY)),
        ("paragraph", 2, "And so on."),
    ]
    assert reading.found == {"title": "Sharing in Truro"}
    assert reading.cuts == ()


def test_running_headers_and_page_numbers_are_cut_and_counted():
    reading = read(pdf([page(1, *BODY), page(2, "It ended."), page(3, "Or so they said.")]))
    assert [block.text for block in reading.blocks] == [" ".join(BODY), "It ended.", "Or so they said."]
    assert told(reading.cuts, "words") == {"running headers, footers and page numbers": 3 * (3 + 4)}


def test_a_line_that_stands_once_is_no_running_header():
    assert [block.text for block in read(pdf([page(1, "It ended.")])).blocks][-1] == "It ended."


def test_pages_without_text_are_named():
    reading = read(pdf([page(1, *BODY), [], page(3, "It ended.")]))
    assert [(cut.where, cut.count) for cut in reading.cuts if cut.unit == "parts"] == [("pages 2", 1)]


def test_a_scan_is_refused_with_the_way_to_mend_it():
    with pytest.raises(SourceError, match="no text layer") as caught:
        read(pdf([[], []]))
    assert "OCR" in caught.value.problems[0].mend


def test_more_pages_than_the_limit_are_refused_and_as_many_are_not():
    two = pdf([page(1, *BODY), page(2, *BODY)])
    assert read(two, pdf_pages=2).blocks
    with pytest.raises(SourceError, match="pdf_pages: 1"):
        read(two, pdf_pages=1)


@pytest.mark.parametrize("data", [b"%PDF-1.7\nnothing", b"no pdf at all", pdf([page(1, *BODY)])[:200]])
def test_what_is_damaged_is_refused(data):
    with pytest.raises(SourceError, match="is damaged, or no PDF"):
        read(data)


def test_a_password_is_told_from_damage():
    locked, held = PdfWriter(PdfReader(io.BytesIO(pdf([page(1, *BODY)])))), io.BytesIO()
    locked.encrypt("secret", algorithm="RC4-128")
    locked.write(held)
    with pytest.raises(SourceError, match="is protected by a password"):
        read(held.getvalue())


def test_properties_say_who_and_when():
    info = "/Title (How they shared) /Author (Ana Lee) /CreationDate (D:20140501090000Z)"
    found = read(pdf([page(1, *BODY)], info)).found
    assert found == {"title": "How they shared", "author": "Ana Lee", "date": "2014-05-01"}


def test_a_broken_table_of_contents_is_told():
    whole = pdf([page(1, *BODY)])
    broken = whole.replace(b"startxref\n", b"startxref\n9")
    assert told(read(whole).cuts, "parts") == {}
    assert told(read(broken).cuts, "parts") == {"its table of contents, which is broken and was made anew": 1}


def test_scripts_are_told():
    reading = read(pdf([page(1, *BODY)], extra="/OpenAction << /S /JavaScript /JS (app.alert) >>"))
    assert told(reading.cuts, "parts") == {"scripts (never run)": 1}
