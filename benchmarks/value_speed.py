"""How long a cost benefit model of many lines takes: python benchmarks/value_speed.py [--lines 100] [--draws 10000]

The model is the constructed case of the tests with its benefit lines repeated; times are wall clock, the best of three.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from pathlib import Path

from evidence.value import monte_carlo, read_model, results, switching_values, tornado
from evidence.value.workbook import to_workbook
from tests.value.drawn import BENEFITS, MODEL


def text_of(lines: int) -> str:
    head, line = MODEL[:BENEFITS], MODEL[BENEFITS:].removeprefix("benefits:\n")
    first = line[: line.index("  - id: ae")]
    return head + "benefits:\n" + "".join(first.replace("id: dv", f"id: line-{n}") for n in range(lines))


def best(call, *args, **options) -> float:
    times = []
    for _ in range(3):
        start = time.perf_counter()
        call(*args, **options)
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=100)
    parser.add_argument("--draws", type=int, default=10_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.yaml"
        path.write_text(text_of(asked.lines), encoding="utf-8")
        print(f"read and check   {best(read_model, path, path.name):7.2f} s")
        model = read_model(path, path.name)
    print(f"results          {best(results, model):7.2f} s")
    print(f"tornado          {best(tornado, model):7.2f} s")
    print(f"switching values {best(switching_values, model):7.2f} s")
    print(f"{asked.draws:,} draws     {best(monte_carlo, model, seed=1, draws=asked.draws):7.2f} s")
    print(f"spreadsheet      {best(to_workbook, model, seed=1, draws=asked.draws):7.2f} s")
    print(f"most memory      {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:7.0f} MB")


if __name__ == "__main__":
    main()
