"""Patterns of a codebook: what they match, what is refused, and that none can hang."""

from __future__ import annotations

import time

import pytest

from evidence.codebook import Code, Codebook, pattern_finder, read_codebook
from evidence.coding.patterns import matches
from evidence.errors import CodebookError
from tests.coding.test_rules import coded

BOOK = Codebook(
    "Places", "1", (Code("COUNT", patterns=(r"\b\d+ places\b",)), Code("HUB", terms=("hub",), patterns=(r"\bmash\b",)))
)


def codebook(tmp_path, pattern):
    path = tmp_path / "codebook.yaml"
    path.write_text(f"codes:\n  - id: R\n    definition: d\n    patterns: ['{pattern}']\n", encoding="utf-8")
    return path


def test_the_first_match_of_the_first_pattern_is_the_evidence():
    assert matches("It grew to 14 places, then 20 places.", BOOK) == {"COUNT": (11, 20)}


def test_capitals_count_as_small_letters_and_places_are_characters():
    assert matches("Café: a MASH", BOOK) == {"HUB": (8, 12)}


@pytest.mark.parametrize("pattern", [r"(a)\1", "(?<=x)y", "(?=a)b", "(unclosed", "[z-a]", "((a{0,1000}){0,1000}){0,1000}"])
def test_what_the_engine_has_not_is_refused_by_code_line_and_pattern(pattern, tmp_path):
    with pytest.raises(CodebookError, match=r"line 4: code 'R': item 1 of 'patterns' cannot be used") as caught:
        read_codebook(codebook(tmp_path, pattern))
    assert "RE2" in str(caught.value)


@pytest.mark.parametrize("pattern", ["x*", r"\b", r"\s+$", "(x|)", r"[.,]"])
def test_a_pattern_that_needs_no_word_is_refused(pattern, tmp_path):
    with pytest.raises(CodebookError, match="holds no word"):
        read_codebook(codebook(tmp_path, pattern))


def test_no_more_memory_than_allowed_goes_into_a_pattern():
    with pytest.raises(ValueError, match=r"too large|memory"):
        pattern_finder(r"(\pL{1,900}\d{1,900}){1,1}\pL{1,900}(\pN{1,900}x){1,1}\pL{1,900}y{1,900}\pL{1,999}")


@pytest.mark.parametrize("pattern", ["(a+)+$", "(x+x+)+y", r"([a-zA-Z]+)*\d", "(.*a){25}"])
def test_patterns_that_hang_other_engines_take_no_time(pattern):
    text = "a" * 5_000 + "!"
    begun = time.process_time()
    pattern_finder(pattern)(text)
    assert time.process_time() - begun < 5  # other engines need longer than the age of the universe


def test_a_pattern_gives_its_code_with_its_words():
    assert coded("They met in 14 places.", book=BOOK) == [("COUNT", "yes", "none", "14 places")]


def test_where_terms_speak_too_their_words_stay_and_the_code_is_surer():
    assert coded("The hub, a MASH, met.", book=BOOK) == [("HUB", "yes", "none", "hub")]


def test_a_codebook_without_patterns_has_the_hash_it_always_had():
    plain = Codebook("t", "1", (Code("A", name="A", definition="d", terms=("trust",)),))
    assert plain.hash == Codebook("t", "1", (Code("A", name="A", definition="d", terms=("trust",), patterns=()),)).hash
    assert plain.hash != Codebook("t", "1", (Code("A", name="A", definition="d", terms=("trust",), patterns=("x",)),)).hash
