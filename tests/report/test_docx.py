"""The Word document: real styles, header rows and words for pictures; nothing in it that acts or leads outside."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from evidence.report.blocks import Brand, Cell, Chapter, Figure, Item, ListBlock, Paragraph, Quotation, Report, Span, Table
from evidence.report.docx import write_docx
from tests.report.drawn import PNG
from tests.report.test_html import HOSTILE, report


def only(*blocks, **more):
    said = {"title": "T", "question": "Q", "description": "", "notices": (), "sources": ()}
    return Report(**{**said, "chapters": (Chapter("First part", blocks),), **more})


def opened(made):
    return docx.Document(io.BytesIO(write_docx(made)))


def parts(made):
    with zipfile.ZipFile(io.BytesIO(write_docx(made))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


LONG = " ".join(f"word{n}" for n in range(30))
AGAIN = Quotation("d:0-200", LONG, "Leeds hub", again=True)
FIRST = replace(AGAIN, again=False)


def words(item):
    return (Item((Span(item),)),)


def test_styles_are_real_so_that_the_document_can_be_edited():
    used = [paragraph.style.name for paragraph in opened(report()).paragraphs]
    assert {"Title", "Heading 1", "Heading 2", "Heading 3", "List Bullet", "List Number 2", "Caption", "Quote"} <= set(used)
    assert used.count("Title") == 1


def test_a_quote_that_stood_in_full_is_said_by_its_beginning():
    table = Table("t", ("Case", "Words"), ((Cell("Leeds"), Cell(LONG, "d:0-200", again=True)),), 1, "")
    made = opened(only(FIRST, AGAIN, table))
    quotes = [paragraph.text for paragraph in made.paragraphs if paragraph.style.name == "Quote"]
    assert quotes[0] == f"“{LONG}”"
    assert quotes[1].endswith("word13 …” (in full further up)")
    assert made.tables[0].rows[1].cells[1].text.endswith("word13 …” (in full further up) [d:0-200]")


def test_parts_begin_a_page_and_of_the_annexes_the_first():
    made = opened(replace(only(), chapters=tuple(Chapter(title, (), annex=title in "BC") for title in "ABC")))
    breaks = {p.text: p.paragraph_format.page_break_before for p in made.paragraphs if p.style.name == "Heading 1"}
    assert breaks == {"A": True, "B": True, "C": False}


def test_ranks_of_headings_have_no_gap():
    names = [paragraph.style.name for paragraph in opened(report()).paragraphs]
    ranks = [int(name.split()[1]) for name in names if re.fullmatch(r"Heading \d", name)]
    assert ranks == [1, 2, 3]


def test_tables_repeat_their_header_and_say_what_they_are():
    made = opened(only(Table("Cases", ("Case", "n"), ((Cell("Leeds"), Cell("3")),), 1, "A note")))
    (table,) = made.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["Case", "n"], ["Leeds", "3"]]
    assert [bool(row._tr.trPr.findall(qn("w:tblHeader"))) for row in table.rows] == [True, False]
    properties = table._tbl.tblPr
    assert properties.find(qn("w:tblCaption")).get(qn("w:val")) == "Cases"
    assert properties.find(qn("w:tblDescription")).get(qn("w:val")) == "A note"
    assert "Table 1: Cases" in [paragraph.text for paragraph in made.paragraphs]


def test_pictures_carry_the_words_that_say_the_finding():
    made = opened(only(Figure(PNG, "Title", "Capacity leads", ""), brand=Brand(logo=PNG, logo_alt="Our logo")))
    assert [shape._inline.docPr.get("descr") for shape in made.inline_shapes] == ["Our logo", "Capacity leads"]


def test_language_and_properties_are_set_and_tell_no_time():
    made = opened(only(title="Sharing", brand=Brand("The council")))
    properties = made.core_properties
    assert (properties.title, properties.author, properties.language) == ("Sharing", "The council", "en-GB")
    assert properties.created.year == properties.modified.year == 2000
    language = made.styles.element.find(f".//{qn('w:docDefaults')}//{qn('w:lang')}")
    assert language.get(qn("w:val")) == "en-GB"


def test_each_numbered_list_begins_at_one():
    first, second = ListBlock(words("a"), ordered=True), ListBlock(words("b"), ordered=True)
    made = opened(only(first, second))
    numbers = [p._p.pPr.numPr.numId.val for p in made.paragraphs if p.text in ("a", "b")]
    assert len(set(numbers)) == 2


def test_a_wide_table_stands_on_a_page_that_is_turned():
    table = Table(
        "Wide",
        tuple(f"Communication{n}" for n in range(9)),
        (tuple(Cell("time and money, and people too") for _ in range(9)),),
        1,
        "",
    )
    widths = [section.page_width > section.page_height for section in opened(only(table)).sections]
    assert widths == [False, True, False]


MATRIX = Table(
    "Wide", ("Case", *(f"Communication{n}" for n in range(13))), ((Cell("Leeds"), *(Cell("1") for _ in range(13))),), 1, ""
)


def test_the_headers_of_a_wide_matrix_run_upwards_and_those_that_name_the_row_do_not():
    drawn = opened(only(MATRIX)).element.body.find(qn("w:tbl"))
    head, row = drawn.findall(qn("w:tr"))
    upwards = [cell.find(f"{qn('w:tcPr')}/{qn('w:textDirection')}") is not None for cell in head.findall(qn("w:tc"))]
    assert upwards == [False, *[True] * 13]
    assert not list(row.iter(qn("w:textDirection")))
    assert int(head.find(f"{qn('w:trPr')}/{qn('w:trHeight')}").get(qn("w:val"))) > 1000


def test_the_rows_of_a_short_table_stay_on_one_page():
    rows = tuple((Cell(str(n)), Cell("x")) for n in range(4))
    drawn = opened(only(Table("Short", ("a", "b"), rows, 1, ""))).element.body.find(qn("w:tbl"))
    kept = [
        all(p.find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None for p in row.iter(qn("w:p")))
        for row in drawn.findall(qn("w:tr"))
    ]
    assert kept == [True, True, True, True, False]


def test_a_quote_leads_to_the_row_that_says_where_it_stands():
    place = Table("Places", ("Reference", "File"), ((Cell("[d:0-5]"), Cell("a.txt")),), 1, "")
    body = opened(only(Quotation("d:0-5", "No time.", "Leeds hub"), place)).element.body
    links = {link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink"))}
    marks = [mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))]
    assert links == set(marks) == {"chapter_0", "quote_0"}
    assert len(marks) == len(set(marks))


def test_nothing_in_it_acts_and_nothing_leads_outside():
    found = parts(report(HOSTILE))
    assert not [name for name in found if re.search(r"vba|embed|activeX|external|thumbnail", name, re.IGNORECASE)]
    for name, part in found.items():
        if not name.endswith((".xml", ".rels")):
            continue
        root = etree.fromstring(part)
        assert not root.xpath("//*[@TargetMode='External']")
        assert not list(root.iter(qn("w:instrText"), qn("w:altChunk"), qn("w:object")))
        fields = {field.get(qn("w:instr")) for field in root.iter(qn("w:fldSimple"))}
        assert fields <= {"PAGE"}


@pytest.mark.parametrize("hostile", [HOSTILE, "</w:t><w:object/>", "=1+1", '{ DDEAUTO c:\\\\windows "calc" }'])
def test_whatever_is_said_stays_text(hostile):
    made = opened(report(hostile))
    texts = [paragraph.text for paragraph in made.paragraphs]
    assert f"“{hostile}”" in texts
    assert made.tables[0].cell(0, 0).text == hostile
    assert made.inline_shapes[0]._inline.docPr.get("descr") == hostile


def test_the_same_report_is_the_same_bytes():
    assert write_docx(report()) == write_docx(report())
    with zipfile.ZipFile(io.BytesIO(write_docx(report()))) as archive:
        assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_words_that_are_withheld_are_said_to_be():
    made = opened(only(Quotation("d:0-5", "", "Leeds hub")))
    assert any("withheld" in paragraph.text for paragraph in made.paragraphs)


def test_styles_of_words_and_addresses_are_kept():
    spans = (Span("strong", "strong"), Span("\n"), Span("code", "code"), Span("page", "", "https://example.org"))
    paragraph = next(p for p in opened(only(Paragraph(spans))).paragraphs if p.text.startswith("strong"))
    assert paragraph.text == "strong\ncodepage (https://example.org)"
    assert paragraph.runs[0].bold


@settings(max_examples=15, deadline=None)
@given(st.text(min_size=1, max_size=30))
def test_any_text_makes_a_document_that_opens(text):
    assert opened(report(text)).paragraphs


def test_words_that_announce_a_quote_stay_on_its_page():
    made = opened(only(Paragraph((Span("As a barrier, for example:"),)), Paragraph((Span("No one did."),))))
    kept = {paragraph.text: paragraph.paragraph_format.keep_with_next for paragraph in made.paragraphs}
    assert kept["As a barrier, for example:"]
    assert not kept["No one did."]
