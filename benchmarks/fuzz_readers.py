"""Whether any damage to a file can hang, kill or fool its reader.

    python -m benchmarks.fuzz_readers --minutes 30 [--seed 1] [--keep FOLDER]
    python -m benchmarks.fuzz_readers --atheris rtf --minutes 5       (needs `pip install atheris`)

Small valid files of every format, and the shipped case studies, are damaged as hypothesis draws it: bits flipped, bytes cut,
doubled, swapped or overwritten, numbers put to their extremes; in a zip archive also within a part, and parts lost or exchanged.
Each is read in a child process as a build reads it. A fault is: an error that is no EvidenceError, a sum that does not add up, a
character that cannot be written. Deaths and limits that were met are the child's work, are counted, and kept for a look.
`--atheris` instead follows the branches of one reader that is all Python (csv, eml, markdown, rtf, txt or yaml), in one process.
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
import time
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FunctionType

import pandas as pd
import pyreadstat
import xlsxwriter
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from benchmarks.by_kind import faults, read
from evidence.config import YamlFaultError, parse
from evidence.errors import EvidenceError, LimitError
from evidence.project import Limits
from evidence.sources.worker import Worker
from tests.sources.files import archive, docx, odt, paragraph, pdf

LIMITS = Limits(seconds=20)
SHIPPED = Path("data/raw/information-sharing")
EXAMPLES = 60
"""Damaged files of one seed file in one round."""

WORDS = "Partners did not trust each other. “Sharing” cost £5 at the café."
EXTREMES = (
    b"\x00",
    b"\xff",
    b"\xff\xff\xff\xff",
    b"\x00\x00\x00\x80",
    b"\xff\xff\xff\x7f",
    b"9999999999",
    b"-1",
    b"%s%n",
    b"\xed\xa0\x80",
)

Edit = tuple[str, float, float, bytes]
EDITS = st.lists(
    st.tuples(
        st.sampled_from(["flip", "flip", "flip", "cut", "double", "swap", "write", "end", "insert", "lose", "exchange"]),
        st.floats(0, 1, exclude_max=True),
        st.floats(0, 1, exclude_max=True),
        st.one_of(st.sampled_from(EXTREMES), st.binary(min_size=1, max_size=8)),
    ),
    min_size=1,
    max_size=3,
)


def main() -> None:
    """Fuzz for the minutes given and print what came of it, one row a format."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--minutes", type=float, default=30)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--keep", type=Path, help="folder for files that did something worth a look")
    options.add_argument("--atheris", choices=sorted(PURE), help="follow the branches of this reader instead")
    chosen = options.parse_args()
    if chosen.atheris:
        follow(chosen.atheris, chosen.minutes)
        return
    files = dict(seed_files())
    until, number, found = time.monotonic() + 60 * chosen.minutes, chosen.seed, Counter[tuple[str, str]]()
    with Worker(LIMITS) as worker, tempfile.TemporaryDirectory(prefix="evidence-") as made:
        while time.monotonic() < until:
            for name, data in files.items():
                if time.monotonic() < until:
                    _round(name, data, number, worker, Path(made), found, chosen.keep)
            number += 1
            print(_table(found).to_string(), f"\nrounds: {number - chosen.seed}", flush=True)
    sys.exit(any(what.startswith("FAULT") for _, what in found))


def _round(
    name: str, data: bytes, number: int, worker: Worker, folder: Path, found: Counter[tuple[str, str]], keep: Path | None
) -> None:
    """Read `EXAMPLES` damaged copies of one file and count in `found` what came of them."""
    suffix = Path(name).suffix

    @seed(number)
    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    @given(EDITS)
    def try_one(edits: list[Edit]) -> None:
        damaged = _damaged(data, edits)
        (folder / f"file{suffix}").write_bytes(damaged)
        ended = _ended(worker, folder, f"file{suffix}")
        found[suffix, ended] += 1
        if keep and ended.startswith(("FAULT", "limit", "kind of failure")):
            keep.mkdir(parents=True, exist_ok=True)
            label = "".join(letter if letter.isalnum() else "-" for letter in ended)[:60]
            (keep / f"{label}-{found[suffix, ended]}{suffix}").write_bytes(damaged)

    try_one()


