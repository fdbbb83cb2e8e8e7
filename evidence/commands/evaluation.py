"""`evidence evaluation plan`: the skeleton of an evaluation plan for a place, filled from its cases."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from evidence.commands.shared import Parsers, command, current_base, group, with_project
from evidence.config import did_you_mean
from evidence.errors import Problem, ProjectError, StoreError

if TYPE_CHECKING:
    from evidence.model import EvidenceBase


def add(commands: Parsers) -> None:
    """Add the command."""
    under = group(commands, "evaluation", "plan the evaluation of a place or programme")
    plan = command(under, "plan", _plan, "write the skeleton of an evaluation plan, filled where the cases know")
    with_project(plan)
    which = plan.add_mutually_exclusive_group(required=True)
    which.add_argument("--case", metavar="CASE", default="", help="the case that it is for: a case_id")
    which.add_argument("--place", metavar="PLACE", default="", help="the place that it is for: all cases of it")
    plan.add_argument("--file", metavar="FILE.md", type=Path, help="where to write it (default: the screen)")


def _plan(arguments: argparse.Namespace) -> int:
    base, code = current_base(arguments)
    from evidence.contribution import read_programmes
    from evidence.contribution.plan import evaluation_plan
    from evidence.project import find_project

    project = find_project(arguments.project, arguments.out)
    chosen = _cases(base, arguments.case, arguments.place)
    text = evaluation_plan(base, chosen, read_programmes(project.folder, base), quotes=bool(project.publication["quotes"]))
    if arguments.file is None:
        sys.stdout.write(text)
        return code
    try:
        arguments.file.write_text(text, encoding="utf-8", newline="\n")
    except OSError as fault:
        mend = "Name a file in a folder that exists and may be written."
        raise StoreError(Problem(str(arguments.file), f"cannot be written ({fault.strerror})", mend)) from None
    print(f"Plan: {arguments.file}\nFill in what is marked [to fill in: …] with those who do the work.")
    return code


def _cases(base: EvidenceBase, case: str, place: str) -> list[str]:
    """The cases meant, in the order of the base.

    raises: ProjectError, if there is none.
    """
    cases = base.tables["cases"]
    given, column = (case, "case_id") if case else (place, "place")
    found = cases.loc[cases[column].fillna("").str.casefold() == given.casefold(), "case_id"]
    if found.empty:
        known = sorted(cases[column].dropna().unique())
        what = f"there is no {'case' if case else 'place'} '{given}'{did_you_mean(given, known)}"
        raise ProjectError(Problem("--case" if case else "--place", what, f"Name one of: {'; '.join(known) or 'none is known'}."))
    return [str(name) for name in found]
