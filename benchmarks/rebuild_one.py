"""How long a build takes after one of 1,000 case studies has changed: python -m benchmarks.rebuild_one

Draws the case studies with a seed, builds them, then changes one and builds again, five times. Figure wanted: under 3 s.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

from benchmarks.drawn import case_project
from benchmarks.measuring import took


def main(arguments: list[str]) -> None:
    """Print what the first build, the builds after one change, and one after none took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--studies", type=int, default=1000)
    parser.add_argument("--times", type=int, default=5)
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        project = case_project(Path(temporary) / "cases", given.studies)
        build = ["evidence", "build", str(project), "--quiet"]
        print(f"first build             {took(build)}", flush=True)
        changed = []
        study = project / "case_studies" / "place-0001.md"
        for turn in range(given.times):
            study.write_text(f"{study.read_text(encoding='utf-8')}\nIn year {turn} there was more time.\n", encoding="utf-8")
            changed.append(took(build))
            print(f"one study changed       {changed[-1]}", flush=True)
        print(f"nothing changed         {took(build)}")
        wall, cpu = (statistics.median(found[at] for found in changed) for at in (0, 1))
        print(f"one of {given.studies:,} changed, median: {wall:.1f} s by the clock, {cpu:.1f} s of work (wanted: 3)")


if __name__ == "__main__":
    main(sys.argv[1:])
