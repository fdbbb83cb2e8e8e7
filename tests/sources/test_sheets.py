"""What a survey export holds, cell by cell: encodings, delimiters, workbooks, SPSS files, and what is refused."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.errors import SourceError
from evidence.project import Limits
from evidence.sources.delimited import decode, tidy
from evidence.sources.guard import inspect
from evidence.sources.rows import row_words
from evidence.sources.sheets import Sheet, read_sheet


def sheet(folder: Path, data: bytes | str, name: str = "export.csv", limits: Limits | None = None) -> Sheet:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_sheet(path, name, limits or Limits())


def refusal(folder: Path, data: bytes | str, name: str = "export.csv", limits: Limits | None = None) -> str:
    with pytest.raises(SourceError) as refused:
        sheet(folder, data, name, limits)
    return str(refused.value)


def workbook(folder: Path, name: str = "export.xlsx", **sheets: list[list[object]]) -> Path:
    path = folder / name
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "remove_timezone": True}) as book:
        dated = book.add_format({"num_format": "yyyy-mm-dd"})
        for title, rows in sheets.items():
            page = book.add_worksheet(title)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    page.write(number, column, cell, dated if isinstance(cell, date) else None)
    return path


# --- encodings ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_a_file_that_says_its_encoding_is_read_without_a_word(tmp_path, encoding):
    read = sheet(tmp_path, "id,answer\r\n1,café €5\r\n".encode(encoding))
    assert read.rows == [["id", "answer"], ["1", "café €5"]]
    assert read.cuts == ()


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_told_by_its_zero_bytes_and_said_to_be_a_guess(tmp_path, encoding):
    read = sheet(tmp_path, "id,answer\r\n1,café\r\n".encode(encoding))
    assert read.rows[1] == ["1", "café"]
    assert encoding.upper() in read.cuts[0].why


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("It wasn’t “easy” – it cost £5 at the café", "cp1252"),
        ("It wasn’t “easy” at the café, señor", "mac_roman"),
        ("déjà vu, naïve, Zürich", "latin-1"),
    ],
)
def test_of_the_single_byte_encodings_the_one_that_makes_words_is_chosen(text, encoding):
    decoded, cuts = decode(text.encode(encoding), "export.csv")
    assert decoded == text
    assert "encoding guessed" in cuts[0].why


def test_a_row_in_another_encoding_than_the_rest_is_repaired_and_its_line_named():
    decoded, cuts = decode("id,answer\n1,café\n".encode() + "2,£9\n".encode("cp1252"), "export.csv")
    assert decoded == "id,answer\n1,café\n2,£9\n"
    assert cuts[0].where == "line 3"
    assert cuts[0].count == 1


def test_invisible_characters_go_and_line_ends_stay():
    assert tidy("\ufeffa\u200bb\x00\nc\x0bd") == ("ab\nc d", 1)


def test_removed_control_characters_are_said(tmp_path):
    read = sheet(tmp_path, b"id,answer\n1,he\x00llo\n")
    assert read.rows[1] == ["1", "hello"]
    assert (read.cuts[0].unit, read.cuts[0].count) == ("parts", 1)


@pytest.mark.parametrize("data", [b"\x01\x02\x03" * 50, b"\xff\xfea\x00\x00\xd8"])
def test_what_is_no_text_is_refused(tmp_path, data):
    assert "text" in refusal(tmp_path, data)


# --- csv ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_that_makes_even_rows(tmp_path, delimiter):
    text = f"id{delimiter}answer{delimiter}score\n1{delimiter}good, really{delimiter}4\n2{delimiter}bad{delimiter}1\n"
    text = text.replace("good, really", '"good, really"')
    assert sheet(tmp_path, text).rows[1] == ["1", "good, really", "4"]


def test_commas_in_sentences_are_no_delimiters(tmp_path):
    read = sheet(tmp_path, "answer\nWell, yes\nNo\nFirst, second, third\nA, b\nMaybe, or not, who knows\n")
    assert [len(row) for row in read.rows] == [1] * 6


def test_a_stated_separator_is_obeyed_and_its_line_is_no_row(tmp_path):
    read = sheet(tmp_path, "sep=;\nid;answer\n1;a,b\n")
    assert read.rows == [["id", "answer"], ["1", "a,b"]]
    assert read.numbers == [2, 3]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_ends_a_row_and_one_in_quotes_does_not(tmp_path, end):
    read = sheet(tmp_path, f'id,answer{end}1,"one{end}two"{end}2,x{end}')
    assert read.rows == [["id", "answer"], ["1", f"one{end}two"], ["2", "x"]]


def test_blank_rows_are_counted_so_that_row_numbers_are_those_a_spreadsheet_shows(tmp_path):
    read = sheet(tmp_path, "id,answer\n\n1,x\n")
    assert dict(zip(read.numbers, read.rows, strict=True))[3] == ["1", "x"]


def test_backslashes_before_quotes_are_understood(tmp_path):
    assert sheet(tmp_path, 'id,answer\n1,"he said \\"hi\\", twice"\n2,x\n').rows[1] == ["1", 'he said "hi", twice']


def test_quotation_marks_inside_a_cell_stay(tmp_path):
    assert sheet(tmp_path, 'id,answer\n1,5" pipe and "quoted" word\n').rows[1][1] == '5" pipe and "quoted" word'


@pytest.mark.parametrize("before", ["x", '"a, b"', '"he said ""no"""'])
def test_one_quotation_mark_that_is_never_closed_swallows_no_row_and_is_told(before, tmp_path):
    rows = "".join(f"{n},row {n}\n" for n in range(3, 50))
    read = sheet(tmp_path, f'id,answer\n1,{before}\n2,"never closed\n{rows}')
    assert read.rows[2:4] == [["2", "never closed"], ["3", "row 3"]]
    assert len(read.rows) == 50
    why = "a quotation mark that is never closed: read as if it were not there"
    assert [(cut.where, cut.count) for cut in read.cuts if cut.why == why] == [("row 3", 1)]


