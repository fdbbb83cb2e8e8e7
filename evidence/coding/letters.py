"""Texts as the letters of their words: TF-IDF of 2 to 5 letters in a row, as scikit-learn's `char_wb` counts them.

Such letters never reach across a blank, so that each distinct word is taken apart once, however often it is met: several
times as fast, with the same numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

LENGTHS = (2, 5)
MOST = 300_000
"""Runs of letters that are kept, the most frequent ones."""
SHARED_BY = 2
"""Texts that a run of letters must stand in."""


@dataclass(frozen=True)
class Letters:
    """Runs of letters, and how rare each is."""

    runs: CountVectorizer
    weighing: TfidfTransformer

    def transform(self, texts: Sequence[str]) -> csr_matrix:
        """(texts x runs): unit rows."""
        words, counts = _words(texts)
        return csr_matrix(self.weighing.transform(counts @ self.runs.transform(words)))


def fit_letters(texts: Sequence[str]) -> Letters:
    """Learn which runs of letters the texts share.

    >>> fit_letters(["no trust", "trusted"]).transform(["mistrust"]).nnz  # those of "trust"
    10
    """
    words, counts = _words(texts)
    every = CountVectorizer(analyzer="char_wb", ngram_range=LENGTHS)
    found = csr_matrix(counts @ every.fit_transform(words))
    kept = np.flatnonzero(np.bincount(found.indices, minlength=found.shape[1]) >= SHARED_BY)
    if len(kept) > MOST:
        often = np.asarray(found.sum(axis=0)).ravel()[kept]
        kept = np.sort(kept[np.argsort(-often, kind="stable")[:MOST]])
    runs = CountVectorizer(analyzer="char_wb", ngram_range=LENGTHS, vocabulary=every.get_feature_names_out()[kept])
    return Letters(runs, TfidfTransformer(sublinear_tf=True).fit(found[:, kept]))


def _words(texts: Sequence[str]) -> tuple[list[str], csr_matrix]:
    """The distinct words of the texts, and (texts x words) how often each is met."""
    number: dict[str, int] = {}
    places, ends = [], [0]
    for text in texts:
        places += [number.setdefault(word, len(number)) for word in text.lower().split()]
        ends.append(len(places))
    return list(number), csr_matrix((np.ones(len(places)), places, ends), shape=(len(texts), len(number)))
