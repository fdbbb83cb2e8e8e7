from __future__ import annotations

import importlib

import numpy as np
import pytest

from evidence.embedding import embed

meanings = importlib.import_module("evidence.search.meanings")
TEXTS = ["They do not trust us.", "It rained.", "They do not trust us."]


@pytest.fixture
def asked(monkeypatch):
    """Texts that were embedded, not taken from the file."""
    seen = []

    def counted(texts, **more):
        seen.extend(texts)
        return embed(texts, **more)

    monkeypatch.setattr(meanings, "embed", counted)
    return seen


def vectors(texts, kept):
    """The vectors of texts of one sentence each."""
    found = meanings.meanings_of(texts, kept)
    assert np.array_equal(found.starts, np.arange(len(set(texts)) + 1))
    return found.vectors[found.rows]


def test_a_text_is_embedded_once_and_found_again_in_the_file(tmp_path, asked):
    kept = tmp_path / "search" / "m.bin"
    first = vectors(TEXTS, kept)
    assert np.array_equal(first, embed(TEXTS))
    asked.clear()
    assert np.array_equal(vectors([*TEXTS, "New."], kept)[:3], first)
    assert asked == ["New."]


def test_the_same_texts_give_the_same_file_to_the_byte(tmp_path):
    meanings.meanings_of(TEXTS, tmp_path / "a.bin")
    meanings.meanings_of(TEXTS[::-1], tmp_path / "b.bin")
    assert (tmp_path / "a.bin").read_bytes() == (tmp_path / "b.bin").read_bytes()


@pytest.mark.parametrize(
    "damage", [lambda d: d[:-1], lambda d: b"x" + d[1:], lambda d: b"", lambda d: d[:99] + bytes([d[99] ^ 1]) + d[100:]]
)
def test_a_damaged_file_is_made_anew(tmp_path, asked, damage):
    kept = tmp_path / "m.bin"
    whole = vectors(TEXTS, kept)
    good = kept.read_bytes()
    kept.write_bytes(damage(good))
    asked.clear()
    assert np.array_equal(vectors(TEXTS, kept), whole)
    assert len(asked) == 2
    assert kept.read_bytes() == good


def test_the_file_of_another_model_is_made_anew(tmp_path, asked, monkeypatch):
    kept = tmp_path / "m.bin"
    meanings.meanings_of(TEXTS, kept)
    asked.clear()
    monkeypatch.setattr(meanings, "MODEL_SHA256", "ab" * 32)
    meanings.meanings_of(TEXTS, kept)
    assert len(asked) == 2


def test_texts_that_are_no_more_leave_the_file(tmp_path):
    kept = tmp_path / "m.bin"
    meanings.meanings_of(TEXTS, kept)
    large = kept.stat().st_size
    meanings.meanings_of(TEXTS[:1], kept)
    assert kept.stat().st_size < large
    assert [path.name for path in tmp_path.iterdir()] == ["m.bin"]


def test_a_folder_that_cannot_be_written_only_costs_time(tmp_path):
    (tmp_path / "file").write_text("in the way")
    assert np.array_equal(vectors(TEXTS, tmp_path / "file" / "m.bin"), embed(TEXTS))
    assert np.array_equal(vectors(TEXTS, None), embed(TEXTS))


def test_who_ends_a_search_loses_no_more_than_a_portion(tmp_path, asked, monkeypatch):
    kept = tmp_path / "m.bin"
    monkeypatch.setattr(meanings, "PORTION", 2)
    texts = [f"Text {n}." for n in range(5)]

    def stop(done, of):
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        meanings.meanings_of(texts, kept, progress=stop)
    asked.clear()
    assert np.array_equal(vectors(texts, kept), embed(texts))
    assert len(asked) == 3


def test_progress_tells_of_all_texts_that_are_embedded(tmp_path, monkeypatch):
    monkeypatch.setattr(meanings, "PORTION", 2)
    told = []
    meanings.meanings_of([f"Told {n}." for n in range(3)], None, progress=lambda done, of: told.append((done, of)))
    assert told[-1] == (3, 3)
    assert {of for _, of in told} == {3}
    assert [done for done, _ in told] == sorted({done for done, _ in told})


def test_the_cosine_of_each_text_with_a_query():
    query = embed(["Nobody trusts us."])[0]
    assert meanings.meanings_of(TEXTS, None).cosines(query) == pytest.approx(embed(TEXTS) @ query)


def test_a_text_has_a_vector_a_sentence_and_is_as_near_as_the_nearest(tmp_path):
    first, second = "They do not trust us.", "It rained all day."
    query = embed(["Nobody trusts us."])[0]
    for _ in range(2):  # embedded, and then taken from the file
        found = meanings.meanings_of([f"{first} {second}", second, ""], tmp_path / "m.bin")
        assert len(found.vectors) == 4
        near, far = embed([first, second]) @ query
        assert found.cosines(query) == pytest.approx([near, far, 0.0])


def test_what_is_too_short_to_mean_something_is_no_sentence_of_its_own():
    assert len(meanings.meanings_of(["Good. Very good. They trust us now."], None).vectors) == 1
    assert np.array_equal(meanings.meanings_of(["Good. Very good."], None).vectors, embed(["Good. Very good."]))
