"""`evidence new` and `evidence check`: a project folder made, and what is wrong with one."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from evidence.commands.shared import PROBLEMS, Parsers, command, with_project


def add(commands: Parsers) -> None:
    """Add both commands."""
    new = command(commands, "new", _new, "make a project folder to fill in")
    new.add_argument("folder", metavar="FOLDER", type=Path, help="the folder to make, e.g. data/raw/our-project")
    check = command(commands, "check", _check, "say all that is wrong with a project folder, before anything is built")
    with_project(check, out=False)


def _new(arguments: argparse.Namespace) -> int:
    from evidence.skeleton import make_project

    for path in make_project(arguments.folder):
        print(path)
    print(f"\nFill it in, then run: evidence check {arguments.folder}")
    return 0


def _check(arguments: argparse.Namespace) -> int:
    from evidence.pipeline import check, not_looked_up
    from evidence.report.branding import check_branding

    problems = check(arguments.project) + check_branding(arguments.project)
    for problem in problems:
        print(problem)
    if problems:
        print(f"\n{len(problems)} problem(s) found.", file=sys.stderr)
        return PROBLEMS
    print("Nothing wrong was found.")
    unseen = not_looked_up(arguments.project)
    if unseen:
        print(f"The passages cited in {', '.join(unseen)} could not be looked up: build first, then check again.")
    return 0
