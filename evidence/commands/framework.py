"""`evidence framework`: the framework matrix as a spreadsheet, out and back."""

from __future__ import annotations

import argparse
from pathlib import Path

from evidence.commands.shared import Parsers, brought_up_to_date, command, told, with_project
from evidence.errors import CodingError, Problem


def add(commands: Parsers) -> None:
    """Add the command."""
    text = "write the framework matrix (cases by themes, with references) as a sheet to edit, or read it back"
    parser = command(commands, "framework", _framework, text)
    with_project(parser)
    parser.add_argument("--level", choices=("theme", "code"), default="theme", help="what the columns are (default: theme)")
    parser.add_argument("--by", metavar="ATTRIBUTE", help="attribute of cases to sort the rows by, e.g. policy_area")
    parser.add_argument("--file", metavar="FILE.xlsx", type=Path, help="where to write the sheet (default: framework/LEVEL.xlsx)")
    parser.add_argument("--read", metavar="FILE.xlsx", type=Path, help="take what was written on a sheet into framework.csv")
    parser.add_argument("--author", metavar="NAME", help="who edited the sheet, with --read")


def _framework(arguments: argparse.Namespace) -> int:
    if arguments.read is not None:
        return _read(arguments)
    from evidence.pipeline.charting import write_chart

    code = told(brought_up_to_date(arguments), quiet=True)
    chart = write_chart(
        arguments.project, level=arguments.level, by=arguments.by, file=arguments.file, out=arguments.out, progress=False
    )
    print(f"Sheet: {chart.path}\n  {chart.written:,} cells written by people, {chart.drafts:,} drafts, {chart.empty:,} empty")
    print(f"Edit it, then run: evidence framework {arguments.project} --read {chart.path} --author NAME")
    return code


def _read(arguments: argparse.Namespace) -> int:
    from evidence.pipeline.charting import read_chart

    if not arguments.author:
        raise CodingError(Problem("--author", "is missing: each sentence keeps who wrote it", "Write: --author NAME"))
    path, returned = read_chart(arguments.project, arguments.read, arguments.author, out=arguments.out)
    cells = returned.cells
    print(f"Matrix: {path}")
    sums = {name: int(cells[name].sum()) for name in ("new", "changed", "removed")}
    print(f"  {sums['new']:,} sentences new, {sums['changed']:,} changed, {sums['removed']:,} removed")
    print(
        f"  {returned.same:,} as before, {returned.elsewhere:,} not on the sheet and as before; {returned.drafts:,} still drafts"
    )
    for case_id, column, *numbers in cells.itertuples(index=False):
        parts = [f"{n} {word}" for n, word in zip(numbers, ("new", "changed", "removed"), strict=True) if n]
        print(f"  {case_id}, {column}: {', '.join(parts)}")
    print(f"To see it in the report, run: evidence report {arguments.project}")
    return 0
