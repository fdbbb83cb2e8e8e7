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
    cpu:    seconds of work of the command and of all processes it started, to about a tenth of a second each.
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
    began = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", *arguments], stdout=subprocess.DEVNULL)
    most = [0.0]
    worked: dict[int, float] = {}
    watcher = threading.Thread(target=_watch, args=(process, most, worked), daemon=True)
    watcher.start()
    if process.wait():
        raise SystemExit(f"python -m {' '.join(arguments)} ended with code {process.returncode}")
    wall = time.perf_counter() - began
    watcher.join()
    return Took(wall, sum(worked.values()), most[0] / 1e6, os.getloadavg()[0])


def _watch(process: subprocess.Popen[bytes], most: list[float], worked: dict[int, float]) -> None:
    # Children of a server of processes are not waited for by the command: each is asked while it lives.
    while process.poll() is None:
        family = _family(process.pid)
        most[0] = max(most[0], sum(map(_resident, family)))
        for pid in family:
            worked[pid] = max(worked.get(pid, 0.0), _worked(pid))
        time.sleep(0.05)


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


def _worked(pid: int) -> float:
    """Seconds of work of one process so far."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize()
    except (OSError, IndexError):
        return 0
