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


def test_a_text_is_embedded_once_and_found_again_in_the_file(tmp_path, asked):
    kept = tmp_path / "search" / "m.npz"
    first = meanings.meanings_of(TEXTS, kept)
    assert np.array_equal(first, embed(TEXTS))
    asked.clear()
    assert np.array_equal(meanings.meanings_of([*TEXTS, "New."], kept)[:3], first)
    assert asked == ["New."]


def test_the_same_texts_give_the_same_file_to_the_byte(tmp_path):
    meanings.meanings_of(TEXTS, tmp_path / "a.npz")
    meanings.meanings_of(TEXTS[::-1], tmp_path / "b.npz")
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


@pytest.mark.parametrize(
    "damage", [lambda d: d[:-1], lambda d: b"x" + d[1:], lambda d: b"", lambda d: d[:99] + bytes([d[99] ^ 1]) + d[100:]]
)
def test_a_damaged_file_is_made_anew(tmp_path, asked, damage):
    kept = tmp_path / "m.npz"
    whole = meanings.meanings_of(TEXTS, kept)
    good = kept.read_bytes()
    kept.write_bytes(damage(good))
    asked.clear()
    assert np.array_equal(meanings.meanings_of(TEXTS, kept), whole)
    assert len(asked) == 3
    assert kept.read_bytes() == good


def test_the_file_of_another_model_is_made_anew(tmp_path, asked, monkeypatch):
    kept = tmp_path / "m.npz"
    meanings.meanings_of(TEXTS, kept)
    asked.clear()
    monkeypatch.setattr(meanings, "MODEL_SHA256", "another")
    meanings.meanings_of(TEXTS, kept)
    assert len(asked) == 3


def test_texts_that_are_no_more_leave_the_file(tmp_path):
    kept = tmp_path / "m.npz"
    meanings.meanings_of(TEXTS, kept)
    large = kept.stat().st_size
    meanings.meanings_of(TEXTS[:1], kept)
    assert kept.stat().st_size < large
    assert [path.name for path in tmp_path.iterdir()] == ["m.npz"]


def test_a_folder_that_cannot_be_written_only_costs_time(tmp_path):
    (tmp_path / "file").write_text("in the way")
    assert np.array_equal(meanings.meanings_of(TEXTS, tmp_path / "file" / "m.npz"), embed(TEXTS))
    assert np.array_equal(meanings.meanings_of(TEXTS, None), embed(TEXTS))
