"""The evidence base on disk: one Parquet file a table and a manifest that names them.

A table's file is named after its content, and the manifest is replaced in one step once every file it names is safely
on disk. So a crash at any moment leaves the old base or the new one, and the same base is always the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import filelock
import pandas as pd

from evidence.errors import Problem, StoreError
from evidence.inputs import MANIFEST, read_manifest
from evidence.model import MODEL_VERSION, TABLES, EvidenceBase, ModelError

CHANGES = "changes.json"
"""Beside the base, and no part of it: what the build before held, for a reader who asks what is new."""

_TABLE_FILE = re.compile(r"[a-z_]+-[0-9a-f]{16}\.parquet")
_TEMPORARY = ".writing-"
_WAIT_SECONDS = 60
_REBUILD = "Build it again: evidence build {}"


def save(base: EvidenceBase, out: Path) -> bool:
    """Put `base` into the folder `out` in place of what is there; True if anything was written.

    A base that is there already is left untouched, to the byte. Call it inside `locked`.
    raises: StoreError, if the disk is full, read-only or fails; the old base is then still whole.
    """
    parcels = {name: _parquet(base.tables[name]) for name in TABLES}
    manifest = {
        **base.manifest,
        "model": MODEL_VERSION,
        "tables": {
            name: {"file": _file_name(name, data), "sha256": hashlib.sha256(data).hexdigest(), "rows": len(base.tables[name])}
            for name, data in parcels.items()
        },
    }
    text = (json.dumps(manifest, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()
    try:
        out.mkdir(parents=True, exist_ok=True)
        if _is_there(out, text, manifest["tables"]):
            return False
        for name, data in parcels.items():
            write_whole(out / _file_name(name, data), data)
        write_whole(out / MANIFEST, text)
        _sweep(out, keep={entry["file"] for entry in manifest["tables"].values()})
    except OSError as fault:
        mend = "Free some space or allow writing there, and build again; the base that was there is unharmed."
        raise StoreError(Problem(str(out), f"the evidence base cannot be written ({fault.strerror})", mend)) from None
    return True


def read(out: Path, project: str) -> EvidenceBase:
    """The evidence base in the folder `out`.

    project: how a message names the project.
    raises:  StoreError, if there is none, a file of it is missing or damaged, or another version wrote it.
    """
    manifest = read_manifest(out)
    if manifest is None:
        mend = f"Build it: evidence build {project}"
        raise StoreError(Problem(str(out), "holds no evidence base", mend))
    if manifest.get("model") != MODEL_VERSION:
        found = f"was written by another version of evidence (model {manifest.get('model')}, this is {MODEL_VERSION})"
        raise StoreError(Problem(str(out / MANIFEST), found, _REBUILD.format(project)))
    try:
        tables = {name: _read_table(out, manifest["tables"][name]) for name in TABLES}
        return EvidenceBase(tables, {k: v for k, v in manifest.items() if k not in ("model", "tables")})
    except _DamagedError as fault:
        raise StoreError(Problem(str(out / str(fault)), "is missing or damaged", _REBUILD.format(project))) from None
    except (KeyError, TypeError, ModelError):
        mend = f"Somebody has changed it: remove {out / MANIFEST} and build again: evidence build {project}"
        raise StoreError(Problem(str(out / MANIFEST), "does not fit its tables", mend)) from None


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
    text = (json.dumps(record, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()
    try:
        out.mkdir(parents=True, exist_ok=True)
        write_whole(out / CHANGES, text)
    except OSError as fault:
        mend = "Free some space or allow writing there, and build again; the base that was there is unharmed."
        raise StoreError(Problem(str(out), f"the evidence base cannot be written ({fault.strerror})", mend)) from None


@contextmanager
def locked(out: Path, wait: float = _WAIT_SECONDS) -> Iterator[None]:
    """Hold the folder `out` for this build alone; another build waits.

    wait:   seconds to wait for a build that holds it.
    raises: StoreError, if it is still held after that, or the folder cannot be written.
    """
    holder = out / ".lock.holder"
    try:
        out.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(out / ".lock", timeout=wait):
            holder.write_text(f"process {os.getpid()}", encoding="utf-8")
            try:
                yield
            finally:
                with suppress(OSError):
                    holder.unlink()
    except filelock.Timeout:
        with suppress(OSError):
            who = holder.read_text(encoding="utf-8")
            mend = f"Wait until it has ended, or end {who}, and try again."
            raise StoreError(Problem(str(out), f"another build ({who}) holds this evidence base", mend)) from None
        raise StoreError(Problem(str(out), "another build holds this evidence base", "Wait until it has ended.")) from None
    except PermissionError:
        raise StoreError(Problem(str(out), "may not be written", "Allow writing there, or name another folder: --out")) from None


def write_whole(path: Path, data: bytes) -> None:
    """Write `data` to `path` so that the file is there whole or not at all, whatever happens meanwhile."""
    handle, temporary = tempfile.mkstemp(prefix=_TEMPORARY, dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
        _sync_folder(path.parent)
    except BaseException:
        with suppress(OSError):
            Path(temporary).unlink()
        raise


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


def _parquet(frame: pd.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.to_parquet(buffer, index=False, compression="zstd")
    return buffer.getvalue()


def _file_name(name: str, data: bytes) -> str:
    return f"{name}-{hashlib.sha256(data).hexdigest()[:16]}.parquet"


def _is_there(out: Path, text: bytes, entries: Mapping[str, Mapping[str, Any]]) -> bool:
    try:
        if (out / MANIFEST).read_bytes() != text:
            return False
        return all(_sha256(out / entry["file"]) == entry["sha256"] for entry in entries.values())
    except OSError:
        return False


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _read_table(out: Path, entry: Mapping[str, Any]) -> pd.DataFrame:
    file = str(entry["file"])
    try:
        data = (out / file).read_bytes()
    except OSError:
        raise _DamagedError(file) from None
    if hashlib.sha256(data).hexdigest() != entry["sha256"]:
        raise _DamagedError(file)
    return pd.read_parquet(io.BytesIO(data))


def _sweep(out: Path, keep: set[str]) -> None:
    """Remove what earlier builds left behind: our own table files that no manifest names, and half-written ones."""
    for path in out.iterdir():
        if (_TABLE_FILE.fullmatch(path.name) and path.name not in keep) or path.name.startswith(_TEMPORARY):
            with suppress(OSError):
                path.unlink()
