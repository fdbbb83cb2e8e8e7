"""Seconds and memory of a command and of every process that it starts, for the benchmarks of speed."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import NamedTuple


class Took(NamedTuple):
    """What a command took.

    wall:   seconds by the clock, which on a busy machine say more of the machine.
    cpu:    seconds of work of the command and of all processes it started.
    memory: megabytes of all of them together at their most; what processes share is counted in each.
    load:   how many processes wanted to run on the machine, on average over the last minute.
    """

    wall: float
    cpu: float
    memory: float
    load: float

    def __str__(self) -> str:
        return f"{self.wall:8.1f} s by the clock {self.cpu:8.1f} s of work {self.memory:8,.0f} MB   load {self.load:.1f}"


def took(arguments: list[str]) -> Took:
    """What `python -m ARGUMENTS` took; it must end well."""
    before, began = _children(), time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", *arguments], stdout=subprocess.DEVNULL)
    most = [0.0]
    watcher = threading.Thread(target=_watch, args=(process, most), daemon=True)
    watcher.start()
    if process.wait():
        raise SystemExit(f"python -m {' '.join(arguments)} ended with code {process.returncode}")
    wall = time.perf_counter() - began
    watcher.join()
    return Took(wall, _children() - before, most[0] / 1e6, os.getloadavg()[0])


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _watch(process: subprocess.Popen[bytes], most: list[float]) -> None:
    while process.poll() is None:
        most[0] = max(most[0], sum(map(_resident, _family(process.pid))))
        time.sleep(0.1)


def _family(pid: int) -> list[int]:
    """A process and all below it (Linux)."""
    try:
        below = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]
        others = [int(task.name) for task in Path(f"/proc/{pid}/task").iterdir() if int(task.name) != pid]
        for task in others:
            below += map(int, Path(f"/proc/{pid}/task/{task}/children").read_text(encoding="ascii").split())
    except OSError:
        return []
    return [pid, *(one for child in below for one in _family(child))]


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize()
    except (OSError, IndexError):
        return 0
