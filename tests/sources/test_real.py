"""The readers on real documents, where EVIDENCE_SHARED points to them."""

from __future__ import annotations

import os
import runpy
import sys
from itertools import combinations
from pathlib import Path

import pandas as pd
import pytest

from evidence.project import Limits
from evidence.sources.case_studies import read_case_study
from evidence.sources.duplicates import find_duplicates

SHARED = Path(os.environ.get("EVIDENCE_SHARED", "shared"))
pytestmark = [pytest.mark.real, pytest.mark.skipif(not SHARED.is_dir(), reason="EVIDENCE_SHARED names no folder")]


def read(path):
    frames = read_case_study(path.parent, path.name, f"{path.parent.name}-{path.stem}", {}, Limits())
    assert len(frames["documents"]) == 1, frames["dropped"]["why"].tolist()
    return frames


def test_a_saved_page_loses_its_tail_and_no_other_document_a_word():
    kept = {
        path.name[:3]: read(path)["tallies"].set_index("unit").loc["words"] for path in sorted((SHARED / "corpus").glob("*.txt"))
    }
    assert [name for name, words in kept.items() if words["dropped"]] == ["003"]
    assert 0.35 < kept["003"]["dropped"] / kept["003"]["read"] < 0.5


def test_four_forms_of_one_study_are_near_duplicates_and_different_studies_are_not():
    paths = sorted((SHARED / "benchmarks" / "public_case_pages").glob("*/*.*"))
    documents = pd.concat([read(path)["documents"] for path in paths], ignore_index=True)
    found = find_duplicates(documents)
    pairs = {frozenset(pair) for pair in found[["document_id", "duplicate_of"]].itertuples(index=False)}
    same = {
        frozenset(pair) for pair in combinations(documents["document_id"], 2) if pair[0].split("-")[0] == pair[1].split("-")[0]
    }
    assert pairs == same
    assert found["similarity"].min() > 0.9


def test_the_article_of_a_web_page_is_found(monkeypatch):
    script = Path(__file__).parents[2] / "benchmarks" / "html_extraction.py"
    monkeypatch.setattr(sys, "argv", [str(script), "--shared", str(SHARED)])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(script), run_name="__main__")
    assert ended.value.code == 0
