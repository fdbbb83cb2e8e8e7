"""Documents that share most of their words: told to the researcher, never merged for her."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from evidence.model import CASE_STUDY, TABLES

SHINGLE = 5
"""Words of a shingle, as in Clough and Stevenson (2011)."""

NEAR = 0.45
"""Smallest share of the shorter text's shingles at which two texts are near duplicates.

Tried on real texts: the same study as pdf, Word export, InDesign export and site page shares 0.91 to 0.99. Of Clough and
Stevenson's answers 13 of 19 near copies reach it, 9 of 38 revised ones, and none of 38 written without copying (at most
0.04). Posts of one publisher that repeat its set phrases share at most 0.41, unless one is a new version of the other.
"""

SMALLEST = 20
"""A text of fewer shingles is compared as a whole only: a common phrase would make it a copy."""

COMMON = 30
"""A shingle in more texts is a set phrase: by it only neighbours are compared, which still links all copies of one text."""

MIN_SHARED = 10
"""Texts that share fewer shingles are not compared further."""

Hashes = npt.NDArray[np.uint64]
Numbers = npt.NDArray[np.int64]


def find_duplicates(documents: pd.DataFrame) -> pd.DataFrame:
    """Pairs of case-study documents that hold the same words, or nearly.

    Exact: the same words in the same order, whatever their case, punctuation and layout; each is told of the first.
    Near: at least 0.45 of the shorter text's runs of five words stand in the other; every such pair is told.
    Only pairs that share a rare run are compared, so that thousands of documents take seconds.

    documents: rows as in `model.TABLES["documents"]`; answers to surveys are passed over.
    returns:   rows as in `model.TABLES["duplicates"]`, in the order of `documents`.
    source:    Clough and Stevenson (2011), containment of n-grams.

    >>> text = " ".join(f"word{n}" for n in range(40))
    >>> two = pd.DataFrame({"document_id": ["a", "b"], "kind": "case_study", "text": [text, text.upper()]})
    >>> find_duplicates(two).values.tolist()
    [['b', 'a', 'exact', 1.0]]
    """
    studies = documents.loc[documents["kind"] == CASE_STUDY]
    words = _all_words(list(studies["text"]))
    ids = list(studies["document_id"])
    first: dict[bytes, int] = {}
    originals = [(number, first.setdefault(own.tobytes(), number)) for number, own in enumerate(words)]
    found = [(number, original, "exact", 1.0) for number, original in originals if original != number]
    found += [(later, earlier, "near", share) for later, earlier, share in _near(words, sorted(first.values()))]
    rows: list[dict[str, Any]] = [
        {"document_id": ids[later], "duplicate_of": ids[earlier], "kind": kind, "similarity": share}
        for later, earlier, kind, share in sorted(found)
    ]
    return TABLES["duplicates"].frame(rows)


def _all_words(texts: Sequence[str]) -> list[Hashes]:
    """For each text a number for each of its words: the same for the same letters in any case, and on every machine."""
    sizes = np.cumsum([len(text) for text in texts])
    bounds = [0, *np.searchsorted(sizes, np.arange(_AT_ONCE, sizes[-1:].sum(), _AT_ONCE)).tolist(), len(texts)]
    return [own for first, last in pairwise(bounds) if last > first for own in _words(texts[first:last])]


_AT_ONCE = 100_000
"""Characters looked at together: as many as a processor keeps at hand."""


def _words(texts: Sequence[str]) -> list[Hashes]:
    """The same of texts that are looked at together: a word is a run of letters, digits and underscores."""
    folded = [text.casefold() for text in texts]
    letters = np.frombuffer("\n".join([*folded, ""]).encode("utf-32-le"), dtype=np.uint32)
    kinds = np.flatnonzero(np.bincount(letters))
    of_words = np.zeros(kinds[-1] + 1, dtype=bool)
    of_words[kinds] = [chr(kind).isalnum() or chr(kind) == "_" for kind in kinds.tolist()]
    inside = np.concatenate([[False], of_words[letters]])
    begins, ends = np.flatnonzero(inside[1:] & ~inside[:-1]), np.flatnonzero(inside[:-1] & ~inside[1:])
    lengths = ends - begins
    firsts = np.cumsum(lengths) - lengths
    # What a letter counts rests on its place in the word, as its powers of one odd number tell.
    places = np.arange(lengths.sum()) - np.repeat(firsts, lengths)
    powers = np.cumprod(np.full(places.max(initial=0) + 1, _SPELT))
    values = np.add.reduceat(letters[inside[1:]] * powers[places], firsts) if len(firsts) else powers[:0]
    values ^= values >> np.uint64(32)  # else the word's powers and those of its shingle would be of one kind
    return np.split(values, np.searchsorted(begins, np.cumsum([len(text) + 1 for text in folded])[:-1]))


def _near(words: Sequence[Hashes], numbers: Sequence[int]) -> Iterator[tuple[int, int, float]]:
    """(later, earlier, share of the shorter text's shingles) for near duplicates among the texts `numbers`, in order."""
    values, owners = _shingles([words[number] for number in numbers])
    begins = np.diff(values, prepend=~values[:1]) != 0
    ranks = (np.cumsum(begins) - 1)[np.argsort(owners, kind="stable")]
    own = np.split(ranks, np.cumsum(np.bincount(owners, minlength=len(numbers)))[:-1])
    there = np.zeros(len(values), dtype=bool)
    for earlier, laters in groupby(_shared(begins, owners, len(numbers)), key=lambda pair: pair // len(numbers)):
        there[own[earlier]] = True
        for later in (pair % len(numbers) for pair in laters):
            share = np.count_nonzero(there[own[later]]) / min(len(own[earlier]), len(own[later]))
            if share >= NEAR:
                yield numbers[later], numbers[earlier], round(share, 4)
        there[own[earlier]] = False


def _shingles(texts: Sequence[Hashes]) -> tuple[Hashes, Numbers]:
    """The different shingles of each text that has enough of them, in order, and the text of each."""
    words = np.concatenate([np.empty(0, dtype=np.uint64), *texts])
    owners = np.repeat(np.arange(len(texts)), [len(own) for own in texts])
    runs = max(len(words) - SHINGLE + 1, 0)
    values = np.zeros(runs, dtype=np.uint64)
    for place in range(SHINGLE):
        values = values * _ODD + words[place : place + runs]
    within = owners[:runs] == owners[len(owners) - runs :]
    values, owners = values[within], owners[:runs][within]
    order = np.argsort(values, kind="stable")
    values, owners = values[order], owners[order]
    first = (np.diff(values, prepend=~values[:1]) != 0) | (np.diff(owners, prepend=-1) != 0)
    values, owners = values[first], owners[first]
    large = np.bincount(owners, minlength=len(texts))[owners] >= SMALLEST
    return values[large], owners[large]


_ODD = np.uint64(0x9E3779B97F4A7C15)
"""Its powers tell the places of a shingle's words apart; 2 to the 64th over the golden ratio, as in Knuth (1973), 6.4."""

_SPELT = np.uint64(0xD1342543DE82EF95)
"""Its powers tell the places of a word's letters apart; a multiplier of Steele and Vigna (2022) for 64 bits."""


def _shared(begins: npt.NDArray[np.bool_], owners: Numbers, texts: int) -> list[int]:
    """The pairs of texts that share `MIN_SHARED` shingles, in order, each as earlier * texts + later.

    begins: whether a shingle is another than the one before it; with the text of each. Of shingles in many texts only
            neighbours count.
    """
    starts = np.flatnonzero(begins)
    sizes = np.diff(np.append(starts, len(owners)))
    left = np.repeat(sizes, sizes) - 1 - (np.arange(len(owners)) - np.repeat(starts, sizes))  # texts that follow with it
    few = np.repeat(sizes <= COMMON, sizes)
    met, place = [], np.flatnonzero(left)  # nearly all shingles stand in one text only
    for apart in range(1, COMMON):
        met.append(owners[place] * texts + owners[place + apart])
        place = place[few[place] & (left[place] > apart)]
    pairs, counts = np.unique(np.concatenate(met), return_counts=True)
    shared: list[int] = pairs[counts >= MIN_SHARED].tolist()
    return shared
