"""The workbook: as the Analysis Function asks, with numbers as numbers and whatever else as text."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from python_calamine import CalamineWorkbook

from evidence.report.blocks import Cell, Chapter, Heading, Item, ListBlock, Paragraph, Quotation, Report, Span, Table
from evidence.report.parts import CHANGED, IN_SHORT
from evidence.report.xlsx import write_xlsx
from tests.report.test_html import HOSTILE, report

X = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def only(*blocks, **more):
    said = {"title": "T", "question": "Q", "description": "", "notices": (), "sources": ()}
    return Report(**{**said, "chapters": (Chapter("First part", blocks),), **more})


def table(*rows, columns=("Case", "n"), note=""):
    return Table("Cases", columns, tuple(tuple(Cell(text) for text in row) for row in rows), 1, note)


def sheet(made, name):
    return CalamineWorkbook.from_filelike(io.BytesIO(write_xlsx(made))).get_sheet_by_name(name).to_python(skip_empty_area=False)


def parts(made):
    with zipfile.ZipFile(io.BytesIO(write_xlsx(made))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def roots(made):
    return {name: etree.fromstring(part) for name, part in parts(made).items() if name.endswith((".xml", ".rels"))}


def test_cover_contents_and_notes_come_first_then_one_table_a_sheet():
    made = only(table(["Leeds", "1"]), table(["Truro", "2"]), Quotation("d:0-5", "No time.", "Leeds hub"))
    names = CalamineWorkbook.from_filelike(io.BytesIO(write_xlsx(made))).sheet_names
    assert names == ["Cover", "Contents", "Notes", "Table 1", "Table 2", "Quotes"]
    for name, root in roots(made).items():
        if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name):
            assert len(list(root.iter(f"{X}tablePart"))) == (0 if name.endswith("sheet1.xml") else 1)
            assert not list(root.iter(f"{X}mergeCell"))
            assert not list(root.iter(f"{X}pane"))


def test_a_sheet_says_its_title_its_count_of_tables_its_note_and_its_source_and_then_the_table():
    rows = sheet(only(table(["Leeds", "1"], note="Made up.")), "Table 1")
    assert [row[0] for row in rows] == [
        "Table 1: Cases", "This sheet holds one table.", "Note: Made up.", "Source: First part", "Case", "Leeds",
    ]  # fmt: skip


def test_a_long_note_stands_in_lines_of_whole_sentences():
    note = "A share is of those who answered. " + "One that tells of few people is withheld. " * 4
    lines = [row[0] for row in sheet(only(table(["Leeds", "1"], note=note.strip())), "Table 1")][2:-3]
    assert " ".join(lines) == f"Note: {note.strip()}"
    assert all(line.endswith(".") and len(line) <= 130 for line in lines)
    assert len(lines) > 1


def test_a_printed_page_holds_the_lines_above_the_table_and_repeats_its_header():
    made = parts(
        only(Table("A title that is far longer than the table is wide", ("Case", "n"), ((Cell("Leeds"), Cell("1")),), 1, ""))
    )
    names = {one.get("name"): one.text for one in etree.fromstring(made["xl/workbook.xml"]).iter(f"{X}definedName")}
    assert re.fullmatch(r"'Table 1'!\$A\$1:\$[C-Z]\$5", names["_xlnm.Print_Area"])
    assert all(re.fullmatch(r"'?[\w ]+'?!\$\d+:\$\d+", text) for name, text in names.items() if name.endswith("Titles"))
    assert "_xlnm.Print_Titles" in names


def words(text):
    return (Span(text),)


def test_what_matters_most_and_what_changed_are_told_in_sentences_too():
    brief = (
        Heading(1, "What we know"),
        Paragraph(words("Two findings.")),
        ListBlock((Item(words("First."), ListBlock((Item(words("Below it.")),))),)),
    )
    news = (ListBlock((Item(words("New finding: =1+1")),)), table(["Trust", "2"]))
    made = Report("T", "Q", "", (), (Chapter(IN_SHORT, brief), Chapter(CHANGED, news), Chapter("First part", (brief[1],))), ())
    assert CalamineWorkbook.from_filelike(io.BytesIO(write_xlsx(made))).sheet_names[3:] == ["In short", "What changed", "Table 1"]
    assert sheet(made, "In short")[-4:] == [
        ["Part", "What the report says"],
        ["What we know", "Two findings."],
        ["What we know", "First."],
        ["What we know", "Below it."],
    ]
    assert sheet(made, "What changed")[-1] == [CHANGED, "New finding: =1+1"]


def test_numbers_are_numbers_and_what_only_looks_like_one_is_text():
    given = ["1,234", "12%", "-3.5", "007", "1E5", "[c]", "–", "12 of 14", "1234567890123456", "0.50"]
    rows = sheet(only(table(*([str(n), text] for n, text in enumerate(given)))), "Table 1")
    shown = [row[1] for row in rows if row[1] != ""][1:]
    assert shown == [1234.0, 0.12, -3.5, "007", "1E5", "[c]", "–", "12 of 14", "1234567890123456", 0.5]


def test_shorthand_is_told_beside_the_table_and_in_the_notes():
    made = only(table(["Leeds", "[c]"], ["Truro", "3"]))
    assert any(str(row[0]).startswith("In place of a value: [c] withheld") for row in sheet(made, "Table 1"))
    assert "[c]" in [row[0] for row in sheet(made, "Notes")]


@pytest.mark.parametrize(
    "hostile", [HOSTILE, "=1+1", "+1+cmd|' /C calc'!A0", "@SUM(1)", "-1+1", "[a](https://evil.example)", "$$note$$"]
)
def test_whatever_is_said_stays_text(hostile):
    made = only(table([hostile, hostile]), title=hostile, question=hostile)
    assert sheet(made, "Table 1")[-1] == [hostile, hostile]
    assert sheet(made, "Cover")[0][0] == hostile


def test_a_cell_holds_nothing_unseen_and_no_more_than_a_cell_can():
    unseen, full, over = "a\x0bb\x1b[31mc\ud800d\ufffe", "x" * 32_767, "y" * 32_768
    row = sheet(only(table([unseen, full]), table([over, "z"])), "Table 1")[-1]
    assert "\x0b" not in row[0]
    assert "\x1b" not in row[0]
    assert row[1] == full
    assert sheet(only(table([over, "z"])), "Table 1")[-1][0] == "y" * 32_766 + "…"


def test_no_cell_is_a_formula_and_no_link_leads_outside():
    for name, root in roots(report("=1+1")).items():
        assert not list(root.iter(f"{X}f")), name
        assert not root.xpath("//*[@TargetMode='External']"), name
    assert not [name for name in parts(report(HOSTILE)) if re.search(r"vba|embed|external|drawing", name, re.IGNORECASE)]


def test_headers_are_never_empty_and_never_alike():
    rows = sheet(only(table(["a", "b", "c"], columns=("Name", "", "name"))), "Table 1")
    assert rows[-2] == ["Name", "Column 2", "name (2)"]


def test_a_table_without_rows_opens():
    assert sheet(only(table()), "Table 1")[-1][0] in ("Case", "")


def test_properties_tell_the_title_and_no_time():
    core = parts(only(title="Sharing"))["docProps/core.xml"].decode()
    assert "<dc:title>Sharing</dc:title>" in core
    assert set(re.findall(r"\d{4}-\d\d-\d\dT", core)) == {"2000-01-01T"}


def test_words_that_are_withheld_are_said_to_be():
    rows = sheet(only(Quotation("d:0-5", "", "Leeds hub")), "Quotes")
    assert "withheld" in rows[-1][0]


def test_the_same_report_is_the_same_bytes():
    assert write_xlsx(report()) == write_xlsx(report())


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=30), st.text(max_size=30))
def test_any_text_makes_a_workbook_that_opens(one, other):
    made = only(table([one, other], [other, one], columns=(one, other)), title=one or "t")
    assert CalamineWorkbook.from_filelike(io.BytesIO(write_xlsx(made))).sheet_names[-1] == "Table 1"
