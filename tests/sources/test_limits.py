"""Each limit holds from its very number on: one less and just so many are read, one more is refused by the limit's name."""

from __future__ import annotations

import dataclasses

import pytest

from evidence.errors import SourceError
from evidence.project import Limits
from evidence.sources.guard import MEGABYTE, inspect
from evidence.sources.html import read_html
from evidence.sources.pdf import read_pdf
from evidence.sources.rtf import read_rtf
from evidence.sources.sheets import read_sheet
from tests.sources.files import archive, docx, paragraph, pdf

STEPS = [-1, 0, 1]


def limited(**limits):
    return dataclasses.replace(Limits(), **limits)


def holds(step, read, name):
    """Whether `read` works up to the limit and is refused over it, in words that name the limit."""
    if step <= 0:
        read()
        return True
    with pytest.raises(SourceError, match=name):
        read()
    return True


def seen(tmp_path, data, name="a.docx", **limits):
    path = tmp_path / name
    path.write_bytes(data)
    return lambda: inspect(path, name, limited(**limits))


@pytest.mark.parametrize("step", STEPS)
def test_size_of_a_file(step, tmp_path):
    assert holds(step, seen(tmp_path, b"a" * (MEGABYTE + step), "a.txt", file_mb=1), "file_mb: 1")


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("name", ["a.csv", "a.tsv"])
def test_size_of_a_table_of_text(name, step, tmp_path):
    """It has a limit of its own, whatever other files may have."""
    assert holds(step, seen(tmp_path, b"a" * (2 * MEGABYTE + step), name, file_mb=1, csv_mb=2), "csv_mb: 2")


@pytest.mark.parametrize("step", STEPS)
def test_parts_of_an_archive(step, tmp_path):
    more = {f"word__media__{n}": b"" for n in range(6 + step)}  # and the four that every document has
    assert holds(step, seen(tmp_path, docx(paragraph("a"), **more), zip_parts=10), "zip_parts: 10")


@pytest.mark.parametrize("step", STEPS)
def test_size_of_a_part(step, tmp_path):
    head, tail = b"<a>", b"</a>"
    part = head + b"x" * (MEGABYTE - len(head) - len(tail) + step) + tail
    data = docx(paragraph("a"), word__big_xml=part)
    assert holds(step, seen(tmp_path, data, part_mb=1, zip_ratio=100_000), "part_mb: 1")


@pytest.mark.parametrize("step", STEPS)
def test_growth_of_an_archive(step, tmp_path):
    whole = b"<a>" + b"x" * 2 * MEGABYTE + b"</a>"
    data = archive({"word/document.xml": whole})
    path = tmp_path / "a.docx"
    path.write_bytes(data)
    grows = len(whole) / len(data)
    ratio = int(grows) + (1 - step)  # the archive grows by a little more than a whole number: one limit below it, two above
    assert holds(step, lambda: inspect(path, "a.docx", limited(zip_ratio=ratio)), "zip_ratio") or grows


@pytest.mark.parametrize("step", STEPS)
def test_nesting_of_a_word_file(step, tmp_path):
    around = 3  # document, body, and the deepest below
    deep = "<w:p>" * (50 - around + 1 + step) + "</w:p>" * (50 - around + 1 + step)
    assert holds(step, seen(tmp_path, docx(deep), xml_depth=50), "xml_depth: 50")


@pytest.mark.parametrize("step", STEPS)
def test_nesting_of_a_page(step):
    inner = 48 + step  # html and body stand around
    page = f"<html><body>{'<div>' * inner}Partners met.{'</div>' * inner}</body></html>".encode()
    reading = read_html(page, "a.html", limited(xml_depth=50))
    assert [block.text for block in reading.blocks] == ["Partners met."]
    assert any("nesting deeper than xml_depth: 50" in cut.why for cut in reading.cuts) == (step > 0)


@pytest.mark.parametrize("step", STEPS)
def test_nesting_of_rich_text(step):
    inner = 49 + step
    text = b"{\\rtf1 " + b"{" * inner + b"x" + b"}" * inner + b"}"
    assert holds(step, lambda: read_rtf(text, "a.rtf", limited(xml_depth=50)), "xml_depth: 50")


@pytest.mark.parametrize("step", STEPS)
def test_pages_of_a_pdf(step):
    made = pdf([[("Partners met.", 12, 50, 700)]] * (3 + step))
    assert holds(step, lambda: read_pdf(made, "a.pdf", limited(pdf_pages=3)), "pdf_pages: 3")


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(("name", "row", "rows"), [("rows", "1,2\n", 5), ("columns", None, 5)])
def test_rows_and_columns_of_an_export(step, name, row, rows, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(row * (rows + step) if row else ",".join("x" * (rows + step)) + "\n", encoding="utf-8")
    assert holds(step, lambda: read_sheet(path, "a.csv", limited(**{name: rows})), name)


@pytest.mark.parametrize("step", STEPS)
def test_characters_of_an_answer(step, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(f"id,why\n1,{'a' * (50 + step)}\n", encoding="utf-8")
    sheet = read_sheet(path, "a.csv", limited(field_chars=50))
    assert (sheet.rows[1][1] == "") is (step > 0)
    assert (
        [cut.mend for cut in sheet.cuts if "field_chars" in cut.mend]
        == [cut.mend for cut in sheet.cuts]
        != ([] if step > 0 else [1])
    )