@pytest.mark.parametrize("opened", ['"never closed, he said ""no', '"never closed\n3,"b"\n4,"c'])
def test_a_quotation_mark_of_which_no_one_knows_where_it_opens_is_refused_with_its_row(opened, tmp_path):
    rows = "".join(f"{n},row {n}\n" for n in range(5, 50))
    assert "opens a quotation mark" in refusal(tmp_path, f"id,answer\n1,x\n2,{opened}\n{rows}")


def test_a_panic_of_the_workbook_reader_is_damage_and_any_other_end_of_the_process_is_none(tmp_path, monkeypatch):
    def fail(name):
        def from_path(path):
            raise type(name, (BaseException,), {})("Ana said in confidence")

        monkeypatch.setattr("python_calamine.CalamineWorkbook.from_path", from_path)

    (tmp_path / "a.xlsx").write_bytes(b"x")
    fail("PanicException")
    with pytest.raises(SourceError, match="cannot be opened as a workbook"):
        read_sheet(tmp_path / "a.xlsx", "a.xlsx", Limits())
    fail("KeyboardInterrupt")
    with pytest.raises(BaseException, match="Ana") as caught:
        read_sheet(tmp_path / "a.xlsx", "a.xlsx", Limits())
    assert not isinstance(caught.value, SourceError)


@pytest.mark.parametrize("value", ["001", "07700900123", "1E5", "NA", "None", "TRUE", "9007199254740993", "01/02/2024", "=1+1"])
def test_values_stay_as_they_are(tmp_path, value):
    assert sheet(tmp_path, f"id,answer\n1,{value}\n").rows[1][1] == value


