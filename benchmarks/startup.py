"""How long the command line and the package take to start: python -m benchmarks.startup

Medians of several. Figures wanted: `evidence --help` under 0.5 s, `import evidence` under 1 s; an empty Python beside them.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

from benchmarks.measuring import took

STARTS = {
    "python, nothing": ["-c", ""],
    "import evidence": ["-c", "import evidence"],
    "evidence --help": ["-m", "evidence", "--help"],
    "from evidence import build, load": ["-c", "from evidence import build, load"],
}


def main() -> None:
    """Print the median seconds of each."""
    for name, words in STARTS.items():
        seconds = []
        for _ in range(7):
            began = time.perf_counter()
            subprocess.run([sys.executable, *words], check=True, stdout=subprocess.DEVNULL)
            seconds.append(time.perf_counter() - began)
        print(f"{name:34} {statistics.median(seconds):6.2f} s, at best {min(seconds):.2f} s")
    print(f"evidence --help once more: {took(['evidence', '--help'])}")


if __name__ == "__main__":
    main()
