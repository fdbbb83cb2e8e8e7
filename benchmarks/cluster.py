"""Two workers of a real Dask cluster of separate processes against one: python -m benchmarks.cluster

Builds the same drawn survey without a cluster, with one worker, with two, and with two of which one is killed on the way;
compares the bytes, and counts the parts that were begun again. Figures wanted: at least 1.6 times as fast with two, which
only a machine with two free cores can show; a lost worker costs the parts it was at. `--answers 1000000 --ways 1 2` for the
whole million.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.drawn import survey_project
from benchmarks.measuring import Took, took


def main(arguments: list[str]) -> None:
    """Print what each way took, and whether the bytes are the same."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--answers", type=int, default=100_000)
    parser.add_argument("--ways", nargs="+", choices=[WITHOUT, "1", "2", LOST], default=[WITHOUT, "1", "2", LOST])
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        project = survey_project(folder / "survey", given.answers)
        found: dict[str, Took] = {}
        for way in given.ways:
            build = ["evidence", "build", str(project), "--quiet", "--out", str(folder / way)]
            found[way] = took([*build, "--workers", "1"]) if way == WITHOUT else _on_a_cluster(way, build)
            print(f"{given.answers:,} answers, {way:>18}: {found[way]}", flush=True)
        print(f"same bytes: {len({_sum(folder / way) for way in found}) == 1}")
        if {"1", "2"} <= set(found):
            print(f"two workers against one: {found['1'].wall / found['2'].wall:.2f} times")
        print(f"cores: {os.cpu_count()}; what the workers themselves used is not in the seconds of work")


WITHOUT, LOST = "without", "2-and-one-is-lost"


def _on_a_cluster(way: str, build: list[str]) -> Took:
    import distributed
    from distributed.diagnostics.plugin import SchedulerPlugin

    dask: Any = distributed
    begun: Counter[str] = Counter()

    class Counts(SchedulerPlugin):
        def transition(self, key: str, start: str, finish: str, *_: Any, **__: Any) -> None:
            begun[str(key)] += finish == "processing"

    workers = 1 if way == "1" else 2
    with dask.LocalCluster(n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        cluster.scheduler.add_plugin(Counts())
        if way == LOST:
            threading.Thread(target=_kill_one, args=(cluster, begun), daemon=True).start()
        done = took([*build, "--scheduler", cluster.scheduler_address])
    print(f"{len(begun)} parts, {begun.total() - len(begun)} begun again")
    return done


def _kill_one(cluster: Any, begun: Counter[str]) -> None:
    """Kill the process of one worker, once parts are being worked on."""
    while not begun:
        time.sleep(0.1)
    time.sleep(_AT_WORK)
    os.kill(cluster.workers[0].pid, signal.SIGKILL)


_AT_WORK = 6
"""Seconds after the first part was handed out, when workers have imported all and are at it."""


def _sum(out: Path) -> str:
    files = sorted(path for path in out.iterdir() if path.suffix in (".parquet", ".json") and path.name != "changes.json")
    return hashlib.sha256(b"".join(path.name.encode() + path.read_bytes() for path in files)).hexdigest()


if __name__ == "__main__":
    main(sys.argv[1:])
