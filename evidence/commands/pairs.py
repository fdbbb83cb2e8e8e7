"""`evidence pairs`: which passage answered which barrier, asked of people."""

from __future__ import annotations

import argparse
from pathlib import Path

from evidence.commands.shared import Parsers, brought_up_to_date, command, told, with_project


def add(commands: Parsers) -> None:
    """Add the command."""
    text = "write a sheet of pairs of barrier and answer that a person should confirm or refuse, or read it back"
    pairs = command(commands, "pairs", _pairs, text)
    with_project(pairs)
    pairs.add_argument("--coder", metavar="NAME", required=True, help="who decides; the decisions go to pairs.csv")
    pairs.add_argument(
        "--file", metavar="FILE.xlsx", type=Path, help="where to write the sheet (default: review/pairs-NAME.xlsx)"
    )
    pairs.add_argument("--read", metavar="FILE.xlsx", type=Path, help="take the decisions on a sheet that was filled in")


def _pairs(arguments: argparse.Namespace) -> int:
    from evidence.pipeline.pairing import read_pairs, write_pairs

    if arguments.read is None:
        code = told(brought_up_to_date(arguments), quiet=True)
        asked = write_pairs(arguments.project, arguments.coder, file=arguments.file, out=arguments.out, progress=False)
        print(f"Sheet: {asked.path}\n  {asked.pairs:,} pairs to decide on")
        print(f"Fill it in, then run: evidence pairs {arguments.project} --coder {arguments.coder} --read {asked.path}")
        return code
    taken = read_pairs(arguments.project, arguments.coder, arguments.read, out=arguments.out)
    print(f"Decisions: {taken.path}")
    print(f"  {taken.new:,} new, {taken.replaced:,} in place of earlier ones, {taken.same:,} as before")
    print(f"To count them, run: evidence build {arguments.project}")
    return 0
