"""The evidence base on disk: Parquet files of its tables and a manifest that names them.

Each table has a file, and what comes from surveys has more of them: one for each part of a survey, so that a survey of any
size is made, kept and taken over part by part. A table is its file's rows and then those of the parts, in their order.
A file is named after its content, and the manifest is replaced in one step once every file it names is safely
on disk. So a crash at any moment leaves the old base or the new one, and the same base is always the same bytes.
The manifest holds the hash of each table and one of itself: what a disk or a copy did to them is found. It is no seal:
who may write the folder can make a false base that agrees with itself, and only a build from nothing would tell.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import platform
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import filelock
import pandas as pd
import pyarrow.parquet as pq

from evidence.errors import EvidenceError, Problem, StoreError
from evidence.inputs import MANIFEST, is_whole, manifest_hash, read_manifest, table_files
from evidence.model import MODEL_VERSION, TABLES, EvidenceBase, ModelError, StoredTables, check_part

CHANGES = "changes.json"
"""Beside the base, and no part of it: what the build before held, for a reader who asks what is new."""

_TABLE_FILE = re.compile(r"[a-z_]+-[0-9a-f]{16}\.parquet")
_TEMPORARY = ".writing-"
_HALF_WRITTEN = re.compile(re.escape(_TEMPORARY) + "[a-z0-9_]{8}")
_LEFT_BEHIND = 3600
"""Seconds after which a half-written file is nobody's any more: one is written within seconds."""

_AT_ONCE = 2
"""Tables that are made into Parquet at the same time: the two largest take nearly all of it."""

_WAIT_SECONDS = 60
_HOLDER_CHARACTERS = 200
_OURS = ("model", "tables", "parts", "sha256")
"""Keys of the manifest that speak of the store, not of the base."""

Frames = dict[str, pd.DataFrame]
Entry = Mapping[str, Any]
"""The file of a table, or of a part of it, as the manifest names it: file, sha256 and rows."""

_MEND = "Free some space or allow writing there, and build again; the base that was there is unharmed."
_REBUILD = "Build it again: evidence build {}"


@dataclass(frozen=True)
class Part:
    """Rows of a survey that lie in files of their own.

    source_file: the export that they come from.
    tables:      the file of each table, by name.
    personal:    what kinds of personal data were found in them; see `pipeline.personal`.
    """

    source_file: str
    tables: Mapping[str, Entry]
    personal: Mapping[str, Any]


@dataclass(frozen=True)
class Stored:
    """A base as it lies on disk: the tables without the rows of its parts, the parts, and the manifest without these."""

    tables: Mapping[str, pd.DataFrame]
    parts: Sequence[Part]
    manifest: Mapping[str, Any]


def save(base: EvidenceBase, out: Path) -> bool:
    """Put `base` into the folder `out` in place of what is there, as `save_stored` does."""
    return save_stored(Stored(base.tables, (), base.manifest), out)


def save_stored(base: Stored, out: Path) -> bool:
    """Put `base` into the folder `out` in place of what is there; True if anything was written.

    The files of its parts are there by then; see `write_part`. A base that is there already is left untouched, to the
    byte. Call it inside `locked`.
    raises: StoreError, if the disk is full, read-only or fails; the old base is then still whole.
    """
    with ThreadPoolExecutor(_AT_ONCE) as pool:  # Arrow writes Parquet without holding up Python's other threads
        parcels = dict(zip(TABLES, pool.map(parquet, (base.tables[name] for name in TABLES)), strict=True))
    manifest = {
        **base.manifest,
        "model": MODEL_VERSION,
        "tables": {name: _entry(name, data) for name, data in parcels.items()},
        "parts": [asdict(part) for part in base.parts],
    }
    text = _as_json({**manifest, "sha256": manifest_hash(manifest)})
    try:
        out.mkdir(parents=True, exist_ok=True)
        if _is_there(out, text, table_files(manifest)):
            return False
        for name, data in parcels.items():
            write_whole(out / _file_name(name, data), data)
        write_whole(out / MANIFEST, text)
        _sweep(out, keep={entry["file"] for entry in table_files(manifest)})
    except OSError as fault:
        raise StoreError(Problem(str(out), f"the evidence base cannot be written ({fault.strerror})", _MEND)) from None
    return True


