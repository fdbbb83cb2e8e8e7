"""`evidence build`: the evidence base of a project."""

from __future__ import annotations

import argparse

from evidence.commands.shared import Parsers, brought_up_to_date, command, told, with_project


def add(commands: Parsers) -> None:
    """Add the command."""
    parser = command(commands, "build", _build, "build the evidence base of a project, or bring it up to date")
    with_project(parser)
    text = "how many processes read and code at the same time (default: as many as there are cores)"
    parser.add_argument("--workers", metavar="N", type=_count, default=0, help=text)
    text = "let the workers of a Dask cluster code, e.g. tcp://10.0.0.5:8786; the base is the same"
    parser.add_argument("--scheduler", metavar="ADDRESS", default="", help=text)


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= _MOST:
        raise argparse.ArgumentTypeError(f"'{text}' is no number of processes from 1 to {_MOST}")
    return int(text)


_MOST = 256


def _build(arguments: argparse.Namespace) -> int:
    return told(brought_up_to_date(arguments, workers=arguments.workers, scheduler=arguments.scheduler), arguments.quiet)
