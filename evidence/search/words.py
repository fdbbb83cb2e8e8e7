"""How well texts match the words of a query: BM25 over word stems, without an index to keep."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]

K1, B = 1.2, 0.75
"""The usual parameters of BM25 (Robertson and Zaragoza 2009): how soon repetition stops to count, how much length does."""

_FUNCTION = frozenset(
    re.findall(
        r"\w+",
        """
        about above after all also am an and any are as at be because been before being between both but by can could
        did do does doing don down during each few for from further had has have having he her here him his how if in
        into is it its just me more most my no nor not of off on once only or other our out over own same she should
        so some such than that the their them then there these they this those through to too under until up very was
        we were what when where which while who whom why will with would you your
        """,
    )
)
"""Words of English that tell nothing of a subject."""

_ENDING = re.compile(r"(?:ies|ied|ing|edly|ed|es|s|ly|ment|ments|ation|ations)$")


def query_stems(query: str) -> list[str]:
    """The stems of the words of a query that tell something, each once, in order.

    >>> query_stems("Staff do not know what they are sharing")
    ['staff', 'know', 'shar']
    """
    words = [word for word in re.findall(r"[^\W_]+", query.lower()) if len(word) > 1 and word not in _FUNCTION]
    return list(dict.fromkeys(_stem(word) for word in words))


def _stem(word: str) -> str:
    stem = _ENDING.sub("", word)
    stem = stem if len(stem) >= 4 else word.removesuffix("s") if len(word) > 4 else word
    return stem.removesuffix("e") if len(stem) > 4 else stem


def match_words(query: str, texts: Sequence[str]) -> tuple[Numbers, list[list[str]]]:
    """BM25 of each text for the words of the query, and the words of the text that matched, in order of the query.

    A word matches where a word of the text begins with its stem.
    returns: one score per text, 0 where no word matches; one list of words per text.
    """
    stems = query_stems(query)
    if not stems or not texts:
        return np.zeros(len(texts)), [[] for _ in texts]
    # Longest first: a stem that begins another must not hide it.
    ordered = sorted(stems, key=len, reverse=True)
    pattern = re.compile(r"\b(?:" + "|".join(f"({re.escape(stem)})" for stem in ordered) + r")\w*")
    counts = np.zeros((len(texts), len(ordered)))
    matched: list[list[str]] = []
    for row, text in enumerate(texts):
        words: dict[int, str] = {}
        for found in pattern.finditer(text.lower()):
            column = (found.lastindex or 1) - 1
            counts[row, column] += 1
            words.setdefault(column, found[0])
        matched.append([words[ordered.index(stem)] for stem in stems if ordered.index(stem) in words])
    lengths = np.array([len(text) for text in texts], dtype=float)
    held = (counts > 0).sum(axis=0)
    weights = np.log(1 + (len(texts) - held + 0.5) / (held + 0.5))
    damped = counts * (K1 + 1) / (counts + K1 * (1 - B + B * lengths / max(lengths.mean(), 1.0))[:, None])
    return damped @ weights, matched
