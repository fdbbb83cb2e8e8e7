"""Files that a search keeps beside the evidence base, so that the next one need not work out the same again."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]

DIGEST = hashlib.sha256().digest_size


def digest_of(text: str) -> bytes:
    """What stands for a text in these files."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def read_kept(path: Path) -> Bytes | None:
    """What the file holds, where it lies on disk; None if it is missing, or its content is not what its hash says."""
    try:
        data = np.asarray(np.memmap(path, dtype=np.uint8, mode="r"))
    except (OSError, ValueError):  # ValueError: an empty file
        return None
    whole = data[:DIGEST].tobytes() == hashlib.sha256(data[DIGEST:].data).digest()
    return data[DIGEST:] if whole else None


def write_kept(path: Path, parts: Sequence[bytes | memoryview]) -> None:
    """Put the parts into the file one after the other, whole or not at all; where that cannot be, only time is lost."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=".writing-", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.writelines([digest.digest(), *parts])
        Path(temporary).replace(path)
    except OSError:  # a folder that may only be read: the answer is the same, only later
        with suppress(OSError):
            Path(temporary).unlink()
