"""From the files of a project to its evidence base, taking over from the base before it what still holds."""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from tqdm.auto import tqdm

from evidence.codebook import Codebook, read_codebook
from evidence.coded import worked_out
from evidence.coding.human import documents_named, read_codings
from evidence.errors import LimitError, Problem, ProjectError, SourceError
from evidence.findings import documents_cited
from evidence.inputs import (
    CODED_BY,
    READ_BY,
    SEGMENTED_BY,
    description,
    joint_hash,
    other_answers,
    program,
    source_files,
)
from evidence.model import PERSON, TABLES, EvidenceBase
from evidence.pairs import pairs_of
from evidence.pipeline.changing import FINDINGS
from evidence.pipeline.children import in_children
from evidence.pipeline.parts import (
    CODINGS,
    PERSONAL_DATA,
    SEGMENTS,
    Run,
    beside,
    results,
    tasks_of,
)
from evidence.pipeline.personal import counted, looked_alike, together, told
from evidence.pipeline.studies import ALONE, case_studies_in
from evidence.pipeline.surveying import Surveys, named_in, rows_in, stored_parts
from evidence.pipeline.telling import left_out, summary
from evidence.privacy import method
from evidence.project import CASE_STUDIES, MODEL, RULES, Limits, Project, printable
from evidence.sources import case_studies, rows, surveys
from evidence.sources.duplicates import find_duplicates
from evidence.sources.register import Register, case_attributes, document_ids, read_register
from evidence.sources.surveys import Export
from evidence.sources.worker import Worker
from evidence.store import Part, Stored, read_part

Frames = dict[str, pd.DataFrame]


@dataclass(frozen=True)
class Doing:
    """How a base is put together: who does the parts, how many processes read, where it goes, whether progress is shown."""

    run: Run
    workers: int
    out: Path
    progress: bool | None


@dataclass(frozen=True)
class _Source:
    """A file to be read: what it holds, the hash of its bytes and of all that reading it depends on."""

    file: str
    kind: str
    sha256: str
    reading: str


@dataclass(frozen=True)
class _Setting:
    """What all steps of a build work with; before: the base of an earlier build, if there is one that can be used."""

    place: Project
    codebook: Codebook
    before: Stored | None
    doing: Doing


class Made(NamedTuple):
    """A base, and what of it is at hand: all but the parts of surveys, of which only what people decided on or cite."""

    base: Stored
    near: EvidenceBase


def assemble(place: Project, now: Mapping[str, Any], before: Stored | None, doing: Doing) -> Made:
    """The evidence base of a project; the parts of its surveys are on disk by then.

    now:    the stamp of the project, taken before: what changes while the base is made is found by the next build.
    before: the base of an earlier build, if there is one that can be used.
    doing:  how parts are done, how many processes read, and whether to show progress.
    raises: ProjectError, CodebookError, SurveyError, CodingError or StoreError, as `evidence.build`; SourceError, if an export
            is written to meanwhile.
    """
    codebook = read_codebook(place.folder / "codebook.yaml", f"{place.name}/codebook.yaml")
    register = read_register(place)
    problems = [*register.problems, *same_names(place)]
    if problems:
        raise ProjectError(problems)
    setting = _Setting(place, codebook, before, doing)
    sources = _sources(place, register, now["inputs"])
    known = _known_readings(before)
    # A file that cannot be read at all has no hash of its own, and is tried each time.
    fresh = {source for source in sources if not source.sha256 or known.get(source.file) != source.reading}
    to_read = [source for source in sources if source in fresh and source.kind != "codings"]
    taken = {source.file for source in sources if source not in fresh and source.kind != "codings"}
    # Names are found by a model that takes a second to load: for a few documents that is done while all else goes on.
    soon = doing.workers > 1 and 0 < len(to_read) <= FEW and {source.kind for source in to_read} == {"case_study"}
    with beside(soon) as start:
        opened = _read_all(place, register, to_read, doing)
        read, parts = _with_surveys(opened, to_read, taken, setting)
        tables = _join(sources, register, _taken_over(before, taken), read)
        again = _without(tables["documents"]["document_id"], _still_cut(before, taken))
        few = again if doing.workers > 1 and len(again) <= FEW else again.iloc[:0]
        looked_through = start(tasks_of(tables, few, codebook, [PERSONAL_DATA]))
        wanted = [SEGMENTS, CODINGS] if len(few) else [SEGMENTS, CODINGS, PERSONAL_DATA]
        tables["duplicates"] = _duplicates(tables["documents"], before, again)
        tables |= _worked_on(tables, again, wanted, setting)
        of_surveys, learned_from = _judge(tables, parts, sources, setting)
        studies = case_studies_in(tables)
        paired = pairs_of(studies, place.folder)
        tables |= {name: _stack(name, [tables[name], paired[name]]) for name in ("pairs", "dropped", "tallies")}
        found = [frames[PERSONAL_DATA] for frames in looked_through()]
    if found:
        personal = _stack(PERSONAL_DATA, [tables[PERSONAL_DATA], *found])
        tables[PERSONAL_DATA] = _in_order(personal, "document_id", tables["documents"]["document_id"])
    manifest = {**_manifest(place, codebook, tables, parts), "learned_from": learned_from, **now}
    # What else lies in the parts was checked as it was made.
    near = EvidenceBase(tables | {name: _stack(name, [tables[name], frame]) for name, frame in of_surveys.items() if len(frame)})
    worked_out(near, ALONE, lambda: studies)  # with what was worked out from them, for the record of changes
    return Made(Stored(tables, parts, manifest), near)


