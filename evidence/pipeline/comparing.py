"""A build, and the codings that it changed because the codebook or people's decisions did."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from evidence import store
from evidence.errors import StoreError
from evidence.inputs import file_hash, read_manifest
from evidence.model import EvidenceBase
from evidence.pipeline import build_anew
from evidence.project import CODINGS, Project, find_project
from evidence.review.changes import codings_changed

CHANGES = "review/changes.xlsx"
"""Where, in the folder of the evidence base, the codings stand that the last change of codebook or decisions changed."""


def build_and_compare(
    project: str | Path,
    *,
    out: Path | None = None,
    progress: bool | None = None,
    workers: int = 0,
    scheduler: str = "",
) -> tuple[EvidenceBase, pd.DataFrame | None]:
    """Build what is known to have changed, and say which codings changed because the codebook or people's decisions did.

    returns: the base, and the codings that changed, as `evidence.review.changes.codings_changed`: None at a first build,
             or where neither codebook nor decisions changed. They are stored too, with their words: see `CHANGES`.
    """
    place = find_project(project, out)
    before = _before_a_change(place)
    base = build_anew(place, progress=progress, workers=workers, scheduler=scheduler)
    if before is None:
        return base, None
    from evidence.review.workbook import changes_workbook  # most builds change no codebook, and need not wait for its library

    changed = codings_changed(before, base)
    store.write_file(place.out / CHANGES, changes_workbook(changed, place.title))
    return base, changed


def _before_a_change(place: Project) -> EvidenceBase | None:
    """The base as it is stored, if the codebook or people's decisions have changed since."""
    manifest = read_manifest(place.out)
    if manifest is None:
        return None
    files = ["codebook.yaml", *place.files(CODINGS)]
    then = {file: sha for file, sha in manifest.get("inputs", {}).items() if file == files[0] or file.startswith(f"{CODINGS}/")}
    if then == {file: file_hash(place, file) for file in files}:
        return None
    try:
        return store.read(place.out, place.name)
    except StoreError:
        return None
