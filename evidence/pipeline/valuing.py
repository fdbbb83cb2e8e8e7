"""Cost benefit models read with what they name: the passages of the evidence base, and a database of unit costs."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from evidence import store
from evidence.errors import Problem, ProjectError, SourceError, StoreError, ValueModelError
from evidence.model import EvidenceBase
from evidence.project import Limits, Project, find_project
from evidence.sources.guard import inspect
from evidence.sources.sheets import Sheet, read_sheet
from evidence.sources.worker import Worker
from evidence.value import ValueModel, named_database, read_database, read_model
from evidence.value.unit_costs import THEME_SHEETS

FOLDER = "value"
SUFFIXES = (".yaml", ".yml")


def project_models(place: Project, base: EvidenceBase | None = None) -> dict[str, ValueModel]:
    """The models in a project's folder `value/`, by file, in order; empty if it has none.

    base:   as for `read_value_model`.
    raises: ValueModelError, with all that is wrong in any of them.
    """
    models, problems = {}, list[Problem]()
    for file in model_files(place):
        try:
            models[file] = read_value_model(place.folder / file, file, base, place.limits)
        except ValueModelError as fault:
            problems += fault.problems
    if problems:
        raise ValueModelError(problems)
    return models


def model_files(place: Project) -> list[str]:
    """The files of a project that hold cost benefit models."""
    return [file for file in place.files(FOLDER) if file.lower().endswith(SUFFIXES)]


def read_value_model(path: Path, shown: str, base: EvidenceBase | None = None, limits: Limits | None = None) -> ValueModel:
    """The model at `path`, with the unit costs that it names beside itself read from their own layout.

    shown:  how messages name the file.
    base:   the evidence base that its passages are checked against; without it they are not.
    raises: ValueModelError for the model; SourceError for the file of unit costs.
    """
    name = named_database(path, shown)
    database = _database(path.parent / name, name, limits or Limits()) if name else None
    return read_model(path, shown, base=base, database=database)


def base_of(path: Path) -> EvidenceBase | None:
    """The evidence base of the project in whose folder `value/` the model lies; None if there is no project or no base."""
    try:
        place = find_project(path.resolve().parent.parent)
        return store.read(place.out, place.name)
    except (ProjectError, StoreError):
        return None


def seed_of(path: Path) -> int:
    """The seed of the project in whose folder `value/` the model lies, so that its report draws alike; 1 if there is none."""
    try:
        return find_project(path.resolve().parent.parent).seed
    except ProjectError:
        return 1


def _database(path: Path, shown: str, limits: Limits) -> pd.DataFrame:
    """The entries of a database of unit costs; `attrs` say what was read and what was refused."""
    if not path.is_file() or not path.resolve().is_relative_to(path.parent.resolve()):
        raise ValueModelError(Problem(shown, "is no file beside the model", "Put the database there, or leave out 'unit_costs'."))
    inspect(path, shown, limits)
    with Worker(limits) as worker:
        sheets: list[Sheet] = worker.call(_theme_sheets, shown, path, limits)
    if not sheets:
        what, mend = "has no sheet of the unit cost database", f"Its sheets are: {', '.join(THEME_SHEETS)}."
        raise ValueModelError(Problem(shown, what, mend))
    entries, refused = read_database({sheet.name: sheet.rows for sheet in sheets}, shown)
    told = [f"{row['code'] or 'a row'} of {row['sheet']}, row {row['row']}, {row['why']}" for row in refused.to_dict("records")]
    entries.attrs = {
        "edition": shown,
        "status": f"{len(entries):,} entries read, {len(refused):,} rows refused{': ' if told else ''}{'; '.join(told[:_TOLD])}",
    }
    return entries


_TOLD = 5
"""Refused rows that are named."""


def _theme_sheets(shown: str, path: Path, limits: Limits) -> list[Sheet]:
    """The sheets that hold entries; runs in a worker, for the file comes from elsewhere."""
    first = read_sheet(path, shown, limits)
    names = [name for name in (first.name, *first.others) if name.strip() in THEME_SHEETS]
    return [read_sheet(path, shown, limits, sheet=name) for name in names]


def check_models(place: Project) -> list[Problem]:
    """All that is wrong with a project's models, but for the passages that they cite, which need a base."""
    problems = list[Problem]()
    for file in model_files(place):
        try:
            read_value_model(place.folder / file, file, limits=place.limits)
        except (ValueModelError, SourceError) as fault:
            problems += fault.problems
    return problems
