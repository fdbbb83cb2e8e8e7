"""Surveys read and worked on piece by piece, each stored as files of the base as soon as it is done.

So memory does not grow with a survey, a build that was broken off goes on where it was, and a survey that has not changed is
taken over without being read. Which rows are a piece depends on the export alone.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
from tqdm.auto import tqdm

from evidence.codebook import Codebook
from evidence.inputs import joint_hash
from evidence.model import TABLES
from evidence.pipeline.parts import (
    CODINGS,
    FOLDER,
    PERSONAL,
    PERSONAL_DATA,
    SEGMENTS,
    Done,
    Frames,
    Opened,
    Packed,
    Parcel,
    Run,
    Task,
    packed,
    programs,
    unpacked,
)
from evidence.project import Project
from evidence.sources.rows import Piece, fetched
from evidence.sources.surveys import Account, Export, Plan, read_piece
from evidence.store import Part, Stored, is_there, part_bytes, read_part, write_part, write_whole

READ = ("respondents", "answers", "documents")
"""Tables that the reading of a piece gives; segments, codings and personal data are made from them."""

_OF_SURVEY = ("surveys", "questions", "options")
_ACCOUNT = "account"


@dataclass(frozen=True)
class _FromExport:
    """A piece of an export and the tables of the survey; folder: of the project, while the bytes of the piece lie there."""

    plan: Plan
    piece: Piece
    survey: Parcel
    folder: Path | None

    def fetched(self) -> _FromExport:
        if self.folder is None:
            return self
        file = self.plan.survey["source_file"]
        return replace(self, piece=fetched(self.piece, self.folder / file, file), folder=None)

    def opened(self) -> Opened:
        frames, account = read_piece(self.plan, self.piece)
        blocks = {"blocks": TABLES["blocks"].empty()}
        return Opened({**unpacked(self.survey), **blocks, **frames}, READ, {_ACCOUNT: account.plain()})


@dataclass(frozen=True)
class _FromStore:
    """A part that is stored, of which something is to be made anew, and the tables of its survey."""

    part: Part
    survey: Parcel
    out: Path
    project: str

    def fetched(self) -> Packed:
        stored = part_bytes(self.part, READ, self.out, self.project)
        return Packed({**self.survey, **packed({"blocks": TABLES["blocks"].empty()}), **stored})

    def opened(self) -> Opened:
        return self.fetched().opened()


@dataclass(frozen=True)
class Surveys:
    """Surveys that a build stores part by part: the new exports by file, and the parts of an earlier base that still hold.

    reading: of each new export, the hash of all that reading it depends on.
    stale:   what must be made anew of the parts that still hold: names of tables.
    """

    exports: Mapping[str, Export]
    reading: Mapping[str, str]
    kept: Sequence[Part]
    stale: Sequence[str]


def stored_parts(
    surveys: Surveys, before: Stored | None, place: Project, codebook: Codebook, run: Run, progress: bool | None
) -> tuple[list[Part], dict[str, list[Account]]]:
    """The parts of all surveys, each on disk, in no order of the surveys; and of each new export the accounts of its pieces.

    raises: SourceError, if an export changes meanwhile; StoreError, if a part cannot be written.
    """
    made = [*_new(surveys, place.folder, codebook), *_anew(surveys, before, codebook, place)]
    known = {at: found for at, (task, _) in enumerate(made) if (found := _kept(task, place.out)) is not None}
    left = [at for at in range(len(made)) if at not in known]
    bar = tqdm(
        desc="coding",
        total=sum(task.size for task, _ in made),
        initial=sum(made[at][0].size for at in known),
        unit="row",
        disable=None if progress is None else not progress,
        leave=False,
    )
    with bar:
        for number, done in run([made[at][0] for at in left]):
            task, earlier = made[left[number]]
            known[left[number]] = _stored(task, earlier, done, place.out)
            bar.update(task.size)
    accounts: dict[str, list[Account]] = {file: [] for file in surveys.exports}
    parts = [] if surveys.stale else list(surveys.kept)
    for _, (part, told) in sorted(known.items()):
        parts.append(part)
        if _ACCOUNT in told:
            accounts[part.source_file].append(Account.of(told[_ACCOUNT]))
    return parts, accounts


def _new(surveys: Surveys, folder: Path, codebook: Codebook) -> Iterator[tuple[Task, Part]]:
    """A task for each piece of the new exports, and the part that it fills."""
    wanted = (SEGMENTS, CODINGS, PERSONAL_DATA)
    for file, export in surveys.exports.items():
        survey = packed(export.frames)
        for number, piece in enumerate(export.pieces):
            key = joint_hash(programs(), codebook.hash, file, surveys.reading[file], str(number))
            given = _FromExport(export.plan, piece, survey, folder)
            yield Task(key, given, codebook, wanted, programs(), len(piece.numbers)), Part(file, {}, {})


def _anew(surveys: Surveys, before: Stored | None, codebook: Codebook, place: Project) -> Iterator[tuple[Task, Part]]:
    """A task for each part of an earlier base of which something must be made anew, and the part."""
    if before is None or not surveys.stale:
        return
    wanted = tuple(surveys.stale)
    ids = before.tables["surveys"].set_index("source_file")["survey_id"]
    for part in surveys.kept:
        mine = {name: before.tables[name] for name in _OF_SURVEY}
        survey = packed({name: frame[frame["survey_id"] == ids[part.source_file]] for name, frame in mine.items()})
        sums = [str(entry["sha256"]) for entry in part.tables.values()]
        key = joint_hash(programs(), codebook.hash, part.source_file, *wanted, *sums)
        yield (
            Task(
                key,
                _FromStore(part, survey, place.out, place.name),
                codebook,
                wanted,
                programs(),
                rows_in([part]).get("documents", 0),
            ),
            part,
        )


def _stored(task: Task, part: Part, done: Done, out: Path) -> tuple[Part, Mapping[str, Any]]:
    """The part, with what was done for it on disk, and what else is told; both are noted, should the build be broken off."""
    new = write_part(part.source_file, done.tables, done.told.get(PERSONAL, part.personal), out)
    held = {name: entry for name, entry in part.tables.items() if name not in task.wanted}
    whole = replace(new, tables=dict(sorted({**held, **new.tables}.items())))
    told = {_ACCOUNT: done.told[_ACCOUNT]} if _ACCOUNT in done.told else {}
    # Where nothing can be noted there is nothing to go on from; that the base cannot be written is told in its time.
    with suppress(OSError):
        (out / FOLDER).mkdir(parents=True, exist_ok=True)
        write_whole(out / FOLDER / f"{task.key}.json", json.dumps({"part": asdict(whole), "told": told}).encode())
    return whole, told


def _kept(task: Task, out: Path) -> tuple[Part, Mapping[str, Any]] | None:
    """What a build that was broken off has stored of this task; None where it is not all there and sound."""
    try:
        noted = json.loads((out / FOLDER / f"{task.key}.json").read_bytes())
        part, told = Part(**noted["part"]), noted["told"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return (part, told) if is_there(part, out) else None


def rows_in(parts: Iterable[Part]) -> dict[str, int]:
    """How many rows of each table the parts hold."""
    rows = Counter[str]()
    for part in parts:
        rows.update({name: entry["rows"] for name, entry in part.tables.items()})
    return dict(rows)


def named_in(parts: Sequence[Part], surveys: pd.DataFrame, documents: set[str], out: Path, project: str) -> Frames:
    """The documents of these ids in the parts, and their segments.

    surveys: the table; an answer's id begins with that of its survey.
    """
    found: dict[str, list[pd.DataFrame]] = {"documents": [], "segments": []}
    of = dict(zip(surveys["source_file"], surveys["survey_id"], strict=True))
    asked = {document.partition("/")[0] for document in documents}
    for part in parts:
        if of[part.source_file] not in asked:
            continue
        for name, frame in read_part(part, found, out, project).items():
            found[name].append(frame[frame["document_id"].isin(documents)])
    empty = {name: TABLES[name].empty() for name in found}
    return {name: pd.concat(frames, ignore_index=True) if frames else empty[name] for name, frames in found.items()}
