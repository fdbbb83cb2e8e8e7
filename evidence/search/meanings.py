"""The meanings of passages as vectors, one a sentence, kept on disk so that a text is embedded once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from evidence.embedding import DIMENSIONS, MODEL_SHA256, Floats, embed
from evidence.nlp import sentences
from evidence.search.keeping import DIGEST, digest_of, read_kept, write_kept

FILE = "search/meanings.bin"
"""Where, in the folder of the evidence base, the vectors are kept: what made them, how many texts there are, the hashes of
these in order, where the vectors of each end, and the vectors, so that they can be used where they lie on disk."""

PORTION = 20_000
"""Texts after which the vectors found so far are kept: who ends the first search of a large base loses no more than these."""

SHORTEST = 3
"""Words of a sentence from which it has a meaning of its own."""

Keys = npt.NDArray[np.bytes_]
Places = npt.NDArray[np.int64]
Progress = Callable[[int, int], None]


class Meanings(NamedTuple):
    """The meanings of some texts: those of the sentences of text n are `vectors[starts[rows[n]]:starts[rows[n] + 1]]`.

    Each vector is of length 1, or 0 for an empty text. Text n stands in row `rows[n]`, equal texts in the same.
    """

    vectors: Floats
    starts: Places
    rows: Places

    def cosines(self, vector: Floats) -> Floats:
        """The cosine of a vector of length 1 with that sentence of each text that comes nearest to it."""
        if not len(self.rows):
            return np.zeros(0, dtype=np.float32)
        cosines: Floats = np.maximum.reduceat(self.vectors @ vector, self.starts[:-1])[self.rows]
        return cosines


def meanings_of(texts: Sequence[str], kept: Path | None, *, progress: Progress | None = None) -> Meanings:
    """The meaning of each sentence of each text, as `evidence.embedding.embed`; what was embedded before is taken from a file.

    A passage that speaks of four things is near to none of them as a whole; its sentences are.

    kept:  the file; it is checked by its hash, and made anew where it is missing, damaged or of another model. Afterwards it
           holds these texts and no others. Where it cannot be written, the vectors are found again next time.
    """
    keys = np.array([digest_of(text) for text in texts], dtype=f"S{DIGEST}")
    wanted, first, rows = np.unique(keys, return_index=True, return_inverse=True)
    known, starts, vectors = _read(kept)
    if not np.array_equal(known, wanted):
        there = np.isin(wanted, known)
        found: list[Floats] = [vectors[:0]] * len(wanted)
        for row, at in zip(np.flatnonzero(there), np.searchsorted(known, wanted[there]), strict=True):
            found[row] = vectors[starts[at] : starts[at + 1]]
        missing = np.flatnonzero(~there)
        for start in range(0, max(len(missing), 1), PORTION):
            part = missing[start : start + PORTION]
            new = _embedded([texts[place] for place in first[part]], start, len(missing), progress)
            for row, own in zip(part, new, strict=True):
                found[row] = own
            there[part] = True
            starts, vectors = _joined([found[row] for row in np.flatnonzero(there)])
            if kept is not None:
                keep_meanings(kept, wanted[there], starts, vectors)
    return Meanings(vectors, starts, rows)


def keep_meanings(path: Path, keys: Keys, starts: Places, vectors: Floats) -> None:
    """Write the file of `FILE`: the hashes of the texts in order, where the vectors of each start, the vectors."""
    head = [_made_by(), np.int64(len(keys)).tobytes()]
    write_kept(path, [*head, keys.tobytes(), starts[1:].tobytes(), vectors.tobytes()])


def _made_by() -> bytes:
    """What stands for the model, and for the way in which this file holds its vectors."""
    return digest_of(f"{MODEL_SHA256}, a vector a sentence")


def _joined(found: Sequence[Floats]) -> tuple[Places, Floats]:
    """The vectors of several texts together: where those of each start, and where the last ones end."""
    starts = np.cumsum([0, *map(len, found)], dtype=np.int64)
    return starts, np.concatenate([np.zeros((0, DIMENSIONS), dtype=np.float32), *found])


def _embedded(texts: Sequence[str], before: int, of: int, progress: Progress | None) -> list[Floats]:
    """The vectors of the sentences of some of the texts, of which `before` were done already."""
    if not texts:
        return []
    parts = [_sentences(text) for text in texts]
    told = [part for own in parts for part in own]
    share = len(texts) / len(set(told))
    vectors = embed(told, progress=None if progress is None else lambda done, _: progress(before + round(done * share), of))
    return np.split(vectors, np.cumsum([len(own) for own in parts])[:-1])


def _sentences(text: str) -> list[str]:
    """The sentences that have a meaning of their own; the text as it is, if none has."""
    parts = [text[start:end] for start, end in sentences(text)]
    return [part for part in parts if len(part.split()) >= SHORTEST] or [text]


def _read(path: Path | None) -> tuple[Keys, Places, Floats]:
    """What the file holds, as `meanings_of` writes it: the hashes of the texts in order, where the vectors of each start and the
    last ones end, and the vectors; none if it is missing, damaged or of another model."""
    data = None if path is None else read_kept(path)
    if data is None or data[:DIGEST].tobytes() != _made_by():
        return np.zeros(0, dtype=f"S{DIGEST}"), np.zeros(1, dtype=np.int64), np.zeros((0, DIMENSIONS), dtype=np.float32)
    texts = int(data[DIGEST : DIGEST + 8].view(np.int64)[0])
    keys, ends = np.split(data[DIGEST + 8 :][: (DIGEST + 8) * texts], [DIGEST * texts])
    vectors = data[DIGEST + 8 + (DIGEST + 8) * texts :].view(np.float32).reshape(-1, DIMENSIONS)
    return keys.view(f"S{DIGEST}"), np.concatenate([[0], ends.view(np.int64)]), vectors
