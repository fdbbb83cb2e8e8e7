"""What all tests share."""

from __future__ import annotations

import os

from hypothesis import settings

# A busy machine is slow, not wrong; and the same commit must give the same result.
settings.register_profile("everywhere", deadline=None, derandomize=True)
settings.load_profile("everywhere")


def pytest_report_header() -> str:
    shared = os.environ.get("EVIDENCE_SHARED")
    return f"real documents: {'found by EVIDENCE_SHARED' if shared else 'MISSING, tests marked real are SKIPPED (set EVIDENCE_SHARED)'}"


def pytest_terminal_summary(terminalreporter) -> None:
    skipped = [r for r in terminalreporter.stats.get("skipped", []) if "real" in r.keywords]
    if skipped:
        terminalreporter.write_line(f"NOTE: {len(skipped)} tests on real documents were SKIPPED: set EVIDENCE_SHARED to run them.")
