"""What all tests share."""

from __future__ import annotations

import os

from hypothesis import settings

# A busy machine is slow, not wrong; and the same commit must give the same result.
settings.register_profile("everywhere", deadline=None, derandomize=True)
settings.load_profile("everywhere")


def pytest_report_header() -> str:
    if os.environ.get("EVIDENCE_SHARED"):
        return "real documents: found by EVIDENCE_SHARED"
    return "real documents: MISSING, tests marked real are SKIPPED (set EVIDENCE_SHARED)"


def pytest_terminal_summary(terminalreporter) -> None:
    skipped = sum("real" in report.keywords for report in terminalreporter.stats.get("skipped", []))
    if skipped:
        terminalreporter.write_line(f"NOTE: {skipped} tests on real documents SKIPPED: set EVIDENCE_SHARED to run them.")
