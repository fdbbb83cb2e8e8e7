"""The parts of the documents that are made from the program; `python -m tests.docs` writes them anew."""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from evidence.__main__ import _parser
from evidence.model import TABLES

ROOT = Path(__file__).parent.parent


def tables() -> str:
    """The model's tables and columns in Markdown."""
    lines = []
    for name, table in TABLES.items():
        lines += [
            f"### {name}",
            f"A row is {table.row}; key: {', '.join(f'`{k}`' for k in table.key)}.",
            "",
            "| column | meaning | values |",
            "|---|---|---|",
        ]
        for column_name, column in table.columns.items():
            values = ", ".join(column.one_of) or column.dtype
            values += ", may be missing" if column.optional else ""
            values += f", of `{column.refers}`" if column.refers else ""
            lines.append(f"| `{column_name}` | {column.meaning} | {values} |")
        lines.append("")
    return "\n".join(lines)


def commands(parser: argparse.ArgumentParser, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command and group of commands that the parser knows, itself first."""
    yield words
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, below in action.choices.items():
                yield from commands(below, (*words, name))


def helps() -> str:
    """What each command says to --help."""
    lines = ["```text"]
    for words in commands(_parser()):
        command = [sys.executable, "-m", "evidence", *words, "--help"]
        done = subprocess.run(command, capture_output=True, text=True, check=True, env={"COLUMNS": "110", "PATH": ""})
        lines += [f"$ evidence {' '.join((*words, '--help'))}", done.stdout]
    return "\n".join(lines) + "```\n"


PARTS = (("GLOSSARY.md", "tables", tables), ("README.md", "commands", helps))


def with_part(text: str, mark: str, part: str) -> str:
    """`text` with `part` between its marks."""
    return re.sub(rf"(<!-- {mark} -->\n).*(<!-- /{mark} -->)", lambda m: f"{m[1]}{part}{m[2]}", text, flags=re.DOTALL)


def main() -> None:
    for file, mark, make in PARTS:
        path = ROOT / file
        path.write_text(with_part(path.read_text(encoding="utf-8"), mark, make()), encoding="utf-8")


if __name__ == "__main__":
    main()
