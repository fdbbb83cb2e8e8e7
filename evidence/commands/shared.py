"""What several commands share: their parsers' common words, bringing a base up to date, and what is told of it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evidence.errors import Problem

if TYPE_CHECKING:
    from evidence.model import EvidenceBase

LEFT_OUT = 10
"""Exit code of a build that went well but had to leave a file or a person's coding out."""

PROBLEMS = 11
"""Exit code of a check that found something."""

Parsers = Any
"""What `argparse` gives for adding commands: its type has no public name."""


def command(commands: Parsers, name: str, run: Callable[[argparse.Namespace], int], text: str) -> argparse.ArgumentParser:
    """Add a command that calls `run`; `text` says in one line, without a full stop, what it does."""
    added: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
    added.set_defaults(run=run)
    return added


def group(commands: Parsers, name: str, text: str) -> Parsers:
    """Add a word that stands before several commands, such as `survey`; returns what they are added to."""
    added = commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
    return added.add_subparsers(metavar="COMMAND", required=True)


def with_project(parser: argparse.ArgumentParser, *, out: bool = True) -> None:
    """The arguments of a command on a project: PROJECT, and where its base goes."""
    parser.add_argument("project", metavar="PROJECT", help="name of a folder under data/raw/, or a path to a project folder")
    if out:
        text = "folder for the evidence base (default: data/processed/PROJECT, or PATH/processed for a path)"
        parser.add_argument("--out", metavar="FOLDER", type=Path, help=text)
        parser.add_argument("--quiet", action="store_true", help="no progress bars and no summary")


def brought_up_to_date(arguments: argparse.Namespace, *, workers: int = 0, scheduler: str = "") -> Mapping[str, Any]:
    """The manifest of the project's base, built if anything has changed; by whom, as `evidence.build`."""
    from evidence.inputs import current_manifest
    from evidence.project import find_project

    place = find_project(arguments.project, arguments.out)
    manifest = current_manifest(place)
    if manifest is not None:
        return manifest
    from evidence.sources.worker import get_ready

    get_ready()  # children import what they need, while this process does
    from evidence.pipeline.comparing import build_and_compare
    from evidence.review.changes import changes_said

    progress = False if arguments.quiet else None
    base, changed = build_and_compare(
        arguments.project, out=arguments.out, progress=progress, workers=workers, scheduler=scheduler
    )
    if changed is not None and not arguments.quiet:
        print(changes_said(changed), end="\n\n")
    return base.manifest


def current_base(arguments: argparse.Namespace, *, quiet: bool = True) -> tuple[EvidenceBase, int]:
    """The base of the project, built if anything has changed, and the exit code of that."""
    code = told(brought_up_to_date(arguments), quiet)
    from evidence.pipeline import load

    return load(arguments.project, out=arguments.out), code


def told(manifest: Mapping[str, Any], quiet: bool) -> int:
    """Print what was read, kept and dropped; returns the exit code."""
    if not quiet:
        print(manifest["summary"])
    for row in manifest["left_out"]:
        where = f"{row['source_file']}, {row['where']}"
        print(f"Left out: {Problem(where, row['why'], row['mend'])}", file=sys.stderr)
    return LEFT_OUT if manifest["left_out"] else 0
