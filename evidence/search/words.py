"""How well texts match the words of a query: BM25 over word stems."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

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


class _Index(NamedTuple):
    """The words of some texts in alphabetical order, for each the numbers of the texts that hold it and how often."""

    words: list[str]
    texts: list[npt.NDArray[np.int64]]
    counts: list[npt.NDArray[np.int64]]
    lengths: Numbers


@lru_cache(maxsize=2)
def _index(texts: tuple[str, ...]) -> _Index:
    held: dict[str, dict[int, int]] = {}
    lengths = np.zeros(len(texts))
    for number, text in enumerate(texts):
        found = re.findall(r"[^\W_]+", text.lower())
        lengths[number] = len(found)
        for word in found:
            of_word = held.setdefault(word, {})
            of_word[number] = of_word.get(number, 0) + 1
    words = sorted(held)
    rows = [np.fromiter(held[word], dtype=np.int64) for word in words]
    return _Index(words, rows, [np.fromiter(held[word].values(), dtype=np.int64) for word in words], lengths)


def match_words(query: str, texts: Sequence[str]) -> tuple[Numbers, Numbers, dict[int, list[str]]]:
    """BM25 of each text for the words of the query, the share of the query that matched, and the words that did.

    A word matches where a word of the text begins with its stem. The words of texts asked for before are remembered.
    returns: one score per text, 0 where no word matches; one share per text, 0 to 1, in which a rare word counts for more; for
             each text that matches, by its number, the words in the order of the query.

    >>> scores, shares, matched = match_words("sharing", ["They share.", "It rained."])
    >>> bool(scores[0] > scores[1]), shares.tolist(), matched
    (True, [1.0, 0.0], {0: ['share']})
    """
    index = _index(tuple(texts))
    scores, shares, matched = np.zeros(len(texts)), np.zeros(len(texts)), dict[int, list[str]]()
    whole = 0.0
    scale = K1 * (1 - B + B * index.lengths / max(float(index.lengths.mean()), 1.0)) if len(texts) else scores
    for stem in query_stems(query):
        counts = np.zeros(len(texts))
        first = bisect_left(index.words, stem)
        for place in range(first, bisect_left(index.words, stem + "\U0010ffff")):
            counts[index.texts[place]] += index.counts[place]
            for number in index.texts[place].tolist():
                told = matched.setdefault(number, [])
                # One word of the text for each of the query's.
                if not told or not told[-1].startswith(stem):
                    told.append(index.words[place])
        held = int((counts > 0).sum())
        weight = math.log(1 + (len(texts) - held + 0.5) / (held + 0.5))
        scores += weight * counts * (K1 + 1) / (counts + scale)
        shares += weight * (counts > 0)
        whole += weight
    return scores, shares / whole if whole else shares, matched
