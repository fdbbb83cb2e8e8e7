"""A report speaks of one evidence base, also where another build ends while its notebooks run."""

from __future__ import annotations

import pytest

from evidence import report
from evidence.errors import ReportError
from evidence.pipeline import build
from evidence.project import find_project
from tests.projects import TRURO, small_project


def test_a_base_that_another_build_replaced_while_the_notebooks_ran_is_said_and_nothing_is_written(tmp_path, monkeypatch):
    place = small_project(tmp_path / "small")
    base = build(place, progress=False)

    def meanwhile(*_, **__):
        (place / "case_studies/truro.md").write_text(TRURO + "\nMore was said.\n", encoding="utf-8")
        build(place, progress=False)
        return []

    monkeypatch.setattr(report, "run_notebooks", meanwhile)
    with pytest.raises(ReportError, match="another evidence base took its place"):
        report.write_report(base, find_project(place), notebooks=[place / "none.ipynb"], progress=False)
    assert not (place / "processed/reports").exists()