FEW = 50
"""Documents that are looked through for personal data by one process, while another does the rest of a build."""


def _with_surveys(
    read: Sequence[Frames | Export], sources: Sequence[_Source], taken: Container[str], setting: _Setting
) -> tuple[list[Frames], list[Part]]:
    """The tables that each of `sources` gives, without what lies in the parts of surveys; and the parts, in their order.

    taken: files of which what an earlier base holds is taken over.
    """
    place, codebook, before, doing = setting.place, setting.codebook, setting.before, setting.doing
    exports = {source.file: found for source, found in zip(sources, read, strict=True) if isinstance(found, Export)}
    stale = _stale(before, codebook)
    if before is not None and not _done_before(before, "segmentation", SEGMENTED_BY):
        stale = [SEGMENTS, CODINGS, *(name for name in stale if name != CODINGS)]
    kept = [part for part in before.parts if part.source_file in taken] if before is not None else []
    reading = {source.file: source.reading for source in sources}
    surveys_now = Surveys(exports, reading, kept, stale)
    found, told = stored_parts(surveys_now, before, place, codebook, doing.run, doing.progress)
    frames = []
    for source, one in zip(sources, read, strict=True):
        if isinstance(one, Export):
            account = surveys.accounts(source.file, one, told[source.file])
            frames.append({**one.frames, **account, "sources": _source_row(source)})
        else:
            frames.append(one)
    order = {file: number for number, (_, file) in enumerate(source_files(place))}
    return frames, sorted(found, key=lambda part: order[part.source_file])


def _judge(tables: Frames, parts: Sequence[Part], sources: Iterable[_Source], setting: _Setting) -> tuple[Frames, str]:
    """Add people's codings and the model's to `tables`, and the codes.

    returns: the documents and segments of surveys that were looked up for them, and the hash of the model's lessons.
    """
    place, codebook, before, doing = setting.place, setting.codebook, setting.before, setting.doing
    files = [source.file for source in sources if source.kind == "codings"]
    if MODEL in place.coders:
        # The learning coder learns from all and is asked all: it needs the surveys whole.
        found = {name: _stack(name, [read_part(part, [name], doing.out, place.name)[name] for part in parts]) for name in _CODED}
    else:
        named = {document for file in files for document in documents_named(place.folder, file)}
        named |= documents_cited(place.folder / FINDINGS, FINDINGS)
        found = named_in(parts, tables["surveys"], named, doing.out, place.name)
    whole = {name: _stack(name, [tables[name], found[name]]) if len(found[name]) else tables[name] for name in _CODED}
    for file in files:
        people = read_codings(place.folder, file, whole["segments"], whole["documents"], codebook)
        tables |= {name: _stack(name, [tables[name], people[name]]) for name in ("codings", "dropped", "tallies")}
    learned_from = ""
    if MODEL in place.coders:
        asked = {**tables, **whole}
        learned_from = _lessons(asked, codebook)
        model = _model_codings(asked, codebook, place.seed, before, learned_from, doing.progress)
        tables["codings"] = _stack("codings", [tables["codings"], model])
    tables["codes"] = codebook.frame()
    tables["pairs"] = TABLES["pairs"].empty()
    return found, learned_from


_CODED = ("documents", "segments")
"""Tables in which what people's and the model's codings are about is looked up."""


