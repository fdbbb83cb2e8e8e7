"""The meanings of passages as vectors, kept on disk so that a text is embedded once."""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

from evidence.embedding import DIMENSIONS, MODEL_SHA256, Floats, embed

FILE = "search/meanings.npz"
"""Where, in the folder of the evidence base, the vectors are kept."""

_DIGEST = hashlib.sha256().digest_size


def meanings_of(texts: Sequence[str], kept: Path | None, *, progress: Callable[[int, int], None] | None = None) -> Floats:
    """One unit vector a text, as `evidence.embedding.embed`; those that were embedded before are taken from a file.

    kept:  the file; it is checked by its hash, and made anew where it is missing, damaged or of another model. Afterwards it
           holds these texts and no others. Where it cannot be written, the vectors are found again next time.
    """
    if kept is None:
        return embed(texts, progress=progress)
    keys = [hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest() for text in texts]
    known = _read(kept)
    missing = [text for key, text in zip(keys, texts, strict=True) if key not in known]
    known |= {
        hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest(): vector
        for text, vector in zip(missing, embed(missing, progress=progress) if missing else [], strict=True)
    }
    if missing or len(known) > len(set(keys)):
        _write(kept, {key: known[key] for key in sorted(set(keys))})
    vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
    for row, key in enumerate(keys):
        vectors[row] = known[key]
    return vectors


def _read(path: Path) -> dict[bytes, Floats]:
    """The vectors in the file by the hash of their text; none if it is missing, damaged or of another model."""
    try:
        data = path.read_bytes()
    except OSError:
        return {}
    if data[:_DIGEST] != hashlib.sha256(data[_DIGEST:]).digest():
        return {}
    with np.load(io.BytesIO(data[_DIGEST:]), allow_pickle=False) as arrays:
        if str(arrays["model"]) != MODEL_SHA256:
            return {}
        keys, vectors = arrays["keys"], arrays["vectors"]
    return {bytes(key): vector for key, vector in zip(keys, vectors, strict=True)}


def _write(path: Path, known: dict[bytes, Floats]) -> None:
    """Put the vectors into the file, whole or not at all."""
    buffer = io.BytesIO()
    keys = np.frombuffer(b"".join(known), dtype=np.uint8).reshape(len(known), _DIGEST)
    vectors = np.array(list(known.values()), dtype=np.float32).reshape(len(known), DIMENSIONS)
    np.savez(buffer, model=np.array(MODEL_SHA256), keys=keys, vectors=vectors)
    data = buffer.getvalue()
    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=".writing-", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(hashlib.sha256(data).digest() + data)
        Path(temporary).replace(path)
    except OSError:  # a folder that may only be read: the answer is the same, only later
        with suppress(OSError):
            Path(temporary).unlink()
