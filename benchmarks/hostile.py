"""Whether every file of a hostile corpus ends as its manifest says: read, read with a warning, or refused with a reason.

    python -m benchmarks.hostile CORPUS [--trace]

CORPUS holds the files and a `manifest.json` with one entry a file: what must become of it, what must and must not be in what is
read of it, and how many rows. Each is read by its kind in a child process, two at a time: a case study, a survey export with the
draft of its description, a codebook, a logo, a notebook in a report, a table of a stored base. Printed are a table by kind, each
file that ends otherwise, the most memory of any child and of this process, and the time.
A file ends "accepted" when its reader had nothing to say, and "accepted with warning" when it had, or the researcher is told
something else of it: by `evidence check` of its name, by the draft of a survey's description, by the search for personal data.
--trace runs it under strace and counts connections, programs started, and files opened for writing outside the temporary folder.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
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
from contextlib import contextmanager
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
NOBODY = 65_534
"""The user of no rights, by its number on Linux."""
SLOWEST = 25
"""Files whose time is printed."""

Case = Mapping[str, Any]


class Ended(NamedTuple):
    """What became of a file: one of the manifest's three words, the reasons, what was read of it, its rows, how long it took.

    advice: what the researcher is told of a file that was read whole: that its name cannot be copied to every computer, that
            it holds personal data, that the draft of a survey's description leaves a column out.
    """

    how: str
    why: str
    words: str = ""
    rows: int | None = None
    advice: str = ""
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
    chosen = dropped["why"].str.startswith("ignored: ")  # by the description, which a researcher reads and corrects
    how = f"fault: {wrong}" if wrong else WARNED if (~chosen).any() else OK
    advice = [*dropped.loc[chosen, "why"], *_personal(frames["documents"])]
    del frames  # what is read anew below, and this, would be together too much for a child
    # The cells too: the draft of a description leaves out columns of personal data, which were read all the same.
    small = 0 < sum(rows) <= SEARCHED
    cells = json.dumps(read_sheet(corpus / file, file, LIMITS).rows, ensure_ascii=False) if small else ""
    return Ended(how, why, words + cells, sum(rows) if len(rows) else None, " ; ".join(advice))


def _personal(documents: pd.DataFrame) -> list[str]:
    """What a build says of personal data that rules find in the words."""
    if not 0 < len(documents) <= 100:
        return []
    from evidence.privacy import find_personal_data  # only here: a child that reads a large survey has little memory to spare

    found = find_personal_data([text[:SEARCHED] for text in documents["text"]], names=False)
    return [f"holds personal data: {', '.join(sorted(set(found['kind'])))}"] if len(found) else []


def _named(corpus: Path, file: str, case: Case) -> Ended:
    """A file with an odd name or of an odd kind: what a project would list is read, and what `evidence check` says of names."""
    from evidence.inputs import passed_over, unportable
    from evidence.project import Project
    from evidence.sources.case_studies import SUFFIXES

    place = Project("p", corpus, corpus, "p")
    files = place.files("fs")
    # A sentence on two names that look alike names both.
    names = [*unportable(files), *passed_over(place, ["fs"], SUFFIXES)]
    said = [what for name, what in names if f"{name}/".startswith(f"{file}/") or f" {file} " in what]
    listed = [one for one in files if one == file or one.startswith(f"{file}/")]
    if not listed:
        refused = said and (corpus / file).is_dir()
        return Ended(REFUSED if refused else WARNED if said else OK, " ; ".join(said))
    with _as_nobody(case["kind"] == "mode 000"):
        ended = _source(corpus, listed[0], case)
    said += _copies(corpus, file) if case["kind"].startswith("same bytes") else []
    return ended._replace(advice=" ; ".join(filter(None, [ended.advice, *said])))


@contextmanager
def _as_nobody(wanted: bool) -> Iterator[None]:
    """Without the rights of the system's administrator, who may read every file."""
    if not wanted or os.geteuid():
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def _copies(corpus: Path, file: str) -> list[str]:
    """What a build says of a file that is the copy of one beside it."""
    from evidence.sources.case_studies import read_case_study
    from evidence.sources.duplicates import find_duplicates

    files = sorted(path.relative_to(corpus).as_posix() for path in corpus.glob(f"{file[:6]}*"))
    read = [read_case_study(corpus, one, one, {}, LIMITS)["documents"] for one in files]
    found = find_duplicates(pd.concat(read, ignore_index=True))
    return [
        f"is a duplicate of {first}" for copy, first in zip(found["document_id"], found.iloc[:, 1], strict=True) if copy == file
    ]


def _codebook(corpus: Path, file: str, case: Case) -> Ended:
    """A codebook, its keys put into ours: `codes` for `themes`, and the definition that ours must have."""
    from evidence.codebook import advice_on, read_codebook

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
    said = " ; ".join(problem.what for problem in advice_on(book))
    return Ended(OK, "", str(book.frame().to_dict("list")), advice=said)


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
        ("fs/line\nbreak.txt", "fs/tab\tname.txt", "fs/\x1b[31mred\x1b[0m.txt", "fs/\u202egpj.txt", "fs/bad_utf8_\udcff.txt"),
        (REFUSED, "a name that no one can read aloud is no reference for evidence; renaming the file takes a moment"),
    ),
    **dict.fromkeys(
        ("pkg/plain.qdpx", "pkg/case_clash.qdpx"),
        (REFUSED, "a project of another program holds many documents, and a file here is one; the message says to export them"),
    ),
    **dict.fromkeys(
        ("xlsx/wide.xlsx", "csv/wide_10k.csv"),
        (REFUSED, "over the documented limit, which the message names: half of a survey's questions would be no survey"),
    ),
    "codebook/large_20k.yaml": (
        REFUSED,
        "over the documented limit, which the message names: half a codebook would code wrongly",
    ),
    **dict.fromkeys(
        ("pdf/scan_only.pdf", "pdf/no_tounicode.pdf", "pdf/unterminated.pdf"),
        (REFUSED, "no word of it can be read: an empty case study would be counted as a case that says nothing"),
    ),
    "md/raw.md": (WARNED, "each reader says what it did not read, and a picture was not"),
    "codebook/redos_classic.yaml": (OK, "the engine is linear in time, so such patterns harm nobody, and people write them"),
    "codebook/backref.yaml": (REFUSED, "a code whose pattern is left out would be given less often than its author meant"),
    "codebook/merge_keys.yaml": (REFUSED, "no anchors and aliases at all: a codebook needs none, and they hide bombs"),
}
"""For a file that ends otherwise than the manifest says by decision: how it ends, and why that serves our users better."""


def _judged(case: Case, ended: Ended, canary: str) -> tuple[str, str, str, str, str, str, str]:
    wrong = "; ".join(_wrong(case, ended, canary))
    how = WARNED if case["expect"] == WARNED and ended.how == OK and ended.advice else ended.how
    verdict = AS_TOLD if how == case["expect"] and not wrong else MISSED
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
