"""`evidence verify`: a finished report compared with the evidence base, quote by quote."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from evidence.commands.shared import PROBLEMS, Parsers, command, current_base, with_project
from evidence.errors import plain


def add(commands: Parsers) -> None:
    """Add the command."""
    parser = command(commands, "verify", _verify, "check that each quote of a report is what its source says")
    parser.add_argument("report", metavar="REPORT", type=Path, help="a report as html, pdf, docx or xlsx")
    with_project(parser)


def _verify(arguments: argparse.Namespace) -> int:
    base, _ = current_base(arguments)
    from evidence.project import find_project
    from evidence.report.verifying import verify

    verified = verify(arguments.report, base, find_project(arguments.project, arguments.out))
    quotes = verified.quotes
    for status, segment_id, why in quotes[["status", "segment_id", "why"]].astype(str).itertuples(index=False, name=None):
        # An unchanged quote is told only where everything is; what is wrong is always told.
        if not arguments.quiet or status in ("changed", "missing"):
            print(plain(f"{status:<9} {segment_id}{f': {why}' if why else ''}"))
    counts = quotes["status"].value_counts()
    told = ", ".join(f"{counts[status]} {status}" for status in ("found", "changed", "missing", "withheld") if status in counts)
    print(f"{len(quotes)} quotes: {told or 'none'}.")
    if not verified.same_base:
        print("The report was made from another evidence base, or from an earlier state of this one.", file=sys.stderr)
    return 0 if verified.holds else PROBLEMS
