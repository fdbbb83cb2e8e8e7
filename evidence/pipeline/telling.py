"""What a build tells of itself: kept in the manifest, so that it can be told again without reading a table."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from evidence.model import CASE_STUDY
from evidence.project import RULES

_UNITS = {
    "file": "files",
    "words": "words of case studies",
    "rows": "rows of surveys",
    "cells": "cells of surveys",
    "codings": "codings by people",
    "pairs": "decisions on pairs",
}


def summary(tables: Mapping[str, pd.DataFrame], in_parts: Mapping[str, int], project: Mapping[str, str]) -> str:
    """What was read, kept and dropped, and what the evidence base holds: a few lines for a terminal.

    tables:   those of the base without the rows of its parts; in_parts: how many rows of each table these have.
    """
    lines = [f"{project['title']} ({project['name']})"]
    if project["notice"]:
        lines.append(f"Note: {project['notice']}")
    counts = tables["tallies"].groupby("unit")[["read", "kept", "dropped"]].sum()
    for unit, name in _UNITS.items():
        for read, kept, dropped in counts[counts.index == unit].itertuples(index=False):
            lines.append(f"  {name + ':':24}{read:>9,} read = {kept:>9,} kept + {dropped:>7,} dropped")
    rows = {name: len(tables[name]) + in_parts.get(name, 0) for name in ("documents", "segments", "codings")}
    coders = sorted({*tables["codings"]["coder"], *([RULES] if in_parts.get("codings") else [])})
    studies = int((tables["documents"]["kind"] == CASE_STUDY).sum())
    lines.append(
        f"  {len(tables['cases']):,} cases, {studies:,} case studies, {rows['documents'] - studies:,} free-text answers, "
        f"{rows['segments']:,} segments, {rows['codings']:,} codings by {', '.join(coders) or 'no one'}"
    )
    if len(tables["duplicates"]):
        lines.append(f"  {len(tables['duplicates']):,} pair(s) of documents share most of their words; see notebook 01")
    return "\n".join(lines)


def left_out(dropped: pd.DataFrame) -> list[dict[str, str]]:
    """Files left out whole, and people's decisions left out: source_file, where, why and mend of each."""
    lost = dropped.loc[dropped["unit"].isin(["file", "codings", "pairs"]), ["source_file", "where", "why", "mend"]]
    return [{str(name): str(value) for name, value in row.items()} for row in lost.to_dict("records")]
