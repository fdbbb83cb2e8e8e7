"""Whether every file of a hostile corpus ends as its manifest says: read, read with a warning, or refused with a reason.

    python -m benchmarks.hostile CORPUS [--trace]

CORPUS holds the files and a `manifest.json` with one entry a file: what must become of it, what must and must not be in what is
read of it, and how many rows. Each is read by its kind in a child process, two at a time: a case study, a survey export with the
draft of its description, a codebook, a logo, a notebook in a report, a table of a stored base. Printed are a table by kind, each
file that ends otherwise, the most memory of any child and of this process, and the time.
--trace runs it under strace and counts connections, programs started, and files opened for writing outside the temporary folder.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import re
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import Any, NamedTuple

import pandas as pd

from benchmarks.by_kind import faults, read, told
from evidence.errors import EvidenceError
from evidence.project import Limits
from evidence.sources import worker
from evidence.sources.sheets import read_sheet
from evidence.sources.worker import Worker

OK, WARNED, REFUSED = "accepted", "accepted with warning", "rejected with a clear error"
LIMITS = Limits()
SEARCHED = 100_000
"""Rows of a table whose words are searched; the cells of a larger export are not read a second time."""
SLOWEST = 25
"""Files whose time is printed."""

Case = Mapping[str, Any]


class Ended(NamedTuple):
    """What became of a file: one of the manifest's three words, the reasons, what was read of it, its rows, how long it took."""

    how: str
    why: str
    words: str = ""
    rows: int | None = None
    seconds: float = 0.0


def main() -> None:
    """Run the corpus and print what became of it; the exit code says whether all was as it should be."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("corpus", type=Path)
    options.add_argument("--trace", action="store_true", help="run under strace and say what was reached for")
    chosen = options.parse_args()
    sys.exit(_traced(chosen.corpus) if chosen.trace else _run(chosen.corpus))


def _run(corpus: Path) -> int:
    manifest = json.loads((corpus / "manifest.json").read_text(encoding="utf-8"))
    cases = [case for case in manifest["cases"] if case["written"]]
    # Children of our own, so that the system counts their memory as ours; a build forks them from a server.
    worker._context = lambda: multiprocessing.get_context("spawn")  # type: ignore[assignment]
    begun, before = time.monotonic(), _state(corpus)
    with _listening(manifest["ssrf_port"]) as connections:
        ended = _all_ended(corpus, cases)
        reached = len(connections)
    seconds = time.monotonic() - begun
    rows = [_judged(case, one, manifest["canary"]) for case, one in zip(cases, ended, strict=True)]
    table = pd.DataFrame(rows, columns=["kind", "file", "verdict", "wanted", "ended", "wrong", "why"])
    print(
        table.pivot_table(index="kind", columns="verdict", values="file", aggfunc="count", fill_value=0, margins=True).to_string()
    )
    for row in table[table["verdict"] != AS_TOLD].itertuples():
        print(f"\n{row.verdict}: {row.file}: wanted {row.wanted}, {row.ended} {row.wrong}\n  {row.why[:300]}")
    slowest = sorted(zip(ended, cases, strict=True), key=lambda pair: -pair[0].seconds)[:SLOWEST]
    print("\nslowest:", ", ".join(f"{case['file']!a} {one.seconds:.1f} s" for one, case in slowest))
    child, own = (resource.getrusage(of).ru_maxrss / 1000 for of in (resource.RUSAGE_CHILDREN, resource.RUSAGE_SELF))
    changed = _state(corpus) != before
    print(f"\n{len(cases)} files, {len(manifest['cases']) - len(cases)} of the manifest not written; {seconds:.0f} s")
    print(f"most memory: child {child:,.0f} MB, this process {own:,.0f} MB; {reached} connections; corpus changed: {changed}")
    return int((table["verdict"] == MISSED).any() or reached > 0 or changed)


def _state(corpus: Path) -> list[tuple[str, int, int]]:
    """What stands in the corpus and where its files try to write, so that a change is seen."""
    places = [*corpus.rglob("*"), *Path("/var/tmp").glob("hostile*"), *corpus.parent.glob("*PWNED*")]
    stats = [(str(path), path.lstat()) for path in sorted(places)]
    return [(name, stat.st_size, stat.st_mtime_ns) for name, stat in stats]


class _listening:  # noqa: N801
    """A listener where the corpus's links lead; it counts who comes."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_server(("127.0.0.1", port))
        self._socket.settimeout(0.2)
        self._met: list[str] = []
        self._open = True
        self._thread = threading.Thread(target=self._count)

    def _count(self) -> None:
        while self._open:
            try:
                self._met.append(str(self._socket.accept()[1]))
            except TimeoutError:
                continue

    def __enter__(self) -> list[str]:
        self._thread.start()
        return self._met

    def __exit__(self, *_: object) -> None:
        self._open = False
        self._thread.join()
        self._socket.close()


