"""A csv gone through piece by piece: the same rows as read whole, and never all of them at once."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.errors import SourceError
from evidence.project import Limits
from evidence.sources.delimited import UnclosedError, lines_of, open_csv, read_csv
from evidence.sources.rows import fetched, rows_of
from evidence.sources.surveys import read_survey
from evidence.sources.worker import Worker

CELLS = st.text(alphabet='ab,;"\n\r\té—😀\x00\x0b\u200b ', max_size=8)
ENDS = st.sampled_from(["\n", "\r\n", "\r"])


def written(rows: list[list[str]], end: str, start: bytes = b"") -> bytes:
    """Rows as a csv in which every cell is in quotation marks."""
    lines = (",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    return start + (end.join(lines) + end).encode()


def in_pieces(path, portion: int) -> tuple[list[list[str]], list[int]]:
    """The rows of all pieces, each read again from its bytes alone, and their numbers."""
    found = open_csv(path, path.name)
    pieces = [found.sealed(piece) for piece, _ in found.portions(portion)]
    assert [piece.place for piece in pieces] == [sum(len(p.numbers) for p in pieces[:n]) for n in range(len(pieces))]
    rows = [row for piece in pieces for row in rows_of(piece, lines_of(fetched(piece, path, path.name).data))]
    return rows, [number for piece in pieces for number in piece.numbers]


@given(
    rows=st.lists(st.lists(CELLS, min_size=2, max_size=3), min_size=1, max_size=8),
    end=ENDS,
    start=st.sampled_from([b"", b"\xef\xbb\xbf"]),
    portion=st.integers(1, 60),
)
def test_a_csv_read_in_pieces_of_any_size_is_the_csv_read_whole(tmp_path_factory, rows, end, start, portion):
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    path.write_bytes(written(rows, end, start))
    try:
        whole = read_csv(path.read_bytes(), "a.csv")
    except SourceError:
        with pytest.raises(SourceError):
            in_pieces(path, portion)
        return
    assert in_pieces(path, portion) == (whole.rows, whole.numbers)
    assert open_csv(path, "a.csv").cuts == whole.cuts


@pytest.mark.parametrize(
    "text",
    [
        "sep=;\nid;text\n1;a\n",
        "sep=;\r\nid;text\r\n1;a",
        "\ufeffid,text\n1,caf\u00e9\n",
        "id,text\r\n1,a\n2,b\r3,c\n",
        'id,text\n1,he said 5" was enough\n',
        'id,text\n1,"with \\" in it"\n',
        "id|text\n1|\x00a\x0bb\n",
        "id,text\n1,a",
    ],
)
@pytest.mark.parametrize("portion", [1, 1000])
def test_what_is_said_of_a_csv_is_the_same_read_whole_or_in_pieces(tmp_path, text, portion):
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode())
    whole = read_csv(path.read_bytes(), "a.csv")
    assert in_pieces(path, portion) == (whole.rows, whole.numbers)
    assert open_csv(path, "a.csv").cuts == whole.cuts


@pytest.mark.parametrize("at", [1 << 20, (1 << 20) + 1, (1 << 20) - 1])
@pytest.mark.parametrize("around", ["é", "\r\n", '""', "😀", '"\r\n4,"'])
def test_what_lies_across_two_blocks_of_a_file_is_read_like_any_other(tmp_path, at, around):
    """A file is read a mebibyte at a time; characters, line ends and quotation marks of several bytes may stand across."""
    before = "id,text\n1,x\n2,"
    text = before + '"' + "y" * (at - len(before) - 2) + around + 'z"\r\n3,w\r\n'
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode())
    whole = read_csv(path.read_bytes(), "a.csv")
    assert in_pieces(path, 10) == (whole.rows, whole.numbers)
    assert open_csv(path, "a.csv").cuts == whole.cuts


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252"])
def test_a_csv_that_is_not_utf_8_is_not_gone_through_in_pieces(tmp_path, encoding):
    path = tmp_path / "a.csv"
    path.write_bytes("id,text\n1,café\n".encode(encoding))
    assert open_csv(path, "a.csv") is None


def test_a_quotation_mark_that_is_never_closed_is_told_with_its_row(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b'id,text\n1,a\n2,"b\n3,c\n')
    with pytest.raises(UnclosedError) as told:
        list(open_csv(path, "a.csv").portions(1000))
    assert told.value.row == 3
    assert told.value.problems[0].where == "a.csv, row 3"


def test_an_export_with_loose_quotation_marks_is_refused_by_the_child_that_reads_it(tmp_path):
    (tmp_path / "a.csv").write_bytes(b'id,text\n1,"a" b\n2,"d\n')
    (tmp_path / "a.yaml").write_text("columns: [{column: id, kind: respondent_id}]", encoding="utf-8")
    with Worker(Limits()) as worker, pytest.raises(SourceError, match="never closed"):
        worker.call(read_survey, tmp_path, "a.csv", Limits())


def test_a_file_that_changed_since_it_was_gone_through_is_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"id,text\n1,a\n2,b\n")
    found = open_csv(path, "a.csv")
    pieces = [found.sealed(piece) for piece, _ in found.portions(1)]
    path.write_bytes(b"id,text\n1,a\n2,c\n")
    assert fetched(pieces[1], path, "a.csv").data == b"1,a\n"
    with pytest.raises(SourceError, match="was changed while it was read"):
        fetched(pieces[2], path, "a.csv")
    path.unlink()
    with pytest.raises(SourceError, match="was changed while it was read"):
        fetched(pieces[1], path, "a.csv")


def test_going_through_a_large_csv_takes_the_memory_of_a_small_one(tmp_path):
    most = []
    for rows in (20_000, 200_000):
        path = tmp_path / f"{rows}.csv"
        path.write_text("id,text\n" + "".join(f"{n},some words of an answer\n" for n in range(rows)), encoding="utf-8")
        tracemalloc.start()
        assert sum(len(rows) for _, rows in open_csv(path, "a.csv").portions(100_000)) == rows + 1
        most.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert most[1] < 2 * most[0]
