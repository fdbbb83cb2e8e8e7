"""Values stay as they are: what a person or a survey tool wrote is what is read, in every format that holds it as text."""

from __future__ import annotations

import io

import pandas as pd
import pyreadstat
import pytest
import xlsxwriter

from evidence.project import Limits
from evidence.sources.sheets import read_sheet
from tests.sources.files import archive

VALUES = [
    "001",
    "07700900123",
    "NA",
    "1E5",
    "None",
    "Null",
    "nan",
    "TRUE",
    "01/02/2024",
    "-5",
    "=1+1",
    "9007199254740993",
    "12345678901234567890",
]


def csv(_):
    return ("value\n" + "\n".join(VALUES) + "\n").encode()


def xlsx(_):
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for row, value in enumerate(["value", *VALUES]):
            sheet.write_string(row, 0, value)
    return held.getvalue()


def ods(_):
    spaces = " ".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "text", "table"))
    cell = (
        '<table:table-row><table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell></table:table-row>'
    )
    rows = "".join(map(cell.format, ["value", *VALUES]))
    sheet = f'<office:spreadsheet><table:table table:name="S">{rows}</table:table></office:spreadsheet>'
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    entry = f'<m:file-entry m:full-path="/" m:media-type="{kind}"/>'
    manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    return archive(
        {
            "mimetype": kind,
            "content.xml": f"<office:document-content {spaces}><office:body>{sheet}</office:body></office:document-content>",
            "META-INF/manifest.xml": f'<m:manifest xmlns:m="{manifest}">{entry}</m:manifest>',
        }
    )


def sav(folder):
    path = folder / "made.sav"
    pyreadstat.write_sav(pd.DataFrame({"value": VALUES}), path)
    return path.read_bytes()


@pytest.mark.parametrize("made", [csv, xlsx, ods, sav])
def test_text_in_a_cell_is_never_taken_for_a_number_a_date_or_nothing(made, tmp_path):
    path = tmp_path / f"answers.{made.__name__}"
    path.write_bytes(made(tmp_path))
    rows = read_sheet(path, path.name, Limits()).rows
    assert [row[0] for row in rows] == ["value", *VALUES]


def test_a_long_number_in_a_csv_keeps_every_digit(tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text("id,big\n1,9007199254740993\n", encoding="utf-8")
    assert read_sheet(path, path.name, Limits()).rows[1] == ["1", "9007199254740993"]  # a float would make it …992
