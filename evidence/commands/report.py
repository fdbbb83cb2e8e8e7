"""`evidence report`: the notebooks run on a project, and the report of them."""

from __future__ import annotations

import argparse

from evidence.commands.shared import Parsers, command, current_base, with_project


def add(commands: Parsers) -> None:
    """Add the command."""
    with_project(command(commands, "report", _report, "build if needed, run the notebooks and write the report"))


def _report(arguments: argparse.Namespace) -> int:
    base, code = current_base(arguments, quiet=arguments.quiet)
    from evidence.project import find_project
    from evidence.report import write_report

    path = write_report(base, find_project(arguments.project, arguments.out), progress=False if arguments.quiet else None)
    if not arguments.quiet:
        print(f"Report: {path}")
    return code