def _all_ended(corpus: Path, cases: list[Case]) -> list[Ended]:
    idle: SimpleQueue[Worker] = SimpleQueue()
    with Worker(LIMITS) as one, Worker(LIMITS) as other, ThreadPoolExecutor(2) as pool:
        idle.put(one)
        idle.put(other)

        def ended(case: Case) -> Ended:
            worker, begun = idle.get(), time.monotonic()
            try:
                one = worker.call(READERS.get(case["group"], _source), corpus, case["file"], case)
            except EvidenceError as fault:
                one = Ended(REFUSED, f"{fault.problems[0].what} | {fault.problems[0].mend}")
            finally:
                idle.put(worker)
            return one._replace(seconds=time.monotonic() - begun)

        return list(pool.map(ended, cases))


# --- by kind, in the child ----------------------------------------------------------------------------------------


def _source(corpus: Path, file: str, case: Case) -> Ended:
    frames = read(corpus, file, LIMITS)
    dropped = frames["dropped"]
    why = " ; ".join(dropped["why"])
    words = told({name: frame.head(SEARCHED) for name, frame in frames.items()})
    if (dropped["unit"] == "file").any():
        return Ended(REFUSED, why, words)
    wrong = next(faults(frames), "")
    tallies = frames["tallies"]
    rows = tallies.loc[tallies["unit"] == "rows", "read"]
    how = f"fault: {wrong}" if wrong else WARNED if len(dropped) else OK
    del frames  # what is read anew below, and this, would be together too much for a child
    # The cells too: the draft of a description leaves out columns of personal data, which were read all the same.
    small = 0 < sum(rows) <= SEARCHED
    cells = json.dumps(read_sheet(corpus / file, file, LIMITS).rows, ensure_ascii=False) if small else ""
    return Ended(how, why, words + cells, sum(rows) if len(rows) else None)


def _named(corpus: Path, file: str, case: Case) -> Ended:
    """A file with an odd name or of an odd kind: only what a project would list is read."""
    from evidence.project import Project, printable

    listed = [one for one in Project("p", corpus, corpus, "p").files("fs") if one == file or one.startswith(f"{file}/")]
    if not listed:
        return Ended(OK if not any((corpus / file).glob("**/*.*")) else REFUSED, "passed over: hidden, or a folder with no file")
    if printable(listed[0]) != listed[0]:
        return Ended(REFUSED, "has a name that is not UTF-8")
    return _source(corpus, listed[0], case)


def _codebook(corpus: Path, file: str, case: Case) -> Ended:
    """A codebook, its keys put into ours: `codes` for `themes`, and the definition that ours must have."""
    from evidence.codebook import read_codebook

    data = (corpus / file).read_bytes()
    encoding = "utf-16" if data.startswith(b"\xff\xfe") else "utf-8"
    text = re.sub(r"^themes:", "codes:", data.decode(encoding), flags=re.MULTILINE)
    text = re.sub(r"^(\s+)(- )?(id: .*)$", r"\1\2\3\n\1\g<2>definition: d", text, flags=re.MULTILINE)
    text = re.sub(r"^(\s+)- (id: .*\n\s+)- definition", r"\1- \2  definition", text, flags=re.MULTILINE)
    text = re.sub(r"(\{id: \w+), ", r"\1, definition: d, ", text)
    with tempfile.TemporaryDirectory(prefix="evidence-") as made:
        path = Path(made) / "codebook.yaml"
        path.write_bytes(text.encode(encoding))
        book = read_codebook(path)
    return Ended(OK, "", str(book.frame().to_dict("list")))


def _logo(corpus: Path, file: str, case: Case) -> Ended:
    from evidence.project import Project
    from evidence.report.branding import read_branding

    with tempfile.TemporaryDirectory(prefix="evidence-") as made:
        folder = Path(made)
        shutil.copyfile(corpus / file, folder / "logo.svg")
        (folder / "branding.yaml").write_text("logo: logo.svg\nlogo_alt: Logo\n", encoding="utf-8")
        _, brand = read_branding(Project("p", folder, folder, "p"))
    return Ended(OK, "", repr(brand))


