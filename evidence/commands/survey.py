"""`evidence survey`: the description of a survey export drafted, and the sheet in which people say what other answers mean."""

from __future__ import annotations

import argparse
from pathlib import Path, PurePosixPath

from evidence.commands.shared import Parsers, command, group, with_project
from evidence.config import did_you_mean
from evidence.errors import Problem, ProjectError, SurveyError
from evidence.inputs import source_files
from evidence.project import Project


def add(commands: Parsers) -> None:
    """Add the command."""
    survey = group(commands, "survey", "work with survey exports")
    text = "draft the description (.yaml) of a survey export, for a researcher to correct"
    describe = command(survey, "describe", _describe, text)
    describe.add_argument("file", metavar="FILE", type=Path, help="the export: csv, tsv, xlsx, ods or sav")
    describe.add_argument("--force", action="store_true", help="replace a description that is already there")
    text = "list what people wrote into boxes for other answers, for a researcher to say which answer it means"
    other = command(survey, "other", _other, text)
    with_project(other, out=False)
    other.add_argument("survey", metavar="SURVEY", help="the export's name, e.g. feedback or feedback.csv")


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


def _other(arguments: argparse.Namespace) -> int:
    from evidence.inputs import other_answers
    from evidence.project import find_project
    from evidence.sources.surveys import other_sheet
    from evidence.sources.worker import Worker
    from evidence.textfiles import csv_bytes, guarded

    place = find_project(arguments.project)
    file = _export(place, arguments.survey)
    with Worker(place.limits) as worker:
        header, *rows = worker.call(other_sheet, place.folder, file, place.limits)
    if not rows:
        print(f"Nobody wrote anything into a box for other answers of {file}.")
        return 0
    target = place.folder / other_answers(file)
    try:
        target.write_bytes(csv_bytes([header, *([guarded(cell) for cell in row] for row in rows)]))
    except OSError as fault:
        raise ProjectError(Problem(str(target), f"cannot be written ({fault.strerror})", "Allow writing there.")) from None
    waiting = sum(not row[header.index("option")] for row in rows)
    print(f"{target}: {len(rows):,} different answers, {waiting:,} not yet decided")
    print("Write under 'option' which answer each means and under 'by' who says so, then run: evidence build PROJECT")
    return 0


def _export(place: Project, named: str) -> str:
    """The path in the project folder of the export that is called so, with or without its ending."""
    exports = [file for kind, file in source_files(place) if kind == "survey"]
    found = [file for file in exports if named in (file, PurePosixPath(file).name, PurePosixPath(file).stem)]
    if len(found) == 1:
        return found[0]
    names = [PurePosixPath(file).name for file in exports]
    what = f"could mean {len(found)} exports" if found else f"is no export under surveys/{did_you_mean(named, names)}"
    raise ProjectError(Problem(named, what, f"Use one of: {', '.join(names) or 'there is none'}."))
