"""`evidence build`: the evidence base of a project."""

from __future__ import annotations

import argparse

from evidence.commands.shared import Parsers, brought_up_to_date, command, told, with_project


def add(commands: Parsers) -> None:
    """Add the command."""
    with_project(command(commands, "build", _build, "build the evidence base of a project, or bring it up to date"))


def _build(arguments: argparse.Namespace) -> int:
    return told(brought_up_to_date(arguments), arguments.quiet)
