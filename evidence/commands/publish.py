"""`evidence publish`: the words of a report read by a person, the report let out, and a file compared with what was."""

from __future__ import annotations

import argparse
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from evidence.commands.shared import Parsers, command, current_base, with_project
from evidence.errors import Problem, PublicationError

if TYPE_CHECKING:
    from evidence.model import EvidenceBase
    from evidence.project import Project


def add(commands: Parsers) -> None:
    """Add the command."""
    text = "have the words of the report read, or let the report out, or check a file that was let out"
    parser = command(commands, "publish", _publish, text)
    with_project(parser)
    parser.add_argument("--reviewer", metavar="NAME", help="who reads the words, with --sheet or --read")
    parser.add_argument("--sheet", metavar="FILE.xlsx", type=Path, help="write the words that are still to be read to a sheet")
    parser.add_argument("--read", metavar="FILE.xlsx", type=Path, help="take the decisions on a sheet that was filled in")
    parser.add_argument("--check", metavar="FILE", type=Path, help="say whether a file is, byte for byte, one that was published")
    text = "formats to publish, parted by commas (default: html)"
    parser.add_argument("--format", metavar="FORMATS", dest="formats", default="html", help=text)
    text = "a notebook of your own that the report holds, as for evidence report (may be repeated)"
    parser.add_argument("--notebook", metavar="FILE", dest="notebooks", type=Path, action="append", default=[], help=text)
    who_and_why(parser)


def who_and_why(parser: argparse.ArgumentParser) -> None:
    """The arguments that say who lets a report out and for what."""
    parser.add_argument("--by", metavar="NAME", default="", help="who lets the report out; goes on record")
    parser.add_argument("--why", metavar="TEXT", default="", help="for what it is let out; goes on record")


def _publish(arguments: argparse.Namespace) -> int:
    from evidence.project import find_project

    project = find_project(arguments.project, arguments.out)
    asked = [name for name in ("sheet", "read", "check") if getattr(arguments, name) is not None]
    if len(asked) > 1 or (asked in (["sheet"], ["read"]) and not arguments.reviewer):
        mend = "Name one of them; with --sheet and --read also --reviewer NAME."
        raise PublicationError(Problem("publish", "needs one of --sheet, --read and --check, or none of them", mend))
    if asked == ["check"]:
        return _check(project, arguments.check)
    base, code = current_base(arguments, quiet=True)
    if not asked:
        return let_out(base, project, tuple(dict.fromkeys(arguments.formats.split(","))), arguments) or code
    from evidence.report.publishing import prepare, take_decisions, write_sheet
    from evidence.report.publishing.decisions import QUOTES

    if asked == ["read"]:
        new = take_decisions(base, project, arguments.read, arguments.reviewer)
        print(f"{len(new):,} decisions stored in {project.folder / QUOTES}")
        again = _again("report", arguments, "--publish", "--by", "NAME", "--why", "TEXT")
        print(f"When all is read, let the report out:\n  {again}")
        return code
    from evidence.report import draft, in_order
    from evidence.store import write_whole

    report = draft(base, project, in_order(arguments.notebooks), False if arguments.quiet else None)
    ready = prepare(report, base, project)
    try:
        write_whole(arguments.sheet, write_sheet(ready, base, arguments.reviewer))
    except OSError as fault:
        what = f"cannot be written ({fault.strerror})"
        raise PublicationError(Problem(str(arguments.sheet), what, "Close the file, and allow writing there.")) from None
    print(f"Sheet: {arguments.sheet}\n  {len(ready.open):,} of {len(ready.items):,} texts are still to be read")
    again = _again("publish", arguments, "--read", str(arguments.sheet), "--reviewer", arguments.reviewer)
    print(f"Fill it in and save it, then run:\n  {again}")
    return code


def _again(command: str, arguments: argparse.Namespace, *further: str) -> str:
    """The command that comes next, ready to be copied."""
    where = ["--out", str(arguments.out)] if arguments.out else []
    own = [word for path in arguments.notebooks for word in ("--notebook", str(path))]
    return shlex.join(["evidence", command, arguments.project, *where, *own, *further])


def let_out(base: EvidenceBase, project: Project, formats: tuple[str, ...], arguments: argparse.Namespace) -> int:
    """Publish the report of a base, for `evidence publish` and `evidence report --publish`."""
    from evidence.report import FORMATS, draft, in_order, record, written
    from evidence.report.disclosing import released_cells
    from evidence.report.publishing import prepare, publish, signed

    signed(arguments.by, arguments.why)
    if unknown := [name for name in formats if name not in FORMATS]:
        what = f"{len(unknown)} of them are no formats"
        raise PublicationError(Problem("--format", what, f"Write one or more of: {', '.join(FORMATS)}"))
    report = draft(base, project, in_order(arguments.notebooks), False if arguments.quiet else None)
    ready = prepare(report, base, project)
    files = written(ready.report, formats)
    kept, cells = record(base, project), released_cells(ready.report)
    out = publish(ready, project, files, by=arguments.by, why=arguments.why, record=kept, cells=cells)
    print(f"Published: {out.folder}")
    for name, sha256 in out.files.items():
        print(f"  {name}  SHA-256 {sha256}")
    return 0


def _check(project: Project, file: Path) -> int:
    from evidence.report.publishing import check

    line = check(project, file)
    print(f"{file} is publication {line['number']}, let out by {line['by']} on {line['when'][:10]}: {line['why']}")
    return 0
