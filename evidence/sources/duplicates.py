"""Documents that share most of their words: told to the researcher, never merged for her."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, groupby, pairwise
from typing import Any

import numpy as np
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


def _near(words: Sequence[Sequence[str]], numbers: Iterable[int]) -> Iterator[tuple[int, int, float]]:
    """(later, earlier, share of the shorter text's shingles) for near duplicates among the texts `numbers`."""
    shingles = {number: _shingles(words[number]) for number in numbers}
    shingles = {number: own for number, own in shingles.items() if len(own) >= SMALLEST}
    for (earlier, later), shared in sorted(_shared(shingles).items()):
        if shared >= MIN_SHARED:
            one, other = shingles[earlier], shingles[later]
            share = len(np.intersect1d(one, other, assume_unique=True)) / min(len(one), len(other))
            if share >= NEAR:
                yield later, earlier, round(share, 4)


def _shingles(words: Sequence[str]) -> np.ndarray[Any, np.dtype[np.uint64]]:
    """The different shingles of a text, as numbers in order; the same on every machine."""
    texts = [" ".join(words[start : start + SHINGLE]) for start in range(len(words) - SHINGLE + 1)]
    return np.unique(pd.util.hash_array(np.array(texts, dtype=object), categorize=False))


def _shared(shingles: dict[int, np.ndarray[Any, np.dtype[np.uint64]]]) -> Counter[tuple[int, int]]:
    """How many shingles each pair of texts shares; of shingles in many texts only neighbours count."""
    if not shingles:
        return Counter()
    values = np.concatenate(list(shingles.values()))
    owners = np.concatenate([np.full(len(own), number) for number, own in shingles.items()])
    order = np.argsort(values, kind="stable")
    values, owners = values[order], owners[order]
    repeated = np.zeros(len(values), dtype=bool)
    same = values[1:] == values[:-1]
    repeated[1:] |= same
    repeated[:-1] |= same
    pairs: Counter[tuple[int, int]] = Counter()
    for _, group in groupby(zip(values[repeated].tolist(), owners[repeated].tolist(), strict=True), key=lambda pair: pair[0]):
        texts = [owner for _, owner in group]
        pairs.update(combinations(texts, 2) if len(texts) <= COMMON else pairwise(texts))
    return pairs