@pytest.mark.parametrize("data", ["", "\ufeff", "\n\n\n", " , ,\n"])
def test_an_export_without_a_word_is_refused(tmp_path, data):
    assert "is empty" in refusal(tmp_path, data)


def test_a_file_that_cannot_be_opened_is_refused(tmp_path):
    with pytest.raises(SourceError, match="cannot be read"):
        read_sheet(tmp_path / "absent.csv", "absent.csv", Limits())


@pytest.mark.parametrize(("limits", "key"), [(Limits(rows=2), "rows: 3"), (Limits(columns=1), "columns: 2")])
def test_an_export_over_a_limit_is_refused_with_the_key_to_raise(tmp_path, limits, key):
    assert key in refusal(tmp_path, "id,answer\n1,a\n2,b\n", limits=limits)


def test_a_cell_over_the_limit_is_emptied_and_its_row_named(tmp_path):
    read = sheet(tmp_path, "id,answer\n1,abcdefg\n2,abcdef\n", limits=Limits(field_chars=6))
    assert read.rows[1:] == [["1", ""], ["2", "abcdef"]]
    assert (read.cuts[0].where, read.cuts[0].unit, read.cuts[0].count) == ("row 2", "cells", 1)


words = st.text(alphabet=st.sampled_from("ab ,;\"'\né€’"), min_size=1, max_size=12).filter(lambda word: word.strip())


@settings(max_examples=50, deadline=None)
@given(rows=st.lists(st.tuples(words, words), min_size=1, max_size=8))
def test_no_cell_of_a_quoted_csv_is_lost_or_shifted(tmp_path_factory, rows):
    written = io.StringIO(newline="")
    csv.writer(written, quoting=csv.QUOTE_ALL).writerows([("first", "second"), *rows])
    read = sheet(tmp_path_factory.mktemp("csv"), written.getvalue())
    assert read.rows == [["first", "second"], *map(list, rows)]


def test_row_numbers_are_told_once_in_order_and_not_all():
    assert row_words([5]) == "row 5"
    assert row_words([9, 5, 9]) == "rows 5, 9"
    assert row_words(range(1, 13)) == "rows 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 2 more"


# --- workbooks ----------------------------------------------------------------------------------------------------


def test_numbers_and_dates_of_a_workbook_are_text_as_it_shows_them(tmp_path):
    path = workbook(
        tmp_path, Data=[["id", "when", "n", "yes"], ["001", datetime(2024, 1, 2, tzinfo=UTC), 24.0, True], ["x", "", 0.5, ""]]
    )
    read = read_sheet(path, path.name, Limits())
    assert read.rows[1:] == [["001", "2024-01-02", "24", "TRUE"], ["x", "", "0.5", ""]]


def test_the_first_sheet_with_words_is_read_and_the_others_are_named(tmp_path):
    path = workbook(tmp_path, Empty=[], Data=[["id"], ["1"]], More=[["id"], ["2"]])
    read = read_sheet(path, path.name, Limits())
    assert (read.name, read.others) == ("Data", ("Empty", "More"))
    assert "'Empty', 'More'" in read.cuts[0].where
    assert read_sheet(path, path.name, Limits(), sheet="More").rows[1] == ["2"]


def test_a_sheet_that_is_not_there_is_refused_with_those_that_are(tmp_path):
    path = workbook(tmp_path, Data=[["id"], ["1"]])
    with pytest.raises(SourceError, match=r"no sheet 'data 2'\n.*'Data'"):
        read_sheet(path, path.name, Limits(), sheet="data 2")


