import pytest

from evidence.nlp import LONGEST, sentences, tokens, word_forms


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    "sentence",
    [
        "We met e.g. the police, i.e. PC Hall.",
        "Dr. Shah of St. Helens agreed with Cllr. Ray.",
        "It saved £1.5m at No. 10 in v. 2.3 of the tool.",
        "See www.example.org/a.b?c=d for more",
        "J. R. Smith and the U.K. Government paid.",
        "Police, health etc. were there at 9 a.m. sharp.",
        "“Why?” she asked.",
        "1. Trust comes first.",
        "a. Trust comes first.",
        "We waited… and waited.",
        "It was hard ... but it worked!",
        "Was it hard?!",
        "He said “no.” and left.",
        "No stop at all",
        "Section 3.2 and Fig. 4 apply",
    ],
)
def test_a_full_stop_within_a_sentence_does_not_end_it(sentence):
    assert cut(sentence) == [sentence]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("It worked.", "We met."),
        ("“It worked.”", "We met."),
        ("It worked (at last.)", "We met."),
        ("Did it work?", "no"),
        ("no time.", "no staff."),
        ("It began in 2014.", "We met."),
        ("So did I.", "We met."),
        ("It worked.[3]", "We met."),
        ("No.", "We met."),
        ("It worked …", "We met."),
        ("We had police, health etc.", "We met."),
        ("• trust", "• time"),
        ("It worked.", "• We met."),
    ],
)
def test_a_sentence_ends_with_its_stop_and_the_quotes_after_it(first, second):
    separator = "\n" if second.startswith("•") else " "
    assert cut(f"{first}{separator}{second}") == [first, second]


def test_a_blank_line_ends_a_sentence_and_a_line_end_does_not():
    assert cut("Trust\nwas low\n \nWe met") == ["Trust\nwas low", "We met"]


def test_what_runs_on_is_cut_at_a_comma_or_a_blank_before_it_is_too_long():
    assert cut("a" * 600 + ", " + "b" * 600) == ["a" * 600 + ",", "b" * 600]
    pieces = cut("to\nto " * 500)
    assert max(map(len, pieces)) <= LONGEST
    assert {word for piece in pieces for word in piece.split()} == {"to"}
    assert list(map(len, cut("x" * 2500))) == [1000, 1000, 500]


def test_only_the_part_asked_for_is_cut():
    assert list(sentences("One. Two. Three.", 5, 9)) == [(5, 9)]


def test_words_are_read_as_they_sound_and_found_where_they_stand():
    text = "The Con\u00adﬁdence,\u200b of “the councils’” – and council’s IT/data don’t"
    words, places = tokens(text)
    assert words == ["The", "Confidence", ",", "of", "the", "councils", "–", "and", "council", "IT", "/", "data", "don't"]
    assert [text[start:end] for start, end in places][1] == "Con\u00adﬁdence"
    assert [text[start:end] for start, end in places][8] == "council’s"


def test_emoji_and_blanks_hold_no_word():
    assert tokens("😀 👍🏽 \u200b \n") == ([], [])


def test_a_word_has_its_forms_and_a_form_does_not_have_those_of_its_base():
    forms = word_forms(["Shared", "sharing", "policies", "led", "children", "training", "trains", "gibberishes"])
    assert forms["share"] == ["shared", "sharing"]
    assert forms["policy"] == ["policies"]
    assert forms["lead"] == ["led"]
    assert forms["child"] == ["children"]
    assert forms["train"] == ["training", "trains"]
    assert forms["training"] == ["training"]
    assert forms["gibberish"] == ["gibberishes"]


def test_no_words_have_no_forms():
    assert word_forms([]) == {}
