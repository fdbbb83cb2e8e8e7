"""Pairs of barrier and answer: the sheet that a coder is given, and the decisions that come back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from evidence import store
from evidence.errors import CodingError, EvidenceError, Problem
from evidence.model import EvidenceBase
from evidence.pairs.decisions import FILE, decisions_in, update_pairs
from evidence.pipeline import build
from evidence.pipeline.reviewing import REVIEW, check_name, stored_base
from evidence.project import Project, find_project
from evidence.review.pairing import pairs_workbook, read_pairs_workbook


class Asked(NamedTuple):
    """A sheet that was written: where, and how many pairs it asks about."""

    path: Path
    pairs: int


class Answered(NamedTuple):
    """What came back on a sheet: the file of decisions, and how many are new, replace an earlier one or say the same."""

    path: Path
    new: int
    replaced: int
    same: int


def write_pairs(
    project: str | Path, coder: str, *, file: Path | None = None, out: Path | None = None, progress: bool | None = None
) -> Asked:
    """Write the spreadsheet of the pairs that `coder` has not decided on; the base is built first if anything has changed.

    file:   where to; by default `review/pairs-<coder>.xlsx` in the project folder.
    raises: CodingError, if the name is none for a coder, or a sheet that is there holds decisions that were not read back;
            and what `evidence.build` raises.
    """
    place = find_project(project, out)
    check_name(coder)
    base = build(project, out=out, progress=progress)
    path = file or place.folder / REVIEW / f"pairs-{coder}.xlsx"
    _keep_decisions(path, base, coder, place)
    pairs = base.tables["pairs"]
    mine = decisions_in(place.folder).query("coder == @coder")
    done = set(zip(mine["barrier_segment"], mine["enabler_segment"], strict=True))
    keys = zip(pairs["barrier_segment"], pairs["enabler_segment"], strict=True)
    asked = pairs[[key not in done for key in keys]]
    store.write_file(path, pairs_workbook(base, asked, coder))
    return Asked(path, len(asked))


def read_pairs(
    project: str | Path,
    coder: str,
    file: Path,
    *,
    out: Path | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Answered:
    """Take the decisions on a sheet that came back into `pairs.csv`: all of them, or none if anything is wrong.

    A decision that differs from an earlier one of the same coder on the same pair replaces it; the rest of the file stays.

    now:    the clock; decisions carry its time.
    raises: CodingError or SourceError, with all that is wrong in the sheet; StoreError, if there is no evidence base or
            a source has changed since it was built.
    """
    place = find_project(project, out)
    check_name(coder)
    base = stored_base(place, str(project))
    decided = now().isoformat(timespec="seconds")
    told = read_pairs_workbook(file, base, coder, limits=place.limits, decided=decided)
    with store.locked(place.folder):
        fresh, replaced = _compared(told, place.folder)
        if len(fresh):
            store.write_file(place.folder / FILE, update_pairs(place.folder, fresh))
    return Answered(place.folder / FILE, len(fresh) - replaced, replaced, len(told) - len(fresh))


def _compared(told: pd.DataFrame, folder: Path) -> tuple[pd.DataFrame, int]:
    """The decisions that are not in the file yet, and how many of them replace another of the same coder."""
    keys = ["barrier_segment", "enabler_segment", "coder"]
    earlier = decisions_in(folder).set_index(keys)[["decision", "memo"]].apply(tuple, axis=1).to_dict()
    if told.empty:
        return told, 0
    now = list(zip(*(told[name] for name in keys), strict=True))
    said = list(zip(told["decision"], told["memo"], strict=True))
    fresh = [earlier.get(key) != what for key, what in zip(now, said, strict=True)]
    return told[fresh], sum(new and key in earlier for key, new in zip(now, fresh, strict=True))


def _keep_decisions(path: Path, base: EvidenceBase, coder: str, place: Project) -> None:
    """Raise CodingError if a sheet is there that holds decisions which were not read back, or that cannot be read."""
    if not path.exists():
        return
    mend = "Read it back first, with --read; or name another file, with --file."
    try:
        told = read_pairs_workbook(path, base, coder, limits=place.limits)
    except EvidenceError:
        raise CodingError(Problem(str(path), "is there already, and cannot be read as it is", mend)) from None
    fresh, _ = _compared(told, place.folder)
    if len(fresh):
        what = f"is there already and holds {len(fresh)} decision(s) that were not read back"
        raise CodingError(Problem(str(path), what, mend))
