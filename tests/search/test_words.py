from __future__ import annotations

import math

import pytest

from evidence.search.words import match_words, query_stems


def test_a_query_is_its_telling_words_without_their_endings():
    assert query_stems("What are the barriers to sharing, and who shares?") == ["barrier", "shar"]
    assert query_stems("the of and") == []


def test_bm25_is_what_its_formula_says():
    # Two texts of 2 words; "trust" is in one: idf = ln(1 + (2 - 1 + 0.5) / (1 + 0.5)) = ln 2; tf 1 at average length: 2.2 / 2.2.
    scores, shares, matched = match_words("trust", ["Trust grew.", "It rained."])
    assert scores.tolist() == pytest.approx([math.log(2), 0.0])
    assert shares.tolist() == [1.0, 0.0]
    assert matched == {0: ["trust"]}


def test_a_rare_word_counts_for_more_of_the_query():
    texts = ["common rare", "common", "common", "other"]
    _, shares, matched = match_words("common rare", texts)
    assert shares[0] == pytest.approx(1.0)
    assert 0 < shares[1] < 0.5
    assert matched[0] == ["common", "rare"]


def test_a_repeated_word_counts_for_more_and_a_long_text_for_less():
    scores, _, _ = match_words("trust", ["trust trust", "trust again", "trust " + "word " * 50])
    assert scores[0] > scores[1] > scores[2]


def test_no_texts_and_no_words_match_nothing():
    assert match_words("trust", [])[0].tolist() == []
    assert match_words("the", ["the end"])[0].tolist() == [0.0]
