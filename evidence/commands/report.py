"""`evidence report`: the notebooks run on a project, and the report of them."""

from __future__ import annotations

import argparse
from pathlib import Path

from evidence.commands.publish import let_out, who_and_why
from evidence.commands.shared import Parsers, command, current_base, with_project
from evidence.config import did_you_mean

_FORMATS = ("html", "pdf", "docx", "xlsx")


def add(commands: Parsers) -> None:
    """Add the command."""
    parser = command(commands, "report", _report, "build if needed, run the notebooks and write the report")
    with_project(parser)
    text = f"one or more of {', '.join(_FORMATS)}, with commas between them (default: html)"
    parser.add_argument("--format", metavar="FORMATS", dest="formats", type=_formats, default=("html",), help=text)
    text = "a notebook of your own to add; it is a program and is run, so name only what you trust (may be repeated)"
    parser.add_argument("--notebook", metavar="FILE", dest="notebooks", type=Path, action="append", default=[], help=text)
    text = "let the report out: each word must have been read (evidence publish), and nothing personal be in a file"
    parser.add_argument("--publish", action="store_true", help=text)
    who_and_why(parser)


def _formats(text: str) -> tuple[str, ...]:
    """The formats named, each once, in the order given."""
    names = tuple(dict.fromkeys(name.strip().lower() for name in text.split(",")))
    for name in names:
        if name not in _FORMATS:
            raise argparse.ArgumentTypeError(f"'{name}' is no format{did_you_mean(name, _FORMATS)} (of {', '.join(_FORMATS)})")
    return names


def _report(arguments: argparse.Namespace) -> int:
    base, code = current_base(arguments, quiet=arguments.quiet)
    from evidence.project import find_project
    from evidence.report import in_order, write_report

    project = find_project(arguments.project, arguments.out)
    if arguments.publish:
        return let_out(base, project, arguments.formats, arguments) or code
    progress = False if arguments.quiet else None
    paths = write_report(base, project, notebooks=in_order(arguments.notebooks), progress=progress, formats=arguments.formats)
    if not arguments.quiet:
        for path in paths:
            print(f"Report: {path}")
    return code
