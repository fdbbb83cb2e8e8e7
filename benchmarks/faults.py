"""What faults do to what is stored: python -m benchmarks.faults [PART …] [--stride N]   (Linux, root, strace)

Parts, all of them by default:
    build    a build, ended or failed at its k-th call of the system, for every k (or every N-th): killed, disk full,
             input-output error, read-only disk
    review   the same of a read-back of decisions
    report   the same of the writing of a report
    naive    the same of a build that writes its files in place: a control, which must show torn states
    kills    200 kills at random moments of a build
    full     a build on a disk of 8 MB with so and so much left
    damage   each file of a store cut at 50 places and with one bit changed at 200, read and built again
    crowd    8 processes that each take in 50 decisions, half of them of one and the same coder
    same     the same bytes whatever the folder, hash seed, clock, locale, time zone, workers and limits

The calls are those of the process that writes. The base that a build comes to is worked out once, so that a trial takes a
moment: each is a build from taking the lock to sweeping up, and the reading of sources, which writes nothing, is left out.
A torn state is one that is neither the old nor the new one, whole.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import pandas as pd

from evidence import store
from evidence.errors import EvidenceError, StoreError
from evidence.sources.worker import Worker

FAULTS: Mapping[str, tuple[str, ...]] = {
    "openat": ("KILL", "ENOSPC", "EIO", "EROFS"),
    "read": ("KILL", "EIO"),
    "write": ("KILL", "ENOSPC", "EIO"),
    "fsync": ("KILL", "ENOSPC", "EIO"),
    "chmod": ("KILL", "EIO", "EROFS"),
    "rename": ("KILL", "ENOSPC", "EIO", "EROFS"),
    "mkdir": ("KILL", "ENOSPC", "EIO", "EROFS"),
    "unlink": ("KILL", "EIO", "EROFS"),
    "flock": ("KILL", "EIO"),
}
"""The calls that a file passes through, and what can befall each."""

TORN = "torn"
_HANDLED, _UNHANDLED = 8, 70


class Scene(NamedTuple):
    """What is tried: how its folder is made, what is done there, and what a reader then finds, `TORN` if it is neither."""

    make: Callable[[Path], object]
    act: Callable[[Path], object]
    state: Callable[[Path], str]


@dataclass
class Tally:
    """Of the points tried: how many ended badly, in each of the ways there are."""

    points: int = 0
    torn: int = 0
    lying: int = 0
    unmended: int = 0
    unsaid: int = 0

    def __add__(self, other: Tally) -> Tally:
        names = ("points", "torn", "lying", "unmended", "unsaid")
        return Tally(*(getattr(self, name) + getattr(other, name) for name in names))


def in_child(act: Callable[[], object], meanwhile: Callable[[int], object] = lambda pid: None) -> int:
    """Do `act` in a forked child once `meanwhile`, which is given its number, is done; returns how it ended.

    returns: 0; 8 for an error that a researcher is told of; 70 for another; minus the signal that ended it.
    """
    theirs, ours = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(ours)
        os.read(theirs, 1)
        code = _UNHANDLED
        try:
            act()
            code = 0
        except (EvidenceError, OSError):  # the command line tells of both
            code = _HANDLED
        except BaseException as fault:
            sys.stderr.write(f"not handled: {type(fault).__name__}: {fault}\n")
        finally:
            os._exit(code)
    os.close(theirs)
    held = meanwhile(pid)
    os.write(ours, b"\n")
    os.close(ours)
    _, status = os.waitpid(pid, 0)
    if isinstance(held, subprocess.Popen):
        held.communicate()
    return os.waitstatus_to_exitcode(status)


def traced(pid: int, *options: str) -> subprocess.Popen[str]:
    """strace with these options, once it holds the process."""
    tracer = subprocess.Popen(["strace", "-p", str(pid), *options], stderr=subprocess.PIPE, text=True)
    assert tracer.stderr is not None
    line = tracer.stderr.readline()
    if "attached" not in line:
        raise SystemExit(f"strace cannot trace here: {line}")
    return tracer


def calls_of(scene: Scene, folder: Path) -> Counter[str]:
    """How often each call of `FAULTS` is made when nothing goes wrong."""
    scene.make(folder)
    log = folder.with_suffix(".calls")
    code = in_child(lambda: scene.act(folder), lambda pid: traced(pid, "-o", str(log), "-e", f"trace={','.join(FAULTS)}"))
    if code:
        raise SystemExit(f"fails without a fault, with {code}")
    names = (line.partition("(")[0] for line in log.read_text(encoding="utf-8", errors="replace").splitlines())
    return Counter(name for name in names if name in FAULTS)


def swept(
    scene: Scene, folder: Path, stride: int = 1, only: Mapping[str, tuple[str, ...]] = FAULTS
) -> dict[tuple[str, str], Tally]:
    """The scene with each fault at every `stride`-th of each of its calls: what came of it, by call and fault."""
    counts = calls_of(scene, folder)
    new = scene.state(folder)
    scene.make(folder)
    old, found = scene.state(folder), {}
    for call, faults in only.items():
        for fault in faults:
            tallies = [
                _tried(scene, folder, f"{call}:{_injected(fault)}:when={k}", old, new) for k in range(1, counts[call] + 1, stride)
            ]
            found[call, fault] = sum(tallies, Tally())
    return found


def _injected(fault: str) -> str:
    return "signal=KILL" if fault == "KILL" else f"error={fault}"


def _tried(scene: Scene, folder: Path, inject: str, old: str, new: str) -> Tally:
    scene.make(folder)
    call = inject.partition(":")[0]
    options = ("-o", os.devnull, "-e", f"trace={call}", "-e", f"inject={inject}")
    return _judged(scene, folder, in_child(lambda: scene.act(folder), lambda pid: traced(pid, *options)), old, new)


def _judged(scene: Scene, folder: Path, code: int, old: str, new: str) -> Tally:
    """What is wrong after the act ended with `code`, and after it was done again."""
    state = scene.state(folder)
    again = in_child(lambda: scene.act(folder))
    bad = Tally(
        points=1,
        torn=state not in (old, new),
        lying=code == 0 and state != new,
        unmended=again != 0 or scene.state(folder) != new or any(folder.glob("out/.writing-*")),
        unsaid=code == _UNHANDLED,
    )
    if bad != Tally(points=1):
        print(f"    {bad}, ended with {code}, then {again}", file=sys.stderr)
    return bad


@contextmanager
def reading_in_this_process() -> Iterator[None]:
    """Readers run here rather than in children of their own, which take two seconds each to start."""
    called = Worker.call
    Worker.call = lambda self, function, *args: function(*args)  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        Worker.call = called  # type: ignore[method-assign]


# --- the scenes -------------------------------------------------------------------------------------------------------


def _files(*paths: Path) -> str:
    return hashlib.sha256(b"\0".join(path.read_bytes() if path.is_file() else b"-" for path in paths)).hexdigest()[:12]


def _base_state(folder: Path) -> str:
    """The base that a reader finds; `TORN` if it cannot be read, though one is there."""
    out = folder / "out"
    if store.read_changes(out) is None and (out / store.CHANGES).exists():
        return TORN
    try:
        store.read(out, "small")
    except StoreError:
        return TORN if (out / "manifest.json").exists() else "none"
    return _files(out / "manifest.json")


def build_scene(scratch: Path) -> Scene:
    """A build after the codebook, a case study and a survey have changed."""
    from evidence.pipeline import assembly, build
    from tests.projects import CODEBOOK, LEEDS, SURVEY, small_project

    ready = scratch / "ready"
    build(small_project(ready / "small"), out=ready / "out", progress=False)
    small_project(
        ready / "small",
        **{
            "codebook.yaml": CODEBOOK.replace("[culture]", "[culture, habits]"),
            "case_studies/leeds.md": LEEDS + "\nThe police had no time.\n",
            "surveys/feedback.csv": SURVEY + "4,nurse,Culture.\n",
        },
    )
    # What the build comes to is worked out once: from there on each trial is a build, from taking the lock to the sweeping.
    made = scratch / "made"
    _copied(ready, made)
    base = build(made / "small", out=made / "out", progress=False, workers=1)

    def act(folder: Path) -> object:
        assembly.assemble = lambda *_: base
        return build(folder / "small", out=folder / "out", progress=False, workers=1)

    return Scene(
        make=lambda folder: _copied(ready, folder),
        act=act,
        state=_base_state,
    )


def review_scene(scratch: Path) -> Scene:
    """Decisions read back into a file that holds earlier ones."""
    from evidence.pipeline import build
    from evidence.pipeline.reviewing import read_review, write_review
    from tests.projects import small_project
    from tests.review.filling import fill

    ready, when = scratch / "reviewed", datetime(2026, 1, 1, tzinfo=UTC)
    place, out = small_project(ready / "small"), ready / "out"
    build(place, out=out, progress=False)
    sheet = write_review(place, "ana", out=out, progress=False).path
    fill(sheet, lambda row: {"Applied": "yes", "Polarity": "none"} if row["Code"] else None)
    with suppress(EvidenceError):
        read_review(place, "ana", sheet, out=out, now=lambda: when)
    fill(sheet, lambda row: {"Applied": "no", "Polarity": ""} if row["Code"] else None)
    return Scene(
        make=lambda folder: _copied(ready, folder),
        act=lambda folder: read_review(
            folder / "small", "ana", folder / sheet.relative_to(ready), out=folder / "out", now=lambda: when
        ),
        state=lambda folder: f"{_files(folder / 'small/codings/ana.csv')} {_base_state(folder)}",
    )


def report_scene(scratch: Path) -> Scene:
    """A report written over an earlier one; without notebooks, whose kernels write nothing that lasts."""
    from evidence.pipeline import build
    from evidence.project import find_project
    from evidence.report import write_report
    from tests.projects import small_project

    ready = scratch / "reported"
    place, out = small_project(ready / "small"), ready / "out"
    base = build(place, out=out, progress=False)
    write_report(base, find_project(place, out), notebooks=[])
    page = out / "reports/evidence-base.html"
    page.write_bytes(page.read_bytes() + b"<!-- an earlier one -->")
    return Scene(
        make=lambda folder: _copied(ready, folder),
        act=lambda folder: write_report(
            store.read(folder / "out", "small"), find_project(folder / "small", folder / "out"), notebooks=[], progress=False
        ),
        state=lambda folder: f"{_files(folder / 'out/reports/evidence-base.html')} {_base_state(folder)}",
    )


def _copied(ready: Path, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ready, folder)


@contextmanager
def writing_in_place() -> Iterator[None]:
    """Files are written where they stand and under one name each, as a program does that does not think of faults."""
    careful = store.write_whole, store._file_name
    store.write_whole = lambda path, data: path.write_bytes(data)  # type: ignore[assignment]
    store._file_name = lambda name, data: f"{name}.parquet"
    try:
        yield
    finally:
        store.write_whole, store._file_name = careful  # type: ignore[assignment]


# --- the parts --------------------------------------------------------------------------------------------------------


def _say(title: str, found: Mapping[tuple[str, str], Tally]) -> None:
    """One row a call and fault."""
    rows = [{"call": call, "fault": fault, **vars(tally)} for (call, fault), tally in found.items() if tally.points]
    table = pd.DataFrame(rows).astype({"torn": int, "lying": int, "unmended": int, "unsaid": int})
    total = table.drop(columns=["call", "fault"]).sum()
    print(f"\n{title}\n{table.to_string(index=False)}\nall together: {total.to_dict()}", flush=True)


def build_swept(scratch: Path, stride: int) -> None:
    _say(f"build, every {stride} call(s)", swept(build_scene(scratch), scratch / "at", stride))


def review_swept(scratch: Path, stride: int) -> None:
    _say(f"review --read, every {stride} call(s)", swept(review_scene(scratch), scratch / "at", stride))


def report_swept(scratch: Path, stride: int) -> None:
    _say(f"report, every {stride} call(s)", swept(report_scene(scratch), scratch / "at", stride))


def naive(scratch: Path, stride: int) -> None:
    with writing_in_place():
        only = {call: FAULTS[call] for call in ("write", "openat")}
        _say("control: a build that writes in place", swept(build_scene(scratch / "naive"), scratch / "at", stride, only))


def kills(scratch: Path, stride: int, times: int = 200) -> None:
    scene, chance = build_scene(scratch / "kills"), random.Random(7)
    folder = scratch / "at"
    scene.make(folder)
    old, begun = scene.state(folder), time.perf_counter()
    in_child(lambda: scene.act(folder))
    lasts, new, total, ended = time.perf_counter() - begun, scene.state(folder), Tally(), Counter[int]()
    for _ in range(0, times, stride):
        scene.make(folder)
        moment = chance.uniform(0, lasts)
        code = in_child(lambda: scene.act(folder), lambda pid, after=moment: _killer(pid, after))
        ended[code] += 1
        total += _judged(scene, folder, code, old, new)
    print(f"\nkills at random: {total}; how they ended: {dict(ended)}", flush=True)


def _killer(pid: int, after: float) -> None:
    if os.fork() == 0:
        time.sleep(after)
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        os._exit(0)


def full(scratch: Path, stride: int) -> None:
    scene, disk = build_scene(scratch / "full"), scratch / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(disk)], check=True)
    folder = disk / "at"
    try:
        scene.make(folder)
        old = scene.state(folder)
        in_child(lambda: scene.act(folder))
        new, total = scene.state(folder), Tally()
        for left in (0, 4, 8, 16, 32, 48, 64, 96, 128, 160, 192, 256):
            scene.make(folder)
            filler = disk / "filler"
            with suppress(OSError), filler.open("wb", buffering=0) as file:
                while file.write(bytes(4096)):
                    pass
            os.truncate(filler, max(0, filler.stat().st_size - left * 1024))
            code = in_child(lambda: scene.act(folder))
            after = scene.state(folder)
            filler.unlink()
            bad = _judged(scene, folder, code, old, new)
            total += Tally(bad.points, after not in (old, new), code == 0 and after != new, bad.unmended, bad.unsaid)
            print(f"  {left:>4} kB left: ended with {code}, {'old' if after == old else 'new' if after == new else 'TORN'}")
        print(f"full disk: {total}", flush=True)
    finally:
        subprocess.run(["umount", str(disk)], check=False)


def damage(scratch: Path, stride: int) -> None:
    scene, chance = build_scene(scratch / "damage"), random.Random(7)
    folder, found, named, same, points = scratch / "at", 0, 0, 0, 0
    scene.make(folder)
    in_child(lambda: scene.act(folder))
    whole, new = scratch / "whole", scene.state(folder)
    _copied(folder, whole)
    files = sorted(
        path.name for path in (whole / "out").iterdir() if path.suffix in (".parquet", ".json") and path.name != "changes.json"
    )
    harms = [("cut", place) for place in range(50)] + [("bit", place) for place in range(200)]
    for number, (kind, place) in enumerate(harms[::stride]):
        _copied(whole, folder)
        path = folder / "out" / files[number % len(files)]
        data = bytearray(path.read_bytes())
        if kind == "cut":
            data = data[: len(data) * place // 50]
        else:
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        path.write_bytes(data)
        problem = store.what_is_wrong(folder / "out", "small")
        points, found = points + 1, found + (problem is not None)
        named += problem is not None and path.name in problem.where
        same += in_child(lambda: scene.act(folder)) == 0 and scene.state(folder) == new
    print(f"\ndamage: {points} files harmed, {found} found, {named} named, {same} built again to the same bytes", flush=True)


def crowd(scratch: Path, stride: int) -> None:
    for held in (True, False):
        with nullcontext() if held else _without_lock():
            kept, failed = crowded(scratch / f"crowd-{held}")
        print(
            f"\ncrowd, {'with' if held else 'control: without'} the lock: {kept} of 400 decisions kept, {failed} processes failed"
        )


@contextmanager
def _without_lock() -> Iterator[None]:
    locked = store.locked
    store.locked = lambda folder, wait=0.0: nullcontext()  # type: ignore[assignment]
    try:
        yield
    finally:
        store.locked = locked


def crowded(folder: Path, processes: int = 8, each: int = 50) -> tuple[int, int]:
    """Decisions in the files after `processes` have taken in `each` at once, and how many processes failed.

    Half of them are of one coder. The sheets are not written: each process hands its next decision to what a sheet goes
    through once it is read, from reading the coder's file to writing it.
    """
    from evidence.model import NO, NONE, PERSON, TABLES
    from evidence.pipeline import build, reviewing
    from tests.projects import small_project

    words = "\n\n".join(
        f"In place {number} partners built trust. {'They met each week and wrote down what they had agreed on. ' * 6}"
        for number in range(processes * each)
    )
    place, out = small_project(folder / "small", **{"case_studies/leeds.md": f"# Town\n\n{words}\n"}), folder / "out"
    base = build(place, out=out, progress=False)
    studied = base.segments[base.segments["text"].str.contains("partners built trust")]
    segments = list(studied["segment_id"])
    if len(segments) < processes * each:
        raise SystemExit(f"only {len(segments)} passages to decide on")

    def decide(process: int) -> None:
        coder = "ana" if process % 2 else f"coder{process}"
        for segment_id in segments[process * each : (process + 1) * each]:
            row: dict[str, Any] = {
                "segment_id": segment_id,
                "code": "CAP",
                "coder": coder,
                "coder_kind": PERSON,
                "applied": NO,
                "calibrated": False,
                "polarity": NONE,
                "codebook": base.manifest["codebook"]["hash"],
            }
            reviewing.read_workbook = lambda *_, row=row, **__: SimpleNamespace(
                codings=TABLES["codings"].frame([row]), open=0, looked=(), passed=TABLES["codings"].empty()
            )
            reviewing.read_review(place, coder, place / "codebook.yaml", out=out)

    running = []
    for process in range(processes):
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                decide(process)
                code = 0
            except Exception as fault:
                sys.stderr.write(f"process {process}: {type(fault).__name__}: {fault}\n")
            finally:
                os._exit(code)
        running.append(pid)
    failed = sum(os.waitpid(pid, 0)[1] != 0 for pid in running)
    rows = [
        line
        for file in sorted((place / "codings").glob("*.csv"))
        for line in file.read_text(encoding="utf-8-sig").splitlines()[1:]
    ]
    return sum("CAP" in line for line in rows), failed


def same(scratch: Path, stride: int) -> None:
    from tests.projects import small_project

    ways: dict[str, tuple[list[str], dict[str, str | None]]] = {
        "as it is": ([], {}),
        "hash seed 1": ([], {"PYTHONHASHSEED": "1"}),
        "C locale, hash seed 2": ([], {"LC_ALL": "C", "PYTHONHASHSEED": "2"}),
        "Turkish locale, time zone of Tokyo": ([], {"LC_ALL": "tr_TR.UTF-8", "TZ": "Asia/Tokyo"}),
        "British locale": ([], {"LC_ALL": "en_GB.UTF-8"}),
        "clock of 2031": (["faketime", "2031-03-30 00:59:00"], {}),
        "clock of 2001": (["faketime", "2001-01-01 00:00:00"], {}),
        "64 open files": (["prlimit", "--nofile=64"], {}),
        "no HOME": ([], {"HOME": None}),
        "no /tmp": (
            ["unshare", "-m", "sh", "-c", f'mount --bind {scratch}/none /tmp && mount -o remount,ro,bind /tmp; exec "$@"', "sh"],
            {"TMPDIR": None},
        ),
        "1 worker": ([], {}),
        "2 workers": ([], {}),
        "as nobody": (["setpriv", "--reuid=nobody", "--clear-groups"], {}),
    }
    (scratch / "none").mkdir()
    first, base = "", Path.cwd()
    for number, (name, (before, changed)) in enumerate(list(ways.items())[::stride]):
        place = small_project(scratch / f"same{number}" / "small")
        out = place.parent / "out"
        out.mkdir()
        if name == "as nobody":
            for path in (scratch, place.parent, out):
                path.chmod(0o777)
        environment = {key: value for key, value in {**os.environ, **changed}.items() if value is not None}
        more = ["--workers", name[0]] if name.endswith(("worker", "workers")) else []
        command = [*before, sys.executable, "-m", "evidence", "build", str(place), "--out", str(out), "--quiet", *more]
        done = subprocess.run(command, env=environment, cwd=base, capture_output=True, text=True, check=False)
        files = _files(*sorted(path for path in out.iterdir() if not path.name.startswith(".")))
        first = first or files
        said = "the same bytes" if files == first else "OTHER BYTES"
        print(f"  {name:<40} ended with {done.returncode}, {said} {done.stderr[-300:]}", flush=True)


PARTS = {
    "build": build_swept,
    "review": review_swept,
    "report": report_swept,
    "naive": naive,
    "kills": kills,
    "full": full,
    "damage": damage,
    "crowd": crowd,
    "same": same,
}


def main() -> None:
    parser = argparse.ArgumentParser(description="What faults do to what is stored.")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; all by default")
    parser.add_argument("--stride", type=int, default=1, help="try every N-th point only (default: 1, all)")
    given = parser.parse_args()
    if shutil.which("strace") is None or not hasattr(os, "fork"):
        raise SystemExit("needs Linux and strace: apt-get install strace")
    with tempfile.TemporaryDirectory() as made, reading_in_this_process():
        for part in given.parts or PARTS:
            scratch = Path(made) / part
            scratch.mkdir()
            begun = time.perf_counter()
            PARTS[part](scratch, given.stride)
            print(f"{part}: {time.perf_counter() - begun:.0f} s", flush=True)


if __name__ == "__main__":
    main()
