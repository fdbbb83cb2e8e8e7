import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from evidence.coding import letters
from evidence.coding.letters import fit_letters


def by_scikit_learn(known, new, **options):
    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2, **options).fit(known)
    return vectorizer, vectorizer.transform(new).toarray()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(alphabet="abcé \n\tÅ👍1-", max_size=25), max_size=6), st.lists(st.text(max_size=20), max_size=3))
def test_letters_weigh_what_scikit_learn_says_though_each_word_is_taken_apart_once(known, new):
    known = [*known, "none", "none"]
    vectorizer, weights = by_scikit_learn(known, [*known, *new])
    found = fit_letters(known)
    assert found.runs.get_feature_names_out().tolist() == vectorizer.get_feature_names_out().tolist()
    np.testing.assert_allclose(found.transform([*known, *new]).toarray(), weights, atol=1e-12)


def test_of_too_many_runs_of_letters_the_most_frequent_are_kept(monkeypatch):
    monkeypatch.setattr(letters, "MOST", 3)
    # " a" stands in three texts, " b" and "b " in two, as do no others
    assert fit_letters(["a b", "ax b", "ay"]).runs.get_feature_names_out().tolist() == [" a", " b", " b "]


@pytest.mark.parametrize("texts", [[""], ["", " \n"]])
def test_texts_without_a_word_are_rows_of_zeros(texts):
    found = fit_letters(["no trust", "no money"]).transform(texts)
    assert found.shape[0] == len(texts)
    assert found.nnz == 0
