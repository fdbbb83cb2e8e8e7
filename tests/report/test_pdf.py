"""The PDF: tagged as PDF/UA asks, the same words in the same order, and nothing in it that acts."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st
from pdfua import validate
from pypdf import PdfReader

from evidence.errors import ReportError
from evidence.report.blocks import Brand, Cell, Chapter, Figure, Paragraph, Quotation, Report, Span, Table
from evidence.report.pdf import _fonts, write_pdf
from tests.report.drawn import PNG
from tests.report.test_html import HOSTILE, report

TYPST = '#panic("ran") #read("/etc/passwd") *bold* $x^2$ \\u{41} [#image("x")] "]) #eval("1+1") `raw` <label> @ref // no = head'
WHOLE = report("Words of a report")
LONG = " ".join(f"word{n}" for n in range(30))
AGAIN = Quotation("d:0-200", LONG, "Leeds hub", again=True)
FIRST = replace(AGAIN, again=False)


def only(*blocks, **more):
    said = {"title": "T", "question": "Q", "description": "", "notices": (), "sources": ()}
    return Report(**{**said, "chapters": (Chapter("First part", blocks),), **more})


def test_what_sets_the_page_can_read_nothing_but_the_report_and_its_own_fonts(monkeypatch):
    made, root = typst.Compiler, []

    def compiler(path, **given):
        assert Path(path).parent == Path(given["root"])
        root.extend(sorted(held.name for held in Path(given["root"]).iterdir()))
        return made(path, **given)

    fonts, asked = typst.Fonts, []
    monkeypatch.setattr(typst, "Compiler", compiler)
    monkeypatch.setattr(typst, "Fonts", lambda **given: asked.append(given) or fonts(**given))
    _fonts.cache_clear()
    write_pdf(only(Paragraph((Span("Words."),))))
    assert root == ["report.json", "report.typ"]
    assert [(given["include_system_fonts"], given["include_embedded_fonts"]) for given in asked] == [(False, False)]


def words(data):
    document = pypdfium2.PdfDocument(data)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    return "".join(text.replace("\x02", "-").split()).replace("\u200b", "")


def squeezed(text):
    return "".join(text.split())


def test_the_checker_of_pdf_ua_finds_no_error(tmp_path):
    path = tmp_path / "report.pdf"
    path.write_bytes(write_pdf(WHOLE))
    found = validate(path)
    assert not [finding for finding in found.findings if finding.severity.name == "ERROR"]


def test_it_is_tagged_titled_and_in_english():
    reader = PdfReader(io.BytesIO(write_pdf(only(Paragraph((Span("x"),)), title="Sharing"))))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert reader.metadata.title == "Sharing"
    assert b"pdfuaid:part>1<" in reader.xmp_metadata.stream.get_data()


def test_bookmarks_lead_to_each_part():
    reader = PdfReader(io.BytesIO(write_pdf(only(Paragraph((Span("x"),))))))
    assert "First part" in [entry.title for entry in reader.outline if not isinstance(entry, list)]


def test_pictures_carry_the_words_that_say_the_finding():
    data = write_pdf(only(Figure(PNG, "Title", "Capacity leads in 2 of 3 cases", "")))
    alts = [str(held["/Alt"]) for held in objects(data) if isinstance(held, dict) and "/Alt" in held]
    assert alts == ["Capacity leads in 2 of 3 cases"]


def test_words_stand_in_the_order_of_the_report():
    table = Table("Caption", ("Case", "Count"), ((Cell("Leeds"), Cell("3")), (Cell("Truro"), Cell("4"))), 1, "A note")
    quote = Quotation("d:0-5", "No time.", "Leeds hub", "page 2", "Made up.")
    said = words(write_pdf(only(Paragraph((Span("Before."),)), table, quote)))
    wanted = ["Before.", "Caption", "Anote", "CaseCount", "Leeds3", "Truro4", "“Notime.”", "—Leedshub,page2[d:0-5]", "Madeup."]
    places = [said.rindex(part) for part in wanted]
    assert places == sorted(places)


def test_a_quote_that_stood_in_full_is_said_by_its_beginning_with_its_page():
    table = Table("t", ("Case", "Words"), ((Cell("Leeds"), Cell(LONG, "d:0-200", again=True)),), 1, "")
    said = words(write_pdf(only(FIRST, AGAIN, table)))
    assert said.count("word29") == 1
    assert said.count("word13…”(infullonpage2)") == 2
    assert words(write_pdf(only(AGAIN))).count("word29") == 1  # there is no page to refer to


def test_parts_begin_a_page_and_of_the_annexes_the_first():
    chapters = tuple(Chapter(title, (Paragraph((Span("x"),)),), annex=title in "BC") for title in "ABC")
    document = pypdfium2.PdfDocument(write_pdf(replace(only(), chapters=chapters)))
    assert len(document) == 3  # the title, A, and B with C


def test_header_rows_are_repeated_on_each_page():
    rows = tuple((Cell(f"row {n}"), Cell(str(n))) for n in range(150))
    document = pypdfium2.PdfDocument(write_pdf(only(Table("Long", ("Name", "Headcount"), rows, 1, ""))))
    pages = [page.get_textpage().get_text_range() for page in document]
    assert all("Headcount" in text for text in pages if re.search(r"row \d+", text))
    assert sum("Headcount" in text for text in pages) >= 3


def test_a_cell_of_a_table_of_many_columns_is_on_the_page():
    table = Table("Wide", tuple(f"Column{n}" for n in range(16)), (tuple(Cell(f"cell{n}") for n in range(16)),), 1, "")
    said = words(write_pdf(only(table)))
    assert all(f"cell{n}" in said for n in range(16))


@pytest.mark.parametrize("hostile", [HOSTILE, TYPST, "=1+1", '"; } ]) #[', "a\x00b\u202ec", "\\", "日本語 🙂 \ue000"])
def test_whatever_is_said_stays_text(hostile):
    data = write_pdf(report(hostile))
    shown = squeezed(hostile.replace("\x00", "\ufffd").replace("\u202e", ""))
    if hostile.isascii():
        assert shown in words(data)
    assert "root:x:" not in words(data)


def objects(data):
    reader = PdfReader(io.BytesIO(data))
    for number in sorted({*reader.xref_objStm, *(n for found in reader.xref.values() for n in found)}):
        yield reader.get_object(number)


def keys(held):
    if isinstance(held, dict):
        yield from held
        for key in list(held):
            if key not in ("/Parent", "/P", "/Pg"):
                yield from keys(held.raw_get(key)) if hasattr(held, "raw_get") else keys(held[key])
    elif isinstance(held, list):
        for one in held:
            yield from keys(one)


def test_nothing_in_it_acts_and_nothing_leads_outside():
    hostile = report(HOSTILE)
    found = {key for held in objects(write_pdf(hostile)) for key in keys(held)}
    assert "/StructParents" in found  # the walk reaches what is there
    assert not found & {
        "/JS",
        "/JavaScript",
        "/AA",
        "/OpenAction",
        "/Launch",
        "/EmbeddedFiles",
        "/AcroForm",
        "/URI",
        "/RichMedia",
    }
    assert "https://a.b" in words(write_pdf(hostile))


def test_an_address_that_was_a_link_is_there_to_be_read():
    assert "source(https://example.org/a)" in words(write_pdf(only(Paragraph((Span("source", "", "https://example.org/a"),)))))


def test_the_same_report_is_the_same_bytes_and_names_no_folder():
    data = write_pdf(WHOLE)
    assert write_pdf(WHOLE) == data
    assert b"/tmp" not in data
    assert str(Path.home()).encode() not in data


def test_a_brand_is_shown_with_its_logo_in_words():
    data = write_pdf(only(brand=Brand("The council", "ask@example.org", "#005a30", "#a0ffa0", PNG, "Our logo")))
    assert "Evidencereport·Thecouncil" in words(data)
    assert "Contact:ask@example.org" in words(data)


def test_a_picture_that_is_none_is_an_error_to_mend():
    with pytest.raises(ReportError, match="cannot be set"):
        write_pdf(only(Figure(b"no picture", "t", "a", "")))


@settings(max_examples=15, deadline=None)
@given(st.text(min_size=1, max_size=30))
def test_any_text_can_be_set(text):
    assert write_pdf(report(text)).startswith(b"%PDF")