def write_part(source_file: str, parcel: Mapping[str, bytes], personal: Mapping[str, Any], out: Path) -> Part:
    """Put the tables of a part, as Parquet, into the folder `out`, where the next save of a base may name them.

    A table without rows has no file.
    raises: StoreError, as `save`.
    """
    entries = {name: entry for name, data in sorted(parcel.items()) if (entry := _entry(name, data))["rows"]}
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, entry in entries.items():
            if not _holds(out, entry):
                write_whole(out / entry["file"], parcel[name])
    except OSError as fault:
        raise StoreError(Problem(str(out), f"the evidence base cannot be written ({fault.strerror})", _MEND)) from None
    return Part(source_file, entries, personal)


def is_there(part: Part, out: Path) -> bool:
    """Whether the files of a part are in the folder `out`, whole."""
    return all(_holds(out, entry) for entry in part.tables.values())


def read_part(part: Part, names: Iterable[str], out: Path, project: str) -> Frames:
    """Some tables of a part.

    project: how a message names the project.
    raises:  StoreError, if one is missing or damaged.
    """
    data = part_bytes(part, names, out, project)
    return {name: pd.read_parquet(io.BytesIO(found)) for name, found in data.items()}


def part_bytes(part: Part, names: Iterable[str], out: Path, project: str) -> dict[str, bytes]:
    """Some tables of a part as Parquet, otherwise as `read_part`."""
    try:
        return {
            name: _read_bytes(out, part.tables[name]) if name in part.tables else parquet(TABLES[name].empty()) for name in names
        }
    except _DamagedError as fault:
        raise StoreError(Problem(str(out / str(fault)), "is missing or damaged", _REBUILD.format(project))) from None


def joined(base: Stored, out: Path, project: str) -> Frames:
    """The tables of a base whole, with the rows of its parts.

    raises: StoreError, as `read_part`.
    """
    tables = dict(base.tables)
    for name in {name for part in base.parts for name in part.tables}:
        found = [tables[name], *(read_part(part, [name], out, project)[name] for part in base.parts if name in part.tables)]
        filled = [frame for frame in found if len(frame)]
        tables[name] = TABLES[name].frame(pd.concat(filled, ignore_index=True)) if filled else tables[name]
    return tables


def read(out: Path, project: str) -> EvidenceBase:
    """The evidence base in the folder `out`.

    project: how a message names the project.
    raises:  StoreError, if there is none, a file of it is missing or damaged, or another version wrote it.
    """
    seen = None
    while True:
        manifest = read_manifest(out)
        try:
            return _read(out, manifest, project)
        except StoreError:
            # Another build may have put a new base in place, and swept up the old one, while this one was being read.
            if manifest == seen:
                raise
            seen = manifest


def _read(out: Path, manifest: dict[str, Any] | None, project: str) -> EvidenceBase:
    found = _stored(out, manifest, project)
    try:
        return EvidenceBase(joined(found, out, project), found.manifest)
    except ModelError:
        raise _unfit(out, project) from None


def opened(out: Path, project: str) -> EvidenceBase:
    """The evidence base in the folder `out`, of whose tables none is read before one is asked for.

    raises: StoreError, as `read`, if its manifest cannot be used; and, when a table is asked for, if it has been replaced since
            or a file is missing or damaged.
    """
    manifest = _usable(out, read_manifest(out), project)

    def tables() -> Mapping[str, pd.DataFrame]:
        if read_manifest(out) != manifest:
            raise StoreError(Problem(str(out), "the evidence base was built anew meanwhile", "Run the command again."))
        return _read(out, manifest, project).tables

    return EvidenceBase(StoredTables(tables), _of_base(manifest))


