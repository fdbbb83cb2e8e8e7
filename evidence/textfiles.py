"""The text files that people keep in a project: read within limits, and csv that a spreadsheet opens and never runs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from evidence.errors import EvidenceError, Problem

if TYPE_CHECKING:
    from _csv import Reader

_RUN = ("=", "+", "-", "@", "\t", "＝", "＋", "－", "＠")
"""What a text begins with that a spreadsheet would run (OWASP: CSV injection)."""
_LONGEST_CELL = 2**31 - 1
"""Characters, the most that the csv module takes everywhere: how much is read at all, each reader limits by the file."""


def own_bytes(path: Path, shown: str, error: type[EvidenceError], *, most: int, folder: Path | None = None) -> bytes:
    """What a file of the project holds.

    shown:  how messages name the file.
    most:   bytes of the largest file that is read.
    folder: where it must lie once links are followed; its own folder, if None.
    raises: `error`, if it lies elsewhere, is no plain file, cannot be read or is larger.
    """
    try:
        inside = path.resolve().is_relative_to((folder or path.parent).resolve())
    except RuntimeError:  # links in a circle
        inside = False
    if not inside:
        raise error(Problem(shown, "is a link that leads out of the project folder", "Copy the file itself there."))
    if path.exists() and not path.is_file():
        raise error(Problem(shown, "is no file but a folder, a pipe or a device", "Put the file itself there."))
    try:
        with path.open("rb") as opened:
            data = opened.read(most + 1)
    except OSError as fault:
        raise error(Problem(shown, f"cannot be read ({fault.strerror})", "Check that the file exists and may be read.")) from None
    if len(data) > most:
        raise error(Problem(shown, f"is larger than {most:,} bytes", "Check that it is the right file; split or shorten it."))
    return data


def utf8(data: bytes, shown: str, error: type[EvidenceError]) -> str:
    """`data` as text, without a byte order mark.

    raises: `error`, with the line, if it is not UTF-8.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = data[: fault.start].count(b"\n") + 1
        mend = "Save the file as UTF-8; a spreadsheet calls it CSV UTF-8."
        raise error(Problem(f"{shown}, line {line}", "is not UTF-8 text", mend)) from None


def csv_reader(lines: Iterable[str], *, delimiter: str = ",", escapechar: str | None = None, strict: bool = False) -> Reader:
    """A reader of csv whose cells may be of any length."""
    csv.field_size_limit(_LONGEST_CELL)  # of the whole process, and so set nowhere else
    return csv.reader(lines, delimiter=delimiter, escapechar=escapechar, strict=strict)


def csv_records(text: str) -> Iterator[list[str]]:
    """The rows of a csv text; its cells are told apart by the mark that its first line has most of."""
    first = text.partition("\n")[0]
    yield from csv_reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))


def csv_bytes(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows as the bytes of a csv file that a spreadsheet opens as UTF-8; what a cell must not run, `guarded` guards.

    >>> csv_bytes([["memo", "n"], ["first\\rsecond", "1"]]).decode("utf-8-sig")
    'memo,n\\n"first\\rsecond",1\\n'
    """
    whole = io.StringIO(newline="")
    for row in rows:
        line = io.StringIO(newline="")
        # With this end of line a carriage return within a cell is put in quotes; without them it would begin a row.
        csv.writer(line, lineterminator="\r\n").writerow(row)
        whole.write(line.getvalue()[:-2] + "\n")
    return whole.getvalue().encode("utf-8-sig")


def guarded(text: str) -> str:
    """`text` as it stands in a csv file: a spreadsheet would run one that begins like a formula.

    >>> guarded("=1+1"), guarded("1+1"), unguarded(guarded("'=1+1"))
    ("'=1+1", '1+1', "'=1+1")
    """
    return f"'{text}" if _runs(text) else text


def unguarded(text: str) -> str:
    """A text that was guarded, as it was."""
    return text[1:] if text.startswith("'") and _runs(text[1:]) else text


def _runs(text: str) -> bool:
    # Behind apostrophes, too: one that a person wrote must not be taken for that of `guarded`.
    words = text.lstrip("'")
    return words.startswith(_RUN) or words.lstrip().startswith(_RUN)
