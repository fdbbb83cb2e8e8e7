"""The gate: nothing leaves unless every word was read, the last look finds nothing, and it is on record who let it out."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, NamedTuple, TypeVar

from evidence.disclosure.release import Cells, audit
from evidence.errors import Problem, PublicationError
from evidence.model import EvidenceBase
from evidence.privacy import find_personal_data, method
from evidence.project import Project
from evidence.report.blocks import Brand, Cell, Part, Piece, Report, Source, Table
from evidence.report.changes import LAST_PUBLISHED
from evidence.report.publishing import decisions as taken
from evidence.report.publishing.decisions import MORE, NO, Decision
from evidence.report.publishing.masking import LEFT_OUT, Masked, Span, masked_report, texts_in, to_mask
from evidence.report.publishing.scan import TERMS, Stop, scan, without_hashes
from evidence.report.publishing.sheet import Item, read_sheet_back, to_sheet
from evidence.report.references import veiled
from evidence.store import locked, write_file, write_whole
from evidence.textfiles import csv_bytes, guarded

RECORD = "publication/publications.jsonl"
"""Under the project folder: one line for each publication, with the hash of each file."""
PUBLISHED = "reports/published"
BLOCKED = "publication/blocked.csv"
"""Under the folder of the evidence base: what the last look found, with its words, for a person to judge."""
DRAFT = "Draft: not for publication. Personal data that was found is masked; no one has read the words yet."

_Any = TypeVar("_Any")
Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Ready:
    """A report as it would be published, and what is decided of its words.

    report: masked, without the quotes that were refused, its documents cut to what is quoted, its answers known by
            references that lead no outsider to a row of the survey.
    items:  every text that a person must have read.
    open:   those of them that no one has decided on.
    masked: what is masked in the documents.
    left_out: segments that a reviewer left out.
    """

    report: Report
    items: tuple[Item, ...]
    open: tuple[Item, ...]
    masked: Masked
    left_out: tuple[str, ...]


class Published(NamedTuple):
    """What was published: where, and the hash of each file."""

    folder: Path
    files: Mapping[str, str]


def as_draft(report: Report, base: EvidenceBase, project: Project) -> Report:
    """The report with personal data masked, marked as a draft."""
    masked = _masks(base, project)[0]
    marked = masked_report(report, base, masked)
    return replace(marked, notices=(DRAFT, *marked.notices))


def prepare(report: Report, base: EvidenceBase, project: Project) -> Ready:
    """The report as it would be published, with what people have decided of its words.

    raises: PublicationError, if the project's own files of decisions or allowed words are wrong.
    """
    masked, holding = _masks(base, project)
    refused = {segment for (segment, _), row in holding.items() if row.decision == NO and segment}
    # Of the explorer only what a person has read: no one could read every coded passage of a large base.
    read = {segment for (segment, _), row in holding.items() if segment and row.decision != NO} - refused
    report = replace(report, explorer=report.explorer and report.explorer.only(read))
    items = _items(masked_report(report, base, masked), base, masked)
    left_out = tuple(item.segment_id for item in items if item.segment_id in refused and _says(holding, item) == NO)
    public = masked_report(_without(report, set(left_out)), base, masked)
    public = replace(public, sources=tuple(_quoted_only(source) for source in public.sources))
    if left_out:
        public = replace(public, notices=(*public.notices, f"A reviewer left {_quotes(len(left_out))} out of this report."))
    still = tuple(item for item in items if not _says(holding, item))
    return Ready(veiled(public, base), items, still, masked, left_out)


def _quotes(number: int) -> str:
    return "one quote" if number == 1 else f"{number} quotes"


def _says(holding: Mapping[tuple[str, str], Decision], item: Item) -> str:
    row = holding.get((item.segment_id, item.sha256))
    return row.decision if row else ""


def _masks(base: EvidenceBase, project: Project) -> tuple[Masked, dict[tuple[str, str], Decision]]:
    """What is masked in the documents, and the decisions that hold."""
    allowed = [row.words for row in taken.read_allowed(project)]
    found = to_mask(base, allowed)
    segments = base.tables["segments"]
    texts = dict(zip(segments["segment_id"], segments["text"], strict=True))
    holding = taken.standing(taken.read_decisions(project), found, texts)
    return taken.masked_more(found, (row for row in holding.values() if row.decision == MORE)), holding


def _items(report: Report, base: EvidenceBase, masked: Masked) -> tuple[Item, ...]:
    """Each quote once, and each other text in which something looks like a name."""
    told = list(texts_in(replace(report, sources=())))
    sources = [text for source in report.sources for _, text in texts_in(replace(source, parts=()))]
    quotes = dict.fromkeys(pair for pair in told if pair[0])
    own = [text for segment, text in told if not segment and text.strip()]
    others = list(dict.fromkeys(name for text in [*own, *sources] for name in _documents_in(text)))
    wheres = _wheres(base)
    items = [
        Item(segment, text, _counted(masked.spans.get(segment.rpartition(":")[0], ()), segment), wheres.get(segment, ""))
        for segment, text in quotes
    ]
    found = find_personal_data([without_hashes(text) for text in others], allowed=[*TERMS, *masked.allowed])
    for number in found["text"].drop_duplicates():
        kinds = Counter(found.loc[found["text"] == number, "kind"])
        told_of = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
        items.append(Item("", others[number], f"not masked: {told_of}", "the report's own words"))
    return tuple(items)


_REFERENCES = re.compile(r"\[?[^\s\[\];]+:\d+-\d+\]?(?:; [^\s\[\];]+:\d+-\d+)*")


def _documents_in(text: str) -> list[str]:
    """A text as it is read; of references alone the names of their documents, so that each is asked for once.

    >>> _documents_in("ana-smith:0-40; ana-smith:41-90"), _documents_in("See [leeds:0-40].")
    (['ana-smith', 'ana-smith'], ['See [leeds:0-40].'])
    """
    if not _REFERENCES.fullmatch(text):
        return [text]
    return [reference.strip("[]").rpartition(":")[0] for reference in text.split("; ")]


def _counted(spans: Iterable[Span], segment_id: str) -> str:
    start, _, end = segment_id.rpartition(":")[2].partition("-")
    inside = Counter(span.kind.replace("_", " ") for span in spans if span.start < int(end) and span.end > int(start))
    return ", ".join(f"{count} {kind} masked" for kind, count in sorted(inside.items())) or "nothing"


def _wheres(base: EvidenceBase) -> dict[str, str]:
    joined = base.tables["segments"].merge(base.tables["documents"], on="document_id")
    columns = (joined[name] for name in ("segment_id", "source_file", "location"))
    return {
        segment: file + (f", {place}" if isinstance(place, str) else "") for segment, file, place in zip(*columns, strict=True)
    }


def _without(value: _Any, segments: set[str]) -> _Any:
    """The report without these segments: quotations of them go, and cells say that their words were left out.

    In a list of references their rows go, too.
    """
    if isinstance(value, Cell):
        return Cell(LEFT_OUT) if value.segment_id in segments else value  # type: ignore[return-value]
    if isinstance(value, tuple):
        kept = (part for part in value if isinstance(part, Cell) or not _is_of(part, segments))
        return tuple(_without(part, segments) for part in kept)  # type: ignore[return-value]
    if is_dataclass(value) and not isinstance(value, type | Brand | Source):
        return replace(value, **{f.name: _without(getattr(value, f.name), segments) for f in fields(value)})
    return value


def _is_of(part: object, segments: set[str]) -> bool:
    """Whether a part of the report quotes one of these segments, or is a row that begins with a reference to one."""
    if isinstance(part, tuple) and part and isinstance(part[0], Cell):
        return part[0].text.strip("[]") in segments
    return getattr(part, "segment_id", "") in segments


def _quoted_only(source: Source) -> Source:
    """A source with nothing of its words but those that are quoted, for no one has read the others."""
    parts: list[Part] = []
    heading: list[Part] = []
    for part in source.parts:
        if part.kind == "heading" and not any(piece.segment_id for piece in part.pieces):
            heading = [part]
        elif any(piece.segment_id for piece in part.pieces):
            # The heading of an answer is its question, which is the researcher's; that of a passage is not.
            parts += heading if part.kind == "answer" else []
            heading = []
            parts.append(replace(part, pieces=tuple(_gaps(part.pieces))))
    return replace(source, parts=tuple(parts))


def _gaps(pieces: Iterable[Piece]) -> Iterable[Piece]:
    for piece in pieces:
        if piece.segment_id:
            yield piece
        elif piece.text.strip():
            yield Piece(" […] ")


def write_sheet(ready: Ready, base: EvidenceBase, reviewer: str) -> bytes:
    """The spreadsheet of what is still to be read."""
    return to_sheet(ready.open, base, ready.masked, reviewer)


def take_decisions(
    base: EvidenceBase, project: Project, file: Path, reviewer: str, now: Clock = lambda: datetime.now(UTC)
) -> list[Decision]:
    """Store the decisions on a sheet that came back in `publication/quotes.csv`; returns them.

    raises: SourceError or PublicationError, with all that is wrong on the sheet; nothing is stored then.
    """
    _named(reviewer, "--reviewer")
    when = now().isoformat(timespec="seconds")
    masked, _ = _masks(base, project)
    new = read_sheet_back(file, base, masked, limits=project.limits, reviewer=reviewer.strip(), when=when)
    with locked(project.out):
        write_file(project.folder / taken.QUOTES, taken.decisions_file([*taken.read_decisions(project), *new]), PublicationError)
    return new


def publish(
    ready: Ready,
    project: Project,
    files: Mapping[str, bytes],
    *,
    by: str,
    why: str,
    record: Mapping[str, Any] | None = None,
    cells: Cells | None = None,
    now: Clock = lambda: datetime.now(UTC),
) -> Published:
    """Let a report out: all of its files, or none.

    files:  name and final bytes of each, written from `ready.report`.
    by, why: who lets it out and for what.
    record: what is kept so that the next report can say what changed.
    cells:  the counts of people that the report shows; they are checked together with those of earlier publications.
    raises: PublicationError, if words were not read, a text was refused, the last look finds something in a file or
            cannot read it, or nobody or no reason is named; nothing is written then but `BLOCKED`.
    """
    signed(by, why)
    with locked(project.out):
        earlier = _records(project)
        counted = audit(cells, _cells(earlier)) if cells else ()
        problems = [*_unread(ready, project), *_stopped(ready, project, files), *counted]
        if problems:
            raise PublicationError(problems)
        number = max([0, *(int(line["number"]) for line in earlier), *_numbers(project.out / PUBLISHED)]) + 1
        hashes = {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())}
        entry = {
            "number": number,
            "by": by.strip(),
            "why": why.strip(),
            "when": now().isoformat(timespec="seconds"),
            "files": hashes,
            "quotes": len([item for item in ready.items if item.segment_id]) - len(ready.left_out),
            "left_out": len(ready.left_out),
            "scanned_by": method(),
            **({"cells": cells} if cells else {}),
        }
        beside = {RECORD: _lines([*earlier, entry])}
        if record is not None:
            beside[LAST_PUBLISHED] = json.dumps(record, ensure_ascii=False, sort_keys=True, indent=1).encode()
        return Published(_out(project, files, beside, number), hashes)


def signed(by: str, why: str) -> None:
    """Raise PublicationError unless it is said who lets the report out and for what: told before any work is done."""
    for given, option in ((by, "--by"), (why, "--why")):
        _named(given, option)


def released(project: Project) -> list[Cells]:
    """The counts of people that each publication so far has shown, as `disclosing.released_cells` gives them.

    raises: PublicationError, if the register was damaged.
    """
    return _cells(_records(project))


def _cells(records: Iterable[Mapping[str, Any]]) -> list[Cells]:
    return [line["cells"] for line in records if line.get("cells")]


def _named(given: str, option: str) -> None:
    if not given.strip() or not given.isprintable():
        raise PublicationError(Problem(option, "is empty or holds signs that cannot be seen", f"Write: {option} and words."))


def _unread(ready: Ready, project: Project) -> list[Problem]:
    """One problem if words are still to be read, and one for each text that a reviewer refused."""
    problems = []
    if ready.open:
        ids = ", ".join(item.segment_id or "a text of the report itself" for item in ready.open[:3])
        what = f"{len(ready.open)} of {len(ready.items)} texts were not read as they would be printed now, first: {ids}"
        mend = f"Have them read: evidence publish {project.name} --sheet FILE.xlsx --reviewer NAME"
        problems.append(Problem("report", what, mend))
    holding = {row.sha256: row.decision for row in taken.read_decisions(project) if not row.segment_id}
    for item in ready.items:
        if not item.segment_id and holding.get(item.sha256) == NO:
            mend = "Change it where it comes from, in a notebook or finding, and have it read again."
            problems.append(Problem("report", f"a text of the report itself was refused (hash {item.sha256[:12]})", mend))
    return problems


def _stopped(ready: Ready, project: Project, files: Mapping[str, bytes]) -> list[Problem]:
    """What the last look finds in the files; the words go to a file of the project, never into a message."""
    if not files:
        return [Problem("report", "there is no file to publish", "Name a format: --format html")]
    read = [text for _, text in texts_in(ready.report)]
    contact = ready.report.brand.contact
    allowed = [*ready.masked.allowed, *([contact] if contact else [])]
    tables = [block for block in ready.report.blocks() if isinstance(block, Table)]
    rows = [[cell.text for cell in row] for table in tables for row in table.rows]
    found = {name: scan(data, name, allowed=allowed, read=read, rows=rows) for name, data in sorted(files.items())}
    stops = [stop for stops in found.values() for stop in stops]
    path = project.out / BLOCKED
    if stops:
        write_file(path, _listed(stops), PublicationError)
    else:
        path.unlink(missing_ok=True)
    mend = (
        f"See {BLOCKED} in the project's folder under data/processed; mask or change the words, or allow them in {taken.ALLOWED}."
    )
    return [Problem(stop.where, f"{stop.kind} ({stop.rule})", mend) for stop in stops]


def _listed(stops: Iterable[Stop]) -> bytes:
    return csv_bytes([Stop._fields, *([guarded(cell) for cell in stop] for stop in stops)])


def _records(project: Project) -> list[dict[str, Any]]:
    """The lines of the register; raises PublicationError if it was damaged, for then no one knows what is out."""
    path = project.folder / RECORD
    if not path.exists():
        return []
    try:
        lines: list[dict[str, Any]] = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        if not all(isinstance(line["number"], int) and isinstance(line["files"], dict) for line in lines):
            raise ValueError
    except (OSError, ValueError, TypeError, KeyError):
        mend = "Put back the register as it was kept; without it no one can tell what has been published."
        raise PublicationError(Problem(RECORD, "is damaged", mend)) from None
    return lines


def _numbers(folder: Path) -> list[int]:
    return [int(path.name) for path in folder.iterdir() if path.name.isdecimal()] if folder.is_dir() else []


def _lines(entries: Iterable[Mapping[str, Any]]) -> bytes:
    return "".join(json.dumps(entry, ensure_ascii=False, sort_keys=True) + "\n" for entry in entries).encode()


def _out(project: Project, files: Mapping[str, bytes], beside: Mapping[str, bytes], number: int) -> Path:
    """Put the files into a folder of their own, which is there whole or not at all; the records come before them."""
    root = project.out / PUBLISHED
    try:
        root.mkdir(parents=True, exist_ok=True)
        held = Path(mkdtemp(prefix=".publishing-", dir=root))
        try:
            held.chmod(0o755)
            for name, data in files.items():
                write_whole(held / Path(name).name, data)
            for file, data in beside.items():
                write_file(project.folder / file, data, PublicationError)
            os.rename(held, root / str(number))  # noqa: PTH104  (one step, and refused where something is there already)
        finally:
            shutil.rmtree(held, ignore_errors=True)
    except OSError as fault:
        mend = "Free some space or allow writing there, and publish again."
        raise PublicationError(Problem(str(root), f"cannot be written ({fault.strerror})", mend)) from None
    return root / str(number)


def check(project: Project, file: Path) -> dict[str, Any]:
    """The line of the register for a file that was published, byte for byte.

    raises: PublicationError, if the file is not what was published.
    """
    try:
        sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError as fault:
        raise PublicationError(Problem(str(file), f"cannot be read ({fault.strerror})", "Check the path.")) from None
    for line in _records(project)[::-1]:
        if sha256 in line["files"].values():
            return line
    mend = f"Do not pass it on. Publish the report again, after a review: evidence publish {project.name}"
    raise PublicationError(Problem(str(file), "is not, byte for byte, a file that was published", mend))