def stored(out: Path, project: str) -> Stored:
    """The base in the folder `out` as it lies there: its parts are compared with their hashes, but not read.

    raises: StoreError, as `read`.
    """
    found = _stored(out, read_manifest(out), project)
    missing = next((entry["file"] for part in found.parts for entry in part.tables.values() if not _holds(out, entry)), "")
    if missing:
        raise StoreError(Problem(str(out / missing), "is missing or damaged", _REBUILD.format(project)))
    try:
        for name, table in found.tables.items():
            check_part({name: table})  # each by itself, for codings may be about what lies in the parts
    except ModelError:
        raise _unfit(out, project) from None
    return found


def _stored(out: Path, manifest: dict[str, Any] | None, project: str) -> Stored:
    usable = _usable(out, manifest, project)
    try:
        tables = {name: _read_table(out, usable["tables"][name]) for name in TABLES}
        return Stored(tables, [Part(**part) for part in usable["parts"]], _of_base(usable))
    except _DamagedError as fault:
        raise StoreError(Problem(str(out / str(fault)), "is missing or damaged", _REBUILD.format(project))) from None
    except (KeyError, TypeError):
        raise _unfit(out, project) from None


def _usable(out: Path, manifest: dict[str, Any] | None, project: str) -> dict[str, Any]:
    """The manifest, if it is whole and of this version."""
    if manifest is None and (out / MANIFEST).exists():
        raise StoreError(Problem(str(out / MANIFEST), "is damaged, or cannot be read", _REBUILD.format(project)))
    if manifest is None:
        mend = f"Build it: evidence build {project}"
        raise StoreError(Problem(str(out), "holds no evidence base", mend))
    if manifest.get("model") != MODEL_VERSION:
        found = f"was written by another version of evidence (model {manifest.get('model')}, this is {MODEL_VERSION})"
        raise StoreError(Problem(str(out / MANIFEST), found, _REBUILD.format(project)))
    if not is_whole(manifest):
        raise StoreError(Problem(str(out / MANIFEST), "is damaged, or was changed by hand", _REBUILD.format(project)))
    return manifest


def _of_base(manifest: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in manifest.items() if key not in _OURS}


def _unfit(out: Path, project: str) -> StoreError:
    mend = f"Somebody has changed it: remove {out / MANIFEST} and build again: evidence build {project}"
    return StoreError(Problem(str(out / MANIFEST), "does not fit its tables", mend))


def is_stored(base: EvidenceBase, out: Path) -> bool:
    """Whether `base`, once read from the folder `out`, is still the one that is there."""
    manifest = read_manifest(out) or {}
    return _of_base(manifest) == dict(base.manifest)


def read_changes(out: Path) -> dict[str, Any] | None:
    """What is kept of the build before and of this one; None where there is nothing, or nothing that can be read.

    returns: `before` (None for a first build) and `now`, each with cases, codes and findings; see `pipeline.changing`.
    """
    try:
        record = json.loads((out / CHANGES).read_bytes())
    except (OSError, ValueError):
        return None
    return record if isinstance(record, dict) and {"before", "now"} <= set(record) else None


def write_changes(record: Mapping[str, Any], out: Path) -> None:
    """Keep `record`, as `read_changes` gives it.

    raises: StoreError, if it cannot be written.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        write_whole(out / CHANGES, _as_json(record))
    except OSError as fault:
        raise StoreError(Problem(str(out), f"the evidence base cannot be written ({fault.strerror})", _MEND)) from None


def _as_json(record: Mapping[str, Any]) -> bytes:
    return (json.dumps(record, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()


@contextmanager
def locked(folder: Path, wait: float = _WAIT_SECONDS) -> Iterator[None]:
    """Hold `folder`, of an evidence base or of a project's decisions, for this process alone; another waits.

    The system lets go of it when the process ends, however it ends.
    wait:   seconds to wait for a process that holds it.
    raises: StoreError, if it is still held after that, or the folder cannot be written.
    """
    holder = folder / ".lock.holder"
    lock = filelock.FileLock(folder / ".lock", timeout=wait)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except filelock.Timeout:
        mend = "Wait until it has ended, or end it, and try again."
        raise StoreError(Problem(str(folder), f"is in use by another command{_who(holder)}", mend)) from None
    except OSError as fault:
        mend = "Allow writing there, or name another folder: --out"
        raise StoreError(Problem(str(folder), f"may not be written ({fault.strerror})", mend)) from None
    try:
        since = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
        with suppress(OSError):  # a word for those who wait; without it they wait all the same
            holder.write_text(f"process {os.getpid()} on {platform.node()} since {since}", encoding="utf-8")
        yield
    finally:
        with suppress(OSError):
            holder.unlink()
        lock.release()


def _who(holder: Path) -> str:
    """Who holds the lock, in brackets; empty where that cannot be told."""
    with suppress(OSError, UnicodeDecodeError), holder.open(encoding="utf-8") as opened:
        return f" ({opened.read(_HOLDER_CHARACTERS)})"
    return ""


def write_file(path: Path, data: bytes, error: type[EvidenceError] = StoreError) -> None:
    """Write a file whole or not at all, in a folder that is made if it is not there.

    raises: `error`, if it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, data)
    except OSError as fault:
        mend = "Close the file if it is open in another program, and allow writing there."
        raise error(Problem(str(path), f"cannot be written ({fault.strerror})", mend)) from None


