"""What faults do to what is stored: python -m benchmarks.faults [PART …] [--stride N] [--calls NAME …]   (Linux, root, strace)

Parts, all of them by default:
    build    a build, ended or failed at its k-th call of the system, for every call and every k (or every N-th): killed,
             disk full, input-output error, read-only disk
    recode   the same of a build after its codebook changed, coding in it, with parts that are kept on the way
    review   the same of a read-back of decisions
    report   the same of the writing of a report with one notebook
    naive    the same of a build that writes its files in place: a control, which must show torn states
    kills    200 kills at random moments of a build
    full     a build on a disk of 8 MB with so and so much left
    damage   each file of a store cut at 50 places and with one bit changed at 200, read and built again
    crowd    8 processes that each take in 50 decisions, half of them of one and the same coder
    same     the same bytes whatever the folder, hash seed, clock, locale, time zone, workers and limits

The calls are all those that strace counts as of files and descriptors (`CALLS`), made by the process that writes. What `build`
comes to and what the notebook of `report` shows are worked out once, so that a trial takes a moment: each is a build from
taking the lock to sweeping up, a report from reading the base to its file; what is left out writes nothing that lasts.
--calls names those to try, such as rename and write, where all would take too long.
A torn state is one that is neither the old nor the new one, whole. What a folder is, and what the same command run again makes
of it, follows from what is in it, and is worked out once for each content that comes about.
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
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import pandas as pd

from evidence import store
from evidence.errors import EvidenceError, StoreError
from evidence.project import Project
from evidence.sources.worker import Worker

FAULTS = ("KILL", "ENOSPC", "EIO", "EROFS")
"""What befalls a call: the process ends there, the disk is full, fails, or may not be written."""

CALLS = "%file,%desc"
"""The calls of files and descriptors, as strace names them."""

TORN = "torn"
_HANDLED, _UNHANDLED = 8, 70


class Scene(NamedTuple):
    """What is tried: how its folder is made, what is done there, and what a reader then finds, `TORN` if it is neither."""

    make: Callable[[Path], object]
    act: Callable[[Path], object]
    state: Callable[[Path], str]


@dataclass
class Tally:
    """Of the points tried: how many ended badly, in each of the ways there are; and how often the process ended how."""

    points: int = 0
    torn: int = 0
    lying: int = 0
    unmended: int = 0
    unsaid: int = 0
    ended: Counter[int] = field(default_factory=Counter)

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))

    @property
    def is_bad(self) -> bool:
        return bool(self.torn or self.lying or self.unmended or self.unsaid)


def in_child(act: Callable[[], object], meanwhile: Callable[[int], object] = lambda pid: None) -> int:
    """Do `act` in a forked child once `meanwhile`, which is given its number, is done; returns how it ended.

    returns: 0; 8 for an error that a researcher is told of; 70 for another; minus the signal that ended it.
    """
    held = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
    pid = os.fork()
    if pid == 0:
        code = _UNHANDLED
        try:
            signal.sigwait({signal.SIGUSR1})  # no call of files or descriptors, so none that is counted
            act()
            code = 0
        except (EvidenceError, OSError):  # the command line tells of both
            code = _HANDLED
        except BaseException as fault:
            sys.stderr.write(f"not handled: {type(fault).__name__}: {fault}\n")
        finally:
            os._exit(code)
    signal.pthread_sigmask(signal.SIG_SETMASK, held)
    try:
        beside = meanwhile(pid)
    except BaseException:
        os.kill(pid, signal.SIGKILL)
        raise
    os.kill(pid, signal.SIGUSR1)
    _, status = os.waitpid(pid, 0)
    if isinstance(beside, subprocess.Popen):
        beside.communicate()
    return os.waitstatus_to_exitcode(status)


def traced(pid: int, *options: str) -> subprocess.Popen[str]:
    """strace with these options, once it holds the process."""
    tracer = subprocess.Popen(["strace", "-p", str(pid), *options], stderr=subprocess.PIPE, text=True)
    assert tracer.stderr is not None
    line = tracer.stderr.readline()
    if "attached" not in line:
        raise SystemExit(f"strace cannot trace here: {line}")
    return tracer


def calls_of(scene: Scene, folder: Path, calls: str = CALLS) -> Counter[str]:
    """How often each of `calls` is made when nothing goes wrong."""
    scene.make(folder)
    in_child(lambda: None)
    log = folder.with_suffix(".calls")
    code = in_child(lambda: scene.act(folder), lambda pid: traced(pid, "-o", str(log), "-e", f"trace={calls}"))
    if code:
        raise SystemExit(f"fails without a fault, with {code}")
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return Counter(name for line in lines if (name := line.partition("(")[0]).isidentifier())


def swept(
    scene: Scene, folder: Path, stride: int = 1, only: Mapping[str, tuple[str, ...]] | None = None
) -> dict[tuple[str, str], Tally]:
    """The scene with each fault at every `stride`-th of each of its calls: what came of it, by call and fault.

    only: the calls and faults to try; all by default.
    """
    counts = calls_of(scene, folder, ",".join(only) if only else CALLS)
    trial, found = Trial(scene, folder), {}
    for call, faults in (only or dict.fromkeys(sorted(counts), FAULTS)).items():
        for fault in faults:
            kind = "signal=KILL" if fault == "KILL" else f"error={fault}"
            places = [f"inject={call}:{kind}:when={k}" for k in range(1, counts[call] + 1, stride)]
            found[call, fault] = sum((trial.of(_injecting(call, place), place) for place in places), Tally())
            print(f"  {call} {fault}: {found[call, fault]}", file=sys.stderr, flush=True)
    return found


def _injecting(call: str, inject: str) -> Callable[[int], object]:
    return lambda pid: traced(pid, "-o", os.devnull, "-e", f"trace={call}", "-e", inject)


class Trial:
    """Runs a scene in `folder` again and again with something going wrong, and judges what is then there."""

    def __init__(self, scene: Scene, folder: Path) -> None:
        self._scene, self._folder = scene, folder
        scene.make(folder)
        self._start, self._old = contents(folder), scene.state(folder)
        if in_child(lambda: scene.act(folder)):
            raise SystemExit("fails without a fault")
        self._new = scene.state(folder)
        self._after: dict[str, tuple[str, int, bool]] = {}

    def of(self, harm: Callable[[int], object], name: str = "", mend: Callable[[], object] = lambda: None) -> Tally:
        """What is wrong after the act with `harm` done to it, and after `mend` and the act again."""
        if contents(self._folder) != self._start:
            self._scene.make(self._folder)
        code = in_child(lambda: self._scene.act(self._folder), harm)
        mend()
        state, again, mended = self.afterwards()
        bad = Tally(
            points=1,
            torn=state not in (self._old, self._new),
            lying=code == 0 and state != self._new,
            unmended=again != 0 or not mended,
            unsaid=code == _UNHANDLED,
            ended=Counter([code]),
        )
        if bad.is_bad:
            print(f"    {name} {bad}, ended with {code}, then {again}", file=sys.stderr)
        return bad

    def afterwards(self) -> tuple[str, int, bool]:
        """What the folder holds now, how the act ends on it, and whether all is then as it should be."""
        now = contents(self._folder)
        if now not in self._after:
            state = self._scene.state(self._folder)
            again = in_child(lambda: self._scene.act(self._folder))
            mended = self._scene.state(self._folder) == self._new and not any(self._folder.glob("out/.writing-*"))
            self._after[now] = state, again, mended
        return self._after[now]


def contents(folder: Path) -> str:
    """A hash of the names, rights and bytes of all that lies in a folder.

    Of names drawn at random it counts that they are there; so it does of the word that tells who holds a lock, and since when.
    """
    found = []
    for path in sorted(folder.rglob("*")):
        drawn = path.name.startswith(".writing-")
        data = path.read_bytes() if path.is_file() and path.name != ".lock.holder" else b""
        name = path.with_name(".writing-") if drawn else path
        found.append(f"{name} {path.stat().st_mode:o} {hashlib.sha256(data).hexdigest()}")
    return hashlib.sha256("\n".join(sorted(found)).encode("utf-8", "surrogateescape")).hexdigest()


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
    real, known = assembly.assemble, list[assembly.Made]()
    assembly.assemble = lambda *given: known.append(real(*given)) or known[-1]  # type: ignore[func-returns-value]
    build(made / "small", out=made / "out", progress=False, workers=1)
    assembly.assemble = real
    (whole,) = known
    parcels = [store.part_bytes(part, part.tables, made / "out", "small") for part in whole.base.parts]

    def assembled(place: Project, *_: object) -> assembly.Made:
        for part, parcel in zip(whole.base.parts, parcels, strict=True):
            store.write_part(part.source_file, parcel, part.personal, place.out)
        return whole

    def act(folder: Path) -> object:
        assembly.assemble = assembled
        return build(folder / "small", out=folder / "out", progress=False, workers=1)

    return Scene(
        make=lambda folder: _copied(ready, folder),
        act=act,
        state=_base_state,
    )


def recode_scene(scratch: Path) -> Scene:
    """A build after the codebook has changed: all is coded again, here, in parts of one document each that are kept."""
    from evidence.pipeline import build, parts
    from tests.projects import CODEBOOK, small_project

    ready = scratch / "recoded"
    build(small_project(ready / "small"), out=ready / "out", progress=False)
    small_project(ready / "small", **{"codebook.yaml": CODEBOOK.replace("[culture]", "[culture, habits]")})

    def act(folder: Path) -> object:
        parts.CHARACTERS = 100
        return build(folder / "small", out=folder / "out", progress=False, workers=1)

    return Scene(make=lambda folder: _copied(ready, folder), act=act, state=_base_state)


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
    """A report with one notebook written over an earlier one; what the notebook shows is worked out once."""
    from evidence import report
    from evidence.pipeline import build
    from evidence.project import find_project
    from tests.projects import small_project

    ready = scratch / "reported"
    place, out = small_project(ready / "small"), ready / "out"
    base, notebooks = build(place, out=out, progress=False), sorted(report.NOTEBOOKS.glob("*.ipynb"))[:1]
    parameters = {"project": str(place.resolve()), "out": str(out.resolve())}
    shown = report.run_notebooks(notebooks, parameters, scratch, progress=False)
    page = report.write_report(base, find_project(place, out), notebooks=[])[0]
    page.write_bytes(page.read_bytes() + b"<!-- an earlier one -->")

    def act(folder: Path) -> object:
        report.run_notebooks = lambda *_, **__: shown
        place = find_project(folder / "small", folder / "out")
        return report.write_report(store.read(folder / "out", "small"), place, notebooks=notebooks, progress=False)

    return Scene(
        make=lambda folder: _copied(ready, folder),
        act=act,
        state=lambda folder: f"{_files(folder / 'out/reports/evidence-base.html')} {_base_state(folder)}",
    )


def _copied(ready: Path, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ready, folder)


@contextmanager
def writing_in_place() -> Iterator[None]:
    """Files are written where they stand and under one name each, as a program does that does not think of faults."""
    careful = store.write_whole, store._file_name
    known: dict[str, list[bytes]] = {}

    def same_name(name: str, data: bytes) -> str:
        mine = known.setdefault(name, [])
        if data not in mine:
            mine.append(data)  # the part of a survey, then the table
        return f"{name}-{mine.index(data)}.parquet"

    store.write_whole = lambda path, data: path.write_bytes(data)  # type: ignore[assignment]
    store._file_name = same_name
    try:
        yield
    finally:
        store.write_whole, store._file_name = careful  # type: ignore[assignment]


# --- the parts --------------------------------------------------------------------------------------------------------


def _say(title: str, found: Mapping[tuple[str, str], Tally]) -> None:
    """One row a call and fault."""
    rows = [{"call": call, "fault": fault, **vars(tally)} for (call, fault), tally in found.items() if tally.points]
    print(f"\n{title}\n{pd.DataFrame(rows).to_string(index=False)}\nall together: {sum(found.values(), Tally())}", flush=True)


def _part(title: str, scene: Callable[[Path], Scene]) -> Callable[[Path, argparse.Namespace], None]:
    def run(scratch: Path, given: argparse.Namespace) -> None:
        only = dict.fromkeys(given.calls, FAULTS) if given.calls else None
        _say(f"{title}, every {given.stride} call(s)", swept(scene(scratch), scratch / "at", given.stride, only))

    return run


def naive(scratch: Path, given: argparse.Namespace) -> None:
    with writing_in_place():
        only = dict.fromkeys(("write", "openat"), FAULTS)
        _say("control: a build that writes in place", swept(build_scene(scratch / "naive"), scratch / "at", given.stride, only))


def kills(scratch: Path, given: argparse.Namespace, times: int = 200) -> None:
    scene, chance = build_scene(scratch / "kills"), random.Random(7)
    trial, folder, total = Trial(scene, scratch / "at"), scratch / "at", Tally()
    scene.make(folder)
    begun = time.perf_counter()
    in_child(lambda: scene.act(folder))
    lasts = time.perf_counter() - begun
    for _ in range(0, times, given.stride):
        moment = chance.uniform(0, lasts)
        total += trial.of(lambda pid, after=moment: _killer(pid, after))
    print(f"\nkills at random: {total}", flush=True)


def _killer(pid: int, after: float) -> None:
    if os.fork() == 0:
        time.sleep(after)
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        os._exit(0)


def full(scratch: Path, given: argparse.Namespace) -> None:
    scene, disk = build_scene(scratch / "full"), scratch / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(disk)], check=True)
    filler, total = disk / "filler", Tally()
    try:
        trial = Trial(scene, disk / "at")
        for left in (0, 4, 8, 16, 32, 48, 64, 96, 128, 160, 192, 256):
            one = trial.of(lambda _, left=left: _filled(filler, left), mend=filler.unlink)
            print(f"  {left:>4} kB left: {one}")
            total += one
        print(f"full disk: {total}", flush=True)
    finally:
        subprocess.run(["umount", str(disk)], check=False)


def _filled(filler: Path, left: int) -> None:
    """Fill the disk but for so many kB."""
    with suppress(OSError), filler.open("wb", buffering=0) as file:
        while file.write(bytes(4096)):
            pass
    os.truncate(filler, max(0, filler.stat().st_size - left * 1024))


def damage(scratch: Path, given: argparse.Namespace) -> None:
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
    for number, (kind, place) in enumerate(harms[:: given.stride]):
        _copied(whole, folder)
        path = folder / "out" / files[number % len(files)]
        data = bytearray(path.read_bytes())
        if kind == "cut":
            data = data[: len(data) * place // 50]
        else:
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        path.write_bytes(data)
        points += 1
        try:
            store.read(folder / "out", "small")
        except StoreError as fault:
            found, named = found + 1, named + (path.name in fault.problems[0].where)
        same += in_child(lambda: scene.act(folder)) == 0 and scene.state(folder) == new
    print(f"\ndamage: {points} files harmed, {found} found, {named} named, {same} built again to the same bytes", flush=True)


def crowd(scratch: Path, given: argparse.Namespace) -> None:
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


def same(scratch: Path, given: argparse.Namespace) -> None:
    from tests.projects import small_project

    locales = str(scratch / "locales")
    ways: dict[str, tuple[list[str], dict[str, str | None]]] = {
        "as it is": ([], {}),
        "hash seed 1": ([], {"PYTHONHASHSEED": "1"}),
        "C locale, hash seed 2": ([], {"LC_ALL": "C", "PYTHONHASHSEED": "2"}),
        "Turkish locale, time zone of Tokyo": ([], {"LC_ALL": "tr_TR.UTF-8", "LOCPATH": locales, "TZ": "Asia/Tokyo"}),
        "British locale": ([], {"LC_ALL": "en_GB.UTF-8", "LOCPATH": locales}),
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
    for language in ("tr_TR", "en_GB"):
        made = scratch / "locales" / f"{language}.UTF-8"
        made.parent.mkdir(exist_ok=True)
        if subprocess.run(["localedef", "-i", language, "-f", "UTF-8", str(made)], capture_output=True, check=False).returncode:
            print(f"  {language} could not be made here: a build under it is one under C")
    first, base = "", Path.cwd()
    for number, (name, (before, changed)) in enumerate(list(ways.items())[:: given.stride]):
        place = small_project(scratch / f"same{number}" / "small")
        out = place.parent / "out"
        out.mkdir()
        if name == "as nobody":
            for path in (scratch.parent, scratch, place.parent, out):
                path.chmod(0o777)
        environment = {key: value for key, value in {**os.environ, **changed}.items() if value is not None}
        more = ["--workers", name[0]] if name.endswith(("worker", "workers")) else []
        command = [*before, sys.executable, "-m", "evidence", "build", str(place), "--out", str(out), "--quiet", *more]
        done = subprocess.run(command, env=environment, cwd=base, capture_output=True, text=True, check=False)
        files = _files(*sorted(path for path in out.iterdir() if not path.name.startswith(".")))
        first = first or files
        said = "the same bytes" if files == first else "OTHER BYTES"
        print(f"  {name:<40} ended with {done.returncode}, {said} {done.stderr[-300:]}", flush=True)


PARTS: Mapping[str, Callable[[Path, argparse.Namespace], None]] = {
    "build": _part("build", build_scene),
    "recode": _part("build with coding", recode_scene),
    "review": _part("review --read", review_scene),
    "report": _part("report", report_scene),
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
    parser.add_argument("--calls", nargs="+", metavar="NAME", help="try these calls of the system only, of build to report")
    parser.add_argument("--stride", type=int, default=1, help="try every N-th point only (default: 1, all)")
    given = parser.parse_args()
    if shutil.which("strace") is None or not hasattr(os, "fork"):
        raise SystemExit("needs Linux and strace: apt-get install strace")
    shared_memory = Path("/dev/shm")  # where there is one, a sync takes no time; what a call returns is the same
    with tempfile.TemporaryDirectory(dir=shared_memory if shared_memory.is_dir() else None) as made, reading_in_this_process():
        for part in given.parts or PARTS:
            scratch = Path(made) / part
            scratch.mkdir()
            begun = time.perf_counter()
            PARTS[part](scratch, given)
            print(f"{part}: {time.perf_counter() - begun:.0f} s", flush=True)


if __name__ == "__main__":
    main()
