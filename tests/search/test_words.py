from __future__ import annotations

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.search.words import kept_index, match_words, query_stems, word_index, words_matched


def test_a_query_is_its_telling_words_without_their_endings():
    assert query_stems("What are the barriers to sharing, and who shares?") == ["barrier", "shar"]
    assert query_stems("the of and") == []


def test_bm25_is_what_its_formula_says():
    # Two texts of 2 words; "trust" is in one: idf = ln(1 + (2 - 1 + 0.5) / (1 + 0.5)) = ln 2; tf 1 at average length: 2.2 / 2.2.
    index = word_index(["Trust grew.", "It rained."])
    scores, shares = match_words("trust", index)
    assert scores.tolist() == pytest.approx([math.log(2), 0.0])
    assert shares.tolist() == [1.0, 0.0]
    assert [words_matched("trust", index, text) for text in (0, 1)] == [["trust"], []]


def test_a_rare_word_counts_for_more_of_the_query():
    index = word_index(["common rare", "common", "common", "other"])
    _, shares = match_words("common rare", index)
    assert shares[0] == pytest.approx(1.0)
    assert 0 < shares[1] < 0.5
    assert words_matched("common rare", index, 0) == ["common", "rare"]


def test_a_repeated_word_counts_for_more_and_a_long_text_for_less():
    scores, _ = match_words("trust", word_index(["trust trust", "trust again", "trust " + "word " * 50]))
    assert scores[0] > scores[1] > scores[2]


def test_no_texts_and_no_words_match_nothing():
    assert match_words("trust", word_index([]))[0].tolist() == []
    assert match_words("the", word_index(["the end"]))[0].tolist() == [0.0]


TEXTS = st.lists(st.text(alphabet="abs ,é1_\n", max_size=30), max_size=8)


def plain_scores(query, texts):
    """BM25 and share of the query as their definitions have them, text by text."""
    words = [re.findall(r"[^\W_]+", text.lower()) for text in texts]
    mean = max(sum(map(len, words)) / max(len(words), 1), 1.0)
    scores, shares, whole = [0.0] * len(texts), [0.0] * len(texts), 0.0
    for stem in query_stems(query):
        counts = [sum(word.startswith(stem) for word in own) for own in words]
        held = sum(count > 0 for count in counts)
        weight = math.log(1 + (len(texts) - held + 0.5) / (held + 0.5))
        whole += weight
        for n, count in enumerate(counts):
            scores[n] += weight * count * 2.2 / (count + 1.2 * (0.25 + 0.75 * len(words[n]) / mean))
            shares[n] += weight * (count > 0)
    return scores, [share / whole if whole else 0.0 for share in shares]


@given(TEXTS, st.text(alphabet="abs é1", max_size=12))
def test_words_looked_up_score_as_words_counted_text_by_text(texts, query):
    scores, shares = match_words(query, word_index(texts))
    expected = plain_scores(query, texts)
    assert scores.tolist() == pytest.approx(expected[0])
    assert shares.tolist() == pytest.approx(expected[1])
    for n, share in enumerate(shares):
        assert bool(words_matched(query, word_index(texts), n)) == (share > 0)


@given(TEXTS, st.lists(st.booleans(), min_size=8, max_size=8), st.text(alphabet="abs é1", max_size=12))
def test_texts_that_are_not_searched_count_for_nothing(texts, chosen, query):
    among = np.array(chosen[: len(texts)], dtype=bool)
    left = [text for text, wanted in zip(texts, among, strict=True) if wanted]
    for whole, alone in zip(match_words(query, word_index(texts), among), match_words(query, word_index(left)), strict=True):
        assert whole[among].tolist() == pytest.approx(alone.tolist())
        assert not whole[~among].any()


def test_the_index_of_the_same_texts_is_taken_from_its_file(tmp_path, monkeypatch):
    texts, kept = ["Trust grew.", "It rained.", "Größe, naïve"], tmp_path / "words.bin"
    made = kept_index(texts, kept)
    monkeypatch.setattr("evidence.search.words.word_index", lambda texts: pytest.fail("it was made anew"))
    taken = kept_index(texts, kept)
    assert taken.words == made.words
    assert all(np.array_equal(a, b) for a, b in zip(taken[1:], made[1:], strict=True))


@pytest.mark.parametrize(
    "texts", [["Trust grew.", "It rained"], ["Trust grew.It rained.", ""], ["It rained.", "Trust grew."], []]
)
def test_the_index_of_other_texts_is_made_anew(tmp_path, texts):
    kept = tmp_path / "words.bin"
    kept_index(["Trust grew.", "It rained."], kept)
    assert kept_index(texts, kept).lengths.tolist() == word_index(texts).lengths.tolist()
    assert kept_index(texts, kept).words == word_index(texts).words


def test_a_damaged_index_is_made_anew(tmp_path):
    kept = tmp_path / "words.bin"
    made = kept_index(["Trust grew."], kept)
    good = kept.read_bytes()
    kept.write_bytes(good[:-1])
    assert kept_index(["Trust grew."], kept).words == made.words
    assert kept.read_bytes() == good