def write_whole(path: Path, data: bytes) -> None:
    """Write `data` to `path` so that the file is there whole or not at all, whatever happens meanwhile.

    raises: OSError, if it cannot be written, or not safely.
    """
    handle, temporary = tempfile.mkstemp(prefix=_TEMPORARY, dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            now = os.fstat(file.fileno()).st_mtime
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
        _sync_folder(path.parent)
    except BaseException:
        with suppress(OSError):
            Path(temporary).unlink()
        raise
    _sweep_half_written(path.parent, before=now - _LEFT_BEHIND)


def _sweep_half_written(folder: Path, before: float) -> None:
    """Remove what a process left that was killed while it wrote; times are the file system's own, no clock's."""
    with suppress(OSError):
        for path in folder.glob(f"{_TEMPORARY}*"):
            if _HALF_WRITTEN.fullmatch(path.name) and path.lstat().st_mtime < before:
                path.unlink()


def _sync_folder(folder: Path) -> None:
    # A rename is only safe once the folder is on disk; Windows has no such call and needs none.
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


class _DamagedError(Exception):
    """The name of a file that is not what the manifest says."""


def parquet(frame: pd.DataFrame) -> bytes:
    """A table as Parquet; the same rows are the same bytes."""
    buffer = io.BytesIO()
    frame.to_parquet(buffer, index=False, compression="zstd", write_page_checksum=True)
    return buffer.getvalue()


def _entry(name: str, data: bytes) -> Entry:
    rows = pq.read_metadata(io.BytesIO(data)).num_rows
    return {"file": _file_name(name, data), "sha256": hashlib.sha256(data).hexdigest(), "rows": rows}


def _file_name(name: str, data: bytes) -> str:
    return f"{name}-{hashlib.sha256(data).hexdigest()[:16]}.parquet"


def _is_there(out: Path, text: bytes, entries: Iterable[Entry]) -> bool:
    try:
        return (out / MANIFEST).read_bytes() == text and all(_holds(out, entry) for entry in entries)
    except OSError:
        return False


def _holds(out: Path, entry: Entry) -> bool:
    """Whether a file is there and what the manifest says."""
    try:
        with (out / entry["file"]).open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest() == str(entry["sha256"])
    except OSError:
        return False


def _read_table(out: Path, entry: Entry) -> pd.DataFrame:
    return pd.read_parquet(io.BytesIO(_read_bytes(out, entry)))


def _read_bytes(out: Path, entry: Entry) -> bytes:
    file = str(entry["file"])
    try:
        data = (out / file).read_bytes()
    except OSError:
        raise _DamagedError(file) from None
    if hashlib.sha256(data).hexdigest() != entry["sha256"]:
        raise _DamagedError(file)
    return data


def _sweep(out: Path, keep: set[str]) -> None:
    """Remove what earlier builds left behind: our own table files that no manifest names, and half-written ones."""
    for path in out.iterdir():
        if (_TABLE_FILE.fullmatch(path.name) and path.name not in keep) or _HALF_WRITTEN.fullmatch(path.name):
            with suppress(OSError):
                path.unlink()
