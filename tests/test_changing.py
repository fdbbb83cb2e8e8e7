"""The record of what a build changed: kept beside the base, the same for the same history, and no part of the base."""

from __future__ import annotations

import json

import pytest

from evidence import build, store
from evidence.errors import StoreError
from evidence.pipeline import check
from evidence.pipeline.changing import record_changes
from evidence.project import find_project
from tests.drawing import base
from tests.projects import small_project

FINDING = """
findings:
  - id: time
    claim: There is no time.
    for:
      - {segment: "a:0-8", quote: No time.}
"""


@pytest.fixture
def place(tmp_path):
    return find_project(small_project(tmp_path / "own"))


def drawn(*texts):
    return base(
        cases="case_id | title\na | Alpha\nb | Beta",
        segments=[{"document_id": case, "text": text} for case, text in zip("ab", texts, strict=False)],
        codings="segment_id | code\na:0-8 | CAP",
    )


def test_a_first_build_has_none_before_it(place):
    record_changes(drawn("No time."), place)
    record = store.read_changes(place.out)
    assert record["before"] is None
    assert record["now"]["cases"]["a"]["title"] == "Alpha"
    assert record["now"]["codes"] == {"CAP": {"name": "Cap", "cases": 1, "passages": 1}}
    assert record["now"]["findings"] == {}


def test_a_build_that_changes_something_keeps_what_was_before(place):
    record_changes(drawn("No time."), place)
    first = store.read_changes(place.out)["now"]
    record_changes(drawn("No time.", "More."), place)
    record = store.read_changes(place.out)
    assert record["before"] == first
    assert sorted(record["now"]["cases"]) == ["a", "b"]


def test_a_build_that_changes_nothing_leaves_the_record_to_the_byte(place):
    record_changes(drawn("No time."), place)
    record_changes(drawn("No time.", "More."), place)
    path = place.out / store.CHANGES
    before = path.read_bytes(), path.stat().st_mtime_ns
    record_changes(drawn("No time.", "More."), place)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_findings_are_recorded_with_what_they_cite_and_not_where_they_do_not_fit(place):
    (place.folder / "findings.yaml").write_text(FINDING)
    record_changes(drawn("No time."), place)
    found = store.read_changes(place.out)["now"]["findings"]
    assert found == {"time": {"claim": "There is no time.", "confidence": "not judged", "cited": ["for a:0-8"]}}
    (place.folder / "findings.yaml").write_text(FINDING.replace("No time.}", "No hope at all.}"))
    record_changes(drawn("No time."), place)
    assert store.read_changes(place.out)["now"]["findings"] is None


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"before": null}', "{broken"])
def test_a_record_that_cannot_be_read_counts_as_none(place, text):
    place.out.mkdir(parents=True)
    (place.out / store.CHANGES).write_text(text)
    assert store.read_changes(place.out) is None
    record_changes(drawn("No time."), place)
    assert json.loads((place.out / store.CHANGES).read_bytes())["before"] is None


def test_a_record_that_cannot_be_written_is_told(place):
    place.out.parent.mkdir(parents=True, exist_ok=True)
    place.out.write_text("a file where the folder should be")
    with pytest.raises(StoreError, match="cannot be written"):
        store.write_changes({"before": None, "now": {}}, place.out)


def test_a_build_records_what_changed_and_an_unchanged_one_writes_nothing(tmp_path):
    folder = small_project(tmp_path / "own")
    build(folder, progress=False)
    small_project(folder, **{"case_studies/derby.md": "# Derby\n\nThere was no time for trust at all in Derby then.\n"})
    build(folder, progress=False)
    out = find_project(folder).out
    record = store.read_changes(out)
    assert sorted(record["now"]["cases"]) == ["derby", *sorted(record["before"]["cases"])]
    written = (out / store.CHANGES).stat().st_mtime_ns
    build(folder, progress=False)
    assert (out / store.CHANGES).stat().st_mtime_ns == written


def said(folder):
    return " ".join(str(problem) for problem in check(folder) if "findings.yaml" in problem.where)


def test_the_check_looks_into_findings_before_anything_is_built(tmp_path):
    folder = small_project(tmp_path / "own", **{"findings.yaml": FINDING.replace("claim:", "codes: [CAPS]\n    clam:")})
    assert "unknown key 'clam'; did you mean 'claim'" in said(folder)
    assert "code 'CAPS' is not in the codebook; did you mean 'CAP'" in said(folder)
    assert "document 'a'" not in said(folder)


def test_the_check_looks_up_what_findings_cite_while_the_base_fits_its_sources(tmp_path):
    folder = small_project(tmp_path / "own", **{"findings.yaml": FINDING})
    build(folder, progress=False)
    assert "there is no document 'a'" in said(folder)
    small_project(folder, **{"case_studies/a.txt": "No time. Nobody had any time in this place either.\n"})
    assert "there is no document 'a'" not in said(folder)
