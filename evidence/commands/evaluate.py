"""`evidence evaluate`: the learning coder scored on texts that people labelled."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from evidence.commands.shared import Parsers, command
from evidence.errors import Problem


def add(commands: Parsers) -> None:
    """Add the command."""
    text = "score the learning coder on a labelled table, by cross-validation or a fixed split"
    parser = command(commands, "evaluate", _evaluate, text)
    parser.add_argument("file", metavar="FILE", nargs="?", type=Path, help="labelled table (csv), scored by cross-validation")
    parser.add_argument("--train", metavar="FILE", type=Path, help="table to learn from, instead of FILE")
    parser.add_argument("--test", metavar="FILE", type=Path, help="table to score on, with --train")
    parser.add_argument("--text", metavar="COLUMN", required=True, help="column that holds the texts")
    kind = parser.add_mutually_exclusive_group(required=True)
    kind.add_argument("--labels", metavar="COLUMN", nargs="+", default=[], help="columns of 0 and 1, one a code")
    kind.add_argument("--label", metavar="COLUMN", default="", help="column that names one of several classes")
    parser.add_argument("--group", metavar="COLUMN", default="", help="rows of one group are never on both sides of a split")
    parser.add_argument("--context", metavar="COLUMN", default="", help="what the text answers, e.g. the question")
    parser.add_argument("--codebook", metavar="FILE", type=Path, help="codebook.yaml that says what the labels mean")
    parser.add_argument("--seed", type=int, default=0, help="seed of folds and ranges (default: 0)")
    parser.add_argument("--json", metavar="FILE", help="write the figures as JSON to FILE, or to the screen with -")


def _evaluate(arguments: argparse.Namespace) -> int:
    from evidence import evaluate
    from evidence.codebook import read_codebook

    columns = evaluate.Columns(
        arguments.text, tuple(dict.fromkeys(arguments.labels)), arguments.label, arguments.group, arguments.context
    )
    codebook = read_codebook(arguments.codebook, str(arguments.codebook)) if arguments.codebook else None
    split = arguments.train is not None and arguments.test is not None
    if split == (arguments.file is not None) or (arguments.train is None) != (arguments.test is None):
        raise evaluate.EvaluationError(Problem("evaluate", "needs FILE, or --train and --test", "Give one or the other."))
    if split:
        train, test = evaluate.read_table(arguments.train), evaluate.read_table(arguments.test)
        result = evaluate.evaluate_split(train, test, columns, codebook, seed=arguments.seed)
    else:
        result = evaluate.evaluate_table(evaluate.read_table(arguments.file), columns, codebook, seed=arguments.seed)
    if arguments.json == "-":
        sys.stdout.write(result.to_json())
        return 0
    if arguments.json:
        Path(arguments.json).write_text(result.to_json(), encoding="utf-8", newline="\n")
    print(result)
    return 0
