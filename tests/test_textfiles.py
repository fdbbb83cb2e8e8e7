"""A project's own text files are read within limits, and no cell of a csv begins a row of its own or is run."""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import evidence
from evidence.errors import CodingError
from evidence.textfiles import csv_bytes, csv_reader, csv_records, guarded, own_bytes, unguarded, utf8

CELLS = st.text(alphabet="a=+-@'\"\t\r\n ,;é＝", max_size=8)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=4))
def test_rows_written_are_read_again_whatever_their_cells_hold(rows):
    text = csv_bytes(rows).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text, newline=""))) == rows


@given(CELLS)
def test_no_line_of_a_file_begins_with_what_a_spreadsheet_runs_unless_it_lies_in_quotes(cell):
    outside = "".join(csv_bytes([["id", guarded(cell)]]).decode("utf-8-sig").split('"')[::2])
    assert "\r" not in outside
    assert not guarded(cell).lstrip().startswith(("=", "+", "-", "@", "＝"))


@given(CELLS)
def test_a_text_that_was_guarded_is_read_as_it_was(text):
    assert unguarded(guarded(text)) == text


def test_lines_end_alike_and_a_plain_cell_has_no_quotes():
    assert csv_bytes([["a", "b"], ["c", "d e"]]) == "\ufeffa,b\nc,d e\n".encode()


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_cells_are_told_apart_by_the_mark_that_the_header_has_most_of(mark):
    assert list(csv_records(f"a{mark}b\nc{mark}d\n")) == [["a", "b"], ["c", "d"]]


def test_a_cell_of_any_length_is_read_whatever_was_read_before():
    csv.field_size_limit(10)
    assert list(csv_reader(["x" * 200_000])) == [["x" * 200_000]]


def test_the_limit_of_the_whole_process_is_set_in_one_place():
    files = Path(evidence.__file__).parent.rglob("*.py")
    assert [path.name for path in files if "field_size_limit" in path.read_text(encoding="utf-8")] == ["textfiles.py"]


def test_only_a_plain_file_of_the_project_is_read(tmp_path):
    folder = tmp_path / "project"
    (folder / "below").mkdir(parents=True)
    (tmp_path / "secret.csv").write_bytes(b"a")
    (folder / "out.csv").symlink_to(tmp_path / "secret.csv")
    (folder / "round.csv").symlink_to(folder / "round.csv")
    os.mkfifo(folder / "pipe.csv")
    (folder / "within.csv").symlink_to(folder / "below" / "own.csv")
    (folder / "below" / "own.csv").write_bytes(b"own")
    told = {"out": "leads out", "round": "leads out", "pipe": "no file", "below": "no file", "none": "cannot be read"}
    for name, what in told.items():
        path = folder / (name if name == "below" else f"{name}.csv")
        with pytest.raises(CodingError, match=what):
            own_bytes(path, name, CodingError, most=10)
    with pytest.raises(CodingError, match="leads out"):
        own_bytes(folder / "../secret.csv", "x", CodingError, most=10, folder=folder)
    assert own_bytes(folder / "within.csv", "x", CodingError, most=3) == b"own"
    with pytest.raises(CodingError, match="larger than 2 bytes"):
        own_bytes(folder / "within.csv", "x", CodingError, most=2)


def test_what_is_no_utf_8_is_told_with_its_line_and_a_byte_order_mark_is_no_word():
    assert utf8(b"\xef\xbb\xbfa", "x.csv", CodingError) == "a"
    with pytest.raises(CodingError, match=r"x\.csv, line 2: is not UTF-8"):
        utf8(b"a\ncaf\xe9", "x.csv", CodingError)