def _notebook(corpus: Path, file: str, case: Case) -> Ended:
    """A notebook as a chapter of the report: only what a chapter may hold is written anew, so active content is gone."""
    from evidence.report.blocks import Report
    from evidence.report.html import write_html
    from evidence.report.reading import read_chapter
    from evidence.report.running import read_notebook

    chapter = read_chapter(read_notebook(corpus / file), "chapter")
    page = write_html(Report("title", "", "", (), (chapter,), ()))
    return Ended(WARNED, "only text, tables and pictures of a notebook come into a report", page.decode())


def _stored(corpus: Path, file: str, case: Case) -> Ended:
    """A damaged file in the place of a table of a stored base."""
    from evidence import store
    from evidence.model import TABLES, EvidenceBase

    with tempfile.TemporaryDirectory(prefix="evidence-") as made:
        out = Path(made) / "out"
        store.save(EvidenceBase({name: table.empty() for name, table in TABLES.items()}), out)
        entry = json.loads((out / "manifest.json").read_bytes())["tables"]["codings"]["file"]
        shutil.copyfile(corpus / file, out / entry)
        store.read(out, "p")
    return Ended(OK, "")


READERS: Mapping[str, Callable[[Path, str, Case], Ended]] = {
    "fs": _named,
    "codebook": _codebook,
    "svg": _logo,
    "ipynb": _notebook,
    "store": _stored,
}

# --- judgement ----------------------------------------------------------------------------------------------------

AS_TOLD, DECIDED, MISSED = "as the manifest says", "otherwise, by decision", "missed"

DECISIONS: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys(
        (
            "docx/strict.docx",
            "pdf/many_ops.pdf",
            "pdf/huge_mediabox.pdf",
            "rtf/control_flood.rtf",
            "txt/line_3mb.txt",
            "txt/one_word_1mb.txt",
            "txt/zalgo.txt",
            "txt/utf32.txt",
            "html/lt_bomb.html",
            "html/entity_bomb.html",
            "html/mhtml.html",
            "md/brackets.md",
            "md/emph.md",
            "eml/header_flood.eml",
            "eml/long_header.eml",
            "csv/mixed_eol.csv",
            "csv/bare_quotes.csv",
            "csv/long_header.csv",
            "xlsx/long_cell.xlsx",
            "xlsx/bad_sheet_name.xlsx",
            "codebook/alternation_10k.yaml",
            "fs/CON.txt",
            "fs/deep_folder_name",
        ),
        (OK, "read whole and in time: nothing was lost or guessed that a researcher could mend"),
    ),
    **dict.fromkeys(
        (
            "docx/metadata_pii.docx",
            "pdf/info_inject.pdf",
            "pdf/xmp_laughs.pdf",
            "eml/header_inject.eml",
            "csv/pii_free_text.csv",
            "txt/homoglyph_pii.txt",
        ),
        (
            OK,
            "personal data and markup in words are found and made safe where words are shown and released, for every file alike",
        ),
    ),
    **dict.fromkeys(
        ("fs/dup_two.txt", "fs/cafe\u0301.txt", "fs/caf\u00e9.txt", "csv/dup_ids.csv"),
        (OK, "one file says nothing of another: the build tells duplicates, and the draft says why it took no column for ids"),
    ),
    **dict.fromkeys(
        ("fs/.hidden.txt", "fs/..\\..\\evil.txt", "fs/folder.docx"),
        (OK, "hidden files and folders without a file are passed over, as by every program that lists files"),
    ),
    **dict.fromkeys(
        ("fs/line\nbreak.txt", "fs/tab\tname.txt", "fs/\x1b[31mred\x1b[0m.txt", "fs/\u202egpj.txt", "fs/bad_utf8_\udcff.txt"),
        (REFUSED, "a name that no one can read aloud is no reference for evidence; renaming the file takes a moment"),
    ),
    **dict.fromkeys(
        ("fs/no_extension", "fs/trailing dot.txt.", "pkg/plain.qdpx", "pkg/case_clash.qdpx"),
        (REFUSED, "of a kind that is not read; the message says which are"),
    ),
    **dict.fromkeys(
        (
            "xlsx/wide.xlsx",
            "csv/wide_10k.csv",
            "codebook/large_20k.yaml",
            "html/deep_div.html",
            "html/deep_inline.html",
            "html/deep_table.html",
        ),
        (REFUSED, "over a documented limit, which the message names"),
    ),
    **dict.fromkeys(
        ("pdf/scan_only.pdf", "pdf/no_tounicode.pdf", "pdf/unterminated.pdf", "html/comment_bomb.html", "eml/deep_forward.eml"),
        (REFUSED, "no word of it can be read: an empty case study would be worse than none"),
    ),
    "docx/prefixed.docx": (REFUSED, "begins as a program does"),
    "csv/open_quote.csv": (REFUSED, "rows would vanish into one cell; the row is named"),
    "xlsx/repeat_merge.xlsx": (WARNED, "the reader makes nothing of merged cells, so that nothing grows; the cells are read"),
    "pdf/deep_array.pdf": (OK, "the reader gives up on the nest by itself; the text before it is read"),
    "csv/qualtrics3.csv": (WARNED, "the draft leaves out the tool's own column and says so"),
    "csv/coercion.csv": (WARNED, "every cell is read as it stands; the draft leaves out columns of names and telephone numbers"),
    "md/raw.md": (WARNED, "a picture is told"),
    "codebook/redos_classic.yaml": (OK, "the engine is linear in time: such patterns cannot hang"),
    "codebook/backref.yaml": (REFUSED, "a code whose pattern is left out would be given less often than its author meant"),
    "codebook/merge_keys.yaml": (REFUSED, "no anchors and aliases at all: a codebook needs none, and they hide bombs"),
    "fs/unreadable.txt": (OK, "the benchmark's user may read every file"),
}
"""For a file that ends otherwise than the manifest says by decision: how it ends, and why that serves our users better."""


