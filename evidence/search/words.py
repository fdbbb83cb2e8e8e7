"""How well texts match the words of a query: BM25 over word stems."""

from __future__ import annotations

import hashlib
import io
import math
import re
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from evidence.search.keeping import DIGEST, read_kept, write_kept

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


_WORD = re.compile(r"[^\W_]+")


class WordIndex(NamedTuple):
    """The words of some texts, looked up by their beginnings.

    words:   in alphabetical order; word n stands in the texts `texts[starts[n]:starts[n + 1]]`, in order, each `counts` times.
    lengths: words of each text.
    """

    words: list[str]
    starts: npt.NDArray[np.int64]
    texts: npt.NDArray[np.int32]
    counts: npt.NDArray[np.int32]
    lengths: npt.NDArray[np.int32]


def word_index(texts: Sequence[str]) -> WordIndex:
    """The words of these texts, in small letters."""
    number: defaultdict[str, int] = defaultdict(lambda: len(number))
    lengths, said = np.zeros(len(texts), dtype=np.int32), array("i")
    for place, text in enumerate(texts):
        found = _WORD.findall(text.lower())
        lengths[place] = len(found)
        said.extend(map(number.__getitem__, found))
    words = sorted(number)
    rank = np.zeros(len(words), dtype=np.int64)
    rank[[number[word] for word in words]] = np.arange(len(words))
    # One number for each word of each text: sorted, all texts of a word stand together, in their order.
    both = rank[np.frombuffer(said, dtype=np.int32)] * max(len(texts), 1) + np.repeat(np.arange(len(texts)), lengths)
    once, counts = np.unique(both, return_counts=True)
    of_word, place_of = np.divmod(once, max(len(texts), 1))
    starts = np.searchsorted(of_word, np.arange(len(words) + 1))
    return WordIndex(words, starts, place_of.astype(np.int32), counts.astype(np.int32), lengths)


def kept_index(texts: Sequence[str], kept: Path | None) -> WordIndex:
    """`word_index`, taken from a file if it holds that of these very texts, else kept there."""
    if kept is None:
        return word_index(texts)
    lengths = np.array([len(text) for text in texts], dtype=np.int64)
    key = hashlib.sha256(lengths.tobytes() + "".join(texts).encode("utf-8", "surrogatepass")).digest()
    data = read_kept(kept)
    if data is not None and data[:DIGEST].tobytes() == key:
        with np.load(io.BytesIO(data[DIGEST:].tobytes()), allow_pickle=False) as arrays:
            words = arrays["words"].tobytes().decode().split("\n")
            return WordIndex(words if words != [""] else [], *(arrays[name] for name in _ARRAYS))
    index, buffer = word_index(texts), io.BytesIO()
    # No word holds the end of a line.
    words = np.frombuffer("\n".join(index.words).encode(), dtype=np.uint8)
    np.savez(buffer, words=words, **{name: getattr(index, name) for name in _ARRAYS})
    write_kept(kept, [key, buffer.getvalue()])
    return index


_ARRAYS = ("starts", "texts", "counts", "lengths")


def match_words(query: str, index: WordIndex, among: npt.NDArray[np.bool_] | None = None) -> tuple[Numbers, Numbers]:
    """BM25 of each text for the words of the query, and the share of the query that matched.

    A word matches where a word of the text begins with its stem.
    among:   the texts that are searched, True for each; None is all. The others count for nothing, and score 0.
    returns: one score per text, 0 where no word matches; one share per text, 0 to 1, in which a rare word counts for more.

    >>> scores, shares = match_words("sharing", word_index(["They share.", "It rained."]))
    >>> bool(scores[0] > scores[1]), shares.tolist()
    (True, [1.0, 0.0])
    """
    searched = np.ones(len(index.lengths), dtype=bool) if among is None else among
    size = int(searched.sum())
    scores, shares, whole = np.zeros(len(searched)), np.zeros(len(searched)), 0.0
    mean = max(float(index.lengths[searched].mean()), 1.0) if size else 1.0
    for stem in query_stems(query):
        first, last = _beginning_with(stem, index.words)
        held = slice(index.starts[first], index.starts[last])
        counts = np.bincount(index.texts[held], weights=index.counts[held], minlength=len(searched)) * searched
        at = np.flatnonzero(counts)
        weight = math.log(1 + (size - len(at) + 0.5) / (len(at) + 0.5))
        scale = K1 * (1 - B + B * index.lengths[at] / mean)
        scores[at] += weight * counts[at] * (K1 + 1) / (counts[at] + scale)
        shares[at] += weight
        whole += weight
    return scores, shares / whole if whole else shares


def words_matched(query: str, index: WordIndex, text: int) -> list[str]:
    """The words of one text that match the query, one for each of its words, in the order of the query.

    >>> words_matched("trust and sharing", word_index(["They share.", "A shared trust."]), 1)
    ['trust', 'shared']
    """
    told: list[str] = []
    for stem in query_stems(query):
        for place in range(*_beginning_with(stem, index.words)):
            if told and told[-1].startswith(stem):
                break
            inside = index.texts[index.starts[place] : index.starts[place + 1]]
            at = int(np.searchsorted(inside, text))
            if at < len(inside) and inside[at] == text:
                told.append(index.words[place])
    return told


def _beginning_with(stem: str, words: Sequence[str]) -> tuple[int, int]:
    """The places of the words that begin so: the first, and the one after the last."""
    return bisect_left(words, stem), bisect_left(words, stem + "\U0010ffff")
