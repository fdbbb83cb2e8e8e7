"""The words that passages have in common: as scikit-learn counts them, and told as they are written."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from evidence.nlp import shortest_base
from evidence.pairs.likeness import _written, in_common, shared, words_of
from evidence.pairs.wording import EVERYWHERE

WRITTEN = st.sampled_from(["shares", "Sharing", "data", "DATA", "the", "forms", "formed", "7b", "of", "Åsa", "été", "Ngozi"])
TEXTS = st.lists(st.lists(WRITTEN, max_size=6).map(" ".join), min_size=1, max_size=6)


def pairs_of(texts):
    first, second = (numbers.ravel() for numbers in np.meshgrid(np.arange(len(texts)), np.arange(len(texts)), indexing="ij"))
    return first, second


@given(TEXTS)
def test_the_weights_are_those_of_scikit_learns_vectorizer(texts):
    first, second = pairs_of(texts)
    both = shared(words_of(texts), first, second)
    cosine = np.bincount(both.pair, weights=both.product, minlength=len(first)).reshape(len(texts), -1)

    def bases(text):
        words = [word for word in text.lower().split() if len(word) > 2 and word not in EVERYWHERE]
        return [shortest_base(word) for word in words]

    if not any(map(bases, texts)):
        assert not cosine.any()
        return
    rows = TfidfVectorizer(analyzer=bases, sublinear_tf=True).fit_transform(texts)
    assert cosine == pytest.approx((rows @ rows.T).toarray())


def told(*texts):
    words = words_of(texts)
    return in_common(words, shared(words, np.array([0]), np.array([1])))


def test_words_in_common_are_told_as_the_second_passage_has_them():
    assert told("Agencies had shared the forms.", "They share a form.") == {0: ["form", "share"]}


def test_what_is_written_with_a_capital_in_either_is_a_name_perhaps_and_not_told():
    assert told("We asked Wood for data.", "The wood and Data.") == {}
    assert told("Sharing helps. They tried sharing.", "sharing") == {0: ["sharing"]}


def test_the_words_that_fewer_passages_hold_are_told_first_and_three_at_most():
    texts = ["data rota notes lists", "data rota notes lists", "data", "data rota", "data rota notes"]
    assert told(*texts) == {0: ["lists", "notes", "rota"]}


def test_passages_without_a_telling_word_have_nothing_in_common():
    assert told("We did it.", "42 of 7b") == {}
    assert told("", "") == {}


@given(st.text(alphabet="aZ09_ \n\t\x0b\x1c.-'’é½", max_size=30))
def test_words_are_runs_of_letters_digits_and_underscores(text):
    assert _written(text) == re.findall(r"\w+", text)
