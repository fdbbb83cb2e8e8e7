from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from evidence.sources.reading import clean, count_unseen, count_words


@given(st.text(alphabet=st.characters(), max_size=40))
def test_a_cleaned_text_is_one_line_of_composed_visible_characters(text):
    cleaned = clean(text)
    assert cleaned == " ".join(cleaned.split())
    assert all(unicodedata.category(character) not in ("Cc", "Cs") for character in cleaned)
    assert unicodedata.is_normalized("NFC", cleaned)
    cleaned.encode("utf-8")


@given(st.text(max_size=40))
def test_cleaning_twice_changes_nothing(text):
    assert clean(clean(text)) == clean(text)


@given(
    st.lists(st.text(alphabet="abcé", min_size=1, max_size=6), max_size=8),
    st.sampled_from([" ", "\t", "\n", "\u00a0", "\u2009 "]),
)
def test_cleaning_keeps_every_word(words, blank):
    assert clean(blank.join(words)).split() == words


def test_characters_that_hold_emoji_together_stay():
    family, england = "👩\u200d👩\u200d👧", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
    assert clean(f"{family} {england}") == f"{family} {england}"
    assert count_unseen(family + england) == (0, 0)


def test_hidden_characters_cannot_split_a_word():
    assert clean("infor\u00admation sh\u200baring \u202edata\u202c") == "information sharing data"
    assert count_unseen("infor\u00admation sh\u200baring \u202edata\u202c\x07") == (1, 4)


def test_words_are_counted_over_all_texts():
    assert count_words(["one two", "", "three"]) == 3
