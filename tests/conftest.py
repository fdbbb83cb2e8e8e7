"""What all tests share."""

from __future__ import annotations

import os
from collections import Counter

from hypothesis import settings

# A busy machine is slow, not wrong; and the same commit must give the same result.
# `--hypothesis-profile thorough` draws other and more examples than a commit waits for.
settings.register_profile("everywhere", deadline=None, derandomize=True, max_examples=40)
settings.register_profile("thorough", deadline=None, max_examples=1000)
settings.load_profile("everywhere")


def pytest_report_header() -> str:
    if os.environ.get("EVIDENCE_SHARED"):
        return "real documents: found by EVIDENCE_SHARED"
    return "real documents: MISSING, tests marked real are SKIPPED (set EVIDENCE_SHARED)"


def pytest_terminal_summary(terminalreporter) -> None:
    """A green run must not hide what was not run: each reason for which tests were skipped is said."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = Counter(report.longrepr[2] for report in skipped if isinstance(report.longrepr, tuple))
    for reason, count in sorted(reasons.items()):
        terminalreporter.write_line(f"NOTE: {count} test(s) NOT RUN: {reason.removeprefix('Skipped: ')}")
