"""The main job on documents that nobody prepared for it."""

from __future__ import annotations

import os
from pathlib import Path

import lxml.html
import pytest

from benchmarks import real_project
from evidence import build
from evidence.project import find_project
from evidence.report import NOTEBOOKS, write_report

SHARED = os.environ.get("EVIDENCE_SHARED", "")
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not SHARED, reason="REAL DOCUMENTS ARE MISSING: set EVIDENCE_SHARED to run this"),
]


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = tmp_path_factory.mktemp("real") / "real"
    real_project.make(folder, Path(SHARED))
    return folder


@pytest.fixture(scope="module")
def base(project):
    return build(project, progress=False)


def test_every_file_is_read_or_named(project, base):
    given = {
        path.relative_to(project).as_posix() for folder in ("case_studies", "surveys") for path in (project / folder).iterdir()
    }
    files = base.tallies[base.tallies["unit"] == "file"]
    assert set(files["source_file"]) == {file for file in given if not file.endswith(".yaml")}
    assert files["dropped"].sum() == 0


def test_what_was_read_is_what_was_kept_and_what_was_dropped(base):
    tallies = base.tallies
    assert (tallies["read"] == tallies["kept"] + tallies["dropped"]).all()
    lost = tallies[(tallies["dropped"] > 0) & (tallies["unit"] != "file")]
    named = base.dropped.groupby(["source_file", "unit"])["count"].sum()
    told = [int(named.get((file, unit), 0)) for file, unit in zip(lost["source_file"], lost["unit"], strict=True)]
    assert told == list(lost["dropped"])


def test_the_tail_of_a_saved_page_is_no_evidence(base):
    page = base.documents[base.documents["source_file"].str.contains("003_")].iloc[0]
    assert "Surrey" in page["text"]
    for word in ("Hillingdon", "Burnham", "Grenfell", "subscribe", "Add your comment"):
        assert word not in page["text"]


def test_a_report_is_written_and_its_quotes_lead_to_their_words(project, base):
    """The whole report takes minutes and is written by hand: see benchmarks/real_project.py."""
    chapters = [NOTEBOOKS / "06_barriers_and_solutions.ipynb"]
    (file,) = write_report(base, find_project(project), notebooks=chapters, progress=False)
    page = lxml.html.document_fromstring(file.read_bytes())
    cited = page.xpath("//main//a[starts-with(@href, '#words-')]/@href")
    assert cited
    assert all(page.get_element_by_id(link[1:]).tag == "mark" for link in cited)