def same_names(place: Project) -> list[Problem]:
    """Survey exports that would share one description and one name."""
    first: dict[str, str] = {}
    problems = []
    for kind, file in source_files(place):
        if kind != "survey" or PurePosixPath(file).suffix.lower() not in surveys.SUFFIXES:
            continue
        stem = PurePosixPath(file).stem.lower()
        if stem in first:
            problems.append(Problem(file, f"has the same name as {first[stem]}", "Rename one of the two, with its .yaml."))
        first.setdefault(stem, file)
    return problems


def _manifest(place: Project, codebook: Codebook, tables: Frames, parts: Sequence[Part]) -> dict[str, Any]:
    """What the base was made from, in plain JSON values: no clock, no path of this machine."""
    project = {name: getattr(place, name) for name in ("name", "title", "question", "description", "notice")}
    personal = together([counted(tables, tables["personal_data"]), *(part.personal for part in parts)])
    lines = [summary(tables, rows_in(parts), project), told(personal)]
    return {
        "project": project,
        "publication": dict(place.publication),
        "seed": place.seed,
        "codebook": {"title": codebook.title, "version": codebook.version, "hash": codebook.hash},
        "summary": "\n".join(filter(None, lines)),
        "personal_data": {"by": method(), "answers": personal["answers"]},
        "left_out": left_out(tables["dropped"]),
        "try_again": bool((tables["sources"]["reading"] == "").any()),
    }


def _sources(place: Project, register: Register, hashes: Mapping[str, str]) -> list[_Source]:
    limits = json.dumps(asdict(place.limits))
    ids = document_ids(place.files(CASE_STUDIES))
    found = []
    for kind, file in source_files(place):
        if printable(file) != file:
            found.append(_Source(printable(file), kind, "", ""))
            continue
        beside = ""
        if kind == "case_study":
            beside = json.dumps([ids[file], register.entries.get(file, {})], sort_keys=True)
        elif kind == "survey":
            beside = joint_hash(*(hashes.get(path, "") for path in (description(file), other_answers(file))))
        sha256 = hashes.get(file, "")  # a file that has come since has none, and is read again by the next build
        found.append(_Source(file, kind, sha256, joint_hash(sha256, beside, limits, program(*READ_BY))))
    return found


def _known_readings(before: Stored | None) -> dict[str, str]:
    if before is None:
        return {}
    table = before.tables["sources"]
    return dict(zip(table["source_file"], table["reading"], strict=True))


def _read_all(place: Project, register: Register, sources: Sequence[_Source], doing: Doing) -> list[Frames | Export]:
    """What each of `sources` holds, in their order; each is read in a child process, several at a time.

    A survey is gone through only: its pieces are read later.
    """
    if not sources:
        return []
    ids = document_ids(place.files(CASE_STUDIES))

    def read(source: _Source, worker: Worker) -> Frames | Export:
        return _read_one(place, register, ids, source, worker)

    # Files of the same limits together: a large survey must not let a small file beside it take as much.
    alike: dict[Limits, list[int]] = {}
    for number, source in enumerate(sources):
        alike.setdefault(_limits(place, source), []).append(number)
    found: dict[int, Frames | Export] = {}
    with tqdm(desc="reading", total=len(sources), unit="file", **_bar(doing.progress)) as bar:
        for limits, numbers in alike.items():
            for at, frames in in_children(read, [sources[number] for number in numbers], limits, doing.workers):
                found[numbers[at]] = frames
                bar.update()
    return [found[number] for number in range(len(sources))]


def _limits(place: Project, source: _Source) -> Limits:
    """The limits of a file's reader: a survey as csv may take as long and as much memory as so many rows need."""
    path = place.folder / source.file
    if source.kind != "survey" or not source.sha256 or path.suffix.lower() not in (".csv", ".tsv"):
        return place.limits
    allowed = min(path.stat().st_size / 1e6, place.limits.csv_mb)
    return replace(
        place.limits,
        seconds=max(place.limits.seconds, round(_SECONDS_A_MEGABYTE * allowed)),
        memory_mb=max(place.limits.memory_mb, round(_MEMORY_OF_A_READER + _TIMES_ITS_SIZE * allowed)),
    )


_SECONDS_A_MEGABYTE = 4
"""Ten times what a quiet machine takes to read a survey of twenty words an answer."""
_MEMORY_OF_A_READER, _TIMES_ITS_SIZE = 400, 10
"""Megabytes that a reader takes before it reads, and how many times the size of a csv its cells and tables are at their most."""


def _bar(progress: bool | None) -> dict[str, Any]:
    return {"disable": None if progress is None else not progress, "leave": False}


