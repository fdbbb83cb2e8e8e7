"""`evidence export`: tables of a base as files for other programs."""

from __future__ import annotations

import argparse
from pathlib import Path

from evidence.commands.shared import Parsers, brought_up_to_date, command, told, with_project
from evidence.errors import Problem, ProjectError


def add(commands: Parsers) -> None:
    """Add the command."""
    parser = command(commands, "export", _export, "write quotes, or the codes of each case, as csv for other programs")
    with_project(parser)
    parser.add_argument("--quotes", metavar="FILE.csv", type=Path, help="a row for each quote: case, attributes, code, words")
    parser.add_argument("--wide", metavar="FILE.csv", type=Path, help="a row for each case: attributes, and 0 or 1 for each code")


def _export(arguments: argparse.Namespace) -> int:
    from evidence.pipeline.exporting import export_tables

    files = {name: getattr(arguments, name) for name in ("quotes", "wide") if getattr(arguments, name) is not None}
    if not files:
        raise ProjectError(Problem("export", "names no table", "Write: --quotes FILE.csv or --wide FILE.csv, or both."))
    code = told(brought_up_to_date(arguments), quiet=True)
    for path, rows in export_tables(arguments.project, files, out=arguments.out, progress=False).items():
        print(f"{path}: {rows:,} rows")
    if "quotes" in files:
        print("The quotes are people's words: keep the file as safe as the sources.")
    return code