def _ended(worker: Worker, folder: Path, file: str) -> str:
    try:
        frames = worker.call(read, folder, file, LIMITS)
    except LimitError as fault:
        return f"limit: {fault.problems[0].what[:60]}"
    except EvidenceError as fault:
        return _refusal(fault.problems[0].what)
    except Exception as fault:
        return f"FAULT: {type(fault).__name__}"
    if wrong := next(faults(frames), ""):
        return f"FAULT: {wrong}"
    refused = frames["dropped"][frames["dropped"]["unit"] == "file"]
    return _refusal(str(refused["why"].iloc[0])) if len(refused) else "read"


def _refusal(why: str) -> str:
    return f"kind of failure: {why}" if why.startswith("cannot be read (") else "refused with a reason"


def _table(found: Counter[tuple[str, str]]) -> pd.DataFrame:
    rows = pd.DataFrame([(suffix, ended, count) for (suffix, ended), count in found.items()], columns=["file", "ended", "times"])
    return rows.pivot_table(index="ended", columns="file", values="times", fill_value=0, aggfunc="sum")


# --- damage -------------------------------------------------------------------------------------------------------


def _damaged(data: bytes, edits: list[Edit]) -> bytes:
    """`data` after the edits; every second edit of a zip archive is made within one of its parts."""
    for number, edit in enumerate(edits):
        inside = zipfile.is_zipfile(io.BytesIO(data)) and (number % 2 == 0 or edit[0] in ("lose", "exchange"))
        data = _in_archive(data, edit) if inside else _edited(data, edit)
    return data


def _edited(data: bytes, edit: Edit) -> bytes:
    what, first, second, given = edit
    at, to = sorted((int(first * len(data)), int(second * len(data))))
    if what == "flip" and data:
        return data[:at] + bytes([data[at] ^ (1 << given[0] % 8)]) + data[at + 1 :]
    if what == "swap":
        size = min(to - at, len(data) - to)
        return data[:at] + data[to : to + size] + data[at + size : to] + data[at : at + size] + data[to + size :]
    pieces = {"cut": b"", "double": data[at:to] * 2, "insert": given + data[at:to], "write": given + data[at:to][len(given) :]}
    return data[:to] if what == "end" else data[:at] + pieces.get(what, data[at:to]) + data[to:]


def _in_archive(data: bytes, edit: Edit) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            parts = {name: opened.read(name) for name in opened.namelist()}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, zlib.error):
        return _edited(data, edit)
    names = sorted(parts)
    if not names:
        return _edited(data, edit)
    one, other = names[int(edit[1] * len(names))], names[int(edit[2] * len(names))]
    if edit[0] == "lose":
        del parts[one]
    elif edit[0] == "exchange":
        parts[one], parts[other] = parts[other], parts[one]
    else:
        parts[one] = _edited(parts[one], (edit[0], edit[2], edit[1], edit[3]))
    return archive(parts)


# --- whole files --------------------------------------------------------------------------------------------------


