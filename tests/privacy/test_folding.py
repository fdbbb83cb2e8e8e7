"""Folding brings out what hides in unseen and look-alike characters, and knows the way back."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.privacy.folding import fold


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("0770\u200b0 900123", "07700 900123"),
        ("a\u00adna\u2060@\ufeffexample.org", "ana@example.org"),
        ("ａｎａ＠ｅｘａｍｐｌｅ．ｏｒｇ", "ana@example.org"),
        ("аnа", "ana"),  # Cyrillic а
        ("ΟΧ1 2ΑΒ", "OX1 2AB"),  # Greek capitals
        ("٠٧٧٠٠", "07700"),  # Arabic digits
        ("𝟎𝟕𝟕𝟎𝟎", "07700"),  # mathematical digits
        ("Siân Łukasz", "Sian Lukasz"),
        ("Sia\u0302n", "Sian"),
        ("01632\u2011960\u2013733\u22121", "01632-960-733-1"),
        ("SW1A\u00a02AA\u2009x\u3000y", "SW1A 2AA x y"),
        ("O’Dea ‘x’", "O'Dea 'x'"),
        ("o\ufb03ce \ufb01ve", "office five"),
        ("\u202eana\u202c", "ana"),
        ("a\u3164b\u2800c", "abc"),
        ("line\u2028end\tand\ntab", "line\nend\tand\ntab"),
    ],
)
def test_a_folded_text_is_what_a_reader_sees(written, seen):
    assert fold(written).text == seen


def test_a_place_in_the_folded_text_leads_back_to_all_that_was_written_there():
    # n a \u0301 \u200b x : the accent and the unseen character belong to the "a" before them
    folded = fold("na\u0301\u200bx")
    assert folded.text == "nax"
    assert folded.original(1, 2) == (1, 4)
    assert folded.original(2, 3) == (4, 5)


def test_one_character_that_stands_for_three_leads_back_to_itself():
    folded = fold("o\ufb03ce")
    assert folded.text == "office"
    assert [folded.original(n, n + 1) for n in range(6)] == [(0, 1), (1, 2), (1, 2), (1, 2), (2, 3), (3, 4)]


@given(st.text(max_size=80))
def test_every_character_of_any_text_leads_back_to_a_later_or_the_same_place(text):
    folded = fold(text)
    assert len(folded.origin) == len(folded.text) + 1
    assert folded.origin[-1] == len(text)
    assert list(folded.origin) == sorted(folded.origin)
    for n in range(len(folded.text)):
        start, end = folded.original(n, n + 1)
        assert 0 <= start < end <= len(text)


@given(st.text(max_size=80))
def test_no_unseen_character_is_left_of_any_text(text):
    assert not any(unicodedata.category(character) in ("Cf", "Mn", "Zs") and character != " " for character in fold(text).text)


@given(st.text(alphabet=st.characters(max_codepoint=127), max_size=80))
def test_plain_text_stays_as_it_is(text):
    folded = fold(text)
    assert folded.text == text
    assert list(folded.origin) == list(range(len(text) + 1))
