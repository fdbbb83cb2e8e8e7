"""What people are given to look through before a publication runs nothing, whatever the words are."""

from __future__ import annotations

import io
import zipfile

import pytest

from evidence.report.publishing.decisions import Decision, decisions_file
from evidence.report.publishing.gate import _listed  # what is written where a publication is stopped
from evidence.report.publishing.masking import Masked
from evidence.report.publishing.scan import Stop
from evidence.report.publishing.sheet import Item, to_sheet
from tests.drawing import base

RUNS = ["=1+1", "@SUM(A1)", "+1", '=HYPERLINK("http://x")']


@pytest.mark.parametrize("words", RUNS)
def test_no_cell_of_the_sheet_is_a_formula(words):
    told = base({"project": {"title": words, "name": "p", "notice": ""}}, segments="document_id | text\nleeds | No time.")
    data = to_sheet([Item("", words, words, words)], told, Masked({}), "ana")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    assert sheets
    assert not any(b"<f>" in sheet or b"<f " in sheet or b"<hyperlink" in sheet for sheet in sheets)


@pytest.mark.parametrize("words", RUNS)
def test_no_line_of_the_files_beside_it_is_run_by_a_spreadsheet(words):
    for data in (_listed([Stop(words, words, words, words)]), decisions_file([Decision(*[words] * len(Decision._fields))])):
        _, line = data.decode("utf-8-sig").splitlines()
        assert line.count(f"'{words}" if '"' not in words else "\"'=HYPERLINK") == line.count(words[:3])
        assert line.startswith(("'", "\"'"))
