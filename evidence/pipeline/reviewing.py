"""Review: the sheet that a coder is given and the decisions that come back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import pandas as pd

from evidence import store
from evidence.codebook import Codebook, read_codebook
from evidence.coding.human import name_fault, read_codings, update_codings
from evidence.config import did_you_mean
from evidence.errors import CodebookError, CodingError, EvidenceError, Problem, ProjectError, StoreError
from evidence.inputs import input_hashes
from evidence.model import TABLES, EvidenceBase
from evidence.pipeline import build, load
from evidence.project import CODINGS, Project, find_project
from evidence.review.queue import review_queue
from evidence.review.returned import compared, read_workbook, without
from evidence.review.workbook import to_workbook

REVIEW = "review"
"""Where, in the project folder, the sheets lie that people fill in."""

_DECIDED = (f"{CODINGS}/", "pairs.csv", "findings.yaml", "escalation.yaml", "framework.csv", "configurations.yaml")
"""Files of people's decisions and judgements: more of them may have come since a sheet was written, and no passage changes."""


class Written(NamedTuple):
    """A sheet that was written: where, and how many codings and how many rows for a missed code it holds."""

    path: Path
    codings: int
    missed: int


class Taken(NamedTuple):
    """What came back on a sheet: the file of decisions it went to, how many of each sort, and how many rows are open.

    looked: passages drawn at random in which no code was missing; every other code is withheld from them.
    """

    path: Path
    new: int
    replaced: int
    same: int
    open: int
    looked: int


def write_review(
    project: str | Path,
    coder: str,
    *,
    rows: int = 60,
    file: Path | None = None,
    out: Path | None = None,
    progress: bool | None = None,
) -> Written:
    """Write the spreadsheet of what `coder` should decide on next; the base is built first if anything has changed.

    rows:   how many codings at most; see `evidence.review.queue.review_queue`.
    file:   where to; by default `review/<coder>.xlsx` in the project folder: the base can be built again, what a person
            filled in cannot.
    raises: ProjectError, if rows is below 1; CodingError, if the name is none for a coder, or a sheet that is there
            holds decisions that were not read back; and what `evidence.build` raises.
    """
    if rows < 1:
        raise ProjectError(Problem("--rows", f"{rows} is no number of rows", "Write a whole number from 1 on."))
    place = find_project(project, out)
    _coder_file(place, coder)
    base = build(project, out=out, progress=progress)
    codebook = _codebook(place)
    path = file or place.folder / REVIEW / f"{coder}.xlsx"
    queue = review_queue(base, coder, rows=rows, seed=place.seed)
    _keep_decisions(path, base, codebook, coder, place)
    store.write_file(path, to_workbook(base, queue, codebook, coder))
    missed = int(queue["code"].isna().sum())
    return Written(path, len(queue) - missed, missed)


