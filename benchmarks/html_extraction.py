"""How much of an article `evidence.sources.html` finds in real news pages, and how little else.

    python benchmarks/html_extraction.py --shared FOLDER

FOLDER holds benchmarks/html_extraction (84 English pages of scrapinghub/article-extraction-benchmark, MIT); without
--shared the environment variable EVIDENCE_SHARED names it. Precision, recall and F1 are those of the origin's
evaluate.py: 4-gram shingles of tokens, counted with repeats, page by page, then averaged.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
import sys
from collections import Counter
from pathlib import Path

from evidence.errors import SourceError
from evidence.sources.html import EXTRACTOR, read_html

FLOOR = 0.960
SHINGLE = 4
_TOKEN = re.compile(r"\w+", re.UNICODE | re.MULTILINE | re.IGNORECASE | re.DOTALL)


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """The 4-grams of tokens in `text`, with how often each stands there; a shorter text is one shingle."""
    tokens = _TOKEN.findall(text)
    starts = range(max(1, len(tokens) - SHINGLE + 1))
    return Counter(tuple(tokens[start : start + SHINGLE]) for start in starts)


def scores(true: Counter[tuple[str, ...]], found: Counter[tuple[str, ...]]) -> tuple[float, float]:
    """Precision and recall of the shingles `found` against the `true` ones."""
    both = sum((true & found).values())
    precision = both / found.total() if found else 1.0
    recall = both / true.total() if true else 1.0
    return precision, recall


def page_text(page: Path) -> str:
    """The text that the reader makes of one saved page, or none if it can make nothing of it."""
    try:
        return "\n\n".join(block.text for block in read_html(gzip.decompress(page.read_bytes()), page.name).blocks)
    except SourceError:
        return ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--shared", default=os.environ.get("EVIDENCE_SHARED"), help="folder that holds benchmarks/html_extraction"
    )
    given = parser.parse_args()
    if not given.shared:
        parser.error("name the folder with --shared or EVIDENCE_SHARED")
    folder = Path(given.shared) / "benchmarks" / "html_extraction"
    truth = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    pages = {name: page_text(folder / "html" / f"{name}.html.gz") for name in sorted(truth)}
    pairs = [scores(shingles(truth[name]["articleBody"]), shingles(text)) for name, text in pages.items()]
    precision, recall = (sum(values) / len(values) for values in zip(*pairs, strict=True))
    f1 = 2 * precision * recall / (precision + recall)
    print(f"{len(pages)} pages, {EXTRACTOR}: precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f} (floor {FLOOR:.3f})")
    return 0 if f1 >= FLOOR else 1


if __name__ == "__main__":
    sys.exit(main())
