"""The meanings of passages as vectors, kept on disk so that a text is embedded once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from evidence.embedding import DIMENSIONS, MODEL_SHA256, Floats, embed
from evidence.search.keeping import DIGEST, digest_of, read_kept, write_kept

FILE = "search/meanings.bin"
"""Where, in the folder of the evidence base, the vectors are kept: the hash of the model, the hashes of the texts in order, and
then their vectors, so that they can be used where they lie on disk."""

PORTION = 20_000
"""Texts after which the vectors found so far are kept: who ends the first search of a large base loses no more than these."""

Keys = npt.NDArray[np.bytes_]
Progress = Callable[[int, int], None]


class Meanings(NamedTuple):
    """The meanings of some texts: text n has the vector `vectors[rows[n]]`, of length 1, or 0 for an empty text."""

    vectors: Floats
    rows: npt.NDArray[np.int64]

    def cosines(self, vector: Floats) -> Floats:
        """The cosine of each text with a vector of length 1."""
        cosines: Floats = (self.vectors @ vector)[self.rows]
        return cosines


def meanings_of(texts: Sequence[str], kept: Path | None, *, progress: Progress | None = None) -> Meanings:
    """The meaning of each text, as `evidence.embedding.embed`; of those that were embedded before it is taken from a file.

    kept:  the file; it is checked by its hash, and made anew where it is missing, damaged or of another model. Afterwards it
           holds these texts and no others. Where it cannot be written, the vectors are found again next time.
    """
    keys = np.array([digest_of(text) for text in texts], dtype=f"S{DIGEST}")
    wanted, first, rows = np.unique(keys, return_index=True, return_inverse=True)
    known, vectors = _read(kept)
    if not np.array_equal(known, wanted):
        there = np.isin(wanted, known)
        found = np.zeros((len(wanted), DIMENSIONS), dtype=np.float32)
        found[there] = vectors[np.searchsorted(known, wanted[there])]
        missing = np.flatnonzero(~there)
        for start in range(0, max(len(missing), 1), PORTION):
            part = missing[start : start + PORTION]
            found[part] = _embedded([texts[place] for place in first[part]], start, len(missing), progress)
            there[part] = True
            if kept is not None:
                model = bytes.fromhex(MODEL_SHA256)
                write_kept(kept, [model, wanted[there].tobytes(), found[there].tobytes()])
        vectors = found
    return Meanings(vectors, rows)


def _embedded(texts: Sequence[str], before: int, of: int, progress: Progress | None) -> Floats:
    """The vectors of some of the texts, of which `before` were done already."""
    if not texts:
        return np.zeros((0, DIMENSIONS), dtype=np.float32)
    return embed(texts, progress=None if progress is None else lambda done, _: progress(before + done, of))


def _read(path: Path | None) -> tuple[Keys, Floats]:
    """The hashes of the texts in the file, in order, and their vectors; none if it is missing, damaged or of another model."""
    data = None if path is None else read_kept(path)
    count, over = divmod(0 if data is None else len(data) - DIGEST, DIGEST + 4 * DIMENSIONS)
    if data is None or over or data[:DIGEST].tobytes() != bytes.fromhex(MODEL_SHA256):
        return np.zeros(0, dtype=f"S{DIGEST}"), np.zeros((0, DIMENSIONS), dtype=np.float32)
    split = DIGEST * (1 + count)
    return data[DIGEST:split].view(f"S{DIGEST}"), data[split:].view(np.float32).reshape(count, DIMENSIONS)
