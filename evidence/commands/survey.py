"""`evidence survey describe`: the description of a survey export drafted."""

from __future__ import annotations

import argparse
from pathlib import Path

from evidence.commands.shared import Parsers, command, group
from evidence.errors import Problem, ProjectError, SurveyError


def add(commands: Parsers) -> None:
    """Add the command."""
    survey = group(commands, "survey", "work with survey exports")
    text = "draft the description (.yaml) of a survey export, for a researcher to correct"
    describe = command(survey, "describe", _describe, text)
    describe.add_argument("file", metavar="FILE", type=Path, help="the export: csv, tsv, xlsx, ods or sav")
    describe.add_argument("--force", action="store_true", help="replace a description that is already there")


def _describe(arguments: argparse.Namespace) -> int:
    from evidence.project import Limits
    from evidence.sources.describe import describe_survey
    from evidence.sources.worker import Worker

    target: Path = arguments.file.with_suffix(".yaml")
    if target.exists() and not arguments.force:
        raise SurveyError(Problem(str(target), "is there already", "Correct it by hand, or replace it with: --force"))
    if not arguments.file.is_file():
        raise SurveyError(Problem(str(arguments.file), "is no file", "Check the path."))
    with Worker(Limits()) as worker:
        text: str = worker.call(describe_survey, arguments.file, Limits())
    try:
        target.write_text(text, encoding="utf-8")
    except OSError as fault:
        raise ProjectError(Problem(str(target), f"cannot be written ({fault.strerror})", "Allow writing there.")) from None
    print(f"Draft: {target}\nRead it, correct what was guessed, then run: evidence build PROJECT")
    return 0