def test_what_a_workbook_hides_is_said(tmp_path):
    path = tmp_path / "export.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page, secret = book.add_worksheet("Data"), book.add_worksheet("Secret")
        secret.write(0, 0, "x")
        secret.hide()
        page.write_row(0, 0, ["id", "score"])
        page.write_formula(1, 0, "=1+1", None, "")
        page.write_formula(2, 0, "=1/0", None, "#DIV/0!")
        page.write(3, 0, "3")
        page.set_row(3, None, None, {"hidden": True})
        page.merge_range(4, 0, 4, 1, "both")
    read = read_sheet(path, path.name, Limits())
    assert read.rows[3] == ["3", ""]
    assert {(cut.where, cut.count, cut.why.split()[0]) for cut in read.cuts} == {
        ("sheet 'Secret'", 1, "hidden"),
        ("sheet 'Data'", 1, "merged"),
        ("sheet 'Data'", 1, "error"),
        ("sheet 'Data'", 1, "formulas"),
        ("sheet 'Data'", 1, "hidden"),
    }


ODS = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.2"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
<office:body><office:spreadsheet><table:table table:name="Data">
<table:table-row><table:table-cell office:value-type="string"><text:p>id</text:p></table:table-cell>
<table:table-cell office:value-type="string"><text:p>answer</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell office:value-type="float" office:value="7"><text:p>7</text:p></table:table-cell>
<table:table-cell office:value-type="string"><text:p>yes</text:p></table:table-cell></table:table-row>
</table:table></office:spreadsheet></office:body></office:document-content>"""


def test_an_ods_file_is_read_like_any_workbook(tmp_path):
    path = tmp_path / "export.ods"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", ODS.replace("\n<", "<"))
        package.writestr(
            "META-INF/manifest.xml", '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
        )
    read = read_sheet(path, path.name, Limits())
    assert read.rows == [["id", "answer"], ["7", "yes"]]
    inspect(path, path.name, Limits())


def test_a_tsv_file_is_text_with_tabs(tmp_path):
    read = sheet(tmp_path, "id\tanswer\n1\tyes, really\n", "export.tsv")
    assert read.rows == [["id", "answer"], ["1", "yes, really"]]
    inspect(tmp_path / "export.tsv", "export.tsv", Limits())


def test_a_damaged_workbook_is_refused(tmp_path):
    assert "cannot be opened as a workbook" in refusal(tmp_path, b"PK\x03\x04 and then nothing", "export.xlsx")


# --- SPSS ---------------------------------------------------------------------------------------------------------


def spss(folder: Path, table: pd.DataFrame, **about: object) -> Sheet:
    path = folder / "export.sav"
    pyreadstat.write_sav(table, path, **about)
    return read_sheet(path, path.name, Limits())


def test_spss_values_are_read_by_their_labels_and_labels_are_the_second_header_row(tmp_path):
    table = pd.DataFrame({"q1": [1.0, 2.0, None], "q2": ["a", "b", ""]})
    read = spss(tmp_path, table, column_labels=["How was it?", "Why?"], variable_value_labels={"q1": {1.0: "Bad", 2.0: "Good"}})
    assert read.rows == [["q1", "q2"], ["How was it?", "Why?"], ["Bad", "a"], ["Good", "b"], ["", ""]]
    assert read.numbers == [0, 0, 1, 2, 3]
    assert read.labels == {0: ("Bad", "Good")}


def test_values_that_spss_marks_as_missing_are_missing_and_said(tmp_path):
    table = pd.DataFrame({"q1": [1.0, 9.0, 2.0], "q2": ["x", "Z", "y"]})
    labels = {"q1": {1.0: "Bad", 2.0: "Good", 9.0: "Refused"}}
    read = spss(tmp_path, table, missing_ranges={"q1": [{"lo": 9, "hi": 10}], "q2": ["Z"]}, variable_value_labels=labels)
    assert read.rows[1:] == [["Bad", "x"], ["", ""], ["Good", "y"]]
    assert [(cut.where, cut.count) for cut in read.cuts] == [("column 'q1'", 1), ("column 'q2'", 1)]
    assert read.labels == {0: ("Bad", "Good")}


def test_a_damaged_spss_file_is_refused(tmp_path):
    assert "SPSS" in refusal(tmp_path, b"$FL2" + b"x" * 500, "export.sav")
