"""`evidence verify`: a finished report compared with the evidence base, quote by quote."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from evidence.commands.shared import PROBLEMS, Parsers, command, current_base, with_project
from evidence.errors import plain

if TYPE_CHECKING:
    import pandas as pd


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
    # An unchanged quote is told only where everything is; what is wrong is always told.
    wrong = ("changed", "missing")
    _tell(verified.quotes if not arguments.quiet else verified.quotes.loc[lambda table: table["status"].isin(wrong)])
    _tell(verified.explored.loc[lambda table: table["status"].isin(wrong)])
    if len(verified.explored):
        print(f"{len(verified.explored)} passages of the explorer: {_counted(verified.explored)}.")
    print(f"{len(verified.quotes)} quotes: {_counted(verified.quotes)}.")
    if not verified.same_base:
        print("The report was made from another evidence base, or from an earlier state of this one.", file=sys.stderr)
    return 0 if verified.holds else PROBLEMS


def _tell(table: pd.DataFrame) -> None:
    for status, segment_id, why in table[["status", "segment_id", "why"]].astype(str).itertuples(index=False, name=None):
        print(plain(f"{status:<9} {segment_id}{f': {why}' if why else ''}"))


def _counted(table: pd.DataFrame) -> str:
    counts = table["status"].value_counts()
    told = (f"{counts[status]} {status}" for status in ("found", "changed", "missing", "withheld") if status in counts)
    return ", ".join(told) or "none"
