"""`evidence value`: what a cost benefit model comes to, on the screen, as a spreadsheet and as JSON."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from evidence.commands.shared import Parsers, command
from evidence.errors import Problem, ValueModelError

_MOST_DRAWS = 1_000_000


def add(commands: Parsers) -> None:
    """Add the command."""
    parser = command(commands, "value", _value, "work out a cost benefit model, with its sensitivity")
    parser.add_argument("model", metavar="MODEL.yaml", type=Path, help="the model, e.g. data/raw/PROJECT/value/hub.yaml")
    parser.add_argument("--file", metavar="OUT.xlsx", type=Path, help="write a spreadsheet with live formulas")
    parser.add_argument("--json", metavar="FILE", help="write the figures as JSON to FILE, or to the screen with -")
    parser.add_argument("--seed", metavar="N", type=int, help="seed of the draws (default: the project's)")
    parser.add_argument("--draws", metavar="N", type=int, default=10_000, help="how many draws (default: 10000)")


def _value(arguments: argparse.Namespace) -> int:
    from evidence import store
    from evidence.pipeline.valuing import base_of, read_value_model, seed_of
    from evidence.summary.value import as_json, told

    arguments.seed = seed_of(arguments.model) if arguments.seed is None else arguments.seed
    if not 1 <= arguments.draws <= _MOST_DRAWS or arguments.seed < 0:
        mend = f"Draw 1 to {_MOST_DRAWS:,} times; a seed is a whole number from 0 on."
        raise ValueModelError(Problem("evidence value", "cannot draw as asked", mend))
    base = base_of(arguments.model)
    model = read_value_model(arguments.model, arguments.model.name, base)
    if base is None and len(model.cited):
        print("Passages cited were not checked: the model lies in no project whose evidence base is built.", file=sys.stderr)
    if arguments.file is not None:
        from evidence.value.workbook import to_workbook

        store.write_file(arguments.file, to_workbook(model, seed=arguments.seed, draws=arguments.draws), ValueModelError)
    figures = as_json(model, seed=arguments.seed, draws=arguments.draws) if arguments.json else {}
    shown = json.dumps(figures, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
    if arguments.json == "-":
        sys.stdout.write(shown)
        return 0
    if arguments.json:
        store.write_file(Path(arguments.json), shown.encode(), ValueModelError)
    print(told(model, seed=arguments.seed, draws=arguments.draws))
    return 0
