"""Tables of a base as files for other programs: csv that a spreadsheet opens and never runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd

from evidence import store
from evidence.matrix import quotes_table, wide
from evidence.model import EvidenceBase
from evidence.pipeline import build
from evidence.textfiles import csv_bytes, guarded

WITHHELD = "[words withheld]"
"""In place of words, where the project's rules keep quotes in the house."""


def export_tables(
    project: str | Path, files: Mapping[str, Path], *, out: Path | None = None, progress: bool | None = None
) -> dict[Path, int]:
    """Write tables as csv files; the base is built first if anything has changed.

    files:   for "quotes" (a row for each quote, as `evidence.matrix.quotes_table`) and "wide" (a row for each case, as
             `evidence.matrix.wide`) where each goes.
    returns: the rows of each file. Words of quotes are withheld where `publication: quotes` of project.yaml is false.
    raises:  StoreError, if a file cannot be written; KeyError, if there is no such table; and what `evidence.build` raises.
    """
    base = build(project, out=out, progress=progress)
    tables = {name: (_TABLES[name](base), path) for name, path in files.items()}
    for table, path in tables.values():
        store.write_file(path, table_bytes(table))
    return {path: len(table) for table, path in tables.values()}


def _quotes(base: EvidenceBase) -> pd.DataFrame:
    table = quotes_table(base)
    return table if base.manifest["publication"]["quotes"] else table.assign(text=WITHHELD)


_TABLES: Mapping[str, Callable[[EvidenceBase], pd.DataFrame]] = {"quotes": _quotes, "wide": wide}


def table_bytes(table: pd.DataFrame) -> bytes:
    """A table as csv, UTF-8 with the mark by which a spreadsheet knows it; a text that would run begins with an apostrophe.

    >>> print(table_bytes(pd.DataFrame({"words": ["=1+1"], "n": [-2]})).decode("utf-8-sig"), end="")
    words,n
    '=1+1,-2
    """
    columns = [["" if pd.isna(value) else value for value in column] for _, column in table.items()]
    rows = [[guarded(value) if isinstance(value, str) else str(value) for value in row] for row in zip(*columns, strict=True)]
    return csv_bytes([[guarded(name) for name in table.columns], *rows])
