"""The stages in their order: raw files -> documents -> segments -> codings -> the evidence base on disk.

The only room that knows the order. What an earlier build has done is taken over wherever nothing it rested on has
changed: a file is read again only if its bytes, its row of cases.csv, its survey's description, the limits or the
reading rooms changed; a document is coded again only if it was read again or the codebook or the coder changed.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pandas as pd
from tqdm.auto import tqdm

from evidence import store
from evidence.codebook import Codebook, read_codebook
from evidence.coding.human import check_codings, read_codings
from evidence.coding.rules import code_by_rules
from evidence.config import did_you_mean
from evidence.errors import EvidenceError, Problem, ProjectError, SourceError, StoreError, SurveyError
from evidence.model import MACHINE, TABLES, EvidenceBase
from evidence.project import CASE_STUDIES, CODINGS, SURVEYS, Project, find_project
from evidence.segmentation import segment_documents
from evidence.sources import case_studies, surveys
from evidence.sources.duplicates import find_duplicates
from evidence.sources.guard import inspect
from evidence.sources.register import Register, document_ids, read_register
from evidence.sources.worker import Worker

Frames = dict[str, pd.DataFrame]

_READ_BY = {
    "case_study": ("sources", "model.py", "config.py", "project.py"),
    "survey": ("sources", "model.py", "config.py", "project.py"),
    "codings": ("coding/human.py",),
}
_SEGMENTED_BY = ("segmentation.py",)
_CODED_BY = ("codebook.py", "nlp.py", "coding")
_LIBRARIES = ("mammoth", "pandas", "pyarrow", "pypdfium2", "pyreadstat", "python-calamine", "spacy", "striprtf", "trafilatura")


@dataclass(frozen=True)
class _Source:
    """A file to be read: what it holds, the hash of its bytes and of all that reading it depends on."""

    file: str
    kind: str
    sha256: str
    reading: str


def build(project: str | Path, *, out: str | Path | None = None, progress: bool | None = None) -> EvidenceBase:
    """Build the evidence base of a project, or bring it up to date, and store it.

    project:  the name of a folder under `data/raw/`, or a path to a project folder.
    out:      where the base goes; see `find_project`.
    progress: True shows progress bars, False none, None (the default) shows them in a terminal.
    raises:   ProjectError, CodebookError or SurveyError for settings that are wrong, with all that is wrong;
              CodingError for human codings that contradict each other; StoreError if the base cannot be written.
              A source file that cannot be read is no error: it becomes a row of `dropped`.
    """
    place = find_project(project, out)
    codebook = read_codebook(place.folder / "codebook.yaml", f"{place.name}/codebook.yaml")
    register = read_register(place)
    problems = [*register.problems, *_same_names(place)]
    if problems:
        raise ProjectError(problems)
    with store.locked(place.out):
        base = _assemble(place, codebook, register, _previous(place), progress)
        store.save(base, place.out)
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
    before, now = base.manifest["inputs"], _inputs(place)
    return sorted(file for file in {*before, *now} if before.get(file) != now.get(file))


def _previous(place: Project) -> EvidenceBase | None:
    """The base that an earlier build left, if it can be used."""
    try:
        return store.read(place.out, place.name)
    except StoreError:
        return None


def _assemble(
    place: Project, codebook: Codebook, register: Register, before: EvidenceBase | None, progress: bool | None
) -> EvidenceBase:
    sources = _sources(place, register)
    known = _known_readings(before)
    fresh = [source for source in sources if not source.sha256 or known.get(source.file) != source.reading]
    read = _read_all(place, register, [s for s in fresh if s.kind != "codings"], progress)
    taken = {source.file for source in sources if source.kind != "codings"} - {source.file for source in fresh}
    tables = _join(sources, register, _taken_over(before, taken), read)
    again = set(tables["documents"]["document_id"]) - _ids(before, taken)
    tables["segments"] = _segments(tables, before, again)
    machine, coding_key = _machine_codings(tables, codebook, before, again, progress)
    people = [
        read_codings(place.folder, s.file, tables["segments"], tables["documents"], codebook)
        for s in sources
        if s.kind == "codings"
    ]
    tables["codings"] = _stack("codings", [machine, *(frames["codings"] for frames in people)])
    for name in ("dropped", "tallies"):
        tables[name] = _stack(name, [tables[name], *(frames[name] for frames in people)])
    tables["codes"] = codebook.frame()
    tables["duplicates"] = _duplicates(tables["documents"], before, again)
    return EvidenceBase(tables, _manifest(place, codebook, coding_key))


def _sources(place: Project, register: Register) -> list[_Source]:
    limits = json.dumps(asdict(place.limits))
    ids = document_ids(place.files(CASE_STUDIES))
    found = []
    for kind, file in _source_files(place):
        sha256 = _sha256(place, file)
        beside = ""
        if kind == "case_study":
            beside = json.dumps([ids[file], register.entries.get(file, {})], sort_keys=True)
        elif kind == "survey":
            beside = _sha256(place, _description(file))
        reading = _hash(sha256, beside, limits, _rooms(*_READ_BY[kind]))
        found.append(_Source(file, kind, sha256, reading))
    return found


def _source_files(place: Project) -> Iterator[tuple[str, str]]:
    """The kind and path of each file to be read, in the order in which they stand in the evidence base."""
    yield from (("case_study", file) for file in place.files(CASE_STUDIES))
    descriptions = {_description(file) for file in place.files(SURVEYS) if Path(file).suffix.lower() in surveys.SUFFIXES}
    yield from (("survey", file) for file in place.files(SURVEYS) if file not in descriptions)
    yield from (("codings", file) for file in place.files(CODINGS) if file.lower().endswith(".csv"))


def _description(file: str) -> str:
    return str(Path(file).with_suffix(".yaml").as_posix())


def _known_readings(before: EvidenceBase | None) -> dict[str, str]:
    if before is None:
        return {}
    table = before.tables["sources"]
    return dict(zip(table["source_file"], table["reading"], strict=True))


def _read_all(place: Project, register: Register, sources: Sequence[_Source], progress: bool | None) -> list[Frames]:
    """What each of `sources` holds, in their order; each is read in a child process, several at a time."""
    if not sources:
        return []
    ids = document_ids(place.files(CASE_STUDIES))
    idle: SimpleQueue[Worker] = SimpleQueue()
    with ExitStack() as stack:
        workers = min(len(sources), os.cpu_count() or 1)
        for _ in range(workers):
            idle.put(stack.enter_context(Worker(place.limits)))

        def read(source: _Source) -> Frames:
            worker = idle.get()
            try:
                return _read_one(place, register, ids, source, worker)
            finally:
                idle.put(worker)

        with ThreadPoolExecutor(workers) as pool:
            return list(tqdm(pool.map(read, sources), "reading", len(sources), unit="file", **_bar(progress)))


def _bar(progress: bool | None) -> dict[str, Any]:
    return {"disable": None if progress is None else not progress, "leave": False}


def _read_one(place: Project, register: Register, ids: Mapping[str, str], source: _Source, worker: Worker) -> Frames:
    """The rows that one file gives, with its row of `sources`."""
    file = source.file
    refused = case_studies.refused if source.kind == "case_study" else surveys.refused
    try:
        if source.kind == "case_study":
            entry = register.entries.get(file, {})
            frames: Frames = worker.call(case_studies.read_case_study, place.folder, file, ids[file], entry, place.limits)
        else:
            frames = worker.call(surveys.read_survey, place.folder, file, place.limits)
    except SourceError as fault:
        frames = refused(file, fault.problems[0])
    row = {"source_file": file, "kind": source.kind, "sha256": source.sha256, "reading": source.reading}
    cases = frames.pop("cases", TABLES["cases"].empty())
    row |= {name: value for case in cases.to_dict("records") for name, value in case.items()}
    return {**frames, "sources": TABLES["sources"].frame([row])}


def _taken_over(before: EvidenceBase | None, files: set[str]) -> Frames:
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
    tables["case_attributes"] = register.attributes(dict(zip(given["source_file"], given["case_id"], strict=True)))
    return tables


def _in_order(table: pd.DataFrame, column: str, order: Iterable[str]) -> pd.DataFrame:
    rank = {value: place for place, value in enumerate(order)}
    return table.iloc[table[column].map(rank).argsort(kind="stable")].reset_index(drop=True)


def _stack(name: str, frames: Iterable[pd.DataFrame | None]) -> pd.DataFrame:
    filled = [frame for frame in frames if frame is not None and not frame.empty]
    return TABLES[name].frame(pd.concat(filled, ignore_index=True)) if filled else TABLES[name].empty()


def _ids(before: EvidenceBase | None, files: set[str]) -> set[str]:
    """The documents of an earlier base that came from `files` and were segmented as they would be now."""
    if before is None or before.manifest.get("segmentation") != _rooms(*_SEGMENTED_BY):
        return set()
    documents = before.tables["documents"]
    return set(documents.loc[documents["source_file"].isin(files), "document_id"])


def _segments(tables: Frames, before: EvidenceBase | None, again: set[str]) -> pd.DataFrame:
    documents, blocks = tables["documents"], tables["blocks"]
    new = segment_documents(documents[documents["document_id"].isin(again)], blocks[blocks["document_id"].isin(again)])
    old = None
    if before is not None:
        segments = before.tables["segments"]
        old = segments[segments["document_id"].isin(set(documents["document_id"]) - again)]
    return _in_order(_stack("segments", [old, new]), "document_id", documents["document_id"])


def _machine_codings(
    tables: Frames, codebook: Codebook, before: EvidenceBase | None, again: set[str], progress: bool | None
) -> tuple[pd.DataFrame, str]:
    """The machine's codings of every segment, and the hash of what they rest on."""
    key = _hash(codebook.hash, _rooms(*_CODED_BY))
    segments, documents = tables["segments"], tables["documents"]
    old = None
    if before is not None and before.manifest.get("coding") == key:
        codings = before.tables["codings"]
        kept = segments.loc[~segments["document_id"].isin(again), "segment_id"]
        old = codings[(codings["coder_kind"] == MACHINE) & codings["segment_id"].isin(kept)]
        segments = segments[segments["document_id"].isin(again)]
        documents = documents[documents["document_id"].isin(again)]
    new = code_by_rules(segments, documents, codebook, questions=tables["questions"], progress=progress)
    return _in_order(_stack("codings", [old, new]), "segment_id", tables["segments"]["segment_id"]), key