def _read_one(place: Project, register: Register, ids: Mapping[str, str], source: _Source, worker: Worker) -> Frames | Export:
    """The rows that one file gives, with its row of `sources`; a survey that can be read, gone through."""
    file = source.file
    refused = case_studies.refused if source.kind == "case_study" else surveys.refused
    try:
        if not source.reading:
            raise SourceError(Problem(file, "has a name that is not UTF-8", "Rename it with plain letters."))
        if source.kind != "case_study":
            return worker.call(surveys.open_survey, place.folder, file, place.limits, rows.PORTION)
        entry = register.entries.get(file, {})
        frames = worker.call(case_studies.read_case_study, place.folder, file, ids[file], entry, place.limits)
    except SourceError as fault:
        frames = refused(file, fault.problems[0])
        # What was lost to a limit is worth another try, on a quieter machine.
        source = replace(source, reading="") if isinstance(fault, LimitError) else source
    cases = frames.pop("cases", TABLES["cases"].empty())
    return {**frames, "sources": _source_row(source, cases)}


def _source_row(source: _Source, cases: pd.DataFrame | None = None) -> pd.DataFrame:
    """The row of `sources` of a file; cases: the row of the case that it is about."""
    row: dict[str, Any] = {"source_file": source.file, "kind": source.kind, "sha256": source.sha256, "reading": source.reading}
    for case in cases.to_dict("records") if cases is not None else ():
        row |= {str(name): value for name, value in case.items()}
    return TABLES["sources"].frame([row])


def _taken_over(before: Stored | None, files: set[str]) -> Frames:
    """The rows of an earlier base that came from `files`."""
    if before is None or not files:
        return {}
    tables = before.tables
    kept = {name: tables[name][tables[name]["source_file"].isin(files)] for name in _OF_FILE}
    for name in _OF_SURVEY:
        kept[name] = tables[name][tables[name]["survey_id"].isin(kept["surveys"]["survey_id"])]
    kept["blocks"] = tables["blocks"][tables["blocks"]["document_id"].isin(kept["documents"]["document_id"])]
    return kept


_OF_FILE = ("sources", "surveys", "documents", "dropped", "tallies")
_OF_SURVEY = ("questions", "options", "respondents", "answers")
"""The last two are empty here: people and their answers lie in parts."""


def _join(sources: Sequence[_Source], register: Register, taken: Frames, read: Sequence[Frames]) -> Frames:
    """The tables of all files together, in the order of the files; cases and their attributes are made from them."""
    tables = {
        name: _stack(name, [taken.get(name), *(frames.get(name) for frames in read)])
        for name in (*_OF_FILE, *_OF_SURVEY, "blocks")
    }
    files = [source.file for source in sources]
    for name in _OF_FILE:
        tables[name] = _in_order(tables[name], "source_file", files)
    for name in _OF_SURVEY:
        tables[name] = _in_order(tables[name], "survey_id", tables["surveys"]["survey_id"])
    tables["blocks"] = _in_order(tables["blocks"], "document_id", tables["documents"]["document_id"])
    given = tables["sources"].dropna(subset=["case_id"])
    tables["cases"] = case_studies.join_cases(given[list(TABLES["cases"].columns)])
    tables["case_attributes"] = case_attributes(register, dict(zip(given["source_file"], given["case_id"], strict=True)))
    return tables


def _in_order(table: pd.DataFrame, column: str, order: Iterable[str]) -> pd.DataFrame:
    rank = {value: place for place, value in enumerate(order)}
    codes, values = pd.factorize(table[column])
    places = np.array([rank.get(value, len(rank)) for value in values], dtype=np.int64)[codes]
    if (np.diff(places) >= 0).all():
        return table.reset_index(drop=True)  # a survey of a million answers is not copied to be put where it is
    return table.iloc[places.argsort(kind="stable")].reset_index(drop=True)


def _stack(name: str, frames: Iterable[pd.DataFrame | None]) -> pd.DataFrame:
    filled = [frame for frame in frames if frame is not None and not frame.empty]
    return TABLES[name].frame(pd.concat(filled, ignore_index=True)) if filled else TABLES[name].empty()


def _done_before(before: Stored | None, what: str, by: tuple[str, ...]) -> bool:
    """Whether the rooms that did `what` for an earlier base are as they were."""
    return before is not None and before.manifest.get("program", {}).get(what) == program(*by)


def _still_cut(before: Stored | None, files: set[str]) -> pd.Series:
    """The documents of an earlier base that came from `files` and were segmented as they would be now."""
    if before is None or not _done_before(before, "segmentation", SEGMENTED_BY):
        return TABLES["documents"].empty()["document_id"]
    documents = before.tables["documents"]
    return documents.loc[documents["source_file"].isin(files), "document_id"]


