"""Two workers of a real Dask cluster of separate processes against one: python -m benchmarks.cluster

Builds the same drawn survey with one worker, with two and without a cluster, and compares the bytes. Figure wanted: at least
1.6 times as fast with two, which only a machine with two free cores can show; `--answers 1000000` for the whole million.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.drawn import survey_project
from benchmarks.measuring import took


def main(arguments: list[str]) -> None:
    """Print what each way took, and whether the bytes are the same."""
    import distributed

    dask: Any = distributed

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--answers", type=int, default=100_000)
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        project = survey_project(folder / "survey", given.answers)
        build = ["evidence", "build", str(project), "--quiet"]
        found = {"without": took([*build, "--workers", "1", "--out", str(folder / "without")])}
        for workers in (1, 2):
            with dask.LocalCluster(n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
                out = folder / f"{workers}"
                found[str(workers)] = took([*build, "--scheduler", cluster.scheduler_address, "--out", str(out)])
        for name, what in found.items():
            print(f"{given.answers:,} answers, {name:>7} worker(s): {what}")
        same = {name: _sum(folder / name) for name in found}
        print(
            f"same bytes: {len(set(same.values())) == 1}; two workers against one: {found['1'].wall / found['2'].wall:.2f} times"
        )
        print(f"cores: {os.cpu_count()}; what the workers themselves used is not in the seconds of work")


def _sum(out: Path) -> str:
    files = sorted(path for path in out.iterdir() if path.suffix in (".parquet", ".json") and path.name != "changes.json")
    return hashlib.sha256(b"".join(path.name.encode() + path.read_bytes() for path in files)).hexdigest()


if __name__ == "__main__":
    main(sys.argv[1:])
