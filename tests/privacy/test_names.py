"""Names are found by what stands around them and by what is known of them, and things that bear a name are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.privacy import names
from evidence.privacy.names import credible, find, may_name
from tests.privacy.sentences import MARKED, marked


def found(text: str) -> list[str]:
    return [text[start:end] for start, end, _ in find(text)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Then Mrs Zzyzxa came.", "Mrs Zzyzxa"),
        ("Then Dr. J. K. Zzyzxa came.", "Dr. J. K. Zzyzxa"),
        ("Mr and Mrs Wood moved.", "Mr and Mrs Wood"),
        ("Prof. Dame Ana Wood spoke.", "Prof. Dame Ana Wood"),
        ("then dr zzyzxa came", "dr zzyzxa"),
        ("cllr hill came", "cllr hill"),
    ],
)
def test_a_title_makes_the_word_behind_it_a_name(text, name):
    assert found(text) == [name]


@pytest.mark.parametrize(
    "text", ["i miss the team", "Mr and Mrs were not used", "Dr and nurse", "a major accident", "Lord Zzyzxa's inquiry"]
)
def test_a_title_without_a_name_is_no_name(text):
    assert not found(text)


@pytest.mark.parametrize(
    "text",
    [
        "I spoke to {} then.",
        "my name is {}",
        "Signed: {}",
        "Kind regards,\n{}",
        "My social worker, {}, left.",
        "{} said so.",
        "{}, 34, agreed.",
    ],
)
def test_a_word_that_no_list_knows_is_a_name_beside_a_cue(text):
    assert found(text.format("Zzyzxa")) == ["Zzyzxa"]
    assert not found(text.format("Everyone"))


def test_a_word_that_is_a_name_too_needs_a_cue_or_a_surname():
    assert not found("Will the team mark it? May we hope for grace?")
    assert found("Grace Zzyzxa came") == ["Grace Zzyzxa"]
    assert found("spoke to grace today") == ["grace"]
    assert found("my son will not go") == []
    assert found("my son bill will not go") == ["bill"]


def test_a_known_name_takes_its_surname_with_it_in_any_case():
    assert found("then Ngozi Baker came") == ["Ngozi Baker"]
    assert found("then ngozi zzyzxa came") == ["ngozi zzyzxa"]
    assert found("THEN NGOZI BAKER CAME") == ["NGOZI BAKER"]
    assert found("then Ngozi de la Zzyzxa came") == ["Ngozi de la Zzyzxa"]
    assert found("then Ngozi came") == ["Ngozi"]


def test_names_in_a_list_lead_to_each_other():
    assert found("Thanks to Ngozi, Zzyzxa and Mark for it.") == ["Ngozi", "Zzyzxa", "Mark"]
    assert found("Tom and Zzyzxa run it.") == ["Tom", "Zzyzxa"]
    assert found("Present: A. Zzyzxa, B. Khan") == ["A. Zzyzxa", "B. Khan"]
    assert found("Name: Zzyzxa, Ngozi") == ["Zzyzxa, Ngozi"]


@pytest.mark.parametrize(
    "text",
    [
        "the Ngozi Zzyzxa Foundation",
        "Victoria Hospital",
        "the victoria line",
        "St Ngozi came",
        "King's Lynn",
        "the Ngozi review",
        "Port Ngozi is small",
        "in August 2016",
        "University of Ngozi Trust",
        "the ngozi zzyzxa institute",
        "Ngozi's Hospital",
        "write to ngozi@example.org",
        "Sandwell and Dudley",
        "we met Everyone and the Council",
        "Plan B. Young people came",
    ],
)
def test_what_is_called_after_a_person_is_no_person(text):
    assert not found(text)


def test_a_person_may_own_what_a_body_would_be_called_by():
    assert found("Ngozi's school did not reply") == ["Ngozi"]
    assert found("let Ngozi drive") == ["Ngozi"]
    assert found("Ngozi works nights") == ["Ngozi"]


def test_what_the_model_takes_for_a_person_counts_only_if_it_can_be_a_name():
    def kept(text, *people):
        return [text[start:end] for start, end, _ in credible(text, [(text.index(p), text.index(p) + len(p)) for p in people])]

    assert kept("then Zzyzxa Qwfpb came", "Zzyzxa Qwfpb") == ["Zzyzxa Qwfpb"]
    assert kept("then Mrs Zzyzxa came", "Mrs Zzyzxa") == ["Zzyzxa"]
    assert kept("Ring Zzyzxa Qwfpb today", "Ring Zzyzxa Qwfpb") == ["Zzyzxa Qwfpb"]
    assert not kept("Email Mrs Table 4 the St Zzyzxa and zzyzxa", "Email", "Mrs", "Table 4", "St Zzyzxa", "zzyzxa")
    assert not kept("the Zzyzxa Council and Leeds", "Zzyzxa Council", "Leeds")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Okonkwo, Chidinma - complaint received", "Okonkwo, Chidinma"),
        ("ranganathan, pradeep - complaint received", "ranganathan, pradeep"),
        ("My case was passed from Anxhela to a stranger.", "Anxhela"),
        ("please ring wrzesniewska zdunek tomorrow", "wrzesniewska zdunek"),
        ("i asked marvalynne why nobody came", "marvalynne"),
        ("the school rang marvalynne's mother", "marvalynne"),
        ("miss okonkwo kept the file", "miss okonkwo"),
    ],
)
def test_a_name_in_no_list_is_found_by_where_it_stands(text, name):
    assert [text[start:end] for start, end, _ in find(text)] == [name]


@pytest.mark.parametrize(
    "text",
    [
        "i asked wether they would help",
        "we had no help from goverment or anyone",
        "it is the recieption's fault",
        "On Mondays we met.",
    ],
)
def test_a_slip_of_the_pen_and_the_plural_of_a_day_are_no_names(text):
    assert list(find(text)) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("the children love zzyzxana at the club", "zzyzxana"),
        ("ZZYZXANA TOOK MY CALL", "ZZYZXANA"),
        ("Zzyzxana came.", "Zzyzxana"),
        ("Li Na came.", "Li Na"),
        ("we met ka ho tsang there", "ka ho tsang"),
        ("Sangha, Kar Wai (parent)", "Sangha, Kar Wai"),
        ("ZZYZXA, Ngozi - no reply", "ZZYZXA, Ngozi"),
        ("K Zzyzxa rang on Monday.", "K Zzyzxa"),
        ("Ngozi K from the night team was kind.", "Ngozi K"),
        ("then abd al-zzyzxa came", "abd al-zzyzxa"),
        ("MISS DE ZZYZXA IS LATE", "MISS DE ZZYZXA"),
        ("He goes by Sparky.", "Sparky"),
        ('"Call me Everton," he said.', "Everton"),
        ("then zhang came", "zhang"),
        ("then tom came", "tom"),
    ],
)
def test_a_name_is_found_however_it_is_written(text, name):
    assert found(text) == [name]


def test_the_initials_of_those_who_speak_are_names_and_labels_of_a_form_are_not():
    assert found("JS: I never got it.\nInterviewer: Never?\nABD: Never.") == ["JS", "ABD"]
    assert not found("RE: the form\nDOB: not given\nNHS: see above\nTo JS: this")


@pytest.mark.parametrize(
    "text",
    [
        "i recieved it from the recepshunist",
        "the onestop shop and the unescorted responders",
        "content: img-src, no-referrer, base-uri",
        "known by its fingerprint cbb1c65acbcf1b51 and zzyzx_file.md",
        "the plan B group met in Hong Kong Road",
        "my name is withheld",
        "clare's law and martha's rule",
    ],
)
def test_what_is_misspelt_derived_or_technical_is_no_name(text):
    assert not found(text)


PIECES = sorted({word for sentence in MARKED for word in marked(sentence).text.split()})


@given(st.lists(st.sampled_from([*PIECES, "Li", "Na", "J.", "name:", "my", "son", "Dear", "a", "wisnow"]), max_size=16))
def test_words_and_cues_that_are_passed_over_tell_of_no_name(words):
    text = " ".join(words)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(names, "_bears_on", lambda word: True)
        patch.setattr(names, "_SMALL", {})
        patch.setattr(names, "_CUES", tuple((rule, cue, can_be, ()) for rule, cue, can_be, _ in names._CUES))
        slowly = list(find(text))
    assert list(find(text)) == slowly
    assert may_name(text) or not slowly
