from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.sources import duplicates
from evidence.sources.duplicates import NEAR, find_duplicates
from tests.drawing import frame


def words(seed, count=200):
    """Words that no other seed yields."""
    return [f"{chr(97 + seed % 26)}{seed}x{n}" for n in range(count)]


def found(**texts):
    rows = [{"document_id": name, "text": text} for name, text in texts.items()]
    return find_duplicates(frame("documents", rows)).to_numpy().tolist()


def test_the_same_words_are_an_exact_duplicate_whatever_their_case_and_layout():
    text = " ".join(words(1))
    assert found(a=text, b=text.upper().replace(" ", "\n") + "!", c=text) == [["b", "a", "exact", 1.0], ["c", "a", "exact", 1.0]]


def test_short_texts_too_can_be_exact_duplicates():
    assert found(a="Same here", b="same here.") == [["b", "a", "exact", 1.0]]


def test_different_texts_are_no_duplicates_nor_is_a_shared_paragraph():
    shared = words(9, 40)
    assert found(a=" ".join(words(1) + shared), b=" ".join(words(2) + shared)) == []


def test_an_excerpt_is_a_near_duplicate_of_the_whole():
    whole = words(1)
    # 100 words are 96 runs of five, all of which the whole holds
    assert found(a=" ".join(whole), b=" ".join(whole[50:150])) == [["b", "a", "near", 1.0]]


def test_similarity_is_the_share_of_the_shorter_texts_runs_of_five_words():
    whole = words(1)
    # 120 own words after 80 shared ones: 196 runs, of which the 76 within the shared words are in the whole;
    # 100 own after 100 shared: 96 of 196
    assert found(a=" ".join(whole), b=" ".join(whole[:80] + words(2, 120))) == []
    assert 76 / 196 < NEAR < 96 / 196
    assert found(a=" ".join(whole), b=" ".join(whole[:100] + words(2, 100))) == [["b", "a", "near", round(96 / 196, 4)]]


def test_every_near_pair_is_told_later_first():
    whole = words(1)
    copies = {"a": whole, "b": [*whole[:190], "x"], "c": ["y", *whole[5:]]}
    assert [row[:3] for row in found(**{name: " ".join(text) for name, text in copies.items()})] == [
        ["b", "a", "near"],
        ["c", "a", "near"],
        ["c", "b", "near"],
    ]


def test_answers_of_surveys_are_passed_over():
    rows = [{"document_id": n, "kind": "answer", "survey_id": "s", "text": "the same words"} for n in ("a", "b")]
    assert find_duplicates(frame("documents", rows)).empty


def test_copies_of_a_set_text_among_many_are_still_linked(monkeypatch):
    monkeypatch.setattr(duplicates, "COMMON", 3)
    texts = {f"d{n}": " ".join([*words(1), f"own{n}"]) for n in range(8)}
    rows = found(**texts)
    linked = {row[0] for row in rows}
    assert linked == set(texts) - {"d0"}


@pytest.mark.parametrize("seed", range(3))
def test_the_index_finds_what_comparing_all_pairs_finds(seed):
    draw = random.Random(seed)
    pool = [words(n, 30) for n in range(6)]
    texts = {f"d{n}": " ".join(word for part in draw.sample(pool, 3) for word in part) for n in range(12)}
    runs = {name: {tuple(text.split()[n : n + 5]) for n in range(len(text.split()) - 4)} for name, text in texts.items()}
    expected = set()
    for later in texts:
        for earlier in texts:
            share = len(runs[later] & runs[earlier]) / min(len(runs[later]), len(runs[earlier]))
            if int(earlier[1:]) < int(later[1:]) and share >= NEAR and texts[later] != texts[earlier]:
                expected.add((later, earlier))
    near = {(row[0], row[1]) for row in found(**texts) if row[2] == "near"}
    exact = {row[0] for row in found(**texts) if row[2] == "exact"}
    assert near == {pair for pair in expected if not exact & set(pair)}


@given(st.lists(st.text(alphabet="aAbBßΣς1²½中_ \n.-’\0\u0301", max_size=40), max_size=5), st.sampled_from([1, 30, 100_000]))
def test_words_have_the_same_number_if_and_only_if_they_have_the_same_letters(texts, at_once):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(duplicates, "_AT_ONCE", at_once)
        numbers = duplicates._all_words(texts)
    words = [re.findall(r"\w+", text.casefold()) for text in texts]
    assert [len(own) for own in numbers] == [len(own) for own in words]
    pairs = {
        (word, int(number)) for own, found in zip(words, numbers, strict=True) for word, number in zip(own, found, strict=True)
    }
    assert len(pairs) == len({word for word, _ in pairs}) == len({number for _, number in pairs})
