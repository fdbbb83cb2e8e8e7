import importlib
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.lookups import Lookups

from evidence import nlp
from evidence.nlp import LONGEST, name_finder_version, not_english, phrase_finder, sentences, tokens, vocabulary, word_forms


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


def test_base_forms_are_those_that_spacys_own_lemmatizer_gives():
    from spacy.tokens import Doc

    nlp = importlib.import_module(name_finder_version().partition(" ")[0]).load(enable=["lemmatizer"])
    lemmatizer = nlp.get_pipe("lemmatizer")
    irregular = [*lemmatizer.lookups.get_table("lemma_exc")["noun"], *lemmatizer.lookups.get_table("lemma_exc")["verb"]]
    stems = ["agree", "bus", "city", "information-shar", "knif", "x", "", "1", "wolv", "plann", "né"]
    words = sorted(
        {*irregular[::7], *map("".join, product(stems, ["", "s", "es", "ies", "ing", "ed", "ves", "men", "ss"]))} - {""}
    )
    forms = word_forms(words)
    for part_of_speech in ("NOUN", "VERB"):
        doc = lemmatizer(Doc(nlp.vocab, words=words, pos=[part_of_speech] * len(words)))
        strays = [token.text for token in doc if token.text not in forms[token.lemma_.lower()]]
        assert not strays


WORDS = st.sampled_from(["trust", "Trusts", "trusted", "no", "IT", "it", "plan", "planning", ",", "of"])


@given(st.lists(WORDS, max_size=12), st.lists(st.lists(WORDS, min_size=1, max_size=3).map(" ".join), max_size=6))
def test_phrases_are_found_where_spacys_matcher_finds_their_forms(words, phrases):
    from spacy.matcher import PhraseMatcher
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

    forms, vocab, expected = word_forms(words), Vocab(), set()
    for phrase in phrases:
        matcher = PhraseMatcher(vocab)
        for surface in product(*(forms.get(word.lower(), []) for word in phrase.split())):
            matcher.add("phrase", [Doc(vocab, words=list(surface))])
        for _, start, end in matcher(Doc(vocab, words=[word.lower() for word in words])):
            shouted = [n for n, word in enumerate(phrase.split()) if word == "IT"]
            loud = len(words) > 3 and all(word == word.upper() for word in words)
            if all(words[start + n] == "IT" for n in shouted) and not (shouted and loud):
                expected.add((start, end, phrase))
    text = " ".join(words)
    assert tokens(text)[0] == words
    assert set(phrase_finder(phrases, vocabulary([text]))(words)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Mae angen mwy o amser ac nid yw'r staff wedi cael hyfforddiant gyda hyn.",
        "Nie ma czasu i nie jest jasne, że możemy to robić, ale się staramy.",
        "Nous avons besoin de plus de temps pour les réunions avec la police, mais ce n'est pas prévu.",
        "У нас нет времени",
        "没有时间分享信息",
        "ہمارے پاس وقت نہیں ہے",
    ],
)
def test_another_language_is_told_by_its_script_or_its_small_words(text):
    assert not_english(text)


@pytest.mark.parametrize(
    "text", ["", "😀👍", "x", "No time.", "GDPR DPIA ISA", "Cwm Taf", "The café in Llanelli est. 1990", "Déjà vu in the team"]
)
def test_english_and_what_is_too_short_to_tell_is_not_called_foreign(text):
    assert not not_english(text)


@given(st.lists(st.sampled_from([*"ab Z9.,!?'\"-_\n\t()[]/|:;@#\x1c", "https://x.y", "www.a.b", "it's ", " - "]), max_size=12))
def test_a_text_of_plain_characters_is_parted_as_any_other(pieces):
    text = "".join(pieces)
    found = tokens(text), list(sentences(text))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(nlp, "_PLAIN_TOKEN", nlp._TOKEN)
        patch.setattr(nlp, "_PLAIN_STOP", nlp._STOP)
        assert found == (tokens(text), list(sentences(text)))


def test_where_nobody_can_be_meant_no_model_is_loaded(monkeypatch):
    monkeypatch.setattr(nlp, "_name_finder", lambda: pytest.fail("loaded the model"))
    assert nlp.people(["12", ""]) == [[], []]


@pytest.mark.parametrize("part_of_speech", nlp.PARTS_OF_SPEECH)
def test_the_tables_of_word_forms_are_those_that_spacy_reads(part_of_speech):
    (folder,) = nlp.checked_model(nlp.MODEL).glob("*/lemmatizer/lookups")
    lookups = Lookups().from_disk(folder)
    index, irregular, endings = (lookups.get_table(f"lemma_{name}")[part_of_speech] for name in ("index", "exc", "rules"))
    found = nlp._inflections()[part_of_speech]
    assert found.bases == frozenset(index)
    assert dict(found.irregular) == dict(irregular)
    assert sorted(ending for of_letter in found.endings.values() for ending in of_letter) == sorted(map(tuple, endings))
    for last, of_letter in found.endings.items():
        assert of_letter == [(old, new) for old, new in endings if old.endswith(last)]
    assert len(index) > 1000
