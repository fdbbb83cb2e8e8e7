"""The words that passages have in common, all forms of a word as one: how alike that makes them, and which words tell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from evidence.nlp import shortest_base
from evidence.pairs.wording import EVERYWHERE

Numbers = npt.NDArray[np.int64]
Weights = npt.NDArray[np.float64]
Forms = npt.NDArray[np.object_]

TOLD = 3
"""Most words that are named of those that two passages have in common."""

_WORD = re.compile(r"\w+")
_PLAIN = bytes(code if _WORD.match(chr(code)) else ord(" ") for code in range(128)).ljust(256)
_TELLING = re.compile(r"[^\W\d_]{3,}")


class Words(NamedTuple):
    """The words of some passages as numbers: a row for each passage and each word in it, in order of both.

    A word is told by its base, a base by its place in the alphabet.
    passage: which one it is.
    base:    which word.
    weight:  TF-IDF with a sublinear count, the squares of a passage's adding to 1: what scikit-learn's vectorizer gives.
    form:    of the forms that stand there in small letters the first in the alphabet, by its place in `forms`; their number
             where there is none.
    forms:   all forms in lower case, in alphabetical order.
    """

    passage: Numbers
    base: Numbers
    weight: Weights
    form: Numbers
    forms: Forms


class Shared(NamedTuple):
    """A row for each word that both passages of a pair hold.

    pair:    which pair it is.
    product: of the two weights; a pair's add to the cosine of its passages.
    first:   the row of `Words` that it has in the first passage, and
    second:  in the second.
    """

    pair: Numbers
    product: Weights
    first: Numbers
    second: Numbers


def words_of(texts: Sequence[str]) -> Words:
    """The words of all passages; words that stand in every text, short ones and those with a digit are left out.

    >>> words = words_of(["We share data.", "They shared it"])
    >>> words.passage.tolist(), words.base.tolist(), words.forms[words.form].tolist()
    ([0, 0, 1], [0, 1, 1], ['data', 'share', 'shared'])
    """
    told = [_written(text) for text in texts]
    which, written = pd.factorize(np.fromiter(chain.from_iterable(told), dtype=object))
    forms, form = _forms(written)
    base = np.unique(np.array([shortest_base(word) for word in forms], dtype=object), return_inverse=True)[1]
    telling = form[which] >= 0
    passage, which = np.repeat(np.arange(len(told)), [len(words) for words in told])[telling], which[telling]
    # One number holds the passage, the word, and which form of it stands there, those in small letters first.
    width = len(forms) + 1
    small = np.array([word == word.lower() for word in written], dtype=bool)[which]
    keys = np.sort((passage * width + base[form[which]]) * width + np.where(small, form[which], width - 1))
    words, stands = np.divmod(keys, width)
    first = np.flatnonzero(np.diff(words, prepend=-1))
    counts, (passage, base) = np.diff(np.append(first, len(keys))), np.divmod(words[first], width)
    weight = (1 + np.log(counts)) * (1 + np.log((1 + len(told)) / (1 + np.bincount(base)))[base])
    weight = weight / np.sqrt(np.bincount(passage, weights=weight**2))[passage]
    return Words(passage, base, weight, stands[first], forms)


def _written(text: str) -> list[str]:
    """The words of a passage as they are written."""
    # Of a text of plain letters all else is made a blank at once, in a third of the time.
    return text.encode().translate(_PLAIN).decode().split() if text.isascii() else _WORD.findall(text)


def _forms(written: Iterable[str]) -> tuple[Forms, Numbers]:
    """The words that tell something, in lower case and in order; and for each word as written its place there, or -1."""
    lower = [word.lower() for word in written]
    forms = sorted({word for word in lower if _TELLING.fullmatch(word) and word not in EVERYWHERE})
    places = dict(zip(forms, range(len(forms)), strict=True))
    return np.array(forms, dtype=object), np.array([places.get(word, -1) for word in lower], dtype=np.int64)


def shared(words: Words, first: Numbers, second: Numbers) -> Shared:
    """The words that the passages of each pair both hold, in the order of the pairs, then of the words.

    first, second: the passages of each pair.
    """
    width = len(words.forms) + 1
    begins, ends = (np.searchsorted(words.passage, second, side=side) for side in ("left", "right"))
    pair = np.repeat(np.arange(len(second)), ends - begins)
    row = np.arange(len(pair)) - np.repeat(np.cumsum(ends - begins) - ends, ends - begins)
    keys, wanted = words.passage * width + words.base, first[pair] * width + words.base[row]
    other = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    both = keys[other] == wanted
    pair, row, other = pair[both], row[both], other[both]
    return Shared(pair, words.weight[other] * words.weight[row], other, row)


def in_common(words: Words, both: Shared) -> dict[int, list[str]]:
    """By pair, up to `TOLD` words that tell most of both passages, as the second has them; none that is a name there.

    Names do not belong in a reason: only words that stand in small letters in both passages are told.
    """
    loud = len(words.forms)
    rows = np.flatnonzero((words.form[both.first] < loud) & (words.form[both.second] < loud))
    # Rounded, so that the last bit of a product never decides the order.
    order = rows[np.lexsort((both.second[rows], -both.product[rows].round(6), both.pair[rows]))]
    pairs = both.pair[order]
    rank = np.arange(len(pairs)) - np.searchsorted(pairs, pairs)
    told: dict[int, list[str]] = {}
    for pair, form in zip(pairs[rank < TOLD].tolist(), words.form[both.second[order[rank < TOLD]]].tolist(), strict=True):
        told.setdefault(pair, []).append(words.forms[form])
    return told
