"""Documents worked on in parts: each is cut, coded and looked through for personal data by itself, anywhere.

What comes out for a document depends on no other, so parts may be done in any order, by any process or machine, and together
they are what all documents at once would give. A part travels as Parquet, there and back. One that is done is kept beside the
base under a hash of all it rests on until the build ends, so that a build that was broken off goes on where it was.
"""

from __future__ import annotations

import gc
import hashlib
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

import numpy as np
import pandas as pd
from tqdm.auto import tqdm

from evidence.codebook import Codebook
from evidence.coding.rules import code_by_rules
from evidence.errors import SourceError
from evidence.inputs import CODED_BY, LOOKED_THROUGH_BY, READ_BY, SEGMENTED_BY, joint_hash, program
from evidence.model import TABLES, check_part
from evidence.pipeline.children import in_children
from evidence.pipeline.personal import counted, find_in_documents, get_ready
from evidence.privacy import method
from evidence.project import Limits
from evidence.segmentation import segment_documents
from evidence.sources.worker import Worker
from evidence.store import parquet, write_whole

SEGMENTS, CODINGS, PERSONAL_DATA = "segments", "codings", "personal_data"
"""What a part can be asked for: the names of the tables that come out."""

PERSONAL = "personal"
"""What is told of the personal data in a part of a survey; see `personal.counted`."""

CHARACTERS = 1_000_000
"""About how many characters of text one part holds: some 8,000 answers or a hundred case studies, a few seconds of work."""

FOLDER = "parts"
_LIMITS = Limits(seconds=3600, memory_mb=2000)
"""Of a child that works on parts: the texts are our own by now, so these are only to end what has gone wrong."""

_NEEDED = ["document_id", "kind", "survey_id", "question_id", "no_answer", "text"]

Frames = dict[str, pd.DataFrame]
Parcel = Mapping[str, bytes]
"""Tables as Parquet, by their names."""


class Opened(NamedTuple):
    """What a part is made from.

    frames: documents, blocks and questions; of a survey also surveys, options, respondents and answers.
    kept:   those that come out as they are, beside what is asked for.
    told:   what else is to be told of them, in plain JSON values.
    """

    frames: Frames
    kept: tuple[str, ...] = ()
    told: Mapping[str, Any] = MappingProxyType({})


class Given(Protocol):
    """What a part is made from, on its way to whoever makes it."""

    def fetched(self) -> Given:
        """The same with all that it needs of this machine's disk."""
        ...

    def opened(self) -> Opened:
        """The tables in it."""
        ...


@dataclass(frozen=True)
class Packed:
    """Tables as Parquet."""

    parcel: Parcel

    def fetched(self) -> Packed:
        """Itself."""
        return self

    def opened(self) -> Opened:
        """Its tables."""
        return Opened(unpacked(self.parcel))


@dataclass(frozen=True)
class Task:
    """One part: what it is made from, the codebook, what is asked for, and the hash of the programs that are to do it.

    key:  the same for what gives the same.
    size: how many texts it has, or rows of a survey.
    """

    key: str
    given: Given
    codebook: Codebook
    wanted: tuple[str, ...]
    programs: str
    size: int

    def fetched(self) -> Task:
        """The task as it travels to whoever does it."""
        return replace(self, given=self.given.fetched())


class Done(NamedTuple):
    """What came out of a part: tables as Parquet, and what else is to be told of it, in plain JSON values."""

    tables: Parcel
    told: Mapping[str, Any]


Run = Callable[[Sequence[Task]], Iterator[tuple[int, Done]]]
"""From tasks to the place of each and what came out, in any order."""


def programs() -> str:
    """Hash of the program text and the model that work on parts: the same hash, the same result."""
    return joint_hash(program(*READ_BY, *SEGMENTED_BY, *CODED_BY, *LOOKED_THROUGH_BY), method())


def work(task: Task) -> Done:
    """What is asked of one part. Runs in this process, in a child, or on another machine."""
    with without_collections():
        given = task.given.opened()
        documents = TABLES["documents"].frame(given.frames["documents"])
        done = {name: given.frames[name] for name in given.kept}
        segments = segment_documents(documents, given.frames["blocks"])
        if SEGMENTS in task.wanted:
            done[SEGMENTS] = segments
        if CODINGS in task.wanted:
            questions = given.frames["questions"]
            done[CODINGS] = code_by_rules(segments, documents, task.codebook, questions=questions, progress=False)
        if PERSONAL_DATA in task.wanted:
            done[PERSONAL_DATA] = find_in_documents(documents)
        if "surveys" not in given.frames:
            return Done(packed(done), given.told)
        # What is stored part by part is never seen whole, and so checked here.
        check_part({**given.frames, SEGMENTS: segments, **done, "codes": task.codebook.frame()})
        found = {PERSONAL: counted(given.frames, done[PERSONAL_DATA])} if PERSONAL_DATA in done else {}
        return Done(packed(done), {**given.told, **found})


@contextmanager
def without_collections() -> Iterator[None]:
    """Keep Python from looking for objects in circles: a part makes millions of small ones, none in a circle."""
    collected = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collected:
            gc.enable()


