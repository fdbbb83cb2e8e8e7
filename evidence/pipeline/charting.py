"""The framework matrix of a project: written to a spreadsheet, and taken back from it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from evidence import framework, store
from evidence.coded.attributes import attribute_names
from evidence.config import did_you_mean
from evidence.errors import CodingError, EvidenceError, Problem, ProjectError, StoreError
from evidence.inputs import input_hashes
from evidence.model import EvidenceBase
from evidence.pipeline import build
from evidence.project import Project, find_project


class Charted(NamedTuple):
    """A sheet that was written: where, and how many of its cells people wrote, are drafts, and are empty."""

    path: Path
    written: int
    drafts: int
    empty: int


class Taken(NamedTuple):
    """What came back on a sheet: the file it went to, and what changed, as `evidence.framework.Returned`."""

    path: Path
    returned: framework.Returned


def write_chart(
    project: str | Path,
    *,
    level: str = "theme",
    by: str | None = None,
    file: Path | None = None,
    out: Path | None = None,
    progress: bool | None = None,
) -> Charted:
    """Write the framework matrix as a spreadsheet to edit; the base is built first if anything has changed.

    level:  "theme" or "code"; see `evidence.framework.framework_sentences`.
    by:     the attribute of cases to sort the rows by.
    file:   where to; by default `framework/<level>.xlsx` in the folder of the evidence base.
    raises: ProjectError, if no case has such an attribute; CodingError, if `framework.csv` is wrong, or a sheet is there
            that holds what was not read back; and what `evidence.build` raises.
    """
    place = find_project(project, out)
    base = build(project, out=out, progress=progress)
    if by is not None and by not in attribute_names(base):
        known = attribute_names(base)
        raise ProjectError(
            Problem("--by", f"no case has the attribute '{by}'{did_you_mean(by, known)}", f"Use one of: {', '.join(known)}.")
        )
    written = framework.read_written(place.folder / framework.FILE, framework.FILE, base)
    told = framework.framework_sentences(base, written, level=level)
    path = file or place.out / "framework" / f"{level}.xlsx"
    _keep_edits(path, base, written, place)
    store.write_file(path, framework.to_workbook(base, told, level=level, by=by))
    counts = pd.Series(framework.cell_states(base, told, level=level).to_numpy().ravel()).value_counts()
    states = (framework.IS_WRITTEN, framework.IS_DRAFT, framework.IS_EMPTY)
    return Charted(path, *(int(counts.get(state, 0)) for state in states))


def read_chart(
    project: str | Path,
    file: Path,
    author: str,
    *,
    out: Path | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Taken:
    """Take what was written on a sheet that came back into `framework.csv`: all of it, or none if anything is wrong.

    author: whose name new and changed sentences carry.
    now:    the clock; they carry its time.
    raises: CodingError or SourceError, with all that is wrong in the sheet or in `framework.csv`; StoreError, if there is no
            evidence base or a source has changed since it was built.
    """
    if not framework.AUTHOR.fullmatch(author):
        mend = "Use letters, digits, '.', '-' and '_', beginning with a letter or digit."
        raise CodingError(Problem("--author", "is no name for an author", mend))
    place = find_project(project, out)
    base = _built(place, str(project))
    path = place.folder / framework.FILE
    by = author, now().isoformat(timespec="seconds")
    with store.locked(place.folder):
        written = framework.read_written(path, framework.FILE, base)
        returned = framework.read_workbook(file, base, written, limits=place.limits, by=by)
        if len(returned.cells):
            store.write_file(path, framework.written_bytes(returned.written, base))
    return Taken(path, returned)


def _built(place: Project, project: str) -> EvidenceBase:
    """The stored base, if all but what people wrote into the matrix is still what it was built from."""
    base = store.read(place.out, project)
    now, then = input_hashes(place), base.manifest["inputs"]
    changed = sorted(file for file in {*now, *then} - {framework.FILE} if now.get(file) != then.get(file))
    if changed:
        what = f"{len(changed)} file(s) changed since the evidence base was built, first {changed[0]}"
        raise StoreError(Problem(place.name, what, f"Build it again: evidence build {project}. Then read the sheet back."))
    return base


def _keep_edits(path: Path, base: EvidenceBase, written: pd.DataFrame, place: Project) -> None:
    """Raise CodingError if a sheet is there that holds edits which were not read back, or that cannot be read."""
    if not path.exists():
        return
    mend = "Read it back first, with --read; or name another file, with --file."
    try:
        returned = framework.read_workbook(path, base, written, limits=place.limits, by=("no-one", ""))
    except EvidenceError:
        raise CodingError(Problem(str(path), "is there already, and cannot be read back as it is", mend)) from None
    if len(returned.cells):
        what = f"is there already and holds {len(returned.cells)} cell(s) that were edited and not read back"
        raise CodingError(Problem(str(path), what, mend))