def _duplicates(documents: pd.DataFrame, before: EvidenceBase | None, again: set[str]) -> pd.DataFrame:
    if before is not None and not again and set(before.tables["documents"]["document_id"]) == set(documents["document_id"]):
        return before.tables["duplicates"]
    return find_duplicates(documents)


def _manifest(place: Project, codebook: Codebook, coding_key: str) -> dict[str, Any]:
    """What the base was made from, in plain JSON values: no clock, no path of this machine."""
    return {
        "project": {
            "name": place.name,
            "title": place.title,
            "question": place.question,
            "description": place.description,
            "notice": place.notice,
        },
        "publication": dict(place.publication),
        "seed": place.seed,
        "codebook": {"title": codebook.title, "version": codebook.version, "hash": codebook.hash},
        "coding": coding_key,
        "segmentation": _rooms(*_SEGMENTED_BY),
        "inputs": _inputs(place),
        "versions": {"evidence": version("evidence"), **{library: version(library) for library in _LIBRARIES}},
    }


def _inputs(place: Project) -> dict[str, str]:
    """Every file that the base and its report are made from, and the hash of its bytes."""
    files = [file for file in ("project.yaml", "codebook.yaml", "cases.csv", "findings.yaml") if (place.folder / file).is_file()]
    files += [file for folder in (CASE_STUDIES, SURVEYS, CODINGS) for file in place.files(folder)]
    return {file: _sha256(place, file) for file in files}


