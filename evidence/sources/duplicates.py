"""Documents that share most of their words: told to the researcher, never merged for her."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain
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

_WORD = re.compile(r"\w+")

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
    words = [_WORD.findall(text.casefold()) for text in studies["text"]]
    ids = list(studies["document_id"])
    first: dict[tuple[str, ...], int] = {}
    for number, own in enumerate(words):
        first.setdefault(tuple(own), number)
    originals = [(number, first[tuple(own)]) for number, own in enumerate(words)]
    found = [(number, original, "exact", 1.0) for number, original in originals if original != number]
    found += [(later, earlier, "near", share) for later, earlier, share in _near(words, sorted(first.values()))]
    rows: list[dict[str, Any]] = [
        {"document_id": ids[later], "duplicate_of": ids[earlier], "kind": kind, "similarity": share}
        for later, earlier, kind, share in sorted(found)
    ]
    return TABLES["duplicates"].frame(rows)


def _near(words: Sequence[Sequence[str]], numbers: Sequence[int]) -> Iterator[tuple[int, int, float]]:
    """(later, earlier, share of the shorter text's shingles) for near duplicates among the texts `numbers`, in order."""
    values, owners = _shingles([words[number] for number in numbers])
    large = np.bincount(owners, minlength=len(numbers)) >= SMALLEST
    values, owners = values[large[owners]], owners[large[owners]]
    own = np.split(values[np.argsort(owners, kind="stable")], np.cumsum(np.bincount(owners, minlength=len(numbers)))[:-1])
    for pair in _shared(values, owners, len(numbers)):
        earlier, later = divmod(pair, len(numbers))
        one, other = own[earlier], own[later]
        share = len(np.intersect1d(one, other, assume_unique=True)) / min(len(one), len(other))
        if share >= NEAR:
            yield numbers[later], numbers[earlier], round(share, 4)


def _shingles(texts: Sequence[Sequence[str]]) -> tuple[Hashes, Numbers]:
    """The different shingles of all texts, as numbers in order, and the text of each; the same on every machine."""
    owners = np.repeat(np.arange(len(texts)), [len(own) for own in texts])
    if len(owners) < SHINGLE:
        return np.empty(0, dtype=np.uint64), owners[:0]
    places, known = pd.factorize(np.fromiter(chain.from_iterable(texts), dtype=object, count=len(owners)))
    hashes = pd.util.hash_array(known, categorize=False)[places]
    runs = len(owners) - SHINGLE + 1
    values = np.zeros(runs, dtype=np.uint64)
    for place in range(SHINGLE):
        values = values * _ODD + hashes[place : place + runs]
    within = owners[:runs] == owners[SHINGLE - 1 :]
    values, owners = values[within], owners[:runs][within]
    order = np.lexsort((owners, values))
    values, owners = values[order], owners[order]
    first = np.ones(len(values), dtype=bool)
    first[1:] = (values[1:] != values[:-1]) | (owners[1:] != owners[:-1])
    return values[first], owners[first]


_ODD = np.uint64(0x9E3779B97F4A7C15)
"""Its powers tell the places of a shingle's words apart; 2 to the 64th over the golden ratio, as in Knuth (1973), 6.4."""


def _shared(values: Hashes, owners: Numbers, texts: int) -> list[int]:
    """The pairs of texts that share `MIN_SHARED` shingles, in order, each as earlier * texts + later.

    values: as `_shingles`, with the text of each. Of shingles in many texts only neighbours count.
    """
    again = values[1:] == values[:-1]
    repeated = np.concatenate([again, [False]]) | np.concatenate([[False], again]) if len(values) else again
    values, owners = values[repeated], owners[repeated]  # nearly all shingles stand in one text only
    begins = np.flatnonzero(np.diff(values, prepend=values[:1] + np.uint64(1)))
    sizes = np.diff(np.append(begins, len(values)))
    ends, few = np.repeat(begins + sizes, sizes), np.repeat(sizes <= COMMON, sizes)
    met = []
    for apart in range(1, COMMON):
        place = np.flatnonzero((np.arange(len(values)) + apart < ends) & (few | (apart == 1)))
        met.append(owners[place] * texts + owners[place + apart])
    pairs, counts = np.unique(np.concatenate(met), return_counts=True)
    shared: list[int] = pairs[counts >= MIN_SHARED].tolist()
    return shared