def tasks_of(tables: Mapping[str, pd.DataFrame], ids: pd.Series, codebook: Codebook, wanted: Iterable[str]) -> list[Task]:
    """The documents `ids` in parts, in their order, each with all it needs; none where nothing is wanted."""
    asked = tuple(wanted)
    if not asked or ids.empty:
        return []
    documents, blocks = tables["documents"], tables["blocks"]
    # Ids are looked up where some are asked for only: a million take a second.
    chosen = slice(None) if len(ids) == len(documents) else documents["document_id"].isin(ids)
    documents = documents.loc[chosen, _NEEDED]
    sizes = documents["text"].str.len().to_numpy(dtype=np.int64)
    which = (np.cumsum(sizes) - sizes) // CHARACTERS
    bounds = [0, *(np.flatnonzero(np.diff(which)) + 1), len(documents)]
    tasks = []
    for first, last in pairwise(bounds) if len(documents) else ():
        part = documents.iloc[first:last]
        mine = blocks[blocks["document_id"].isin(part["document_id"])] if len(blocks) else blocks
        parcel = packed({"documents": part, "blocks": mine, "questions": tables["questions"]})
        sums = [hashlib.sha256(parcel[name]).hexdigest() for name in sorted(parcel)]
        key = joint_hash(programs(), codebook.hash, *asked, *sums)
        tasks.append(Task(key, Packed(parcel), codebook, asked, programs(), len(part)))
    return tasks


def results(tasks: Sequence[Task], run: Run, out: Path, progress: bool | None) -> dict[str, list[pd.DataFrame]]:
    """What comes out of all tasks, by table, in their order; what an earlier build of the same has kept is not done again.

    run: how they are done; see `here` and `children`.
    out: the folder of the evidence base.
    """
    folder = out / FOLDER if len(tasks) > 1 else None
    done = {place: found for place, task in enumerate(tasks) if (found := _kept(task, folder)) is not None}
    left = [place for place in range(len(tasks)) if place not in done]
    bar = tqdm(
        desc="coding",
        total=sum(task.size for task in tasks),
        initial=sum(tasks[place].size for place in done),
        unit="text",
        disable=None if progress is None else not progress,
        leave=False,
    )
    with bar:
        for number, came in run([tasks[place] for place in left]):
            done[left[number]] = came.tables
            _keep(tasks[left[number]], came.tables, folder)
            bar.update(tasks[left[number]].size)
    tables: dict[str, list[pd.DataFrame]] = {SEGMENTS: [], CODINGS: [], PERSONAL_DATA: []}
    for place in sorted(done):
        for name, frame in unpacked(done.pop(place)).items():
            tables[name].append(frame)
    return tables


def here(tasks: Sequence[Task]) -> Iterator[tuple[int, Done]]:
    """The tasks done in this process, one after the other."""
    for place, task in enumerate(tasks):
        yield place, work(task.fetched())


def children(workers: int) -> Run:
    """The tasks done in so many child processes, or here if they are too few to be worth starting any."""

    def run(tasks: Sequence[Task]) -> Iterator[tuple[int, Done]]:
        if workers < 2 or len(tasks) < 2 * workers:
            return here(tasks)
        return in_children(_in_child, tasks, _LIMITS, workers)

    return run


def _in_child(task: Task, worker: Worker) -> Done:
    sent = task.fetched()
    try:
        return worker.call(work, sent)
    except SourceError:
        # A child that died costs its part only; and what fails again fails here, where its cause can be seen.
        return work(sent)


@contextmanager
def beside(soon: bool) -> Iterator[Callable[[Sequence[Task]], Callable[[], list[Frames]]]]:
    """A few tasks done in a child process while this one goes on: yields what starts them.

    soon:    whether tasks that look for personal data are to come: the child gets ready for them at once.
    returns: what starts them gives what waits for the tables of each.

    Whatever ends this early ends the child.
    """
    with Worker(_LIMITS) as worker, ThreadPoolExecutor(1) as pool:
        if soon:
            pool.submit(worker.call, get_ready)

        def start(tasks: Sequence[Task]) -> Callable[[], list[Frames]]:
            found = pool.submit(lambda: [_in_child(task, worker) for task in tasks])
            return lambda: [unpacked(done.tables) for done in found.result()]

        try:
            yield start
        except BaseException:
            worker.kill()
            raise


def packed(frames: Mapping[str, pd.DataFrame]) -> dict[str, bytes]:
    """Tables as Parquet."""
    return {name: parquet(frame) for name, frame in frames.items()}


def unpacked(parcel: Parcel) -> Frames:
    """The tables of a parcel.

    raises: OSError or ValueError, if it is damaged.
    """
    return {name: pd.read_parquet(io.BytesIO(data), page_checksum_verification=True) for name, data in parcel.items()}


def forget(out: Path) -> None:
    """Remove the parts that a build has kept: they are in the base now."""
    folder = out / FOLDER
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.suffix in (".parquet", ".json"):
            with suppress(OSError):
                path.unlink()
    with suppress(OSError):
        folder.rmdir()


def _kept(task: Task, folder: Path | None) -> Parcel | None:
    """What an earlier build kept of this task; None where it is not all there and sound."""
    if folder is None or not folder.is_dir():
        return None
    try:
        parcel = {name: (folder / f"{task.key}-{name}.parquet").read_bytes() for name in task.wanted}
        unpacked(parcel)
    except (OSError, ValueError):
        return None
    return parcel


def _keep(task: Task, found: Parcel, folder: Path | None) -> None:
    if folder is not None:
        # Where nothing can be written there is nothing to go on from; that the base cannot be written is told in its time.
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            for name, data in found.items():
                write_whole(folder / f"{task.key}-{name}.parquet", data)