def _judged(case: Case, ended: Ended, canary: str) -> tuple[str, str, str, str, str, str, str]:
    wrong = "; ".join(_wrong(case, ended, canary))
    verdict = AS_TOLD if ended.how == case["expect"] and not wrong else MISSED
    decided = DECISIONS.get(case["file"])
    if verdict == MISSED and decided and decided[0] == ended.how and not wrong:
        verdict = DECIDED
    return (
        case["group"],
        ascii(case["file"]),
        verdict,
        case["expect"],
        ended.how,
        wrong,
        decided[1] if verdict == DECIDED else ended.why,
    )


def _wrong(case: Case, ended: Ended, canary: str) -> Iterator[str]:
    """What the manifest asks of the words and rows that were read, and was not so."""
    if ended.how != REFUSED:
        yield from (f"lacks {text!a}" for text in case.get("must_contain", ()) if _quoted(text) not in ended.words)
        if case.get("rows") is not None and ended.rows is not None and case["rows"] != ended.rows:
            yield f"{ended.rows} rows, not {case['rows']}"
    yield from (f"holds {text!a}" for text in case.get("must_not_contain", ()) if _quoted(text) in ended.words)
    if canary in ended.words + ended.why:
        yield "holds the secret"
    if not ended.why and ended.how != OK:
        yield "gives no reason"


def _quoted(text: str) -> str:
    """`text` as it stands within JSON."""
    return json.dumps(text, ensure_ascii=False)[1:-1]


# --- under strace -------------------------------------------------------------------------------------------------


def _traced(corpus: Path) -> int:
    with tempfile.TemporaryDirectory(prefix="evidence-") as made:
        log = Path(made) / "calls"
        calls = ["strace", "-f", "-qq", "-e", "trace=connect,execve,openat,creat,mkdir,rename,unlink", "-o", str(log)]
        done = subprocess.run([*calls, sys.executable, "-m", "benchmarks.hostile", str(corpus)], check=False)
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    connected = [line for line in lines if "connect(" in line and "AF_INET" in line]
    started = [line for line in lines if "execve(" in line and sys.executable not in line and " = 0" in line]
    temporary = tempfile.gettempdir()
    written = [
        line
        for line in lines
        if re.search(r"O_WRONLY|O_RDWR|O_CREAT|creat\(|mkdir\(|rename\(|unlink\(", line)
        and " = -1" not in line
        and f'"{temporary}/' not in line
        and not re.search(r'"/dev/|__pycache__|"/proc/', line)
    ]
    print(f"strace: {len(connected)} connections, {len(started)} programs started, {len(written)} writes outside {temporary}")
    for line in [*connected, *started, *written][:20]:
        print(" ", line[:200])
    return done.returncode or int(bool(connected or started or written))


if __name__ == "__main__":
    from benchmarks.hostile import main as run  # so that the child finds the readers by their module's name

    run()