def _without(ids: pd.Series, others: pd.Series) -> pd.Series:
    """The ids that are none of the others; columns, as a million ids weigh five times as much in a set."""
    return ids if others.empty else ids[~ids.isin(others)]


def _worked_on(tables: Frames, again: pd.Series, wanted: Sequence[str], setting: _Setting) -> Frames:
    """Segments, the rules' codings and personal data of every document; those of an earlier base where they still hold.

    again:  documents that no earlier base holds as they are; of the others only what other programs or another codebook would
            make otherwise is done again.
    wanted: what is asked for of these: the names of tables.
    """
    codebook, before, doing = setting.codebook, setting.before, setting.doing
    order = tables["documents"]["document_id"]
    stale, same = _stale(before, codebook), _without(order, again) if len(again) < len(order) else order.iloc[:0]
    tasks = [
        *tasks_of(tables, again, codebook, wanted),
        *tasks_of(tables, same, codebook, stale),
    ]
    found = results(tasks, doing.run, doing.out, doing.progress)
    kept = _kept_work(before, same, stale)
    tables = {name: _stack(name, [kept.get(name), *found.pop(name)]) for name in (SEGMENTS, CODINGS, PERSONAL_DATA)}
    if kept:  # else all is in the order of the documents already
        tables[SEGMENTS] = _in_order(tables[SEGMENTS], "document_id", order)
        tables[CODINGS] = _in_order(tables[CODINGS], "segment_id", tables[SEGMENTS]["segment_id"])
        tables[PERSONAL_DATA] = _in_order(tables[PERSONAL_DATA], "document_id", order)
    return tables


def _stale(before: Stored | None, codebook: Codebook) -> list[str]:
    """What must be done again for documents that are as they were: the names of tables."""
    if before is None:
        return []
    same_codes = before.manifest["codebook"]["hash"] == codebook.hash and _done_before(before, "coding", CODED_BY)
    return [CODINGS] * (not same_codes) + [PERSONAL_DATA] * (not looked_alike(before))


def _kept_work(before: Stored | None, ids: pd.Series, stale: Sequence[str]) -> Frames:
    """What an earlier base holds of the documents `ids`, without what is stale."""
    if before is None or ids.empty:
        return {}
    segments = before.tables[SEGMENTS]
    kept = {SEGMENTS: segments[segments["document_id"].isin(ids)]}
    if CODINGS not in stale:
        codings = before.tables[CODINGS]
        of_rules = codings[codings["coder"] == RULES]
        kept[CODINGS] = of_rules[of_rules["segment_id"].isin(kept[SEGMENTS]["segment_id"])]
    if PERSONAL_DATA not in stale:
        personal = before.tables[PERSONAL_DATA]
        kept[PERSONAL_DATA] = personal[personal["document_id"].isin(ids)]
    return kept


def _lessons(tables: Frames, codebook: Codebook) -> str:
    """Hash of all that the learning coder learns from and is asked: the same lessons give the same codings."""
    people = tables["codings"].loc[
        tables["codings"]["coder_kind"] == PERSON, ["segment_id", "code", "coder", "applied", "polarity"]
    ]
    asked = tables["segments"][["segment_id", "text"]]
    texts = [people.to_json(orient="values"), asked.to_json(orient="values"), tables["questions"].to_json(orient="values")]
    return joint_hash(codebook.hash, program(*CODED_BY), *texts)


def _model_codings(
    tables: Frames, codebook: Codebook, seed: int, before: Stored | None, lessons: str, progress: bool | None
) -> pd.DataFrame:
    """The learning coder's codings of every segment; those of an earlier base where its lessons are the same."""
    if before is not None and before.manifest.get("learned_from") == lessons:
        codings = before.tables["codings"]
        return codings[codings["coder"] == MODEL]
    # The learner and its embedding model take seconds to import, and most projects do without.
    from evidence.coding.classifier import code_by_model

    human = tables["codings"][tables["codings"]["coder_kind"] == PERSON]
    segments, documents, questions = tables["segments"], tables["documents"], tables["questions"]
    return code_by_model(segments, documents, codebook, human, questions=questions, seed=seed, progress=progress)


def _duplicates(documents: pd.DataFrame, before: Stored | None, again: pd.Series) -> pd.DataFrame:
    if before is not None and again.empty and set(before.tables["documents"]["document_id"]) == set(documents["document_id"]):
        return before.tables["duplicates"]
    return find_duplicates(documents)