def seed_files() -> Iterator[tuple[str, bytes]]:
    """A name and the bytes of each whole file that damage begins from."""
    box = f"<w:txbxContent>{paragraph('In a box.')}</w:txbxContent>"
    body = paragraph("Sharing", "Title") + paragraph(WORDS) + f"<w:p><w:r><w:pict>{box}</w:pict></w:r></w:p>"
    yield "small.docx", docx(f"{body}<w:tbl><w:tr><w:tc>{paragraph('cell')}</w:tc></w:tr></w:tbl>")
    yield "small.odt", odt(f'<text:h text:outline-level="1">Sharing</text:h><text:p>{WORDS}<text:s text:c="3"/>x</text:p>')
    yield "small.pdf", pdf([[("Sharing", 18, 50, 700), (WORDS, 11, 50, 660)], [("More words.", 11, 50, 700)]])
    yield (
        "small.rtf",
        (rb"{\rtf1\ansi {\b Sharing}\par Caf\'e9 \u8364? {\footnote note}{\v hidden}\par a\cell b\cell\row}"),
    )
    mime = (
        b"Subject: Sharing\r\nFrom: A <a@example.org>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    )
    yield (
        "small.eml",
        mime + b"--b\r\n\r\n" + WORDS.encode() + b"\r\n\r\nOn 1 May 2014, Ben wrote:\r\n> why\r\n--b\r\n\r\nx\r\n--b--",
    )
    page = (
        f"<html><head><title>S</title></head><body><nav>Home</nav><article><h1>S</h1><p>{WORDS}<ul><li>one</ul></article></body>"
    )
    yield "small.html", page.encode()
    yield (
        "small.md",
        f"---\ntitle: S\ndate: 2014-05-01\n---\n# S\n\n{WORDS}\n\n> q\n\n- a\n\n| a | b |\n|---|---|\n| 1 | 2 |\n".encode(),
    )
    yield "small.txt", f"Sharing\n\n{WORDS}\n\n- one\n- two\n".encode()
    yield "small.csv", f'id,age,why\n001,34,"{WORDS}\nmore"\n002,51,NA\n003,"1,200",""\n'.encode()
    yield "small.xlsx", _workbook()
    yield "small.ods", _open_sheet()
    yield "small.sav", _spss()
    for path in sorted((SHIPPED / "case_studies").iterdir()) if SHIPPED.is_dir() else ():
        yield path.name, path.read_bytes()


def _workbook() -> bytes:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Answers")
        for number, row in enumerate([["id", "age", "why"], ["001", 34, WORDS], ["002", 51.5, "=1+1"], ["003", "NA", True]]):
            sheet.write_row(number, 0, row)
        sheet.write_formula(4, 1, "=A1", None, "")
        sheet.merge_range("A7:C7", "end")
        book.add_worksheet("Other").hide()
    return held.getvalue()


def _open_sheet() -> bytes:
    spaces = " ".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "text", "table"))
    row = "<table:table-row>{}</table:table-row>"
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    rows = "".join(row.format("".join(map(cell.format, cells))) for cells in (("id", "why"), ("001", WORDS), ("002", "NA")))
    table = f'<office:spreadsheet><table:table table:name="S">{rows}</table:table></office:spreadsheet>'
    content = f"<office:document-content {spaces}><office:body>{table}</office:body></office:document-content>"
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    entry = '<manifest:file-entry manifest:full-path="/" manifest:media-type="{}"/>'
    manifest = f'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">{entry.format(kind)}'
    return archive({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": f"{manifest}</manifest:manifest>"})


def _spss() -> bytes:
    table = pd.DataFrame({"id": ["001", "002"], "age": [34.0, 51.0], "why": [WORDS, "NA"]})
    with tempfile.TemporaryDirectory(prefix="evidence-") as made:
        path = Path(made) / "small.sav"
        pyreadstat.write_sav(
            table, path, column_labels=["Who", "How old?", "Why?"], variable_value_labels={"age": {34.0: "young"}}
        )
        return path.read_bytes()


# --- atheris ------------------------------------------------------------------------------------------------------


def _read_in_process(suffix: str) -> Callable[[bytes], None]:
    def one(data: bytes) -> None:
        with tempfile.TemporaryDirectory(prefix="evidence-") as made:
            (Path(made) / f"file.{suffix}").write_bytes(data)
            try:
                wrong = next(faults(read(Path(made), f"file.{suffix}", LIMITS)), "")
            except EvidenceError:
                return
            assert not wrong, wrong

    return one


def _parse_yaml(data: bytes) -> None:
    try:
        parse(data.decode("utf-8", errors="ignore"))
    except YamlFaultError:
        return


PURE: dict[str, Callable[[bytes], None]] = {"yaml": _parse_yaml} | {
    suffix: _read_in_process(suffix) for suffix in ("csv", "eml", "md", "rtf", "txt")
}


def follow(reader: str, minutes: float) -> None:
    """Let atheris look for bytes that break `reader`; it ends at the first fault with the bytes that did it."""
    import atheris

    # Readers are imported with their first file, and only what is imported is followed.
    warm = next(data for name, data in seed_files() if name.endswith(f".{reader}")) if reader != "yaml" else b"a: 1"
    PURE[reader](warm)
    for name in [name for name in sys.modules if name.startswith(("evidence.", "striprtf", "yaml"))]:
        for value in vars(sys.modules[name]).values():
            if isinstance(value, FunctionType) and value.__module__ == name:
                atheris.instrument_func(value)
    with tempfile.TemporaryDirectory(prefix="evidence-") as corpus:
        for name, data in seed_files():
            if name.endswith(f".{reader}"):
                (Path(corpus) / name).write_bytes(data)
        atheris.Setup([sys.argv[0], f"-max_total_time={60 * minutes:.0f}", "-max_len=4096", "-timeout=20", corpus], PURE[reader])
        atheris.Fuzz()


if __name__ == "__main__":
    main()
