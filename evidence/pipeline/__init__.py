"""The stages in their order: raw files -> documents -> segments -> codings -> the evidence base on disk.

The only room that knows the order. What an earlier build has done is taken over wherever nothing it rested on has
changed: a file is read again only if its bytes, its row of cases.csv, its survey's description, the limits or the
reading rooms changed; a document is coded again only if it was read again or the codebook or the coder changed.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from pathlib import Path

from evidence import store
from evidence.errors import Problem, StoreError, plain
from evidence.inputs import MANIFEST, current_manifest, input_hashes, stamp
from evidence.model import EvidenceBase, StoredTables
from evidence.project import Project, find_project
from evidence.store import Stored

_LOG = logging.getLogger(__name__)


def build(
    project: str | Path,
    *,
    out: str | Path | None = None,
    progress: bool | None = None,
    workers: int = 0,
    scheduler: str = "",
) -> EvidenceBase:
    """Build the evidence base of a project, or bring it up to date, and store it.

    The base is the same to the byte however many processes or machines make it. A build that was broken off leaves what it
    has done beside the base, and the next goes on from there.

    project:   the name of a folder under `data/raw/`, or a path to a project folder.
    out:       where the base goes; see `find_project`.
    progress:  True shows progress bars, False none, None (the default) shows them in a terminal.
    workers:   how many processes read and code at the same time; 0 (the default) for as many as there are cores.
    scheduler: address of a Dask scheduler, whose workers code instead; the reading is done here.
    raises:    ProjectError, CodebookError or SurveyError for settings that are wrong, with all that is wrong;
               CodingError for human codings that contradict each other; StoreError if the base cannot be written.
               A source file that cannot be read is no error: it becomes a row of `dropped`.
    """
    place = find_project(project, out)
    if current_manifest(place) is not None:
        with suppress(StoreError):
            return store.opened(place.out, place.name)  # nothing to do, so nothing is written, not even a lock
    return build_anew(place, progress=progress, workers=workers, scheduler=scheduler)


def build_anew(place: Project, *, progress: bool | None = None, workers: int = 0, scheduler: str = "") -> EvidenceBase:
    """The evidence base of a project that is known to have changed: as `build`, which see for all else.

    A base that is there and cannot be used is told of in a warning, and all is built again from the sources.
    """
    with store.locked(place.out):
        before, now = _previous(place), stamp(place)
        if before is not None and current_manifest(place, now) is not None:
            return store.opened(place.out, place.name)  # another command has built it, while this one waited
        # Readers and coders take a second to import, and an unchanged project needs neither.
        from evidence.pipeline.assembly import Doing, assemble
        from evidence.pipeline.changing import record_changes
        from evidence.pipeline.children import cores
        from evidence.pipeline.parts import children, forget

        run = children(workers or cores())
        if scheduler:
            from evidence.pipeline.cluster import cluster

            run = cluster(scheduler)
        made = assemble(place, now, before, Doing(run, workers or cores(), place.out, progress))
        base = EvidenceBase(StoredTables(lambda: store.joined(made.base, place.out, place.name)), made.base.manifest)
        # First the record: were the base first and the build then broken off, nothing would ever record the change.
        record_changes(made.near, place)
        store.save_stored(made.base, place.out)
        forget(place.out)
    return base


def load(project: str | Path, *, out: str | Path | None = None) -> EvidenceBase:
    """The evidence base of a project as it was last built.

    raises: ProjectError, if there is no such project; StoreError, if it was never built, is damaged, or a file it was
            built from has changed since.
    """
    place = find_project(project, out)
    base = store.read(place.out, str(project))
    changed = changed_inputs(base, place)
    if changed:
        what = f"{len(changed)} file(s) changed since the evidence base was built, first {changed[0]}"
        raise StoreError(Problem(str(place.folder), what, f"Build it again: evidence build {project}"))
    return base


def changed_inputs(base: EvidenceBase, place: Project) -> list[str]:
    """Files of the project that are new, gone or other than when `base` was built, in order."""
    before, now = base.manifest["inputs"], input_hashes(place)
    return sorted(file for file in {*before, *now} if before.get(file) != now.get(file))


def check(project: str | Path) -> list[Problem]:
    """All that is wrong with a project folder, found without building anything; empty if all is well."""
    from evidence.pipeline.checking import check_project

    return check_project(project)


def not_looked_up(project: str | Path) -> list[str]:
    """Files whose cited passages `check` could not look up, because no evidence base is there that is up to date."""
    from evidence.pipeline import checking

    return checking.not_looked_up(project)


def _previous(place: Project) -> Stored | None:
    """The base that an earlier build left, if it can be used."""
    if not (place.out / MANIFEST).exists():
        return None
    try:
        return store.stored(place.out, place.name)
    except StoreError as fault:
        problem = fault.problems[0]
        _LOG.warning("%s: %s\n  All is built again from the sources.", plain(problem.where), plain(problem.what))
        return None