def read_review(
    project: str | Path,
    coder: str,
    file: Path,
    *,
    out: Path | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Taken:
    """Take the decisions on a sheet that came back into `codings/<coder>.csv`: all of them, or none if anything is wrong.

    A decision that differs from an earlier one of the same coder replaces it; the rest of her file stays as it is. What
    the machine had decided stays in the evidence base beside it.

    now:    the clock; decisions carry its time.
    raises: CodingError or SourceError, with all that is wrong in the sheet; StoreError, if there is no evidence base,
            a source has changed since it was built, or another command is taking decisions at the same time.
    """
    place = find_project(project, out)
    if not file.is_file():
        mend = f"Name the sheet that was filled in; evidence review writes it to {place.name}/{REVIEW}/{coder}.xlsx."
        raise CodingError(Problem(str(file), "there is no such file", mend))
    base, codebook = stored_base(place, str(project)), _codebook(place)
    decided = now().isoformat(timespec="seconds")
    returned = read_workbook(file, base, codebook, coder, limits=place.limits, decided=decided)
    with store.locked(place.folder):  # from reading her file to writing it, so that no decision of another process is lost
        into = _coder_file(place, coder)
        earlier = TABLES["codings"].empty()
        if (place.folder / into).exists():
            earlier = read_codings(place.folder, into, base.tables["segments"], base.tables["documents"], codebook)["codings"]
        merged, passed = compared(earlier, returned.codings), without(returned.passed, earlier)
        path = place.folder / into
        told = pd.concat([frame for frame in (merged.codings, passed) if len(frame)] or [merged.codings])
        if len(told):
            store.write_file(path, update_codings(place.folder, into, told, base.tables["segments"]))
    return Taken(path, merged.new, merged.replaced, merged.same, returned.open, len(returned.looked))


def suggested_terms(project: str | Path, code: str, *, out: Path | None = None) -> pd.DataFrame:
    """Terms that the codings of a code support, as `evidence.review.suggestions.suggest_terms`.

    raises: CodebookError, if there is no such code; and what `evidence.load` raises.
    """
    place = find_project(project, out)
    codebook = _codebook(place)
    if code not in codebook:
        meant = did_you_mean(code, [known.code for known in codebook])
        mend = f"Name a code of {place.name}/codebook.yaml."
        raise CodebookError(Problem("CODE", f"there is no code '{code}'{meant}", mend))
    from evidence.review.suggestions import suggest_terms  # its library takes a second to import, which no build should wait for

    return suggest_terms(load(project, out=out), codebook, code)


def _coder_file(place: Project, coder: str) -> str:
    """The path, from the project folder, of a coder's file of decisions.

    raises: CodingError, if the name is none for a coder, or differs from that of another only in its capitals.
    """
    check_name(coder)
    files = {PurePosixPath(file).stem: file for file in place.files(CODINGS) if file.lower().endswith(".csv")}
    other = next((stem for stem in files if stem.lower() == coder.lower() and stem != coder), None)
    if other is not None:
        raise CodingError(
            Problem("--coder", f"there is a coder '{other}' already", f"Write --coder {other}, or choose another name.")
        )
    return files.get(coder, f"{CODINGS}/{coder}.csv")


def check_name(coder: str) -> None:
    """Raise CodingError if `coder` is no name for a person who decides."""
    what = name_fault(coder)
    if what:
        raise CodingError(Problem("--coder", what, "Use letters, digits, '.', '-' and '_', beginning with a letter or digit."))


def _codebook(place: Project) -> Codebook:
    return read_codebook(place.folder / "codebook.yaml", f"{place.name}/codebook.yaml")


def stored_base(place: Project, project: str) -> EvidenceBase:
    """The stored base, if the sources, surveys and codebook are still what it was built from; decisions may have come since.

    raises: StoreError, if there is none, or something else has changed.
    """
    base = store.read(place.out, project)
    now, then = input_hashes(place), base.manifest["inputs"]
    changed = sorted(file for file in {*now, *then} if now.get(file) != then.get(file) and not file.startswith(_DECIDED))
    if changed:
        what = f"{len(changed)} file(s) changed since the evidence base was built, first {changed[0]}"
        raise StoreError(Problem(place.name, what, f"Build it again: evidence build {project}. Then read the sheet back."))
    return base


def _keep_decisions(path: Path, base: EvidenceBase, codebook: Codebook, coder: str, place: Project) -> None:
    """Raise CodingError if a sheet is there that holds decisions which were not read back, or that cannot be read."""
    if not path.exists():
        return
    mend = "Read it back first, with --read; or name another file, with --file."
    try:
        returned = read_workbook(path, base, codebook, coder, limits=place.limits)
    except EvidenceError:
        raise CodingError(Problem(str(path), "is there already, and cannot be read as it is", mend)) from None
    codings = base.tables["codings"]
    own = codings[codings["coder"] == coder]
    lost = len(compared(own, returned.codings).codings) + len(without(returned.passed, own))
    if lost:
        what = f"is there already and holds {lost} decision(s) that were not read back"
        raise CodingError(Problem(str(path), what, mend))
