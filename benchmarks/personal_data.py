"""How much of the personal data in British texts `evidence.privacy` finds, and how often it is wrong about clean ones.

    python benchmarks/personal_data.py --shared FOLDER [--rules-only] [--missed]

FOLDER holds benchmarks/pii (755 synthetic texts with gold spans); without --shared the environment variable
EVIDENCE_SHARED names it. A span counts as found when at least 90 % of its characters are covered by findings; a text
counts as flagged when a finding touches it. --rules-only leaves the spaCy model out; --missed lists misses and false
alarms by id and rule.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pandas as pd

from evidence import nlp
from evidence.privacy import NAME, STRUCTURED, find_personal_data, method

COVERED = 0.9
FLOORS = {"structured": 0.99, "names": 0.93, "texts with a name": 0.98}
CEILINGS = {"clean texts, structured": 0.02, "clean texts, names": 0.25}


def covered(span: dict[str, Any], findings: pd.DataFrame) -> float:
    """The share of a gold span's characters that findings cover."""
    found: set[int] = set()
    for start, end in zip(findings["start"], findings["end"], strict=True):
        found.update(range(max(start, span["start"]), min(end, span["end"])))
    return len(found) / (span["end"] - span["start"])


def score(rows: list[dict[str, Any]], findings: pd.DataFrame, missed: bool) -> dict[str, float]:
    """Recall of each label, and the shares that `FLOORS` and `CEILINGS` name; prints what was missed if asked."""
    spans, found, texts, flagged = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for number, row in enumerate(rows):
        mine = findings.loc[findings["text"] == number]
        for span in row["spans"]:
            hit = covered(span, mine) >= COVERED
            for label in (span["label"], "names" if span["label"] == "PERSON" else "structured"):
                spans[label] += 1
                found[label] += hit
            if missed and not hit:
                print(f"missed {row['id']} ({span['label']}, {span.get('form', '')})")
        if any(span["label"] == "PERSON" for span in row["spans"]):
            texts["texts with a name"] += 1
            flagged["texts with a name"] += not mine.empty
        if not row["spans"]:
            for severity, name in ((STRUCTURED, "clean texts, structured"), (NAME, "clean texts, names")):
                texts[name] += 1
                flagged[name] += bool((mine["severity"] == severity).any())
            if missed and not mine.empty:
                print(f"false alarm {row['id']}: {', '.join(mine['rule'])}")
    return {n: found[n] / spans[n] for n in sorted(spans)} | {n: flagged[n] / texts[n] for n in sorted(texts)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", default=os.environ.get("EVIDENCE_SHARED"), help="folder that holds benchmarks/pii")
    parser.add_argument("--rules-only", action="store_true", help="without the spaCy model")
    parser.add_argument("--missed", action="store_true", help="list misses and false alarms")
    given = parser.parse_args()
    if not given.shared:
        parser.error("name the folder with --shared or EVIDENCE_SHARED")
    path = Path(given.shared) / "benchmarks" / "pii" / "dev.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    texts = [row["text"] for row in rows]
    with patch.object(nlp, "MODEL", "left_out" if given.rules_only else nlp.MODEL):
        find_personal_data(texts[:1])
        began = time.perf_counter()
        findings = find_personal_data(texts)
        seconds = time.perf_counter() - began
        speed = f"{len(texts) / seconds:,.0f} texts/s, {sum(map(len, texts)) / seconds:,.0f} characters/s"
        print(f"{len(rows)} texts by {method()}: {speed}")
    figures = score(rows, findings, given.missed)
    for name, figure in figures.items():
        limit = f"floor {FLOORS[name]:.2f}" if name in FLOORS else f"at most {CEILINGS[name]:.2f}" if name in CEILINGS else ""
        print(f"{name:26} {figure:.3f}  {limit}")
    met = all(figures[n] >= f for n, f in FLOORS.items()) and all(figures[n] <= c for n, c in CEILINGS.items())
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