def _sha256(place: Project, file: str) -> str:
    """The hash of a file's bytes; empty for what is no plain file of the project or cannot be read."""
    path = place.folder / file
    try:
        if not path.is_file() or not path.resolve().is_relative_to(place.folder.resolve()):
            return ""
        with path.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError:
        return ""


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


@cache
def _rooms(*names: str) -> str:
    """Hash of the program text of some rooms: what they did is done again when they change."""
    package = Path(__file__).parent
    paths = [
        path for name in names for path in ((package / name).rglob("*.py") if (package / name).is_dir() else [package / name])
    ]
    return _hash(*(path.read_text(encoding="utf-8") for path in sorted(paths)))


def check(project: str | Path) -> list[Problem]:
    """All that is wrong with a project folder, found without building anything; empty if all is well."""
    try:
        place = find_project(project)
    except ProjectError as fault:
        return list(fault.problems)
    problems = _same_names(place)
    codebook = None
    try:
        codebook = read_codebook(place.folder / "codebook.yaml", f"{place.name}/codebook.yaml")
    except EvidenceError as fault:
        problems += fault.problems
    problems += read_register(place).problems
    if not any(kind != "codings" for kind, _ in _source_files(place)):
        mend = f"Put case studies into {CASE_STUDIES}/ or survey exports into {SURVEYS}/."
        problems.append(Problem(place.name, "holds nothing to read", mend))
    for kind, file in _source_files(place):
        problems += _check_source(place, kind, file, codebook)
    return problems


def _check_source(place: Project, kind: str, file: str, codebook: Codebook | None) -> list[Problem]:
    if kind == "codings":
        return check_codings(place.folder, file, codebook) if codebook is not None else []
    suffixes = case_studies.SUFFIXES if kind == "case_study" else surveys.SUFFIXES
    suffix = Path(file).suffix.lower()
    if suffix not in suffixes:
        known = ", ".join(sorted(suffixes))
        return [Problem(file, f"is of a kind that is not read{did_you_mean(suffix, suffixes)}", f"Save it as one of: {known}.")]
    try:
        inspect(place.folder / file, file, place.limits)
        return surveys.check_survey(place.folder, file, place.limits) if kind == "survey" else []
    except (SourceError, SurveyError) as fault:
        return list(fault.problems)


def _same_names(place: Project) -> list[Problem]:
    """Survey exports that would share one description and one name."""
    stems: dict[str, str] = {}
    problems = []
    for kind, file in _source_files(place):
        if kind != "survey" or Path(file).suffix.lower() not in surveys.SUFFIXES:
            continue
        stem = Path(file).stem.lower()
        if stem in stems:
            problems.append(Problem(file, f"has the same name as {stems[stem]}", "Rename one of the two, with its .yaml."))
        stems.setdefault(stem, file)
    return problems
