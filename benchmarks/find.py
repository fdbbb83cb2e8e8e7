"""How long `find` takes on a base of 1,000 cases and 200,000 passages: python -m benchmarks.find

The base is that of `benchmarks.large_base`. Embedding its passages is done once for a project, by the first search, and would
take most of an hour here: their vectors are drawn instead, and how fast passages are embedded is told apart, from some of them.
Everything is then asked in a fresh process, as a command would: the seconds of reading the base, of the first call, and of
later calls, of which each asks something else.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from benchmarks.large_base import draw
from evidence.embedding import DIMENSIONS, embed
from evidence.search.keeping import digest_of
from evidence.search.meanings import FILE, keep_meanings
from evidence.store import read, save

EMBEDDED = 500
"""Passages that are truly embedded, to tell how fast that is."""

QUERIES: tuple[dict[str, str], ...] = (
    {"query": "word12 word77 nobody knew what could be shared"},
    {"query": "word3 word9"},
    {"query": "time to meet", "code": "T03", "polarity": "barrier"},
    {"query": "word12 word77", "like": "case-0007"},
    {"query": "leaders backed the work", "policy_area": "area 3"},
    {"query": "word12 trust", "code": "T05.c1", "polarity": "enabler", "like": "case-0007", "policy_area": "area 3"},
    {"query": "a shared protocol"},
    {"query": "word5", "code": "T01"},
)


def main(arguments: list[str]) -> None:
    """Draw the base and its vectors, then ask in a fresh process."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--segments", type=int, default=200_000)
    parser.add_argument("--ask", type=Path, help="ask of the base in this folder (what the fresh process does)")
    given = parser.parse_args(arguments)
    if given.ask:
        _ask(given.ask)
        return
    with tempfile.TemporaryDirectory() as folder:
        texts = _make(Path(folder), given.cases, given.segments)
        for which in ("the first process, which keeps the words", "the next process"):
            print(which, flush=True)
            subprocess.run([sys.executable, "-m", "benchmarks.find", "--ask", folder], check=True)
    began = time.perf_counter()
    embed(texts[:EMBEDDED])
    print(f"{EMBEDDED / (time.perf_counter() - began):8.0f} passages are embedded in a second")


def _make(folder: Path, cases: int, segments: int) -> list[str]:
    """The drawn base in the folder, with drawn vectors, one a sentence; returns the texts of its passages."""
    base = draw(cases, segments, seed=1)
    save(base, folder)
    texts = base.tables["segments"]["text"].tolist()
    keys = np.unique(np.array([digest_of(text) for text in texts], dtype="S32"))
    random = np.random.default_rng(1)
    # In the case studies of this repository a passage has 2.5 sentences.
    starts = np.cumsum([0, *random.integers(1, 5, len(keys))])
    vectors = random.standard_normal((starts[-1], DIMENSIONS), dtype=np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    keep_meanings(folder / FILE, keys, starts, vectors)
    return texts


def _ask(folder: Path) -> None:
    began = time.perf_counter()
    from evidence.search import find

    base = read(folder, "drawn")
    print(f"{time.perf_counter() - began:8.2f} s  reading the base")
    for number, asked in enumerate([QUERIES[0], *QUERIES]):
        began = time.perf_counter()
        found = find(base, **asked, kept=folder / FILE)  # type: ignore[arg-type]
        which = "first call" if number == 0 else "later call"
        print(f"{time.perf_counter() - began:8.2f} s  {which}: {asked} ({len(found)} results)")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{memory:8,.0f} MB at most, of which {(folder / FILE).stat().st_size / 2**20:,.0f} MB are vectors that lie on disk")


if __name__ == "__main__":
    main(sys.argv[1:])
